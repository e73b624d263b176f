"""Any single write of the API as a plan (R-50): what is sent, how to find it if the answer is lost. Reads only."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from syncro.api import Reader
from syncro.calls import Call
from syncro.catalog import BY_ID, Effect, Operation, Shape
from syncro.errors import SyncroError, UsageError
from syncro.jsonio import Json
from syncro.rules import findings, sent_texts
from syncro.rules.findings import Finding
from syncro.rules.plan import Evidence, Expectation, Kind, Plan, Precondition, Recogniser, Step, Subject
from syncro.rules.recognise import matches
from syncro.workflows.evidence import key_of

EXPIRES = timedelta(hours=24)
ROWS_READ = 500
CARD_FIELDS = frozenset({"credit_card_number", "cvv", "date_month", "date_year"})
UNSEEN = frozenset({"do_not_email", "sms_body", "password", "password_confirmation", "signature_data", "tech"})
"""Fields that Syncro takes and never gives back, so they can't prove anything."""


def plan_call(
    reader: Reader,
    call: Call,
    *,
    account: str,
    tech: str,
    now: datetime,
    secrets: Callable[[], Iterable[str]] = tuple,
) -> Plan:
    """A plan of one request; `secrets` gives the keys in use, which no text may hold.

    Raises UsageError for a call that reads, lacks a required field or carries a card number.
    """
    row = call.row
    _check(call)
    me = reader.me()
    before = _before(reader, call)
    recogniser = _recogniser(reader, call)
    step = Step(
        name=row.id.replace(".", "-"),
        call=call,
        as_tech=tech,
        owner=me.user_name,
        reason=f"{row.effect.value} through the API by hand",
        undo=_undo(row),
        recogniser=recogniser,
    )
    return Plan(
        kind="api",
        title=f"{call.method} {call.url_path}",
        account=account,
        subject=Subject(row.group, _id_of(call), str(_id_of(call)), row.id) if call.path else None,
        steps=(step,),
        made_at=now,
        expires_at=now + EXPIRES,
        made_by=me.user_name,
        preconditions=(*_preconditions(call, before), key_of(reader, tech, me)),
        expectations=_expectations(call, recogniser),
        evidence=tuple(Evidence(name, str(value), "read before") for name, value in before.items()),
        findings=(*_findings(row, recogniser), *sent_texts.check(call, tuple(secrets()))),
    )


def _check(call: Call) -> None:
    row, body = call.row, call.body or {}
    if not row.writes:
        raise UsageError(f"{call.method} {call.url_path} only reads; it needs no plan.")
    if CARD_FIELDS & set(body):
        raise UsageError("Card numbers are never accepted (R-62).", hint="take the card in Syncro itself")
    missing = [field.name for field in row.body if field.required and field.name not in body]
    if row.id == "payments.create" and not body.get("ref_num"):
        # Payments can't be deleted, and only a reference of its own tells one from another (facts §18).
        missing.append("ref_num")
    if missing and call.method == "POST":
        raise UsageError(f"{call.method} {row.path} needs {', '.join(missing)}.", hint=f"add -f {missing[0]}=VALUE")


def _read_of(call: Call) -> Call | None:
    """The read of the record that the call changes, if the API has one."""
    operation = BY_ID.get(f"{call.row.group}.get")
    if operation is None or "id" not in call.path or not call.row.path.startswith(operation.path):
        return None
    return Call(operation.id, {name: call.path[name] for name in operation.path_names if name in call.path})


def _before(reader: Reader, call: Call) -> dict[str, Json]:
    """The present values of the fields that will change."""
    read = _read_of(call)
    if read is None or call.method not in ("PUT", "PATCH"):
        return {}
    record: Mapping[str, Any] = reader.read(read)
    return {
        name: record[name] for name in call.body or {} if name in record and not isinstance(record[name], dict | list)
    }


def _recogniser(reader: Reader, call: Call) -> Recogniser | None:
    body = {
        name: value
        for name, value in (call.body or {}).items()
        if name not in UNSEEN and not isinstance(value, dict | list)
    }
    read = _read_of(call)
    if call.method == "DELETE":
        return (
            Recogniser(Kind.GONE, read, match={"id": _id_of(call)}) if read and call.row.path == read.row.path else None
        )
    if call.method in ("PUT", "PATCH") and read is not None and call.row.path == read.row.path and body:
        return Recogniser(Kind.STATE, read, match=body)
    listing = BY_ID.get("tickets.comments" if call.operation == "tickets.comment" else f"{call.row.group}.list")
    if call.method == "POST" and listing and body and call.row.path in (listing.path, "/tickets/{id}/comment"):
        return _new(reader, listing, call, body)
    return None


def _new(reader: Reader, listing: Operation, call: Call, body: dict[str, Json]) -> Recogniser | None:
    """For a create: what is equal now is known, so only a further one can be the effect.

    None where that can't be known: a list too long to read whole may hold an equal record that was always there.
    """
    query: dict[str, Any] = {
        name: body[name] for name in ("customer_id", "ticket_id") if name in body and name in listing.query
    }
    read = Call(listing.id, dict(call.path), query)
    try:
        listed = reader.listing(read, limit=ROWS_READ)
    except SyncroError:
        return None
    rows = [row for row in listed.rows if isinstance(row, dict)]
    visible = {name: value for name, value in body.items() if not rows or name in rows[0]}
    if not visible or not listed.complete:
        return None
    known = tuple(int(row["id"]) for row in rows if row.get("id") is not None and matches(row, visible))
    also = Call("tickets.get", dict(call.path)) if call.operation == "tickets.comment" else None
    return Recogniser(Kind.NEW, read, "comments" if also else "", match=visible, known=known, also=also)


def _preconditions(call: Call, before: Mapping[str, Json]) -> tuple[Precondition, ...]:
    read = _read_of(call)
    if not before or read is None:
        return ()
    return (
        Precondition("record", {"operation": read.operation, "path": read.path, "fields": list(before)}, dict(before)),
    )


def _expectations(call: Call, recogniser: Recogniser | None) -> tuple[Expectation, ...]:
    if recogniser is None or recogniser.kind is not Kind.STATE or recogniser.read.row.reply.shape is Shape.MANY:
        return ()
    return (Expectation("fields", recogniser.read, f"{call.row.group} record", fields=recogniser.match),)


def _findings(row: Operation, recogniser: Recogniser | None) -> list[Finding]:
    said = []
    if row.effect is Effect.MAIL:
        said.append(findings.warning("api.mail", "This request can send mail to the customer."))
    if recogniser is None:
        said.append(
            findings.warning(
                "api.unrecognisable",
                "If the answer is lost there is no way to find out by reading whether this was done.",
            )
        )
    return said


def _undo(row: Operation) -> str:
    opposite = BY_ID.get(f"{row.group}.delete")
    if row.id == "tickets.comment":
        return "can't be undone: comments can't be changed or deleted"
    if row.id.endswith(".create") and opposite:
        return f"DELETE {opposite.path}"
    return "by hand, with the values shown before"


def _id_of(call: Call) -> int:
    value = str(call.path.get("id") or next(iter(call.path.values()), 0))
    return int(value) if value.isdigit() else 0
