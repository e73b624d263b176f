"""Fixtures of the drafting tests."""

import socket
from collections.abc import Iterator

import pytest
from ollama_stage import Ollama, ollama


@pytest.fixture
def model() -> Iterator[Ollama]:
    with ollama() as running:
        yield running


@pytest.fixture
def nobody() -> str:
    """An address where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    return f"http://127.0.0.1:{port}"
