"""Peers beside us: fault by fault the same pieces, each way on a fresh company. Prints nothing."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from storm import ground, peers
from storm.injuries import Case
from storm.peers import Came, Curl, Plain
from storm.server import Line, Server
from storm.truth import State, Verdict
from storm.worker import Done, end_faults, order_faults


def run(cases: list[Case], work: Path, threads: int) -> list[Came]:
    """Both peers' figures over pieces whose injury is nothing but faults."""
    return [_one(Plain, cases, work / "plain", threads), _one(Curl, cases, work / "curl", threads)]


def ours(results: Iterable[tuple[Done, Verdict]]) -> Came:
    """Our figures over the same pieces, from the run."""
    came = Came("syncro")
    for _, verdict in results:
        came.intended += verdict.intended
        came.landed += verdict.landed
        came.duplicates += len(verdict.duplicates)
        came.lost += len(verdict.lost)
        came.told += verdict.missing - len(verdict.lost)
        came.wrong_no += len(verdict.false)
    return came


def table(rows: Iterable[Came]) -> str:
    """One line for each way."""
    head = f"{'':28} {'intended':>9} {'landed':>8} {'duplicates':>11} {'lost':>6} {'missing, told':>14} {'false claims':>13}"
    lines = [
        f"{each.name:28} {each.intended:9} {each.landed:8} {each.duplicates:11} {each.lost:6} {each.told:14} {each.wrong_no:13}"
        for each in rows
    ]
    return "\n".join((head, *lines))


def _one(way: type[Plain] | type[Curl], cases: list[Case], work: Path, threads: int) -> Came:
    work.mkdir(parents=True)
    with Server(work) as server:
        laid = ground.lay(server.base_url, [case.piece for case in cases], threads)
        all_done = [Done(case, laid[case.piece.number], work / "calls") for case in cases]
        shares = [all_done[place::threads] for place in range(threads)]
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(lambda share: _share(way(server.base_url), share), shares))
        believes = {number: said for part in parts for number, said in part.items()}
        Line(server.base_url).control("DELETE", "faults")
        state, came = State.read(server.base_url), Came(way.name)
        for done in all_done:
            peers.judge(came, state, done, believes=believes[done.piece.number])
    return came


def _share(way: Plain | Curl, share: list[Done]) -> dict[int, bool]:
    line, said = Line(way.base_url), {}
    for done in share:
        order_faults(line, done)
        said[done.piece.number] = peers.do(done, way.send)
        end_faults(line, done)
    return said
