"""A key with a second factor: a code buys a token, the token goes along in its header (facts §1)."""

from typing import Any

import pytest
import tiny

CODE, KEY = "271828", "guarded"


@pytest.fixture
def guarded(api):
    """A key that wants a code."""
    api.control("PUT", "keys", {"key": KEY, "user_id": tiny.OLIVE, "two_factor_code": CODE})
    return api.as_(KEY)


def me(api, token: str, key: str = KEY) -> Any:
    headers = {"Authorization2FAToken": token, "Authorization": key}
    return api.client.get(f"{api.root}/api/v1/me", headers=headers)


def test_without_a_token_the_key_is_refused_everything_but_the_login(guarded):
    assert guarded.refused("GET", "me")[0] == 401
    assert guarded.refused("POST", "tickets", {"customer_id": tiny.PLAIN, "subject": "S"})[0] == 401
    assert guarded.post("otp_login", {"code": CODE})["login"] is True


def test_a_token_opens_the_account_for_its_key_only(api, guarded):
    answer = guarded.post("otp_login", {"code": CODE})
    assert "Authorization2FAToken" in answer["instructions"]
    shown = me(api, answer["session_token"])
    assert (shown.status_code, shown.json()["two_factor_required"]) == (200, True)
    assert me(api, "made-up").status_code == 401
    api.control("PUT", "keys", {"key": "other", "user_id": tiny.BLAKE, "two_factor_code": CODE})
    assert me(api, answer["session_token"], "other").status_code == 401
    assert me(api, "", "tech").json()["two_factor_required"] is False


def test_a_token_ends_on_its_day(api, guarded):
    answer = guarded.post("otp_login", {"code": CODE})
    assert answer["token_expiration"].startswith("2026-12-20T12:")
    api.control("PUT", "clock", {"now": "2026-12-21T00:00:00-07:00"})
    assert me(api, answer["session_token"]).status_code == 401


def test_wrong_codes_are_counted_and_the_sixth_locks(guarded):
    for times in ("1st", "2nd", "3rd", "4th", "5th"):
        status, answer = guarded.refused("POST", "otp_login", {"code": "0"})
        assert (status, answer["login"], f"the {times} time" in answer["instructions"]) == (401, False, True)
    locked = guarded.refused("POST", "otp_login", {"code": "0"})[1]["instructions"]
    assert "the 6th time, please open Syncro in browser" in locked
    assert guarded.refused("POST", "otp_login", {"code": CODE})[0] == 401


def test_the_right_code_forgives_the_wrong_ones(guarded):
    for _ in range(5):
        guarded.refused("POST", "otp_login", {"code": "0"})
    assert guarded.post("otp_login", {"code": CODE})["login"] is True
    assert "1st" in guarded.refused("POST", "otp_login", {})[1]["instructions"]


def test_a_key_without_a_second_factor_has_no_code_that_fits(api):
    for body in ({}, {"code": ""}, {"code": CODE}):
        assert api.refused("POST", "otp_login", body)[0] == 401


def test_codes_and_tokens_are_in_no_log(api, guarded):
    token = guarded.post("otp_login", {"code": CODE})["session_token"]
    me(api, token)
    log = api.control("GET", "requests").text
    assert CODE not in log
    assert token not in log
