"""Does one piece in its weather, as its tech would, and keeps what every command line claimed and when. Judges nothing."""

import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from storm.client import Claim, Client, claim_of
from storm.ground import Ids, filled
from storm.meddling import Meddle
from storm.people import Deed, Person
from storm.pieces import TECHS, Piece
from storm.proxy import Proxy
from storm.server import Line
from storm.sluice import Passed, Sluice
from storm.strangers import Stranger
from storm.weathers import Weather
from storm.worker import Planned

PLANNINGS = 4
RESUMES = 3
CONFIRM, REFUSED, USAGE, MISSING = 7, 8, 2, 3


class Said(Struct, frozen=True):
    """One claim, with how many writes had passed when its command began and when it had ended."""

    claim: Claim
    begun: int
    ended: int
    way: str
    forgot: bool = False


class Out(Struct):
    """What happened to one piece so far. `ways`: the sluice of each home. `forgot`: its journal isn't what it was.

    `forward`: writes of the work that the piece takes back.
    """

    case: Weather
    ids: Ids
    calls: Path
    ways: dict[str, Sluice] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    is_planned: bool = False
    forgot: bool = False
    forward: int = 0

    @property
    def piece(self) -> Piece:
        """The piece."""
        return self.case.piece

    @property
    def log(self) -> list[Passed]:
        """All that reached the sandbox by any way."""
        return [each for way in self.ways.values() for each in way.log]


