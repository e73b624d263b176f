"""One sandbox server for all tests here, put back to the tiny company before each; httpx2 is the client."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
import tiny

from syncro.sandbox.server import ThreadedSandbox


@pytest.fixture(scope="session")
def server() -> Iterator[ThreadedSandbox]:
    with ThreadedSandbox(company=tiny.company(), quirks={"rate_limit": 0}) as running:
        yield running


@pytest.fixture(scope="session")
def connection() -> Iterator[httpx2.Client]:
    with httpx2.Client(timeout=10) as client:
        yield client


class Api:
    """Short words for requests: `api.post("tickets/1/comment", {...})` gives status and body at once."""

    def __init__(self, server: ThreadedSandbox, client: httpx2.Client, key: str = "tech") -> None:
        self.root = server.root_url
        self.client = client
        self.key = key

    def send(self, method: str, path: str, body: Any = None, **query: Any) -> httpx2.Response:
        params = {"api_key": self.key, **query}
        return self.client.request(method, f"{self.root}/api/v1/{path}", params=params, json=body)

    def get(self, path: str, **query: Any) -> Any:
        return self._ok(self.send("GET", path, **query))

    def post(self, path: str, body: Any = None) -> Any:
        return self._ok(self.send("POST", path, body or {}))

    def put(self, path: str, body: Any = None) -> Any:
        return self._ok(self.send("PUT", path, body or {}))

    def delete(self, path: str) -> Any:
        return self._ok(self.send("DELETE", path))

    def refused(self, method: str, path: str, body: Any = None, **query: Any) -> tuple[int, Any]:
        answer = self.send(method, path, body, **query)
        assert answer.status_code >= 400
        return answer.status_code, answer.json()

    def control(self, method: str, path: str, body: Any = None) -> httpx2.Response:
        return self.client.request(method, f"{self.root}/sandbox/{path}", json=body)

    def quirk(self, name: str, value: Any) -> None:
        assert self.control("PUT", "quirks", {name: value}).status_code == 200

    def fault(self, **fault: Any) -> None:
        assert self.control("PUT", "faults", fault).status_code == 200

    def as_(self, key: str) -> "Api":
        twin = object.__new__(Api)
        twin.root, twin.client, twin.key = self.root, self.client, key
        return twin

    @staticmethod
    def _ok(answer: httpx2.Response) -> Any:
        assert answer.status_code < 300, answer.text
        return answer.json()


@pytest.fixture
def api(server: ThreadedSandbox, connection: httpx2.Client) -> Api:
    words = Api(server, connection)
    assert words.control("POST", "reset", {}).status_code == 200
    assert words.control("PUT", "clock", {"now": tiny.at(12)}).status_code == 200
    return words
