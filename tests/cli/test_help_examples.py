"""Every example in every command's help runs: on the demo company, its placeholders exchanged for what is there."""

import io
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from msgspec import Struct

import shop
from desk import Syncro as Other
from serving import Served

sys.path.append(str(Path(__file__).parents[2] / "docs"))

from commands import every_command, examples  # how docs/reference.md finds them

Syncro = Callable[..., Any]
ALL = sorted({(name, line) for name, command in every_command() for line in examples(command)})
WRITES = {"create", "update", "comment", "close", "bill", "move-appointment", "estimate create", "estimate add", "log"}
STARTS_A_SERVER = {"demo", "sandbox", "sandbox serve"}
"""These serve until they are stopped; test_demo_command and test_sandbox_docs run them."""
OF_A_PLAN = {"plan show", "plan execute", "plan resume", "plan discard", "plan undo", "journal show", "journal verify"}
CONFIGURES = {"login", "tech", "tech add", "tech remove", "tech list", "policy use"}
MOVED_TO = ("T14:30", "T09:00")
MAY_REFUSE = {"--repair": 8, "doctor": 1}
"""`--repair` refuses where nothing is wrong; `doctor` says what this machine lacks."""


class World(Struct, frozen=True):
    """What the placeholders stand for."""

    ticket_id: int
    fresh: str
    timed: str
    customer: str
    customer_id: int
    contact: str
    estimate: str
    booked: str
    day: str


@pytest.fixture(scope="module")
def world(shared_sandbox: Served) -> World:
    """Picked from the demo company through the API alone."""

    def rows(path: str, key: str, **query: Any) -> list[dict[str, Any]]:
        asked = {"api_key": "sandbox-owner", **query}
        reply = httpx2.get(f"{shared_sandbox.base_url}/{path}", params=asked).raise_for_status()
        found: list[dict[str, Any]] = reply.json()[key]
        return found

    def details() -> Iterator[dict[str, Any]]:
        """Open tickets, read one by one, as far as they are asked for."""
        for status in ("New", "In Progress"):
            for row in rows("tickets", "tickets", status=status):
                yield rows(f"tickets/{row['id']}", "ticket")  # type: ignore[misc]

    def people(ticket: dict[str, Any]) -> list[dict[str, Any]]:
        return rows("contacts", "contacts", customer_id=ticket["customer_id"])

    def hours(ticket: dict[str, Any]) -> float:
        customer: dict[str, Any] = rows(f"customers/{ticket['customer_id']}", "customer")  # type: ignore[assignment]
        return float(customer["prepay_hours"])

    timed = next(each for each in details() if each["ticket_timers"])
    fresh = next(each for each in details() if _is_bare(each) and not hours(each) and len(people(each)) > 1)
    there = people(fresh)
    contact = next(each for each in there if each["id"] != (fresh["contact"] or {}).get("id"))
    names = [each["name"] for each in there]
    booked = next(each for each in rows("appointments", "appointments") if _is_alone(each, rows))
    return World(
        ticket_id=fresh["id"],
        fresh=str(fresh["number"]),
        timed=str(timed["number"]),
        customer=fresh["customer"]["business_then_name"],
        customer_id=fresh["customer_id"],
        contact=contact["name"] if names.count(contact["name"]) == 1 else str(contact["id"]),
        estimate=next(each["number"] for each in rows("estimates", "estimates") if each["status"] == "Fresh"),
        booked=booked["customer"]["business_then_name"],
        day=booked["start_at"][:10],
    )


def _is_bare(ticket: dict[str, Any]) -> bool:
    """Nothing was done on it, and its priority can be raised."""
    worked = ticket["line_items"] or ticket["ticket_timers"]
    return not worked and ticket["priority"] != "1 High"


def _is_alone(appointment: dict[str, Any], rows: Callable[..., list[dict[str, Any]]]) -> bool:
    """The only one of its customer on that day, not in the past, and not yet where the examples move it."""
    day = appointment["start_at"][:10]
    same = [
        each
        for each in rows("appointments", "appointments", date_from=day, date_to=day)
        if each["customer_id"] == appointment["customer_id"]
    ]
    is_ahead = datetime.fromisoformat(appointment["start_at"]) > datetime.now().astimezone()
    return len(same) == 1 and is_ahead and not any(each in appointment["start_at"] for each in MOVED_TO)


def words_of(line: str) -> list[str]:
    """The words after `syncro`; what the shell would do with the output or the input is left out."""
    inner = re.search(r"\$\((syncro [^)]*)\)", line)
    words = shlex.split(inner[1] if inner else line)
    ends = [place for place, word in enumerate(words) if word in {"<", ">", ">>", "|"}]
    assert words[0] == "syncro", line
    return words[1 : min(ends, default=len(words))]


