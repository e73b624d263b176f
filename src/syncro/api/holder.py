"""Whose key it is by the configuration. Compares; never asks."""

from typing import NamedTuple
from unicodedata import normalize


class Holder(NamedTuple):
    """The person behind a tech's alias, as far as it is configured: their user id, else their name, else nobody in particular."""

    alias: str
    name: str = ""
    user_id: int | None = None

    @property
    def words(self) -> str:
        """For messages."""
        if self.user_id is None:
            return self.name
        return f"{self.name} (user {self.user_id})" if self.name else f"user {self.user_id}"

    def is_held_by(self, user_id: int, name: str) -> bool:
        """True when nothing that is configured speaks against it. The id decides; names are compared where there is none."""
        if self.user_id is not None:
            return self.user_id == user_id
        return not self.name or _folded(self.name) == _folded(name)


def _folded(name: str) -> str:
    return " ".join(normalize("NFKC", name).casefold().split())
