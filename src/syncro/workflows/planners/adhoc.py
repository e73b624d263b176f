"""Any single write of the API as a plan (R-50): what is sent, how to find it if the answer is lost. Reads only."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from syncro.api import Reader
from syncro.calls import Call, from_step
from syncro.catalog import BY_ID, Effect, Operation, Shape, read_of
from syncro.catalog.belief import Shows
from syncro.catalog.groups import HOLDS
from syncro.errors import SyncroError, UsageError
from syncro.jsonio import Json
from syncro.records import Me
from syncro.rules import findings
from syncro.rules.findings import Finding
from syncro.rules.plans import sent_texts
from syncro.rules.plans.expectations import Absent, Expectation, Sent
from syncro.rules.plans.identity import marks, place_of, shown
from syncro.rules.plans.plan import Evidence, Kind, Plan, Recogniser, Step, Subject
from syncro.rules.plans.preconditions import Precondition, RecordFields
from syncro.rules.plans.recognise import looks_like
from syncro.rules.plans.undoing import recogniser_of
from syncro.rules.tickets import duplicates
from syncro.rules.words import texts
from syncro.workflows.planners.by_hand import Around, judged
from syncro.workflows.planning import Does, Surroundings, Workflow
from syncro.workflows.reading.evidence import customer_of, key_of, key_owner, ticket_state

Rows = list[dict[str, Any]]
ROWS_READ = 500
CARD_FIELDS = frozenset({"credit_card_number", "cvv", "date_month", "date_year"})
AS_GIVEN = {
    Effect.WRITE: "the request as given",
    Effect.MONEY: "the request as given; it is about money",
    Effect.MAIL: "the request as given; it can send e-mail",
}
UNPROVED = "nothing that the API reads shows it"
DAY = timedelta(days=2)
"""More than any time zone, and than any two clocks differ."""


class CallRequest(Struct, frozen=True):
    """One request of the API, and whose key sends it.

    With `allow_repeat`, the reason why, what was made moments ago may be made again; `allow_project` as for a bill.
    """

    call: Call
    tech: str
    allow_repeat: str = ""
    allow_project: bool = False


def plan_call(request: CallRequest, around: Surroundings) -> Plan:
    """A plan of one request. Raises UsageError for a call that reads, lacks a required field or carries a card number."""
    call, tech, now = request.call, request.tech, around.now
    reader, row, allow_repeat = around.reader(tech), call.row, request.allow_repeat
    _check(call)
    me = key_owner(reader)
    before = _before(reader, call)
    recogniser, equal = _recogniser(reader, call, me, now)
    repeats = duplicates.equal_records(equal, reader.theirs(now))
    known = Around(me, around.policy, reader.theirs(now), allow_repeat, request.allow_project)
    hand = judged(reader, call, known, _name(call))
    step = Step(
        name=_name(call),
        call=call,
        as_tech=tech,
        owner=me.user_name,
        reason=AS_GIVEN[row.effect],
        undo=_undo(row),
        recogniser=recogniser,
        inverse=_inverse(call, before),
        unproved="" if recogniser else UNPROVED,
    )
    return around.plan(
        kind="api",
        title=f"{call.method} {call.url_path}",
        subject=Subject(row.group, _id_of(call), str(_id_of(call)), "") if call.path else None,
        steps=(step,),
        made_by=me.user_name,
        preconditions=(*_preconditions(reader, call, before), *hand.preconditions, key_of(reader, tech, me)),
        expectations=(*_expectations(call, recogniser), *hand.expectations),
        evidence=(*(Evidence(name, str(value), "read before") for name, value in before.items()), *hand.evidence),
        findings=(
            *hand.findings,
            *_findings(row, recogniser),
            *sent_texts.check(call, around.secrets()),
            *duplicates.allowed(repeats, allow_repeat),
            *texts.reason_findings(allow_repeat, around.secrets()),
        ),
        repeat_reason=allow_repeat,
    )


def _check(call: Call) -> None:
    row, body = call.row, call.body or {}
    if not row.writes:
        raise UsageError(f"{call.method} {call.url_path} only reads; it needs no plan.")
    if CARD_FIELDS & set(body):
        raise UsageError("Card numbers are never accepted.", hint="take the card in Syncro itself")
    missing = [field.name for field in row.body if field.required and field.name not in body]
    missing += [name for name in row.belief.needs if not body.get(name)]
    if missing and call.method == "POST":
        raise UsageError(f"{call.method} {row.path} needs {', '.join(missing)}.", hint=f"add -f {missing[0]}=VALUE")


def _read_of(call: Call) -> Call | None:
    """The read of the record that the call changes, if the API has one."""
    operation = read_of(call.row)
    return Call(operation.id, {name: call.path[name] for name in operation.path_names}) if operation else None


def _before(reader: Reader, call: Call) -> dict[str, Json]:
    """The present values of the fields that will change; the record's own, not those of one inside it."""
    read = _read_of(call)
    if read is None or call.row.path != read.row.path or call.method not in ("PUT", "PATCH"):
        return {}
    record: Mapping[str, Any] = reader.read(read)
    return {
        name: record[name] for name in call.body or {} if name in record and not isinstance(record[name], dict | list)
    }


