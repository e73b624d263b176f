"""Customers, their contacts, phones, portal users and assets; leads; RMM alerts."""

from syncro.catalog.belief import Belief, shows
from syncro.catalog.operation import FLAT, FULL, MAIL, MESSAGE, READ, SHORT, SUCCESS, WRITE, many, one, row

ROWS = (
    row(
        "customers.list",
        "GET /customers",
        READ,
        many("customers", 100, FULL),
        query="sort query firstname lastname business_name id not_id email include_disabled page",
    ),
    row(
        "customers.create",
        "POST /customers",
        WRITE,
        one("customer"),
        body=(
            "business_name firstname lastname email phone mobile address address_2 city state zip notes "
            "get_sms:bool opt_out:bool no_email:bool get_billing:bool get_marketing:bool get_reports:bool "
            "ref_customer_id:int referred_by tax_rate_id:int notification_email invoice_cc_emails "
            "invoice_term_id:int properties:map consent:map"
        ),
        facts="10",
        belief=Belief(shows("customers.list", "business_name firstname lastname")),
    ),
    row("customers.get", "GET /customers/{id}", READ, one("customer"), facts="10", belief=Belief(typed="customer")),
    row(
        "customers.update",
        "PUT /customers/{id}",
        WRITE,
        one("customer"),
        body=(
            "business_name firstname lastname email phone mobile address address_2 city state zip notes "
            "get_sms:bool opt_out:bool no_email:bool get_billing:bool get_marketing:bool get_reports:bool "
            "ref_customer_id:int referred_by tax_rate_id:int notification_email invoice_cc_emails "
            "invoice_term_id:int properties:map consent:map"
        ),
    ),
    row("customers.delete", "DELETE /customers/{id}", WRITE, MESSAGE),
    row("customers.latest", "GET /customers/latest", READ, one("customer"), facts="C25"),
    row("customers.autocomplete", "GET /customers/autocomplete", READ, many("customers"), query="query"),
    row("phones.list", "GET /customers/{customer_id}/phones", READ, many("phones")),
    row(
        "phones.create",
        "POST /customers/{customer_id}/phones",
        WRITE,
        FLAT,
        body="label number! extension",
        belief=Belief(shows("phones.list", "number"), inverse="phones.delete"),
    ),
    row("phones.update", "PUT /customers/{customer_id}/phones/{id}", WRITE, FLAT, body="label number extension"),
    row("phones.delete", "DELETE /customers/{customer_id}/phones/{id}", WRITE, SUCCESS),
    row("contacts.list", "GET /contacts", READ, many("contacts", 50, FULL), query="customer_id page"),
    row(
        "contacts.create",
        "POST /contacts",
        WRITE,
        FLAT,
        body="customer_id!:int name address1 address2 city state zip email phone mobile notes",
        facts="11",
        belief=Belief(
            shows("contacts.list", "customer_id name", within="contacts", also="customers.get customer_id"),
            inverse="contacts.delete",
        ),
    ),
    row("contacts.get", "GET /contacts/{id}", READ, FLAT),
    row(
        "contacts.update",
        "PUT /contacts/{id}",
        WRITE,
        FLAT,
        body="customer_id:int name! address1 address2 city state zip email phone title mobile notes",
        facts="11",
    ),
    row("contacts.delete", "DELETE /contacts/{id}", WRITE, SUCCESS),
    row(
        "portal_users.list", "GET /portal_users", READ, many("portal_users", 100, FULL), query="customer_id email page"
    ),
    row(
        "portal_users.create",
        "POST /portal_users",
        WRITE,
        FLAT,
        body="contact_id:int customer_id:int password password_confirmation email portal_group_id:int",
        belief=Belief(shows("portal_users.list", "email"), inverse="portal_users.delete"),
    ),
    row(
        "portal_users.update",
        "PUT /portal_users/{id}",
        WRITE,
        FLAT,
        body="contact_id:int customer_id:int password password_confirmation email portal_group_id:int",
    ),
    row("portal_users.delete", "DELETE /portal_users/{id}", WRITE, FLAT, facts="17"),
    row("portal_users.invite", "POST /portal_users/create_invitation", MAIL, MESSAGE, body="id!:int"),
    row(
        "customer_assets.list",
        "GET /customer_assets",
        READ,
        many("assets", 50, FULL),
        query="snmp_enabled customer_id asset_type_id query page",
        facts="12 C6",
    ),
    row(
        "customer_assets.create",
        "POST /customer_assets",
        WRITE,
        one("asset"),
        body="asset_type_name asset_type_id:int properties:map name! customer_id:int asset_serial",
        facts="12",
        belief=Belief(
            shows("customer_assets.list", "customer_id name", renamed="asset_type_name=asset_type"),
            unseen=("asset_type_id",),
        ),
    ),
    row("customer_assets.get", "GET /customer_assets/{id}", READ, one("asset")),
    row(
        "customer_assets.update",
        "PUT /customer_assets/{id}",
        WRITE,
        one("asset"),
        body="asset_type_name asset_type_id:int properties:map name! customer_id:int asset_serial",
    ),
    row(
        "customer_assets.chat_information",
        "GET /customer_assets/chat_information_by_ids",
        READ,
        many("assets"),
        query="ids",
    ),
    row("customer_assets.patches", "GET /customer_assets/{id}/patches", READ, FLAT),
    row(
        "leads.list",
        "GET /leads",
        READ,
        many("leads", 25, FULL),
        query="statuses status_list users mailbox_ids has_ticket query page",
        facts="17",
    ),
    row(
        "leads.create",
        "POST /leads",
        WRITE,
        one("lead"),
        body=(
            "address business_name city zip converted:bool message_read:bool disabled:bool email first_name "
            "last_name mobile phone state ticket_description ticket_problem_type ticket_subject location_id:int "
            "from_check_in:bool customer_id:int ticket_id:int hidden_notes contact_id:int appointment_time status "
            "user_id:int ticket_type_id:int mailbox_id:int opportunity_start_date opportunity_amount_dollars:num "
            "likelihood:int properties:map ticket_properties:map customer_purchase_id:int signature_date "
            "signature_name signature_data appointment_type_id:int"
        ),
        belief=Belief(shows("leads.list", "first_name last_name business_name email ticket_subject")),
    ),
    row("leads.get", "GET /leads/{id}", READ, one("lead")),
    row(
        "leads.update",
        "PUT /leads/{id}",
        WRITE,
        one("lead"),
        body=(
            "address business_name city zip converted:bool message_read:bool disabled:bool email first_name "
            "last_name mobile phone state ticket_description ticket_problem_type ticket_subject location_id:int "
            "from_check_in:bool customer_id:int ticket_id:int hidden_notes contact_id:int appointment_time status "
            "user_id:int ticket_type_id:int mailbox_id:int opportunity_start_date opportunity_amount_dollars:num "
            "likelihood:int properties:map ticket_properties:map customer_purchase_id:int signature_date "
            "signature_name signature_data appointment_type_id:int"
        ),
    ),
    row("rmm_alerts.list", "GET /rmm_alerts", READ, many("rmm_alerts", 50, SHORT), query="status page"),
    row(
        "rmm_alerts.create",
        "POST /rmm_alerts",
        WRITE,
        one("alert"),
        body="customer_id:int asset_id:int description resolved:bool status properties:map formatted_output",
        success=201,
        facts="16",
        belief=Belief(shows("rmm_alerts.list", "customer_id asset_id description")),
    ),
    row(
        "rmm_alerts.mute",
        "POST /rmm_alerts/{id}/mute",
        WRITE,
        SUCCESS,
        query="mute_for",
        body="mute_for",
        facts="16 C15 C16",
    ),
    row("rmm_alerts.get", "GET /rmm_alerts/{id}", READ, one("rmm_alert")),
    row("rmm_alerts.resolve", "DELETE /rmm_alerts/{id}", WRITE, SUCCESS, facts="16"),
)
