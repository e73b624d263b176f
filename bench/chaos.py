"""At most once, whatever happens: thousands of pieces of work by real command lines, each with an injury from the seed.

    python bench/chaos.py --seed 7 --writes 20000 --workers 12 [--peers]
    python bench/chaos.py --weather all --pieces 3000

Then everything is resumed, and what the sandbox holds is compared with what was intended and with what was claimed. Prints the
figures; exit code 1 when a bar fails: 0 duplicates, 0 lost silently, 0 false claims, at most 0.5 % left to a person.

The weathers attack where an answer is believed: a proxy between command line and sandbox that answers falsely, people at the same
ticket, homes that share nothing, wrong clocks, lost journals. There a duplicate counts unless a command names both records, and so
does a write on a record that isn't the plan's, or one that overtakes a person's. Without `--weather`: the storm alone.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from contextlib import ExitStack
from pathlib import Path

from storm import contest, ending, ground, injuries, journals, tally, weathering, weathers
from storm.client import Client
from storm.injuries import Case
from storm.journals import Told
from storm.report import Report
from storm.server import Line, Server
from storm.tally import Tally
from storm.truth import State, judge
from storm.weathering import together
from storm.worker import Done, Worker

HOMES = 8
WORKERS = 12
PIECES = 3000
WEATHERS = ("all", "old", *weathers.WEATHERS)
PEERS = 1500
"""Pieces that the peers do too, at most."""


def main() -> int:
    """Run, print, and say by the exit code whether the bars hold."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="chaos-", ignore_cleanup_errors=True) as folder:
        work = Path(options.keep or folder)
        work.mkdir(parents=True, exist_ok=True)
        rows, holds = [], True
        if not options.weather or {"all", "old"} & set(options.weather):
            report = _storm(options, work)
            rows, holds = [tally.old(report)], report.holds
        if names := _named(options.weather):
            came = _weathers(options, names, work / "weathers")
            rows, holds = [*rows, *came.rows], holds and came.holds
            print(f"\n{tally.table(rows)}")
    return 0 if holds else 1


def _storm(options: argparse.Namespace, work: Path) -> Report:
    """Faults, kills, lost disks and jumping clocks; the peers beside it, if asked."""
    begun = time.monotonic()
    cases = injuries.cases(options.seed, options.writes, HOMES, hurt=not options.unhurt)
    if options.only:
        cases = [case for case in cases if case.piece.number in options.only]
    if options.faults_only:
        cases = [case for case in cases if case.is_only_faulty]
    with Server(work) as server:
        report, kills = run(cases, server, work, options.seed, options.workers)
        print(report.figures(kills, server.restarts, time.monotonic() - begun))
    if options.peers:
        print(f"\n{_beside(report, work / 'peers', options.workers)}")
    if said := report.violations():
        print(f"\n{said}")
    if options.only:
        print(f"\n{report.story()}")
    if options.verbose:
        print(f"\nnot written, and said so:\n{report.told()}")
    return report


def _weathers(options: argparse.Namespace, names: list[str], work: Path) -> Tally:
    """Answers that aren't what they seem, people at the same ticket, homes, clocks and journals."""
    begun = time.monotonic()
    cases = weathers.cases(options.seed, names, options.pieces, HOMES)
    if options.unhurt:
        cases = [weathers.calm(case) for case in cases]
    if options.only:
        cases = [case for case in cases if case.piece.number in options.only]
    work.mkdir(parents=True, exist_ok=True)
    with Server(work) as server:
        came = weathering.run(cases, server, work, options.seed, options.workers)
    if said := came.violations():
        print(f"\n{said}")
    if options.only:
        print(f"\n{came.story()}")
    print(f"\nleft to a person, and why:\n{came.left()}\n\n{came.kinds()}")
    print(f"{len(cases)} pieces in {time.monotonic() - begun:.0f} s, seed {options.seed}")
    return came


def _named(asked: list[str] | None) -> list[str]:
    """The new weathers that were asked for, in their own order."""
    chosen = set(asked or ())
    return [name for name in weathers.WEATHERS if name in chosen or "all" in chosen]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--writes", type=int, default=20000, help="intended writes of the storm, at least")
    parser.add_argument("--weather", action="append", choices=WEATHERS, help="may be repeated; the storm is `old`")
    parser.add_argument("--pieces", type=int, default=PIECES, help="pieces in the other weathers, taken in turn")
    parser.add_argument("--workers", type=int, default=WORKERS, help="command lines at one time; most of them wait")
    parser.add_argument("--only", type=int, action="append", metavar="PIECE", help="only this piece; may be repeated")
    parser.add_argument("--peers", action="store_true", help="the same faults for other ways of doing the work, too")
    parser.add_argument("--faults-only", action="store_true", help="of these, the pieces that meet nothing but faults")
    parser.add_argument("--unhurt", action="store_true", help="no injuries")
    parser.add_argument("--keep", metavar="FOLDER", help="leave journals and company here")
    parser.add_argument("--verbose", action="store_true", help="also why writes were not made")
    return parser.parse_args()


def run(cases: list[Case], server: Server, work: Path, seed: int, workers: int) -> tuple[Report, Counter[str]]:
    """Ground, storm, ending, truth."""
    laid = ground.lay(server.base_url, [case.piece for case in cases], workers)
    calls = work / "calls"
    calls.mkdir(exist_ok=True)
    all_done = [Done(case, laid[case.piece.number], calls / str(case.piece.number)) for case in cases]
    with ExitStack() as stack:
        clients = [stack.enter_context(Client(work / f"worker-{place}", server.base_url)) for place in range(workers)]
        crew = [Worker(client, server, seed) for client in clients]
        together(crew, all_done, lambda worker, done: worker.do(done))
        Line(server.base_url).control("DELETE", "faults")
        plans = _told(work, all_done)
        together(crew, all_done, lambda worker, done: ending.end(worker, done, plans[done.piece.number]))
        kills = _kills(clients)
    plans, state = _told(work, all_done), State.read(server.base_url)
    results = [(done, judge(state, done, plans[done.piece.number])) for done in all_done]
    kills["random"] = sum(done.case.injury.random_kill is not None for done in all_done)
    return Report(seed, results), kills


def _beside(report: Report, work: Path, workers: int) -> str:
    """Ours and the peers' figures over the pieces that only met faults."""
    same = [(done, verdict) for done, verdict in report.results if done.case.is_only_faulty][:PEERS]
    came = contest.run([done.case for done, _ in same], work, workers)
    return contest.table([contest.ours(same), *came])


def _told(work: Path, all_done: list[Done]) -> defaultdict[int, list[Told]]:
    appointments = {done.ids["@appointment"]: done.piece.number for done in all_done if "@appointment" in done.ids}
    by_piece: defaultdict[int, list[Told]] = defaultdict(list)
    for plan in journals.read(sorted(work.glob("home-*")), appointments).values():
        by_piece[plan.piece].append(plan)
    return by_piece


def _kills(clients: list[Client]) -> Counter[str]:
    notes = [client.notes.read_text() for client in clients if client.notes.exists()]
    return Counter(line for note in notes for line in note.splitlines())


if __name__ == "__main__":
    sys.exit(main())
