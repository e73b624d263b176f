"""Records as Syncro shows them: every field of the shape, embedded parts joined (facts §4 to §13). Reads only."""

from collections.abc import Set

from syncro.jsonio import Json
from syncro.sandbox import figures, text
from syncro.sandbox.context import Context
from syncro.sandbox.database import Record

ACCOUNT_ID = 88_214
"""The one account there is."""


def blank(names: str, **known: Json) -> Record:
    """A shape: its field names in the vendor's order, each null unless another blank is known."""
    return {**dict.fromkeys(names.split()), **known}


CUSTOMER = blank(
    "id firstname lastname fullname business_name email phone mobile created_at updated_at pdf_url address address_2 "
    "city state zip latitude longitude notes get_sms opt_out disabled no_email location_name location_id properties "
    "online_profile_url tax_rate_id notification_email invoice_cc_emails invoice_term_id referred_by ref_customer_id "
    "business_and_full_name business_then_name prepay_hours",
    get_sms=False,
    opt_out=False,
    disabled=False,
    no_email=False,
    properties={},
    prepay_hours="0.0",
)
CONTACT = blank(
    "id name address1 address2 city state zip email phone mobile latitude longitude customer_id account_id notes "
    "created_at updated_at vendor_id properties opt_out extension",
    account_id=ACCOUNT_ID,
    properties={},
    opt_out=False,
)
CONTACT_READ = {**CONTACT, **blank("processed_phone processed_mobile ticket_matching_emails")}
"""What a mirror of live accounts finds on contacts that it reads (facts §11)."""
TICKET = blank(
    "id number subject created_at updated_at customer_id customer_business_then_name due_date start_at end_at "
    "location_id problem_type status properties user_id pdf_url intake_form_html signature_name signature_date "
    "asset_ids priority resolved_at outtake_form_name outtake_form_date outtake_form_html tag_list",
    properties={},
    asset_ids=[],
    tag_list=[],
)
TICKET_ROW = blank(
    "location_name ticket_type_id ticket_type_name billing_status sla_name contact_fullname contract_name parent_id "
    "contract_id sla_id resolution_time response_time creator_name_or_email total_formatted_billable_time contact_id "
    "address_id",
    parent=False,
    child=False,
    recurring=False,
    customer_reply=False,
    sla_breached=False,
    sla_breaching_soon=False,
    customer_tag_list=[],
    customer_icons=[],
)
COMMENT = blank("id created_at updated_at ticket_id subject body tech hidden user_id", hidden=False)
TIMER = blank(
    "id ticket_id user_id start_time end_time recorded created_at updated_at billable notes toggl_id product_id "
    "comment_id ticket_line_item_id active_duration billable_time billable_override",
    recorded=False,
    billable=True,
)
TICKET_LINE = blank(
    "id ticket_id user_id product_id name description quantity product_category upc_code taxable cost_cents "
    "retail_cents created_at updated_at converted item_id position estimate_line_item_id old_price "
    "line_discount_percent discount_dollars original_ticket_line_item_id price_cost price_retail",
    converted=False,
)
INVOICE = blank(
    "id customer_id customer_business_then_name number created_at updated_at date due_date subtotal total tax "
    "verified_paid tech_marked_paid ticket_id pdf_url is_paid location_id po_number contact_id note hardwarecost "
    "user_id",
    subtotal="0.0",
    total="0.0",
    tax="0.0",
    verified_paid=False,
    tech_marked_paid=False,
    is_paid=False,
)
INVOICE_LINE = blank(
    "id created_at updated_at invoice_id item name cost price quantity product_id taxable discount_percent position "
    "invoice_bundle_id discount_dollars"
)
PAYMENT = blank(
    "id created_at updated_at success payment_amount invoice_ids ref_num applied_at payment_method "
    "transaction_response",
    success=True,
    invoice_ids=[],
)
APPOINTMENT = blank(
    "id summary description customer_id created_at updated_at start_at end_at duration location ticket_id "
    "appointment_location_type start_at_label all_day do_not_email"
)
APPOINTMENT_IDS = blank("user_id user_ids appointment_type_id", user_ids=[])
"""What is stored of an appointment, and shown only by the quirk `appointments_show_ids`."""
ESTIMATE = blank(
    "id customer_id customer_business_then_name name number status created_at updated_at date subtotal total tax "
    "ticket_id pdf_url location_id invoice_id employee",
    status="Fresh",
    subtotal="0.0",
    total="0.0",
    tax="0.0",
)
SCHEDULE = blank(
    "id account_id customer_id email_customer frequency name next_run snail_mail charge_mop subtotal "
    "invoice_unbilled_ticket_charges paused last_invoice_paid",
    account_id=ACCOUNT_ID,
    email_customer=False,
    snail_mail=False,
    charge_mop=False,
    subtotal=0,
    invoice_unbilled_ticket_charges=False,
    paused=False,
)
SCHEDULE_LINE = blank(
    "id cost_cents description name position product_id quantity retail_cents schedule_id taxable user_id price_cost "
    "price_retail product_category asset_type_id recurring_type_id device_ids one_time_charge",
    cost_cents=0,
    position=0,
    quantity="0.0",
    retail_cents=0,
    taxable=False,
    price_cost=0,
    price_retail=0,
    device_ids=[],
    one_time_charge=False,
)
CONTRACT = blank(
    "id account_id customer_id name contract_amount start_date end_date primary_contact description created_at "
    "updated_at status likelihood apply_to_all sla_id",
    account_id=ACCOUNT_ID,
    status="Opportunity",
    likelihood=0,
    apply_to_all=False,
)
ASSET = blank(
    "id name customer_id contact_id created_at updated_at properties asset_type asset_serial external_rmm_link "
    "rmm_links rmm_store address",
    properties={},
    rmm_links=[],
)
ASSET_READ = blank("has_live_chat snmp_enabled device_info", has_live_chat=False, snmp_enabled=False)
"""What a mirror of live accounts finds beside it on assets that it reads (facts §12)."""
RMM_STORE = blank(
    "id asset_id account_id triggers windows_updates emsisoft general created_at updated_at "
    "override_alert_agent_offline_mins override_alert_agent_rearm_after_mins override_low_hd_threshold "
    "override_autoresolve_offline_alert",
    account_id=ACCOUNT_ID,
    triggers={
        f"{name}_triggered": "false"
        for name in (
            *("bsod", "time", "no_av", "defrag", "firewall", "app_crash", "low_hd_space", "smart_failure"),
            *("device_manager", "agent_offline"),
        )
    },
    windows_updates={},
    emsisoft={},
    general={},
)
PRODUCT = blank(
    "id price_cost price_retail condition description maintain_stock name quantity warranty sort_order reorder_at "
    "disabled taxable product_category category_path upc_code discount_percent warranty_template_id qb_item_id "
    "desired_stock_level price_wholesale notes tax_rate_id physical_location serialized vendor_ids "
    "long_description location_quantities photos",
    maintain_stock=False,
    quantity=0,
    disabled=False,
    taxable=True,
    serialized=False,
    vendor_ids=[],
    location_quantities=[],
    photos=[],
)
PHONE = blank("id label number customer_id created_at updated_at extension")
USER = blank("id email full_name created_at updated_at group admin color")
APPOINTMENT_TYPE = blank(
    "id account_id name email_instructions location_type location_hard_code created_at updated_at buffer "
    "appointment_reminders_schedule_id",
    account_id=ACCOUNT_ID,
)


