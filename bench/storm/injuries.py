"""What goes wrong with each piece: a pure function of the seed. Hurts nothing itself."""

from random import Random
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from storm import pieces
from storm.pieces import Piece, Write

SETTLE = "0,0.1,0.3,0.6"
LAST_SETTLE = 0.6
LATEST = 2.5 * LAST_SETTLE
RESEND_AFTER = "1.8"
"""A commit may come so late: a step is sent again only after three times the last settle time."""
FAULTS = (
    *("drop_before", "drop_after", "error_before", "error_after", "html_200", "null_body"),
    *("slow_after", "late_commit", "rate_limit", "stale_read"),
)
LOSING = ("drop_after", "error_after", "html_200", "null_body")
"""Stored, and the answer says nothing."""
NEVER = ("drop_before", "error_before")
DISKS = ("full", "broken", "read_only")
"""What becomes of the journal's disk."""
JUMPS = (-86400, -3700, -1800, -60, -1, 1, 30, 1800, 3700)
"""Seconds that a clock is set on or back."""
IMPATIENT = {"SYNCRO_TIMEOUT": "0.6"}
AT_ONCE = {"SYNCRO_SETTLE": "0"}
EVENTS = ("planned", "confirmed", "sending", "done", "unknown", "absent", "refused", "skipped", "verified")
REQUEST = ("unsent", "sent", "answered")
POINTS = (
    *((event, place) for event in EVENTS for place in ("before", "after")),
    *((point, "request") for point in REQUEST),
)
"""Every point at which a client is killed; besides, at random times."""
_IN_TURN = tuple(point for point in POINTS if point[0] != "planned")
TURNS = (*_IN_TURN * 3, ("skipped", "before"), ("skipped", "after"))
"""Points of an execution, one piece after the other. Not every timer entry is right at once, so some skip nothing."""
UNHURT, KILLED = 0.10, 0.87
"""Below the first share pieces are left alone, from there to the second they are killed at a point."""
PLANNING = 0.1
"""Share of the hurt pieces that are killed while they are planned, whatever else befalls them."""


class Fault(Struct, frozen=True):
    """One fault ordered at the sandbox, aimed at a write or a read of the piece."""

    fault: str
    at: Write
    more: dict[str, Any] = field(default_factory=dict)


class Injury(Struct, frozen=True):
    """All that befalls one piece. `name` is for people; `kill`, `journal`, `clock` and `cut` go to the hooks."""

    name: str
    faults: tuple[Fault, ...] = ()
    kill: dict[str, Any] | None = None
    on_resume: dict[str, Any] | None = None
    planning_kill: dict[str, Any] | None = None
    journal: dict[str, Any] | None = None
    clock: dict[str, Any] | None = None
    cut: dict[str, Any] | None = None
    random_kill: float | None = None
    server_kill: float | None = None
    env: dict[str, str] = field(default_factory=dict)
    company: str = ""
    resumes_at_once: bool = False
    plans_again: bool = False


class Case(Struct, frozen=True):
    """A piece and what befalls it."""

    piece: Piece
    injury: Injury

    @property
    def is_only_faulty(self) -> bool:
        """True when nothing but the sandbox's faults befalls it: what any client can meet."""
        injury = self.injury
        others = (
            injury.planning_kill,
            injury.kill,
            injury.journal,
            injury.clock,
            injury.cut,
            injury.random_kill,
            injury.server_kill,
        )
        return not any(other is not None for other in others) and not injury.company

    @property
    def is_unhurt(self) -> bool:
        """True for the pieces that show what the work costs when nothing goes wrong."""
        return not self.injury.name


def cases(seed: int, writes: int, homes: int, *, hurt: bool = True) -> list[Case]:
    """Pieces with their injuries until so many writes are intended."""
    made: list[Case] = []
    intended, kills = 0, 0
    while intended < writes:
        number = len(made) + 1
        rng = Random(f"{seed}/{number}")
        fate = rng.random() if hurt else 0.0
        is_kill = UNHURT <= fate < KILLED
        point = TURNS[kills % len(TURNS)] if is_kill else ("", "")
        kills += is_kill
        piece = pieces.make(rng, number, homes, timer=point[0] == "skipped")
        injury = Injury("") if fate < UNHURT else _killed(rng, piece, *point) if is_kill else _other(rng, piece)
        made.append(Case(piece, _also_at_planning(rng, injury)))
        intended += piece.intended
    return made


