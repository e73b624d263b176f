"""Plans a new ticket: the ticket, its description as "Initial Issue", an appointment if there is a start (R-20). Writes nothing."""

from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from syncro.api import Listing, Reader, together
from syncro.calls import Call, from_step
from syncro.drafting import Kind
from syncro.errors import UsageError
from syncro.jsonio import Json
from syncro.records import Contact, Customer, Me, Ticket
from syncro.rules import findings
from syncro.rules.findings import Finding
from syncro.rules.plans.plan import Evidence, Plan, Subject
from syncro.rules.plans.preconditions import Precondition, RecordFields
from syncro.rules.tickets import comments, creating
from syncro.rules.tickets.comments import CommentMode
from syncro.rules.tickets.creating import Visit
from syncro.rules.tickets.moving import Slot
from syncro.rules.tickets.sites import Site
from syncro.rules.words import dates, texts
from syncro.workflows.planners.conflicts import conflicts_of
from syncro.workflows.planners.updating import END_OF_DAY, ME
from syncro.workflows.planners.wording import worded
from syncro.workflows.planning import Does, Surroundings, Workflow
from syncro.workflows.reading.account import Account, read_account
from syncro.workflows.reading.evidence import key_of, key_owner
from syncro.workflows.reading.lookup import (
    Chooser,
    asset_named,
    contact_named,
    customer_named,
    listed_value,
    one_of,
    site_named,
)

PRIORITY = "normal"
"""The shop's default (R-03)."""
VISIT = timedelta(minutes=90)
LATELY = timedelta(days=1)
RESTS_ON = ("disabled", "business_name", "no_email", "email")


class CreateRequest(Struct, frozen=True):
    """All inputs of one pass; names and times as typed, empty means left out. `mails`: the customer gets mail.

    `site` is one of the customer's own addresses. One that Syncro keeps by id becomes the ticket's `address_id`, which
    is accepted and returned though undocumented (facts §4), so it is proved by reading back; any other becomes a line
    of the Initial Issue. Either is the appointment's location (facts §13) where none is given.
    With `draft`, `description` is notes to be made into prose (R-80). `customer_id`: whom `customer` was found
    to mean already.
    """

    customer: str = ""
    tech: str = ""
    subject: str = ""
    description: str = ""
    problem_type: str = ""
    priority: str = ""
    due: str = ""
    assignee: str = ""
    contact: str = ""
    asset: str = ""
    site: str = ""
    start: str = ""
    end: str = ""
    visit_type: str = ""
    location: str = ""
    mails: bool = False
    allow_repeat: str = ""
    draft: bool = False
    customer_id: int | None = None


class Read(Struct, frozen=True):
    """Everything that was read for one new ticket."""

    customer: Customer
    me: Me
    account: Account
    open_ones: Listing[Ticket]
    lately: Listing[Ticket]
    since: datetime


class Wanted(Struct):
    """The ticket's body, what there is to show, and what there is to say."""

    fields: dict[str, Json]
    evidence: list[Evidence]
    findings: list[Finding]
    contact: Contact | None = None
    site: Site | None = None


def plan_create(request: CreateRequest, around: Surroundings) -> Plan:
    """The plan of two or three requests, of which the later ones use the id that the first one gets.

    Raises UsageError for a missing or impossible input, NotFound for a customer, contact, asset or tech that isn't there.
    """
    for name, value in (
        ("CUSTOMER", request.customer),
        ("SUBJECT", request.subject),
        ("--description", request.description),
    ):
        if not value.strip():
            raise UsageError(f"{name} is missing.", hint=f"add {name}")
    reader, choose = around.reader(request.tech), around.choose
    read = _read(reader, request.customer_id or customer_named(reader, request.customer, choose).id, around)
    wanted = _wanted(reader, request, around, read, choose)
    visit = _visit(request, around, read, choose)
    if visit:
        visit = replace(visit, location=visit.location or (wanted.site.address if wanted.site else ""))
        who = (visit.tech_id, visit.tech)
        slot, zone = Slot(visit.start, visit.end), read.account.zone
        found, looked_at = conflicts_of(reader, slot, zone, tech=who, own_id=read.me.user_id)
        wanted.findings.extend(found)
        wanted.evidence.append(looked_at)
    return _plan(replace(request, description=_described(request, wanted, around)), around, read, wanted, visit)


