"""What must be readable after a step, kind by kind (R-46). `proves` names the step whose effect it shows; its reply never does."""

from decimal import Decimal

from msgspec import Struct, field

from syncro.calls import Call
from syncro.jsonio import Json


class _Saying(Struct, frozen=True):
    """The record that `read` answers, or the one in its list `within` that `where` names, and what it says."""

    read: Call
    says: str
    fields: dict[str, Json]
    within: str = ""
    where: dict[str, Json] = field(default_factory=dict)
    proves: str = ""


class Fields(_Saying, frozen=True, tag_field="check", tag="fields"):
    """A record has exactly these fields."""


class Sent(_Saying, frozen=True, tag_field="check", tag="sent"):
    """A record says what was sent by hand, in whatever form Syncro gives it back; a field that it doesn't show isn't proved."""


class Head(Struct, frozen=True, tag_field="check", tag="head"):
    """A ticket has these fields, wherever the reply carries them (facts §4)."""

    read: Call
    says: str
    fields: dict[str, Json]
    proves: str = ""


class InvoiceSum(Struct, frozen=True, tag_field="check", tag="invoice"):
    """An invoice is linked to the ticket, holds these quantities by product, and adds up to what was expected (R-46, R-70)."""

    read: Call
    says: str
    ticket_id: int | None = None
    subtotal: Decimal | None = None
    total: Decimal | None = None
    quantities: dict[str, Decimal] = field(default_factory=dict)
    proves: str = ""


class EstimateSum(Struct, frozen=True, tag_field="check", tag="estimate"):
    """An estimate's total is the sum of its lines and tax, and the sum is what was expected (R-12)."""

    read: Call
    says: str
    subtotal: Decimal | None = None
    total: Decimal | None = None
    proves: str = ""


class PrepayDrop(Struct, frozen=True, tag_field="check", tag="prepay"):
    """Prepay hours went down as expected; `labor` names what draws on them (R-42)."""

    read: Call
    says: str
    before: Decimal
    after: Decimal
    labor: tuple[str, ...] = ()
    proves: str = ""


class Absent(Struct, frozen=True, tag_field="check", tag="absent"):
    """A record isn't there any more: neither by itself, nor in the list `within` of the one that `read` answers."""

    read: Call
    says: str
    within: str = ""
    where: dict[str, Json] = field(default_factory=dict)
    proves: str = ""


Expectation = Fields | Sent | Head | InvoiceSum | EstimateSum | PrepayDrop | Absent