def _recogniser(reader: Reader, call: Call, me: Me, now: datetime) -> tuple[Recogniser | None, Rows]:
    """How to find the effect, and the records that are there and say the same."""
    if call.method != "POST":
        return _changed(call), []
    if call.row.belief.shows:
        return _new(reader, call, me, now)
    return _marked(call), []


def _changed(call: Call) -> Recogniser | None:
    if call.row.belief.inside:
        return recogniser_of(call)
    read = _read_of(call)
    if read is None or call.row.path != read.row.path:
        return None
    if call.method == "DELETE":
        return Recogniser(Kind.GONE, read, match={"id": _id_of(call)})
    body = {
        name: value
        for name, value in (call.body or {}).items()
        if name not in call.row.unseen and not isinstance(value, dict | list)
    }
    return Recogniser(Kind.STATE, read, match=body) if body else None


def _marked(call: Call) -> Recogniser | None:
    """For what a POST does to something inside another record: charge it, take it away."""
    becomes, inside, read = call.row.belief.becomes, call.row.belief.inside, _read_of(call)
    id_ = (call.body or {}).get(inside.name) if inside else None
    if becomes is None or inside is None or read is None or id_ is None:
        return None
    return Recogniser(Kind.STATE if becomes.says else Kind.GONE, read, inside.list, {"id": id_, **dict(becomes.says)})


def _new(reader: Reader, call: Call, me: Me, now: datetime) -> tuple[Recogniser | None, Rows]:
    """For a create: what is equal now is known, so only a further one can be the effect.

    None where that can't be known: a list too long to read whole may hold an equal record that was always there.
    """
    place, matches = place_of(call), marks(call, me)
    if place is None or matches is None:
        return None, []
    read = Call(place.read, dict(call.path), _narrowed(call, place, min(now, reader.theirs(now))))
    try:
        rows = _there(reader, read, place)
    except SyncroError:
        return None, []
    if rows is None:
        return None, []
    equal = [row for row in rows if looks_like(row, matches.match)]
    # A row of such a list can't be compared, so all that are there are known.
    known = tuple(int(row["id"]) for row in (rows if place.details else equal))
    found = Recogniser(
        *(Kind.NEW, read, place.within, matches.match, known, place.details),
        also=_also(call, place),
        doubts=matches.doubts,
    )
    return found, equal


def _there(reader: Reader, read: Call, place: Shows) -> list[dict[str, Any]] | None:
    """The records of that kind that are there; None when they are too many to see them all."""
    if read.row.reply.shape is Shape.MANY:
        listed = reader.listing(read, limit=ROWS_READ)
        return [row for row in listed.rows if isinstance(row, dict) and "id" in row] if listed.complete else None
    return [row for row in reader.read(read).get(place.within) or [] if "id" in row]


def _narrowed(call: Call, place: Shows, now: datetime) -> dict[str, Any]:
    """The filters that leave our record in; an account that ignores them shows more, which does no harm."""
    body, listing = call.body or {}, BY_ID[place.read]
    query: dict[str, Any] = {
        name: body[name] for name in ("customer_id", "ticket_id") if name in body and name in listing.query
    }
    if "created_after" in listing.query:
        query["created_after"] = (now - DAY).isoformat()
    at = _moment(body.get(place.near))
    return query | {"date_from": str(at - DAY)[:10], "date_to": str(at + DAY)[:10]} if at else query


