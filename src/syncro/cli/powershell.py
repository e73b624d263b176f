"""Completion for PowerShell, which click doesn't serve: the script to install, and its answers. Never opens a connection."""

from typing import ClassVar

from click.shell_completion import CompletionItem, ShellComplete

from syncro.config import settings

_SCRIPT = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $typed = $commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition }
    $env:%(complete_var)s = 'powershell_complete'
    $env:COMP_WORDS = ($typed | ForEach-Object { $_.Extent.Text }) -join "`n"
    $env:COMP_CWORD = $wordToComplete
    try {
        %(prog_name)s | ForEach-Object {
            $value, $help = $_ -split "`t", 2
            $shown = if ($help) { $help } else { $value }
            [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $shown)
        }
    } finally {
        Remove-Item Env:%(complete_var)s, Env:COMP_WORDS, Env:COMP_CWORD -ErrorAction SilentlyContinue
    }
}"""


class PowerShellComplete(ShellComplete):
    """Windows PowerShell 5.1 and PowerShell 7. The words come one a line, so that no quoting is lost on the way."""

    name: ClassVar[str] = "powershell"
    source_template: ClassVar[str] = _SCRIPT

    def get_completion_args(self) -> tuple[list[str], str]:
        """The complete words after the program's name, and the one being typed."""
        env = settings.environment()
        incomplete = env.get("COMP_CWORD", "").strip("'\"")
        words = [word.strip("'\"") for word in env.get("COMP_WORDS", "").split("\n")][1:]
        if incomplete and words and words[-1] == incomplete:
            words.pop()
        return words, incomplete

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Value and help, a tab between them."""
        help_ = " ".join((item.help or "").split())
        return f"{item.value}\t{help_}" if help_ else str(item.value)
