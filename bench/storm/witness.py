"""What became of one piece in its weather: the sandbox's own records and what passed, held against wishes and claims. Sends nothing."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct, field

from storm.ground import filled
from storm.injuries import Case, Injury
from storm.journals import CHARGE
from storm.outing import CONFIRM, Out, Said
from storm.people import Deed
from storm.pieces import Want
from storm.sluice import Passed
from storm.truth import MADE_BY, Row, State, differences
from storm.worker import Done

KINDS = tuple(dict.fromkeys((*MADE_BY.values(), "estimate_lines")))
"""Kinds of which every record of a piece must be somebody's wish."""
PARENTS = ("customer_id", "ticket_id", "invoice_id", "estimate_id")
NOTHING = "Nothing was written"


class Outcome(Struct):
    """One piece in figures, and what is wrong with it in words. `left`: why a person must look, empty when all is done."""

    intended: int = 0
    landed: int = 0
    unnamed: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    overtaken: list[str] = field(default_factory=list)
    left: str = ""

    @property
    def violations(self) -> list[str]:
        """What must never be."""
        return [*self.unnamed, *self.lost, *self.false, *self.foreign, *self.overtaken]


class World:
    """All records at the end, and which of them were there when the ground was laid."""

    def __init__(self, before: State, after: State) -> None:
        self.after = after
        self.old = {kind: {row["id"] for row in rows} for kind, rows in before.records.items()}
        self._inside: dict[tuple[str, str, Any], list[Row]] = defaultdict(list)
        for kind, rows in after.records.items():
            for row in rows:
                for name in ("customer_id", "ticket_id", "invoice_id", "estimate_id"):
                    if row.get(name):
                        self._inside[kind, name, row[name]].append(row)

    def of(self, kind: str, name: str, parents: Iterable[Any]) -> list[Row]:
        """Records of this kind whose parent is one of these."""
        return [row for parent in parents for row in self._inside[kind, name, parent]]

    def is_new(self, kind: str, row: Row) -> bool:
        """True when it wasn't there when the ground was laid."""
        return row["id"] not in self.old[kind]


