"""The account's own lists and its time zone, as far as the key may read them (facts §4, §15). Reads only."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any

from msgspec import Struct

from syncro.api import Reader, together
from syncro.errors import NotAuthorized, NotFound, Rejected, Unusable
from syncro.records import id_in
from syncro.rules.findings import Finding, warning
from syncro.rules.plans.plan import Evidence
from syncro.rules.words.zones import iana
from syncro.workflows.reading.lookup import Named

UNREADABLE = (NotAuthorized, NotFound, Rejected, Unusable)


class Account(Struct, frozen=True):
    """Lists are empty where the account doesn't show them; `zone` is the machine's then, and `zone_source` says so."""

    statuses: tuple[str, ...]
    priorities: tuple[str, ...]
    problem_types: tuple[str, ...]
    appointment_types: tuple[Named, ...]
    users: tuple[Named, ...]
    zone: tzinfo
    zone_name: str
    zone_source: str

    def evidence(self) -> Evidence:
        """Where times are meant, for the preview."""
        return Evidence("Time zone", self.zone_name, self.zone_source)

    def findings(self) -> list[Finding]:
        """What there is to say when the account's own zone isn't known, or only what its clocks show today."""
        if self.zone_source == MACHINE:
            text = f"The account's time zone can't be read: this machine's {self.zone_name} is taken."
            return [warning("zone.unknown", text, "Look at the hours before you say yes.", zone=self.zone_name)]
        if isinstance(self.zone, timezone):
            text = f"The account's time zone {self.zone_name!r} isn't known here: its offset is taken, also in summer."
            return [
                warning("zone.fixed", text, "Look at the hour of every date in another season.", zone=self.zone_name)
            ]
        return []


MACHINE = "this machine"


def read_account(reader: Reader, now: datetime) -> Account:
    """Both settings, side by side."""
    settings, desk = together(_quietly(reader.settings), _quietly(reader.ticket_settings))
    ticket, locale = _mapping(settings.get("ticket")), _mapping(settings.get("locale"))
    zone, name, source = zone_of(locale, now)
    return Account(
        statuses=_texts(desk.get("ticket_status_list")),
        priorities=_texts(ticket.get("priorities")),
        problem_types=_texts(ticket.get("problem_types")),
        appointment_types=_named(desk.get("appointment_types")),
        users=_named(desk.get("users")),
        zone=zone,
        zone_name=name,
        zone_source=source,
    )


def statuses_of(reader: Reader) -> tuple[str, ...]:
    """The account's statuses of tickets; none where the key may not read them."""
    return _texts(_quietly(reader.ticket_settings)().get("ticket_status_list"))


def zone_of(locale: Mapping[str, Any], now: datetime) -> tuple[tzinfo, str, str]:
    """The account's zone by name, else by its offset, else the machine's; with what it is called and where it was read."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    name, offset = str(locale.get("time_zone") or ""), str(locale.get("time_offset") or "")
    try:
        return ZoneInfo(iana(name)), name, "GET /settings"
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    try:
        shift = datetime.strptime(offset, "%z").utcoffset()
    except ValueError:
        shift = None
    if shift is None:
        local = now.tzinfo or timezone(timedelta(0))
        return local, str(now.tzname()), MACHINE
    return timezone(shift), f"{name} {offset}".strip(), "GET /settings"


def _quietly(read: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    def reading() -> dict[str, Any]:
        try:
            return read()
        except UNREADABLE:
            return {}

    return reading


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, Sequence) and not isinstance(value, str) else ()


def _named(value: Any) -> tuple[Named, ...]:
    rows = value if isinstance(value, list) else []
    return tuple(
        Named(id_in(row), str(row.get("name") or row.get("full_name") or ""))
        for row in rows
        if isinstance(row, dict) and row.get("id") is not None
    )
