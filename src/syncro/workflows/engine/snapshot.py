"""What Syncro shows at one moment: each request once, independent ones at the same time. Valid until the next write."""

from collections.abc import Callable, Iterable
from typing import Any

from syncro import jsonio
from syncro.api import Listing, Reader, together
from syncro.calls import Call
from syncro.catalog import Shape
from syncro.errors import NotFound, SyncroError
from syncro.records import Product

Want = Call | tuple[int, ...]
"""A request to read, or ids of products."""


class Snapshot:
    """Answers by their request. What failed is kept as well, and raised when it is used."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._answers: dict[str, Any] = {}

    def fetch(self, wants: Iterable[Want]) -> None:
        """Read all that isn't there yet."""
        missing = {key: want for want in wants if (key := key_of(want)) not in self._answers}
        if missing:
            answers = together(*[self._caught(want) for want in missing.values()])
            self._answers.update(zip(missing, answers, strict=True))

    def holds(self, want: Want) -> bool:
        """True when this request was answered already."""
        return key_of(want) in self._answers

    def is_gone(self, call: Call) -> bool:
        """True when a record was asked for and there is none; what couldn't be read isn't gone."""
        self.fetch([call])
        answer = self._answers[key_of(call)]
        return isinstance(answer, NotFound) or (not isinstance(answer, SyncroError) and self.record(call) is None)

    def record(self, call: Call) -> Any:
        """The record that a request answers; None when there is none. Raises what reading it raised."""
        try:
            found = self._answer(call)
        except NotFound:
            return None
        # Invoices and estimates are found by number too, so an id that is gone may name another one (facts §5).
        wanted = call.path.get("id")
        is_other = isinstance(found, dict) and call.row.belief.by_number and str(found.get("id")) != str(wanted)
        return None if is_other else found

    def listing(self, call: Call, within: str = "") -> Listing[dict[str, Any]]:
        """The rows of a list, of the list `within` a record, or the record alone; NotFound where there is no such record."""
        answer = self._answer(call)
        if isinstance(answer, Listing):
            return answer
        rows = answer.get(within) or [] if within else [answer]
        return Listing([row for row in rows if isinstance(row, dict)], complete=True, pages=1)

    def products(self, ids: tuple[int, ...]) -> dict[int, Product]:
        """Products by id."""
        found: dict[int, Product] = self._answer(ids)
        return found

    def _answer(self, want: Want) -> Any:
        self.fetch([want])
        answer = self._answers[key_of(want)]
        if isinstance(answer, SyncroError):
            raise answer
        return answer

    def _caught(self, want: Want) -> Callable[[], Any]:
        def read() -> Any:
            try:
                return self._read(want)
            except SyncroError as error:
                return error

        return read

    def _read(self, want: Want) -> Any:
        if not isinstance(want, Call):
            return self._reader.products(want)
        if want.row.reply.shape is Shape.MANY:
            return self._reader.listing(want, limit=ROWS_READ)
        return self._reader.read(want)


ROWS_READ = 500


def key_of(want: Want) -> str:
    """Equal requests, equal keys."""
    if not isinstance(want, Call):
        return f"products {want}"
    return jsonio.canonical([want.operation, {k: str(v) for k, v in want.path.items()}, want.query]).decode()
