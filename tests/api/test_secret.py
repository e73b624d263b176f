"""A key is never shown, copied or written down by accident (R-55)."""

import copy
import pickle

import pytest
from msgspec import json as msgspec_json

import canary
from syncro.secret import Secret, redact

KEY = f"{canary.MARK}/Key+0123456789"


def test_no_text_form_holds_the_key() -> None:
    secret = Secret(f"  {KEY}\n")
    for shown in (str(secret), repr(secret), f"{secret:>30}", f"{[secret]}", f"{secret!r}"):
        assert KEY not in shown
    assert str(secret) == "…6789"
    assert secret.reveal() == KEY


def test_a_short_key_shows_nothing_of_itself() -> None:
    assert (str(Secret("abc12345")), Secret("abc12345").last4) == ("••••", "")


def test_a_key_cannot_be_written_down() -> None:
    secret = Secret(KEY)
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        msgspec_json.encode(secret)
    assert copy.deepcopy([secret])[0] == copy.copy(secret) == secret


def test_keys_compare_by_value() -> None:
    assert Secret(KEY) == Secret(KEY)
    assert len({Secret(KEY), Secret(KEY), Secret("another-key-123")}) == 2
    assert Secret(KEY) != KEY


@pytest.mark.parametrize("bad", ["", "  ", "two words", "ключ-key-1234", "line\nbreak"])
def test_what_cannot_be_a_key_is_refused_without_showing_it(bad: str) -> None:
    with pytest.raises(ValueError, match="one word of plain ASCII") as caught:
        Secret(bad)
    assert not bad.strip() or bad not in str(caught.value)


def test_a_revealed_key_is_removed_from_any_text_also_when_quoted() -> None:
    Secret(KEY).reveal()
    assert redact(f"a {KEY} b {canary.MARK}%2FKey%2B0123456789 c") == "a •••• b •••• c"


@pytest.mark.parametrize(
    "text",
    ["GET /x?api_key=unseen-9&a=1", "API_KEY=unseen-9&a=1", "'…?a=1&api_key=unseen-9'", '{"api_key": "unseen-9"}'],
)
def test_any_api_key_in_a_text_is_removed(text: str) -> None:
    assert "unseen-9" not in redact(text)
    assert "a=1" not in text or "a=1" in redact(text)


def test_other_text_stays_as_it_is() -> None:
    assert redact("nothing to hide: 12 $5 é") == "nothing to hide: 12 $5 é"
