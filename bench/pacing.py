"""The rate limit, shared: eight processes behind one address, 2,000 calls, no 429, and hardly a turn wasted (R-58).

    python bench/pacing.py [--calls 2000] [--processes 8] [--limit 180]

A sandbox counts as Syncro does: so many requests in any minute per address. Prints how many 429 it gave, and which share of the
limit was used: the shortest time in which the limit allows that many calls, over the time it took. At 180 a minute that is 11 minutes.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import datetime
from pathlib import Path
from typing import Any

from syncro.config import settings
from syncro.workflows.session import Session

WINDOW = 60.0


def main() -> None:
    """Start the sandbox and the processes, wait, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--limit", type=int, default=180, help="requests a minute")
    parser.add_argument("--worker", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        work(options.worker)
        return
    command = [sys.executable, "-m", "syncro.sandbox", "--quirk", f"rate_limit={options.limit}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sandbox, tempfile.TemporaryDirectory() as home:
        assert sandbox.stdout
        try:
            measure(sandbox.stdout.readline().split()[-1], home, options)
        finally:
            sandbox.terminate()


def measure(base: str, home: str, options: argparse.Namespace) -> None:
    """All processes at once; what the server saw is what counts."""
    share, rest = divmod(options.calls, options.processes)
    begun = time.monotonic()
    workers = [worker(base, home, share + (place < rest), options.limit) for place in range(options.processes)]
    codes = [each.wait() for each in workers]
    taken = time.monotonic() - begun
    seen = api_requests(base)
    refused = sum(each["status"] == 429 for each in seen)
    least = WINDOW * (math.ceil(options.calls / options.limit) - 1)
    print(f"{options.processes} processes, {options.calls} calls, {options.limit} a minute: {taken:.0f} s")
    print(f"requests the server saw         {len(seen)}")
    print(f"429 it gave                     {refused}")
    print(f"workers that failed             {sum(code != 0 for code in codes)}")
    print(f"share of the limit used         {least / taken:.1%}  (at least {least:.0f} s are needed)")
    if refused or any(codes):
        sys.exit(1)


def worker(base: str, home: str, calls: int, limit: int) -> "subprocess.Popen[bytes]":
    """One process with the shared home."""
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SYNCRO_")},
        "SYNCRO_HOME": home,
        "SYNCRO_BASE_URL": base,
        "SYNCRO_API_KEY": "sandbox-tech-1",
        "SYNCRO_REQUESTS_PER_MINUTE": str(limit),
    }
    return subprocess.Popen([sys.executable, str(Path(__file__)), "--worker", str(calls)], env=env)


def work(calls: int) -> None:
    """Read as fast as the limit lets it."""
    config = settings.load(profile=None, tech=None, env=dict(os.environ))
    session = Session(config, now=lambda: datetime.now().astimezone())
    reader = session.reader()
    for _ in range(calls):
        reader.me()
    session.close()


def api_requests(base: str) -> list[dict[str, Any]]:
    """What the sandbox has seen of the API."""
    with urllib.request.urlopen(f"{base.removesuffix('/api/v1')}/sandbox/requests") as reply:
        return [each for each in json.loads(reply.read())["requests"] if each["path"].startswith("/api/v1")]


if __name__ == "__main__":
    main()
