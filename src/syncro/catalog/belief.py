"""What a client goes by when it sends an operation: where the effect shows, what takes it back, what can't be seen. Values only.

None of this is the vendor's word. The sandbox plays Syncro from the facts and never reads it, or both would share every error.
"""

from msgspec import Struct

Pairs = tuple[tuple[str, str], ...]

NEVER_SHOWN = frozenset(
    {"do_not_email", "sms_body", "password", "password_confirmation", "signature_data", "tech", "email_customer"}
)
"""Fields that Syncro takes and never gives back, whatever the operation, so they can't prove anything."""
READ_AS_TEXT = frozenset({"body", "subject", "description", "notes"})
"""Compared as read, not as typed. A line's `name` is not among them: accounting maps on every character (R-35)."""
TIMES = frozenset({"start_time", "end_time", "start_at", "end_at", "due_date"})
"""Compared as instants."""


class Shows(Struct, frozen=True):
    """Where the records of one create show.

    `read` is the list, or the record that holds them `within`; `by` names the fields without which it isn't ours;
    `author` the field that says who made it, `told` whether the body may name another. `details`: the read of a record whose
    row in the list proves nothing. `also`: a record that holds them too, and the field of the request with its id.
    `renamed`: body field → field of the record; `cents`: fields of the record that are sent in cents; `length`: the body field
    with the minutes, which show as the second of two fields of the record. `near`: the body field with the moment, for a list
    that shows only a window of days. `given`: the body field without which `otherwise` holds.
    """

    read: str
    by: tuple[str, ...]
    within: str = ""
    author: str = ""
    told: bool = False
    details: str = ""
    also: tuple[str, str] | None = None
    renamed: Pairs = ()
    cents: tuple[str, ...] = ()
    length: tuple[str, str, str] | None = None
    near: str = ""
    given: str = ""
    otherwise: "Shows | None" = None

    @property
    def holder(self) -> str:
        """The group of the record that lists these within it; empty for records of their own."""
        return (self.also[0] if self.also else self.read).partition(".")[0] if self.within else ""


class Inside(Struct, frozen=True):
    """The record that an operation acts on stands in the `list` of another; `name` is its id in the request."""

    list: str
    name: str


class Becomes(Struct, frozen=True):
    """What the record inside another is afterwards: `says` these fields, or is gone where there are none."""

    says: tuple[tuple[str, str | bool], ...] = ()


GONE = Becomes()
LINE = "product_id item name quantity"
"""What every line of an invoice or estimate is told by."""
TICKET_LINE = Inside("line_items", "ticket_line_item_id")
LINE_IN_PATH = Inside("line_items", "line_item_id")
TIMER = Inside("ticket_timers", "timer_entry_id")


class Belief(Struct, frozen=True):
    """The client's columns of an operation.

    `inverse` takes back what this one made; `undo` says why nothing does. `unseen`: body fields that its records show in no
    form that can be compared, `needs` those that we don't do without. `rests`: the body field with the ticket whose work it takes.
    `still_listed`: the field of a deleted record by which its list would still show it. `typed`: the reader's method for
    this read; `by_number`: it takes the visible number as well as the id (facts §5).
    """

    shows: Shows | None = None
    inverse: str = ""
    undo: str = ""
    unseen: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    inside: Inside | None = None
    becomes: Becomes | None = None
    rests: str = ""
    still_listed: str = ""
    typed: str = ""
    by_number: bool = False


NO_BELIEF = Belief()


def shows(
    read: str,
    by: str,
    *,
    within: str = "",
    author: str = "",
    told: bool = False,
    details: str = "",
    also: str = "",
    renamed: str = "",
    cents: str = "",
    length: str = "",
    near: str = "",
    given: str = "",
    otherwise: Shows | None = None,
) -> Shows:
    """A `Shows` as written in a row: several names in one text, `also` as `operation field`, `renamed` as `body=record`."""
    pairs = tuple((sent, shown) for sent, _, shown in (each.partition("=") for each in renamed.split()))
    operation, _, field = also.partition(" ")
    minutes, _, ends = length.partition(" ")
    start, _, end = ends.partition(" ")
    return Shows(
        *(read, tuple(by.split()), within, author, told, details),
        also=(operation, field) if operation else None,
        renamed=pairs,
        cents=tuple(cents.split()),
        length=(minutes, start, end) if minutes else None,
        near=near,
        given=given,
        otherwise=otherwise,
    )
