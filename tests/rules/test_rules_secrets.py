"""Passwords and card numbers told in prose are found; ordinary sentences about them, and other numbers, are not (R-62, R-81)."""

import pytest

from syncro.rules.words import cards, credentials, passwords
from syncro.rules.words.credentials import Secrets
from syncro.rules.words.texts import check
from syncro.workflows.vendors import kinds_in
from tokens import OURS, VENDORS

TOLD = [
    *("the new password for Dana is Blue$Horse77", "temp pw Welcome1!", "pass letmein99", "login: dana / Summer2025!"),
    *("Kennwort: Geheim123", "passcode 998877", "the wifi key is GuestNet2024", "Password: Hunter2!", "pwd=abcd"),
    *("the new password is correcthorse", "Password: swordfish", "password is 'Tr0ub4dor&3'.", "PASSWORD = hunter2x"),
    *("The password was changed to Blue$Horse77.", "Set the password to Blue$Horse77 and told Dana", "pin: 4471"),
    *("The PIN for the door is 4471", "psk: 12345678", "Password (temporary): Welcome123", "pw: P@ssword"),
    *(
        "New password:\nBlue$Horse77",
        "New password:<br>Blue$Horse77",
        "password: <b>hunter2x</b>",
        "Passwort lautet Sommer25",
    ),
    *(
        "password for dana@c102.example is now Blue$Horse77",
        "The password on DESK-PC01 is Winter2026",
        "guest code: 88123",
    ),
    *("wlan password Sonne2026", "Creds: admin|Toner4711", "user dana / Summer2025!", "password is 90210731"),
    *("The password is stored, and the old password was Maple$77", "her password is Ünter2024", "pass: hunter2x"),
    *("API key: 9f8e7d6c5b4a39281706", "client secret is abC1defG2hiJ", "password -> hunter2x"),
    *("pass\u200bword: hunter2", "password: hun\u00adter2x"),
    *("Password to the portal: Maple-Leaf-7", "passwd: root / toor1234", "Pass code is 4471", "door code: 4471"),
    *("Recovery key 123456-234567-345678-456789-567890-678901-789012-890123", "password reset to Welcome123 for Dana"),
]
ORDINARY = [
    *("Password: reset by user", "He forgot his password: nothing else wrong", "password expired, reset it"),
    *("reset the password and it works", "The password was reset and works", "Her password is locked, unlocked it"),
    *("passwords: none given", "Ticket 32164, serial SN4F7K2Q, phone 602-555-0100, IP 10.0.0.25", "Invoice 20931 paid"),
    *("The password is expired.", "Password: changed", "password is case-sensitive", "The password is important."),
    *("Password reset at 10:30am", "Password changed on 2026-11-20: works", "password is 90 days old", "Password: N/A"),
    *("Reset the password on DESK-PC01", "Reset password and the PC is DESK-PC01 now", "Password: ********"),
    *(
        "Password reset sent to: dana@c102.example",
        "Password for ticket 32164 was reset",
        "password must have 12 characters",
    ),
    *(
        "password: see ticket 32164",
        "Stored the password in 1Password",
        "Password: in LastPass",
        "password is in 1Password",
    ),
    *(
        "moved the password to KeePass",
        "The PIN pad is broken",
        "bypass Switch2024 for now",
        "Passed the test on Windows11",
    ),
    *(
        "Wi-Fi key is on the sticker",
        "The wifi password was changed.",
        "Login: worked on PC01 / PC02",
        "pin 12 is bent",
    ),
    *("The password policy is 12-character minimum", "logged in as dana, nothing found", "Server 10.0.0.5 / 10.0.0.6"),
    *(
        "the boarding pass was printed",
        "Outlook asks for the password again, since Monday.",
        "password is set to expire",
    ),
    *(
        "The API key was rotated.",
        "The access key is lost",
        "password: unchanged.",
        "pass 2 of 3 done",
        "Pass: completed",
    ),
    *("The password was changed to comply with the policy", "password is the same as before", "error code 998877"),
    *("Did not pass QC2024 check", "Password for jdoe2: done", "password for DESK-PC01: changed", "error code: 4471"),
    *("Firmware 123456-234567 installed", "Password prompt is gone", "his password isn't accepted"),
]
CARDS = [
    *("4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "5555555555554444", "3782 822463 10005"),
    *("378282246310005", "6011111111111117", "3530111333300000", "30569309025904", "card 4222222222222, exp 12/27"),
    *(
        "2223003122003222",
        "6304000000000000",
        "4111.1111.1111.1111",
        "(4012-8888-8888-1881)",
        "4111\u00a01111\u00a01111\u00a01111",
    ),
]
NO_CARDS = [
    *("4111111111111112", "1234567890123456", "0000000000000000", "IMEI 490154203237518", "602-555-0100 602-555-0199"),
    *("480 555 0100 480 555 0199", "Serial 5CG1234XYZ", "tracking 1Z999AA10123456784", "UPC 012345678905", "32164"),
    *("10.0.0.25, 192.168.100.200", "2026-11-20 14:30:00", "v4111111111111111", "id 41111111111111110000"),
]


@pytest.mark.parametrize("text", TOLD)
def test_a_told_password_is_found(text: str) -> None:
    assert passwords.is_told(text)
    assert "text.secret" in {each.code for each in check(text, where="comment", visible=True)}


@pytest.mark.parametrize("text", ORDINARY)
def test_a_sentence_about_passwords_raises_nothing(text: str) -> None:
    assert not passwords.is_told(text)
    assert check(text, where="comment", visible=True) == []


@pytest.mark.parametrize("text", CARDS)
def test_a_card_number_is_stopped_in_any_text(text: str) -> None:
    assert cards.is_told(text)
    assert [each.code for each in check(f"paid with {text}", where="note", visible=False)] == ["text.card"]


@pytest.mark.parametrize("text", NO_CARDS)
def test_other_numbers_are_no_cards(text: str) -> None:
    assert not cards.is_told(text)


@pytest.mark.parametrize("name", VENDORS)
def test_a_vendors_token_is_found_by_the_detector_that_is_passed_in(name: str) -> None:
    text = f"Signed in with {VENDORS[name]} and it worked\nThen rebooted"
    assert [each.code for each in check(text, where="comment", visible=True, secrets=Secrets(detect=kinds_in))] == [
        "text.secret"
    ]
    assert check(text, where="comment", visible=True) == []


def test_each_kind_of_token_is_named_and_no_value_is_told() -> None:
    told = {name: credentials.found_in(token, kinds_in) for name, token in VENDORS.items()}
    assert all(len(kinds) == 1 for kinds in told.values()), told
    assert len({kinds[0] for kinds in told.values()}) == len(VENDORS) - 1  # Slack has two
    assert not any(token in repr(told[name]) for name, token in VENDORS.items())


@pytest.mark.parametrize("name", OURS)
def test_a_token_of_our_own_list_is_found_without_a_library(name: str) -> None:
    assert len(credentials.found_in(f"used {OURS[name]} for it", credentials.nothing)) == 1


@pytest.mark.parametrize("text", [*ORDINARY, *NO_CARDS])
def test_the_detector_takes_no_ordinary_text_for_a_token(text: str) -> None:
    assert kinds_in(text) == []
