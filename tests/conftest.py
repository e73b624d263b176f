"""One sandbox server with a small shop for all tests that write, put back before each; a home folder for each test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from signal import SIG_IGN, SIGINT, default_int_handler, getsignal, signal

import pytest

import serving
from canary import pytest_configure, pytest_sessionfinish, pytest_sessionstart, pytest_terminal_summary
from desk import Desk, Syncro, environment
from lines import Ended, runner
from zygote import Zygote

__all__ = ["pytest_configure", "pytest_sessionfinish", "pytest_sessionstart", "pytest_terminal_summary"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(serving.OPTION, choices=[serving.THREAD, serving.PROCESS], default=serving.THREAD)


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
    """What a shell starts in the background ignores Ctrl-C, and so would every program that the tests start."""
    if getsignal(SIGINT) is SIG_IGN:
        signal(SIGINT, default_int_handler)


@pytest.fixture(scope="session")
def shop_server(pytestconfig: pytest.Config) -> Iterator[serving.Served]:
    with serving.small_shop(pytestconfig.getoption(serving.OPTION)) as server:
        yield server


@pytest.fixture(scope="session")
def the_syncro(shop_server: serving.Served) -> Iterator[Syncro]:
    with Syncro(shop_server) as opened:
        yield opened


@pytest.fixture
def syncro_side(the_syncro: Syncro) -> Iterator[Syncro]:
    """The other side: the shop as Syncro holds it, on its first day."""
    the_syncro.reset()
    yield the_syncro
    the_syncro.calm()


@pytest.fixture
def desk(syncro_side: Syncro, tmp_path: Path) -> Iterator[Desk]:
    """Our side: a tech of the shop with a home folder, planning and executing in this process."""
    with Desk(syncro_side.base_url, tmp_path / "home") as opened:
        yield opened


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """Starts command lines as processes of their own, without importing everything each time."""
    with Zygote() as opened:
        yield opened


@pytest.fixture
def line(
    syncro_side: Syncro, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ended]:
    """`line("bill", "32001")` in this process, as the shop's first tech, with nobody to ask."""
    for name in [name for name in os.environ if name.startswith("SYNCRO_")]:
        monkeypatch.delenv(name)
    for name, value in environment(syncro_side.base_url, tmp_path / "home").items():
        monkeypatch.setenv(name, value)
    return runner(capsys)
