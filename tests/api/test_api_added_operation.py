"""To add an operation is to add its row: `syncro api` then plans it like any other, with no other module touched."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from api_stage import Reply, Request, Stage

from desk import environment
from lines import Ended, runner
from syncro.catalog import BY_ID, Operation
from syncro.catalog.belief import GONE, Belief, Inside, shows
from syncro.catalog.groups import ASKED, GROUPS, KEPT, LOCKS, OWNED, group
from syncro.catalog.operation import MESSAGE, SUCCESS, many, one, row
from syncro.catalog.operation import READ as READS
from syncro.catalog.operation import WRITE as WRITES
from syncro.cli import exits

GADGETS = group("gadgets", "asset", ASKED, KEPT, LOCKS, OWNED, word="gizmo", names="gadget_id")
ROWS = (
    row("gadgets.list", "GET /gadgets", READS, many("gadgets"), query="customer_id"),
    row("gadgets.get", "GET /gadgets/{id}", READS, one("gadget")),
    row("gadgets.delete", "DELETE /gadgets/{id}", WRITES, MESSAGE),
    row(
        "gadgets.create",
        "POST /gadgets",
        WRITES,
        one("gadget"),
        body="customer_id!:int label! pin cents:int gadget_id:int",
        belief=Belief(
            shows(
                "gadgets.list", "customer_id title", author="maker", renamed="label=title cents=worth", cents="worth"
            ),
            inverse="gadgets.delete",
            unseen=("pin",),
            needs=("cents",),
        ),
    ),
    row(
        "gadgets.remove_part",
        "POST /gadgets/{id}/remove_part",
        WRITES,
        SUCCESS,
        body="part_id!:int",
        belief=Belief(inside=Inside("parts", "part_id"), becomes=GONE),
    ),
    row("gadgets.ring", "POST /gadgets/{id}/ring", WRITES, MESSAGE),
)
ME = {"user_id": 11, "user_name": "Avery Stone", "user_email": "avery@shop.example"}
LIKE_OURS = ("-f", "customer_id=101", "-f", "label=Router", "-f", "cents=1250", "-f", "pin=4711")


class Workshop:
    """A server that keeps gadgets, whose parts can be taken away, and never gives a pin back."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.gadgets: dict[int, dict[str, Any]] = {}
        self.may_write = True
        self.answers_are_lost = False
        self.answers_with: dict[str, Any] = {}
        stage.play = self.play

    def play(self, request: Request) -> Reply:
        if request.method != "GET":
            return self._wrote(request)
        match request.path.strip("/").split("/"):
            case ["me"]:
                return Reply(ME | {"permissions": {"asset": {"write": self.may_write}}})
            case ["customers", id_]:
                return Reply({"customer": {"id": int(id_), "business_name": "Cedar Dental"}})
            case ["gadgets"]:
                return Reply({"gadgets": [*self.gadgets.values()]})
            case ["gadgets", id_] if int(id_) in self.gadgets:
                return Reply({"gadget": self.gadgets[int(id_)]})
        return Reply({"error": "Not found"}, 404)

    def _wrote(self, request: Request) -> Reply:
        body = json.loads(request.body or b"{}")
        match request.path.strip("/").split("/"):
            case ["gadgets"]:
                reply = Reply({"gadget": self.put(body)})
            case ["gadgets", id_, "remove_part"]:
                self.gadgets[int(id_)]["parts"] = []
                reply = Reply({"success": True})
            case ["gadgets", id_]:
                reply = Reply({"message": f"{self.gadgets.pop(int(id_))['title']} deleted"})
            case _:
                reply = Reply({"message": "It rings"})
        return Reply(fault="reset") if self.answers_are_lost else reply

    def put(self, body: dict[str, Any]) -> dict[str, Any]:
        """Keep one; what is answered about it may be untrue."""
        id_ = 500 + len(self.gadgets)
        worth = f"{body['cents'] / 100:.2f}"
        kept = {name: body[name] for name in ("customer_id", "gadget_id") if name in body}
        kept |= {"id": id_, "title": body["label"], "worth": worth}
        self.gadgets[id_] = kept | {"maker": ME["user_name"], "parts": [{"id": 7, "name": "Fan"}]}
        return self.gadgets[id_] | self.answers_with

    @property
    def writes(self) -> list[str]:
        return [f"{each.method} {each.path}" for each in self.stage.requests if each.method != "GET"]


