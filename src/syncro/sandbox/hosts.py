"""Who may talk to a server on loopback: requests that name it, and pages it serves. Against DNS rebinding."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from syncro.sandbox.wire import WireError

ANY = frozenset({"0.0.0.0", "::"})  # noqa: S104  # compared with, never bound to


def check(host: str, origin: str, bound: str, server: tuple[str, int] | None) -> None:
    """Raise WireError 403 unless Host (and Origin, if there is one) is a loopback name or the bound host."""
    allowed = {bound.lower()} - {""}
    if bound in ANY and server:
        # Bound to every address, it is asked under the one that the connection came to.
        allowed.add(str(server[0]).lower())
    if not is_known(_name(f"//{host}"), allowed):
        raise WireError(403, {"error": "This sandbox answers only on the address it was started for"})
    if origin and not is_known(_name(origin), allowed):
        raise WireError(403, {"error": "This sandbox does not answer other sites"})


def is_known(name: str, allowed: set[str]) -> bool:
    """True for a loopback name or address, or one of the allowed."""
    if name == "localhost" or name in allowed:
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _name(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
