"""Comments: three modes, formats, pages; written once and never changed (facts §4.1, C22)."""

import pytest
import tiny

PATH = f"tickets/{tiny.TICKET}/comment"
LIST = f"tickets/{tiny.TICKET}/comments"


def test_reply_is_wrapped_and_says_who_wrote_it(api):
    made = api.post(PATH, {"subject": "Update", "body": "Done<br>today", "hidden": True})["comment"]
    assert (made["subject"], made["body"], made["hidden"]) == ("Update", "Done<br>today", True)
    assert (made["tech"], made["user_id"]) == ("Blake Rivers", tiny.BLAKE)
    assert "do_not_email" not in made


def test_tech_overrides_the_shown_name_only(api):
    made = api.post(PATH, {"subject": "S", "body": "B", "tech": "Somebody"})["comment"]
    assert (made["tech"], made["user_id"]) == ("Somebody", tiny.BLAKE)


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ({}, ["Body can't be blank", "Subject can't be blank"]),
        ({"subject": "S"}, ["Body can't be blank"]),
        ({"body": "B"}, ["Subject can't be blank"]),
        ({"comment": {"subject": "S", "body": "B"}}, ["Body can't be blank", "Subject can't be blank"]),
    ],
)
def test_missing_or_wrapped_text_is_refused(api, body, missing):
    assert api.refused("POST", PATH, body) == (422, {"success": False, "message": missing})


def test_billing_fields_in_a_comment_are_dropped(api):
    api.post(PATH, {"subject": "S", "body": "B", "product_id": tiny.REMOTE, "minutes_spent": 60, "bill_time_now": True})
    shown = api.get(f"tickets/{tiny.TICKET}")["ticket"]
    assert shown["line_items"] == []
    assert shown["ticket_timers"] == []


@pytest.mark.parametrize(
    ("mode", "mails"),
    [
        ({"hidden": False, "do_not_email": False}, 1),
        ({"hidden": False, "do_not_email": True}, 0),
        ({"hidden": True, "do_not_email": True}, 0),
        ({"hidden": True}, 0),
        ({}, 1),
    ],
)
def test_only_the_email_mode_sends_mail(api, mode, mails):
    api.post(PATH, {"subject": "Update", "body": "Hello", **mode})
    outbox = api.control("GET", "outbox").json()["outbox"]
    assert [(mail["to"], mail["subject"], mail["kind"]) for mail in outbox] == [
        ("pat@c101.example", "Update", "comment")
    ] * mails


def test_pages_of_ten_newest_first_with_their_own_meta(api):
    for number in range(11):
        api.post(PATH, {"subject": f"N{number}", "body": "B", "do_not_email": True})
    first = api.get(LIST)
    assert [row["subject"] for row in first["comments"]] == [f"N{number}" for number in range(10, 0, -1)]
    assert first["meta"] == {"total_pages": 2, "page": 1, "per_page": 10}
    assert [row["subject"] for row in api.get(LIST, page=2)["comments"]] == ["N0", "Initial Issue"]


def test_per_page_is_honoured_here(api):
    api.post(PATH, {"subject": "S", "body": "B"})
    assert api.get(LIST, per_page=1)["meta"] == {"total_pages": 2, "page": 1, "per_page": 1}


def test_sort_and_bounds_are_honoured(api):
    api.post(PATH, {"subject": "Later", "body": "B"})
    up = api.get(LIST, sort_by="created_at", sort_direction="asc")["comments"]
    assert [row["subject"] for row in up] == ["Initial Issue", "Later"]
    assert [row["subject"] for row in api.get(LIST, created_after=tiny.at(9))["comments"]] == ["Later"]
    assert [row["subject"] for row in api.get(LIST, created_before=tiny.at(9))["comments"]] == ["Initial Issue"]


@pytest.mark.parametrize(
    ("wanted", "body"),
    [
        ("", "Printer & scanner\nare down"),
        ("plaintext", "Printer & scanner\nare down"),
        ("richtext", "Printer &amp; scanner<br>are down"),
        ("original", "Printer &amp; scanner<br>are down"),
        ("nonsense", "Printer & scanner\nare down"),
    ],
)
def test_format_is_plaintext_unless_asked(api, wanted, body):
    query = {"comment_format": wanted} if wanted else {}
    assert api.get(LIST, **query)["comments"][0]["body"] == body


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("a<br>b", "a\nb"),
        ("a<br/>\nb<BR />c", "a\nb\nc"),
        ("<p>One</p><p>Two &lt;x&gt;</p>", "One\nTwo <x>"),
        ("<b>bold</b> and <a href='https://shop.example'>link</a>", "bold and link"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("Costs $5 `x` \"q\" 'q' – ü\nline", "Costs $5 `x` \"q\" 'q' – ü\nline"),
        ("&copy;&#65;&#xD800;&nbsp;end", "©A\ufffd end"),
    ],
)
def test_plaintext_keeps_the_words_and_drops_the_markup(api, typed, plain):
    api.post(PATH, {"subject": "S", "body": typed})
    assert api.get(LIST)["comments"][0]["body"] == plain
    assert api.get(LIST, comment_format="original")["comments"][0]["body"] == typed


def test_rows_say_whether_they_are_rich_and_who_wrote_them(api):
    api.post(PATH, {"subject": "S", "body": "plain"})
    rows = api.get(LIST)["comments"]
    assert [row["is_rich_text"] for row in rows] == [False, True]
    assert rows[0]["user"]["full_name"] == "Blake Rivers"
    assert rows[1]["user"] == {}


@pytest.mark.parametrize("method", ["DELETE", "PUT"])
def test_a_comment_can_be_neither_changed_nor_deleted(api, method):
    assert api.send(method, f"{LIST}/7001", {"body": "x"}).status_code == 404
    assert len(api.get(LIST)["comments"]) == 1


def test_the_same_comment_twice_is_two_comments(api):
    for _ in range(2):
        api.post(PATH, {"subject": "S", "body": "B"})
    assert len(api.get(LIST)["comments"]) == 3