class Outing:
    """One worker: its client, its line to the sandbox, and the proxy that all share."""

    def __init__(self, client: Client, proxy: Proxy, base_url: str, strangers: list[Stranger]) -> None:
        self._client = client
        self._proxy = proxy
        self._line = Line(base_url)
        self._strangers = strangers

    def do(self, out: Out) -> None:
        """The whole piece, from the plan to the last resume."""
        ways = ("a", "b") if out.case.is_two_homes else ("a",)
        for way in ways:
            stranger = self._strangers[out.piece.number % len(self._strangers)]
            out.ways[way] = Sluice(self._proxy.netloc, stranger, out.ids["@customer"])
            self._proxy.watch(self._name(out, way), out.ways[way])
        try:
            if not out.piece.undoes or self._done_before(out):
                self._worked(out, ways)
        finally:
            for way in ways:
                out.ways[way].calm()
                self._proxy.forget(self._name(out, way))

    def _worked(self, out: Out, ways: tuple[str, ...]) -> None:
        plans = [plan for way in ways if (plan := self._plan(out, way))]
        if not plans:
            return
        out.is_planned = True
        home, kept = self._client.home(out.piece.home), self._client.home(out.piece.home).with_suffix(".kept")
        if out.case.journal == "older":
            shutil.copytree(home, kept)
        self._execute(out, plans)
        if out.case.journal:
            self._journal_lost(out, plans[0], home, kept)
        for plan, way in zip(plans, ways, strict=False):
            self._ended(out, plan, way)
        if out.case.journal == "deleted":
            self._again(out)

    def _execute(self, out: Out, plans: list[tuple[Planned, int]]) -> None:
        """At the same instant, where there are two."""
        children = []
        hurt = not out.forgot
        for (planned, steps), (way, sluice) in zip(plans, out.ways.items(), strict=False):
            if hurt:
                sluice.arm(_placed(out.case.meddles, steps), self._between(out, way, steps))
            given = _given(out.case, steps) if hurt else {}
            words = ["plan", "execute", planned.plan_id, "--confirm", planned.digest]
            children.append((planned, way, len(sluice.log), self._start(out, way, words, given)))
        for planned, way, begun, child in children:
            self._keep(out, claim_of(child, "execute", planned.plan_id), begun, way)
        if out.case.resumes_at_once and not out.case.journal:
            for planned, way, _, _ in children:
                if not self._is_over(out, planned):
                    self._resume(out, planned, way)
        for sluice in out.ways.values():
            sluice.calm()

    def _between(self, out: Out, way: str, steps: int) -> dict[int, Callable[[], None]]:
        """What happens once a write has gone through: somebody acts, or the journal is copied."""
        if out.case.journal == "midway":
            home = self._client.home(out.piece.home)
            return {_nth(out.case.journal_at, steps): lambda: _copied(home, home.with_suffix(".kept"))}
        if not out.case.person or steps < 2:
            return {}
        return {_nth(out.case.person_at, steps - 1): lambda: self._person(out, way)}

    def _person(self, out: Out, way: str) -> None:
        sluice = out.ways[way]
        ticket = out.ids.get("@ticket") or _made_ticket(sluice.log)
        if not ticket:
            return
        after = len(sluice.log)
        # A line of their own: the worker's waits for the command line meanwhile, and isn't shared between threads.
        line = Line(f"http://{self._proxy.netloc}/api/v1")
        colleague = next(out.ids[f"@{tech}"] for tech in TECHS if tech != out.piece.tech)
        person = Person(line, out.case.person, out.piece.number, sluice.note)
        try:
            did = person.act(ticket, out.ids["@customer"], colleague)
        except RuntimeError:
            # What they wanted to work on is gone.
            return
        if did:
            out.deeds.append(Deed(out.case.person, after, *did))

    def _journal_lost(self, out: Out, plan: tuple[Planned, int], home: Path, kept: Path) -> None:
        """Put back or deleted; then what a person would try."""
        planned = plan[0]
        if out.case.journal != "deleted" and not kept.exists():
            return
        shutil.rmtree(home)
        out.forgot = True
        if kept.exists():
            kept.rename(home)
        resumed = self._resume(out, planned, "a")
        if not resumed.is_done:
            words = ["plan", "execute", planned.plan_id, "--confirm", planned.digest]
            begun = len(out.ways["a"].log)
            self._keep(out, claim_of(self._start(out, "a", words, {}), "execute", planned.plan_id), begun, "a")

    def _again(self, out: Out) -> None:
        """Nothing is known of it any more, so it is done once more."""
        if plan := self._plan(out, "a") if not out.piece.undoes else None:
            self._execute(out, [plan])

    def _ended(self, out: Out, plan: tuple[Planned, int], way: str) -> None:
        """Resumed without any injury, until that says nothing new."""
        for _ in range(RESUMES):
            if self._is_over(out, plan[0]) or self._resume(out, plan[0], way, at_last=True).code == REFUSED:
                return

    def _is_over(self, out: Out, planned: Planned) -> bool:
        last = next((each.claim for each in reversed(out.said) if each.claim.plan_id == planned.plan_id), None)
        if last is None:
            return False
        return last.is_done or last.status in ("stale", "done") or (last.code == MISSING and not last.status)

    def _resume(self, out: Out, planned: Planned, way: str, *, at_last: bool = False) -> Claim:
        clock = 0 if at_last else out.case.resume_clock
        given = {"clock": {"seconds": clock, "after": 0}} if clock else {}
        begun = len(out.ways[way].log)
        child = self._start(out, way, ["plan", "resume", planned.plan_id], given)
        return self._keep(out, claim_of(child, "resume", planned.plan_id), begun, way)

    def _plan(self, out: Out, way: str) -> tuple[Planned, int] | None:
        """Plan it, again when it fails; with how many steps. None when no plan is stored."""
        words = [str(word) for word in filled(out.piece.words, out.ids)]
        if out.piece.undoes:
            words = ["plan", "undo", out.said[-1].claim.plan_id]
        out.ways[way].arm(out.case.planning)
        for _ in range(PLANNINGS):
            begun = len(out.ways[way].log)
            claim = self._keep(out, claim_of(self._start(out, way, words, {}), "plan"), begun, way)
            out.ways[way].calm()
            if claim.code == CONFIRM:
                planned = Planned(claim.plan_id, claim.said["digest"], out.piece.tech, out.piece.home)
                return planned, len(claim.said["steps"])
            if claim.code in (USAGE, REFUSED):
                return None
            time.sleep(0.1)
        return None

    def _done_before(self, out: Out) -> bool:
        """The work that the piece takes back; True when it is written."""
        first = replace(out.case, piece=replace(out.piece, undoes=False), planning=(), meddles=())
        before = Out(first, out.ids, out.calls, out.ways)
        if not (plan := self._plan(before, "a")):
            return False
        words = ["plan", "execute", plan[0].plan_id, "--confirm", plan[0].digest]
        self._keep(out, claim_of(self._start(out, "a", words, {}), "before", plan[0].plan_id), 0, "a")
        out.forward = len(out.ways["a"].log)
        return out.said[-1].claim.is_done

    def _keep(self, out: Out, claim: Claim, begun: int, way: str) -> Claim:
        out.said.append(Said(claim, begun, len(out.ways[way].log), way, out.forgot))
        return claim

    def _start(self, out: Out, way: str, words: list[str], given: Mapping[str, Any]) -> Any:
        env = {"SYNCRO_BASE_URL": self._proxy.address(self._name(out, way)), **out.case.env}
        home = out.piece.home + (way == "b")
        if out.case.is_two_homes:
            folder = self._client.home(home).with_suffix(".env")
            folder.mkdir(exist_ok=True)
            names = ("TMPDIR", "HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
            env |= dict.fromkeys((*names, "XDG_CACHE_HOME", "TMP", "TEMP"), str(folder))
        return self._client.start(words, out.piece.tech, home, env, given, out.calls)

    def _name(self, out: Out, way: str) -> str:
        return f"piece-{out.piece.number}-{way}"


def _placed(meddles: tuple[Meddle, ...], steps: int) -> tuple[Meddle, ...]:
    """With the writes that they befall, now that the number of steps is known."""
    return tuple(replace(each, nth=_nth(each.share, steps)) if each.nth else each for each in meddles)


def _nth(share: float, steps: int) -> int:
    return min(1 + int(share * steps), max(steps, 1))


def _given(case: Weather, steps: int) -> dict[str, Any]:
    """What the hooks of the execution are told."""
    given: dict[str, Any] = {"clock": {"seconds": case.clock, "after": 0}} if case.clock else {}
    if case.kill:
        given["kill"] = {**case.kill, "nth": _nth(case.kill["share"], steps)}
    return given


def _copied(home: Path, kept: Path) -> None:
    """As it is now. Only the first time: an answer that is lost may bring a second chance."""
    if not kept.exists():
        shutil.copytree(home, kept)


def _made_ticket(log: list[Passed]) -> int:
    return next((each.record["id"] for each in log if each.request.route == "/tickets" and each.landed), 0)
