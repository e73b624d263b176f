"""Tickets and what hangs on them: comments, timer entries, ticket line items, worksheets, forms."""

from syncro.catalog.belief import GONE, LINE, TICKET_LINE, TIMER, Becomes, Belief, Inside, shows
from syncro.catalog.operation import (
    BARE,
    FLAT,
    MAIL,
    MESSAGE,
    MONEY,
    NOTHING,
    READ,
    SHORT,
    SHORT_PER_PAGE,
    SUCCESS,
    WRITE,
    many,
    one,
    row,
)

ROWS = (
    row(
        "tickets.list",
        "GET /tickets",
        READ,
        many("tickets", 50, SHORT),
        query=(
            "customer_id contact_id number resolved_after created_after since_updated_at status query user_id "
            "mine ticket_search_id page comment_format all_comments"
        ),
        facts="4 C6 C7",
    ),
    row(
        "tickets.create",
        "POST /tickets",
        WRITE,
        one("ticket"),
        body=(
            "customer_id!:int ticket_type_id:int number subject! due_date start_at end_at location_id:int "
            "problem_type status user_id:int properties:map asset_ids:list signature_name signature_data "
            "sla_id:int contact_id:int priority outtake_form_data outtake_form_date outtake_form_name "
            "tag_list:list comments_attributes:list address_id:int"
        ),
        facts="4 C21",
        belief=Belief(
            shows("tickets.list", "customer_id subject", author="creator_name_or_email"), inverse="tickets.delete"
        ),
    ),
    row("tickets.get", "GET /tickets/{id}", READ, one("ticket"), facts="4", belief=Belief(typed="ticket")),
    row(
        "tickets.update",
        "PUT /tickets/{id}",
        WRITE,
        one("ticket"),
        body=(
            "customer_id:int ticket_type_id:int number subject due_date start_at end_at location_id:int "
            "problem_type status user_id:int properties:map asset_ids:list signature_name signature_data "
            "sla_id:int contact_id:int priority outtake_form_data outtake_form_date outtake_form_name "
            "tag_list:list comments_attributes:list address_id:int"
        ),
        facts="4",
    ),
    row("tickets.delete", "DELETE /tickets/{id}", WRITE, MESSAGE, facts="4 C12", belief=Belief(still_listed="number")),
    row("tickets.settings", "GET /tickets/settings", READ, FLAT, facts="4 C19"),
    row("tickets.print", "POST /tickets/{id}/print", MAIL, MESSAGE),
    row(
        "tickets.comments",
        "GET /tickets/{id}/comments",
        READ,
        many("comments", 10, SHORT_PER_PAGE),
        query=(
            "sort_by sort_direction created_after created_before updated_after updated_before page per_page "
            "comment_format"
        ),
        facts="4.1 C7",
    ),
    row(
        "tickets.comment",
        "POST /tickets/{id}/comment",
        MAIL,
        one("comment"),
        body="subject! tech body! hidden:bool sms_body do_not_email:bool",
        facts="4.1 C22",
        belief=Belief(
            shows(
                "tickets.comments", "subject body hidden", within="comments", author="user_id", also="tickets.get id"
            ),
            undo="can't be undone; comments can't be deleted",
        ),
    ),
    row(
        "tickets.timer_entry",
        "POST /tickets/{id}/timer_entry",
        MONEY,
        FLAT,
        body="start_at! end_at duration_minutes:int user_id:int notes product_id:int",
        facts="4.2 C13",
        belief=Belief(
            shows(
                "tickets.get",
                "start_time notes product_id",
                within="ticket_timers",
                author="user_id",
                told=True,
                renamed="start_at=start_time end_at=end_time",
                length="duration_minutes start_time end_time",
            )
        ),
    ),
    row(
        "tickets.add_line_item",
        "POST /tickets/{id}/add_line_item",
        MONEY,
        FLAT,
        body="name! upc_code product_id:int description! quantity:num price_cost:num price_retail:num taxable:bool",
        facts="4.3",
        belief=Belief(shows("tickets.get", f"{LINE} description", within="line_items", author="user_id")),
    ),
    row("tickets.attach_file_url", "POST /tickets/{id}/attach_file_url", WRITE, MESSAGE, body="files:list", facts="4"),
    row(
        "tickets.remove_line_item",
        "POST /tickets/{id}/remove_line_item",
        MONEY,
        SUCCESS,
        body="ticket_line_item_id!:int",
        facts="4.3",
        belief=Belief(inside=TICKET_LINE, becomes=GONE),
    ),
    row(
        "tickets.update_line_item",
        "PUT /tickets/{id}/update_line_item",
        MONEY,
        one("ticket_line_item"),
        body=(
            "ticket_line_item_id!:int name upc_code product_id:int description quantity:num price_cost:num "
            "price_retail:num taxable:bool"
        ),
        facts="4.3",
        belief=Belief(inside=TICKET_LINE),
    ),
    row(
        "tickets.delete_attachment",
        "POST /tickets/{id}/delete_attachment",
        WRITE,
        SUCCESS,
        body="attachment_id!:int",
        belief=Belief(inside=Inside("attachments", "attachment_id")),
    ),
    row(
        "tickets.delete_timer_entry",
        "POST /tickets/{id}/delete_timer_entry",
        MONEY,
        SUCCESS,
        body="timer_entry_id!:int",
        belief=Belief(inside=TIMER, becomes=GONE),
    ),
    row(
        "tickets.update_timer_entry",
        "PUT /tickets/{id}/update_timer_entry",
        MONEY,
        FLAT,
        body="timer_entry_id!:int start_at duration_minutes:int user_id:int notes product_id:int",
        facts="4.2",
        belief=Belief(inside=TIMER),
    ),
    row(
        "tickets.charge_timer_entry",
        "POST /tickets/{id}/charge_timer_entry",
        MONEY,
        FLAT,
        body="timer_entry_id!:int",
        facts="4.2 C14",
        belief=Belief(inside=TIMER, becomes=Becomes((("recorded", True),))),
    ),
    row(
        "ticket_timers.list",
        "GET /ticket_timers",
        READ,
        many("ticket_timers", 100, SHORT),
        query="created_at_lt created_at_gt page",
        facts="4.2",
    ),
    row("ticket_timers.update", "PATCH /ticket_timers/{id}", WRITE, one("ticket_timer"), query="billable", facts="4.2"),
    row(
        "worksheet_results.list",
        "GET /tickets/{ticket_id}/worksheet_results",
        READ,
        many("worksheet_results", 25),
        query="page",
    ),
    row(
        "worksheet_results.create",
        "POST /tickets/{ticket_id}/worksheet_results",
        WRITE,
        one("worksheet_result"),
        body="worksheet_template_id:int title",
        belief=Belief(
            shows("worksheet_results.list", "name worksheet_template_id", renamed="title=name"),
            inverse="worksheet_results.delete",
        ),
    ),
    row("worksheet_results.get", "GET /tickets/{ticket_id}/worksheet_results/{id}", READ, one("worksheet_result")),
    row(
        "worksheet_results.update",
        "PUT /tickets/{ticket_id}/worksheet_results/{id}",
        WRITE,
        one("worksheet_result"),
        body="worksheet_template_id:int user_id:int title complete:bool public:bool required:bool answers:map",
    ),
    row("worksheet_results.delete", "DELETE /tickets/{ticket_id}/worksheet_results/{id}", WRITE, SUCCESS),
    row("new_ticket_forms.list", "GET /new_ticket_forms", READ, many("new_ticket_forms")),
    row("new_ticket_forms.get", "GET /new_ticket_forms/{id}", READ, one("new_ticket_form")),
    row(
        "new_ticket_forms.process",
        "POST /new_ticket_forms/{id}/process_form",
        WRITE,
        one("ticket"),
        body="customer_details:map ticket_details:map appointments:map",
    ),
    row("canned_responses.list", "GET /canned_responses", READ, many("canned_responses"), query="query"),
    row(
        "canned_responses.create",
        "POST /canned_responses",
        WRITE,
        BARE,
        body="title! body! subject canned_response_category_id:int",
        success=201,
        belief=Belief(shows("canned_responses.list", "title"), inverse="canned_responses.delete"),
    ),
    row(
        "canned_responses.update",
        "PATCH /canned_responses/{id}",
        WRITE,
        BARE,
        body="title body subject canned_response_category_id:int",
    ),
    row("canned_responses.delete", "DELETE /canned_responses/{id}", WRITE, NOTHING, success=204),
    row("canned_responses.settings", "GET /canned_responses/settings", READ, FLAT),
    row("timelogs.list", "GET /timelogs", READ, many("timelogs"), query="user_id", facts="17"),
    row("timelogs.update", "PUT /timelogs", WRITE, BARE, body="lunch:bool in_at out_at in_note out_note"),
    row("timelogs.last", "GET /timelogs/last", READ, FLAT, query="user_id"),
)
