"""What was acknowledged survives a kill; a failed write leaves nothing; the command line starts and ends cleanly."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

import httpx2
import pytest
import tiny

from syncro.sandbox.account import Account, Setup
from syncro.sandbox.server import ThreadedSandbox
from syncro.sandbox.state import State

SERVE = """
import sys
sys.path.insert(0, {here!r})
import tiny
from syncro.sandbox.account import Setup
from syncro.sandbox.server import run
run(Setup(company=tiny.company(), database={path!r}))
"""


@contextmanager
def process(*command):
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            line = running.stdout.readline().strip()
            assert line.startswith("Syncro sandbox ready at http://127.0.0.1:"), running.stderr.read()
            yield running, line.rpartition(" ")[2]
        finally:
            running.kill()


def serve(path):
    here = os.path.dirname(__file__)  # noqa: PTH120
    return process(sys.executable, "-c", SERVE.format(here=here, path=str(path)))


def post(base, path, body):
    return httpx2.post(f"{base}/{path}", params={"api_key": "tech"}, json=body).json()


def get(base, path):
    return httpx2.get(f"{base}/{path}", params={"api_key": "tech"}).json()


def test_an_acknowledged_write_survives_kill_9(tmp_path):
    path = tmp_path / "sandbox.db"
    comment, body = f"tickets/{tiny.TICKET}/comment", {"subject": "Kept", "body": "Text"}
    with serve(path) as (running, base):
        made = post(base, comment, body)["comment"]
        running.send_signal(signal.SIGKILL)
        running.wait(5)
    with serve(path) as (running, base):
        rows = get(base, f"{comment}s")["comments"]
        assert {row["id"] for row in rows} == {made["id"], 7001}
        assert post(base, comment, body)["comment"]["id"] > made["id"]
        running.send_signal(signal.SIGTERM)
        assert running.wait(5) == 0
        assert running.stdout.read() == ""


def test_an_existing_database_is_loaded_not_seeded(tmp_path):
    path = str(tmp_path / "sandbox.db")
    first = Account(Setup(company=tiny.company(), database=path))
    with first.state.transaction():
        first.state.drop("tickets", tiny.TICKET)
    first.close()
    second = Account(Setup(company=tiny.company(), database=path))
    assert second.state.get("tickets", tiny.TICKET) is None
    assert second.state.get("settings", "tickets")["value"]["default_labor_product_id"] == tiny.REMOTE
    second.close()


def test_ids_and_numbers_of_deleted_records_are_not_used_again(tmp_path):
    path = str(tmp_path / "sandbox.db")
    state = State(path)
    state.load(tiny.company())
    with state.transaction():
        used = state.next_id("tickets")
    state.close()
    state = State(path)
    with state.transaction():
        assert state.next_id("tickets") == used + 1
    state.close()


def test_a_write_that_fails_leaves_nothing_in_memory_or_on_disk(tmp_path):
    path = str(tmp_path / "sandbox.db")
    state = State(path)
    state.load(tiny.company())

    def fail():
        with state.transaction():
            state.change("tickets", state.get("tickets", tiny.TICKET), status="Lost", number=5)
            state.drop("customers", tiny.PLAIN)
            state.next_id("tickets")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    for _ in range(2):
        assert state.get("tickets", tiny.TICKET)["status"] == "New"
        assert [row["id"] for row in state.where("tickets", "number", 32001)] == [tiny.TICKET]
        assert state.where("tickets", "number", 5) == []
        assert state.get("customers", tiny.PLAIN)
        assert state.get("counters", "tickets") is None
        state.close()
        state = State(path)
    state.close()


def test_records_change_only_inside_a_transaction():
    state = State()
    state.load(tiny.company())
    with pytest.raises(RuntimeError):
        state.put("tickets", {"id": 1})


def test_one_database_serves_one_sandbox(tmp_path):
    path = str(tmp_path / "sandbox.db")
    with serve(path):
        second = subprocess.run(
            [sys.executable, "-m", "syncro.sandbox", "--db", path],
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
    assert second.returncode == 1
    assert second.stderr.startswith("The sandbox can't serve: ")


def test_a_taken_port_is_said_in_one_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "syncro.sandbox", "--company", "empty", "--port", port]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1


def test_a_port_that_cannot_be_is_said_in_one_line():
    command = [sys.executable, "-m", "syncro.sandbox", "--company", "empty", "--port", "99999"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize(
    "arguments", [["--quirk", "nonsense=1"], ["--quirk", "rate_limit"], ["--faults", "/nowhere"], ["--company", "x"]]
)
def test_wrong_arguments_are_a_usage_error(arguments):
    ended = subprocess.run(
        [sys.executable, "-m", "syncro.sandbox", *arguments], capture_output=True, check=False, timeout=20
    )
    assert ended.returncode == 2


def test_command_line_takes_quirks_and_faults(tmp_path):
    faults = tmp_path / "faults.json"
    faults.write_text('[{"fault": "error_before", "status": 503, "operation": "me.get"}]')
    arguments = ["--company", "empty", "--quirk", "rate_limit=1", "--faults", str(faults)]
    with process(sys.executable, "-m", "syncro.sandbox", *arguments) as (running, base):
        answers = [httpx2.get(f"{base}/me", params={"api_key": "sandbox-owner"}).status_code for _ in range(2)]
        assert answers == [503, 429]
        running.send_signal(signal.SIGINT)
        assert running.wait(5) == 0


def test_demo_company_is_the_same_for_the_same_seed():
    with ThreadedSandbox(quirks={"rate_limit": 0}) as sandbox:

        def subjects(seed):
            httpx2.post(f"{sandbox.root_url}/sandbox/reset", json={"company": "demo", "seed": seed}).raise_for_status()
            rows = httpx2.get(f"{sandbox.base_url}/tickets", params={"api_key": "sandbox-tech-1"}).json()["tickets"]
            return [(row["id"], row["subject"]) for row in rows]

        first = subjects(7)
        assert len(first) == 50
        assert subjects(7) == first


def test_every_ticket_and_invoice_of_the_demo_company_can_be_read():
    with (
        ThreadedSandbox(quirks={"rate_limit": 0}) as sandbox,
        httpx2.Client(params={"api_key": "sandbox-owner"}) as client,
    ):
        for kind in ("tickets", "invoices", "customers", "payments", "estimates", "contracts", "customer_assets"):
            listed = client.get(f"{sandbox.base_url}/{kind}").json()
            rows = listed[{"customer_assets": "assets"}.get(kind, kind)]
            assert rows
            for row in rows:
                assert client.get(f"{sandbox.base_url}/{kind}/{row['id']}").status_code == 200


def test_a_zero_dollar_invoice_can_be_repaired_by_a_line_even_when_it_counts_as_paid():
    with (
        ThreadedSandbox(quirks={"rate_limit": 0}) as sandbox,
        httpx2.Client(base_url=sandbox.base_url, params={"api_key": "sandbox-owner"}) as client,
    ):
        rows = client.get("invoices", params={"paid": "true"}).json()["invoices"]
        empty = next(row for row in rows if row["total"] == "0.0")
        body = {"item": "Labor - Remote Business", "name": "Missed", "price": 10, "taxable": False}
        reply = client.post(f"invoices/{empty['id']}/line_items", json=body).json()
        assert (reply["invoice"]["total"], reply["invoice"]["is_paid"]) == ("10.0", False)
