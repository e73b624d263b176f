"""No odd input makes a 5xx: it is refused as the API would, or cast and ignored (facts §3)."""

from urllib.parse import quote

import httpx2
import known
import pytest
import tiny
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncro.catalog import OPERATIONS
from syncro.sandbox.server import ThreadedSandbox

IDS = st.sampled_from(
    [
        "0",
        "-1",
        "12abc",
        "abc",
        "null",
        "%00",
        "9" * 40,
        "1e9",
        "..",
        "%ff",
        "ü",
        str(tiny.TICKET),
        "66000",
        str(tiny.PLAIN),
    ]
)
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(
        [
            "",
            " ",
            "12abc",
            "1e999",
            "-0.0000001",
            "9" * 30,
            "2026-13-45",
            "9999-12-31T23:59:59Z",
            "0001-01-01",
            "\x00",
            tiny.TICKET,
            tiny.PLAIN,
            tiny.BLAKE,
            tiny.REMOTE,
            tiny.at(9),
        ]
    ),
)
VALUES = st.recursive(
    ODD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
RELAXED = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@pytest.fixture(scope="module")
def fuzzed():
    with (
        ThreadedSandbox(company=known.full_company(), quirks={"rate_limit": 0, "payment_gateway": True}) as running,
        httpx2.Client(base_url=running.root_url) as client,
    ):
        yield client


@st.composite
def requests(draw):
    """An operation with mostly real ids, and a body that is right but for some fields."""
    operation = draw(st.sampled_from(OPERATIONS))
    real = known.values_of(operation)
    odd_path = draw(st.integers(0, 5)) == 0
    path = operation.render({name: draw(IDS) if odd_path else value for name, value in real.items()})
    names = [field.name for field in operation.body] or ["id"]
    odd = draw(st.dictionaries(st.sampled_from(names), VALUES, max_size=3))
    queries = [*operation.query, "page", "per_page", "id[]", "x[y][z]", "comment_format"]
    words = st.one_of(st.text(max_size=10), st.sampled_from(["-1", "1e9", "9" * 30, "true", "2026-01-01"]))
    query = draw(st.dictionaries(st.sampled_from(queries), words, max_size=3))
    return operation, path, {**known.BODIES.get(operation.id, {}), **odd}, query


@RELAXED
@given(case=requests())
def test_odd_values_never_fail_the_server(fuzzed, case):
    operation, path, body, query = case
    params = {"api_key": "owner", **query}
    content = {"json": body} if operation.method != "GET" else {}
    if operation.method == "DELETE":
        fuzzed.post("/sandbox/reset")
    answer = fuzzed.request(operation.method, f"/api/v1{path}", params=params, **content)
    assert answer.status_code < 500, answer.text


def test_the_odd_values_do_reach_the_handlers(fuzzed):
    """Each write of the fuzz, left as it is, is one that the server takes."""
    refused = []
    for operation in OPERATIONS:
        fuzzed.post("/sandbox/reset")
        answer = known.send(fuzzed, operation)
        if answer.status_code != operation.success:
            refused.append((operation.id, answer.text))
    assert refused == []


@RELAXED
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
    path=st.text(max_size=30),
    body=st.binary(max_size=60),
)
def test_odd_paths_and_bodies_never_fail_the_server(api, method, path, body):
    url = f"{api.root}/api/v1/tickets/{quote(path, safe='/')}"
    for content_type in ("application/json", "application/x-www-form-urlencoded", "multipart/form-data", "\u00fc"):
        headers = {"Content-Type": content_type.encode("latin-1")}
        answer = api.client.request(method, url, params={"api_key": "owner"}, content=body, headers=headers)
        assert answer.status_code < 500


@RELAXED
@given(path=st.sampled_from(["reset", "quirks", "faults", "clock", "keys"]), body=VALUES)
def test_odd_control_bodies_never_fail_the_server(api, path, body):
    method = "POST" if path == "reset" else "PUT"
    assert api.control(method, path, body).status_code in (200, 422)


@pytest.mark.parametrize(
    "target",
    ["/api/v1/tickets/%", "/api/v1/%E0%80%80", "//api//v1//me", "/api/v1/me?%", "/api/v1/me?api_key=%ff&&==&[]=1&a[=2"],
)
def test_odd_targets_never_fail_the_server(api, target):
    assert httpx2.get(f"{api.root}{target}").status_code < 500
