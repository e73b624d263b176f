"""Requests per second of the sandbox on one core, beside Prism on the vendor's description in the same run.

    python bench/sandbox.py [--rounds 5] [--seconds 2] [--tickets 300 20000] [--description FILE] [--no-prism]

The server has one core, the load generator the other. Each round asks every server in turn, so that a slow moment of the
machine meets all; the median of the rounds counts, by the wall clock and by the server's own processor time, which other
programs on the machine do not disturb. The sandbox keeps its records in a file. Prism is installed by npm into a
temporary folder and serves a copy of the description whose one slash-less path is mended.
"""

import argparse
import json
import os
import selectors
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from syncro.sandbox.company import Company, build
from syncro.sandbox.state import State

DESCRIPTION = Path(__file__).parents[2] / "shared" / "syncro-openapi.json"
KEY = "sandbox-tech-1"
CONNECTIONS = 16
BAR = 1.5
SINGLE = "GET /tickets/{id}"
COMMENT = json.dumps({"subject": "Update", "body": "The spare part is on its way.", "do_not_email": True}).encode()

Request = Callable[[int], bytes]


class Server(NamedTuple):
    """Where it listens, and which process it is."""

    port: int
    prefix: str
    pid: int


class Rate(NamedTuple):
    """Answers per second of the wall clock, and of the server's processor time."""

    wall: float
    busy: float


def main() -> None:
    """Measure and print."""
    options = arguments()
    with ExitStack() as servers:
        found = {f"sandbox, {size:,} tickets": servers.enter_context(sandbox(size)) for size in options.tickets}
        if options.prism and options.description.exists() and shutil.which("npm"):
            found["Prism"] = servers.enter_context(prism(options.description))
        own_core(os.getpid(), 1)
        figures = measure(found, options.rounds, options.seconds)
    report(figures)


def arguments() -> argparse.Namespace:
    """The command line's."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="per server, request and round")
    parser.add_argument("--tickets", type=int, nargs="+", default=[300, 20_000])
    parser.add_argument("--description", type=Path, default=DESCRIPTION)
    parser.add_argument("--no-prism", dest="prism", action="store_false")
    return parser.parse_args()


def measure(servers: dict[str, Server], rounds: int, seconds: float) -> dict[tuple[str, str], list[Rate]]:
    """Rates by kind of request and server, one for each round."""
    figures: dict[tuple[str, str], list[Rate]] = {}
    for _ in range(rounds):
        for name, server in servers.items():
            for what, request in kinds(server.port, server.prefix).items():
                figures.setdefault((what, name), []).append(load(server, request, seconds))
    return figures


def kinds(port: int, prefix: str) -> dict[str, Request]:
    """What is asked: about the tickets of the first page in turn; comments go to those of the second, so that they slow no read."""
    read, write = (
        [row["id"] for row in json.loads(ask(port, get(f"{prefix}/tickets?page={page}")))["tickets"]] for page in (1, 2)
    )
    return {
        SINGLE: lambda turn: get(f"{prefix}/tickets/{read[turn % len(read)]}"),
        "GET /tickets": lambda _: get(f"{prefix}/tickets"),
        "POST /tickets/{id}/comment": lambda turn: post(
            f"{prefix}/tickets/{write[turn % len(write)]}/comment", COMMENT
        ),
    }


def get(path: str) -> bytes:
    """A GET on a connection that stays open."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {KEY}\r\nAccept: application/json\r\n\r\n".encode()
    )


def post(path: str, body: bytes) -> bytes:
    """A POST on a connection that stays open."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {KEY}\r\nAccept: application/json\r\n"
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def load(server: Server, request: Request, seconds: float) -> Rate:
    """The rate of answers on connections that each wait for their answer before they ask again."""
    selector = selectors.DefaultSelector()
    open_ = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(CONNECTIONS)]
    for turn, each in enumerate(open_):
        each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(each, selectors.EVENT_READ, bytearray())
        each.sendall(request(turn))
    answered, worked = 0, processor_time(server.pid)
    begun = time.perf_counter()
    while (taken := time.perf_counter() - begun) < seconds:
        for key, _ in selector.select(timeout=1):
            if not receive(key.fileobj, key.data):
                continue
            key.data.clear()
            answered += 1
            key.fileobj.sendall(request(answered))  # type: ignore[union-attr]
    worked = processor_time(server.pid) - worked
    for each in open_:
        each.close()
    selector.close()
    return Rate(answered / taken, answered / worked if worked else 0.0)


def processor_time(pid: int) -> float:
    """Seconds that a process has worked; 0 where the system does not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def receive(connection: Any, held: bytearray) -> bool:
    """Take what is there; True when an answer is whole. Ends the run at an answer that isn't a success."""
    part = connection.recv(262_144)
    if not part:
        sys.exit("the server closed a connection")
    held += part
    end = held.find(b"\r\n\r\n")
    if end < 0:
        return False
    if not held.startswith(b"HTTP/1.1 2"):
        sys.exit(f"not a success: {bytes(held[:400])!r}")
    head = bytes(held[:end]).lower()
    if b"content-length:" in head:
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        return len(held) >= end + 4 + length
    return held.endswith(b"0\r\n\r\n")


