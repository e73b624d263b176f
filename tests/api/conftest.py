"""A server that misbehaves on demand, and clients for it that never really wait."""

from collections.abc import Iterator
from threading import Thread

import pytest
from api_stage import KEY, Stage

from syncro.api import Client, Reader, Timeouts


@pytest.fixture
def stage() -> Iterator[Stage]:
    server = Stage()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.hurry.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def naps() -> list[float]:
    """Every wait a client would have made."""
    return []


@pytest.fixture
def client(stage: Stage, naps: list[float]) -> Iterator[Client]:
    with Client(stage.base_url, KEY, timeout=Timeouts(1.0, 0.15), sleep=naps.append) as made:
        yield made


@pytest.fixture
def reader(stage: Stage, naps: list[float]) -> Iterator[Reader]:
    with Reader(stage.base_url, KEY, timeout=Timeouts(1.0, 0.15), sleep=naps.append) as made:
        yield made
