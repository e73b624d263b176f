"""The completion scripts in the shells they are for: the real shell is asked what it would offer."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BASH = """
eval "$(syncro completion bash)"
COMP_WORDS=(syncro cust); COMP_CWORD=1; COMP_LINE='syncro cust'; COMP_POINT=11
_syncro_completion syncro
printf '%s\\n' "${COMPREPLY[@]}"
"""
FISH = """
syncro completion fish | source
complete -C 'syncro cust'
"""
ZSH = """
autoload -Uz compinit; compinit -u -d "$HOME/dump"
compdef() { registered=$2 }
eval "$(syncro completion zsh)"
print "registered ${_comps[syncro]:-$registered}"
# Outside the line editor nothing can be offered, so what would be offered is printed.
_describe() { for each in "${(P@)3}"; do print -r -- "$each"; done }
compadd() { print -r -- "$@" }
words=(syncro cust) CURRENT=2
_syncro_completion
"""


def asked(shell: str, home: Path, script: str, *options: str) -> str:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "HOME": str(home), "SYNCRO_HOME": str(home)}
    command = [shell, *options, "-c", script]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(autouse=True)
def the_command_is_installed() -> None:
    if not (Path(sys.executable).parent / "syncro").exists():
        pytest.skip("the command is not beside this Python")


def test_bash_offers_the_command(tmp_path: Path) -> None:
    assert asked("bash", tmp_path, BASH, "--norc").split() == ["customers"]


def test_fish_offers_the_command_with_its_summary(tmp_path: Path) -> None:
    assert (
        asked("fish", tmp_path, FISH, "--no-config").strip() == "customers\tcustomers, their contacts and prepay hours"
    )


def test_zsh_offers_the_command_with_its_summary(tmp_path: Path) -> None:
    said = asked("zsh", tmp_path, ZSH, "-f")
    assert "registered syncro" in said or "registered _syncro_completion" in said
    assert "customers:customers, their contacts and prepay hours" in said
