"""The journal on a real PostgreSQL: the same promises as on SQLite (design §2)."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from syncro import jsonio
from syncro.errors import JournalError, NotFound, PlanClosed
from syncro.store.journal import Journal, StoredPlan

pwd = pytest.importorskip("pwd", reason="this system has no users to run a PostgreSQL server as")

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def _tool(name: str) -> str | None:
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(newest[0]) if newest else shutil.which(name)


def _as_postgres(*command: str) -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else list(command)


def _quietly(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    initdb, server = _tool("initdb"), _tool("pg_ctl")
    if not (initdb and server):
        pytest.skip("no PostgreSQL server is installed")
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    if os.geteuid() == 0 and not any(user.pw_name == "postgres" for user in pwd.getpwall()):
        pytest.skip("running as root without a user postgres to run the server as")
    with tempfile.TemporaryDirectory(prefix="syncro-pg-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data = f"{folder}/data"
        _quietly(_as_postgres(initdb, "-D", data, "-A", "trust", "-U", "syncro", "--no-sync"))
        options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off"
        _quietly(_as_postgres(server, "-D", data, "-w", "-o", options, "start"))
        try:
            yield f"postgresql+psycopg://syncro@127.0.0.1:{port}/postgres"
        finally:
            _quietly(_as_postgres(server, "-D", data, "-m", "immediate", "stop"))


def stored(plan_id: str) -> StoredPlan:
    document = {"price": 1}
    return StoredPlan(plan_id, jsonio.digest(document), "i" * 64, "shop.example", "Bill ticket #1", NOW, document)


def test_a_plan_and_its_entries_come_back_as_they_were_written(url: str) -> None:
    journal = Journal(url)
    journal.add_plan(stored("aaaa2222"), who="Avery")
    journal.append("aaaa2222", "sending", at=NOW, who="Avery", step="line-1", data={"known": [1, 2]})
    again = Journal(url)
    assert again.plan("aaaa") == stored("aaaa2222")
    assert [(row.event, row.step, row.data) for row in again.entries("aaaa2222")][-1] == (
        "sending",
        "line-1",
        {"known": [1, 2]},
    )
    with pytest.raises(NotFound):
        again.plan("zzzz")


APPEND = """
import sys
from datetime import UTC, datetime
from syncro.store.journal import Journal
journal = Journal(sys.argv[1])
for n in range(15):
    journal.append("bbbb3333", "sending", at=datetime.now(UTC), who=sys.argv[2], step=f"line-{n}")
"""


def test_several_processes_write_one_unforked_chain(url: str) -> None:
    journal = Journal(url)
    journal.add_plan(stored("bbbb3333"), who="Avery")
    writers = [subprocess.Popen([sys.executable, "-c", APPEND, url, f"writer {n}"]) for n in range(3)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert len(journal.entries("bbbb3333")) == 46
    assert journal.breaks() == []


HOLD = """
import sys, time
from syncro.store.journal import Journal
with Journal(sys.argv[1]).held("plan aaaa2222"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_plan_is_held_by_one_machine_until_that_is_gone_even_by_kill(url: str) -> None:
    journal = Journal(url)
    with journal.held("plan zzzz9999"), journal.held("plan yyyy8888"):
        pass
    with subprocess.Popen([sys.executable, "-c", HOLD, url], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with (
            pytest.raises(PlanClosed, match="Another machine is executing plan aaaa2222"),
            journal.held("plan aaaa2222"),
        ):
            pass
        other.kill()
    with journal.held("plan aaaa2222", wait=30):
        pass


def test_an_error_while_held_stays_what_it_is(url: str) -> None:
    with pytest.raises(ValueError, match="of the caller"), Journal(url).held("plan aaaa2222"):
        raise ValueError("of the caller")


def test_plans_about_a_record_are_found_by_their_subject(url: str) -> None:
    journal = Journal(url)
    for place, id_ in enumerate((9001, 90011, 9001)):
        plan = replace(stored(f"cccc{place}"), document={"subject": {"kind": "ticket", "id": id_}})
        journal.add_plan(plan, who="Avery")
    found = journal.plans_about(stored("x").account, "ticket", 9001)
    assert sorted(plan.id for plan in found) == ["cccc0", "cccc2"]


def test_a_learned_fact_is_kept_and_replaced(url: str) -> None:
    journal = Journal(url)
    journal.remember("shop.example", "tax_rate 1", "8.1", at=NOW, source="invoice 1")
    journal.remember("shop.example", "tax_rate 1", "8.2", at=NOW, source="invoice 2")
    assert journal.recall("shop.example", "tax_rate 1") == ("8.2", "invoice 2")
    assert journal.recall("shop.example", "tax_rate 2") is None


def test_a_server_that_is_not_there_is_one_line() -> None:
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    with pytest.raises(JournalError, match="can't be opened"):
        Journal("postgresql+psycopg://syncro@127.0.0.1:1/postgres")
