"""The named weathers and what each piece meets in them: a pure function of the seed. Hurts nothing itself."""

from collections.abc import Callable
from random import Random
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from storm import errands, pieces
from storm.meddling import IDS, LATENESS, MANY, REFUSALS, Meddle
from storm.pieces import Piece

HOUR = 3600
VERY_LATE = 4.0
UNHURRIED = {"SYNCRO_RESEND_AFTER": "6", "SYNCRO_SETTLE": "0,0.1,0.2"}
"""Where clocks are wrong: a write comes late, a resume on a busy machine begins before it, and the patience lasts longer."""
FIRST = 50_001
"""Number of the first piece: pieces of the storm have lower ones."""
CHARGE_STEP = 0.45
"""The third step of four to six: comment, timer entry, charge."""
OWN_HOME = 1000
"""From here on homes belong to one piece alone."""


class Weather(Struct, frozen=True):
    """All that one piece meets. `planning` befalls its first plan, `meddles` the execution and what is resumed at once.

    `person` does something after the share `person_at` of the writes. `journal`: what becomes of it before `resume`.
    `clock` and `resume_clock`: seconds that the wall clock is wrong by.
    """

    piece: Piece
    name: str
    meddles: tuple[Meddle, ...] = ()
    planning: tuple[Meddle, ...] = ()
    person: str = ""
    person_at: float = 0.0
    is_two_homes: bool = False
    journal: str = ""
    journal_at: float = 0.0
    clock: int = 0
    resume_clock: int = 0
    kill: dict[str, Any] = field(default_factory=dict)
    resumes_at_once: bool = False
    env: dict[str, str] = field(default_factory=dict)

    @property
    def story(self) -> str:
        """For people."""
        parts = [each.name for each in (*self.planning, *self.meddles)]
        parts += [f"a person: {self.person} at {self.person_at:.2f}"] if self.person else []
        parts += [f"journal {self.journal}"] if self.journal else []
        parts += (
            [f"clock {self.clock:+} s, at resume {self.resume_clock:+} s"] if self.clock or self.resume_clock else []
        )
        parts += [f"killed: {self.kill}"] if self.kill else []
        return f"{self.name}: {', '.join(parts)}"


def cases(seed: int, names: list[str], number: int, homes: int) -> list[Weather]:
    """So many pieces, the weathers in turn."""
    return [
        _case(Random(f"{seed}/weather/{place}"), names[place % len(names)], FIRST + place, homes)
        for place in range(number)
    ]


def calm(case: Weather) -> Weather:
    """The same piece, and nothing befalls it."""
    return Weather(case.piece, case.name)


def _case(rng: Random, name: str, number: int, homes: int) -> Weather:
    made = WEATHERS[name](rng, number, homes)
    return replace(made, name=name, resumes_at_once=made.resumes_at_once or rng.random() < 0.4)


def _piece(rng: Random, number: int, homes: int, **kinds: bool) -> Piece:
    return errands.make(rng, number, homes, **kinds)


def _of(how: str) -> Callable[[Random, int, int], Weather]:
    """One injury of one write."""

    def weather(rng: Random, number: int, homes: int) -> Weather:
        return Weather(_piece(rng, number, homes), "", (_meddle(rng, how),))

    return weather


def _meddle(rng: Random, how: str) -> Meddle:
    """An injury of a write, its variant from the seed."""
    share = rng.random()
    match how:
        case "stored and refused":
            return Meddle(how, share, code=rng.choice([code for code in REFUSALS if code != "429"]))
        case "429":
            return Meddle("stored and refused", share, code="429")
        case "ids stripped":
            fields = rng.choice((*((name,) for name in IDS), ("id", "ticket_line_item_id"), IDS))
            return Meddle(how, share, fields=fields, is_null=rng.random() < 0.5)
        case "answered with another's":
            return Meddle(how, share, is_stored=rng.random() < 0.7)
        case "answer lost":
            return Meddle(how, share, is_stored=rng.random() < 0.7)
        case "late":
            return Meddle(how, share, seconds=VERY_LATE)
        case _:
            return Meddle(how, share, is_first=rng.random() < 0.5)


def _previous(rng: Random, number: int, homes: int) -> Weather:
    meddle = Meddle("answered with the previous", rng.uniform(0.34, 1))
    return Weather(_piece(rng, number, homes, several=True), "", (meddle,))


def _stripped(rng: Random, number: int, homes: int) -> Weather:
    """Ids are missing from an answer; of half of the pieces, what would tell them can't be read then, either."""
    meddle, piece = _meddle(rng, "ids stripped"), _piece(rng, number, homes)
    if rng.random() < 0.3:
        # The line of a charge has no other name than this one field of one reply.
        piece = pieces.bill(rng, number, homes, timer=True)
        meddle = Meddle("ids stripped", CHARGE_STEP, fields=("ticket_line_item_id",), is_null=rng.random() < 0.5)
    reads = (_read(rng, "read 404", meddle.share),) if rng.random() < 0.5 else ()
    return Weather(piece, "", (meddle, *reads))


def _reads(how: str) -> Callable[[Random, int, int], Weather]:
    """Reads after a write are hurt; the write's own answer comes, or is lost."""

    def weather(rng: Random, number: int, homes: int) -> Weather:
        share = rng.random()
        first = replace(_meddle(rng, rng.choice(BEFORE_READS)), share=share) if rng.random() < 0.7 else None
        # What is gone is believed to be gone when it can't be read, so taking back is tried oftener.
        piece = errands.undone(rng, number, homes) if rng.random() < 0.25 else _piece(rng, number, homes)
        return Weather(piece, "", (*([first] if first else []), _read(rng, how, share)))

    return weather


