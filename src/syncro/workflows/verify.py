"""Reads everything back against the plan's expectations and asks the rules whether it is as planned (R-46). Never writes."""

from collections.abc import Callable, Mapping
from typing import Any

from syncro import jsonio
from syncro.api import Reader, together
from syncro.calls import Call, resolved
from syncro.errors import NotFound, SyncroError
from syncro.rules import verification
from syncro.rules.findings import Finding
from syncro.rules.plan import Expectation, Plan
from syncro.workflows.readback import Results


def verify(
    reader: Reader, plan: Plan, results: Results, fresh: Mapping[str, Any]
) -> tuple[list[Finding], dict[str, Any]]:
    """Findings, and the records that were read by their request.

    `fresh` holds replies of writes that already are the whole record, by the request that would read it: what a
    reply already proves is not asked again.
    """
    expectations = [_resolved(each, results) for each in plan.expectations if _applies(each, results)]
    reads = {_key(each.read): each.read for each in expectations}
    missing = [call for key, call in reads.items() if key not in fresh]
    answers = together(*[_reading(reader, call) for call in missing]) if missing else []
    read = {**fresh, **{_key(call): answer for call, answer in zip(missing, answers, strict=True)}}
    said = [finding for each in expectations for finding in verification.check(each, read.get(_key(each.read)))]
    return said, read


def key_of(call: Call) -> str:
    """A request as a key: equal requests, equal keys."""
    return _key(call)


def reads_besides(plan: Plan, results: Results, written: Call) -> list[Call]:
    """The reads that verifying will need of other kinds of records than the one `written` changes."""
    wanted = [_resolved(each, results).read for each in plan.expectations if _applies(each, results)]
    others = {_key(call): call for call in wanted if call.row.group != written.row.group}
    return list(others.values())


def quietly(reader: Reader, call: Call) -> Callable[[], Any]:
    """A read that gives None instead of an error: it will be asked again, and then be heard."""

    def read() -> Any:
        try:
            return reader.read(call)
        except SyncroError:
            return None

    return read


def _applies(expectation: Expectation, results: Results) -> bool:
    """A step that was skipped leaves nothing to expect of its own record."""
    try:
        _resolved(expectation, results)
    except KeyError:
        return False
    return True


def _resolved(expectation: Expectation, results: Results) -> Expectation:
    return Expectation(
        expectation.check,
        expectation.read.resolve(results),
        expectation.says,
        expectation.within,
        resolved(expectation.where, results),
        resolved(expectation.fields, results),
    )


def _reading(reader: Reader, call: Call) -> Any:
    def read() -> Any:
        try:
            return reader.read(call)
        except NotFound:
            return None

    return read


def _key(call: Call) -> str:
    return jsonio.canonical([call.operation, {k: str(v) for k, v in call.path.items()}, call.query]).decode()
