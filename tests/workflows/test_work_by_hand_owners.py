"""Whatever a request names exists and belongs together, over every write of the API (B-13)."""

from typing import Any

import pytest
from by_hand_stage import (
    LINE,
    NOBODY,
    THEIRS,
    TICKET,
    by_hand,
    done,
    invoice_on,
    line_on,
    messages,
    refused,
    stops,
    warns,
)

import shop
from desk import Desk, Syncro
from syncro.calls import Call
from syncro.catalog import OPERATIONS, Operation
from syncro.errors import NotFound, SyncroError, Wrote
from syncro.rules.by_hand import owners
from syncro.rules.by_hand.write import Write
from syncro.rules.findings import Severity

WRITES = [row for row in OPERATIONS if row.writes]
FILLED = {"int": 1, "num": 1, "bool": True, "list": [], "map": {}}


def required(row: Operation) -> dict[str, Any]:
    """What the API doesn't do without; no id among it leads anywhere."""
    body = {field.name: FILLED.get(field.kind, "x") for field in row.body if field.required}
    body |= {name: NOBODY for name in body if name in owners.named()}
    return body | ({"ref_num": "1"} if row.id == "payments.create" else {})


def blocked(desk: Desk, row: Operation, path: dict[str, Any], body: dict[str, Any]) -> bool:
    """Refused because something named isn't there."""
    try:
        plan = by_hand(desk, row.id, path, **body)
    except NotFound as error:
        return error.wrote is Wrote.NO
    return "record.missing" in stops(plan)


NAMING = [
    (row, name)
    for row in WRITES
    for name in dict.fromkeys([*(field.name for field in row.body), *row.path_names])
    if name in owners.named() or name in owners.listed()
]


@pytest.mark.parametrize(("row", "name"), NAMING, ids=lambda each: getattr(each, "id", each))
def test_a_record_that_is_not_there_is_refused_wherever_it_is_named(
    desk: Desk, syncro_side: Syncro, row: Operation, name: str
) -> None:
    value: Any = [NOBODY] if name in ("asset_ids", "user_ids") else NOBODY
    path = dict.fromkeys(row.path_names, NOBODY if name in row.path_names else 1)
    body = required(row) | ({name: value} if name not in row.path_names else {})
    assert blocked(desk, row, path, body)
    assert syncro_side.writes() == []


def readable(row: Operation) -> bool:
    """True where the API can read the record in the path."""
    call = Call(row.id, dict.fromkeys(row.path_names, NOBODY))
    return owners.own_record(Write(call, None, None, None)) is not None  # type: ignore[arg-type]


@pytest.mark.parametrize("row", [row for row in WRITES if readable(row)], ids=lambda row: row.id)
def test_what_is_acted_on_must_be_there(desk: Desk, syncro_side: Syncro, row: Operation) -> None:
    path = dict.fromkeys(row.path_names, NOBODY) | (
        {"customer_id": shop.PLAIN} if "customer_id" in row.path_names else {}
    )
    assert blocked(desk, row, path, required(row))
    assert syncro_side.writes() == []


STRANGERS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("tickets.create", {}, {"customer_id": shop.BLOCK, "subject": "x", "contact_id": shop.PAT}),
    ("tickets.create", {}, {"customer_id": shop.BLOCK, "subject": "x", "asset_ids": [601]}),
    ("tickets.update", {"id": THEIRS}, {"contact_id": shop.PAT}),
    ("tickets.update", {"id": THEIRS}, {"asset_ids": [601]}),
    ("appointments.create", {}, {"start_at": "2031-12-01T10:00:00Z", "customer_id": shop.BLOCK, "ticket_id": TICKET}),
    ("invoices.create", {}, {"customer_id": shop.BLOCK, "contact_id": shop.PAT}),
    ("invoices.create", {}, {"customer_id": shop.PLAIN, "ticket_id": THEIRS}),
    ("estimates.create", {}, {"customer_id": shop.BLOCK, "date": "2026-11-20", "ticket_id": TICKET}),
    ("leads.create", {}, {"customer_id": shop.BLOCK, "contact_id": shop.PAT}),
    ("leads.create", {}, {"customer_id": shop.BLOCK, "ticket_id": TICKET}),
    ("rmm_alerts.create", {}, {"customer_id": shop.BLOCK, "asset_id": 601}),
    ("portal_users.create", {}, {"customer_id": shop.BLOCK, "contact_id": shop.PAT, "email": "x@c.example"}),
    ("wiki_pages.create", {}, {"name": "x", "customer_id": shop.BLOCK, "asset_id": 601}),
]