def _read(rng: Random, how: str, share: float) -> Meddle:
    # A list that is older than a late write may be can't be told from one where it never happened.
    if how == "read older":
        return Meddle(how, share, count=MANY, seconds=LATENESS)
    return Meddle(how, share, skip=rng.choice((0, 0, 1, 2)), count=rng.choice((1, 2, MANY)))


def _planning(rng: Random, number: int, homes: int) -> Weather:
    """A read of the plan, or of what it rests on just before it is executed, is answered with another's record."""
    read = Meddle("read another", nth=0, skip=rng.randrange(4), count=rng.choice((1, 1, 2)))
    piece = _piece(rng, number, homes, undo=False)
    if rng.random() < 0.6:
        return Weather(piece, "", planning=(read,))
    return Weather(piece, "", (read,))


def _two(rng: Random, number: int, homes: int) -> Weather:
    """Two of the injuries in one piece of work: two writes, or a write and what is read after it, or a kill and that."""
    fate = rng.random()
    piece = _piece(rng, number, homes, several=fate < 0.4)
    if fate < 0.4:
        return Weather(piece, "", (_any(rng), _any(rng)))
    share, how = rng.random(), rng.choice(("read another", "read 404", "read older"))
    read = _read(rng, how, share)
    if fate < 0.8:
        return Weather(piece, "", (replace(_any(rng), share=share), read))
    kill = {"point": rng.choice(("sent", "answered")), "place": "request", "share": share}
    return Weather(piece, "", (read,), kill=kill, resumes_at_once=True)


def _any(rng: Random) -> Meddle:
    return _meddle(rng, rng.choice(ANY))


BEFORE_READS = ("answer lost", "answer lost", "answer cut", "echo")
ANY = (
    *("answered with another's", "echo", "stored and refused", "429", "ids stripped", "delivered twice"),
    *("delivered twice, answer lost", "answer cut", "answer lost"),
)


def _person(what: str) -> Callable[[Random, int, int], Weather]:
    """Somebody else at the same ticket, between two steps."""

    def weather(rng: Random, number: int, homes: int) -> Weather:
        piece = _piece(rng, number, homes, several=True, undo=what != "removal", on_ticket=True)
        if what != "removal":
            return Weather(piece, "", person=what, person_at=rng.random())
        while piece.kind not in ("bill", "close") or piece.shape == "close no time":
            piece = _piece(rng, number, homes, several=True, undo=False)
        # Later than the line, or there is nothing to remove.
        return Weather(piece, "", person=what, person_at=rng.uniform(0.4, 1))

    return weather


def _two_homes(rng: Random, number: int, homes: int) -> Weather:
    """Two agents who share nothing but the machine do the same at once."""
    piece = replace(_piece(rng, number, homes, undo=False), home=OWN_HOME + 2 * number)
    return Weather(piece, "", is_two_homes=True)


def _clock(hours: int) -> Callable[[Random, int, int], Weather]:
    """The clock is an hour wrong at `resume`, at `execute`, or at both, and an answer is lost: stored late, stored or not."""

    def weather(rng: Random, number: int, homes: int) -> Weather:
        how = rng.choice(("late", "late", "late", "answer lost", "answer cut"))
        where = rng.choice(("resume", "resume", "resume", "execute", "both"))
        seconds = hours * HOUR
        return Weather(
            _piece(rng, number, homes),
            "",
            (_meddle(rng, how),),
            clock=seconds if where != "resume" else 0,
            resume_clock=seconds if where != "execute" else 0,
            resumes_at_once=True,
            env=UNHURRIED,
        )

    return weather


def _journal(what: str) -> Callable[[Random, int, int], Weather]:
    """The journal is deleted, or an older one is put back, after the execution; it was hurt, or not."""

    def weather(rng: Random, number: int, homes: int) -> Weather:
        # Equal records that a step finds before its first send: it takes several steps to come there.
        piece = _piece(rng, number, homes, several=rng.random() < 0.7)
        if rng.random() < 0.3:
            piece = pieces.create(rng, number, homes)
        piece = replace(piece, home=OWN_HOME + 2 * number)
        hurt = (_meddle(rng, rng.choice(("answer lost", "answer cut"))),) if rng.random() < 0.3 else ()
        way = rng.choice(("older", "midway", "midway")) if what == "older" else what
        return Weather(piece, "", hurt, journal=way, journal_at=rng.random())

    return weather


WEATHERS: dict[str, Callable[[Random, int, int], Weather]] = {
    "another-reply": _of("answered with another's"),
    "previous-reply": _previous,
    "echo": _of("echo"),
    "stored-and-refused": _of("stored and refused"),
    "stored-429": _of("429"),
    "stripped-ids": _stripped,
    "read-another": _reads("read another"),
    "read-404": _reads("read 404"),
    "read-older": _reads("read older"),
    "plan-another": _planning,
    "delivered-twice": _of("delivered twice"),
    "two-injuries": _two,
    "person-line": _person("line"),
    "person-invoice": _person("invoice"),
    "person-comment": _person("comment"),
    "person-status": _person("status"),
    "person-assignee": _person("assignee"),
    "person-removal": _person("removal"),
    "two-homes": _two_homes,
    "clock-ahead": _clock(1),
    "clock-back": _clock(-1),
    "older-journal": _journal("older"),
    "deleted-journal": _journal("deleted"),
}
"""By name, in the order of the table."""
