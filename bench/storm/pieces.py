"""Pieces of work and what must exist after each: a pure function of the seed. Sends nothing."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from msgspec import Struct, field

TECHS = ("tech-1", "tech-2", "tech-3", "tech-4")
PHRASES = (
    "Restored the mail profile",
    'Said "yes" & went on',
    "Größe < 5 GB, so cleaned up",
    "Costs $0 and `nothing` else",
    "Replaced the switch; labels A–F",
    "First line\nsecond line",
)
PRODUCTS = {"remote": 1190473, "onsite": 26118, "in_shop": 573881, "website": 68055}
PRICES = {1190473: Decimal(150), 26118: Decimal(175), 573881: Decimal(150), 68055: Decimal(150)}
EMERGENCY = 26184
ONSITE_EMERGENCY = Decimal("262.5")
FACTOR = Decimal("1.5")
HOUR = 60
CENT = Decimal("0.01")


class Want(Struct, frozen=True):
    """Records that must exist in the end: `times` of `kind` at `place`, with `fields`, and the piece's words in `text`.

    Names with @ stand for ids that are known only when the ground is laid. `is_state`: the record was there before.
    `is_gone`: no such record may be left that wasn't there before.
    """

    name: str
    kind: str
    place: dict[str, Any]
    fields: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    times: int = 1
    is_state: bool = False
    is_gone: bool = False


class Write(Struct, frozen=True):
    """One request of a piece, as a fault is aimed at it: the pattern, and text it must hold."""

    pattern: str
    holds: str = ""


class Piece(Struct, frozen=True):
    """One command line and what it is meant to leave. `shape`: pieces of one shape cost the same when nothing goes wrong.

    `rounds`: so often it is done, knowingly. `is_equal_before`: the same tech has left equal records already. `undoes`:
    the command line is done first, unhurt, and taking it back is the piece.
    """

    number: int
    kind: str
    shape: str
    tech: str
    home: int
    words: tuple[str, ...]
    wants: tuple[Want, ...]
    writes: tuple[Write, ...]
    reads: tuple[Write, ...]
    needs: tuple[str, ...] = ()
    rounds: int = 1
    is_equal_before: bool = False
    undoes: bool = False

    @property
    def marker(self) -> str:
        """Words that stand in every text of the piece and nowhere else."""
        return marker(self.number)

    @property
    def intended(self) -> int:
        """How many writes are meant."""
        return sum(want.times for want in self.wants)


def marker(number: int) -> str:
    """`Piece 00017`."""
    return f"Piece {number:05}"


def customer_name(number: int) -> str:
    """The piece's own customer, findable by one word."""
    return f"Quartz{number:05}"


def make(rng: Random, number: int, homes: int, *, timer: bool = False) -> Piece:
    """A piece by weight; with `timer`, a bill by timer entry."""
    weights: dict[Callable[[Random, int, int], Piece], int] = {
        bill: 46,
        close: 12,
        comment: 14,
        create: 12,
        payment: 3,
        move: 7,
        estimate: 6,
    }
    maker = rng.choices(list(weights), list(weights.values()))[0]
    return bill(rng, number, homes, timer=True) if timer else maker(rng, number, homes)


def _home(rng: Random, homes: int) -> int:
    """Every third piece is done in the one home that is shared."""
    return 0 if rng.random() < 0.34 else rng.randrange(homes)


def _text(rng: Random, number: int) -> str:
    return f"{marker(number)}: {rng.choice(PHRASES)}"


READS = (
    Write("GET /tickets/@ticket"),
    Write("GET /tickets/@ticket/comments"),
    Write("GET /invoices", "ticket_id=@ticket"),
)
COMMENT = Write("POST /tickets/@ticket/comment")
LINE = Write("POST /tickets/@ticket/add_line_item")
INVOICE = Write("POST /invoices", '"ticket_id":@ticket')
STATUS = Write("PUT /tickets/@ticket")
TIMER = (Write("POST /tickets/@ticket/timer_entry"), Write("POST /tickets/@ticket/charge_timer_entry"))


