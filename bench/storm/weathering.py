"""Runs the weathers on one company: ground, pieces, truth."""

import queue
import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from storm import ground, strangers
from storm.client import Client
from storm.outing import Out, Outing
from storm.proxy import Proxy
from storm.server import Server
from storm.tally import Tally
from storm.truth import State
from storm.weathers import Weather
from storm.witness import Witness, World

STRANGERS = 8


def run(cases: list[Weather], server: Server, work: Path, seed: int, workers: int) -> Tally:
    """All pieces, and what came of them."""
    others = strangers.lay(server.base_url, STRANGERS)
    laid = ground.lay(server.base_url, [case.piece for case in cases], workers)
    calls = work / "calls"
    calls.mkdir(parents=True, exist_ok=True)
    outs = [Out(case, laid[case.piece.number], calls / str(case.piece.number)) for case in cases]
    before = State.read(server.base_url)
    with ExitStack() as stack:
        proxy = stack.enter_context(Proxy(server.base_url))
        clients = [stack.enter_context(Client(work / f"worker-{place}", server.base_url)) for place in range(workers)]
        crew = [Outing(client, proxy, server.base_url, others) for client in clients]
        together(crew, outs, lambda outing, out: outing.do(out))
    world = World(before, State.read(server.base_url))
    return Tally(seed, [(out, Witness(world, out).judged()) for out in outs])


def together(crew: Iterable[Any], tasks: Iterable[Any], act: Callable[[Any, Any], None]) -> None:
    """Every task once, by whichever worker is free. Raises what a worker raised."""
    waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
    for task in tasks:
        waiting.put(task)
    errors: list[BaseException] = []

    def work(worker: Any) -> None:
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
