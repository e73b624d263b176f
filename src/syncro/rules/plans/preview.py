"""A plan as sections to show: the one description that terminal, Markdown and JSON are made from (design §3.2). Pure."""

from msgspec import Struct

from syncro import invisible, jsonio
from syncro.calls import REF, is_reference
from syncro.jsonio import Json
from syncro.rules.findings import Severity
from syncro.rules.plans.plan import Plan, Step, called
from syncro.rules.words.texts import LINE_BREAK, plain

BY_HAND = "api"
"""The kind of a plan of one request by hand."""
MARKS = {Severity.INFO: "·", Severity.WARNING: "!", Severity.BLOCK: "✗"}


class Section(Struct, frozen=True):
    """A heading and rows. With `heads` it is a table, `right` are its columns of figures; else rows are lines of cells."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    heads: tuple[str, ...] = ()
    right: tuple[int, ...] = ()


def sections(plan: Plan) -> list[Section]:
    """Everything a person must have seen before saying yes, empty sections left out."""
    made = [
        Section("", _about(plan)),
        _lines(plan),
        Section("Result", _result(plan)),
        Section("Comment", _texts(plan)),
        Section("Already on the ticket", tuple((each,) for each in plan.existing)),
        Section("Based on", tuple((e.label, e.value, e.source) for e in plan.evidence), ("Fact", "Value", "Source")),
        Section("Checks", tuple((MARKS[f.severity], f.text) for f in plan.findings)),
        Section("Requests", tuple(row for number, step in enumerate(plan.steps, 1) for row in _request(number, step))),
        Section("To undo", tuple((step.label, step.undo) for step in plan.steps)),
    ]
    return [section for section in made if section.rows]


def _about(plan: Plan) -> tuple[tuple[str, ...], ...]:
    about = _subject(plan) if plan.subject else ()
    account = (("Account", plan.account), ("Policy", plan.policy), ("Will be written as", _owners(plan)))
    return tuple(row for row in (*about, *account) if row[1])


def _subject(plan: Plan) -> tuple[tuple[str, str], ...]:
    """The record that it is about; one by hand is known by its id alone."""
    subject = plan.subject
    if subject is None:
        return ()
    if plan.kind == BY_HAND:
        return ((plan.steps[0].call.row.resource.word.capitalize(), f"id {subject.id}"),)
    return ((subject.kind.capitalize(), f"#{subject.number} {subject.name}"), ("Customer", subject.customer))


def _owners(plan: Plan) -> str:
    return ", ".join(dict.fromkeys(step.owner for step in plan.steps))


def _lines(plan: Plan) -> Section:
    rows = tuple(
        (
            line.name,
            line.quantity,
            line.price,
            "yes" if line.taxable else "no",
            line.total,
            "" if line.new else "already there",
        )
        for line in plan.expected.lines
    )
    return Section("Lines", rows, ("Product", "Quantity", "Price", "Taxable", "Amount", ""), (1, 2, 4))


def _result(plan: Plan) -> tuple[tuple[str, ...], ...]:
    expected = plan.expected
    if expected.subtotal is None:
        return ()
    money = (
        *_covered(plan),
        ("Subtotal", expected.subtotal),
        ("Tax", expected.tax or "as Syncro computes it"),
        ("Total", expected.total or "not known before"),
    )
    return (*_block(plan), *money)


def _covered(plan: Plan) -> tuple[tuple[str, ...], ...]:
    """What stands between the lines' amounts and the subtotal."""
    drawn, saved = plan.expected.prepay_drawn, plan.expected.prepay_saved
    return (("Covered by prepay", f"{drawn} h  \N{MINUS SIGN}{saved}"),) if drawn and saved else ()


def _block(plan: Plan) -> tuple[tuple[str, ...], ...]:
    """Prepay hours before and after."""
    before, after = plan.expected.prepay_before, plan.expected.prepay_after
    if before is None or after is None or before == "0.00":
        return ()
    return (("Prepay hours", f"{before} (unchanged)" if before == after else f"{before} → {after}"),)


def _texts(plan: Plan) -> tuple[tuple[str, ...], ...]:
    """Comment bodies as they will be read, line by line."""
    bodies = [(step, str(step.call.body["body"])) for step in plan.steps if step.call.body and "body" in step.call.body]
    return tuple(
        (row,)
        for step, body in bodies
        for row in (f"{step.reason}:", *(f"  {plain(line)}" for line in body.split(LINE_BREAK)))
    )


def _request(number: int, step: Step) -> list[tuple[str, ...]]:
    what = f"{step.call.method} {step.call.url_path}"
    rows: list[tuple[str, ...]] = [(f"{number}.", what, f"as {step.owner}", step.reason)]
    if step.call.body:
        rows.append(("", body_text(step.call.body)))
    return rows


def body_text(body: dict[str, Json]) -> str:
    """The JSON that is sent; a value that an earlier step yields is shown as `{id of line 1}`."""
    shown = {
        name: f"{{{v['field'].replace('_', ' ')} of {called(v[REF])}}}" if is_reference(v) else v
        for name, v in body.items()
    }
    return invisible.escaped_json(jsonio.dumps(shown))
