"""What every command gets: a console, and lazily the configuration and the connection. Makes no decision."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

from syncro.cli.console import Console
from syncro.cli.options import Options
from syncro.cli.output import ask_yes, note
from syncro.config import settings
from syncro.config.settings import Config, Environment

if TYPE_CHECKING:
    from syncro.api.client import Reader
    from syncro.workflows.session import Session


class App(Console):
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
        super().__init__(options, env=env, stdin=stdin, stdout=stdout, stderr=stderr)
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
        return lambda question: ask_yes(self, question, missing="a yes")

    @cached_property
    def session(self) -> "Session":
        """What planning and executing work with; connections are opened when they are used."""
        from syncro.workflows.session import Session

        opened = Session(self.config, now=self.now, tell=lambda message: note(self, message))
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
