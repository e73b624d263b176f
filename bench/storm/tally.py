"""The weathers' table, each violation with what repeats it, and why what is left to a person is. Prints nothing itself."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import chain

from msgspec import Struct

from storm.outing import Out
from storm.report import Report
from storm.witness import Outcome

HEADS = (
    *("weather", "pieces", "writes intended", "landed", "duplicates (unnamed / named)", "lost silently"),
    *("false claims", "foreign writes", "overtaken", "left to a person"),
)
NEVER = ("unnamed", "lost", "false", "foreign", "overtaken")
SHOWN = 60
REASONS = 12
"""Reasons shown of each weather."""


class Row(Struct):
    """One weather in figures."""

    name: str
    pieces: int = 0
    intended: int = 0
    landed: int = 0
    unnamed: int = 0
    named: int = 0
    lost: int = 0
    false: int = 0
    foreign: int = 0
    overtaken: int = 0
    left: int = 0

    @property
    def holds(self) -> bool:
        """Nothing that must never be."""
        return not any(getattr(self, name) for name in NEVER)

    @property
    def cells(self) -> tuple[str, ...]:
        """As the table shows it."""
        figures = (self.lost, self.false, self.foreign, self.overtaken, self.left)
        twice = f"{self.unnamed} / {self.named}"
        return (self.name, *map(str, (self.pieces, self.intended, self.landed)), twice, *map(str, figures))


class Tally:
    """What came of all pieces in the weathers."""

    def __init__(self, seed: int, results: Iterable[tuple[Out, Outcome]]) -> None:
        self._seed = seed
        self._results = list(results)

    @property
    def rows(self) -> list[Row]:
        """One for each weather, in the order of their first pieces."""
        rows: dict[str, Row] = {}
        for out, seen in self._results:
            row = rows.setdefault(out.case.name, Row(out.case.name))
            row.pieces += 1
            row.intended += seen.intended
            row.landed += seen.landed
            row.named += len(seen.named)
            row.left += bool(seen.left)
            for name in NEVER:
                setattr(row, name, getattr(row, name) + len(getattr(seen, name)))
        return list(rows.values())

    @property
    def holds(self) -> bool:
        """Nothing that must never be."""
        return all(row.holds for row in self.rows)

    def violations(self) -> str:
        """Each thing that must never be."""
        lines = [
            f"{name}: {said}\n    piece {out.piece.number} ({out.piece.shape}), seed {self._seed}; {out.case.story}"
            for out, seen in self._results
            for name in NEVER
            for said in getattr(seen, name)
        ]
        return "\n".join((*lines[:SHOWN], *([f"… and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else [])))

    def kinds(self) -> str:
        """How many pieces of each kind of work, and how many of them have a violation."""
        pieces: Counter[str] = Counter(out.piece.kind for out, _ in self._results)
        bad: Counter[str] = Counter(out.piece.kind for out, seen in self._results if seen.violations)
        struck = sum(chain((way.struck for out, _ in self._results for way in out.ways.values())), Counter[str]())
        deeds: Counter[str] = Counter(deed.kind for out, _ in self._results for deed in out.deeds)
        return "\n".join(
            (
                "kinds of work: " + ", ".join(f"{kind} {count}" for kind, count in pieces.most_common()),
                "of them with a violation: " + (", ".join(f"{kind} {bad[kind]}" for kind in bad) or "none"),
                "injuries that struck: " + ", ".join(f"{how} {count}" for how, count in struck.most_common()),
                "people acted: " + (", ".join(f"{kind} {count}" for kind, count in deeds.most_common()) or "never"),
            )
        )

    def left(self) -> str:
        """Why pieces are left to a person, by weather."""
        reasons: dict[str, Counter[str]] = defaultdict(Counter)
        for out, seen in self._results:
            if seen.left:
                reasons[out.case.name][seen.left] += 1
        lines = []
        for name, counted in reasons.items():
            lines.append(f"{name}:")
            lines += [f"{count:6}  {reason}" for reason, count in counted.most_common(REASONS)]
            rest = sum(counted.values()) - sum(count for _, count in counted.most_common(REASONS))
            lines += [f"{rest:6}  other reasons"] if rest else []
        return "\n".join(lines)

    def story(self) -> str:
        """Every command line of every piece, with what it claimed, and what passed."""
        return "\n".join(chain.from_iterable(map(_story, self._results)))


def table(rows: Iterable[Row]) -> str:
    """For people, and to be pasted into Markdown."""
    lines = [HEADS, ("---",) * len(HEADS), *(row.cells for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def old(report: Report) -> Row:
    """The storm as a weather."""
    seen = [verdict for _, verdict in report.results]
    return Row(
        "the storm",
        pieces=len(seen),
        intended=report.intended,
        landed=sum(each.landed for each in seen),
        unnamed=sum(len(each.duplicates) for each in seen),
        lost=sum(len(each.lost) for each in seen),
        false=sum(len(each.false) for each in seen),
        left=sum(bool(each.unknown) for each in seen),
    )


def _story(result: tuple[Out, Outcome]) -> list[str]:
    out, seen = result
    lines = [f"piece {out.piece.number}: syncro {' '.join(map(repr, out.piece.words))}; {out.case.story}"]
    for way, sluice in out.ways.items():
        lines += [
            f"  {way}{each.number} {each.who}: {each.request.method} {each.request.route} → {each.reply.status}"
            for each in sluice.log
        ]
    for said in out.said:
        claim = said.claim
        error = claim.said.get("error") or {}
        receipts = [f"{each['step']} {each['outcome']} {each['id']}" for each in claim.said.get("receipts") or ()]
        told = str(claim.said.get("message") or error.get("message") or claim.talk[-150:])[:240]
        findings = [each["message"] for each in claim.said.get("findings") or ()] if claim.code not in (0, 7) else []
        lines.append(
            f"  {said.way} {claim.stage} {claim.plan_id} exit {claim.code}, {claim.status}, wrote {claim.wrote or '?'}, "
            f"verified {claim.said.get('verified')}, writes {said.begun}–{said.ended}: {told} {receipts} {findings}"
        )
    return [*lines, *(f"  VIOLATION {each}" for each in seen.violations), f"  left: {seen.left or '–'}"]