PORTAL = "https://sandbox.example/my_profile/v2/index?portal_key="


def only(shape: Record, record: Record) -> Record:
    """The record in its shape: missing fields as their blank, the sandbox's own fields left out."""
    return {name: record.get(name, default) for name, default in shape.items()}


def without(record: Record, names: Set[str]) -> Record:
    """The record less some fields."""
    return {name: value for name, value in record.items() if name not in names}


def user(context: Context, id_: object) -> Record | None:
    """A user, None for an unassigned record."""
    found = context.state.get("users", id_)
    return only(USER, found) if found else None


def contact(context: Context, id_: object) -> Record | None:
    """A contact, None when there is none."""
    found = context.state.get("contacts", id_)
    return only(CONTACT, found) if found else None


def customer(context: Context, id_: object, *, detail: bool = False) -> Record | None:
    """A customer with contacts, the prepay hours in the detail alone (facts §10); None when it was deleted."""
    found = context.state.get("customers", id_)
    if found is None:
        return None
    contacts = [only(CONTACT, row) for row in context.state.where("contacts", "customer_id", found["id"])]
    shown = {**only(CUSTOMER, found), "online_profile_url": f"{PORTAL}{found['id']:x}", "contacts": contacts}
    if not (detail or context.quirks.on("prepay_in_nested")):
        del shown["prepay_hours"]
    return shown


