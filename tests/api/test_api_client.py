"""What a client sends, what it tries again, and what it never does."""

import contextlib
import json
import logging
import socket
import traceback
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from email.utils import format_datetime

import pytest
from api_stage import JSON, KEY, Reply, Stage

from syncro.api import Client, Reader, Timeouts, together
from syncro.calls import Call, from_step
from syncro.errors import (
    AnswerLost,
    ConfigError,
    NotFound,
    RateLimited,
    Rejected,
    ServerFailed,
    SyncroError,
    Unreachable,
    Unusable,
    Wrote,
)

TICKET = Call("tickets.get", {"id": 12})
COMMENT = Call(
    "tickets.comment", {"id": 12}, {}, {"subject": "Résumé", "body": 'costs $5 `x` "q"\nline', "hidden": True}
)
HTML = Reply(b"<html>oops</html>", 200, "text/html")
BUSY = Reply({"error": "Rate limit exceeded"}, 429)
GOOD = Reply({"ticket": {"id": 12, "number": 32164}})
SAID = Reply({"comment": {"id": 5}})


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_reads_carry_the_key_in_the_header_only(reader: Reader, stage: Stage) -> None:
    stage.will(GOOD)
    reader.read(TICKET)
    (request,) = stage.requests
    assert request.headers["authorization"] == KEY
    assert request.query == []


def test_writes_carry_the_key_in_the_query_only(client: Client, stage: Stage) -> None:
    stage.will(SAID)
    client.send(COMMENT)
    (request,) = stage.requests
    assert "authorization" not in request.headers
    assert request.query == [("api_key", KEY)]


def test_a_writes_own_query_goes_along_with_the_key(client: Client, stage: Stage) -> None:
    stage.will(Reply({"ticket_timer": {"id": 3}}))
    client.send(Call("ticket_timers.update", {"id": 3}, {"billable": False}))
    assert sorted(stage.requests[0].query) == [("api_key", KEY), ("billable", "false")]


def test_text_arrives_exactly_as_typed(client: Client, stage: Stage) -> None:
    stage.will(SAID)
    answer = client.send(COMMENT)
    assert json.loads(stage.requests[0].body) == COMMENT.body
    assert stage.requests[0].headers["content-type"] == JSON
    assert (answer.status, answer.value, answer.body) == (200, {"id": 5}, {"comment": {"id": 5}})


def test_amounts_are_sent_as_exact_json_numbers(client: Client, stage: Stage) -> None:
    stage.will(Reply({"id": 1}))
    client.send(Call("tickets.add_line_item", {"id": 1}, {}, {"name": "x", "price_retail": Decimal("262.50")}))
    assert b'"price_retail":262.50' in stage.requests[0].body


def test_a_reader_refuses_to_write(reader: Reader, stage: Stage) -> None:
    for method in (reader.read, reader.listing, lambda call: list(reader.rows(call))):
        with pytest.raises(ValueError, match=r"writes|list"):
            method(COMMENT)
    assert not hasattr(reader, "send")
    assert stage.requests == []


@pytest.mark.parametrize(
    "call",
    [
        Call("products.list", query={"search": "labor"}),
        Call("ticket_timers.list", query={"ticket_id": 5}),
        Call("tickets.get", {"id": 1}, {"per_page": 5}),
        Call("invoices.create", {}, {"customer_id": 5}, {}),
        Call("tickets.get", {"id": from_step("ticket")}),
        Call("tickets.get", {"id": ""}),
        Call("tickets.get", {"id": ".."}),
        Call("tickets.get"),
        Call("tickets.comment", {"id": 1}, {}, {"subject": "x", "body": [{"a": from_step("line")}]}),
    ],
)
def test_a_call_that_syncro_would_misread_never_leaves(client: Client, stage: Stage, call: Call) -> None:
    with pytest.raises(ValueError, match=r"."):
        client.send(call)
    assert stage.requests == []


def test_path_values_cannot_leave_their_place(reader: Reader, stage: Stage) -> None:
    stage.will(Reply({"invoice": {"id": 1}}))
    with pytest.raises(Unusable, match="the answer is about record 1,"):
        reader.read(Call("invoices.get", {"id": "1/../../me?x=1"}))
    assert stage.requests[0].path == "/invoices/1%2F..%2F..%2Fme%3Fx%3D1"


