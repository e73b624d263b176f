"""A server that speaks Ollama's two endpoints, as well or as badly as a test wants."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODEL = "qwen3:14b"


class Ollama:
    """`says` is the content of the model's message; `late` makes it wait until the test is over; `asked` is what came in."""

    def __init__(self) -> None:
        self.says = json.dumps({"text": "The mail profile was rebuilt."})
        self.models = [MODEL]
        self.status = 200
        self.raw: bytes | None = None
        self.late: set[str] = set()
        self.asked: list[tuple[str, Any]] = []
        self.over = threading.Event()
        self.url = ""

    def answer(self, path: str) -> bytes:
        if path in self.late:
            self.over.wait(20)
        if path == "/api/tags":
            return json.dumps({"models": [{"name": name} for name in self.models]}).encode()
        if self.raw is not None:
            return self.raw
        return json.dumps({"message": {"role": "assistant", "content": self.says}, "done": True}).encode()

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@contextmanager
def ollama() -> Iterator[Ollama]:
    """A real HTTP server on a port of its own."""
    model = Ollama()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply(None)

        def do_POST(self) -> None:
            self._reply(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _reply(self, body: Any) -> None:
            model.asked.append((self.path, body))
            answer = model.answer(self.path)
            if model.over.is_set():
                return
            self.send_response(model.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    model.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield model
    finally:
        model.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