def _also_at_planning(rng: Random, injury: Injury) -> Injury:
    if not injury.name or rng.random() >= PLANNING:
        return injury
    place = rng.choice(("before", "after"))
    # Most plan once more, and come upon the stored plan in the end; the others leave it all until then.
    again = rng.random() < 0.8
    kill = {"point": "planned", "place": place, "nth": 1}
    return replace(injury, name=f"kill {place} planned + {injury.name}", planning_kill=kill, plans_again=again)


def _killed(rng: Random, piece: Piece, point: str, place: str) -> Injury:
    """Dies at this point; where only a failure leads there, that comes too."""
    steps = len(piece.writes)
    nth = rng.randint(1, steps) if point in ("sending", "done", *REQUEST) else 1
    kill = {"point": point, "place": place, "nth": nth}
    faults: tuple[Fault, ...] = ()
    env: dict[str, str] = {}
    cut: dict[str, Any] | None = None
    if point == "absent":
        faults = (Fault(rng.choice(NEVER), rng.choice(piece.writes)),)
    elif point in ("unknown", "refused"):
        cut, env = {"nth": rng.randint(1, steps), "point": "sent" if point == "unknown" else "unsent"}, AT_ONCE
    elif rng.random() < 0.25:
        faults = (_beside_kill(rng, piece, point, nth),)
    company = rng.choice(("twice", "twin")) if rng.random() < 0.05 else ""
    on_resume, at_resuming = _on_resume(rng, point)
    parts = [
        f"kill {place} {point} {nth}",
        *([f"network gone at write {cut['nth']}"] if cut else []),
        *map(_named, faults),
    ]
    parts += [*([COMPANY[company]] if company else []), *([at_resuming] if on_resume else [])]
    clock = {"seconds": rng.choice(JUMPS), "after": rng.randint(0, steps)} if rng.random() < 0.06 else None
    parts += [f"clock {clock['seconds']:+} s"] if clock else []
    return Injury(
        " + ".join(parts),
        faults,
        kill,
        on_resume,
        clock=clock,
        cut=cut,
        env=env,
        company=company,
        resumes_at_once=bool(on_resume) or rng.random() < 0.4,
    )


def _on_resume(rng: Random, point: str) -> tuple[dict[str, Any] | None, str]:
    """Resuming is hurt too: killed again, or without a disk."""
    fate = rng.random()
    if fate < 0.3 and point in ("sending", "done", "sent", "verified"):
        event, place = rng.choice(("done", "sending", "verified")), rng.choice(("before", "after"))
        return {"kill": {"point": event, "place": place, "nth": 1}}, f"kill {place} {event} on resume"
    if fate < 0.4:
        how, after = rng.choice(DISKS), rng.randint(0, 3)
        return {"journal": {"how": how, "after": after}}, f"journal {how} after {after} entries of the resume"
    return None, ""


def _beside_kill(rng: Random, piece: Piece, point: str, nth: int) -> Fault:
    """A fault that doesn't keep the client from reaching the point."""
    if point == "sent":
        kind = rng.choice((*LOSING, *NEVER, "late_commit"))
        return _fault(rng, replace(piece, writes=piece.writes[nth - 1 : nth]), kind)
    return _fault(rng, piece, rng.choice(LOSING if point != "answered" else ("stale_read", "error_after")))


def _fault(rng: Random, piece: Piece, kind: str) -> Fault:
    target = rng.choice(piece.writes)
    if kind == "stale_read":
        # What lags longer than a late commit may be late can't be told from what never happened.
        return Fault(kind, rng.choice(piece.reads), {"count": None, "seconds": round(rng.uniform(0.1, LATEST), 2)})
    if kind == "late_commit":
        return Fault(kind, target, {"seconds": round(rng.uniform(0.05, LATEST), 2)})
    if kind == "slow_after":
        return Fault(kind, target, {"seconds": 1.5})
    return Fault(kind, target)


def _other(rng: Random, piece: Piece) -> Injury:
    ways = {
        _faulty: 46,
        _interrupted: 16,
        _without_server: 4,
        _without_disk: 12,
        _without_clock: 8,
        _slow: 6,
        _cut_off: 6,
        _in_company: 14,
    }
    return rng.choices(list(ways), list(ways.values()))[0](rng, piece)


