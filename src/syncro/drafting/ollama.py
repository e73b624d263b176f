"""Ollama over HTTP: is it up, and one answer to one question, as JSON of a given schema (R-80). Judges no prose."""

import json
from typing import Any
from urllib.parse import urlsplit

AVAILABILITY = 2.0
"""Seconds in which a server must say that it is there."""
MAX_BODY = 1024 * 1024
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class NoAnswer(Exception):
    """This server gave nothing usable; the message says why."""


class Ollama:
    """One server and one model. Whether it is up is asked once and remembered for the run."""

    def __init__(self, url: str, model: str, *, timeout: float) -> None:
        """`timeout` is seconds for a whole answer."""
        self.url = url.rstrip("/")
        self.model = model
        self.timeout = timeout
        self._absent: str | None = None

    def absent(self) -> str:
        """Why it can't be used: empty when it is up and has the model. Asked once."""
        if self._absent is None:
            try:
                self._absent = self._missing_model()
            except NoAnswer as error:
                self._absent = str(error)
        return self._absent

    def ask(self, instruction: str, material: str, schema: dict[str, Any]) -> dict[str, Any]:
        """The answer as an object of the schema's form; raises NoAnswer for prose, wrong JSON, silence."""
        question = {
            "model": self.model,
            "messages": [{"role": "system", "content": instruction}, {"role": "user", "content": material}],
            "format": schema,
            "think": False,
            "stream": False,
            "options": {"temperature": 0},
        }
        message = self._exchange("POST", "/api/chat", self.timeout, question).get("message")
        content = message.get("content") if isinstance(message, dict) else None
        answer = _object(content if isinstance(content, str) else "")
        lacking = [name for name in schema["required"] if not isinstance(answer.get(name), str)]
        if lacking:
            raise NoAnswer(f"its answer lacks {', '.join(lacking)}")
        return answer

    def _missing_model(self) -> str:
        models = self._exchange("GET", "/api/tags", AVAILABILITY).get("models")
        names = [str(each.get("name", "")) for each in models or [] if isinstance(each, dict)]
        if self.model in names or f"{self.model}:latest" in names:
            return ""
        return f"it has no model {self.model} (it has: {', '.join(names) or 'none'})"

    def _exchange(self, method: str, path: str, seconds: float, body: object = None) -> dict[str, Any]:
        import httpx2

        try:
            with httpx2.Client(
                timeout=seconds,
                # A proxy has no business with a server on this machine.
                trust_env=urlsplit(self.url).hostname not in LOOPBACK,
                verify=self.url.startswith("https://"),
            ) as http:
                answer = _received(http, method, self.url + path, seconds, body)
        except httpx2.TimeoutException:
            raise NoAnswer(f"no answer in {seconds:g} s") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError):
            raise NoAnswer("can't be reached") from None
        return _object(answer)


def _received(http: Any, method: str, url: str, seconds: float, body: object) -> str:
    """The text of a good answer that came whole in time; a model that trickles counts as slow."""
    from time import monotonic

    until = monotonic() + seconds
    with http.stream(method, url, json=body) as answer:
        if answer.status_code != 200:
            raise NoAnswer(f"it answered {answer.status_code}")
        kept = b""
        for chunk in answer.iter_bytes():
            kept += chunk
            if monotonic() > until:
                raise NoAnswer(f"no answer in {seconds:g} s")
            if len(kept) > MAX_BODY:
                raise NoAnswer("its answer is too long")
    return kept.decode("utf-8", errors="replace")


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        raise NoAnswer("it answered prose instead of JSON") from None
    if not isinstance(value, dict):
        raise NoAnswer("its JSON is no object")
    return value