def _described(request: CreateRequest, wanted: Wanted, around: Surroundings) -> str:
    """The Initial Issue: drafted or as typed; a site that Syncro keeps no id of is its last line."""
    subject = str(wanted.fields["subject"])
    drafter = around.drafter() if request.draft else None
    words = worded(drafter, Kind.INITIAL_ISSUE, request.description, subject=subject, secrets=around.secrets)
    wanted.evidence.extend(words.evidence)
    site = wanted.site
    return f"{words.text}\n\nSite: {site.label}" if site and site.id is None else words.text


def _read(reader: Reader, customer_id: int, around: Surroundings) -> Read:
    ours = {"customer_id": customer_id}
    # The earlier of both clocks: a ticket that this one filters out would be sent again after a lost answer.
    since = min(around.now, reader.theirs(around.now)) - LATELY
    (customer, me, account), (open_ones, lately) = together(
        lambda: together(
            lambda: reader.customer(customer_id),
            lambda: key_owner(reader, "ticket"),
            lambda: read_account(reader, around.now),
        ),
        lambda: together(
            lambda: reader.tickets(limit=200, status="Not Closed", **ours),
            lambda: reader.tickets(limit=500, created_after=since.isoformat(), **ours),
        ),
    )
    return Read(customer, me, account, _own(open_ones, customer_id), _own(lately, customer_id), since)


def _own(listing: Listing[Ticket], customer_id: int) -> Listing[Ticket]:
    """Filtered here again: the account may ignore the filter (R-61)."""
    rows = [each for each in listing if each.customer_id == customer_id]
    return Listing(rows, listing.complete, listing.pages)


def _wanted(reader: Reader, request: CreateRequest, around: Surroundings, read: Read, choose: Chooser) -> Wanted:
    account = read.account
    made = Wanted({"customer_id": read.customer.id, "subject": texts.one_line(request.subject)}, [], [])
    priority = request.priority or (PRIORITY if account.priorities else "")
    for name, typed, allowed in (
        ("problem_type", request.problem_type, account.problem_types),
        ("priority", priority, account.priorities),
    ):
        if typed:
            value, found = listed_value(name.replace("_", " "), typed, allowed, choose, nearest=name == "problem_type")
            made.fields[name] = value
            made.findings += found if name != "priority" or request.priority else []
    if request.due:
        due = dates.parse(request.due, around.now.astimezone(account.zone), at=END_OF_DAY)
        made.fields["due_date"] = due.isoformat()
        made.evidence.append(Evidence("Due", dates.shown(due), f"{request.due!r} in {account.zone_name}"))
    if request.assignee:
        user = _user(request, read, choose)
        made.fields["user_id"] = user[0]
        made.evidence.append(Evidence("Assigned to", user[1], "the account's users"))
    if request.contact:
        contact = contact_named(reader, read.customer.id, request.contact, choose)
        made.fields["contact_id"] = contact.id
        made.contact = contact
        made.evidence.append(Evidence("Contact", contact.name, "the customer's contacts"))
    if request.asset:
        asset = asset_named(reader, read.customer.id, request.asset, choose)
        made.fields["asset_ids"] = [asset.id]
        made.evidence.append(Evidence("Asset", asset.label, "the customer's assets"))
    if request.site:
        made.site = site_named(reader, read.customer, request.site, choose)
        if made.site.id is not None:
            made.fields["address_id"] = made.site.id
        made.evidence.append(Evidence("Site", made.site.label, "the customer's addresses"))
    return made


def _user(request: CreateRequest, read: Read, choose: Chooser) -> tuple[int, str]:
    """The assignee, else the owner of the key, who also has the appointment."""
    if not request.assignee or request.assignee.strip().casefold() == ME:
        return read.me.user_id, read.me.user_name
    user = one_of("tech", request.assignee, read.account.users, choose)
    return user.id, user.name


def _visit(request: CreateRequest, around: Surroundings, read: Read, choose: Chooser) -> Visit | None:
    if not request.start:
        unused = [name for name in ("end", "visit_type", "location") if getattr(request, name)]
        if unused:
            raise UsageError("There is no appointment without --start TIME.", hint="add --start 'tomorrow 2pm'")
        return None
    start, end = _slot(request, around.now.astimezone(read.account.zone))
    tech = _user(request, read, choose)
    if not request.visit_type:
        return Visit(start, end, *tech, location=request.location)
    kind = one_of("appointment type", request.visit_type, read.account.appointment_types, choose)
    return Visit(start, end, *tech, type_id=kind.id, type_name=kind.name, location=request.location)


