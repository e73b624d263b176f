"""Part orders, which the API calls items: read only (facts §17)."""

from syncro.jsonio import Json
from syncro.sandbox import paging, shapes
from syncro.sandbox.context import Context, Request
from syncro.sandbox.resources import plain
from syncro.sandbox.resources.plain import Kind

SHAPE = shapes.blank(
    "id requestedon ticketnum parturl shipping deststore orderedby orderedon trackingnum receivedon price account_id "
    "description destination_location_id from_location_id from_name received_at user_id created_at updated_at due_at "
    "ticket_id logistic_state product_id quantity round_trip trip_leg retail_cents taxable converted notes refurb_id "
    "invoice_id",
    price="0.0",
    account_id=shapes.ACCOUNT_ID,
    round_trip=False,
    taxable=True,
    converted=False,
)
KIND = Kind("part_orders", SHAPE, "", searched=("description", "ticketnum", "trackingnum", "notes"), newest_first=True)


def list_(context: Context, request: Request) -> Json:
    """Part orders, newest first; `completed` leaves those that have (or, false, have not) arrived."""
    rows = plain.filtered(KIND, request.query, plain.rows_of(context, request, KIND))
    completed = request.query.boolean("completed")
    if completed is not None:
        rows = [row for row in rows if bool(row.get("received_at")) is completed]
    return paging.page(context, request, rows, lambda row: plain.shown(context, KIND, row))
