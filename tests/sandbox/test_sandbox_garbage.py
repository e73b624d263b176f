"""Bytes that are hardly HTTP: no 5xx, no traceback, and the next request is answered (issue: a malformed request never gives a 500)."""

import random
import socket

import pytest
import tiny

GOOD = (
    b"POST /api/v1/tickets/9001/comment?api_key=tech HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    b'Content-Length: 30\r\n\r\n{"subject": "S", "body": "B"} '
)
ODD = [
    b"\x00",
    b"\xff",
    b"\r\n",
    b"\n",
    b" ",
    b":",
    b"%",
    b"%zz",
    b"{",
    b"\\",
    b"9" * 20,
    b"-1",
    b"HTTP/9.9",
    b"\xe2\x82",
]
SHAPES = {
    "no host": b"GET /api/v1/me?api_key=tech HTTP/1.1\r\n\r\n",
    "two lengths": b"POST /api/v1/tickets HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
    "a length below zero": b"POST /api/v1/tickets HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n{}",
    "length and chunks": b"POST /api/v1/tickets HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
    "a broken chunk": b"POST /api/v1/tickets HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
    "a whole address": b"GET http://evil.example/api/v1/me HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "no path": b"GET  HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "an asterisk": b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "an upgrade": b"GET /sandbox/ HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    "a long line": b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
    "HTTP/0.9": b"GET /\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
}


def sent(api, content):
    """What comes back before the server has no more to say."""
    port = int(api.root.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        try:
            connection.sendall(content)
            connection.shutdown(socket.SHUT_WR)
            parts = []
            while part := connection.recv(65536):
                parts.append(part)
        except OSError:
            return b""
    return b"".join(parts)


def fine(api, answer):
    assert not answer.startswith(b"HTTP/1.1 5"), answer[:300]
    assert b"Traceback" not in answer
    assert api.get("me")["user_id"] == tiny.BLAKE


def test_the_good_request_is_answered(api):
    assert sent(api, GOOD).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("shape", SHAPES)
def test_requests_out_of_shape_are_refused_or_dropped(api, shape):
    fine(api, sent(api, SHAPES[shape]))


@pytest.mark.parametrize("seed", range(8))
def test_mutilated_requests_are_refused_or_dropped(api, seed):
    chance = random.Random(seed)
    for _ in range(25):
        content = bytearray(GOOD)
        for _ in range(chance.randrange(1, 6)):
            place = chance.randrange(len(content))
            content[place : place + chance.randrange(3)] = chance.choice(ODD)
        fine(api, sent(api, bytes(content[: chance.randrange(1, len(content) + 1)])))