def _faulty(rng: Random, piece: Piece) -> Injury:
    kinds = rng.choices(FAULTS, k=2 if rng.random() < 0.4 else 1)
    faults = tuple(_fault(rng, piece, kind) for kind in dict.fromkeys(kinds))
    env = IMPATIENT if "slow_after" in kinds else {}
    return Injury(" + ".join(map(_named, faults)), faults, env=env, resumes_at_once=rng.random() < 0.4)


def _interrupted(rng: Random, piece: Piece) -> Injury:
    faults = (_fault(rng, piece, rng.choice(FAULTS[:8])),) if rng.random() < 0.4 else ()
    name = "kill at a random time" + "".join(f" + {_named(each)}" for each in faults)
    delay = rng.uniform(0.0, 0.35)
    return Injury(name, faults, random_kill=delay, env=_patience(faults), resumes_at_once=rng.random() < 0.5)


def _without_server(rng: Random, _piece: Piece) -> Injury:
    return Injury("the server is killed", server_kill=rng.uniform(0.0, 0.25), resumes_at_once=rng.random() < 0.5)


def _without_disk(rng: Random, piece: Piece) -> Injury:
    how = rng.choice(DISKS)
    after = rng.randint(0, 2 * len(piece.writes) + 1)
    faults = (_fault(rng, piece, rng.choice(LOSING)),) if rng.random() < 0.3 else ()
    name = f"journal {how} after {after} entries" + "".join(f" + {_named(each)}" for each in faults)
    return Injury(name, faults, journal={"how": how, "after": after}, resumes_at_once=rng.random() < 0.3)


def _without_clock(rng: Random, piece: Piece) -> Injury:
    seconds = rng.choice(JUMPS)
    after = rng.randint(0, 2 * len(piece.writes))
    kinds = (*LOSING, *NEVER, "late_commit")
    faults = (_fault(rng, piece, rng.choice(kinds)),) if rng.random() < 0.6 else ()
    name = f"clock {seconds:+} s after {after} entries" + "".join(f" + {_named(each)}" for each in faults)
    return Injury(name, faults, clock={"seconds": seconds, "after": after}, resumes_at_once=rng.random() < 0.5)


def _slow(rng: Random, piece: Piece) -> Injury:
    target = rng.choice((*piece.writes, *piece.reads))
    faults = tuple(Fault("slow_after", target, {"seconds": rng.choice((0.3, 1.0, 2.0))}) for _ in range(2))
    return Injury("slow network", faults, env=IMPATIENT, resumes_at_once=rng.random() < 0.5)


def _cut_off(rng: Random, piece: Piece) -> Injury:
    """The network goes away at a write, and stays away for that command."""
    cut = {"nth": rng.randint(1, len(piece.writes)), "point": rng.choice(("unsent", "sent"))}
    return Injury(f"network gone at write {cut['nth']}, {cut['point']}", cut=cut, env=AT_ONCE)


def _in_company(rng: Random, piece: Piece) -> Injury:
    """Others at the same moment: the same plan twice, an equal plan of another agent, another person's equal record."""
    can_be_equalled = piece.kind in ("bill", "close", "comment", "create") and piece.words[0] != "api"
    company = rng.choice(("twice", "twin", *(("person", "person") if can_be_equalled else ())))
    kinds = (*LOSING, *NEVER, "late_commit")
    # A ticket doesn't tell who made it, so the other person must hear of theirs.
    is_clear = company == "person" and piece.kind == "create"
    faults = (_fault(rng, piece, rng.choice(kinds)),) if rng.random() < 0.4 and not is_clear else ()
    name = COMPANY[company] + "".join(f" + {_named(each)}" for each in faults)
    return Injury(name, faults, company=company, resumes_at_once=rng.random() < 0.4)


COMPANY = {
    "twice": "the same plan in two processes",
    "twin": "an equal plan by another agent",
    "person": "an equal record by another person",
}


def _patience(faults: tuple[Fault, ...]) -> dict[str, str]:
    return IMPATIENT if any(each.fault == "slow_after" for each in faults) else {}


def _named(fault: Fault) -> str:
    seconds = f" {fault.more['seconds']} s" if "seconds" in fault.more else ""
    return f"{fault.fault}{seconds} at {fault.at.pattern.partition(' ')[2] or fault.at.pattern}"


def rules(case: Case) -> list[dict[str, Any]]:
    """The faults as the sandbox is told of them, still with @ names."""
    return [
        {"fault": fault.fault, "operation": fault.at.pattern, "holds": fault.at.holds, **fault.more}
        for fault in case.injury.faults
    ]
