"""Shell completion through click: the script to install, and the answers it asks for. Never opens a connection."""

import sys

from click.shell_completion import add_completion_class, get_completion_class, shell_complete

from syncro.cli.powershell import PowerShellComplete
from syncro.cli.root import NAME, ROOT
from syncro.cli.streams import writing
from syncro.errors import UsageError

VARIABLE = "_SYNCRO_COMPLETE"
SHELLS = ("bash", "zsh", "fish", PowerShellComplete.name)

add_completion_class(PowerShellComplete)


def script(shell: str) -> str:
    """What the shell has to evaluate. Raises UsageError for a shell that isn't served."""
    served = get_completion_class(shell)
    if served is None or shell not in SHELLS:
        raise UsageError(f"No completion for {shell!r}. Choose one of: {', '.join(SHELLS)}.")
    made = served(ROOT, {}, NAME, VARIABLE).source()
    # Click's fish function would cut a summary at its first comma.
    return made.replace('string split ","', 'string split --max 1 ","')


def answer(instruction: str) -> int:
    """Answer the shell's question in `_SYNCRO_COMPLETE`; click prints the candidates. Raises OutputFailed."""
    with writing(sys.stdout):
        return shell_complete(ROOT, {}, NAME, VARIABLE, instruction)