@pytest.fixture
def workshop(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """The API has gadgets now: one row for the group, one for each operation, and nothing else."""
    monkeypatch.setitem(GROUPS, GADGETS.name, GADGETS)
    for each in ROWS:
        monkeypatch.setitem(BY_ID, each.id, each)
    return Workshop(stage)


@pytest.fixture
def line(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ended]:
    for name in [name for name in os.environ if name.startswith("SYNCRO_")]:
        monkeypatch.delenv(name)
    for name, value in environment(workshop.stage.base_url, tmp_path / "home").items():
        monkeypatch.setenv(name, value)
    return runner(capsys)


def planned(line: Callable[..., Ended], *words: str) -> dict[str, Any]:
    ended = line("api", *words, "--json")
    assert ended.code == exits.CONFIRM, ended
    plan: dict[str, Any] = ended.json
    return plan


def executed(line: Callable[..., Ended], plan: dict[str, Any]) -> Ended:
    return line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")


def test_a_create_is_planned_sent_once_and_proved_by_all_but_what_is_never_shown(
    line: Callable[..., Ended], workshop: Workshop
) -> None:
    done = executed(line, planned(line, "POST", "/gadgets", *LIKE_OURS))
    assert (done.code, done.json["status"], done.json["verified"]) == (0, "done", True), done
    assert workshop.writes == ["POST /gadgets"]


def test_a_create_whose_answer_is_lost_is_found_where_its_row_says(
    line: Callable[..., Ended], workshop: Workshop
) -> None:
    workshop.put({"customer_id": 101, "label": "Another", "cents": 1})
    plan = planned(line, "POST", "/gadgets", *LIKE_OURS)
    workshop.answers_are_lost = True
    done = executed(line, plan)
    assert (done.code, done.json["verified"]) == (0, True), done
    receipt = done.json["receipts"][0]
    assert (receipt["id"], receipt["how"].startswith("found by reading back after: No answer")) == (501, True), receipt
    assert workshop.writes == ["POST /gadgets"]


@pytest.mark.parametrize("name", ["customer_id", "gadget_id"])
def test_an_answer_about_another_parent_is_not_taken_for_ours(
    line: Callable[..., Ended], workshop: Workshop, name: str
) -> None:
    workshop.put({"customer_id": 101, "label": "Another", "cents": 1})
    plan = planned(line, "POST", "/gadgets", *LIKE_OURS, "-f", "gadget_id=500")
    workshop.answers_with = {name: 7}
    done = executed(line, plan)
    receipt = done.json["receipts"][0]
    assert (done.code, receipt["id"]) == (0, 501), done
    assert receipt["how"].startswith("found by reading back after: creating the gadget: the answer is about")


def test_an_answer_about_another_record_is_no_answer(line: Callable[..., Ended], workshop: Workshop) -> None:
    workshop.stage.play = lambda _: Reply({"gadget": {"id": 500}})
    ended = line("api", "GET", "/gadgets/501")
    assert (ended.code, "the answer is about record 500, not 501" in ended.err) == (exits.AWAY, True), ended


def test_a_key_without_the_permission_of_its_group_is_refused_before_the_preview(
    line: Callable[..., Ended], workshop: Workshop
) -> None:
    workshop.may_write = False
    ended = line("api", "POST", "/gadgets", *LIKE_OURS)
    assert ended.code == exits.KEY
    assert "no permission to write assets" in ended.err
    assert workshop.writes == []


def test_a_refused_read_names_the_permission_of_its_group(line: Callable[..., Ended], workshop: Workshop) -> None:
    workshop.stage.play = lambda _: Reply({"error": "Not authorized"}, 401)
    assert "not allowed to read assets" in line("api", "GET", "/gadgets").err


def test_what_its_row_does_not_do_without_is_asked_for(line: Callable[..., Ended], workshop: Workshop) -> None:
    ended = line("api", "POST", "/gadgets", "-f", "customer_id=101", "-f", "label=Router")
    assert (ended.code, "needs cents" in ended.err) == (exits.USAGE, True), ended


def test_its_inverse_takes_it_back(line: Callable[..., Ended], workshop: Workshop) -> None:
    plan = planned(line, "POST", "/gadgets", *LIKE_OURS)
    executed(line, plan)
    undo = line("plan", "undo", plan["plan_id"], "--json").json
    done = executed(line, undo)
    assert (done.code, done.json["verified"]) == (0, True), done
    assert (workshop.writes, workshop.gadgets) == (["POST /gadgets", "DELETE /gadgets/500"], {})


def test_what_is_done_to_a_record_inside_it_is_seen_there(line: Callable[..., Ended], workshop: Workshop) -> None:
    workshop.put({"customer_id": 101, "label": "Router", "cents": 1})
    plan = planned(line, "POST", "/gadgets/500/remove_part", "-f", "part_id=7")
    workshop.answers_are_lost = True
    done = executed(line, plan)
    assert (done.code, done.json["verified"]) == (0, True), done
    assert workshop.writes == ["POST /gadgets/500/remove_part"]


def test_a_record_is_looked_up_wherever_it_is_named(line: Callable[..., Ended], workshop: Workshop) -> None:
    ended = line("api", "POST", "/gadgets", *LIKE_OURS, "-f", "gadget_id=9", "--json")
    assert ended.code == exits.REFUSED, ended
    assert "There is no gizmo 9." in ended.out + ended.err


def test_an_operation_with_nothing_but_its_route_says_that_it_cannot_be_proved(
    line: Callable[..., Ended], workshop: Workshop
) -> None:
    workshop.put({"customer_id": 101, "label": "Router", "cents": 1})
    plan = planned(line, "POST", "/gadgets/500/ring")
    assert [each["code"] for each in plan["findings"]] == ["api.unrecognisable"]


def test_without_its_belief_the_same_create_could_not_be_found_again(
    line: Callable[..., Ended], workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain: Operation = row("gadgets.create", "POST /gadgets", WRITES, one("gadget"), body="customer_id:int label")
    monkeypatch.setitem(BY_ID, plain.id, plain)
    plan = planned(line, "POST", "/gadgets", "-f", "customer_id=101", "-f", "label=Router")
    assert [each["code"] for each in plan["findings"]] == ["api.unrecognisable"]