def test_lists_in_a_query_are_sent_as_syncro_reads_them(reader: Reader, stage: Stage) -> None:
    stage.will(Reply({"products": []}))
    reader.read(Call("products.list", query={"id": [7, 8], "query": None}))
    assert stage.requests[0].query == [("id[]", "7"), ("id[]", "8")]


@pytest.mark.parametrize(
    "bad",
    [
        Reply(fault="drop"),
        Reply(fault="reset"),
        Reply(fault="half"),
        Reply({}, 503),
        HTML,
        Reply(None),
        Reply(b'{"tick'),
    ],
)
def test_a_read_is_tried_again_until_it_answers(reader: Reader, stage: Stage, naps: list[float], bad: Reply) -> None:
    stage.will(bad, bad, GOOD)
    assert reader.read(TICKET)["number"] == 32164
    assert len(stage.requests) == 3
    assert naps == sorted(naps)
    assert len(naps) == 2


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (Reply(fault="drop"), AnswerLost),
        (Reply({}, 500), ServerFailed),
        (HTML, Unusable),
        (Reply(fault="hang"), AnswerLost),
    ],
)
def test_a_read_gives_up_after_three_tries_and_wrote_nothing(
    reader: Reader, stage: Stage, bad: Reply, error: type[SyncroError]
) -> None:
    stage.will(bad)
    with pytest.raises(error) as caught:
        reader.read(TICKET)
    assert caught.value.wrote is Wrote.NO
    assert len(stage.requests) == 3


@pytest.mark.parametrize(
    "bad", [Reply({"error": "x"}, 422), Reply(b"", 404), Reply({"error": "x"}, 401), Reply(b"<html>", 400)]
)
def test_a_read_that_was_refused_is_not_tried_again(reader: Reader, stage: Stage, bad: Reply) -> None:
    stage.will(bad)
    with pytest.raises(SyncroError):
        reader.read(TICKET)
    assert len(stage.requests) == 1


@pytest.mark.parametrize(
    ("bad", "error", "wrote"),
    [
        (Reply(fault="drop"), AnswerLost, Wrote.UNKNOWN),
        (Reply(fault="reset"), AnswerLost, Wrote.UNKNOWN),
        (Reply(fault="half"), AnswerLost, Wrote.UNKNOWN),
        (Reply(fault="hang"), AnswerLost, Wrote.UNKNOWN),
        (Reply({"error": "x"}, 500), ServerFailed, Wrote.UNKNOWN),
        (Reply(b"<html>", 502, "text/html"), ServerFailed, Wrote.UNKNOWN),
        (HTML, Unusable, Wrote.UNKNOWN),
        (Reply(None), Unusable, Wrote.UNKNOWN),
        (Reply({"comment": {"id": None}}), Unusable, Wrote.UNKNOWN),
        (Reply({"success": False, "message": ["x"]}, 422), Rejected, Wrote.NO),
        (Reply(b"", 404), NotFound, Wrote.NO),
    ],
)
def test_a_write_is_sent_once_whatever_comes_back(
    client: Client, stage: Stage, naps: list[float], bad: Reply, error: type[SyncroError], wrote: Wrote
) -> None:
    stage.will(bad)
    with pytest.raises(error) as caught:
        client.send(COMMENT)
    assert caught.value.wrote is wrote
    assert len(stage.requests) == 1
    assert naps == []


def test_a_refused_connection_proves_that_nothing_left(naps: list[float]) -> None:
    with Client(f"http://127.0.0.1:{closed_port()}/api/v1", KEY, sleep=naps.append) as client:
        for call in (COMMENT, TICKET):
            with pytest.raises(Unreachable) as caught:
                client.send(call)
            assert caught.value.wrote is Wrote.NO
            assert "Can't reach 127.0.0.1" in caught.value.message
    assert len(naps) == 4


@pytest.mark.parametrize("base_url", ["http://no-such-host.invalid/api/v1", "ftp://127.0.0.1/api/v1"])
def test_a_host_that_does_not_exist_is_unreachable(base_url: str, naps: list[float]) -> None:
    with Client(base_url, KEY, sleep=naps.append) as client, pytest.raises(Unreachable):
        client.send(COMMENT)