def bill(rng: Random, number: int, homes: int, *, timer: bool = False) -> Piece:
    """`syncro bill`, by line or by timer entry, plain or emergency, with a block or without, by one tech or two."""
    tech, other = rng.sample(TECHS, 2)
    method = "timer" if timer or rng.random() < 0.35 else "line_item"
    labor = rng.choice(tuple(PRODUCTS))
    emergency = labor in ("remote", "onsite") and rng.random() < 0.3
    block = rng.random() < 0.25
    split = rng.random() < 0.15
    invoice = rng.random() > 0.1
    repeats = invoice and not (split or block or timer) and method == "line_item" and rng.random() < 0.06
    mode = rng.choice(("email", "public"))
    minutes = rng.choice((15, 30, 45, 60, 90))
    shares = [(tech, minutes), (other, rng.choice((30, 60)))] if split else [(tech, minutes)]
    timing = [word for who, spent in shares for word in ("--split", f"{who}={spent}")]
    words = ["bill", "@number", *(timing if split else ["--minutes", str(minutes)]), "--labor", labor]
    words += ["--work", _text(rng, number), "--method", method, f"--{mode}"]
    words += [*(["--emergency"] if emergency else []), *([] if invoice else ["--no-invoice"])]
    times = 2 if repeats else 1
    is_equal_before = method == "line_item" and not (split or block or repeats) and rng.random() < 0.08
    wants = [_resolution(tech, mode, times), *_charged(shares, labor, method, times, emergency=emergency, block=block)]
    writes = [COMMENT, *(TIMER if method == "timer" else (LINE,)) * len(shares)]
    if invoice:
        total = None if repeats or is_equal_before else _total(shares, labor, emergency=emergency, block=block)
        wants += [_invoice(total, times), _status("Invoiced")]
        writes += [INVOICE, STATUS]
    equal = "beside an equal one" * is_equal_before
    said = (
        method,
        equal,
        "emergency" * emergency,
        "block" * block,
        f"{len(shares)} techs",
        "invoice" * invoice,
        f"×{times}",
    )
    shape = " ".join(("bill", *filter(None, said)))
    needs = ("ticket", *(["block"] if block else []))
    return Piece(
        number,
        "bill",
        shape,
        tech,
        _home(rng, homes),
        tuple(words),
        tuple(wants),
        tuple(writes),
        READS,
        needs,
        times,
        is_equal_before,
    )


def close(rng: Random, number: int, homes: int) -> Piece:
    """`syncro close`: with time and an invoice, with time alone, or without time."""
    tech, text = rng.choice(TECHS), _text(rng, number)
    how = rng.choice(("billed", "timed", "no time"))
    words = ["close", "@number", text, "--public"]
    wants, writes = [_resolution(tech, "public", 1)], [COMMENT]
    if how == "no time":
        words += ["--no-time", f"{marker(number)} was opened twice"]
        fields = {"subject": "No time", "hidden": True, "user_id": f"@{tech}"}
        wants.append(Want("no time", "comments", {"ticket_id": "@ticket"}, fields, "body"))
        writes.append(COMMENT)
    else:
        words += ["--minutes", "30", "--labor", "remote"]
        shares = [(tech, 30)]
        wants += _charged(shares, "remote", "line_item", 1, emergency=False, block=False)
        writes.append(LINE)
    if how == "billed":
        wants += [_invoice(Decimal(75), 1), _status("Invoiced")]
        writes += [INVOICE, STATUS]
    else:
        words += ["--no-invoice"] if how == "timed" else []
        wants.append(_status("Resolved"))
        writes.append(STATUS)
    return Piece(
        number,
        "close",
        f"close {how}",
        tech,
        _home(rng, homes),
        tuple(words),
        tuple(wants),
        tuple(writes),
        READS,
        ("ticket",),
    )


def comment(rng: Random, number: int, homes: int) -> Piece:
    """`syncro comment` in its three modes, or the same through `syncro api`."""
    tech, text = rng.choice(TECHS), _text(rng, number).replace("\n", " ")
    mode = rng.choice(("email", "internal", "public"))
    by_api = rng.random() < 0.2
    fields: dict[str, Any] = {"hidden": mode == "internal", "user_id": f"@{tech}"}
    repeats = not by_api and rng.random() < 0.15
    if by_api:
        fields |= {"subject": "Update"}
        pairs = ("subject=Update", f"body={text}", f"hidden={'true' if mode == 'internal' else 'false'}")
        words = ["api", "POST", "/tickets/@ticket/comment", *(word for pair in pairs for word in ("-f", pair))]
    else:
        words = ["comment", "@number", text, f"--{mode}"]
    times = 2 if repeats else 1
    want = Want("comment", "comments", {"ticket_id": "@ticket"}, fields, "body", times)
    shape = f"comment {'through the API' if by_api else mode} ×{times}"
    return Piece(
        number,
        "comment",
        shape,
        tech,
        _home(rng, homes),
        tuple(words),
        (want,),
        (COMMENT,),
        READS[:2],
        ("ticket",),
        times,
        is_equal_before=not by_api and rng.random() < 0.1,
    )


def create(rng: Random, number: int, homes: int) -> Piece:
    """`syncro create`, with an appointment or without."""
    tech, visit = rng.choice(TECHS), rng.random() < 0.5
    subject = f"{marker(number)} printer jams"
    words = ["create", customer_name(number), subject, "--description", _text(rng, number)]
    wants = [
        Want("ticket", "tickets", {"customer_id": "@customer"}, {"status": "New"}, "subject"),
        Want("comment", "comments", {}, {"subject": "Initial Issue", "user_id": f"@{tech}"}, "body"),
    ]
    held = marker(number)
    writes = [Write("POST /tickets", held), Write("tickets.comment", held)]
    if visit:
        words += ["--start", "2026-12-11 14:00", "--type", "onsite"]
        wants.append(Want("appointment", "appointments", {"customer_id": "@customer"}, {}, "summary"))
        writes.append(Write("POST /appointments", held))
    reads = (Write("GET /tickets", "customer_id=@customer"), Write("GET /customers/@customer"))
    shape = "create with an appointment" if visit else "create"
    return Piece(number, "create", shape, tech, _home(rng, homes), tuple(words), tuple(wants), tuple(writes), reads)


