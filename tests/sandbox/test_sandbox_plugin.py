"""The pytest fixture for other projects: run as they would run it, in a folder of its own."""

import subprocess
import sys

import pytest

USES = """
import json
import urllib.error
import urllib.request

import pytest


def ask(sandbox, path, body=None, key="sandbox-tech-1"):
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": key, "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(sandbox.base_url + path, data, headers)) as reply:
        return json.load(reply)


def comment(sandbox):
    ticket = ask(sandbox, "/tickets")["tickets"][0]
    made = ask(sandbox, f"/tickets/{ticket['id']}/comment", {"subject": "Update", "body": "Done"})
    return made["comment"]["id"]


def test_what_is_written_is_stored_mailed_and_logged(syncro_sandbox):
    id_ = comment(syncro_sandbox)
    assert id_ in [row["id"] for row in syncro_sandbox.records("comments")]
    assert [mail["kind"] for mail in syncro_sandbox.outbox()] == ["comment"]
    assert [row["operation"] for row in syncro_sandbox.requests()] == ["tickets.list", "tickets.comment"]


def test_each_test_starts_afresh(syncro_sandbox):
    assert syncro_sandbox.outbox() == syncro_sandbox.requests() == []


def test_faults_add_up_and_end(syncro_sandbox):
    syncro_sandbox.fault("error_before", "me.get", status=503)
    syncro_sandbox.fault("null_body", "users.list")
    with pytest.raises(urllib.error.HTTPError):
        ask(syncro_sandbox, "/me")
    assert ask(syncro_sandbox, "/users") is None
    syncro_sandbox.fault("null_body", "users.list")
    syncro_sandbox.calm()
    assert ask(syncro_sandbox, "/users")


def test_quirks_are_switched_and_put_back(syncro_sandbox):
    rows = ask(syncro_sandbox, "/invoices")["invoices"]
    assert ("ticket_id" in rows[0]) is EXPECTED
    syncro_sandbox.quirk("invoice_list_has_ticket_id", not EXPECTED)
    rows = ask(syncro_sandbox, "/invoices")["invoices"]
    assert ("ticket_id" in rows[0]) is not EXPECTED
    syncro_sandbox.reset()
    rows = ask(syncro_sandbox, "/invoices")["invoices"]
    assert ("ticket_id" in rows[0]) is EXPECTED


def test_another_company_for_one_test(syncro_sandbox):
    syncro_sandbox.reset("empty")
    assert ask(syncro_sandbox, "/tickets", key="sandbox-owner")["tickets"] == []


def test_the_company_is_back(syncro_sandbox):
    assert len(ask(syncro_sandbox, "/tickets")["tickets"]) == 50


def test_a_wrong_word_says_what_there_is(syncro_sandbox):
    with pytest.raises(ValueError, match="rate_limit"):
        syncro_sandbox.quirk("nonsense", 1)
    with pytest.raises(ValueError, match="drop_after"):
        syncro_sandbox.fault("nonsense")
"""

USES_NOT = """
import sys


def test_nothing_of_the_sandbox_is_loaded():
    loaded = {name for name in sys.modules if name.startswith(("syncro", "uvicorn", "httptools", "sqlite3", "msgspec"))}
    assert loaded == {"syncro", "syncro.sandbox", "syncro.sandbox.plugin"}
"""


def run(folder, tests, ini="[pytest]\n"):
    (folder / "pytest.ini").write_text(ini)
    (folder / "test_other.py").write_text(tests)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:schemathesis", "-W", "error"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("ini", "expected"),
    [
        ("[pytest]\n", False),
        ("[pytest]\nsyncro_sandbox_quirks =\n    invoice_list_has_ticket_id=true\n    rate_limit=0\n", True),
    ],
)
def test_another_projects_tests_use_the_fixture(tmp_path, ini, expected):
    assert "7 passed" in run(tmp_path, USES + f"\n\nEXPECTED = {expected}\n", ini)


def test_a_run_that_does_not_use_it_loads_nothing_of_it(tmp_path):
    assert "1 passed" in run(tmp_path, USES_NOT)
