"""The questions of `syncro create` on a terminal, with what there is to choose from (R-20). Asks; decides nothing."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from syncro.api.together import together
from syncro.cli.context import App
from syncro.cli.output import ask_one_of
from syncro.rules.tickets.sites import sites_of
from syncro.workflows.planners.creating import CreateRequest
from syncro.workflows.reading.account import read_account
from syncro.workflows.reading.lookup import assets_of, contacts_of

NONE = "-"


class Choice(Struct, frozen=True):
    """A line to choose, and what it stands for in the request."""

    label: str
    value: str


class Question(Struct, frozen=True):
    """One input: the request's field, what is asked, what there is."""

    name: str
    words: str
    choices: Sequence[Choice] = ()


def ask_rest(app: App, request: CreateRequest, customer_id: int) -> CreateRequest:
    """All that isn't given yet; what the customer and the account have is shown to choose from, and anything may be typed."""
    ticket, visit = _questions(app, customer_id)
    given = _asked(app, request, ticket)
    return _asked(app, given, visit) if given.start else given


def _questions(app: App, customer_id: int) -> tuple[list[Question], list[Question]]:
    """Those about the ticket, and those about its appointment."""
    reader = app.reader
    account, customer, contacts, assets = together(
        lambda: read_account(reader, app.now()),
        lambda: reader.customer(customer_id),
        lambda: contacts_of(reader, customer_id).rows,
        lambda: assets_of(reader, customer_id).rows,
    )
    people = [Choice(f"{each.name}, {each.email}" if each.email else each.name, str(each.id)) for each in contacts]
    things = [Choice(_thing(row), str(row["id"])) for row in assets]
    sites = [Choice(each.label, str(each.id or each.label)) for each in sites_of(customer, contacts)]
    users = [Choice(each.name, str(each.id)) for each in account.users]
    ticket = [
        Question("problem_type", "Problem type", _named(account.problem_types)),
        Question("priority", "Priority", _named(account.priorities)),
        Question("due", "Due (fri, tomorrow 2pm, 2026-11-20T14:30)"),
        Question("assignee", "Assign to, or me", users),
        Question("contact", "Contact", people),
        Question("asset", "Asset", things),
        Question("site", "Site", sites),
        Question("start", "Appointment start (tomorrow 2pm, fri 09:30)"),
    ]
    kinds = [Choice(each.name, str(each.id)) for each in account.appointment_types]
    visit = [
        Question("end", "Appointment end (90 minutes later)"),
        Question("visit_type", "Appointment type", kinds),
        Question("location", "Location"),
    ]
    return ticket, visit


def _asked(app: App, request: CreateRequest, questions: Sequence[Question]) -> CreateRequest:
    answers = {each.name: _answer(app, each) for each in questions if not getattr(request, each.name)}
    return replace(request, **answers)


def _answer(app: App, asked: Question) -> str:
    labels = [each.label for each in asked.choices]
    answer = ask_one_of(app, f"{asked.words}, {NONE} for none", labels, missing=f"--{asked.name}", default=NONE)
    if isinstance(answer, int):
        return asked.choices[answer].value
    return "" if answer == NONE else answer


def _named(names: Sequence[str]) -> list[Choice]:
    return [Choice(name, name) for name in names]


def _thing(row: dict[str, object]) -> str:
    return ", ".join(str(row[name]) for name in ("name", "asset_serial", "asset_type") if row.get(name))
