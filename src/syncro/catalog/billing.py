"""Invoices, payments, estimates, schedules and contracts."""

from syncro.catalog.belief import LINE, LINE_IN_PATH, Belief, Inside, shows
from syncro.catalog.operation import (
    FLAT,
    FULL,
    MAIL,
    MESSAGE,
    MONEY,
    READ,
    SHORT,
    SUCCESS,
    Reply,
    Shape,
    many,
    one,
    row,
)

ROWS = (
    row(
        "invoices.list",
        "GET /invoices",
        READ,
        many("invoices", 25, SHORT),
        query="paid unpaid ticket_id customer_id since_updated_at page",
        facts="5 C5",
    ),
    row(
        "invoices.create",
        "POST /invoices",
        MONEY,
        one("invoice"),
        body=(
            "id:int balance_due:int customer_id!:int number date customer_business_then_name created_at "
            "updated_at due_date subtotal total tax verified_paid:bool tech_marked_paid:bool ticket_id:int "
            "pdf_url is_paid:bool location_id:int po_number contact_id:int note hardwarecost:num line_items:list "
            "category"
        ),
        facts="5 C20",
        belief=Belief(
            shows(
                "invoices.list",
                "ticket_id",
                author="user_id",
                details="invoices.get",
                given="ticket_id",
                # The row of an invoice over no ticket tells all there is to tell.
                otherwise=shows("invoices.list", "customer_id note po_number", author="user_id"),
            ),
            inverse="invoices.delete",
            unseen=("category",),
            rests="ticket_id",
        ),
    ),
    row(
        "invoices.get",
        "GET /invoices/{id}",
        READ,
        one("invoice"),
        facts="5 C26",
        belief=Belief(typed="invoice", by_number=True),
    ),
    row(
        "invoices.update",
        "PUT /invoices/{id}",
        MONEY,
        one("invoice"),
        body=(
            "customer_id:int number date customer_business_then_name created_at updated_at due_date subtotal "
            "total tax ticket_id:int pdf_url location_id:int po_number contact_id:int note hardwarecost:num"
        ),
    ),
    row(
        "invoices.delete", "DELETE /invoices/{id}", MONEY, MESSAGE, facts="2 5", belief=Belief(still_listed="ticket_id")
    ),
    row(
        "invoices.update_line_item",
        "PUT /invoices/{id}/line_items/{line_item_id}",
        MONEY,
        one("line_item"),
        body="id:int line_discount_percent:int discount_dollars item name price:num cost:num taxable:bool product_id:int quantity:num",
        facts="5",
        belief=Belief(inside=LINE_IN_PATH),
    ),
    row(
        "invoices.remove_line_item",
        "DELETE /invoices/{id}/line_items/{line_item_id}",
        MONEY,
        one("invoice"),
        belief=Belief(inside=LINE_IN_PATH),
    ),
    row(
        "invoices.add_line_item",
        "POST /invoices/{id}/line_items",
        MONEY,
        one("line_item"),
        body="id:int line_discount_percent:int discount_dollars item name price:num cost:num taxable:bool product_id:int quantity:num",
        facts="5",
        belief=Belief(shows("invoices.get", LINE, within="line_items")),
    ),
    row("invoices.ticket", "GET /invoices/{id}/ticket", READ, one("ticket")),
    row("invoices.print", "POST /invoices/{id}/print", MAIL, MESSAGE),
    row("invoices.email", "POST /invoices/{id}/email", MAIL, MESSAGE, facts="5 C23"),
    row("payments.list", "GET /payments", READ, many("payments", 25, SHORT), query="query page", facts="6"),
    row(
        "payments.create",
        "POST /payments",
        MONEY,
        one("payment"),
        body=(
            "customer_id!:int invoice_id:int invoice_number amount_cents!:int address_street address_city "
            "address_zip payment_method ref_num register_id:int signature_name signature_data signature_date "
            "credit_card_number date_month date_year cvv lastname firstname apply_payments:map"
        ),
        facts="6",
        belief=Belief(
            shows(
                "payments.list",
                "customer_id payment_amount ref_num",
                within="payments",
                also="invoices.get invoice_id",
                renamed="amount_cents=payment_amount",
                cents="payment_amount",
            ),
            # Payments can't be deleted, and only a reference of its own tells one from another (facts §18).
            needs=("ref_num",),
        ),
    ),
    row("payments.get", "GET /payments/{id}", READ, one("payment")),
    row("payment_methods.list", "GET /payment_methods", READ, many("payment_methods")),
    row("payment_profiles.list", "GET /customers/{customer_id}/payment_profiles", READ, many("payment_profiles")),
    row(
        "payment_profiles.create",
        "POST /customers/{customer_id}/payment_profiles",
        MONEY,
        one("payment_profile"),
        body="customer_external_id payment_profile_id expiration last_four",
        belief=Belief(inverse="payment_profiles.delete"),
    ),
    row("payment_profiles.get", "GET /customers/{customer_id}/payment_profiles/{id}", READ, one("payment_profile")),
    row(
        "payment_profiles.update",
        "PUT /customers/{customer_id}/payment_profiles/{id}",
        MONEY,
        one("payment_profile"),
        body="expiration last_four",
    ),
    row("payment_profiles.delete", "DELETE /customers/{customer_id}/payment_profiles/{id}", MONEY, SUCCESS),
    row("estimates.list", "GET /estimates", READ, many("estimates", 50, SHORT), query="mine status page"),
    row(
        "estimates.create",
        "POST /estimates",
        MONEY,
        one("estimate"),
        body=(
            "number name date! customer_id!:int note status ticket_id:int location_id:int line_items:list "
            "created_at updated_at"
        ),
        facts="7 C17",
        belief=Belief(shows("estimates.list", "customer_id date name", author="employee"), inverse="estimates.delete"),
    ),
    row(
        "estimates.get",
        "GET /estimates/{id}",
        READ,
        one("estimate"),
        query="number",
        belief=Belief(typed="estimate", by_number=True),
    ),
    row(
        "estimates.update",
        "PUT /estimates/{id}",
        MONEY,
        one("estimate"),
        body="number name date customer_id:int note status ticket_id:int location_id:int",
    ),
    row("estimates.delete", "DELETE /estimates/{id}", MONEY, MESSAGE),
    row("estimates.print", "POST /estimates/{id}/print", MAIL, MESSAGE, facts="7"),
    row("estimates.email", "POST /estimates/{id}/email", MAIL, MESSAGE, facts="7"),
    row(
        "estimates.add_line_item",
        "POST /estimates/{id}/line_items",
        MONEY,
        one("line_item"),
        body=(
            "upc_code product_id:int item name quantity:num price:num cost:num discount_percent:num taxable:bool "
            "tax_note tax_rate_id:int user_id:int position:int product_category"
        ),
        facts="7",
        belief=Belief(shows("estimates.get", LINE, within="line_items")),
    ),
    row("estimates.convert_to_invoice", "POST /estimates/{id}/convert_to_invoice", MONEY, one("invoice")),
    row(
        "estimates.update_line_item",
        "PUT /estimates/{id}/line_items/{line_item_id}",
        MONEY,
        one("line_item"),
        body=(
            "upc_code product_id:int item name quantity:num price:num cost:num discount_percent:num taxable:bool "
            "tax_note tax_rate_id:int user_id:int position:int product_category"
        ),
        belief=Belief(inside=LINE_IN_PATH),
    ),
    row(
        "estimates.remove_line_item",
        "DELETE /estimates/{id}/line_items/{line_item_id}",
        MONEY,
        one("estimate"),
        belief=Belief(inside=LINE_IN_PATH),
    ),
    row("schedules.list", "GET /schedules", READ, many("schedules", 25), query="customer_id page", facts="8"),
    row(
        "schedules.create",
        "POST /schedules",
        MONEY,
        one("schedule"),
        body=(
            "customer_id:int email_customer:bool frequency name next_run snail_mail:bool charge_mop:bool "
            "invoice_unbilled_ticket_charges:bool paused:bool"
        ),
        belief=Belief(shows("schedules.list", "customer_id name")),
    ),
    row("schedules.get", "GET /schedules/{id}", READ, one("schedule")),
    row(
        "schedules.update",
        "PUT /schedules/{id}",
        MONEY,
        one("schedule"),
        body=(
            "customer_id:int email_customer:bool frequency name next_run snail_mail:bool charge_mop:bool "
            "invoice_unbilled_ticket_charges:bool paused:bool"
        ),
    ),
    row("schedules.delete", "DELETE /schedules/{id}", MONEY, SUCCESS),
    row(
        "schedules.add_line_item",
        "POST /schedules/{id}/add_line_item",
        MONEY,
        one("schedule_line_item"),
        body=(
            "product_id:int cost_cents:int description name position:int quantity:num retail_cents:int "
            "one_time_charge:bool taxable:bool user_id:int asset_type_id:int contact_field_type_id:int "
            "contact_field_answer_id:int recurring_type_id:int saved_asset_search_id:int"
        ),
        belief=Belief(shows("schedules.get", f"{LINE} description", within="lines")),
    ),
    row(
        "schedules.remove_line_item",
        "POST /schedules/{id}/remove_line_item",
        MONEY,
        SUCCESS,
        body="line_item_id:int",
        facts="8",
    ),
    row(
        "schedules.update_line_item",
        "PUT /schedules/{id}/line_items/{schedule_line_item_id}",
        MONEY,
        one("schedule_line_item"),
        body=(
            "product_id:int cost_cents:int description name position:int quantity:num retail_cents:int "
            "one_time_charge:bool taxable:bool user_id:int asset_type_id:int contact_field_type_id:int "
            "contact_field_answer_id:int recurring_type_id:int saved_asset_search_id:int"
        ),
        belief=Belief(inside=Inside("lines", "schedule_line_item_id")),
    ),
    row(
        "line_items.list",
        "GET /line_items",
        READ,
        many("line_items", 100, FULL),
        query="invoice_id estimate_id invoice_id_not_null estimate_id_not_null page",
        facts="17",
    ),
    row("contracts.list", "GET /contracts", READ, many("contracts", 50, FULL), query="page"),
    row(
        "contracts.create",
        "POST /contracts",
        MONEY,
        FLAT,
        body=(
            "contract_amount customer_id!:int description start_date end_date name primary_contact status "
            "likelihood:int apply_to_all:bool sla_id:int"
        ),
        belief=Belief(shows("contracts.list", "customer_id name")),
    ),
    row("contracts.get", "GET /contracts/{id}", READ, Reply(Shape.FLAT, null_when_gone=True), facts="9"),
    row(
        "contracts.update",
        "PUT /contracts/{id}",
        MONEY,
        FLAT,
        body=(
            "contract_amount customer_id!:int description start_date end_date name primary_contact status "
            "likelihood:int apply_to_all:bool sla_id:int"
        ),
    ),
    row("contracts.delete", "DELETE /contracts/{id}", MONEY, SUCCESS),
)
