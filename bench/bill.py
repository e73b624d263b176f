"""One bill, whole processes: `syncro bill` against the documented curl and jq calls one by one, at 150 ms per answer.

    python bench/bill.py [--runs 5] [--delay 0.15]

Prints wall times and their ratio, pair by pair. Both end with a ticket that is invoiced and checked: the calls check what the
shop's manual checks (line, invoice, status); `syncro bill` checks everything design §3 asks for.
"""

import argparse
import json
import os
import pty
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

KEY = "sandbox-tech-1"
WORK = "Restored the mail profile"
SYNCRO = str(Path(sys.executable).with_name("syncro"))

CURL = r"""
set -euo pipefail
get() { curl -sS -H "Authorization: $KEY" "$BASE$1"; }
send() { curl -sS -X "$1" -H 'Content-Type: application/json' -d "$3" "$BASE$2?api_key=$KEY"; }
id=$(get "/tickets?number=$NUMBER" | jq '.tickets[0].id')
customer=$(get "/tickets/$id" | jq '.ticket.customer_id')
get "/customers/$customer" | jq -r '.customer.prepay_hours' >/dev/null
product=$(get /products/1190473)
rate=$(jq '.product.price_retail' <<<"$product"); name=$(jq -r '.product.name' <<<"$product")
comment=$(jq -n --arg b "$WORK" '{subject:"Resolution",body:$b,hidden:false,do_not_email:true}')
send POST "/tickets/$id/comment" "$comment" | jq -e '.comment.id' >/dev/null
fields=$(jq -n --arg n "$name" --arg d "$WORK" --argjson r "$rate" \
    '{product_id:1190473,name:$n,description:$d,quantity:0.75,price_retail:$r,taxable:false}')
line=$(send POST "/tickets/$id/add_line_item" "$fields" | jq .id)
get "/tickets/$id" | jq -e --argjson l "$line" '.ticket.line_items[] | select(.id == $l) | .price_retail > 0' >/dev/null
wanted=$(jq -n --argjson c "$customer" --argjson t "$id" '{customer_id:$c,ticket_id:$t,category:"Standard"}')
invoice=$(send POST /invoices "$wanted" | jq .invoice.id)
get "/invoices/$invoice" | jq -e '(.invoice.total | tonumber) > 0' >/dev/null
send PUT "/tickets/$id" '{"status":"Invoiced"}' | jq -e '.ticket.status == "Invoiced"' >/dev/null
"""


def main() -> None:
    """Run both in turn and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--delay", type=float, default=0.15, help="seconds per answer")
    options = parser.parse_args()
    if not (shutil.which("curl") and shutil.which("jq")):
        sys.exit("bench/bill.py needs curl and jq")
    sandbox = subprocess.Popen(
        [sys.executable, "-m", "syncro.sandbox", "--quirk", "rate_limit=0"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert sandbox.stdout
        base = sandbox.stdout.readline().split()[-1]
        measure(base, options.runs, options.delay)
    finally:
        sandbox.terminate()
        sandbox.wait()


def measure(base: str, runs: int, delay: float) -> None:
    """Both ways in turn, so that a slow moment of the machine meets both."""
    rows = []
    for run in range(runs + 1):
        # A home of its own: the pace that all processes of a home keep to would hold up the later runs.
        with tempfile.TemporaryDirectory() as home:
            env = {**os.environ, "SYNCRO_HOME": home, "SYNCRO_BASE_URL": base, "SYNCRO_API_KEY": KEY}
            numbers = [ticket(base, f"bench {run}.{way}") for way in range(3)]
            slow(base, delay)
            times = [by_curl(base, numbers[0]), at_a_terminal(env, numbers[1]), by_script(env, numbers[2])]
            slow(base, None)
            if run:  # the first warms caches
                rows.append(times)
    labels = (
        "curl and jq, call by call",
        "syncro bill at a terminal (one process)",
        "syncro bill, plan execute (two processes)",
    )
    curls = [row[0] for row in rows]
    for place, label in enumerate(labels):
        column = [row[place] for row in rows]
        ratios = [value / curl for value, curl in zip(column, curls, strict=True)]
        print(
            f"{label:45} {statistics.median(column):6.2f} s   ratio to curl {statistics.median(ratios):.2f}"
            f"  ({min(ratios):.2f} to {max(ratios):.2f})"
        )


def by_curl(base: str, number: int) -> float:
    """Seconds for the documented calls."""
    env = {**os.environ, "BASE": base, "KEY": KEY, "NUMBER": str(number), "WORK": WORK}
    begun = time.perf_counter()
    subprocess.run(["bash", "-c", CURL], env=env, check=True)
    return time.perf_counter() - begun


def at_a_terminal(env: dict[str, str], number: int) -> float:
    """Seconds for one `syncro bill` in a terminal whose user says yes at once."""
    begun = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(SYNCRO, command(number), env)
    said = b""
    answered = False
    while True:
        ready, _, _ = select.select([terminal], [], [], 60)
        try:
            part = os.read(terminal, 65536) if ready else b""
        except OSError:
            part = b""
        if not part:
            break
        said += part
        if not answered and b"[y/N]" in said:
            os.write(terminal, b"y\n")
            answered = True
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    taken = time.perf_counter() - begun
    if code:
        sys.exit(said.decode(errors="replace"))
    return taken


def by_script(env: dict[str, str], number: int) -> float:
    """Seconds for plan and execute as a script runs them."""
    begun = time.perf_counter()
    planned = subprocess.run(
        [*command(number), "--no-input", "--json"], env=env, capture_output=True, text=True, check=False
    )
    plan = json.loads(planned.stdout)
    execute = [SYNCRO, "plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json", "--quiet"]
    subprocess.run(execute, env=env, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def command(number: int) -> list[str]:
    """The bill as it is typed."""
    return [SYNCRO, "bill", str(number), "--minutes", "45", "--labor", "remote", "--work", WORK]


def ticket(base: str, subject: str) -> int:
    """A fresh ticket of a customer without a block; its visible number."""
    rows = call(base, "GET", "/customers")["customers"]
    customer = next(row["id"] for row in rows if not row["disabled"] and float(prepay(base, row["id"])) == 0)
    made = call(base, "POST", "/tickets", {"customer_id": customer, "subject": subject})
    return int(made["ticket"]["number"])


def prepay(base: str, customer: int) -> str:
    """Prepay hours of a customer."""
    return str(call(base, "GET", f"/customers/{customer}")["customer"]["prepay_hours"])


def slow(base: str, delay: float | None) -> None:
    """Let every answer take this long; None puts it back."""
    root = base.removesuffix("/api/v1")
    faults = [] if delay is None else [{"fault": "slow_after", "operation": "*", "count": None, "seconds": delay}]
    request(f"{root}/sandbox/faults", "PUT", faults)


def call(base: str, method: str, path: str, body: Any = None) -> Any:
    """One request outside the measurement."""
    return request(f"{base}{path}", method, body)


def request(url: str, method: str, body: Any = None) -> Any:
    """JSON in, JSON out."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": "sandbox-owner", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method)) as reply:
        return json.loads(reply.read() or b"null")


if __name__ == "__main__":
    main()
