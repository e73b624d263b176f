"""Which of an account's own names is meant by what was typed. Pure; several that fit are never guessed from (R-20)."""

from collections.abc import Sequence

UNDETERMINED = "Not determined"
"""The problem type for what fits none."""
SIMILAR = 3, 5
"""Similarity from which a name is close enough: three fifths."""


def fitting(typed: str, names: Sequence[str]) -> list[int]:
    """Places of the names that fit: equal ones, else those with all words as beginnings of theirs, else as parts."""
    wanted = typed.casefold().split()
    if not wanted:
        return []
    tests = (_is_equal, _begins, _holds)
    found = ([place for place, name in enumerate(names) if test(wanted, name.casefold().split())] for test in tests)
    return next((places for places in found if places), [])


def closest(typed: str, names: Sequence[str]) -> str | None:
    """The most similar name, else the account's word for none; None when it has no such word."""
    from difflib import get_close_matches

    folded = {name.casefold(): name for name in names}
    near = get_close_matches(typed.casefold(), folded, 1, SIMILAR[0] / SIMILAR[1])
    return folded[near[0]] if near else folded.get(UNDETERMINED.casefold())


def _is_equal(wanted: list[str], name: list[str]) -> bool:
    return wanted == name


def _begins(wanted: list[str], name: list[str]) -> bool:
    return all(any(part.startswith(word) for part in name) for word in wanted)


def _holds(wanted: list[str], name: list[str]) -> bool:
    text = " ".join(name)
    return all(word in text for word in wanted)