class Witness:
    """Looks at one piece."""

    def __init__(self, world: World, out: Out) -> None:
        self._world = world
        self._out = out
        self._log = out.log
        self._ours = [each for each in self._log if each.who == "client"]
        self._theirs = {
            id_ for each in self._log if each.who == "person" and _creates(each) for id_ in _made(each.record)
        }
        self._own = self._records()
        self._born = self._births()
        self._seen = Outcome(intended=out.piece.intended)
        self._words = [json.dumps(said.claim.said, ensure_ascii=False) + said.claim.talk for said in out.said]

    def judged(self) -> Outcome:
        """Everything about the piece."""
        rows = {want.name: self._found(want) for want in self._out.piece.wants}
        self._count(rows)
        self._extra(rows)
        for said in self._out.said:
            if said.claim.stage in ("execute", "resume") and (said.claim.code == 0 or said.claim.said.get("verified")):
                self._claimed_done(said, rows)
            self._wrote(said)
            self._receipts(said)
        self._foreign()
        self._overtaken()
        self._seen.left = self._left(rows)
        return self._seen

    def _records(self) -> dict[str, dict[int, Row]]:
        """All records of the piece's customer, its tickets and its estimates, by kind."""
        ids, world = self._out.ids, self._world
        found: dict[str, dict[int, Row]] = defaultdict(dict)
        for kind in ("tickets", "invoices", "appointments", "payments", "estimates", "contacts"):
            found[kind] = {row["id"]: row for row in world.of(kind, "customer_id", [ids["@customer"]])}
        inside: dict[str, tuple[str, ...]] = {
            "ticket_id": ("comments", "ticket_lines", "timers", "invoices", "appointments")
        }
        inside |= {"estimate_id": ("estimate_lines",), "invoice_id": ("invoice_lines",)}
        for name, parent in (("ticket_id", "tickets"), ("estimate_id", "estimates"), ("invoice_id", "invoices")):
            for kind in inside[name]:
                found[kind] |= {row["id"]: row for row in world.of(kind, name, list(found[parent]))}
        return found

    def _births(self) -> dict[int, int]:
        """Id of each record that a request of the piece made → the place of that request, by its own way."""
        born: dict[int, int] = {}
        for each in self._log:
            if each.request.method == "POST" and each.landed:
                for id_ in _made(each.record):
                    born.setdefault(id_, each.number)
        return born

    def _found(self, want: Want) -> list[Row]:
        """The records that are this wish, right or not; of a wish that something be gone, those that are left."""
        out = self._out
        done = Done(Case(out.piece, Injury("")), out.ids, out.calls, others=self._theirs)
        if want.is_state:
            return self._world.after.found(done, want)
        rows = self._world.after.found(done, want)
        return [row for row in rows if self._world.is_new(want.kind, row) and row["id"] in self._own[want.kind]]

    def _count(self, rows: Mapping[str, list[Row]]) -> None:
        for want in self._out.piece.wants:
            found = len(rows[want.name])
            if want.is_gone:
                self._seen.landed += not found
                continue
            self._seen.landed += min(found, want.times)
            if found > want.times:
                self._twice(want.name, [row["id"] for row in rows[want.name]])

    def _extra(self, rows: Mapping[str, list[Row]]) -> None:
        """New records of ours that nobody wished for."""
        wished: dict[str, set[int]] = defaultdict(set)
        for want in self._out.piece.wants:
            wished[want.kind] |= {row["id"] for row in rows[want.name]}
        # An undo that stopped leaves the ticket with the comment that it was made with.
        stays = any(want.is_gone and rows[want.name] for want in self._out.piece.wants)
        for kind in KINDS:
            for id_, row in self._own[kind].items():
                if stays and kind == "comments":
                    continue
                if id_ not in wished[kind] | self._theirs and self._world.is_new(kind, row):
                    self._twice(f"{kind}, not wished for", [id_])

    def _twice(self, name: str, ids: list[int]) -> None:
        said = f"twice {name}: {', '.join(map(str, ids))}"
        (self._seen.named if self._is_named(list(map(str, ids))) else self._seen.unnamed).append(said)

    def _is_named(self, ids: list[str]) -> bool:
        """True when one command that doesn't call it verified tells of them all."""
        return any(
            all(re.search(rf"(?<!\d){each}(?!\d)", words) for each in ids)
            for said, words in zip(self._out.said, self._words, strict=True)
            if said.claim.code != 0 and not said.claim.said.get("verified")
        )

    def _claimed_done(self, said: Said, rows: Mapping[str, list[Row]]) -> None:
        """All is there, once, and as it was wished, as far as it was made by then."""
        stage = f"{said.claim.plan_id} {said.claim.stage}"
        for want in self._out.piece.wants:
            found = [row for row in rows[want.name] if self._born.get(row["id"], 0) <= said.ended]
            if want.is_gone:
                self._seen.lost += [
                    f"{stage}: claimed done, and {want.name}: {row['id']} is there" for row in found[:1]
                ]
            elif not found:
                self._seen.lost.append(f"{stage}: claimed done, and there is no {want.name}")
            elif len(found) > want.times:
                ids = ", ".join(str(row["id"]) for row in found)
                self._seen.false.append(f"{stage}: claimed done, and {want.name} is there {len(found)} times: {ids}")
            else:
                wrong = [each for row in found for each in differences(row, self._fields(want))]
                self._seen.false += [f"{stage}: claimed done, but {want.name}: {each}" for each in wrong[:1]]

    def _fields(self, want: Want) -> dict[str, Any]:
        """What it must say. What somebody changed of a new ticket meanwhile is theirs to change."""
        changed = {{"status": "status", "assignee": "user_id"}.get(deed.kind) for deed in self._out.deeds}
        fields: dict[str, Any] = filled(want.fields, self._out.ids)
        return {name: fields[name] for name in fields if want.is_state or name not in changed}

    def _wrote(self, said: Said) -> None:
        """`no` and `yes` are as it was."""
        claim = said.claim
        landed = self._landed(said)
        is_no = claim.wrote == "no" or (NOTHING in claim.talk and claim.code != CONFIRM and claim.wrote != "yes")
        if is_no and landed:
            what = ", ".join(f"{each.request.method} {each.request.route}" for each in landed[:3])
            self._seen.false.append(f"{claim.plan_id} {claim.stage}: says nothing was written, and it was: {what}")
        if claim.wrote == "yes" and not self._landed(said, whole=True) and claim.stage != "plan":
            self._seen.false.append(f"{claim.plan_id} {claim.stage}: says it was written, and nothing was")

    def _landed(self, said: Said, *, whole: bool = False) -> list[Passed]:
        """Writes of the plan until then; of the command alone where the journal can't know of earlier ones."""
        is_new = said.claim.stage in ("plan", "before") or (said.forgot and self._out.case.journal == "older")
        first = [each.begun for each in self._out.said if _same_plan(each, said)]
        begun = said.begun if is_new and not whole else min([said.begun, *first])
        return [
            each
            for each in self._out.ways[said.way].log
            if each.who == "client" and each.landed and begun < each.number <= said.ended
        ]

    def _receipts(self, said: Said) -> None:
        """Each id is that of such a record, of this piece."""
        for receipt in said.claim.said.get("receipts") or ():
            id_, kind = receipt.get("id"), MADE_BY.get(receipt["operation"])
            if receipt["outcome"] != "done" or not isinstance(id_, int) or id_ in self._born:
                continue
            if kind and receipt["operation"] != CHARGE and id_ not in self._own[kind]:
                self._seen.false.append(
                    f"{said.claim.plan_id}: the receipt of {receipt['step']} names {id_}, not its record"
                )
            elif not kind and id_ not in self._known():
                self._seen.false.append(
                    f"{said.claim.plan_id}: the receipt of {receipt['step']} names a stranger's {id_}"
                )

    def _known(self) -> set[Any]:
        """Every id that is the piece's own."""
        known: set[Any] = {each for each in self._out.ids.values() if isinstance(each, int)} | set(self._born)
        known = known.union(*self._own.values())
        # What hangs on a record of ours, and was taken there, is ours: an estimate's reply doesn't name its new line.
        inside = [_ids(each) for each in self._ours if each.landed]
        return known.union(*[ids[1:] for ids in inside if ids[:1] and ids[0] in known])

    def _foreign(self) -> None:
        known = self._known()
        for each in self._ours:
            if not each.landed:
                continue
            named = set(_ids(each)[:1])
            named |= {id_ for name in PARENTS if isinstance(id_ := each.request.fields.get(name), int)}
            if named - known:
                told = f"{each.request.method} {each.request.route} names {', '.join(map(str, named - known))}"
                self._seen.foreign.append(f"written on another's record: {told}")

    def _overtaken(self) -> None:
        """What a person did between the steps was swallowed or overwritten, and no command of the piece tells of it."""
        for deed in self._out.deeds:
            harm = self._harm(deed)
            if harm and not self._tells_of(deed.names):
                self._seen.overtaken.append(f"a person's {deed.kind} ({deed.names[0]}) was overtaken: {harm}")

    def _harm(self, deed: Deed) -> str:
        """What came after a person's deed and doesn't go with it; empty when nothing did."""
        later = [each for each in self._ours if each.number > deed.after + 1 and each.landed]
        tests: dict[str, tuple[Callable[[Passed], bool], ...]] = {
            "line": (_is_invoice, _is_status),
            "invoice": (_is_invoice, _is_status),
            "removal": (_is_invoice, _is_status),
            "status": (_is_status,),
            "assignee": (_is_assignee,),
        }
        harmful = [each for each in later if any(test(each) for test in tests.get(deed.kind, ()))]
        if harmful:
            return f"{harmful[0].request.method} {harmful[0].request.route}"
        kind = {"line": "ticket_lines", "invoice": "invoices", "comment": "comments"}.get(deed.kind)
        is_gone = kind and deed.id not in self._own[kind] and not self._out.piece.undoes
        return f"{kind} {deed.id} is gone" if is_gone else ""

    def _tells_of(self, names: tuple[str, ...]) -> bool:
        """In the messages of a command that doesn't call it verified; not in the lines that only show what is sent."""
        told = []
        for said in self._out.said:
            if said.claim.code != 0:
                document = said.claim.said
                told += [document.get("message"), document.get("findings"), document.get("error")]
        words = json.dumps(told, ensure_ascii=False)
        return any(name in words for name in names)

    def _left(self, rows: Mapping[str, list[Row]]) -> str:
        """The last word on the piece, when it isn't that all is done."""
        claims = [said.claim for said in self._out.said if said.claim.stage != "before"]
        whole = all(bool(rows[want.name]) != want.is_gone for want in self._out.piece.wants)
        is_twice = self._seen.unnamed or self._seen.named
        if any(claim.is_done for claim in claims) and whole and not is_twice:
            return ""
        if not claims:
            return "the work that was to be taken back wasn't done"
        last = claims[-1]
        error = last.said.get("error") or {}
        findings = last.said.get("findings") or ()
        blocked = "; ".join(each["message"] for each in findings if each.get("severity") == "block")
        message = str(last.said.get("message") or error.get("message") or blocked or last.talk[-120:])
        return f"{last.stage}, exit {last.code}, {'all there' if whole else 'not all there'}: {re.sub(r'[0-9]+', '#', message)[:110]}"


