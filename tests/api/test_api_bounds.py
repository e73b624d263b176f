"""Whatever a server sends ends: an exchange in time, a list in rows and bytes; and its words stay on one line."""

import gc
import threading
from collections.abc import Callable
from typing import Any

import pytest
from api_stage import KEY, TRICKLES, Reply, Request, Stage

from syncro.api import Client, Reader, paging, wire
from syncro.api.words import quoted, words
from syncro.calls import Call
from syncro.errors import AnswerLost, Unreachable, Unusable, Wrote

COMMENT = Call("tickets.comment", {"id": 7}, body={"subject": "Update", "body": "On my way"})
ME = Call("me.get")


@pytest.mark.parametrize("kind", TRICKLES)
@pytest.mark.parametrize("call", [ME, COMMENT], ids=["read", "write"])
def test_bytes_that_trickle_in_anywhere_are_a_lost_answer(stage: Stage, client: Client, kind: str, call: Call) -> None:
    stage.will(Reply(fault=kind))
    with pytest.raises(AnswerLost) as caught:
        client.send(call)
    assert caught.value.wrote is (Wrote.UNKNOWN if call.writes else Wrote.NO)
    stage.hurry.set()
    gc.collect()


def test_what_was_given_up_before_it_left_never_leaves(
    stage: Stage, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that takes ages to look up: the write is reported as not sent, and isn't sent when the name is found at last."""
    import socket

    found, real = threading.Event(), socket.getaddrinfo

    def slow(*words: Any, **more: Any) -> Any:
        found.wait(10)
        return real(*words, **more)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    with pytest.raises(Unreachable) as caught:
        client.send(COMMENT)
    assert caught.value.wrote is Wrote.NO
    found.set()
    for thread in threading.enumerate():
        if thread.name == "syncro-exchange":
            thread.join(10)
    assert stage.requests == []


def endless(row: Callable[[int], Any]) -> Callable[[Request], Reply]:
    def play(request: Request) -> Reply:
        page = int(dict(request.query).get("page", 1))
        return Reply({"customers": [row(page * 100 + place) for place in range(50)], "meta": {"total_pages": 10**6}})

    return play


@pytest.mark.parametrize(
    ("limit", "value"), [("MAX_ROWS", 220), ("MAX_BYTES", 60_000), ("MAX_PAGES", 5)], ids=["rows", "bytes", "pages"]
)
def test_a_list_that_does_not_end_is_one_line_and_exit_5(
    stage: Stage, reader: Reader, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    stage.play = endless(lambda number: {"id": number, "notes": "x" * 300})
    monkeypatch.setattr(paging, limit, value)
    with pytest.raises(Unusable, match="the list goes on after") as caught:
        reader.listing(Call("customers.list"))
    assert len(stage.requests) <= 6
    assert len(str(caught.value).splitlines()) == 1


def test_a_list_without_ids_is_remembered_in_few_bytes(stage: Stage, reader: Reader) -> None:
    assert paging._mark({"notes": "x" * 10**6}) == paging._mark({"notes": "x" * 10**6})
    assert paging._mark({"id": ["not", "one"]}) != paging._mark({"id": ["other"]})
    assert len(repr(paging._mark({"id": "9" * 10**6}))) < 60


def test_as_many_rows_as_are_wanted_are_had_of_a_list_without_end(stage: Stage, reader: Reader) -> None:
    stage.play = endless(lambda number: {"id": number})
    assert len(reader.listing(Call("customers.list"), limit=120).rows) == 120


@pytest.mark.parametrize(
    "said",
    [
        "no\nsyncro: ✓ Verified. It was written.",
        "a\r\n\tb\u2028c\x85d",
        "x\x1b[2Ky\u202ez",
        'no". Verified: "all',
    ],
)
def test_the_servers_words_are_one_line_in_quotes_they_cant_end(said: str) -> None:
    told = quoted(words({"error": said}))
    assert len(told.splitlines()) == 1
    assert told[0] == told[-1] == '"'
    assert '"' not in told[1:-1]
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_the_wire_bounds_the_whole_exchange_not_each_wait() -> None:
    assert wire.Timeouts(read=30).total == 120


def test_a_key_never_shows_in_what_is_said_of_a_lost_answer(stage: Stage, client: Client) -> None:
    stage.will(Reply(fault="header trickle"))
    with pytest.raises(AnswerLost) as caught:
        client.send(COMMENT)
    assert KEY not in str(caught.value)
    assert KEY not in repr(caught.value.__context__)
