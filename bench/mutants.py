"""Do the tests notice? Damages the rules and the engine, one small change at a time, and runs the tests over each.

    python bench/mutants.py [--sample 30] [--seed 1] [--paths 'src/syncro/rules/*.py' …] [--workers 2] [--limit 240] [--tests tests/rules]

The sample has as many mutants of each kind of change, and is always the same for a seed. For each mutant the tests named
after its module and those that import it run first, then the others of its room, then the rest; the first failure ends it. A
test that fails on undamaged code as well doesn't count. Prints the score, and each survivor with file, line and change: a hole
in the tests, or a change that makes no difference. A mutant whose tests don't end within `--limit` seconds is undecided.
"""

import argparse
import random
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, zip_longest
from pathlib import Path
from queue import Queue
from threading import Lock
from time import monotonic
from typing import NamedTuple

from mutation.making import Mutant, is_another, mutants_of
from mutation.nearest import in_order
from mutation.trees import ROOT, OutOfTimeError, Tree

ENGINE = ("run", "sender", "verify", "preflight", "settling", "readback", "entries", "snapshot")
PATHS = ("src/syncro/rules/**/*.py", *(f"src/syncro/workflows/engine/{name}.py" for name in ENGINE))
COLLECTING = 300
"""Seconds to find all tests once, before anything is damaged."""
KILLED, SURVIVED, UNDECIDED = "killed", "SURVIVED", "undecided"


class Verdict(NamedTuple):
    mutant: Mutant
    outcome: str
    why: str
    """The test that noticed, or how many rounds of tests saw nothing."""


class Judge:
    """Runs the tests over mutants, and remembers which tests fail by themselves."""

    def __init__(self, limit: float, rounds: int, within: tuple[str, ...]) -> None:
        self._limit, self._rounds, self._within = limit, rounds, within
        self._sound: dict[str, bool] = {}
        self._lock = Lock()

    def judge(self, tree: Tree, mutant: Mutant, source: bytes) -> Verdict:
        """Damage the copy, run the tests, mend the copy."""
        until = monotonic() + self._limit
        try:
            for tests in self._tests(tree, mutant):
                tree.write(mutant.path, mutant.apply(source))
                if noticed := self._noticed(tree, mutant, source, tests, until):
                    return Verdict(mutant, KILLED, noticed)
        except OutOfTimeError as late:
            return Verdict(mutant, UNDECIDED, str(late))
        finally:
            tree.write(mutant.path, source)
        return Verdict(mutant, SURVIVED, f"{self._rounds} rounds of {', '.join(self._within)}")

    def _tests(self, tree: Tree, mutant: Mutant) -> list[list[str]]:
        rounds = in_order(tree.root, module_of(mutant.path))[: self._rounds]
        named = [[path.relative_to(tree.root).as_posix() for path in files] for files in rounds]
        chosen = [[name for name in names if name.startswith(self._within)] for names in named]
        return [names for names in chosen if names]

    def _noticed(self, tree: Tree, mutant: Mutant, source: bytes, tests: list[str], until: float) -> str | None:
        """The first test that fails because of the damage: here again, and not without it."""
        chance: frozenset[str] = frozenset()
        while test := tree.first_failure(tests, self._unsound | chance, until - monotonic()):
            is_sound = self._is_sound(tree, mutant, source, test)
            tree.write(mutant.path, mutant.apply(source))
            if is_sound and tree.first_failure(_alone(test, tests), frozenset(), until - monotonic()):
                return test
            chance |= {test}
        return None

    @property
    def _unsound(self) -> frozenset[str]:
        return frozenset(test for test, is_sound in self._sound.items() if not is_sound)

    def _is_sound(self, tree: Tree, mutant: Mutant, source: bytes, test: str) -> bool:
        """True when the test passes on undamaged code; asked once per test."""
        if test not in self._sound:
            tree.write(mutant.path, source)
            passes = tree.first_failure(_alone(test, []), frozenset(), self._limit) is None
            with self._lock:
                self._sound[test] = passes
        return self._sound[test]


