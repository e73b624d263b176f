"""What no answer of Syncro's can hold ends a read in one line, and leaves a write to be read back (design §3.5)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from api_stage import Reply, Stage

from syncro.api import Client, Reader
from syncro.calls import Call
from syncro.errors import Unusable, Wrote
from syncro.jsonio import DEPTH, LENGTH, MEMBERS
from syncro.records import Record

TICKET = b'{"ticket": {"id": 7, "number": 1007, %s}}'
BODIES = {
    "exponent": TICKET % b'"line_items": [{"id": 1, "quantity": 1e999999999, "price_retail": 1}]',
    "small exponent": TICKET % b'"x": 1e-999999999',
    "exponent of an id": b'{"ticket": {"id": 7e999999999, "number": 1007}}',
    "exponent beyond all": TICKET % b'"x": 0e99999999999999999999',
    "digits": TICKET % (b'"x": ' + b"9" * 5000),
    "decimals": TICKET % (b'"x": 0.' + b"9" * 5000),
    "depth": TICKET % (b'"x": ' + b"[" * (DEPTH + 1) + b"1" + b"]" * (DEPTH + 1)),
    "great depth": TICKET % (b'"x": ' + b"[" * 200_000 + b"]" * 200_000),
    "text": TICKET % (b'"subject": "' + b"x" * (LENGTH + 1) + b'"'),
    "name of a field": TICKET % (b'"' + b"x" * (LENGTH + 1) + b'": 1'),
    "list": TICKET % (b'"asset_ids": [' + b"1," * MEMBERS + b"1]"),
    "fields": TICKET % b",".join(b'"f%d": 1' % number for number in range(MEMBERS)),
}


@pytest.mark.parametrize("case", BODIES)
def test_an_answer_beyond_reason_ends_a_read_in_one_line(reader: Reader, stage: Stage, case: str) -> None:
    stage.will(Reply(BODIES[case]))
    with pytest.raises(Unusable) as caught:
        reader.ticket(7)
    assert caught.value.wrote is Wrote.NO
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("case", BODIES)
def test_an_answer_beyond_reason_leaves_a_write_unknown(client: Client, stage: Stage, case: str) -> None:
    stage.will(Reply(BODIES[case]))
    with pytest.raises(Unusable) as caught:
        client.send(Call("tickets.update", {"id": 7}, body={"status": "Resolved"}))
    assert caught.value.wrote is Wrote.UNKNOWN
    assert len(stage.requests) == 1


READS: dict[str, tuple[Callable[[Reader], Any], Any]] = {
    "product": (lambda r: r.product(5), {"product": {"id": 5, "price_retail": "150,00"}}),
    "product without a price": (lambda r: r.product(5), {"product": {"id": 5, "price_retail": None}}),
    "ticket": (
        lambda r: r.ticket(7),
        {"ticket": {"id": 7, "number": 7, "line_items": [{"id": 1, "quantity": "1,50", "price_retail": 9}]}},
    ),
    "line without a quantity": (
        lambda r: r.ticket(7),
        {"ticket": {"id": 7, "number": 7, "line_items": [{"id": 1, "quantity": None, "price_retail": 9}]}},
    ),
    "line without a price": (
        lambda r: r.ticket(7),
        {"ticket": {"id": 7, "number": 7, "line_items": [{"id": 1, "quantity": "1.0", "price_retail": None}]}},
    ),
    "line of senseless cents": (
        lambda r: r.ticket(7),
        {"ticket": {"id": 7, "number": 7, "line_items": [{"id": 1, "quantity": "1.0", "retail_cents": "1,5"}]}},
    ),
    "customer": (lambda r: r.customer(3), {"customer": {"id": 3, "prepay_hours": "8,5"}}),
    "invoice": (lambda r: r.invoice(9), {"invoice": {"id": 9, "subtotal": "1_0", "tax": "0", "total": "10"}}),
    "invoice without a total": (
        lambda r: r.invoice(9),
        {"invoice": {"id": 9, "subtotal": "10.0", "tax": "0.0", "total": None}},
    ),
    "estimate": (lambda r: r.estimate(9), {"estimate": {"id": 9, "subtotal": "$1", "tax": "0", "total": "1"}}),
    "me": (Reader.me, {"user_id": None, "user_name": "Avery"}),
    "me without an id": (Reader.me, {"user_name": "Avery"}),
    "list": (lambda r: r.invoices_of_ticket(7), {"invoices": [{"id": 9, "subtotal": "1e2", "tax": "0", "total": "1"}]}),
    "users": (Reader.users, {"users": [["x", "Avery"]]}),
}


@pytest.mark.parametrize("case", READS)
def test_a_value_that_makes_no_sense_names_the_operation_and_the_field(reader: Reader, stage: Stage, case: str) -> None:
    read, body = READS[case]
    stage.will(Reply(json.dumps(body).encode()))
    with pytest.raises(Unusable, match=r"^reading [\w ']+: the answer can't be used: ") as caught:
        read(reader)
    assert str(caught.value).count("can't be used") == 1


def test_an_unreadable_record_is_an_error_of_the_api_and_a_value_error() -> None:
    with pytest.raises(Unusable) as caught:
        Record.read([])
    assert isinstance(caught.value, ValueError)
