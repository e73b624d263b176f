"""Errors as Syncro puts them on the wire: a status and one of its many body shapes (facts §2). No HTTP here."""

from collections.abc import Sequence

from syncro.jsonio import Json

NOT_FOUND: Json = {"message": "Not found"}
NOT_AUTHORIZED: Json = {"error": "Not authorized. Ask an account admin to change your group's permissions."}
RATE_LIMITED: Json = {"error": "Rate limit exceeded. Wait a minute and try again."}
BAD_KEY: Json = {"error": "Not authorized"}
NO_SECOND_FACTOR: Json = {"error": "Not authorized. POST a one-time code to /otp_login first."}
HTML = "text/html; charset=utf-8"


class WireError(Exception):
    """An answer that isn't a success: what a handler raises, and all the client will see.

    `wait` is what Retry-After would say.
    """

    def __init__(
        self,
        status: int,
        body: Json,
        content_type: str = "application/json; charset=utf-8",
        *,
        wait: int | None = None,
    ) -> None:
        super().__init__(f"{status} {body!r}")
        self.status = status
        self.body = body
        self.content_type = content_type
        self.wait = wait


class RememberedError(WireError):
    """A refusal that is stored all the same, such as a wrong code that counts."""


def not_found() -> WireError:
    """404; most of Syncro's have no documented body, so this is a choice (facts §2, §21)."""
    return WireError(404, NOT_FOUND)


def unauthorized() -> WireError:
    """401 for a key without the permission; Syncro does not use 403 (facts §1)."""
    return WireError(401, NOT_AUTHORIZED)


def error(text: str, status: int = 422) -> WireError:
    """`{"error": "…"}`."""
    return WireError(status, {"error": text})


def messages(texts: Sequence[str], params: Json = None) -> WireError:
    """`{"success": false, "message": ["…"]}`, with the echo of the input on creates."""
    body: Json = {"success": False, "message": list(texts)}
    return WireError(422, body if params is None else {**body, "params": params})


def record_errors(record: Json, texts: Sequence[str]) -> WireError:
    """`{"record": {…}, "errors": "a,b"}`: contacts, contracts, appointment types."""
    return WireError(422, {"record": record, "errors": ",".join(texts)})


def plain_text(text: str) -> WireError:
    """A success that isn't JSON: bare text with status 200 (facts §1)."""
    return WireError(200, text, "text/plain; charset=utf-8")


def html_page(status: int, title: str) -> WireError:
    """An answer that isn't JSON at all, as a proxy or the web framework gives (facts §2)."""
    page = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    return WireError(status, page, HTML)