@pytest.mark.parametrize(("operation", "path", "body"), STRANGERS)
def test_records_of_two_customers_never_come_together(
    desk: Desk, syncro_side: Syncro, operation: str, path: dict[str, Any], body: dict[str, Any]
) -> None:
    if body.get("ticket_id") == THEIRS:
        line_on(syncro_side, THEIRS)
    plan = by_hand(desk, operation, path, **body)
    assert "owner.mixed" in stops(plan), plan.findings
    assert "different customers" in messages(plan)
    assert syncro_side.writes() == [] or body.get("ticket_id") == THEIRS


TOGETHER: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("tickets.create", {}, {"customer_id": shop.PLAIN, "subject": "x", "contact_id": shop.PAT, "asset_ids": [601]}),
    ("tickets.update", {"id": TICKET}, {"contact_id": shop.PAT, "user_id": shop.BLAKE}),
    (
        "appointments.create",
        {},
        {
            "ticket_id": TICKET,
            "start_at": "2031-12-03T09:00:00-07:00",
            "end_at": "2031-12-03T10:30:00-07:00",
            "appointment_type_id": shop.ONSITE_VISIT,
            "do_not_email": True,
            "user_ids": [shop.AVERY],
        },
    ),
    ("contacts.create", {}, {"customer_id": shop.PLAIN, "name": "Lee"}),
    ("estimates.create", {}, {"customer_id": shop.PLAIN, "date": "2026-11-20", "name": "Desk", "ticket_id": TICKET}),
]


@pytest.mark.parametrize(("operation", "path", "body"), TOGETHER)
def test_what_belongs_together_is_written(
    desk: Desk, syncro_side: Syncro, operation: str, path: dict[str, Any], body: dict[str, Any]
) -> None:
    assert done(desk, operation, path, **body).wrote.value == "yes"


def test_a_contact_or_asset_of_nobody_is_not_taken_for_the_customers(desk: Desk, syncro_side: Syncro) -> None:
    syncro_side.store("contacts", [syncro_side.record("contacts", shop.PAT) | {"customer_id": None}])
    refused(desk, syncro_side, "owner.unknown", "tickets.update", {"id": TICKET}, contact_id=shop.PAT)


def test_handing_a_ticket_over_is_said_and_what_is_invoiced_stays(desk: Desk, syncro_side: Syncro) -> None:
    plan = by_hand(desk, "tickets.update", {"id": TICKET}, customer_id=shop.BLOCK)
    assert (stops(plan), "owner.moved" in warns(plan)) == (set(), True)
    line_on(syncro_side)
    invoice_on(syncro_side)
    refused(desk, syncro_side, "ticket.invoiced", "tickets.update", {"id": TICKET}, customer_id=shop.BLOCK)


def test_the_visible_number_of_a_ticket_is_no_id(desk: Desk, syncro_side: Syncro) -> None:
    plan = by_hand(desk, "tickets.comment", {"id": shop.number(TICKET)}, subject="x", body="y", hidden=True)
    assert "record.missing" in stops(plan)
    assert "isn't its number" in messages(plan)


def test_a_ticket_whose_lines_are_invoiced_stays_and_what_goes_is_said(desk: Desk, syncro_side: Syncro) -> None:
    line_on(syncro_side)
    plan = by_hand(desk, "tickets.delete", {"id": TICKET})
    assert (stops(plan), "1 line." in messages(plan)) == (set(), True)
    invoice_on(syncro_side)
    refused(desk, syncro_side, "ticket.invoiced", "tickets.delete", {"id": TICKET})


def test_a_customer_with_tickets_or_invoices_stays(desk: Desk, syncro_side: Syncro) -> None:
    refused(desk, syncro_side, "customer.in_use", "customers.delete", {"id": shop.PLAIN})
    made = syncro_side.someone("POST", "customers", {"business_name": "New Co"})["customer"]["id"]
    assert stops(by_hand(desk, "customers.delete", {"id": made})) == set()


