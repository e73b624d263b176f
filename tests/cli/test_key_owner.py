"""A key that is somebody else's than the configuration says writes nothing, whatever the command (R-54)."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import shop
from desk import Syncro
from syncro.api import Holder
from syncro.cli.table import COMMANDS

Line = Callable[..., Any]
TICKET = shop.TICKETS[shop.PLAIN]
NUMBER = str(shop.number(TICKET))
DAY = "2027-03-05"
WORK = ("--minutes", "60", "--labor", "remote", "--work", "Restored the mail profile")
WRITES: dict[str, tuple[str, ...]] = {
    "bill": ("bill", NUMBER, *WORK),
    "bill by timer": ("bill", NUMBER, *WORK, "--method", "timer"),
    "bill without an invoice": ("bill", NUMBER, *WORK, "--no-invoice"),
    "bill of two": ("bill", NUMBER, "--split", "tech-1=60", "--split", "tech-3=30", "--labor", "remote"),
    "bill of another": ("bill", NUMBER, "--split", "tech-1=60", "--labor", "remote", "--tech", "tech-3"),
    "repair": ("bill", NUMBER, "--repair"),
    "close": ("close", NUMBER, "Restored it"),
    "billed close": ("close", NUMBER, "Restored it", "--minutes", "60", "--labor", "remote"),
    "create": ("create", "plain paper", "No sound", "--description", "The speakers are silent"),
    "update": ("update", NUMBER, "In Progress"),
    "comment": ("comment", NUMBER, "Called back"),
    "move-appointment": ("move-appointment", "plain", "--date", DAY, "--start", "14:30"),
    "estimate": ("estimate", "create", "plain paper", "Front desk", "--date", "2026-11-20"),
    "estimate line": ("estimate", "add", "{estimate}", "Patch cable", "--price", "9.50"),
    "undo": ("plan", "undo", "{plan}"),
    "api POST": ("api", "POST", f"/tickets/{TICKET}/comment", "-f", "subject=Note", "-f", "body=Called back"),
    "api PUT": ("api", "PUT", f"/tickets/{TICKET}", "-f", "status=Resolved"),
    "api DELETE": ("api", "DELETE", f"/tickets/{TICKET}"),
}
READS = frozenset(
    {
        *("tickets", "ticket", "search", "customers", "contacts", "assets", "log", "journal", "policy", "whoami"),
        *("doctor", "login", "tech", "skill", "completion", "sandbox", "explain"),
    }
)
"""Commands that write nothing to Syncro."""
OWN_PLACE = frozenset({"demo"})
"""It bills on a company of its own, with the keys that come with it."""


@pytest.fixture
def stage(line: Line, syncro_side: Syncro) -> dict[str, str]:
    """What the commands are about, made with the right keys."""
    body = {"name": "Labor - Remote Business", "description": "Call", "quantity": 2, "price_retail": 0}
    syncro_side.someone("POST", f"tickets/{TICKET}/add_line_item", body | {"product_id": shop.REMOTE})
    start = {"start_at": f"{DAY}T09:00:00-07:00", "summary": "Swap", "user_ids": [shop.AVERY]}
    syncro_side.someone("POST", "appointments", {**start, "customer_id": shop.PLAIN})
    made = syncro_side.someone(
        "POST", "estimates", {"customer_id": shop.PLAIN, "name": "Shelf", "date": "2026-11-20", "number": "900"}
    )
    plan = line("update", NUMBER, "--priority", "urgent", "--json").json
    assert line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"]).code == 0
    return {"estimate": str(made["estimate"]["number"]), "plan": plan["plan_id"]}


def repairable(syncro_side: Syncro) -> None:
    syncro_side.someone("POST", "invoices", {"customer_id": shop.PLAIN, "ticket_id": TICKET})


def configured(tmp_path: Path, alias: str = "tech-1", **fields: Any) -> None:
    """A tech of the shop as the configuration has them; without a name only the alias is known."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700, exist_ok=True)
    values = {"key": "sandbox:sandbox-tech-2", **fields}
    rows = "\n".join(f"{name} = {value!r}".replace("'", '"') for name, value in values.items())
    (home / "config.toml").write_text(f"[profiles.sandbox.techs.{alias}]\n{rows}\n")


CONFIGURED: dict[str, dict[str, Any]] = {
    "by name": {"name": "Avery Stone"},
    "by id": {"user_id": shop.AVERY},
    "by both": {"name": "Avery Stone", "user_id": shop.AVERY},
    "by id, the name being the other's": {"name": "Blake Rivers", "user_id": shop.AVERY},
}