def customer_name(context: Context, id_: object) -> str:
    """What records show as `customer_business_then_name`."""
    found = context.state.get("customers", id_)
    return str(found.get("business_then_name") or found.get("fullname") or "") if found else ""


def asset(context: Context, row: Record) -> Record:
    """An asset with its customer, in fewer words than elsewhere, and what the RMM agent keeps of it."""
    owner = customer(context, row.get("customer_id"))
    return {
        **only(ASSET, row),
        "customer": owner and without(owner, {"contacts", "location_name"}),
        "rmm_store": row.get("rmm_store") or _rmm_store(row),
    }


def _rmm_store(row: Record) -> Record:
    times = {name: row.get(name) for name in ("created_at", "updated_at")}
    return {**RMM_STORE, "id": row["id"], "asset_id": row["id"], **times}


def comment(row: Record, comment_format: str = "plaintext") -> Record:
    """A comment with its body in a format (facts §4.1)."""
    return {**COMMENT, **row, "body": text.formatted(row["body"] or "", comment_format)}


def comments(context: Context, ticket_id: object, comment_format: str = "plaintext") -> list[Record]:
    """All comments of a ticket, newest first."""
    return [comment(row, comment_format) for row in comment_rows(context, ticket_id)]


def comment_rows(context: Context, ticket_id: object) -> list[Record]:
    """The stored comments of a ticket, newest first."""
    rows = context.state.where("comments", "ticket_id", ticket_id)
    return sorted(rows, key=lambda row: (row["created_at"], row["id"]), reverse=True)


def timers(context: Context, ticket_id: object) -> list[Record]:
    """All timer entries of a ticket, oldest first."""
    return [only(TIMER, row) for row in context.state.where("timers", "ticket_id", ticket_id)]


def ticket_lines(context: Context, ticket_id: object) -> list[Record]:
    """All line items of a ticket in their order."""
    return [only(TICKET_LINE, row) for row in ordered(context.state.where("ticket_lines", "ticket_id", ticket_id))]


def ordered(lines: list[Record]) -> list[Record]:
    """Lines by position."""
    return sorted(lines, key=lambda line: (line.get("position") or 0, line["id"]))


def appointment(context: Context, row: Record) -> Record:
    """An appointment with its ticket (in short) and customer (facts §13)."""
    ticket = context.state.get("tickets", row.get("ticket_id"))
    return {
        **only(APPOINTMENT, row),
        **(only(APPOINTMENT_IDS, row) if context.quirks.on("appointments_show_ids") else {}),
        "ticket": only(TICKET, ticket) if ticket else None,
        "customer": customer(context, row.get("customer_id")),
    }


def payment(context: Context, row: Record) -> Record:
    """A payment as it is read, with its customer; the reply to a new one has neither this nor a signature (facts §6)."""
    more = {"signature_date": row.get("signature_date"), "customer": customer(context, row.get("customer_id"))}
    return {**only(PAYMENT, row), **more}


def invoice_payments(context: Context, invoice_id: int) -> list[Record]:
    """The payments of an invoice; by default with the part applied to it as their amount (facts §6)."""
    rows = context.state.where("payments", "invoice_ids", invoice_id)
    if not context.quirks.on("invoice_payments_show_applied"):
        return [payment(context, row) for row in rows]
    return [
        {**payment(context, row), "payment_amount": figures.number(figures.decimal(applied))}
        for row in rows
        if (applied := (row.get("applied") or {}).get(str(invoice_id))) is not None
    ]