def _moment(value: Json) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None


def _also(call: Call, place: Shows) -> Call | None:
    """The record that the new one hangs on: it doesn't lag, as lists can."""
    operation, name = place.also or ("", "")
    id_ = {**(call.body or {}), **call.path}.get(name)
    return Call(operation, {"id": id_}) if id_ is not None else None


def _preconditions(reader: Reader, call: Call, before: Mapping[str, Json]) -> tuple[Precondition, ...]:
    ticket_id = (call.body or {}).get(call.row.belief.rests)
    if ticket_id is not None:
        ticket = reader.ticket(ticket_id)
        return (ticket_state(ticket, customer_of(reader, ticket)),)
    read = _read_of(call)
    return (RecordFields(read, dict(before)),) if before and read is not None else ()


def _expectations(call: Call, recogniser: Recogniser | None) -> tuple[Expectation, ...]:
    """What must be readable after: the record as sent, with every field that Syncro gives back."""
    if recogniser is None:
        return _shown_alone(call)
    says, name, within = call.row.resource.word.capitalize(), _name(call), recogniser.within
    match recogniser.kind:
        case Kind.GONE:
            return (Absent(recogniser.read, says, within, recogniser.match, proves=name),)
        case Kind.STATE:
            where = {"id": recogniser.match["id"]} if within else {}
            fields = {key: value for key, value in recogniser.match.items() if key != "id"}
            return (Sent(recogniser.read, says, fields, within, where, proves=name),)
        case Kind.NEW:
            return (_shown_as_sent(call, recogniser, says),)


def _shown_as_sent(call: Call, recogniser: Recogniser, says: str) -> Expectation:
    """By its own record where the API reads one alone, else where it was looked for."""
    for alone in _shown_alone(call):
        return alone
    name = _name(call)
    where = {"id": from_step(name)}
    return Sent(recogniser.read, says, shown(call), recogniser.within, where, proves=name)


def _shown_alone(call: Call) -> tuple[Expectation, ...]:
    """The new record by its id, where the API reads one alone: it proves also what can't be found by what it says."""
    name, alone = _name(call), BY_ID.get(f"{call.row.group}.get")
    if not call.row.creates or alone is None or not set(alone.path_names) <= {*call.path, "id"}:
        return ()
    read = Call(alone.id, {**call.path, "id": from_step(name)})
    return (Sent(read, call.row.resource.word.capitalize(), shown(call), proves=name),)


def _findings(row: Operation, recogniser: Recogniser | None) -> list[Finding]:
    found = []
    if row.effect is Effect.MAIL:
        found.append(
            findings.warning(
                "api.mail",
                "This request can send e-mail to the customer.",
                "Say yes only if the customer should get it.",
                operation=row.id,
            )
        )
    if recogniser is None:
        found.append(
            findings.warning(
                "api.unrecognisable",
                "Syncro has no way to read this back: it can be sent and accepted, not proved.",
                "Look in Syncro afterwards.",
                operation=row.id,
            )
        )
    return found


def _inverse(call: Call, before: Mapping[str, Json]) -> Call | None:
    """What takes it back: a delete of what was made, or the former values where all of them are known."""
    if call.row.belief.inverse:
        return Call(call.row.belief.inverse, {**call.path, "id": from_step(_name(call))})
    if call.method in ("PUT", "PATCH") and before and (call.body or {}).keys() == before.keys():
        return Call(call.operation, dict(call.path), body=dict(before))
    return None


def _name(call: Call) -> str:
    return call.operation.replace(".", "-")


def _undo(row: Operation) -> str:
    if HOLDS in row.resource.traits and row.creates:
        return "can't be undone from here: other records may depend on it by now"
    if row.belief.inverse:
        return f"DELETE {BY_ID[row.belief.inverse].path}"
    if row.belief.undo or row.method == "DELETE":
        return row.belief.undo or "can't be undone"
    return "send the values from before again" if row.method in ("PUT", "PATCH") else "undo it in Syncro"


def _id_of(call: Call) -> int:
    value = str(call.path.get("id") or next(iter(call.path.values()), 0))
    return int(value) if value.isdigit() else 0


CALL = Workflow(
    "api",
    CallRequest,
    plan_call,
    "Send one request of the API by method and path. Reads print Syncro's own JSON.",
    frozenset(Does),
)
