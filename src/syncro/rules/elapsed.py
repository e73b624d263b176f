"""How long ago a request was sent, at least. A wrong clock can only make it look shorter (design §3.5). Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct


class Moment(Struct, frozen=True):
    """A moment on clocks that nobody sets: seconds since `machine` was started, and Syncro's own time, where it told it."""

    machine: str = ""
    ticks: float = 0.0
    server: str = ""


def as_data(moment: Moment) -> dict[str, Any]:
    """For the journal: the ticks in whole milliseconds, since it holds no floats."""
    return {"machine": moment.machine, "ticks": int(moment.ticks * 1000), "server": moment.server}


def from_data(data: Mapping[str, Any] | None) -> Moment:
    """What `as_data` kept; a moment that tells nothing when it isn't one."""
    if not data or not isinstance(data.get("ticks"), int):
        return Moment()
    return Moment(str(data.get("machine", "")), data["ticks"] / 1000, str(data.get("server", "")))


def at_least(sent: Moment, now: Moment) -> float:
    """Seconds that have certainly passed: the least that any clock which knows both moments tells; 0 when none does.

    The ticks of one machine only ever grow; after a restart they begin again, and tell too little rather than too much.
    """
    told = []
    if sent.machine and sent.machine == now.machine:
        told.append(now.ticks - sent.ticks)
    first, second = _time(sent.server), _time(now.server)
    if first and second:
        told.append((second - first).total_seconds())
    return max(min(told), 0.0) if told else 0.0


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
