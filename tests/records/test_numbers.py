"""One reader for all numbers of the server: what could mean two things is taken for neither."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import fields

from syncro import money
from syncro.errors import Unusable
from syncro.jsonio import DEPTH, LENGTH, MEMBERS, BeyondReason, excess, loads
from syncro.records import (
    Appointment,
    Comment,
    Contact,
    Customer,
    Estimate,
    Invoice,
    InvoiceLine,
    Me,
    Payment,
    Product,
    Record,
    Ticket,
    TicketLine,
    TimerEntry,
    User,
    id_in,
)

AMBIGUOUS = [
    *("1,50", "1,500.00", "1.500,00", "1_60", "$5", "€5", "5 ", " 5", "1 500", "1'500", "5.", ".5", "--5", "5-", "+-5"),
    *(
        "1e3",
        "1E3",
        "1e-3",
        "0x10",
        "NaN",
        "nan",
        "Infinity",
        "-Infinity",
        "inf",
        "sNaN",
        "\uff11\uff12",
        "\u0661\u0662",
        "\u00b2",
        "1.2.3",
    ),
    *("5\n", "\t5", "5%", "(5)", "1" * 16, "0." + "1" * 11, "9" * 5000, "1/2", "five", "-"),
]
SENSELESS = [
    True,
    False,
    [],
    {},
    ["5"],
    {"amount": 5},
    10**15,
    -(10**15),
    10**400,
    Decimal("1E+15"),
    Decimal("-1E+999999999"),
]


def _whole(kind: type[Record]) -> dict[str, Any]:
    """The least that a record of this kind consists of."""
    amounts = {"price_retail", "price", "quantity", "payment_amount", "subtotal", "tax", "total"}
    names = {each.name for each in fields(kind)}
    return dict.fromkeys(names & {"id", "number", "user_id"}, 1) | dict.fromkeys(names & amounts, "1.0")


KINDS: tuple[type[Record], ...] = (
    *(Appointment, Comment, Contact, Customer, Estimate, Invoice, InvoiceLine, Me, Payment, Product),
    *(Ticket, TicketLine, TimerEntry, User),
)


def _fields_of(wanted: type) -> list[tuple[type[Record], str]]:
    """Every field of every record whose value is of this type."""
    return [
        (kind, each.name)
        for kind in KINDS
        for each in fields(kind)
        if each.type in (wanted, wanted | None) and each.name != "raw"
    ]


AMOUNTS, WHOLES, TRUTHS = _fields_of(Decimal), _fields_of(int), _fields_of(bool)
IDS = [(kind, name) for kind, name in WHOLES if name == "id" or name.endswith("_id")]


def test_the_fields_are_found() -> None:
    assert (Customer, "prepay_hours") in AMOUNTS
    assert (TicketLine, "product_id") in IDS
    assert (TicketLine, "taxable") in TRUTHS
    assert min(len(AMOUNTS), len(IDS), len(TRUTHS)) >= 10


@pytest.mark.parametrize(("kind", "name"), AMOUNTS)
def test_no_amount_of_any_record_is_read_from_what_could_mean_two_things(kind: type[Record], name: str) -> None:
    for sent in (*AMBIGUOUS, *SENSELESS):
        with pytest.raises(ValueError, match=name) as caught:
            kind.read({**_whole(kind), name: sent})
        assert isinstance(caught.value, Unusable)
        assert len(str(caught.value)) < 300


@pytest.mark.parametrize(("kind", "name"), AMOUNTS)
@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        *(("75.0", "75.0"), ("-3.10", "-3.10"), ("+5", "5"), ("0.0", "0"), ("1" * 15, "1" * 15), (75, "75")),
        *(
            (Decimal("262.50"), "262.50"),
            (Decimal("1.5E+3"), "1500"),
            (Decimal("0.30000000000000004"), "0.3"),
            (Decimal("1E-999999999"), "0"),
        ),
    ],
)
def test_an_amount_is_read_from_plain_digits_and_from_json_numbers(
    kind: type[Record], name: str, sent: Any, meant: str
) -> None:
    assert getattr(kind.read({**_whole(kind), name: sent}), name) == Decimal(meant)


@pytest.mark.parametrize(("kind", "name"), WHOLES)
def test_no_whole_number_is_read_from_anything_else(kind: type[Record], name: str) -> None:
    longest = "9" * 20
    texts = [each for each in AMBIGUOUS if each != "1" * 16]
    for sent in (*texts, longest, "1.0", "1.5", Decimal("1.5"), Decimal("1E+999999999"), 2**63, 10**400, True, [], {}):
        with pytest.raises(ValueError, match=name) as caught:
            kind.read({**_whole(kind), name: sent})
        assert len(str(caught.value)) < 300


@pytest.mark.parametrize(("kind", "name"), IDS)
def test_an_id_is_above_zero(kind: type[Record], name: str) -> None:
    assert getattr(kind.read({**_whole(kind), name: str(2**63 - 1)}), name) == 2**63 - 1
    for sent in (0, -1, "0", "-5", -(2**63)):
        with pytest.raises(ValueError, match=name):
            kind.read({**_whole(kind), name: sent})


@pytest.mark.parametrize(("kind", "name"), [(Appointment, "user_ids"), (Payment, "invoice_ids"), (Ticket, "asset_ids")])
@pytest.mark.parametrize("sent", [0, -1, "1,5", "x", True, 2**63, Decimal("1.5"), {}])
def test_an_id_in_a_list_is_one_too(kind: type[Record], name: str, sent: object) -> None:
    with pytest.raises(ValueError, match=name):
        kind.read({**_whole(kind), name: [4, sent]})


@pytest.mark.parametrize(("kind", "name"), TRUTHS)
def test_no_yes_or_no_is_read_from_text_or_number(kind: type[Record], name: str) -> None:
    known = {"1", "0"} if name == "do_not_email" else set()
    for sent in ({"true", "True", "false", "yes", "on", "1", "0", "t"} - known) | {1, 0, 2, Decimal("1.0")}:
        with pytest.raises(ValueError, match=name):
            kind.read({**_whole(kind), name: sent})


@pytest.mark.parametrize("sent", [None, "", "x", 0, -1, True, 1.5, 2**63, [1]])
def test_a_row_without_a_usable_id_is_refused_in_one_line(sent: object) -> None:
    with pytest.raises(Unusable, match="id"):
        id_in({"id": sent})
    with pytest.raises(Unusable, match="id"):
        id_in({})


@pytest.mark.parametrize(
    "sent", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "99999-01-01", "soon", "1e9", 5, True]
)
def test_a_time_that_no_zone_can_show_is_refused(sent: object) -> None:
    with pytest.raises(ValueError, match="created_at"):
        Comment.read({"id": 1, "created_at": sent})


@pytest.mark.parametrize(
    "text",
    [
        *("1e999999999", "-1E+999999999", "1e-999999999", "0e99999999999999999999", "1e1000", "1." + "1" * 5000),
        *("9" * 5000, '{"a": [1e99999]}'),
        *("[" * 100_000 + "]" * 100_000, '{"a":' * 3000 + "1" + "}" * 3000),
    ],
)
def test_a_number_beyond_reason_is_refused_before_it_is_reckoned_with(text: str) -> None:
    with pytest.raises(BeyondReason):
        loads(text)


@pytest.mark.parametrize("text", ["1.7976931348623157e308", "5e-324", "-0.0", "1e0000000005", "33.4483771234567"])
def test_every_double_is_a_number_all_the_same(text: str) -> None:
    assert loads(text) == Decimal(text)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("x" * (LENGTH + 1), "text"),
        ({"x" * (LENGTH + 1): 1}, "text"),
        ([0] * (MEMBERS + 1), "list"),
        ({str(each): each for each in range(MEMBERS + 1)}, "list"),
        ({"a": [{"b": 10**30}]}, "number"),
        ({"a": [{"b": -(10**30)}]}, "number"),
        (loads("[" * (DEPTH + 1) + "1" + "]" * (DEPTH + 1)), "nested"),
    ],
)
def test_what_is_beyond_reason_is_named(value: Any, says: str) -> None:
    assert says in excess(value)


def test_what_is_within_reason_is_not() -> None:
    value = {"a": ["x" * LENGTH, 10**30 - 1, None, True, Decimal("1.5"), [0] * MEMBERS]}
    assert excess(value) == ""
    assert excess(loads("[" * DEPTH + "1" + "]" * DEPTH)) == ""


def test_the_longest_amounts_can_be_multiplied_summed_and_rounded() -> None:
    largest = money.parse("9" * 15 + "." + "9" * 10)
    total = money.line_total(largest, largest)
    assert money.cents(sum([total] * 1000, money.ZERO)) > total
    assert money.text(total).endswith("00.00")


def test_what_is_only_shown_is_never_an_error() -> None:
    assert money.readable("75.0") == 75
    assert [money.readable(each) for each in ("1,50", None, [], True, 10**400, 1.5)] == [None] * 6
