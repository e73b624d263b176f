"""The figures of a run as a table, and each violation with what repeats it. Prints; decides only whether the bars hold."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from statistics import mean

from storm.injuries import POINTS
from storm.truth import Verdict
from storm.worker import Done

UNKNOWN_BAR = 0.005
SHOWN = 60


class Report:
    """What came of all pieces."""

    def __init__(self, seed: int, results: Iterable[tuple[Done, Verdict]]) -> None:
        self.seed = seed
        self.results = list(results)

    @property
    def intended(self) -> int:
        """Writes that were meant."""
        return sum(verdict.intended for _, verdict in self.results)

    @property
    def holds(self) -> bool:
        """No duplicate, nothing lost silently, nothing claimed falsely, hardly anything left to a person."""
        unknown = sum(len(verdict.unknown) for _, verdict in self.results)
        return not any(verdict.violations for _, verdict in self.results) and unknown <= UNKNOWN_BAR * self.intended

    def figures(self, kills: Counter[str], restarts: int, seconds: float) -> str:
        """The table."""
        verdicts = [verdict for _, verdict in self.results]
        unknown = sum(len(verdict.unknown) for verdict in verdicts)
        rows = [
            ("pieces of work", str(len(verdicts))),
            ("intended writes", str(self.intended)),
            ("landed", str(sum(verdict.landed for verdict in verdicts))),
            ("duplicates", str(sum(len(verdict.duplicates) for verdict in verdicts))),
            ("lost silently", str(sum(len(verdict.lost) for verdict in verdicts))),
            ("claims that were false", str(sum(len(verdict.false) for verdict in verdicts))),
            ("not written, and said so", str(sum(verdict.missing - len(verdict.lost) for verdict in verdicts))),
            ("one record for two equal wishes", str(sum(len(verdict.shared) for verdict in verdicts))),
            ("left to a person", f"{unknown} ({unknown / max(self.intended, 1):.2%})"),
            ("extra requests per injured piece", self._extra()),
            ("sandbox killed", str(restarts)),
            ("seed, seconds", f"{self.seed}, {seconds:.0f}"),
        ]
        return "\n".join((*(f"{name:34} {value:>10}" for name, value in rows), "", _kills(kills), "", self._struck()))

    def violations(self) -> str:
        """Each thing that must never be, and each that a person must look at, with what repeats it."""
        lines = [line for done, verdict in self.results for line in _lines(self.seed, done, verdict)]
        more = [f"… and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
        return "\n".join(lines[:SHOWN] + more)

    def told(self) -> str:
        """Why writes were not made, by injury and by the words of the last claim."""
        reasons: Counter[str] = Counter()
        for done, verdict in self.results:
            if verdict.missing and not verdict.lost:
                last = done.claims[-1] if done.claims else None
                reasons[f"{done.case.injury.name}: {_words(last)}"] += verdict.missing
        return "\n".join(f"{count:6}  {reason}" for reason, count in reasons.most_common(SHOWN))

    def story(self) -> str:
        """Every command line of every piece, with what it claimed."""
        return "\n".join(line for done, _ in self.results for line in _story(done))

    def _extra(self) -> str:
        usual: dict[str, list[int]] = defaultdict(list)
        for done, _ in self.results:
            if done.case.is_unhurt and not done.restarts:
                usual[done.piece.shape].append(_calls(done))
        extra = [
            _calls(done) - mean(usual[done.piece.shape])
            for done, _ in self.results
            if not done.case.is_unhurt and done.piece.shape in usual
        ]
        return f"{mean(extra):+.1f}" if extra else "–"

    def _struck(self) -> str:
        struck: Counter[str] = Counter()
        for done, _ in self.results:
            struck += done.struck
        return "faults that struck: " + ", ".join(f"{name} {count}" for name, count in struck.most_common())


def _story(done: Done) -> list[str]:
    head = f"piece {done.piece.number}: syncro {' '.join(map(repr, done.piece.words))}; {done.case.injury.name or 'unhurt'}"
    said = [
        f"  {claim.stage} {claim.plan_id}: {_words(claim)}; wrote {claim.wrote or '?'}, "
        + ", ".join(f"{each['step']} {each['outcome']} {each['id']}" for each in claim.said.get("receipts") or ())
        for claim in done.claims
    ]
    return [head, *said]


def _calls(done: Done) -> int:
    return done.calls.stat().st_size if done.calls.exists() else 0


def _words(claim: object) -> str:
    said = getattr(claim, "said", {})
    message = said.get("message") or said.get("error", {}).get("message") or getattr(claim, "talk", "")[-120:]
    findings = "; ".join(f"{each['code']}: {each['message']}" for each in said.get("findings") or ())
    return f"exit {getattr(claim, 'code', '?')}, {(message or findings)[:110]}"


def _kills(kills: Counter[str]) -> str:
    cells = [f"{place} {point} {kills[f'{point} {place}']}" for point, place in POINTS]
    return "kills: " + ", ".join(cells) + f", at random times {kills['random']}"


def _lines(seed: int, done: Done, verdict: Verdict) -> list[str]:
    where = f"piece {done.piece.number} ({done.piece.shape}), seed {seed}, injury: {done.case.injury.name or 'none'}"
    if done.restarts:
        where += f", the server was killed {done.restarts}× meanwhile"
    plans = ", ".join(dict.fromkeys(claim.plan_id for claim in done.claims if claim.plan_id))
    open_ones = [f"left to a person: {each}" for each in verdict.unknown]
    return [f"{said}\n    {where}; plans {plans}" for said in (*verdict.violations, *open_ones)]
