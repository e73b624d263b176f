"""Where a run of the command line reads and prints, and how: the streams and the global options. Prints nothing itself."""

import sys
from typing import TextIO

from syncro.cli.options import Options
from syncro.config import settings
from syncro.config.settings import Environment


class Console:
    """What printing and asking need to know of a run."""

    def __init__(
        self,
        options: Options,
        *,
        env: Environment | None = None,
        stdin: TextIO | None = None,
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
    ) -> None:
        self.options = options
        self.env = settings.environment() if env is None else env
        self.stdin = stdin or sys.stdin
        self.stdout = stdout or sys.stdout
        self.stderr = stderr or sys.stderr
        self.has_emitted = False

    @property
    def is_interactive(self) -> bool:
        """True when there is somebody to ask: a terminal to read from and one to ask on (`--no-input` says no)."""
        return self.stdin.isatty() and self.stderr.isatty() and not self.options.no_input
