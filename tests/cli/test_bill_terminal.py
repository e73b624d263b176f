"""`syncro bill` on a real (pseudo-)terminal: questions, preview, and only a yes writes."""

from pathlib import Path

import pytest

import shop
from desk import Syncro, environment
from terminal import Terminal

TICKET = shop.TICKETS[shop.PLAIN]
QUESTIONS = ["Labor [1-9]", "Minutes worked", "What was done"]


@pytest.mark.parametrize(("typed", "is_written"), [("n", False), ("", False), ("yep", False), ("y", True)])
def test_questions_then_preview_then_only_a_yes_writes(
    syncro_side: Syncro, tmp_path: Path, typed: str, is_written: bool
) -> None:
    terminal = Terminal(["bill", str(shop.number(TICKET))], environment(syncro_side.base_url, tmp_path / "home"))
    terminal.answer("Labor [1-9]", "1")
    terminal.answer("Minutes worked", "45")
    terminal.answer("What was done", "Rebuilt the mail profile")
    terminal.answer("[y/N]", typed)
    assert terminal.end() == 0, terminal.said
    shown = terminal.said
    assert shown.index("112.50") < shown.index("[y/N]"), "the preview comes before the question"
    asked = shown[: shown.index("[y/N]")].replace("\r", "").splitlines()[-1]
    assert asked == "Send this to Syncro as Avery Stone? "
    essence = shown[: shown.index("[y/N]")].replace("\r", "").splitlines()[-2]
    assert essence == "Plain Paper Co: total 112.50, 4 requests.", "whom, how much and how many stand right above it"
    assert "Rebuilt the mail profile" in shown
    assert syncro_side.counts(TICKET)["invoices"] == int(is_written)
    assert len(syncro_side.writes()) == (4 if is_written else 0)
    assert ("Verified" if is_written else "Nothing was written.") in shown
    assert ("syncro plan execute" in shown) == (typed == "yep"), "a slip throws nothing away"


def test_what_is_given_isnt_asked(syncro_side: Syncro, tmp_path: Path) -> None:
    words = ["bill", str(shop.number(TICKET)), "--minutes", "30", "--labor", "onsite"]
    terminal = Terminal(words, environment(syncro_side.base_url, tmp_path / "home"))
    terminal.answer("[y/N]", "y")
    assert terminal.end() == 0, terminal.said
    assert not any(question in terminal.said for question in QUESTIONS)
    assert syncro_side.counts(TICKET)["invoices"] == 1


def test_no_input_on_a_terminal_asks_nothing_and_stores_the_plan(syncro_side: Syncro, tmp_path: Path) -> None:
    words = ["bill", str(shop.number(TICKET)), "--minutes", "30", "--labor", "onsite", "--no-input"]
    terminal = Terminal(words, environment(syncro_side.base_url, tmp_path / "home"))
    assert terminal.end() == 7
    assert "[y/N]" not in terminal.said
    assert syncro_side.writes() == []