def _same_plan(one: Said, other: Said) -> bool:
    return one.way == other.way and one.claim.plan_id == other.claim.plan_id and one.claim.stage != "plan"


def _made(record: Mapping[str, Any]) -> set[int]:
    """Ids in an answer: the record's own, a charge's line, an estimate's lines."""
    lines = [line.get("id") for line in record.get("line_items") or () if isinstance(line, dict)]
    found = {record.get("id"), record.get("ticket_line_item_id"), *lines}
    return {each for each in found if isinstance(each, int)}


def _creates(each: Passed) -> bool:
    return each.request.method == "POST" and not each.request.route.endswith("/remove_line_item")


def _ids(each: Passed) -> list[int]:
    """Ids in the path: the record, and what in it."""
    return [int(id_) for id_ in re.findall(r"/(\d+)", each.request.route)]


def _is_ticket(each: Passed) -> bool:
    return each.request.method == "PUT" and bool(re.fullmatch(r"/tickets/\d+", each.request.route))


def _is_status(each: Passed) -> bool:
    return _is_ticket(each) and "status" in each.request.fields


def _is_assignee(each: Passed) -> bool:
    return _is_ticket(each) and "user_id" in each.request.fields


def _is_invoice(each: Passed) -> bool:
    return each.request.method == "POST" and each.request.route == "/invoices"
