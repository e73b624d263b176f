"""A sandbox proves which one it is: whoever started it knows a secret, and so does it. Neither ever says it."""

import hmac
from hashlib import sha256
from pathlib import Path

from syncro.jsonio import Json
from syncro.sandbox.wire import error

ROUTE = "proof"
LEAST, MOST = 16, 256
"""Characters of a challenge."""


def read(path: str) -> str:
    """The secret in a file; raises OSError, or ValueError for an empty one."""
    secret = Path(path).read_text(encoding="ascii").strip()
    if not secret:
        raise ValueError(f"{path} holds no secret")
    return secret


def answer(secret: str, body: Json, port: int) -> Json:
    """HMAC-SHA256 of the challenge and the port it came to: one that was passed on from elsewhere proves nothing.

    Raises WireError 404 when it was started without a secret, 422 for no challenge.
    """
    if not secret:
        raise error("this sandbox was started without a secret to prove", 404)
    nonce = body.get("nonce") if isinstance(body, dict) else None
    if not isinstance(nonce, str) or not LEAST <= len(nonce) <= MOST or not nonce.isascii():
        raise error(f"a proof needs a `nonce` of {LEAST} to {MOST} characters")
    return {"proof": hmac.new(secret.encode(), f"{port}\n{nonce}".encode(), sha256).hexdigest()}
