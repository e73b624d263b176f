"""At most once, whatever happens: thousands of pieces of work by real command lines, each with an injury from the seed.

    python bench/chaos.py --seed 7 --writes 20000 --workers 12 [--peers]

Then everything is resumed, and what the sandbox holds is compared with what was intended and with what was claimed. Prints the
figures; exit code 1 when a bar fails: 0 duplicates, 0 lost silently, 0 false claims, at most 0.5 % left to a person.
"""

import argparse
import queue
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from storm import contest, ending, ground, injuries, journals
from storm.client import Client
from storm.injuries import Case
from storm.journals import Told
from storm.report import Report
from storm.server import Line, Server
from storm.truth import State, judge
from storm.worker import Done, Worker

HOMES = 8
WORKERS = 12
PEERS = 1500
"""Pieces that the peers do too, at most."""


def main() -> int:
    """Run, print, and say by the exit code whether the bars hold."""
    options = _options()
    begun = time.monotonic()
    cases = injuries.cases(options.seed, options.writes, HOMES, hurt=not options.unhurt)
    if options.only:
        cases = [case for case in cases if case.piece.number in options.only]
    if options.faults_only:
        cases = [case for case in cases if case.is_only_faulty]
    with tempfile.TemporaryDirectory(prefix="chaos-", ignore_cleanup_errors=True) as folder:
        work = Path(options.keep or folder)
        work.mkdir(parents=True, exist_ok=True)
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
    return 0 if report.holds else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--writes", type=int, default=20000, help="intended writes, at least")
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
        _together(crew, all_done, lambda worker, done: worker.do(done))
        Line(server.base_url).control("DELETE", "faults")
        plans = _told(work, all_done)
        _together(crew, all_done, lambda worker, done: ending.end(worker, done, plans[done.piece.number]))
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


def _together(crew: list[Worker], all_done: list[Done], act: Callable[[Worker, Done], None]) -> None:
    """Every piece once, by whichever worker is free. Raises what a worker raised."""
    waiting: queue.SimpleQueue[Done] = queue.SimpleQueue()
    for done in all_done:
        waiting.put(done)
    errors: list[BaseException] = []

    def work(worker: Worker) -> None:
        try:
            while not errors:
                act(worker, waiting.get_nowait())
        except queue.Empty:
            return
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in crew]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


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
