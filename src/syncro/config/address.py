"""An account's address in one form, whatever form it was written in. Never opens a connection."""

from urllib.parse import SplitResult, urlsplit

from syncro.errors import ConfigError

API_PATH = "/api/v1"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def of_subdomain(subdomain: str, where: str) -> str:
    """`shop` as `https://shop.syncromsp.com/api/v1`; raises ConfigError for anything but one host label."""
    if not subdomain.replace("-", "").isalnum() or not subdomain.isascii():
        raise ConfigError(f"{where}: {subdomain!r} is not a subdomain; write the part before .syncromsp.com.")
    return f"https://{subdomain.lower()}.syncromsp.com{API_PATH}"


def normal(url: str, where: str, *, insecure: bool = False) -> str:
    """The base URL without a trailing slash, `/api/v1` added when the path is empty.

    Plain http carries the key readably, so it is allowed for loopback hosts only, unless `insecure`.
    Raises ConfigError, beginning with `where`.
    """
    parts = _split(url.strip(), where)
    if parts.scheme == "http" and not insecure and parts.hostname not in _LOOPBACK:
        raise ConfigError(f"{where}: http:// would send the key unencrypted; use https:// or set insecure = true.")
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/') or API_PATH}"


def account_of(base_url: str) -> str:
    """The host, with the port if one is written: what a plan is made for (design §3)."""
    return urlsplit(base_url).netloc


def is_loopback(base_url: str) -> bool:
    """True for a server on this machine."""
    return urlsplit(base_url).hostname in _LOOPBACK


def _split(url: str, where: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"http", "https"} and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound or parts.query or parts.fragment or "@" in parts.netloc:
        # The value is not echoed: people paste addresses with keys in them.
        raise ConfigError(f"{where}: not an address; write https://SUBDOMAIN.syncromsp.com, without user or query.")
    return parts
