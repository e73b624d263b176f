"""The account itself: who is asking, users, settings, search, appointments, wiki."""

from syncro.catalog.belief import Belief, shows
from syncro.catalog.operation import BARE, FLAT, MESSAGE, READ, SUCCESS, TEXT, WRITE, Reply, Shape, many, one, row

DEVICE = Reply(Shape.FLAT, id="device_uuid")

ROWS = (
    row("me.get", "GET /me", READ, FLAT, facts="15"),
    row("users.list", "GET /users", READ, many("users", pairs=True), facts="15"),
    row("users.get", "GET /users/{id}", READ, one("user")),
    row("otp_login.create", "POST /otp_login", WRITE, BARE, body="code!", facts="1"),
    row(
        "user_devices.create",
        "POST /user_devices",
        WRITE,
        DEVICE,
        body="device_uuid! device_name registration_token_gcm system_name model screen_size",
    ),
    row("user_devices.get", "GET /user_devices/{id}", READ, DEVICE),
    row("user_devices.update", "PUT /user_devices/{id}", WRITE, DEVICE, body="registration_token_gcm"),
    row("settings.get", "GET /settings", READ, FLAT, facts="15"),
    row("settings.tabs", "GET /settings/tabs", READ, one("tabs")),
    row("settings.printing", "GET /settings/printing", READ, FLAT),
    row("search.query", "GET /search", READ, many("results"), query="query", facts="15"),
    row("callerid.get", "GET /callerid", READ, TEXT, query="did outbound", facts="15"),
    row(
        "appointments.list",
        "GET /appointments",
        READ,
        many("appointments", 50),
        query="date_from date_to mine page",
        facts="13 C8 C9",
    ),
    row(
        "appointments.create",
        "POST /appointments",
        WRITE,
        one("appointment"),
        body=(
            "description user_ids:list ticket_id:int do_not_email:bool user_id:int start_at! end_at location "
            "summary email_customer:bool appointment_duration appointment_type_id:int customer_id:int "
            "all_day:bool"
        ),
        success=201,
        facts="13 C10 C11",
        belief=Belief(
            shows(
                "appointments.list",
                "start_at ticket_id",
                within="appointments",
                also="tickets.get ticket_id",
                # Without dates the list begins a month ago (C9).
                near="start_at",
            ),
            inverse="appointments.delete",
        ),
    ),
    row("appointments.get", "GET /appointments/{id}", READ, one("appointment"), belief=Belief(typed="appointment")),
    row(
        "appointments.update",
        "PUT /appointments/{id}",
        WRITE,
        one("appointment"),
        body=(
            "description user_ids:list ticket_id:int user_id:int start_at! end_at location summary "
            "email_customer:bool appointment_duration appointment_type_id:int customer_id:int all_day:bool"
        ),
    ),
    row("appointments.delete", "DELETE /appointments/{id}", WRITE, MESSAGE),
    row("appointment_types.list", "GET /appointment_types", READ, many("appointment_types")),
    row(
        "appointment_types.create",
        "POST /appointment_types",
        WRITE,
        one("appointment_type"),
        body="name! email_instructions location_type!:int location_hard_code",
        facts="13",
        belief=Belief(
            shows("appointment_types.list", "name"), inverse="appointment_types.delete", unseen=("location_type",)
        ),
    ),
    row("appointment_types.get", "GET /appointment_types/{id}", READ, FLAT, facts="13"),
    row(
        "appointment_types.update",
        "PUT /appointment_types/{id}",
        WRITE,
        one("appointment_type"),
        body="name email_instructions location_type:int location_hard_code",
    ),
    row("appointment_types.delete", "DELETE /appointment_types/{id}", WRITE, SUCCESS),
    row("wiki_pages.list", "GET /wiki_pages", READ, many("wiki_pages", 100), query="page"),
    row(
        "wiki_pages.create",
        "POST /wiki_pages",
        WRITE,
        one("wiki_page"),
        body="name! slug body customer_id:int asset_id:int visibility",
        belief=Belief(shows("wiki_pages.list", "name"), inverse="wiki_pages.delete"),
    ),
    row("wiki_pages.get", "GET /wiki_pages/{id}", READ, one("wiki_page")),
    row(
        "wiki_pages.update",
        "PUT /wiki_pages/{id}",
        WRITE,
        one("wiki_page"),
        body="name slug body customer_id:int asset_id:int visibility",
    ),
    row("wiki_pages.delete", "DELETE /wiki_pages/{id}", WRITE, SUCCESS),
)
