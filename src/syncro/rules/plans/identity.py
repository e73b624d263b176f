"""What tells a record made by hand from every other: where it shows, by which fields, and who made it (facts §18). Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from msgspec import Struct

from syncro.calls import Call
from syncro.catalog.belief import Shows
from syncro.jsonio import Json
from syncro.records import Me

CENTS = Decimal(100)


class Marks(Struct, frozen=True):
    """What our record says (`match`), and what speaks against one that says the same (`doubts`)."""

    match: dict[str, Json]
    doubts: dict[str, Json]


def place_of(call: Call) -> Shows | None:
    """Where the effect of this create shows; None where no read shows it, so that it is never sent again."""
    place = call.row.belief.shows
    if place is None or not place.given or (call.body or {}).get(place.given) is not None:
        return place
    return place.otherwise


def marks(call: Call, me: Me) -> Marks | None:
    """What our record will say; None when nothing could tell it from others."""
    place, sent = place_of(call), shown(call)
    if place is None:
        return None
    match = {name: sent[name] for name in place.by if name in sent}
    if not match:
        return None
    if place.author:
        return Marks(match, {place.author: _author(place, sent, me)})
    return Marks(match, {name: value for name, value in sent.items() if name not in match})


def shown(call: Call) -> dict[str, Json]:
    """The body in the names and units in which it comes back, without what Syncro never gives back."""
    place = place_of(call) or Shows("", ())
    names = dict(place.renamed)
    sent: dict[str, Json] = {
        names.get(name, name): value
        for name, value in (call.body or {}).items()
        if name not in call.row.unseen and not isinstance(value, dict | list)
    }
    minutes, start, end = place.length or ("", "", "")
    if minutes in sent and start in sent:
        # Syncro shows how long an entry is by its end.
        sent.setdefault(end, _later(sent[start], sent.pop(minutes)))
    return sent | {name: Decimal(str(sent[name])) / CENTS for name in place.cents if name in sent}


def _later(start: Json, minutes: Json) -> Json:
    try:
        return (datetime.fromisoformat(str(start)) + timedelta(minutes=int(minutes))).isoformat()
    except (ValueError, TypeError, OverflowError):
        return start


def _author(place: Shows, sent: Mapping[str, Json], me: Me) -> Json:
    """By id; where Syncro shows a name or an address, either will do."""
    if place.author != "user_id":
        return [each for each in (me.user_name, me.user_email) if each]
    return sent.get("user_id", me.user_id) if place.told else me.user_id
