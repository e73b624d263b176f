"""Where the program begins: an interruption is one line from the first moment on. Nothing of ours is imported before it."""

import gc
import os
import sys
from signal import SIGINT, default_int_handler, getsignal, signal
from typing import NoReturn

INTERRUPTED = 130
ALLOCATIONS = 100_000
"""Objects made between two searches for garbage: loading modules makes many and leaves hardly any."""


def _stop(_signal: int, _frame: object) -> NoReturn:
    """While the program is still being loaded: nothing is open yet, so nothing has to be closed."""
    os.write(2, b"syncro: Stopped. Nothing was written.\n")
    os._exit(INTERRUPTED)


def ready() -> None:
    """From here on an interruption is an exception, for there are things to close."""
    if getsignal(SIGINT) is _stop:
        signal(SIGINT, default_int_handler)


def over() -> None:
    """All is done and said: an interruption while the interpreter ends says nothing more."""
    gc.freeze()  # what is left needn't be searched once more on the way out
    if getsignal(SIGINT) is default_int_handler:
        signal(SIGINT, lambda _signal, _frame: os._exit(INTERRUPTED))


def run() -> NoReturn:
    """The `syncro` command."""
    gc.set_threshold(ALLOCATIONS)
    if getsignal(SIGINT) is default_int_handler:
        signal(SIGINT, _stop)
    from syncro.cli.main import run as run_line

    code = run_line(on_ready=ready)
    over()
    sys.exit(code)


if __name__ == "__main__":
    run()
