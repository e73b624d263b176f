"""More kinds of work, for the weathers: changes of a ticket, other creates through `syncro api`, and taking work back."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from msgspec.structs import replace

from storm import pieces
from storm.ground import DAYS, FIRST_DAY
from storm.pieces import STATUS, TECHS, Piece, Want, Write, marker

LABOR = 1190473
LABOR_NAME = "Labor - Remote Business"
TICKET = {"id": "@ticket"}
ON_TICKET = {"ticket_id": "@ticket"}
SPENT = {"start_at": "2026-11-19T09:00:00-07:00", "end_at": "2026-11-19T09:45:00-07:00"}
TICKET_READS = pieces.READS[:1]


def make(
    rng: Random, number: int, homes: int, *, several: bool = False, undo: bool = True, on_ticket: bool = False
) -> Piece:
    """A piece of any kind by weight.

    With `several`, one of more than one request; without `undo`, none that takes back; with `on_ticket`, none elsewhere.
    """
    weights: dict[Callable[[Random, int, int], Piece], int] = {
        pieces.bill: 34,
        pieces.close: 10,
        pieces.create: 14,
        **({undone: 12} if undo else {}),
        **({} if several else SINGLE),
    }
    maker = rng.choices(list(weights), list(weights.values()))[0]
    while True:
        piece = maker(rng, number, homes)
        is_plain = piece.rounds == 1 and not piece.is_equal_before
        is_elsewhere = on_ticket and "ticket" not in piece.needs and "create" not in piece.shape
        if is_plain and not is_elsewhere and (not several or len(piece.writes) > 1):
            return piece


def update(rng: Random, number: int, homes: int) -> Piece:
    """`syncro update`: status, priority or assignee, or the same through `syncro api`."""
    tech, home = rng.choice(TECHS), rng.randrange(homes)
    kind = rng.choice(("status", "priority", "assignee", "api"))
    given = {
        "status": (("update", "@number", "In Progress"), {"status": "In Progress"}),
        "priority": (("update", "@number", "--priority", "high"), {"priority": "1 High"}),
        "assignee": (("update", "@number", "--assign", "me"), {"user_id": f"@{tech}"}),
        "api": (("api", "PUT", "/tickets/@ticket", "-f", "status=Scheduled"), {"status": "Scheduled"}),
    }
    words, fields = given[kind]
    want = Want(kind, "tickets", TICKET, dict(fields), is_state=True)
    return Piece(
        number, "update", f"update {kind}", tech, home, words, (want,), (STATUS,), TICKET_READS, needs=("ticket",)
    )


def by_hand(rng: Random, number: int, homes: int) -> Piece:
    """A create through `syncro api`: contact, appointment, timer entry or line."""
    kind, tech, home, said = rng.choice(tuple(BY_HAND)), rng.choice(TECHS), rng.randrange(homes), marker(number)
    path, fields, want = BY_HAND[kind]
    if kind == "appointment":
        # Nothing but its time tells a visit from another customer's.
        day = FIRST_DAY + timedelta(days=number % DAYS)
        fields = {**fields, "start_at": f"{day}T14:00:00-07:00", "end_at": f"{day}T15:30:00-07:00"}
    given = {name: value.replace("@words", said) for name, value in fields.items()}
    words = ("api", "POST", path, *(word for name, value in given.items() for word in ("-f", f"{name}={value}")))
    needs = ("ticket",) if "@ticket" in " ".join(words) else ()
    return Piece(
        number, "by hand", f"api {kind}", tech, home, words, (want,), (Write(f"POST {path}", said),), (), needs=needs
    )


BY_HAND: dict[str, tuple[str, dict[str, str], Want]] = {
    "contact": (
        "/contacts",
        {"customer_id": "@customer", "name": "@words Dana"},
        Want("contact", "contacts", {"customer_id": "@customer"}, {}, "name"),
    ),
    "appointment": (
        "/appointments",
        {"customer_id": "@customer", "summary": "@words visit"},
        Want("appointment", "appointments", {"customer_id": "@customer"}, {}, "summary"),
    ),
    "timer": (
        "/tickets/@ticket/timer_entry",
        {**SPENT, "notes": "@words time", "product_id": str(LABOR)},
        Want("timer", "timers", ON_TICKET, {"product_id": LABOR}, "notes"),
    ),
    "line": (
        "/tickets/@ticket/add_line_item",
        {
            "product_id": str(LABOR),
            "name": LABOR_NAME,
            "description": "@words work",
            "quantity": "1",
            "price_retail": "150",
            "taxable": "false",
        },
        Want("line", "ticket_lines", ON_TICKET, {"product_id": LABOR}, "description"),
    ),
}


def undone(rng: Random, number: int, homes: int) -> Piece:
    """Something done, and `syncro plan undo`: a bill, a new ticket, an estimate, a change."""
    maker = rng.choice((pieces.bill, pieces.bill, pieces.create, pieces.estimate, update))
    while True:
        first = maker(rng, number, homes)
        wants = tuple(want for each in first.wants for want in _taken_back(each, first))
        if wants and first.rounds == 1 and not first.is_equal_before:
            break
    return replace(first, kind="undo", shape=f"undo of {first.shape}", wants=wants, undoes=True)


def _taken_back(want: Want, first: Piece) -> tuple[Want, ...]:
    """What must be so once this is taken back. A comment stays, or goes along with its ticket."""
    if want.is_state:
        former = {"status": "New"} if "status" in want.fields else {}
        return (replace(want, name=f"former {want.name}", fields=former),) if former else ()
    if want.kind == "comments":
        return () if first.kind == "create" else (want,)
    return (replace(want, name=f"no {want.name}", fields={}, is_gone=True),)


SINGLE: dict[Callable[[Random, int, int], Piece], int] = {
    pieces.comment: 10,
    update: 9,
    pieces.payment: 7,
    by_hand: 11,
    pieces.move: 6,
    pieces.estimate: 8,
}
