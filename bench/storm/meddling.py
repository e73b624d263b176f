"""What can be done to a request on the way, and to its answer: each injury of the proxy. Decides nothing of when."""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from itertools import count
from typing import Any

from msgspec import Struct

from storm.proxy import Forward, Reply, Request, answered
from storm.strangers import Stranger, shape_of

MANY = 10_000
FOREVER = 1e9
INVENTED = count(990_000_001)
"""Ids that no record has."""
LATENESS = 1.5
"""Seconds that a request, or a list, may lag: less than after which a step may be sent again."""

REFUSALS: dict[str, tuple[int, Any]] = {
    "400": (400, {"error": "Bad request"}),
    "401": (401, {"error": "Not authorized"}),
    "403": (403, {"error": "Forbidden"}),
    "404": (404, {"message": "Not found"}),
    "409": (409, {"error": "Conflict"}),
    "410": (410, {"error": "Gone"}),
    "422": (422, {"success": False, "message": ["Subject can't be blank"]}),
    "200 error": (200, {"error": "Something went wrong"}),
    "200 success false": (200, {"success": False, "message": "Not saved"}),
    "200 errors": (200, {"errors": ["can't be blank"]}),
    "429": (429, {"error": "Rate limit exceeded"}),
}
"""What is answered for something that was stored."""
IDS = ("id", "ticket_line_item_id", "number", "ticket_id", "customer_id")


class Meddle(Struct, frozen=True):
    """One injury: of the write number `nth`, or of `count` reads after it, `skip` of those that it could meet let by.

    `share` stands for `nth` until the number of steps is known. `nth` 0: reads from the first on. `seconds`: how long
    reads are hurt, or how late a write arrives.
    """

    how: str
    share: float = 0.0
    nth: int = 1
    skip: int = 0
    count: int = 1
    seconds: float = FOREVER
    code: str = ""
    fields: tuple[str, ...] = ()
    is_null: bool = False
    is_first: bool = True
    is_stored: bool = True

    @property
    def name(self) -> str:
        """For people: how, at which write, and the variant."""
        said = [self.how, self.code, "/".join(self.fields), "null" * self.is_null, "not stored" * (not self.is_stored)]
        return f"{' '.join(filter(None, said))} at write {self.nth}"


class Scene:
    """What an injury may use: the stranger whose records stand in for ours, and the way to the sandbox."""

    def __init__(self, stranger: Stranger, own_customer: int) -> None:
        self.stranger = stranger
        self.own_customer = own_customer

    def passed(self, request: Request, forward: Forward) -> Reply:
        """Forward a write and keep it."""
        raise NotImplementedError

    def later(self, request: Request, seconds: float) -> None:
        """Forward a write so many seconds from now."""
        raise NotImplementedError

    def older(self, request: Request) -> Reply | None:
        """The former answer to this read."""
        raise NotImplementedError

    def last(self) -> Reply | None:
        """The answer to the write before this one."""
        raise NotImplementedError

    def could_meet(self, meddle: Meddle, request: Request) -> bool:
        """True for a read that this injury can do something to."""
        if meddle.how == "read another":
            return elsewhere(request, self.stranger) is not None
        if meddle.how == "read older":
            return self.older(request) is not None
        return not request.route.startswith("/me")


Act = Callable[[Scene, Meddle, Request, Forward], Reply | None]


def _another(scene: Scene, meddle: Meddle, request: Request, forward: Forward) -> Reply | None:
    """Answered with the reply to another's request of the same kind."""
    true = scene.passed(request, forward) if meddle.is_stored else None
    template = scene.stranger.replies.get(shape_of(request.method, request.route))
    if template is None:
        return true or scene.passed(request, forward)
    return answered(200, template)


def _previous(scene: Scene, _meddle: Meddle, request: Request, forward: Forward) -> Reply | None:
    """Answered with the reply to the write before."""
    before = scene.last()
    true = scene.passed(request, forward)
    return before or true


def _echo(scene: Scene, _meddle: Meddle, request: Request, forward: Forward) -> Reply | None:
    """Nothing is stored, and the answer says what a success would say."""
    if request.method == "PUT":
        query = "&".join(part for part in request.query.split("&") if part.startswith("api_key="))
        present = forward(Request("GET", request.path, query, request.headers)).read
        return answered(200, _filled(present, request.fields)) if isinstance(present, dict) else None
    template = deepcopy(scene.stranger.replies.get(shape_of(request.method, request.route), {"success": True}))
    sent, ticket = request.fields, re.match(r"/tickets/(\d+)/", request.route)
    more: dict[str, Any] = {"customer_id": sent.get("customer_id", scene.own_customer)}
    more |= {"ticket_id": int(ticket[1])} if ticket else {}
    is_charge = request.route.endswith("/charge_timer_entry")
    more |= {"id": sent["timer_entry_id"] if is_charge else next(INVENTED)}
    more |= {"ticket_line_item_id": next(INVENTED), "recorded": True} if is_charge else {}
    return answered(200, _filled(template, {**sent, **more}))


