"""What a workflow works with: readers for planning, clients for the engine, the journal, the clock. Opened once per command."""

import secrets
import time
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from syncro.api import Client, Holder, Pace, Reader, Timeouts
from syncro.config import known
from syncro.config.address import is_loopback
from syncro.config.files import private_folder, refuse_links
from syncro.config.profiles import Tech
from syncro.config.settings import Config
from syncro.jsonio import Json
from syncro.rules.plans.elapsed import Moment
from syncro.secret import Secret
from syncro.store import machine
from syncro.workflows import vendors

if TYPE_CHECKING:
    from syncro.drafting import Drafter
    from syncro.rules.words.credentials import Secrets
    from syncro.store.journal import Journal

Told = Callable[[str], None]
NOTICED = 2.0
"""Seconds of waiting that are worth a line."""
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""For plan ids that are read out and typed: no 0/o, 1/l/i."""


class Session:
    """One account, its techs' keys, and the means to plan and execute.

    `now` gives the time with an offset; `ticks` seconds on a clock that nobody sets; `sleep` waits;
    `tell` shows progress to a person. Nothing is opened or
    resolved before it is used.
    """

    def __init__(
        self,
        config: Config,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
        ticks: Callable[[], float] = machine.ticks,
        tell: Told = lambda _text: None,
    ) -> None:
        self.config = config
        self.now = now
        self.sleep = sleep
        self.ticks = ticks
        self.tell = tell
        self.is_alone = False
        """True when nobody else can know this account: then nothing is left outside the home."""
        self.is_dry = False
        """True when nothing may be stored: then a journal that isn't there yet isn't made."""
        self._clients: dict[str, Client] = {}
        self._has_waited = False
        self._opening = RLock()
        self._keys: dict[str, Secret] = {}

    @property
    def tech(self) -> Tech:
        """The acting tech."""
        return self.config.tech

    @property
    def account(self) -> str:
        """What plans are made for."""
        return self.config.account

    @property
    def settle(self) -> tuple[float, ...]:
        """Seconds after a lost answer at which to read back."""
        return self.config.settle

    @property
    def resend_after(self) -> float:
        """Seconds after a send before the same may be sent again, if it isn't there."""
        return self.config.resend_after

    def moment(self, reader: Reader | None = None) -> Moment:
        """This moment on clocks that nobody sets; `reader` knows what time the server told last."""
        told = reader.server_time() if reader else None
        return Moment(machine.name(), int(self.ticks() * 1000), told.isoformat() if told else "")

    @property
    def lock_folder(self) -> Path:
        """Where locks between processes of this home live."""
        return self.config.home / "locks"

    @property
    def record_lock_folder(self) -> Path:
        """Where locks on records of Syncro live: one place for all homes of this user on this machine.

        Raises JournalError when it can't be had safely: nothing is written without it.
        """
        from syncro.store.locks import machine_folder

        return self.lock_folder if self.is_alone else machine_folder()

    @cached_property
    def journal(self) -> "Journal":
        """The journal, opened at first use; raises JournalError."""
        from syncro.store.journal import Journal

        return Journal(self.config.journal_url)

    @property
    def has_journal(self) -> bool:
        """True when there is a journal to look into, or one may be made."""
        _, is_file, path = self.config.journal_url.partition("sqlite:///")
        return not self.is_dry or not is_file or Path(path).exists()

    @cached_property
    def drafter(self) -> "Drafter":
        """Drafts texts (R-80); whether its servers are up is found out once per session."""
        from syncro.drafting import Drafter

        wanted = self.config.drafting
        return Drafter(wanted.urls, wanted.model, timeout=wanted.timeout)

    def warm(self) -> None:
        """Load the journal's library, the largest part of a write's start-up. Called while the network is waited for."""
        from importlib import import_module

        import_module("syncro.store.journal")

    @cached_property
    def pace(self) -> Pace | None:
        """The rate limit shared with every process on this machine (R-58).

        Syncro counts by address, so all accounts share one file; a sandbox here counts for itself.
        """
        if not self.config.requests_per_minute:
            return None
        private_folder(self.config.home)
        name = f"pace-{self.account.replace(':', '-')}.db" if is_loopback(self.config.base_url) else "pace.db"
        refuse_links(self.config.home / name)
        return Pace(self.config.home / name, self.config.requests_per_minute)

    def remember(self, account: str, name: str, value: Json, *, at: datetime, source: str) -> None:
        """Keep something learned about an account; opens the journal only now."""
        self.journal.remember(account, name, value, at=at, source=source)

    def recall(self, account: str, name: str) -> tuple[Json, str] | None:
        """What was learned about an account, and from what; a journal that isn't open yet is only read."""
        if "journal" in self.__dict__ or not self.config.journal_url.startswith("sqlite"):
            return self.journal.recall(account, name) if self.has_journal else None
        from syncro.store.recalling import recall

        return recall(self.config.journal_url, account, name)

    def reader(self, alias: str | None = None) -> Reader:
        """A reader with the key of this tech, or of the acting one; raises KeyUnavailable."""
        return self.client(alias or self.tech.alias)

    def client(self, alias: str) -> Client:
        """A client with the key of this tech and no other (R-54). Only the engine writes with it."""
        # Reads that run side by side may both be the first to ask.
        with self._opening:
            if alias not in self._clients:
                self._clients[alias] = self._opened(alias)
            return self._clients[alias]

    def _opened(self, alias: str) -> Client:
        return Client(
            self.config.base_url,
            self._key(alias),
            pace=self.pace,
            timeout=Timeouts(read=self.config.timeout),
            on_wait=self._waits,
            sleep=self.sleep,
            holder=_holder(self.config.techs.get(alias)),
        )

    def _waits(self, seconds: float) -> None:
        """Say it once, and only where it is long enough to be noticed."""
        if seconds >= NOTICED and not self._has_waited:
            self._has_waited = True
            self.tell(f"Rate limit: waiting {seconds:.0f} s.")

    def known_secrets(self) -> "Secrets":
        """What to keep out of texts: keys in use, those of all other techs and profiles that can be had without asking, and
        whatever looks like a vendor's key."""
        from syncro.rules.words.credentials import Secrets

        in_use = [self._key(alias).reveal() for alias in self._clients]
        return Secrets((*in_use, *known.learn(self.config.home, self.config.env)), vendors.kinds_in)

    def new_plan_id(self) -> str:
        """A short id that no other plan has."""
        return "".join(secrets.choice(ALPHABET) for _ in range(8))

    def close(self) -> None:
        """Close all connections."""
        for client in self._clients.values():
            client.close()

    def _key(self, alias: str) -> Secret:
        """Asked for once: behind a reference there may be a program that asks a person."""
        if alias not in self._keys:
            self._keys[alias] = self.config.key_of(alias)
        return self._keys[alias]


def _holder(tech: Tech | None) -> Holder | None:
    return None if tech is None else Holder(tech.alias, tech.person, tech.user_id)
