"""The command line run in this process against a real sandbox server, with a home folder of its own."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx2
import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

import canary
import serving
import shop
from lines import Ended, runner

Syncro = Callable[..., Ended]


@pytest.fixture(scope="session")
def shared_sandbox(pytestconfig: pytest.Config) -> Iterator[serving.Served]:
    """One demo company for tests that only read."""
    with serving.demo(pytestconfig.getoption(serving.OPTION)) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def blakes_key(shared_sandbox: serving.Served) -> str:
    """A key of the demo company's second tech that nobody may ever see."""
    key = canary.key("blake")
    body = {"key": key, "user_id": shop.BLAKE}
    httpx2.put(f"{shared_sandbox.root_url}/sandbox/keys", json=body).raise_for_status()
    return key


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Syncro:
    """`bare("ticket", "5")` without any account configured."""
    for name in ("PROFILE", "BASE_URL", "API_KEY", "SETTLE"):
        monkeypatch.delenv(f"SYNCRO_{name}", raising=False)
    monkeypatch.setenv("SYNCRO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SYNCRO_REQUESTS_PER_MINUTE", "0")
    return runner(capsys)


@pytest.fixture
def syncro(bare: Syncro, shared_sandbox: serving.Served, monkeypatch: pytest.MonkeyPatch) -> Syncro:
    """The same as the first tech of the shared sandbox; for reading only."""
    monkeypatch.setenv("SYNCRO_PROFILE", "sandbox")
    monkeypatch.setenv("SYNCRO_BASE_URL", shared_sandbox.base_url)
    return bare


@pytest.fixture
def page_server() -> Iterator[str]:
    """A server that has nothing but web pages."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = b"<html><h1>Sign in</h1></html>"
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/v1"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def without_keyring() -> Iterator[None]:
    """A machine that has none, so that no test reads or changes the machine's."""
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    yield
    keyring.set_keyring(before)
