"""Command lines as processes of their own, forked from one that has imported everything: a real kill at a tenth of the cost."""

import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, Self

COMMANDS = ("api", "bill", "close", "comment", "create", "estimate", "move_appointment", "plan")
LIBRARIES = ("filelock", "httpcore2", "httpx2", "sqlalchemy.dialects.sqlite", "tomllib", "truststore")
OURS = ("syncro.cli.main", "syncro.cli.shape", "syncro.store.journal", "syncro.store.locks")


class Child(NamedTuple):
    """A started command line; its output goes to files."""

    zygote: "Zygote"
    pid: int
    folder: Path

    def wait(self) -> int:
        """Its exit code; negative for the signal that ended it."""
        return int(self.zygote.ask({"wait": self.pid}))

    def kill(self) -> int:
        os.kill(self.pid, signal.SIGKILL)
        return self.wait()

    @property
    def out(self) -> str:
        return (self.folder / "out.txt").read_text()

    @property
    def err(self) -> str:
        return (self.folder / "err.txt").read_text()


class Zygote:
    """The process that forks. `hooks` is a module whose `prepare(given)` each child may call before it begins."""

    def __init__(self, hooks: Path | None = None, env: Mapping[str, str] | None = None) -> None:
        command = [sys.executable, str(Path(__file__)), *([str(hooks)] if hooks else [])]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **(env or {})}
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=10)

    def start(
        self,
        words: list[str],
        env: Mapping[str, str],
        folder: Path,
        *,
        crash: str = "",
        given: Mapping[str, Any] | None = None,
    ) -> Child:
        """Run `syncro WORDS`. `crash` is `before 3` or `after 3`: die at the third entry of the journal.

        `given` goes to the hooks.
        """
        folder.mkdir(parents=True, exist_ok=True)
        order = {"words": words, "env": dict(env), "folder": str(folder), "crash": crash, "given": given}
        return Child(self, int(self.ask(order)), folder)

    def run(self, words: list[str], env: dict[str, str], folder: Path, *, crash: str = "") -> tuple[int, Child]:
        child = self.start(words, env, folder, crash=crash)
        return child.wait(), child

    def ask(self, order: dict[str, Any]) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


CRASHED = 77
"""Exit code of a process that died at its journal entry."""


def _crash_at(when: str) -> None:
    from syncro.store.journal import Journal

    place, _, count = when.partition(" ")
    append, seen = Journal.append, [0]

    def dying(self: Any, *args: Any, **named: Any) -> None:
        seen[0] += 1
        if place == "before" and seen[0] == int(count):
            os._exit(CRASHED)
        append(self, *args, **named)
        if place == "after" and seen[0] == int(count):
            os._exit(CRASHED)

    Journal.append = dying  # type: ignore[method-assign]


def _child(order: dict[str, Any]) -> None:
    from syncro.cli.main import run

    folder = Path(order["folder"])
    streams = [(Path(os.devnull), "r"), (folder / "out.txt", "w"), (folder / "err.txt", "w")]
    for place, (path, mode) in enumerate(streams):
        with path.open(mode) as file:
            os.dup2(file.fileno(), place)
    os.environ.update(order["env"])
    if order["crash"]:
        _crash_at(order["crash"])
    if order["given"] is not None:
        _hooks().prepare(order["given"])
    code = run(order["words"])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _hooks() -> Any:
    """The module named on the command line."""
    path = Path(sys.argv[1])
    if str(path.parent) not in sys.path:
        sys.path.insert(0, str(path.parent))
    return import_module(path.stem)


def _serve() -> None:
    from syncro.workflows import vendors

    for name in (*LIBRARIES, *OURS, *(f"syncro.cli.commands.{name}" for name in COMMANDS)):
        import_module(name)
    # The detectors are imported when the first text is looked at.
    vendors.load()
    if sys.argv[1:]:
        _hooks()
    # What is frozen isn't touched by a child's collector, so its pages stay shared.
    gc.freeze()
    for name in [name for name in os.environ if name.startswith("SYNCRO_")]:
        del os.environ[name]
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            answer = os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1])
        else:
            answer = os.fork()
            if answer == 0:
                try:
                    _child(order)
                finally:
                    os._exit(99)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
