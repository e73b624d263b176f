"""A plan as sections to show: the one description that terminal, Markdown and JSON are made from (design §3.2). Pure."""

from decimal import Decimal

from msgspec import Struct

from syncro import invisible, jsonio
from syncro.calls import REF, is_reference
from syncro.jsonio import Json
from syncro.rules.findings import Severity
from syncro.rules.plans.plan import Plan, Step
from syncro.rules.words.texts import LINE_BREAK, plain

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
        Section("To undo", tuple((step.name, step.undo) for step in plan.steps)),
    ]
    return [section for section in made if section.rows]


def _about(plan: Plan) -> tuple[tuple[str, ...], ...]:
    subject = plan.subject
    about = (
        ((f"{subject.kind.capitalize()}", f"#{subject.number} {subject.name}"), ("Customer", subject.customer))
        if subject
        else ()
    )
    account = (("Account", plan.account), ("Policy", plan.policy), ("Will be written as", _owners(plan)))
    return tuple(row for row in (*about, *account) if row[1])


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
        ("Subtotal", expected.subtotal),
        ("Tax", expected.tax or "as Syncro computes it"),
        ("Total", expected.total or "not known before"),
    )
    return (*_block(plan), *money)


def _block(plan: Plan) -> tuple[tuple[str, ...], ...]:
    """Prepay hours before and after: hours they cover cost nothing, which is why a total can be less than its lines."""
    before, after = plan.expected.prepay_before, plan.expected.prepay_after
    if before is None or after is None or before == "0.00":
        return ()
    drawn = Decimal(before) - Decimal(after)
    return (("Prepay hours", f"{before} → {after}: prepay covers {drawn} h, which cost nothing"),)


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
    """The JSON that is sent; a value that an earlier step yields is shown as `{step.field}`."""
    shown = {name: f"{{{v[REF]}.{v['field']}}}" if is_reference(v) else v for name, v in body.items()}
    return invisible.escaped_json(jsonio.dumps(shown))
