"""All pages of a list, with the guards that Syncro's paging needs (facts §3). Never sends: it is given a way to read a page."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from msgspec import Struct

from syncro.api.answers import Answer
from syncro.api.words import doing
from syncro.calls import Call
from syncro.errors import Unusable
from syncro.jsonio import Json

T = TypeVar("T")
Ask = Callable[[Call], Answer]
MAX_PAGES = 2000
MOST = 10**8
"""No account announces more pages or rows."""
MAX_ROWS = 100_000
MAX_BYTES = 64 * 1024 * 1024
"""Of a list that is held whole: what Syncro sent for it. A longer one doesn't end, or wants a filter."""


class Listing(Struct, Generic[T], frozen=True):
    """Rows of a list. `complete` False: there may be more, or the server didn't show all it announced."""

    rows: Sequence[T]
    complete: bool
    pages: int

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class Page(Struct, frozen=True):
    """The rows of one page that were not on an earlier one; `last` and `complete` as far as this page tells."""

    rows: list[Any]
    last: bool
    complete: bool
    size: int = 0


class _Meta(Struct, frozen=True):
    total_pages: int | None = None
    total_entries: int | None = None


def pages(ask: Ask, call: Call) -> Iterator[Page]:
    """Page after page until `meta.total_pages`; without it until a page is empty, shorter than the first, or holds nothing new.

    Raises Unusable for a list that doesn't end.
    """
    seen: set[Any] = set()
    first = 0
    start = int(call.query.get("page") or 1)
    for number in range(start, start + MAX_PAGES):
        answer = ask(_at(call, number) if number > start else call)
        rows = answer.value
        first = first or len(rows)
        new = _unseen(rows, seen)
        meta = _meta(call, answer.body)
        last, complete = _ends(call, meta, number, len(rows), first, new=bool(new), seen=len(seen))
        yield Page(new, last, complete and start == 1, answer.size)
        if last:
            return
    raise _endless(call, f"{MAX_PAGES} pages")


def collect(ask: Ask, call: Call, limit: int | None = None) -> Listing[Any]:
    """All rows, or the first `limit`; then `complete` says whether that was all. Raises Unusable for more than can be held."""
    rows: list[Any] = []
    complete, count, size = False, 0, 0
    for page in pages(ask, call):
        rows += page.rows
        complete, count, size = page.complete, count + 1, size + page.size
        if len(rows) > MAX_ROWS or size > MAX_BYTES:
            raise _endless(call, f"{len(rows)} rows, {size >> 20} MiB")
        if limit is not None and len(rows) >= limit:
            return Listing(rows[:limit], complete and len(rows) <= limit, count)
    return Listing(rows, complete, count)


def _ends(call: Call, meta: _Meta, number: int, size: int, first: int, *, new: bool, seen: int) -> tuple[bool, bool]:
    """Is this the last page, and has the list then been seen whole?"""
    if meta.total_pages is not None:
        reached = number >= meta.total_pages
        announced = meta.total_entries is None or size <= seen >= meta.total_entries >= size
        # Rows on a page that by the announcement isn't there: then it tells nothing about the rest.
        return reached or not new, reached and announced and (meta.total_pages > 0 or size == 0)
    if "page" not in call.row.query or size == 0 or size < first:
        return True, True
    # Full page without anything new: the server ignores `page`, so there may be more behind it.
    return not new, new or size < (call.row.reply.page_size or size)


def _unseen(rows: list[Any], seen: set[Any]) -> list[Any]:
    """Rows not met before: lists shift while they are read. Rows without an id are all new, unless the page repeats."""
    fresh = []
    for row in rows:
        mark = _mark(row)
        if mark not in seen:
            seen.add(mark)
            fresh.append(row)
    return fresh


def _mark(row: Any) -> tuple[str, int]:
    """By which a row is known again, whatever its size."""
    id_ = row.get("id") if isinstance(row, dict) else None
    return ("id", id_) if isinstance(id_, int) else ("row", hash(repr(row if id_ is None else id_)))


def _endless(call: Call, after: str) -> Unusable:
    return Unusable(
        f"{doing(call.row)}: the list goes on after {after}; no more is read",
        status=200,
        operation=call.operation,
        hint="Narrow it with a filter.",
    )


def _at(call: Call, number: int) -> Call:
    return Call(call.operation, call.path, {**call.query, "page": number}, call.body)


def _meta(call: Call, body: Json) -> _Meta:
    found = body.get("meta") if isinstance(body, dict) else None
    if not isinstance(found, dict):
        return _Meta()
    return _Meta(_count(call, found, "total_pages"), _count(call, found, "total_entries"))


def _count(call: Call, meta: dict[str, Json], name: str) -> int | None:
    """A count that is announced, as a number or in digits; raises Unusable for what can't be one."""
    value = meta.get(name)
    if value is None:
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < len(str(MOST)):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < MOST:
        raise Unusable(f"{doing(call.row)}: {name} of the list makes no sense", status=200, operation=call.operation)
    return value
