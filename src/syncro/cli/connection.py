"""From the configuration to a client: address, key, pacing, progress. Never decides whose key to take."""

from typing import TYPE_CHECKING

from syncro.api.client import Client
from syncro.api.pacing import Pace
from syncro.api.wire import Timeouts
from syncro.cli.output import note

if TYPE_CHECKING:
    from syncro.cli.context import App
    from syncro.config.settings import Config

_WORTH_TELLING = 1.0


def connect(app: "App", tech: str) -> Client:
    """A client with this tech's own key (R-54). Nothing is sent yet. Raises KeyUnavailable."""
    config = app.config
    return Client(
        config.base_url,
        config.key_of(tech),
        pace=pace_of(config),
        timeout=Timeouts(read=config.timeout),
        on_wait=lambda seconds: _tell(app, seconds),
    )


def pace_of(config: "Config") -> Pace | None:
    """The rate limit all processes on this machine share, one file for each server; None for no limit (R-58)."""
    if not config.requests_per_minute:
        return None
    name = config.account.replace(":", "_").replace("[", "").replace("]", "")
    return Pace(config.home / "pace" / f"{name}.json", config.requests_per_minute)


def _tell(app: "App", seconds: float) -> None:
    if seconds >= _WORTH_TELLING:
        note(app, f"The rate limit is reached; waiting {seconds:.0f} s, then going on.")
