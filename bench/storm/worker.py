"""Does one piece as its tech would, with its injury, and keeps what every command line claimed. Judges nothing."""

import random
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from storm.client import Claim, Client, claim_of
from storm.ground import Ids, filled
from storm.injuries import Case, rules
from storm.pieces import Piece
from storm.server import Line, Server

PLANNINGS = 6
CONFIRM = 7
REPEAT = ("--allow-repeat", "a second visit, the same work")
PERSON_WITHIN = 0.2
"""Seconds within which another person writes, counted from the start of the execution."""


class Planned(Struct, frozen=True):
    """A stored plan, whose it is and where."""

    plan_id: str
    digest: str
    tech: str
    home: int


class Done(Struct):
    """What happened to one piece so far."""

    case: Case
    ids: Ids
    calls: Path
    claims: list[Claim] = field(default_factory=list)
    plans: list[Planned] = field(default_factory=list)
    others: set[int] = field(default_factory=set)
    struck: Counter[str] = field(default_factory=Counter)
    restarts: int = 0

    @property
    def piece(self) -> Piece:
        """The piece."""
        return self.case.piece


class Worker:
    """One worker's client and line to the sandbox."""

    def __init__(self, client: Client, server: Server, seed: int) -> None:
        self.client = client
        self.server = server
        self.line = Line(server.base_url)
        self._seed = seed

    def do(self, done: Done) -> None:
        """All rounds of the piece; its injury befalls the last one."""
        before = self.server.restarts
        piece = done.piece
        for number in range(1, piece.rounds + 1):
            again = REPEAT if number > 1 or piece.is_equal_before else ()
            self._round(done, again, is_hurt=number == piece.rounds)
        done.restarts = self.server.restarts - before

    def plan(self, done: Done, tech: str, home: int, extra: tuple[str, ...], kill: Mapping[str, Any] | None) -> bool:
        """Plan it, again while the server is away; True when a plan is stored and known."""
        words = [str(word) for word in filled(done.piece.words, done.ids)]
        for number in range(PLANNINGS):
            given = {"kill": kill} if kill and number == 0 else {}
            child = self.client.start([*words, *extra], tech, home, {}, given, done.calls)
            claim = claim_of(child, "plan")
            if claim.code == CONFIRM:
                done.plans.append(Planned(claim.plan_id, claim.said["digest"], tech, home))
                return True
            done.claims.append(claim)
            if claim.code < 0 and not done.case.injury.plans_again:
                return False
            if claim.code in (2, 8):
                return False
            time.sleep(0.1)
        return False

    def execute(self, done: Done, planned: Planned, given: Mapping[str, Any], env: Mapping[str, str]) -> Any:
        """Start executing a plan."""
        words = ["plan", "execute", planned.plan_id, "--confirm", planned.digest]
        return self.client.start(words, planned.tech, planned.home, env, given, done.calls)

    def resume(self, done: Done, planned: Planned, given: Mapping[str, Any]) -> Claim:
        """Resume a plan; its claim is kept."""
        child = self.client.start(
            ["plan", "resume", planned.plan_id], planned.tech, planned.home, {}, given, done.calls
        )
        done.claims.append(claim_of(child, "resume", planned.plan_id))
        return done.claims[-1]

    def _round(self, done: Done, extra: tuple[str, ...], *, is_hurt: bool) -> None:
        piece, injury = done.piece, done.case.injury
        if not self.plan(done, piece.tech, piece.home, extra, injury.planning_kill if is_hurt else None):
            return
        planned = done.plans[-1]
        if not is_hurt:
            done.claims.append(claim_of(self.execute(done, planned, {}, {}), "execute", planned.plan_id))
            return
        twin = self._twin(done, extra) if injury.company == "twin" else None
        order_faults(self.line, done)
        self._hurt(done, planned, twin, given_of(done.case))
        if injury.resumes_at_once and not done.claims[-1].is_done:
            self.resume(done, planned, injury.on_resume or {})
        end_faults(self.line, done)

    def _twin(self, done: Done, extra: tuple[str, ...]) -> Planned | None:
        """The same wish, planned by another agent as the same tech, from the same home or another."""
        home = done.piece.home if done.piece.number % 2 else done.piece.home + 1
        known = len(done.plans)
        self.plan(done, done.piece.tech, home, extra, None)
        return done.plans.pop() if len(done.plans) > known else None

    def _hurt(self, done: Done, planned: Planned, twin: Planned | None, given: Mapping[str, Any]) -> None:
        injury = done.case.injury
        children = [(planned, self.execute(done, planned, given, injury.env))]
        if injury.company == "twice":
            children.append((planned, self.execute(done, planned, {}, injury.env)))
        if twin:
            done.plans.append(twin)
            children.append((twin, self.execute(done, twin, {}, injury.env)))
        if injury.company == "person":
            self._person_meanwhile(done)
        if injury.random_kill is not None:
            self.client.kill_after(children[0][1], injury.random_kill)
        if injury.server_kill is not None:
            time.sleep(injury.server_kill)
            self.server.kill()
        for whose, child in reversed(children):
            done.claims.append(claim_of(child, "execute", whose.plan_id))

    def _person_meanwhile(self, done: Done) -> None:
        rng = random.Random(f"{self._seed}/{done.piece.number}/person")
        words = done.piece.words
        text = {"bill": "--work", "create": "--description"}.get(done.piece.kind)
        body = words[words.index(text) + 1] if text else words[2]
        self._person(done, body, rng.uniform(0, PERSON_WITHIN))

    def _person(self, done: Done, text: str, delay: float) -> None:
        """Another person writes the same, with a key of their own."""
        time.sleep(delay)
        kind, ids = done.piece.kind, done.ids
        body = text.replace("\n", "<br>")
        if kind == "create":
            made = self.line.once("POST", "/tickets", {"customer_id": ids["@customer"], "subject": done.piece.words[2]})
            record = made and made["ticket"]
        else:
            hidden = "--internal" in done.piece.words
            subject = ("Internal note" if hidden else "Update") if kind == "comment" else "Resolution"
            given = {"subject": subject, "body": body, "hidden": hidden, "do_not_email": True}
            made = self.line.once("POST", f"/tickets/{ids['@ticket']}/comment", given)
            record = made and made["comment"]
        if record:
            done.others.add(record["id"])


def order_faults(line: Line, done: Done) -> None:
    """Order the piece's faults at the sandbox, under its number."""
    ordered = [{**filled(rule, done.ids), "label": str(done.piece.number)} for rule in rules(done.case)]
    if ordered:
        line.control("POST", "faults", ordered)


def end_faults(line: Line, done: Done) -> None:
    """End them, and keep how often each kind struck."""
    if done.case.injury.faults:
        ended = line.control("DELETE", "faults", {"label": str(done.piece.number)})["faults"]
        done.struck.update({fault["fault"]: fault["struck"] for fault in ended if fault["struck"]})


def given_of(case: Case) -> dict[str, Any]:
    """What the hooks of the execution are told."""
    injury = case.injury
    parts = {"kill": injury.kill, "journal": injury.journal, "clock": injury.clock, "cut": injury.cut}
    return {name: value for name, value in parts.items() if value}
