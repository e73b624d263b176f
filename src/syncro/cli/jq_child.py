"""Runs one jq filter as a process that has nothing: no environment, no home, no file to open, little time and memory.

Started by `filtering` as a script of its own, so it imports nothing of this package. `jq_child.py FOLDER LIMITS` reads
from standard input one JSON object {"expression", "text"} (without `text` it only looks whether the filter is one) and
writes one JSON value a line; a complaint is a line that begins with "!". FOLDER holds the jq library.
"""

import json
import sys
from contextlib import suppress
from os import environ

COMPLAINT = "!"
NOWHERE = "/dev/null"


def main(folder: str, limits: str) -> int:
    """Gives 0, or 1 after a complaint."""
    given = json.load(sys.stdin)
    sys.path.insert(0, folder)
    import jq

    confine(*map(int, limits.split(",")))
    try:
        program = jq.compile(given["expression"])
        if "text" in given:
            for result in program.input_text(given["text"]):
                sys.stdout.write(json.dumps(result) + "\n")
    except ValueError as error:
        return complain(str(error))
    except (MemoryError, RecursionError):
        return complain("it needs too much memory")
    sys.stdout.flush()
    return 0


def complain(what: str) -> int:
    """One line, whatever the library says."""
    sys.stdout.write(f"{COMPLAINT}{' '.join(what.split())}\n")
    sys.stdout.flush()
    return 1


def confine(seconds: int, memory: int) -> None:
    """Take away what a filter has no business with. Where the system has no such limits (Windows), time is bounded by the parent."""
    environ.clear()
    # Without this the library asks the system for the home folder, and loads ~/.jq from it.
    environ["HOME"] = NOWHERE
    with suppress(ImportError):
        import resource

        # Standard streams are open already; nothing else can be opened: no import, no include, no ~/.jq.
        limits = (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)
        for kind, most in (*limits, (resource.RLIMIT_NOFILE, 3), (resource.RLIMIT_NPROC, 0)):
            with suppress(ValueError, OSError):
                resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
