"""What every command gets: options, streams, and lazily the configuration and the connection. Makes no decision."""

import sys
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

from syncro.cli.options import Options
from syncro.config import settings
from syncro.config.settings import Config, Environment

if TYPE_CHECKING:
    from syncro.api.client import Reader
    from syncro.workflows.session import Session


class App:
    """One run of the command line. Nothing is read, opened or sent before a command asks for it."""

    def __init__(
        self,
        options: Options,
        *,
        env: Environment | None = None,
        stdin: TextIO | None = None,
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
        clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        self.options = options
        self.env = settings.environment() if env is None else env
        self.stdin = stdin or sys.stdin
        self.stdout = stdout or sys.stdout
        self.stderr = stderr or sys.stderr
        self.has_emitted = False
        self.sending_since: datetime | None = None
        """When a yes was given: from then on an interruption can't promise by itself that nothing was written."""
        self._clock = clock

    def now(self) -> datetime:
        """The present moment with the machine's offset."""
        return self._clock().astimezone()

    @property
    def is_sending(self) -> bool:
        """True from a yes on."""
        return self.sending_since is not None

    @property
    def is_interactive(self) -> bool:
        """True when there is somebody to ask: a terminal to read from and one to ask on (`--no-input` says no)."""
        return self.stdin.isatty() and self.stderr.isatty() and not self.options.no_input

    @cached_property
    def config(self) -> Config:
        """The configuration, with a running sandbox behind the sandbox profile. Raises ConfigError, UsageError."""
        from msgspec.structs import replace

        config = settings.load(profile=self.options.profile, tech=self.options.tech, env=self.env)
        config = replace(config, ask=self.ask) if self.ask else config
        if config.base_url:
            return config
        from syncro.cli.background import ensure

        return replace(config, base_url=ensure(config.home))

    @property
    def ask(self) -> Callable[[str], bool] | None:
        """Puts a question to whoever is at the terminal; None where there is nobody."""
        if not self.is_interactive:
            return None
        from syncro.cli.output import ask_yes

        return lambda question: ask_yes(self, question, missing="a yes")

    @cached_property
    def session(self) -> "Session":
        """What planning and executing work with; connections are opened when they are used."""
        from syncro.cli.output import note
        from syncro.workflows.session import Session

        opened = Session(self.config, now=self.now, tell=lambda said: note(self, said))
        opened.is_dry = self.options.dry_run
        return opened

    @property
    def reader(self) -> "Reader":
        """Reads as the acting tech; can't write. Raises KeyUnavailable."""
        return self.session.reader()

    def close(self) -> None:
        """Close what was opened."""
        if "session" in self.__dict__:
            self.session.close()