def _slot(request: CreateRequest, now: datetime) -> tuple[datetime, datetime]:
    """From when to when; an end that is a time alone is on the start's day. Raises UsageError."""
    start = dates.parse(request.start, now)
    end = dates.parse_on(request.end, now, start) if request.end else dates.later(start, VISIT)
    if dates.length(start, end) <= timedelta(0):
        raise UsageError(
            f"The end, {dates.shown(end)}, isn't after the start, {dates.shown(start)}.",
            hint="give --end with its day, or a time alone for the day of the start",
        )
    return start, end


def _plan(request: CreateRequest, around: Surroundings, read: Read, wanted: Wanted, visit: Visit | None) -> Plan:
    customer, me, fields = read.customer, read.me, wanted.fields
    who: dict[str, Any] = {"tech": request.tech, "owner": me.user_name}
    mode = CommentMode.EMAIL if request.mails else CommentMode.PUBLIC
    draft = comments.Draft(
        name="comment",
        ticket=from_step("ticket"),
        subject=creating.INITIAL_ISSUE,
        text=request.description,
        mode=mode,
        owner_id=me.user_id,
        what="the description",
        **who,
    )
    steps = [
        creating.ticket_step(fields, since=read.since, existing=read.lately, email=me.user_email, **who),
        comments.step(draft),
    ]
    if visit:
        steps.append(
            creating.visit_step(visit, customer_id=customer.id, subject=fields["subject"], mails=request.mails, **who)
        )
    to = comments.addressee(customer, wanted.contact, mode)
    repeats = creating.alike(fields["subject"], read.open_ones, read.lately, around.theirs(request.tech))
    return around.plan(
        kind="create",
        title=f"Create a ticket for {customer.shown_name}: {fields['subject']}",
        subject=Subject("customer", customer.id, str(customer.id), customer.shown_name),
        steps=tuple(steps),
        made_by=me.user_name,
        preconditions=_preconditions(around, request, customer, me),
        expectations=(*creating.expectations(fields, visit), comments.expectation(draft)),
        evidence=(*wanted.evidence, *_visit_evidence(visit, request, read.account), comments.mail_evidence(to)),
        findings=(
            *_customer_findings(customer),
            *(_allowed(each, request.allow_repeat) for each in repeats),
            *wanted.findings,
            *(read.account.findings() if request.due or visit else ()),
            *comments.mail_findings(to, mode),
            *creating.mail_findings(visit, mails=bool(to.address)),
            *creating.visit_findings(visit, around.now),
            *texts.check(fields["subject"], where="subject", visible=True, secrets=around.secrets()),
            *comments.text_findings(draft, around.secrets()),
            *texts.secrets_in(
                visit.location if visit else "", where="location", visible=True, secrets=around.secrets()
            ),
            *texts.reason_findings(request.allow_repeat, around.secrets()),
        ),
        repeat_reason=request.allow_repeat,
    )


def _preconditions(
    around: Surroundings, request: CreateRequest, customer: Customer, me: Me
) -> tuple[Precondition, ...]:
    fields = {name: customer.raw.get(name) for name in RESTS_ON}
    record = RecordFields(Call("customers.get", {"id": customer.id}), fields)
    return (record, key_of(around.reader(request.tech), request.tech, me))


def _visit_evidence(visit: Visit | None, request: CreateRequest, account: Account) -> list[Evidence]:
    return [Evidence("Appointment", creating.span(visit), f"{request.start!r} in {account.zone_name}")] if visit else []


def _customer_findings(customer: Customer) -> list[Finding]:
    if not customer.disabled:
        return []
    text = f"{customer.shown_name} is disabled."
    return [findings.block("customer.disabled", text, "Enable the customer in Syncro first.", id=customer.id)]


def _allowed(finding: Finding, reason: str) -> Finding:
    """With a reason, a stop becomes a warning that carries it."""
    return findings.knowingly(finding, reason)


CREATE = Workflow(
    "create",
    CreateRequest,
    plan_create,
    "Create a ticket. CUSTOMER is a name or an id; open tickets that look the same are shown first.",
    frozenset({Does.WRITE, Does.MAIL, Does.UNDELETABLE}),
)
