"""The bytes of a reply as a value. Never judges whether the answer is good."""

from enum import StrEnum

from msgspec import Struct

from syncro.api.wire import Reply
from syncro.jsonio import BeyondReason, Json, excess, loads

_TOKEN = "user_token"  # noqa: S105  the field's name, not a token


class Kind(StrEnum):
    """What a body turned out to be."""

    JSON = "json"
    HTML = "html"
    TEXT = "text"
    EMPTY = "empty"
    CUT = "cut"
    BEYOND = "beyond"
    """JSON with a number, a text, a list or a nesting that no answer has."""


class Body(Struct, frozen=True):
    """A decoded body: the JSON value, what is wrong with it in words, or the bare text for anything else."""

    kind: Kind
    value: Json

    def __repr__(self) -> str:
        """Without the value: a server may echo the key, and a traceback may show this."""
        return f"Body({self.kind})"


def decode(reply: Reply) -> Body:
    """Told by its content, not by its label: errors and bare texts come mislabelled (facts §1)."""
    if reply.cut:
        return Body(Kind.CUT, None)
    if not reply.body.strip():
        return Body(Kind.EMPTY, None)
    if _looks_like_html(reply):
        return Body(Kind.HTML, reply.body.decode(errors="replace"))
    try:
        value = loads(reply.body)
    except BeyondReason as error:
        return Body(Kind.BEYOND, str(error))
    except ValueError:
        return Body(Kind.TEXT, reply.body.decode(errors="replace"))
    why = excess(value)
    return Body(Kind.BEYOND, why) if why else Body(Kind.JSON, _without_token(value))


def _looks_like_html(reply: Reply) -> bool:
    return "html" in reply.content_type.lower() or reply.body.lstrip()[:1] == b"<"


def _without_token(value: Json) -> Json:
    """`GET /me` answers with a login token; it goes no further (facts §15, R-55)."""
    if isinstance(value, dict) and _TOKEN in value:
        return {name: item for name, item in value.items() if name != _TOKEN}
    return value
