"""How long ago a request was sent, at least. A wrong clock can only make it look shorter (design §3.5). Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct


class Moment(Struct, frozen=True):
    """A moment on clocks that nobody sets: milliseconds since `machine` was started, and Syncro's own time, where it told it."""

    machine: str = ""
    ticks: int = 0
    server: str = ""


def as_data(moment: Moment) -> dict[str, Any]:
    """For the journal."""
    return {"machine": moment.machine, "ticks": moment.ticks, "server": moment.server}


def from_data(data: Mapping[str, Any] | None) -> Moment:
    """What `as_data` kept; a moment that tells nothing when it isn't one."""
    if not data or not isinstance(data.get("ticks"), int):
        return Moment()
    return Moment(str(data.get("machine", "")), data["ticks"], str(data.get("server", "")))


def at_least(sent: Moment, now: Moment) -> int:
    """Milliseconds that have certainly passed: the least that any clock which knows both moments tells; 0 when none does.

    The ticks of one machine only ever grow; after a restart they begin again, and tell too little rather than too much.
    """
    told = []
    if sent.machine and sent.machine == now.machine:
        told.append(now.ticks - sent.ticks)
    first, second = _time(sent.server), _time(now.server)
    if first and second:
        told.append((second - first) // timedelta(milliseconds=1))
    return max(min(told), 0) if told else 0


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
