"""Users of the account and who is asking. Never keeps a token."""

from collections.abc import Mapping
from typing import Any

from msgspec import field

from syncro.records.base import Record


class User(Record, frozen=True, kw_only=True):
    """A person who can log in (facts §15)."""

    id: int
    full_name: str = ""
    email: str | None = None
    group: str | None = None
    admin: bool | None = None

    @classmethod
    def understood(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Ticket settings call the full name `name`."""
        return {"full_name": data.get("name"), **data}


class Me(Record, frozen=True, kw_only=True):
    """The owner of the API key (facts §15). `user_token`, a secret, is dropped on arrival (R-55)."""

    user_id: int
    user_name: str = ""
    user_email: str = ""
    admin: bool = False
    subdomain: str | None = None
    permissions: dict[str, Any] = field(default_factory=dict)

    @property
    def shown_name(self) -> str:
        """The name, else the number: nobody signs as nothing."""
        return self.user_name.strip() or f"user {self.user_id}"

    @classmethod
    def as_sent(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        """Everything but the token."""
        return {name: value for name, value in data.items() if name != "user_token"}