def exchanged(words: list[str], world: World) -> list[str]:
    """The same words about what is there."""
    is_moving, is_closing = words[:1] == ["move-appointment"], words[:1] == ["close"]
    needs_time = is_closing and not {"--minutes", "--no-time"} & set(words)
    customer = world.booked if is_moving else world.customer
    there = {
        "32164": world.timed if needs_time else world.fresh,
        "/tickets/4711": f"/tickets/{world.ticket_id}",
        "4711": str(world.customer_id),
        "2004": world.estimate,
        "dana": world.contact,
        **dict.fromkeys(("dental", "Example Dental", "finch dental", "finch"), customer),
    }
    changed = [there.get(word, word) for word in words]
    if is_moving:
        changed[changed.index("--date") + 1] = world.day
    return changed


@pytest.fixture(autouse=True)
def a_place_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A home and a folder of its own, no keyring, text to read, and the programs that the examples name."""
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("A note.\n"))
    for number, name in enumerate(("sops", "pass"), 3):
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\necho sandbox-tech-{number}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("BLAKE_KEY", "sandbox-tech-2")
    (tmp_path / "our-rules.toml").write_text(
        'extends = "2026-06"\nname = "our-rules"\ndate = 2026-10-01\nsummary = "x"\n'
    )
    yield
    keyring.set_keyring(before)


def shown(line: str) -> str:
    return line.replace("/", " ")


ON_THE_DEMO = [pair for pair in ALL if pair[0] not in STARTS_A_SERVER | OF_A_PLAN | CONFIGURES]


@pytest.mark.parametrize(("name", "line"), ON_THE_DEMO, ids=[shown(line) for _, line in ON_THE_DEMO])
def test_the_example_runs_on_the_demo_company(syncro: Syncro, world: World, name: str, line: str) -> None:
    words = exchanged(words_of(line), world)
    is_writing = name in WRITES or " ".join(words[:2]) in WRITES or words[:2] == ["api", "PUT"]
    done = syncro(*words, *(["--dry-run"] if is_writing and "--dry-run" not in words else []))
    allowed = {0} | {code for word, code in MAY_REFUSE.items() if word in words}
    assert done.code in allowed, (words, done.err)


@pytest.mark.parametrize("typed", [typed for name, typed in ALL if name in OF_A_PLAN])
def test_the_example_of_a_plan_runs(line: Syncro, syncro_side: Other, typed: str) -> None:
    number = str(shop.number(shop.TICKETS[shop.PLAIN]))
    words = words_of(typed)
    asked = ["update", number, "In Progress"] if "undo" in words else ["comment", number, "The disk has arrived"]
    plan = line(*asked, "--no-input", "--json").json
    head = line("journal", "verify", "--json").json["head"]
    there = {"7k3m9xq2": plan["plan_id"], "9f2c…": plan["digest"], "5b0c…": head}
    words = [there.get(word, word) for word in words]
    if "undo" in words:
        assert line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"]).code == 0
        assert line(*words).code == 7
        return
    if "resume" in words:
        syncro_side.fault("drop_before", "tickets.comment")
        assert line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"]).code == 6
        syncro_side.calm()
    done = line(*words)
    assert done.code == 0, done.err


OF_CONFIGURATION = [pair for pair in ALL if pair[0] in CONFIGURES]


@pytest.mark.parametrize(("name", "line"), OF_CONFIGURATION, ids=[shown(line) for _, line in OF_CONFIGURATION])
def test_the_example_of_configuration_runs(
    bare: Syncro, shared_sandbox: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, line: str
) -> None:
    monkeypatch.setenv("AVERY_KEY", "sandbox-tech-1")
    monkeypatch.setenv("SYNCRO_TRUST_COMMANDS", "1")
    account = ["--base-url", shared_sandbox.base_url, "--key-from", "env:AVERY_KEY"]
    assert bare("login", "--profile", "shop", *account).code == 0
    policies = tmp_path / "home" / "policies"
    policies.mkdir(parents=True)
    (policies / "our-rules.toml").write_text((tmp_path / "our-rules.toml").read_text())
    words = words_of(line)
    if words[:2] == ["tech", "remove"]:
        assert bare("tech", "add", "blake", "--key-from", "env:BLAKE_KEY").code == 0
    if "--subdomain" in words:
        place = words.index("--subdomain")
        words[place : place + 2] = account
    done = bare(*words)
    assert done.code == 0, done.err


def test_every_command_has_an_example_that_names_it() -> None:
    for name, command in every_command():
        assert any(f"syncro {name}" in line or name == "tickets" for line in examples(command)), name