def ask(port: int, request: bytes) -> bytes:
    """One request's body."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        held = bytearray()
        while not receive(connection, held):
            pass
    body = bytes(held.partition(b"\r\n\r\n")[2])
    return body[body.index(b"{") : body.rindex(b"}") + 1]


@contextmanager
def sandbox(tickets: int) -> Iterator[Server]:
    """A sandbox with so many tickets in a file, on the first core."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/company.db"
        state = State(path)
        state.load(company(tickets))
        state.close()
        command = [sys.executable, "-m", "syncro.sandbox", "--db", path, "--quirk", "rate_limit=0"]
        with process(command, {}) as running:
            assert running.stdout
            port = int(running.stdout.readline().rpartition(":")[2].partition("/")[0])
            yield Server(port, "/api/v1", running.pid)


def company(tickets: int) -> Company:
    """The demo company with its tickets, and what hangs on them, repeated or cut to the number."""
    demo = build(1, datetime.now().astimezone())
    records = {kind: list(rows) for kind, rows in demo.records.items()}
    whole = records["tickets"]
    # As an account grows: later tickets have higher ids and numbers.
    order = sorted((n % len(whole) for n in range(tickets)), key=lambda place: whole[place]["created_at"])
    keep = [{**whole[place], "id": 1_000 + n, "number": 32_001 + n} for n, place in enumerate(order)]
    records["tickets"] = keep
    for kind in ("comments", "timers", "ticket_lines"):
        of: dict[int, list[dict[str, Any]]] = {}
        for row in records[kind]:
            of.setdefault(row["ticket_id"], []).append(row)
        copies = (
            (ticket["id"], row) for n, ticket in enumerate(keep) for row in of.get(whole[n % len(whole)]["id"], [])
        )
        records[kind] = [{**row, "id": place, "ticket_id": ticket} for place, (ticket, row) in enumerate(copies, 1)]
    return msgspec.structs.replace(demo, records=records)


@contextmanager
def prism(description: Path) -> Iterator[Server]:
    """A Prism on the first core."""
    with tempfile.TemporaryDirectory() as folder:
        document = json.loads(description.read_text())
        document["paths"] = {f"/{path.lstrip('/')}": item for path, item in document["paths"].items()}
        mended = Path(folder) / "description.json"
        mended.write_text(json.dumps(document))
        npm = ["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", folder, "@stoplight/prism-cli"]
        subprocess.run(npm, check=True, stdout=subprocess.DEVNULL)
        port = free_port()
        program = f"{folder}/node_modules/.bin/prism"
        # One process and no log: the quickest that Prism has.
        words = [program, "mock", "--multiprocess=false", "--verboseLevel=silent", "-p", str(port), str(mended)]
        with process(words, {"NODE_ENV": "production"}) as running:
            wait_for(port)
            yield Server(port, "", running.pid)


@contextmanager
def process(command: list[str], env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A server of its own on the first core, ended afterwards."""
    environment = {**os.environ, **env}
    running = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)
    own_core(running.pid, 0)
    try:
        yield running
    finally:
        running.terminate()
        running.wait(10)


def own_core(pid: int, number: int) -> None:
    """Keep a process to one core, where the system can do that and there is more than one."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(pid, {number})


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Until somebody listens."""
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("the server did not start")


def report(figures: dict[tuple[str, str], list[Rate]]) -> None:
    """Figures, their ratio to Prism's, and whether the bar is met."""
    middle = {key: middle_of(rates) for key, rates in figures.items()}
    print(f"{'':28} {'':26} {'per second':>10} {'per second of processor':>24}")
    for (what, server), rate in middle.items():
        other = middle.get((what, "Prism"))
        ratio = f"   {rate.wall / other.wall:5.2f} and {rate.busy / other.busy:5.2f} x Prism" if other else ""
        print(f"{what:28} {server:26} {rate.wall:10.0f} {rate.busy:24.0f}{'' if server == 'Prism' else ratio}")
    singles = [rate for (what, server), rate in middle.items() if what == SINGLE and server != "Prism"]
    if other := middle.get((SINGLE, "Prism")):
        ratio = singles[0].wall / other.wall
        print(f"bar: one ticket at {BAR} x Prism or more: {ratio:.2f}, {'met' if ratio >= BAR else 'NOT met'}")


def middle_of(rates: list[Rate]) -> Rate:
    """The median of each."""
    return Rate(statistics.median(rate.wall for rate in rates), statistics.median(rate.busy for rate in rates))


if __name__ == "__main__":
    main()
