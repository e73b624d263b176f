"""The table of all operations of Syncro's REST API. Client, commands and sandbox read it; it does nothing."""

from syncro.catalog import account, billing, customers, products, tickets
from syncro.catalog.operation import Effect, Field, Meta, Operation, Reply, Shape

OPERATIONS: tuple[Operation, ...] = (
    *tickets.ROWS,
    *billing.ROWS,
    *customers.ROWS,
    *products.ROWS,
    *account.ROWS,
)

BY_ID: dict[str, Operation] = {operation.id: operation for operation in OPERATIONS}


def find(method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
    """The operation behind a real request path, with its path values; None when there is no such route.

    Fixed segments win over placeholders: `/customers/latest` is not a customer's id.
    """
    matches = [
        (operation, found.groupdict())
        for operation in BY_ID.values()
        if operation.method == method and (found := operation.pattern.match(path))
    ]
    return min(matches, key=lambda match: len(match[1]), default=None)


def read_of(operation: Operation) -> Operation | None:
    """The read of the record that the operation's path names; None where the API has none."""
    read = BY_ID.get(f"{operation.group}.get")
    return read if read and "id" in operation.path_names and operation.path.startswith(read.path) else None


__all__ = ["BY_ID", "OPERATIONS", "Effect", "Field", "Meta", "Operation", "Reply", "Shape", "find", "read_of"]
