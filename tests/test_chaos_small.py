"""A small seeded run of bench/chaos.py: injured command lines write at most once. And its judge can tell who doesn't."""

import http.client
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desk import Syncro

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "bench"))

from storm import weathers  # noqa: E402  # bench is no package
from storm.client import Claim  # noqa: E402
from storm.injuries import Case, Injury, cases  # noqa: E402
from storm.journals import Told  # noqa: E402
from storm.meddling import Meddle  # noqa: E402
from storm.outing import Out, Said  # noqa: E402
from storm.people import Deed  # noqa: E402
from storm.pieces import Piece, Want  # noqa: E402
from storm.proxy import Proxy, Reply, Request  # noqa: E402
from storm.server import Line  # noqa: E402
from storm.sluice import Passed, Sluice  # noqa: E402
from storm.strangers import Stranger  # noqa: E402
from storm.truth import State, Verdict, judge  # noqa: E402
from storm.weathers import WEATHERS, Weather  # noqa: E402
from storm.witness import Outcome, Witness, World  # noqa: E402
from storm.worker import Done  # noqa: E402

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def run(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(ROOT / "bench" / "chaos.py"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=110)


def figure(said: str, name: str) -> int:
    found = re.search(rf"^{re.escape(name)} +(\d+)", said, re.MULTILINE)
    assert found, said
    return int(found[1])


def test_injured_pieces_of_work_leave_no_duplicate_no_silent_loss_and_no_false_claim() -> None:
    ended = run("--seed", "7", "--writes", "80", "--workers", "8")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert figure(ended.stdout, "intended writes") >= 80
    for never in ("duplicates", "lost silently", "claims that were false"):
        assert figure(ended.stdout, never) == 0
    assert figure(ended.stdout, "landed") > 60
    assert sum(map(int, re.findall(r"(?:before|after|request) \w+ (\d+)", ended.stdout))) > 12


def test_no_weather_makes_a_duplicate_nobody_names_a_silent_loss_a_false_claim_or_a_write_where_it_does_not_belong() -> (
    None
):
    names = [word for name in WEATHERS for word in ("--weather", name)]
    ended = run(*names, "--seed", "7", "--pieces", str(2 * len(WEATHERS)), "--workers", "8")
    rows = re.findall(r"^\| ([a-z\d-]+) \| (\d+) \| (\d+) \| (\d+) \| (.+) \|$", ended.stdout, re.MULTILINE)
    assert [name for name, *_ in rows] == list(WEATHERS), ended.stdout + ended.stderr
    assert all(pieces == "2" for _, pieces, *_ in rows)
    assert sum(int(landed) for _, _, _, landed, _ in rows) > 60
    for name, _, _, _, rest in rows:
        twice, lost, false, foreign, overtaken, _left = rest.split(" | ")
        never = (twice.partition(" / ")[0], lost, false, foreign, overtaken)
        assert never == ("0",) * 5, f"{name}: {ended.stdout}"
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_same_faults_make_other_clients_write_twice() -> None:
    ended = run("--seed", "8", "--writes", "220", "--workers", "8", "--faults-only", "--peers")
    rows = re.findall(r"^(.{28}) +\d+ +\d+ +(\d+) +\d+ +\d+ +\d+$", ended.stdout, re.MULTILINE)
    duplicates = {name.strip(): int(count) for name, count in rows}
    assert duplicates.pop("syncro") == 0, ended.stdout
    assert len(duplicates) == 2
    assert all(count > 0 for count in duplicates.values()), ended.stdout


COMMENT = {"id": 71, "ticket_id": 7, "user_id": 3, "subject": "Update", "body": "Piece 00001: done", "hidden": False}
WANT = Want("comment", "comments", {"ticket_id": 7}, {"user_id": 3, "hidden": False}, "body")
RECEIPT = {"step": "comment", "operation": "tickets.comment", "outcome": "done", "id": 71}
SAID = {"status": "done", "wrote": "yes", "verified": True, "receipts": [RECEIPT]}


def judged(
    rows: list[dict[str, Any]], *, event: str = "done", id_: int = 71, code: int = 0, said: dict[str, Any] = SAID
) -> Verdict:
    """The verdict on one comment, given what is there, what the journal says and what the command said."""
    piece = Piece(1, "comment", "comment", "tech-1", 0, ("comment",), (WANT,), (), ())
    done = Done(Case(piece, Injury("")), {}, Path("calls"), [Claim("execute", "p", code, said)])
    told = Told("p", "d", 0, 1, {"comment": "tickets.comment"}, "tech-1", True, event == "done", {"comment": event})
    told.ids = {"comment": id_} if event == "done" else {}
    return judge(State({"comments": rows}), done, [told])


def test_a_record_that_is_there_and_claimed_is_landed_and_nothing_else() -> None:
    verdict = judged([COMMENT])
    assert (verdict.landed, verdict.missing, verdict.violations, verdict.unknown) == (1, 0, [], [])


def test_a_second_record_is_a_duplicate_that_no_plan_owns_up_to() -> None:
    verdict = judged([COMMENT, {**COMMENT, "id": 72}])
    assert len(verdict.duplicates) == 1
    assert verdict.false == ["comments 72 landed, and no plan says so"]


def test_what_is_claimed_done_and_not_there_is_lost_silently() -> None:
    assert len(judged([]).lost) == 1


def test_what_is_missing_and_said_so_is_not_lost_silently() -> None:
    verdict = judged([], event="absent", code=6, said={"status": "unknown", "wrote": "unknown"})
    assert (verdict.lost, verdict.false, verdict.missing) == ([], [], 1)
    assert verdict.unknown == ["p comment (absent)"]


def test_claims_that_the_records_contradict_are_false() -> None:
    assert judged([{**COMMENT, "hidden": True}]).false
    assert judged([COMMENT], id_=99).false
    assert judged([COMMENT], said={**SAID, "receipts": [{**RECEIPT, "id": 99}]}).false
    assert judged([COMMENT], said={"error": {"wrote": "no"}}, code=8).false
    assert judged([COMMENT], said={**SAID, "verified": False}).false
    assert judged([COMMENT], event="refused", code=8, said={"status": "refused", "wrote": "no"}).false


def test_pieces_and_injuries_follow_from_the_seed_alone() -> None:
    assert cases(7, 500, 8) == cases(7, 500, 8)
    assert cases(7, 500, 8) != cases(8, 500, 8)


PATH = "/tickets/{}/comment"
OTHERS = {"comment": {"id": 5, "ticket_id": 4, "subject": "Update", "body": "theirs", "user_id": 9}}


class Way:
    """Two tickets in the small shop, ours and a stranger's, and a line that goes through a sluice."""

    def __init__(self, base_url: str, proxy: Proxy) -> None:
        self.truth = Line(base_url)
        rows = self.truth.api("GET", "/tickets")["tickets"]
        self.ours = rows[0]["id"]
        self.stranger = Stranger(
            {"tickets": rows[1]["id"], "number": rows[1]["number"], "customers": rows[1]["customer_id"]},
            {"POST /tickets/#/comment": OTHERS},
        )
        self.sluice = Sluice(proxy.netloc, self.stranger, rows[0]["customer_id"])
        proxy.watch("piece", self.sluice)
        self.line = Line(proxy.address("piece"))

    def send(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON of one request; 0 when the connection ended."""
        try:
            return self.line._exchange(method, f"/piece/api/v1{path}?api_key=sandbox-owner", body)
        except (OSError, ValueError, http.client.HTTPException):
            self.line._drop()
            return 0, None

    def comment(self, text: str) -> tuple[int, Any]:
        said = {"subject": "Update", "body": text, "hidden": True, "do_not_email": True}
        return self.send("POST", PATH.format(self.ours), said)

    def stored(self, text: str) -> int:
        rows = self.truth.control("GET", "records/comments")["records"]
        return sum(row["body"] == text for row in rows)


@pytest.fixture
def way(syncro_side: Syncro) -> Iterator[Way]:
    with Proxy(syncro_side.base_url) as proxy:
        opened = Way(syncro_side.base_url, proxy)
        yield opened
        opened.line._drop()
        opened.truth._drop()


def test_a_calm_proxy_changes_nothing_and_keeps_what_passed(way: Way) -> None:
    status, reply = way.comment("calm")
    assert (status, reply["comment"]["body"], way.stored("calm")) == (200, "calm", 1)
    assert [(each.request.route, each.record["id"]) for each in way.sluice.log] == [
        (PATH.format(way.ours), reply["comment"]["id"])
    ]


@pytest.mark.parametrize(
    ("meddle", "stored"),
    [
        (Meddle("answered with another's"), 1),
        (Meddle("answered with another's", is_stored=False), 0),
        (Meddle("echo"), 0),
        (Meddle("stored and refused", code="422"), 1),
        (Meddle("stored and refused", code="429"), 1),
        (Meddle("ids stripped", fields=("id", "ticket_id")), 1),
        (Meddle("delivered twice"), 2),
        (Meddle("delivered twice, answer lost"), 2),
        (Meddle("answer cut"), 1),
        (Meddle("answer cut", is_first=False), 1),
        (Meddle("answer lost"), 1),
        (Meddle("answer lost", is_stored=False), 0),
        (Meddle("late", seconds=0.05), 1),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_each_injury_stores_what_it_says_and_befalls_one_write_only(way: Way, meddle: Meddle, stored: int) -> None:
    way.sluice.arm((meddle,))
    way.comment("hurt")
    status, reply = way.comment("after")
    way.sluice.calm()
    assert (way.stored("hurt"), len(way.sluice.log)) == (stored, stored + 1)
    assert (status, reply["comment"]["body"], way.stored("after")) == (200, "after", 1)


def test_an_echo_is_a_plausible_success_and_another_s_reply_names_the_stranger(way: Way) -> None:
    way.sluice.arm((Meddle("echo", nth=1), Meddle("answered with another's", nth=2), Meddle("echo", nth=3)))
    status, reply = way.comment("never stored")
    told = reply["comment"]
    assert (status, told["body"], told["ticket_id"]) == (200, "never stored", way.ours)
    assert way.comment("stored")[1] == OTHERS
    status, reply = way.send("PUT", f"/tickets/{way.ours}", {"status": "Scheduled"})
    assert (status, reply["ticket"]["id"], reply["ticket"]["status"]) == (200, way.ours, "Scheduled")
    assert way.truth.api("GET", f"/tickets/{way.ours}")["ticket"]["status"] != "Scheduled"


def test_a_read_after_the_write_is_another_s_or_none_or_old_until_it_is_calm(way: Way) -> None:
    path = f"/tickets/{way.ours}"
    before = way.send("GET", path)[1]["ticket"]
    for how in ("read another", "read 404", "read older"):
        way.sluice.calm()
        way.send("GET", path)
        way.sluice.arm((Meddle(how, count=1),))
        way.comment(how)
        status, reply = way.send("GET", path)
        after = way.send("GET", path)[1]["ticket"]
        assert (after["id"], after["comments"][0]["body"]) == (before["id"], how)
        if how == "read 404":
            assert status == 404
        elif how == "read another":
            assert reply["ticket"]["id"] == way.stranger.ids["tickets"]
        else:
            assert how not in {each["body"] for each in reply["ticket"]["comments"]}


PLANNED = Said(Claim("plan", "p", 7), 0, 0, "a")
STRANGER = Stranger({"tickets": 8})


def witnessed(
    rows: dict[str, list[dict[str, Any]]],
    passed: list[Passed],
    *claims: Claim,
    deeds: tuple[Deed, ...] = (),
    want: Want = WANT,
) -> Outcome:
    """What is seen of one piece, given what is there, what passed and what was said; every claim comes after it all."""
    piece = Piece(1, "comment", "comment", "tech-1", 0, ("comment",), (want,), (), ())
    out = Out(Weather(piece, "echo"), {"@customer": 2, "@ticket": 7}, Path("calls"), deeds=list(deeds))
    out.ways["a"] = Sluice("", STRANGER, 2)
    out.ways["a"].log = passed
    out.said = [PLANNED, *(Said(claim, 0, len(passed), "a") for claim in claims)]
    tickets = {"tickets": [{"id": 7, "customer_id": 2, "status": "New"}]}
    return Witness(World(State(tickets), State({**tickets, **rows})), out).judged()


def post(number: int, route: str, made: dict[str, Any], *, who: str = "client", **body: Any) -> Passed:
    """A create that the sandbox took."""
    request = Request("POST", f"/api/v1{route}", body=json.dumps(body).encode())
    return Passed(number, request, Reply(200, json.dumps(made).encode()), who)


SENT = post(1, "/tickets/7/comment", {"comment": COMMENT})
AGAIN = post(2, "/tickets/7/comment", {"comment": {**COMMENT, "id": 72}})
VERIFIED = Claim("execute", "p", 0, SAID)
TWO = {"comments": [COMMENT, {**COMMENT, "id": 72}]}


def test_what_was_wished_and_claimed_is_no_violation_and_left_to_nobody() -> None:
    seen = witnessed({"comments": [COMMENT]}, [SENT], VERIFIED)
    assert (seen.landed, seen.violations, seen.named, seen.left) == (1, [], [], "")


def test_a_duplicate_counts_unless_one_command_names_both_and_does_not_call_it_verified() -> None:
    assert len(witnessed(TWO, [SENT, AGAIN], VERIFIED).unnamed) == 1
    told = {"status": "done", "wrote": "yes", "verified": False, "message": "it is there twice (71, 72)"}
    seen = witnessed(TWO, [SENT, AGAIN], Claim("execute", "p", 1, told))
    assert (seen.unnamed, len(seen.named), bool(seen.left)) == ([], 1, True)
    assert witnessed(TWO, [SENT, AGAIN], Claim("execute", "p", 1, {**told, "message": "there are 71 and 720"})).unnamed


def test_a_claim_of_what_is_not_there_is_lost_and_of_what_is_there_twice_is_false() -> None:
    assert len(witnessed({}, [], VERIFIED).lost) == 1
    assert any("2 times" in each for each in witnessed(TWO, [SENT, AGAIN], VERIFIED).false)


def test_nothing_was_written_is_false_when_it_was_and_written_when_it_was_not() -> None:
    no = Claim("execute", "p", 8, {"error": {"wrote": "no", "message": "refused"}})
    assert len(witnessed({"comments": [COMMENT]}, [SENT], no).false) == 1
    assert witnessed({}, [], no).false == []
    words = Claim("execute", "p", 8, talk="syncro: Refused. Nothing was written.")
    assert len(witnessed({"comments": [COMMENT]}, [SENT], words).false) == 1
    yes = Claim("execute", "p", 1, {"status": "done", "wrote": "yes", "verified": False})
    assert len(witnessed({}, [], yes).false) == 1


def test_a_receipt_that_names_another_record_is_false() -> None:
    told = {"status": "done", "wrote": "yes", "verified": False, "receipts": [{**RECEIPT, "id": 99}]}
    assert len(witnessed({"comments": [COMMENT]}, [SENT], Claim("execute", "p", 1, told)).false) == 1


def test_a_write_on_a_stranger_s_record_is_foreign() -> None:
    foreign = post(2, "/tickets/8/comment", {"comment": {**COMMENT, "id": 90, "ticket_id": 8}})
    assert len(witnessed({"comments": [COMMENT]}, [SENT, foreign], VERIFIED).foreign) == 1
    invoice = post(2, "/invoices", {"invoice": {"id": 91}}, customer_id=3)
    assert len(witnessed({"comments": [COMMENT]}, [SENT, invoice], VERIFIED).foreign) == 1


def test_an_invoice_over_a_person_s_line_is_overtaking_unless_it_is_told() -> None:
    line = {"id": 50, "ticket_id": 7, "description": "Cable"}
    passed = [
        SENT,
        post(2, "/tickets/7/add_line_item", line, who="person"),
        post(3, "/invoices", {"invoice": {"id": 60}}, ticket_id=7, customer_id=2),
    ]
    rows = {"comments": [COMMENT], "ticket_lines": [line], "invoices": [{"id": 60, "ticket_id": 7, "customer_id": 2}]}
    deed = Deed("line", 1, 50, ("50", "Cable"))
    silent = Claim("execute", "p", 1, {"status": "done", "wrote": "yes", "verified": False, "message": "a difference"})
    assert len(witnessed(rows, passed, silent, deeds=(deed,)).overtaken) == 1
    told = Claim("execute", "p", 8, {"status": "refused", "wrote": "yes", "message": "line 50 (Cable) is new"})
    assert witnessed(rows, passed, told, deeds=(deed,)).overtaken == []
    assert witnessed(rows, passed[:2], silent, deeds=(deed,)).overtaken == []


def test_weathers_follow_from_the_seed_alone_and_come_in_turn() -> None:
    names = list(WEATHERS)
    made = weathers.cases(7, names, 3 * len(names), 8)
    assert made == weathers.cases(7, names, 3 * len(names), 8)
    assert made != weathers.cases(8, names, 3 * len(names), 8)
    assert [case.name for case in made] == names * 3
    kinds = {case.piece.kind for case in weathers.cases(7, names, 300, 8)}
    assert kinds == {
        *("bill", "close", "comment", "create", "update", "payment", "by hand", "estimate", "move", "undo"),
    }