def _filled(reply: Any, fields: dict[str, Any]) -> Any:
    """The reply with these values in its record, where the record has such fields."""
    inner = next((value for value in reply.values() if isinstance(value, dict) and "id" in value), reply)
    inner.update({name: value for name, value in fields.items() if name in inner})
    return reply


def _refused(scene: Scene, meddle: Meddle, request: Request, forward: Forward) -> Reply | None:
    """Stored, and then refused."""
    scene.passed(request, forward)
    status, body = REFUSALS[meddle.code]
    return answered(status, body, wait="1" if status == 429 else "")


def _stripped(scene: Scene, meddle: Meddle, request: Request, forward: Forward) -> Reply | None:
    """Stored, and the answer names no ids, or null for them."""
    reply = scene.passed(request, forward)
    read = reply.read
    if not isinstance(read, dict):
        return reply
    for record in (read, *[value for value in read.values() if isinstance(value, dict)]):
        for name in meddle.fields:
            if name in record and meddle.is_null:
                record[name] = None
            elif name in record:
                del record[name]
    return Reply(reply.status, json.dumps(read).encode(), date=reply.date)


def _twice(scene: Scene, meddle: Meddle, request: Request, forward: Forward) -> Reply | None:
    """Delivered twice; one of both answers comes back."""
    first, second = scene.passed(request, forward), scene.passed(request, forward)
    return first if meddle.is_first else second


def _twice_lost(scene: Scene, meddle: Meddle, request: Request, forward: Forward) -> Reply | None:
    """Delivered twice, and neither answer comes back whole."""
    reply = _twice(scene, meddle, request, forward)
    return Reply(reply.status, reply.body, reply.kind, reply.date, is_cut=True) if reply and meddle.is_first else None


def _cut(scene: Scene, meddle: Meddle, request: Request, forward: Forward) -> Reply | None:
    """Stored, and the answer is cut in the middle: the connection ends, or the JSON does."""
    reply = scene.passed(request, forward)
    if meddle.is_first:
        return Reply(reply.status, reply.body, reply.kind, reply.date, is_cut=True)
    return Reply(reply.status, reply.body[: len(reply.body) // 2], reply.kind, reply.date)


def _lost(scene: Scene, meddle: Meddle, request: Request, forward: Forward) -> Reply | None:
    """Not answered; stored, or not."""
    if meddle.is_stored:
        scene.passed(request, forward)
    return None


def _late(scene: Scene, meddle: Meddle, request: Request, _forward: Forward) -> Reply | None:
    """Not answered, and stored some time later."""
    scene.later(request, meddle.seconds)
    return None


def _read_another(scene: Scene, _meddle: Meddle, request: Request, forward: Forward) -> Reply | None:
    other = elsewhere(request, scene.stranger)
    return forward(other) if other else None


def _read_404(_scene: Scene, _meddle: Meddle, _request: Request, _forward: Forward) -> Reply | None:
    return answered(404, {"message": "Not found"})


def _read_older(scene: Scene, _meddle: Meddle, request: Request, _forward: Forward) -> Reply | None:
    return scene.older(request)


WRITES: dict[str, Act] = {
    "answered with another's": _another,
    "answered with the previous": _previous,
    "echo": _echo,
    "stored and refused": _refused,
    "ids stripped": _stripped,
    "delivered twice": _twice,
    "delivered twice, answer lost": _twice_lost,
    "answer cut": _cut,
    "answer lost": _lost,
    "late": _late,
}
READS: dict[str, Act] = {"read another": _read_another, "read 404": _read_404, "read older": _read_older}

_RECORD = re.compile(r"^/(tickets|invoices|customers|appointments|estimates|contacts)/(\d+)")
_FILTERS = {"customer_id": "customers", "ticket_id": "tickets", "number": "number"}


def elsewhere(request: Request, stranger: Stranger) -> Request | None:
    """The same read of the stranger's records; None for one that names no record."""
    named = _RECORD.match(request.route)
    path, is_other = request.path, False
    if named and named[1] in stranger.ids and int(named[2]) != stranger.ids[named[1]]:
        path = path.replace(f"/{named[1]}/{named[2]}", f"/{named[1]}/{stranger.ids[named[1]]}", 1)
        is_other = True
    parts = []
    for part in request.query.split("&"):
        name, _, value = part.partition("=")
        swaps = bool(value) and name in _FILTERS and not named
        parts.append(f"{name}={stranger.ids[_FILTERS[name]]}" if swaps else part)
        is_other |= swaps
    return Request(request.method, path, "&".join(parts), request.headers) if is_other else None
