"""`python -m syncro.sandbox`: serve a sandbox until it is told to stop."""

import argparse
import sqlite3
import sys
from pathlib import Path

from syncro import jsonio
from syncro.jsonio import Json
from syncro.sandbox import proving
from syncro.sandbox.account import COMPANIES, SEED, Setup
from syncro.sandbox.faults import Rule, rules_from
from syncro.sandbox.quirks import cast
from syncro.sandbox.server import LOOPBACK, run


def main(arguments: list[str] | None = None) -> int:
    """Serve; gives the exit code: 0 after a signal, 1 when it can't serve, 2 for wrong arguments."""
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        secret = proving.read(given.secret_file) if given.secret_file else ""
        setup = Setup(given.company, given.seed, _quirks(given.quirk), _faults(given.faults), given.db, secret)
    except (ValueError, OSError) as problem:
        parser.error(str(problem))
    try:
        run(setup, host=given.host, port=given.port)
    except (OSError, sqlite3.Error) as problem:
        sys.stderr.write(f"The sandbox can't serve: {problem}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m syncro.sandbox", description="A server that plays Syncro.")
    parser.add_argument("--host", default=LOOPBACK, help="address to serve on (default: loopback only)")
    parser.add_argument("--port", type=int, default=0, help="port to serve on (default: a free one)")
    parser.add_argument("--db", metavar="FILE", help="keep the records in this file")
    parser.add_argument("--company", choices=COMPANIES, default=COMPANIES[0], help="what a new account starts with")
    parser.add_argument("--seed", type=int, default=SEED, help="what the company is made from")
    parser.add_argument("--quirk", action="append", default=[], metavar="NAME=VALUE", help="switch a quirk")
    parser.add_argument("--faults", metavar="FILE", help="JSON list of faults to start with")
    parser.add_argument("--secret-file", metavar="FILE", help="prove at /sandbox/proof to know what this file holds")
    return parser


def _quirks(words: list[str]) -> dict[str, Json]:
    quirks: dict[str, Json] = {}
    for word in words:
        name, separator, value = word.partition("=")
        if not separator:
            raise ValueError(f"a quirk is given as NAME=VALUE, not {word!r}")
        quirks[name] = cast(name, value)
    return quirks


def _faults(path: str | None) -> tuple[Rule, ...]:
    return tuple(rules_from(jsonio.loads(Path(path).read_bytes()))) if path else ()


if __name__ == "__main__":
    raise SystemExit(main())
