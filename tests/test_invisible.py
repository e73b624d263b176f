"""Which characters can't be shown, decided by class; what people really write passes."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncro import invisible

UNSEEN = {
    "control C0": "\x07",
    "escape": "\x1b",
    "delete": "\x7f",
    "control C1": "\x9b",
    "next line": "\x85",
    "line tabulation": "\x0b",
    "carriage return alone": "\r",
    "soft hyphen": "\u00ad",
    "combining joiner": "\u034f",
    "arabic letter mark": "\u061c",
    "hangul filler": "\u115f",
    "khmer inherent vowel": "\u17b4",
    "mongolian selector": "\u180b",
    "mongolian separator": "\u180e",
    "zero-width space": "\u200b",
    "joiner in a word": "\u200d",
    "non-joiner in a word": "\u200c",
    "left-to-right mark": "\u200e",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "embedding": "\u202a",
    "override": "\u202e",
    "word joiner": "\u2060",
    "invisible times": "\u2062",
    "isolate": "\u2066",
    "reserved format": "\u2065",
    "blank braille": "\u2800",
    "wide hangul filler": "\u3164",
    "surrogate": "\ud800",
    "private use": "\ue000",
    "last private use": "\uf8ff",
    "noncharacter": "\ufdd0",
    "selector after a letter": "\ufe0f",
    "byte order mark": "\ufeff",
    "half-width filler": "\uffa0",
    "annotation": "\ufff9",
    "end of a plane": "\uffff",
    "musical beam": "\U0001d173",
    "language tag": "\U000e0001",
    "tag letter": "\U000e0041",
    "selector supplement after a letter": "\U000e0100",
    "reserved, never shown": "\U000e0fff",
    "private plane": "\U000f0000",
    "last private plane": "\U0010fffd",
}

ORDINARY = {
    "plain": 'Replaced the disk; 2 h at $150.00 <ok> `x` \\ "y"',
    "lines and tabs": "one\n\ttwo\r\nthree",
    "accents": "Größe, café, naïve, Ångström, Zoë",
    "accents written apart": "cafe\u0301 n\u0303",
    "no-break spaces": "5\u00a0000\u202f€",
    "greek, cyrillic": "Ωμέγα Привет",
    "hebrew, arabic": "שלום مرحبا",
    "persian with a non-joiner": "می\u200cخواهم",
    "hindi with joiners": "क्\u200dष र्\u200cय",
    "chinese with a variant": "葛\U000e0100城 漢字",
    "arabic number sign": "\u0600\u0661",
    "emoji": "👍 🎉 😀",
    "emoji with skin": "👍🏽",
    "family": "👨\u200d👩\u200d👧\u200d👦",
    "heart on fire": "❤\ufe0f\u200d🔥",
    "rainbow flag": "🏳\ufe0f\u200d🌈",
    "profession": "👩🏽\u200d⚕\ufe0f",
    "keycap": "1\ufe0f\u20e3",
    "text form": "⚠\ufe0e ©\ufe0f ™\ufe0f",
    "country": "🇺🇸",
    "emoji of a later Unicode": "\U0001fae8\U0001facd",
    "ideograph of a later Unicode": "\U000323b0",
}


@pytest.mark.parametrize("kind", UNSEEN)
def test_a_character_that_cant_be_shown_is_found_named_and_marked(kind: str) -> None:
    letter = UNSEEN[kind]
    text = f"a{letter}b"
    assert list(invisible.found(text)) == [(1, letter)]
    assert invisible.told(text).startswith(f"U+{ord(letter):04X}")
    assert "at character 2" in invisible.told(text)
    shown = invisible.escaped(text)
    assert not list(invisible.found(shown))
    assert f"{ord(letter):04x}" in shown


@pytest.mark.parametrize("kind", ORDINARY)
def test_what_people_write_passes_as_it_is(kind: str) -> None:
    text = ORDINARY[kind]
    assert not list(invisible.found(text))
    assert invisible.escaped(text) == text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "text",
    [
        "👍\ufe0f\ufe0f",
        "👍\U000e0141\U000e0142",
        "a\ufe00",
        "1\ufe0f00",
        "\ufe0f",
        "👍\u200d",
        "\u200d👍",
        "a\u200d👍",
        "👍\u200d\u200d👍",
        "word\u200cword",
        "🏴\U000e0067\U000e0062\U000e007f",
    ],
)
def test_what_is_ordinary_in_one_place_is_found_in_any_other(text: str) -> None:
    assert list(invisible.found(text))


@given(st.text(st.characters(min_codepoint=0, max_codepoint=0x10FFFF, exclude_categories=())))
def test_a_marked_text_holds_nothing_of_the_kind_and_loses_no_character(text: str) -> None:
    shown = invisible.escaped(text)
    assert not list(invisible.found(shown))
    kept = [letter for letter in text if unicodedata.category(letter)[0] in "LNPS" and letter not in invisible._BLANK]
    rest = iter(shown)
    assert all(letter in rest for letter in kept)


@given(st.text())
def test_json_with_marks_is_the_same_value(text: str) -> None:
    shown = invisible.escaped_json(json.dumps({text: text}, ensure_ascii=False))
    assert json.loads(shown) == {text: text}
    assert not [letter for _, letter in invisible.found(shown)]


def test_data_is_looked_through_names_and_values_at_any_depth() -> None:
    data = {"a": [{"b\u200b": "x"}, ["y\u202e"]], "c": {"d": {"e": "\U000e0041"}}, "f": 5, "g": None, "h": "ok\n"}
    places = [where for where, _ in invisible.in_value(data, "body")]
    assert places == ["name of a field in body, a", "body, a", "body, c, d, e"]


def test_many_of_them_are_counted_and_the_first_is_named() -> None:
    assert invisible.told("a\u202eb\u202c") == "U+202E RIGHT-TO-LEFT OVERRIDE at character 2 and 1 more"
    assert invisible.told("plain") == ""
