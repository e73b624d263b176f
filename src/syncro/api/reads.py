"""The reads that the rest of the package asks for, by name. Each one says how it distrusts the answer."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from syncro.api.paging import Listing
from syncro.api.words import doing
from syncro.calls import Call
from syncro.catalog import BY_ID
from syncro.errors import NotFound, Unreadable, Unusable
from syncro.jsonio import Json
from syncro.records import Appointment, Comment, Customer, Estimate, Invoice, Me, Product, Record, Ticket, User

R = TypeVar("R", bound=Record)

COMMENTS_PER_PAGE = 100
"""Comments come ten at a time, and this is the one list that honours `per_page` (C7)."""
SEARCHED = 500
"""Tickets looked at for a number when the account ignores the filter."""


class Reads(ABC):
    """Typed reads on top of `read`, `rows` and `listing`."""

    @abstractmethod
    def read(self, call: Call) -> Json:
        """One reply, unwrapped."""

    @abstractmethod
    def rows(self, call: Call, *, limit: int | None = None) -> Iterator[Any]:
        """The rows of all pages."""

    @abstractmethod
    def listing(self, call: Call, *, limit: int | None = None) -> Listing[Any]:
        """The rows of all pages, and whether they are all."""

    def ticket(self, ticket_id: int) -> Ticket:
        """A ticket's detail by internal id, with comments, timer entries, lines and the whole customer (facts §4)."""
        return self._one(Ticket, "tickets.get", ticket_id)

    def ticket_numbered(self, number: int) -> Ticket:
        """The list row of the ticket with this visible number (R-02); NotFound when there is none.

        The filter may be ignored, so the rows are filtered again here (R-70).
        """
        rows = self.rows(Call("tickets.list", query={"number": number}))
        looked = 0
        for row in islice(rows, SEARCHED):
            looked += 1
            if str(row.get("number")) == str(number):
                return _typed(Ticket, row, "tickets.list")
        told = f"; Syncro ignored the filter, so the latest {looked} tickets were looked at" if looked else ""
        raise NotFound(
            f"There is no ticket number {number}{told}", hint="Find it by its words. Try: syncro search WORDS"
        )

    def tickets(self, *, limit: int | None = None, **filters: Any) -> Listing[Ticket]:
        """List rows of tickets; filters as in the catalog, and the server may ignore them (facts §4)."""
        return self._list(Ticket, Call("tickets.list", query=filters), limit)

    def comments(self, ticket_id: int) -> Listing[Comment]:
        """All comments of a ticket over all pages, newest first (facts §4.1)."""
        return self._list(Comment, Call("tickets.comments", {"id": ticket_id}, {"per_page": COMMENTS_PER_PAGE}))

    def customer(self, customer_id: int) -> Customer:
        """A customer with prepay hours (facts §10)."""
        return self._one(Customer, "customers.get", customer_id)

    def customers(self, query: str, *, limit: int | None = None) -> Listing[Customer]:
        """Customers that the server finds for a query (R-09)."""
        return self._list(Customer, Call("customers.list", query={"query": query}), limit)

    def product(self, product_id: int) -> Product:
        """A product with its live price (R-33)."""
        return self._one(Product, "products.get", product_id)

    def products(self, ids: Iterable[int]) -> dict[int, Product]:
        """Several products by id, in one request if the account honours `id[]`; NotFound for one that isn't there."""
        wanted = sorted(set(ids))
        found = self._products_listed(wanted) if len(wanted) > 1 else {}
        return {each: found[each] if each in found else self.product(each) for each in wanted}

    def invoice(self, id_or_number: int | str) -> Invoice:
        """An invoice's detail by internal id or visible number (facts §5); only this proves the link to a ticket (C5)."""
        found = _typed(Invoice, self.read(Call("invoices.get", {"id": id_or_number})), "invoices.get")
        if str(id_or_number) not in (str(found.id), found.number):
            raise _other("invoices.get", id_or_number, found.id)
        return found

    def estimate(self, id_or_number: int | str) -> Estimate:
        """An estimate's detail by internal id or visible number (facts §1, §7)."""
        found = _typed(Estimate, self.read(Call("estimates.get", {"id": id_or_number})), "estimates.get")
        if str(id_or_number) not in (str(found.id), found.number):
            raise _other("estimates.get", id_or_number, found.id)
        return found

    def estimates(self, *, limit: int | None = None, **filters: Any) -> Listing[Estimate]:
        """Rows of estimates; no filter by customer is documented (facts §7)."""
        return self._list(Estimate, Call("estimates.list", query=filters), limit)

    def appointment(self, appointment_id: int) -> Appointment:
        """An appointment (facts §13)."""
        return self._one(Appointment, "appointments.get", appointment_id)

    def appointments(self, *, limit: int | None = None, **filters: Any) -> Listing[Appointment]:
        """Rows of appointments; only dates and `mine` filter, and without dates the server picks a window (C9)."""
        return self._list(Appointment, Call("appointments.list", query=filters), limit)

    def invoices_of_ticket(self, ticket_id: int) -> Listing[Invoice]:
        """Candidates only: the account may ignore the filter, so each needs its detail (C5, R-70)."""
        return self._list(Invoice, Call("invoices.list", query={"ticket_id": ticket_id}))

    def me(self) -> Me:
        """The owner of the key."""
        return _typed(Me, self.read(Call("me.get")), "me.get")

    def users(self) -> list[User]:
        """All users; the list is one of `[id, "name"]` pairs (facts §15)."""
        return [_typed(User, _user(row), "users.list") for row in self.rows(Call("users.list"))]

    def search(self, query: str) -> list[dict[str, Any]]:
        """Hits of the account's own search: `type`, `id` and the fields that the index holds (facts §15)."""
        return [_hit(row) for row in self.rows(Call("search.query", query={"query": query}))]

    def ticket_settings(self) -> dict[str, Any]:
        """Statuses, appointment types, default labour product (facts §4)."""
        return _object(self.read(Call("tickets.settings")), "tickets.settings")

    def settings(self) -> dict[str, Any]:
        """Problem types, priorities, time zone (facts §15)."""
        return _object(self.read(Call("settings.get")), "settings.get")

    def _one(self, kind: type[R], operation: str, wanted: int) -> R:
        found = _object(self.read(Call(operation, {"id": wanted})), operation)
        if str(found.get("id")) != str(wanted):
            raise _other(operation, wanted, found.get("id"))
        return _typed(kind, found, operation)

    def _list(self, kind: type[R], call: Call, limit: int | None = None) -> Listing[R]:
        listing = self.listing(call, limit=limit)
        return Listing([_typed(kind, row, call.operation) for row in listing.rows], listing.complete, listing.pages)

    def _products_listed(self, wanted: list[int]) -> dict[int, Product]:
        rows = self.read(Call("products.list", query={"id": wanted}))
        products = (
            _typed(Product, row, "products.list") for row in rows if isinstance(row, dict) and row.get("id") in wanted
        )
        return {product.id: product for product in products}


def _typed(kind: type[R], data: Json, operation: str) -> R:
    return _tried(lambda: kind.read(data), operation)


def _tried(make: Callable[[], R], operation: str) -> R:
    try:
        return make()
    except Unreadable as error:
        raise _unreadable(operation, error.reason) from None


def _object(value: Json, operation: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _unreadable(operation, "expected an object")
    return value


def _user(row: Json) -> Json:
    return {"id": row[0], "full_name": row[1]} if isinstance(row, list) and len(row) == 2 else row


def _hit(row: Json) -> dict[str, Any]:
    """One search result without its wrappers: `{"table": {"_id", "_type", "_source": {"table": {…}}}}`."""
    table = _mapping(row.get("table", row) if isinstance(row, dict) else None)
    source = _mapping(table.get("_source"))
    fields = _mapping(source.get("table", source))
    return {**fields, "type": table.get("_type"), "id": table.get("_id")}


def _mapping(value: Json) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _other(operation: str, wanted: object, got: object) -> Unusable:
    return _unreadable(operation, f"asked for {wanted}, got {got}")


def _unreadable(operation: str, reason: str) -> Unusable:
    return Unusable(f"{doing(BY_ID[operation])}: the answer can't be used: {reason}", status=200, operation=operation)