def _alone(test: str, tests: list[str]) -> list[str]:
    """What runs one test; where pytest ended without naming one, whatever it ran."""
    return [test] if test.startswith("tests/") else [*tests, "--collect-only"]


def module_of(path: Path) -> str:
    """`src/syncro/rules/billing/tax.py` → `syncro.rules.billing.tax`."""
    return ".".join(path.with_suffix("").parts[1:])


def sampled(patterns: list[str], size: int, seed: int) -> tuple[list[Mutant], int]:
    """Some mutants, as many of each kind, and how many there are."""
    files = sorted({path for pattern in patterns for path in ROOT.glob(pattern)})
    mutants = [each for path in files for each in mutants_of(path.relative_to(ROOT), path.read_bytes())]
    random.Random(seed).shuffle(mutants)
    kinds: dict[str, list[Mutant]] = {}
    for each in mutants:
        kinds.setdefault(each.kind, []).append(each)
    turns = zip_longest(*(kinds[kind] for kind in sorted(kinds)))
    sources = {path.relative_to(ROOT): path.read_bytes() for path in files}
    sound = (each for turn in turns for each in turn if each and is_another(each, sources[each.path]))
    return list(islice(sound, size)), len(mutants)


def judged(mutants: list[Mutant], workers: int, judge: Judge) -> list[Verdict]:
    """Each mutant in a copy of its own, `workers` at a time."""
    sources = {each.path: (ROOT / each.path).read_bytes() for each in mutants}
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        trees: Queue[Tree] = Queue()
        for number in range(workers):
            trees.put(Tree(Path(folder) / str(number)))
        if broken := trees.queue[0].first_failure(["--collect-only"], frozenset(), COLLECTING):
            raise SystemExit(f"The tests can't even be collected: {broken}")

        def one(mutant: Mutant) -> Verdict:
            tree = trees.get()
            try:
                verdict = judge.judge(tree, mutant, sources[mutant.path])
            finally:
                trees.put(tree)
            print(f"{verdict.outcome:9} {mutant.path}:{mutant.line} {mutant.kind} ({verdict.why})", flush=True)
            return verdict

        with ThreadPoolExecutor(workers) as pool:
            return list(pool.map(one, mutants))


def report(verdicts: list[Verdict], total: int) -> None:
    """The score, then every survivor with its change."""
    counts = {outcome: sum(each.outcome == outcome for each in verdicts) for outcome in (KILLED, SURVIVED, UNDECIDED)}
    decided = counts[KILLED] + counts[SURVIVED]
    score = f"{counts[KILLED] / decided:.1%}" if decided else "nothing was decided"
    for outcome in (SURVIVED, UNDECIDED):
        for mutant in (each.mutant for each in verdicts if each.outcome == outcome):
            print(f"\n{outcome}: {mutant.path}:{mutant.line} ({mutant.kind})")
            print(mutant.diff((ROOT / mutant.path).read_bytes()))
    print(
        f"\n{len(verdicts)} of {total} mutants: {', '.join(f'{count} {outcome}' for outcome, count in counts.items())}"
    )
    print(f"score: {score} of those decided")


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--paths", nargs="+", default=list(PATHS), help="files, as patterns from the root of the checkout"
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--limit", type=float, default=240, help="seconds for all tests of one mutant")
    parser.add_argument("--rounds", type=int, default=4, help="1: named after the module or importing it; 4: all tests")
    parser.add_argument(
        "--tests", nargs="+", default=["tests/"], help="only tests whose path begins so, such as tests/rules"
    )
    parser.add_argument("--list", action="store_true", help="show the sample with its changes, and run nothing")
    chosen = parser.parse_args(words)
    mutants, total = sampled(chosen.paths, chosen.sample, chosen.seed)
    if chosen.list:
        for each in mutants:
            print(f"\n{each.path}:{each.line} ({each.kind})\n{each.diff((ROOT / each.path).read_bytes())}")
        return 0
    report(judged(mutants, chosen.workers, Judge(chosen.limit, chosen.rounds, tuple(chosen.tests))), total)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
