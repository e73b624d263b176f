"""Who may talk to a server on loopback: requests that name it, and pages it serves. Against DNS rebinding."""

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from syncro.sandbox.wire import WireError

READING = frozenset({"GET", "HEAD", "OPTIONS"})
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


def check_control(method: str, headers: Mapping[bytes, bytes], client: str) -> None:
    """Raise WireError 403 unless the control plane is asked from this machine, and changed only by its own pages or no page.

    Its Host was checked before. It needs no key, so an address that others reach must not reach it.
    """
    if not is_known(client, set()) and client:
        raise WireError(403, {"error": "The control plane answers on this machine only"})
    if method in READING:
        return
    origin, host = (headers.get(name, b"").decode("latin-1").lower() for name in (b"origin", b"host"))
    is_own = not origin or origin.partition("://")[2] == host
    if not is_own or headers.get(b"sec-fetch-site", b"none") not in (b"none", b"same-origin"):
        raise WireError(403, {"error": "Only this sandbox's own pages may change it"})


def is_known(name: str, allowed: set[str]) -> bool:
    """True for a loopback name or address, or one of the allowed."""
    if name == "localhost" or name in allowed:
        return True
    try:
        address = ip_address(name)
        return (getattr(address, "ipv4_mapped", None) or address).is_loopback
    except ValueError:
        return False


def _name(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
