"""Names of files are safe on every system, whatever a customer is called (R-82)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncro.rules.words.filenames import LONGEST, safe_name

DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Plain Paper Co", "plain-paper-co"),
        ("Müller & Söhne, Inc.", "müller-söhne-inc"),
        ("Mu\u0308ller", "müller"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Windows\\", "c-windows"),
        ("東京 shop", "東京-shop"),
        ("CON", "con-customer"),
        ("lpt1", "lpt1-customer"),
        ("COM¹", "com1-customer"),
        ("...", "customer"),
        ("", "customer"),
        ("🎉", "customer"),
        ("-rf", "rf"),
        ("a\x00b\nc", "a-b-c"),
    ],
)
def test_a_name_becomes_safe_and_stays_readable(text: str, name: str) -> None:
    assert safe_name(text, otherwise="customer") == name


@given(st.text(max_size=200))
def test_no_text_makes_a_name_that_a_system_refuses(text: str) -> None:
    name = safe_name(text, otherwise="customer")
    assert name
    assert not set(name) & set('<>:"/\\|?*. ')
    assert all(ord(char) >= 32 for char in name)
    assert name not in DEVICES
    assert name[0] != "-"
    assert name[-1] != "-"
    assert len(name) <= LONGEST + len("-customer")
    assert len(name.encode()) <= 255


def test_names_that_differ_in_case_only_are_the_same_folder() -> None:
    assert safe_name("ACME", otherwise="x") == safe_name("Acme", otherwise="x")
