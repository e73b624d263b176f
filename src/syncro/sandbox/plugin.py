"""The pytest fixture `syncro_sandbox`, for any project's tests. Loads nothing of the sandbox until a test asks for it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from syncro.sandbox.probe import Sandbox

COMPANY = "syncro_sandbox_company"
QUIRKS = "syncro_sandbox_quirks"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Two ini options: what the sandbox starts with, and its quirks."""
    parser.addini(COMPANY, "what `syncro_sandbox` holds before each test: demo or empty", default="demo")
    parser.addini(QUIRKS, "NAME=VALUE lines, as for `syncro sandbox serve --quirk`", type="linelist", default=[])


@pytest.fixture(scope="session")
def syncro_sandbox_server(pytestconfig: pytest.Config) -> "Iterator[Sandbox]":
    """One server for the whole run, without a rate limit unless the quirks say otherwise."""
    from syncro.sandbox.probe import serving

    words = dict(line.partition("=")[::2] for line in pytestconfig.getini(QUIRKS))
    quirks: dict[str, Any] = {"rate_limit": 0, **words}
    with serving(pytestconfig.getini(COMPANY), quirks) as sandbox:
        yield sandbox


@pytest.fixture
def syncro_sandbox(syncro_sandbox_server: "Sandbox") -> "Sandbox":
    """A pretend Syncro, put back to its first state: records, quirks, faults, clock, logs."""
    syncro_sandbox_server.reset()
    return syncro_sandbox_server