def test_a_server_without_tls_is_unreachable_by_https(stage: Stage, naps: list[float]) -> None:
    with (
        Client(stage.base_url.replace("http:", "https:"), KEY, sleep=naps.append) as client,
        pytest.raises(Unreachable),
    ):
        client.send(COMMENT)
    assert stage.requests == []


def test_a_write_that_could_not_leave_is_sent_once_it_can(stage: Stage) -> None:
    gone = closed_port()
    client = Client(
        f"http://127.0.0.1:{gone}/api/v1", KEY, sleep=lambda _: setattr(client._wire, "base_url", stage.base_url)
    )
    stage.will(SAID)
    with client:
        assert client.send(COMMENT).value == {"id": 5}
    assert len(stage.requests) == 1


def test_429_makes_reads_wait_and_go_on(client: Client, stage: Stage, naps: list[float]) -> None:
    stage.will(BUSY, BUSY, GOOD)
    assert client.send(TICKET).status == 200
    assert len(stage.requests) == 3
    assert all(nap >= 1 for nap in naps)


def test_429_sends_no_write_again_unread(client: Client, stage: Stage, naps: list[float]) -> None:
    stage.will(BUSY, SAID)
    with pytest.raises(RateLimited):
        client.send(COMMENT)
    assert len(stage.requests) == 1
    assert naps == []


def test_waiting_for_the_rate_limit_is_told_and_has_an_end(stage: Stage) -> None:
    told: list[float] = []
    stage.will(BUSY)
    with (
        Client(stage.base_url, KEY, sleep=lambda _: None, on_wait=told.append) as client,
        pytest.raises(RateLimited) as caught,
    ):
        client.send(TICKET)
    assert caught.value.wrote is Wrote.NO
    assert 150 <= sum(told) <= 200


@pytest.mark.parametrize(("asked", "waited"), [("7", 7.0), ("100000", 2.0), ("soon", 2.0), ("-5", 2.0), ("0", 2.0)])
def test_retry_after_is_honoured_within_reason(
    client: Client, stage: Stage, naps: list[float], asked: str, waited: float
) -> None:
    stage.will(Reply({}, 429, headers={"Retry-After": asked}), GOOD)
    client.read(TICKET)
    assert naps == [waited]


