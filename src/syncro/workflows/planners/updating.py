"""Plans a change of a ticket: status, priority, due date, assignee, contact, problem type (R-04). Writes nothing."""

from datetime import time

from msgspec import Struct

from syncro.api import together
from syncro.errors import UsageError
from syncro.jsonio import Json
from syncro.rules import findings
from syncro.rules.findings import Finding
from syncro.rules.plans.plan import Evidence, Plan
from syncro.rules.tickets import updating
from syncro.rules.words import dates
from syncro.workflows.planners.opened import Opened, open_ticket, plan_about, resting_on
from syncro.workflows.planning import Does, Surroundings, Workflow
from syncro.workflows.reading.account import Account, read_account
from syncro.workflows.reading.lookup import Chooser, contact_named, listed_value, one_of

END_OF_DAY = time(17, 0)
"""When a due day without a time is due."""
ME = "me"


class UpdateRequest(Struct, frozen=True):
    """What a person asks for; empty means leave it. Names and times as typed, `assignee` may be `me`.

    `clears` names fields that shall be none: each may be null (facts §4), and whether Syncro took that is read back.
    """

    number: int
    tech: str = ""
    status: str = ""
    priority: str = ""
    problem_type: str = ""
    due: str = ""
    assignee: str = ""
    contact: str = ""
    clears: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        """True when anything should change."""
        wanted = (self.status, self.priority, self.problem_type, self.due, self.assignee, self.contact, self.clears)
        return any(wanted)


class Change(Struct):
    """Fields as they will be sent, as people say them, and what there is to say."""

    fields: dict[str, Json]
    words: dict[str, str]
    findings: list[Finding]


def plan_update(request: UpdateRequest, around: Surroundings) -> Plan:
    """The plan of one PUT with only what changes.

    Raises UsageError when nothing is asked for or a value isn't one of the account's own.
    """
    if not request.asks:
        raise UsageError("What should change?", hint=f"syncro update {request.number} 'In Progress'")
    reader = around.reader(request.tech)
    opened, account = together(
        lambda: open_ticket(request.number, request.tech, around), lambda: read_account(reader, around.now)
    )
    wanted = _wanted(request, around, opened, account)
    change = updating.real(opened.ticket, wanted.fields)
    return _plan(opened, around, wanted, change, [account.evidence()] if request.due else [])


def _wanted(request: UpdateRequest, around: Surroundings, opened: Opened, account: Account) -> Change:
    choose = around.choose
    made = Change(dict.fromkeys(request.clears), dict.fromkeys(request.clears, "none"), [])
    for name, typed, allowed in (
        ("status", request.status, account.statuses),
        ("priority", request.priority, account.priorities),
        ("problem_type", request.problem_type, account.problem_types),
    ):
        if typed:
            what = name.replace("_", " ")
            value, found = listed_value(what, typed, allowed, choose, nearest=name == "problem_type")
            made.fields[name] = value
            made.findings += found
    if request.due:
        due = dates.parse(request.due, around.now.astimezone(account.zone), at=END_OF_DAY)
        made.fields["due_date"], made.words["due_date"] = due.isoformat(), dates.shown(due)
        made.findings += account.findings()
    if request.assignee:
        made.fields["user_id"], made.words["user_id"] = assignee(request.assignee, opened, account, choose)
    if request.contact:
        customer = opened.customer.id
        contact = contact_named(around.reader(request.tech), customer, request.contact, choose)
        made.fields["contact_id"], made.words["contact_id"] = contact.id, contact.name
    return made


def assignee(typed: str, opened: Opened, account: Account, choose: Chooser) -> tuple[int, str]:
    """The user meant; ownership changes only when asked for (R-04). Raises NotFound listing the users."""
    if typed.strip().casefold() == ME:
        return opened.me.user_id, opened.me.user_name
    user = one_of("tech", typed, account.users, choose)
    return user.id, user.name


def _plan(
    opened: Opened, around: Surroundings, wanted: Change, change: dict[str, Json], evidence: list[Evidence]
) -> Plan:
    ticket = opened.ticket
    found = list(wanted.findings)
    for name in wanted.fields.keys() - change.keys():
        value = wanted.words.get(name, wanted.fields[name])
        found.append(findings.info("update.already", f"The {updating.label(name)} is {value} already.", field=name))
    if not change:
        found.append(
            findings.block(
                "update.nothing", f"Ticket #{ticket.number} already is as asked; nothing would change.", id=ticket.id
            )
        )
    if "status" in change:
        found += updating.status_findings(ticket, change["status"])
    step = updating.step(ticket, change, tech=opened.tech, owner=opened.me.user_name, words=wanted.words)
    return plan_about(
        opened,
        around,
        kind="update",
        title=f"Update ticket #{ticket.number}: {step.reason or 'nothing'}",
        steps=(step,) if change else (),
        preconditions=resting_on(opened, around, tuple(change)),
        expectations=(updating.expectation(ticket, change),) if change else (),
        evidence=tuple(evidence),
        findings=tuple(found),
    )


UPDATE = Workflow(
    "update",
    UpdateRequest,
    plan_update,
    "Change a ticket: only what is named; each value is checked against the account's own lists.",
    frozenset({Does.WRITE}),
)
