"""`--jq`: a filter sees the result and nothing else. It runs in a process without environment, files or input, within limits."""

import json
import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from syncro.errors import UsageError, Wrote

SECONDS = 10
"""A filter that takes longer doesn't end."""
MEMORY = 1 << 30
"""Bytes of memory, where the system can limit it."""
OUTPUT = 64 << 20
"""Bytes a filter may print."""
_CHILD = Path(__file__).with_name("jq_child.py")
_COMPLAINT = "!"
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_OUTSIDE = re.compile(
    r"\$ENV\b|(?<![.\w$])(?:env|import|include|inputs?|input_filename|input_line_number|modulemeta|get_search_list"
    r"|debug|stderr|halt|halt_error)\b(?!\s*:)"
)
"""What reaches outside of the result. The process has none of it; here it is only said in words that help."""


def check(expression: str) -> None:
    """Raise UsageError for what isn't a filter, or asks for more than the result."""
    _run(expression, None, Wrote.NO)


def results(expression: str, text: str, wrote: Wrote = Wrote.NO) -> list[Any]:
    """What the filter makes of a JSON text; raises UsageError, saying `wrote`, for one that fails or doesn't end."""
    return _run(expression, text, wrote)


def _run(expression: str, text: str | None, wrote: Wrote) -> list[Any]:
    # What a text interpolates is a filter too; taking whole texts out is enough for a hint.
    if found := _OUTSIDE.search(_TEXT.sub('""', expression)):
        raise UsageError(f"--jq: {found[0]} isn't available; a filter sees the result alone.", wrote=wrote)
    given = {"expression": expression} | ({} if text is None else {"text": text})
    return list(_values(_output(json.dumps(given).encode(), wrote), wrote, is_running=text is not None))


def _values(output: bytes, wrote: Wrote, *, is_running: bool) -> Iterator[Any]:
    for line in output.decode("utf-8", errors="replace").split("\n"):
        if line.startswith(_COMPLAINT):
            raise UsageError(f"--jq{' failed' if is_running else ''}: {line[1:]}.", wrote=wrote)
        if line:
            yield json.loads(line)


def _output(given: bytes, wrote: Wrote) -> bytes:
    """What the process printed; raises UsageError when it took too long, printed too much or died."""
    import subprocess

    command = [sys.executable, "-I", "-S", str(_CHILD), _library(), f"{SECONDS},{MEMORY}"]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and script
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # Windows can't start a program with no environment at all; the process empties it before it does anything.
        env=None if sys.platform == "win32" else {},
    ) as process:
        output, trouble = _bounded(process, given)
        process.kill()
    if trouble:
        raise UsageError(f"--jq failed: {trouble}.", wrote=wrote)
    if process.returncode not in (0, 1):
        raise UsageError("--jq failed: the filter needs too much time or memory.", wrote=wrote)
    return output


def _bounded(process: Any, given: bytes) -> tuple[bytes, str]:
    """The output within time and size, and what was wrong if it wasn't within."""
    from threading import Thread, Timer

    is_late: list[bool] = []

    def end() -> None:
        is_late.append(True)
        process.kill()

    timer, feeder = Timer(SECONDS, end), Thread(target=_feed, args=(process.stdin, given), daemon=True)
    timer.start()
    feeder.start()
    output = process.stdout.read(OUTPUT + 1)
    if len(output) > OUTPUT:
        process.kill()
    process.wait()
    timer.cancel()
    feeder.join()
    if len(output) > OUTPUT:
        return b"", f"the filter printed more than {OUTPUT >> 20} MiB"
    return output, f"the filter didn't end within {SECONDS} s" if is_late else ""


def _feed(stream: Any, given: bytes) -> None:
    try:
        with stream:
            stream.write(given)
    except OSError:
        pass


def _library() -> str:
    found = find_spec("jq")
    if found is None or not found.origin:
        raise UsageError("--jq needs the package jq.", hint="pip install jq")
    return str(Path(found.origin).parent)