def test_an_answer_without_end_is_cut_and_refused(
    reader: Reader, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncro.api.wire.MAX_BODY", 1000)
    stage.will(Reply({"ticket": {"id": 12, "subject": "x" * 2000}}))
    with pytest.raises(Unusable, match="too long"):
        reader.read(TICKET)


def test_a_flood_is_not_read_to_its_end(client: Client, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syncro.api.wire.MAX_BODY", 100_000)
    stage.will(Reply(fault="flood"))
    with pytest.raises(Unusable, match="too long") as caught:
        client.send(COMMENT)
    assert caught.value.wrote is Wrote.UNKNOWN


def test_a_redirect_does_not_carry_the_key_elsewhere(reader: Reader, stage: Stage) -> None:
    stage.will(Reply(b"", 302, headers={"Location": f"{stage.base_url}/elsewhere"}))
    with pytest.raises(Unusable):
        reader.read(TICKET)
    assert {request.path for request in stage.requests} == {"/tickets/12"}


def test_one_connection_serves_several_requests(reader: Reader, stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.will(GOOD)
    with caplog.at_level(logging.DEBUG, "httpcore2"):
        for _ in range(3):
            reader.read(TICKET)
    assert sum("connect_tcp.started" in line for line in caplog.messages) == 1


def test_no_proxy_stands_between_us_and_this_machine(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port()}")
    stage.will(GOOD)
    with Reader(stage.base_url, KEY) as reader:
        assert reader.read(TICKET)["id"] == 12


def with_locals(error: Exception) -> str:
    """The traceback with all local variables, but those of the test itself."""
    assert error.__traceback__
    ours = error.__traceback__.tb_next
    assert ours
    return "".join(traceback.TracebackException(type(error), error, ours, capture_locals=True).format())


FAULTS = [
    Reply(fault="drop"),
    Reply(fault="hang"),
    Reply({"error": f"bad key {KEY} at ?api_key={KEY}"}, 422),
    Reply({"error": f"no {KEY}"}, 401),
    Reply({"error": KEY}, 500),
    Reply({"message": KEY}, 200),
    HTML,
]


@pytest.mark.parametrize("bad", FAULTS)
@pytest.mark.parametrize("call", [TICKET, COMMENT])
def test_the_key_shows_in_no_error_traceback_or_log(
    client: Client, stage: Stage, caplog: pytest.LogCaptureFixture, bad: Reply, call: Call
) -> None:
    stage.will(bad)
    with caplog.at_level(logging.DEBUG), pytest.raises(SyncroError) as caught:
        client.send(call)
    error = caught.value
    assert KEY not in repr(error) + str(vars(error)) + repr(client)
    assert KEY not in "".join(traceback.format_exception(error))
    assert error.__cause__ is None
    assert error.__context__ is None
    assert KEY not in with_locals(error)
    assert KEY not in caplog.text


def test_the_librarys_log_line_is_kept_without_the_key(
    client: Client, stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.will(SAID)
    with caplog.at_level(logging.INFO, "httpx2"):
        client.send(COMMENT)
    (line,) = [record.getMessage() for record in caplog.records if record.name == "httpx2"]
    assert "/tickets/12/comment?api_key=••••" in line


def test_an_unreachable_write_shows_no_key_either(naps: list[float], caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.DEBUG),
        contextlib.closing(Client("http://127.0.0.1:1/api/v1", KEY, sleep=naps.append)) as client,
        pytest.raises(Unreachable) as caught,
    ):
        client.send(COMMENT)
    assert KEY not in with_locals(caught.value) + caplog.text
    assert caught.value.__context__ is None


def test_threads_share_a_reader(reader: Reader, stage: Stage) -> None:
    stage.play = lambda request: Reply({"ticket": {"id": int(request.path.rpartition("/")[2]), "number": 1}})
    got = together(*(lambda n=n: reader.ticket(n).id for n in range(1, 9)))
    assert got == tuple(range(1, 9))


def test_together_raises_the_first_error_in_order() -> None:
    def fail(text: str) -> None:
        raise NotFound(text)

    with pytest.raises(NotFound, match="first"):
        together(lambda: 1, lambda: fail("first"), lambda: fail("second"))
    assert together() == ()
    assert together(lambda: 1) == (1,)


def test_a_slow_trickle_is_a_lost_answer(stage: Stage, naps: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Timeouts, "total", property(lambda _: 0.3))
    stage.will(Reply(fault="trickle"))
    with Client(stage.base_url, KEY, sleep=naps.append) as client, pytest.raises(AnswerLost) as caught:
        client.send(COMMENT)
    assert caught.value.wrote is Wrote.UNKNOWN


def test_a_socks_proxy_without_its_support_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
    with pytest.raises(ConfigError, match="SOCKS proxy"):
        Reader("https://shop.example/api/v1", "k-e-y").me()


@pytest.mark.parametrize("shift", [timedelta(0), timedelta(days=-50), timedelta(days=9)])
def test_the_moment_on_syncros_clock_is_told_by_its_last_answer(stage: Stage, client: Client, shift: timedelta) -> None:
    now = datetime(2026, 6, 15, 10, 0, tzinfo=timezone(timedelta(hours=-7)))
    assert client.theirs(now) == now
    said = format_datetime((now + shift).astimezone(UTC), usegmt=True)
    stage.will(Reply({"user_id": 1}, headers={"Date": said}))
    client.read(Call("me.get"))
    told = client.theirs(now)
    assert abs(told - (now + shift)) < timedelta(seconds=60)
    assert told.utcoffset() == now.utcoffset()


def test_a_date_that_is_none_leaves_our_own_time(stage: Stage, client: Client) -> None:
    now = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
    stage.will(Reply({"user_id": 1}, headers={"Date": "yesterday"}))
    client.read(Call("me.get"))
    assert client.theirs(now) == now


@pytest.mark.parametrize("said", ["Fri, 31 Dec 9999 23:59:59 GMT", "soon", ""])
def test_a_date_that_no_clock_can_show_leaves_our_own_time(stage: Stage, client: Client, said: str) -> None:
    now = datetime(2026, 6, 15, 10, 0, tzinfo=timezone(timedelta(hours=14)))
    stage.will(Reply({"user_id": 1}, headers={"Date": said}))
    client.me()
    assert client.theirs(now) == now