def test_every_command_is_known_to_write_or_not_to() -> None:
    writing = {words[0] for words in WRITES.values()}
    assert writing | READS | OWN_PLACE == set(COMMANDS)
    assert not writing & READS


@pytest.mark.parametrize("known", CONFIGURED)
@pytest.mark.parametrize("command", WRITES)
def test_no_command_writes_in_a_wrong_name(
    line: Line, syncro_side: Syncro, stage: dict[str, str], tmp_path: Path, command: str, known: str
) -> None:
    if command == "repair":
        repairable(syncro_side)
    words = tuple(word.format(**stage) if "{" in word else word for word in WRITES[command])
    right = line(*words, "--dry-run")
    assert right.code == 0, right.err
    configured(tmp_path, **CONFIGURED[known])
    syncro_side.forget_requests()

    done = line(*words, "--json")

    assert (done.code, syncro_side.writes()) == (4, []), done.out + done.err
    [said] = done.err.strip().splitlines()[-1:]
    assert "Blake Rivers (user 41318)" in said
    assert ("Avery Stone" if known == "by name" else "user 41207") in said
    assert "Nothing was written." in said
    assert "syncro login --as tech-1" in said


@pytest.mark.parametrize("known", CONFIGURED)
def test_whoami_and_doctor_say_it_too(line: Line, tmp_path: Path, known: str) -> None:
    configured(tmp_path, **CONFIGURED[known])
    seen = line("whoami", "--json")
    assert (seen.code, seen.json["user_name"]) == (0, "Blake Rivers")
    assert "with this key nothing is written" in seen.err
    checks = {row["check"]: row for row in line("doctor", "--json").json}
    assert checks["account"]["state"] == "fail"
    assert "belongs to Blake Rivers (user 41318)" in checks["account"]["message"]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"name": "tech-1"},
        {"name": "Blake Rivers"},
        {"name": "  blake   RIVERS "},
        {"name": "Somebody Else", "user_id": shop.BLAKE},
    ],
)
def test_what_isnt_configured_or_agrees_stops_nothing(
    line: Line, syncro_side: Syncro, tmp_path: Path, fields: dict[str, Any]
) -> None:
    configured(tmp_path, **fields)
    assert line("comment", NUMBER, "Called back", "--json").code == 7


def test_a_key_from_the_environment_alone_is_nobodys_by_configuration(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNCRO_API_KEY", "sandbox-tech-2")
    assert line("comment", NUMBER, "Called back", "--json").code == 7


def test_the_packaged_sandbox_knows_its_own_people(line: Line) -> None:
    for tech in ("tech-1", "tech-2", "tech-3", "owner"):
        assert line("comment", NUMBER, f"Called back, {tech}", "--tech", tech, "--json").code == 7


@pytest.mark.parametrize(
    ("holder", "user_id", "name", "held"),
    [
        (Holder("avery"), 5, "Anybody", True),
        (Holder("avery", "Avery Stone"), 5, "avery stone", True),
        (Holder("avery", "Avery Stone"), 5, "Avery  Stone ", True),
        (Holder("avery", "Zoe\u0308 Park"), 5, "Zo\u00eb Park", True),
        (Holder("avery", "Avery Stone"), 5, "Blake Rivers", False),
        (Holder("avery", "Avery Stone"), 5, "", False),
        (Holder("avery", "Avery Stone", 5), 5, "Avery Stone-Park", True),
        (Holder("avery", "Avery Stone", 5), 5, "", True),
        (Holder("avery", "Avery Stone", 5), 6, "Avery Stone", False),
        (Holder("avery", "", 5), 6, "Avery Stone", False),
    ],
)
def test_the_id_decides_and_names_where_there_is_none(holder: Holder, user_id: int, name: str, held: bool) -> None:
    assert holder.is_held_by(user_id, name) is held


def test_a_planner_learns_whose_key_it_is_in_one_place_only() -> None:
    """Whoever asks `me` beside it reads only, or hands the answer to `key_of`, which compares too."""
    folder = Path(__file__).parents[2] / "src" / "syncro" / "workflows"
    asking = {
        path.stem
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "me" and _is_reader(node.value)
    }
    assert asking == {"evidence", "doctor", "session_log", "undoing", "preflight", "open_tickets"}
    undoing = (folder / "planners" / "undoing.py").read_text(encoding="utf-8")
    assert "key_of(around.reader(tech), tech, me)" in undoing


def _is_reader(node: ast.expr) -> bool:
    """`reader`, `session.reader(tech)`, `mine`; not `opened`, `read` and other values that carry an owner."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr == "reader"
    return isinstance(node, ast.Name) and node.id in {"reader", "mine"}