def test_an_appointment_ends_after_it_begins(desk: Desk, syncro_side: Syncro) -> None:
    slot = {"ticket_id": TICKET, "start_at": "2031-12-03T09:00:00-07:00", "end_at": "2031-12-03T08:00:00-07:00"}
    refused(desk, syncro_side, "appointment.order", "appointments.create", **slot)


def test_a_ticket_is_not_called_done_without_time(desk: Desk, syncro_side: Syncro) -> None:
    refused(desk, syncro_side, "ticket.no_time", "tickets.update", {"id": TICKET}, status="Invoiced")
    line_on(syncro_side)
    assert "ticket.unbilled" in warns(by_hand(desk, "tickets.update", {"id": TICKET}, status="Resolved"))


READS = {
    "tickets.add_line_item": (LINE, ("tickets.get", "products.get")),
    "tickets.update": ({"contact_id": shop.PAT}, ("contacts.get",)),
    "tickets.comment": ({"subject": "x", "body": "y"}, ("tickets.get",)),
}


@pytest.mark.parametrize("fault", ["html_200", "null_body", "error_before"])
@pytest.mark.parametrize(("operation", "read"), [(each, read) for each, (_, reads) in READS.items() for read in reads])
def test_what_can_not_be_read_is_never_taken_for_good(
    desk: Desk, syncro_side: Syncro, operation: str, read: str, fault: str
) -> None:
    syncro_side.fault(fault, read, count=None)
    with pytest.raises(SyncroError) as raised:
        by_hand(desk, operation, {"id": TICKET}, **READS[operation][0])
    assert raised.value.wrote is Wrote.NO
    assert syncro_side.writes() == []


def test_a_key_that_may_not_write_is_told_so_before_the_preview(
    desk: Desk, line: Any, syncro_side: Syncro, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SYNCRO_PROFILE")
    monkeypatch.setenv("SYNCRO_API_KEY", "no-invoice")
    told = line("api", "POST", "/invoices", "-f", f"customer_id={shop.PLAIN}")
    assert (told.code, "no permission to write invoices" in told.err) == (4, True), told.err


def test_a_refused_write_is_exit_8_and_no_plan_is_kept(line: Any, syncro_side: Syncro) -> None:
    words = (
        "-f",
        "name=Fixing things",
        "-f",
        "description=Fixed it",
        "-f",
        "quantity=1",
        "-f",
        f"product_id={shop.REMOTE}",
    )
    told = line("api", "POST", f"/tickets/{TICKET}/add_line_item", *words, "--json")
    assert (told.code, told.json["status"]) == (8, "refused")
    assert {"line.name", "line.incomplete"} <= {each["code"] for each in told.json["findings"]}
    assert line("plan", "list", "--json").json == []
    assert syncro_side.writes() == []


def test_project_labor_is_allowed_at_the_command_line(line: Any) -> None:
    fields = {
        "product_id": shop.PROJECT,
        "name": "Labor - Prepaid Project Labor",
        "description": "Phase 2",
        "quantity": 1,
    }
    fields |= {"price_retail": 0, "taxable": "false"}
    words = ["api", "POST", f"/tickets/{TICKET}/add_line_item"]
    words += [word for name, value in fields.items() for word in ("-f", f"{name}={value}")]
    assert line(*words).code == 8
    assert line(*words, "--allow-project").code == 7


def test_every_refusal_is_a_sentence_without_a_requirements_number(desk: Desk, syncro_side: Syncro) -> None:
    line_on(syncro_side, THEIRS)
    plans = [
        by_hand(desk, "tickets.add_line_item", {"id": TICKET}, name="x", description="y"),
        by_hand(desk, "payments.create", customer_id=NOBODY, amount_cents=-1, ref_num="1"),
        by_hand(desk, "invoices.create", customer_id=shop.PLAIN, ticket_id=THEIRS, total="1"),
    ]
    for finding in (each for plan in plans for each in plan.findings if each.severity is Severity.BLOCK):
        assert "(R-" not in finding.message
        assert finding.message.endswith((".", "?"))