def payment(rng: Random, number: int, homes: int) -> Piece:
    """A payment on account, through `syncro api`."""
    tech, cents = rng.choice(TECHS), rng.randrange(1000, 90000)
    given = {"customer_id": "@customer", "amount_cents": cents, "ref_num": marker(number), "payment_method": "Check"}
    words = ["api", "POST", "/payments", *(word for name, value in given.items() for word in ("-f", f"{name}={value}"))]
    want = Want(
        "payment", "payments", {"customer_id": "@customer"}, {"payment_amount": Decimal(cents) / 100}, "ref_num"
    )
    writes = (Write("POST /payments", marker(number)),)
    return Piece(
        number,
        "payment",
        "payment",
        tech,
        _home(rng, homes),
        tuple(words),
        (want,),
        writes,
        (Write("GET /customers/@customer"),),
    )


def move(rng: Random, number: int, homes: int) -> Piece:
    """`syncro move-appointment`, to another hour of its day."""
    words = ("move-appointment", customer_name(number), "--date", "@day", "--start", "14:30")
    want = Want("move", "appointments", {"id": "@appointment"}, {"start_at": "@moved"}, is_state=True)
    writes, reads = (Write("PUT /appointments/@appointment"),), (Write("GET /appointments/@appointment"),)
    home, tech = _home(rng, homes), rng.choice(TECHS)
    return Piece(number, "move", "move", tech, home, words, (want,), writes, reads, ("appointment",))


def estimate(rng: Random, number: int, homes: int) -> Piece:
    """A new estimate, or a line of hardware on one."""
    tech, held = rng.choice(TECHS), marker(number)
    if rng.random() < 0.5:
        words: tuple[str, ...] = ("estimate", "create", customer_name(number), f"{held} new workstation")
        want = Want("estimate", "estimates", {"customer_id": "@customer"}, {}, "name")
        writes, needs = (Write("POST /estimates", held),), ("customer",)
    else:
        words = ("estimate", "add", "@estimate_number", f"{held} Example Laptop", "--price", "1249.00")
        want = Want("line", "estimate_lines", {"estimate_id": "@estimate"}, {}, "name")
        writes, needs = (Write("estimates.add_line_item", held),), ("estimate",)
    reads = (Write("GET /estimates/@estimate"),) if "estimate" in needs else (Write("GET /customers/@customer"),)
    shape = " ".join(words[:2])
    return Piece(number, "estimate", shape, tech, _home(rng, homes), words, (want,), writes, reads, needs)


def _resolution(tech: str, mode: str, times: int) -> Want:
    fields = {"subject": "Resolution", "hidden": mode == "internal", "user_id": f"@{tech}"}
    return Want("comment", "comments", {"ticket_id": "@ticket"}, fields, "body", times)


def _status(status: str) -> Want:
    return Want("status", "tickets", {"id": "@ticket"}, {"status": status}, is_state=True)


def _invoice(total: Decimal | None, times: int) -> Want:
    fields = {} if total is None else {"total": total}
    return Want("invoice", "invoices", {"ticket_id": "@ticket"}, fields, times=times)


def _charged(
    shares: list[tuple[str, int]], labor: str, method: str, times: int, *, emergency: bool, block: bool
) -> list[Want]:
    wants = []
    for place, (who, minutes) in enumerate(shares, 1):
        product, quantity, price = charge(labor, minutes, emergency=emergency, block=block)
        fields = {"product_id": product, "quantity": quantity, "price_retail": price, "user_id": f"@{who}"}
        wants.append(Want(f"line {place}", "ticket_lines", {"ticket_id": "@ticket"}, fields, times=times))
        if method == "timer":
            timed = {"product_id": product, "recorded": True, "user_id": f"@{who}"}
            wants.append(Want(f"timer {place}", "timers", {"ticket_id": "@ticket"}, timed, "notes", times))
    return wants


def _total(shares: list[tuple[str, int]], labor: str, *, emergency: bool, block: bool) -> Decimal:
    charges = [charge(labor, minutes, emergency=emergency, block=block) for _, minutes in shares]
    # The blocks that are laid reach for every bill, so nothing is left to pay.
    return Decimal(0) if block else sum((_cents(quantity * price) for _, quantity, price in charges), Decimal(0))


def charge(labor: str, minutes: int, *, emergency: bool, block: bool) -> tuple[int, Decimal, Decimal]:
    """Product, quantity and price by the shop's newest rule (R-32, R-40), worked out apart from the product."""
    hours = Decimal(minutes) / HOUR
    regular = PRICES[PRODUCTS[labor]]
    if not emergency:
        return PRODUCTS[labor], hours, regular
    if block:
        return EMERGENCY, _cents(hours * FACTOR), ONSITE_EMERGENCY
    return EMERGENCY, hours, ONSITE_EMERGENCY if labor == "onsite" else regular * FACTOR


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)
