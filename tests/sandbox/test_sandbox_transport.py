"""Keys, permissions, content types, limits, hosts: what happens before any operation (facts §1, C1, C24)."""

import asyncio

import pytest
import tiny

ME = "/api/v1/me"
FORM = "application/x-www-form-urlencoded"


def ask(api, path=ME, method="GET", **more):
    return api.client.request(method, f"{api.root}{path}", **more)


@pytest.mark.parametrize("value", ["tech", "Bearer tech", "bearer tech", "BEARER tech"])
def test_header_keys_are_taken_bare_and_as_bearer(api, value):
    assert ask(api, headers={"Authorization": value}).json()["user_name"] == "Blake Rivers"


def test_query_and_body_keys_are_taken(api):
    assert ask(api, params={"api_key": "tech"}).status_code == 200
    body = {"api_key": "tech", "customer_id": tiny.PLAIN, "subject": "By body"}
    assert ask(api, "/api/v1/tickets", "POST", json=body).json()["ticket"]["subject"] == "By body"


def test_quirk_auth_forms_takes_only_what_it_names(api):
    api.quirk("auth_forms", "query")
    assert ask(api, headers={"Authorization": "Bearer tech"}).status_code == 401
    assert ask(api, headers={"Authorization": "tech"}).status_code == 401
    assert ask(api, params={"api_key": "tech"}).status_code == 200


@pytest.mark.parametrize("key", ["", "nobody", "expired"])
def test_bad_or_expired_key_is_401(api, key):
    answer = ask(api, params={"api_key": key})
    assert (answer.status_code, answer.json()) == (401, {"error": "Not authorized"})


def test_missing_permission_is_401_not_403_and_names_nothing(api):
    status, answer = api.as_("no-invoice").refused("GET", "invoices")
    assert status == 401
    assert answer["error"].startswith("Not authorized")
    assert "invoice" not in answer["error"]
    assert api.as_("no-invoice").get("products")
    assert api.as_("no-invoice").refused("GET", "line_items")[0] == 401


def test_permissions_tell_read_write_and_delete_apart(api):
    only_read = {"key": "reader", "user_id": tiny.BLAKE, "permissions": {"ticket": {"write": False, "delete": False}}}
    assert api.control("PUT", "keys", only_read).status_code == 200
    reader = api.as_("reader")
    assert reader.get(f"tickets/{tiny.TICKET}")
    assert reader.refused("PUT", f"tickets/{tiny.TICKET}", {"status": "x"})[0] == 401
    assert reader.refused("DELETE", f"tickets/{tiny.TICKET}")[0] == 401
    assert reader.refused("POST", f"tickets/{tiny.TICKET}/comment", {"subject": "s", "body": "b"})[0] == 401


def test_me_is_flat_with_permissions(api):
    me = api.get("me")
    assert (me["user_id"], me["admin"], me["permissions"]["invoice"]["delete"]) == (tiny.BLAKE, False, True)
    assert me["user_token"] != api.key


def test_users_are_pairs_and_one_is_wrapped(api):
    assert api.get("users")["users"] == [[tiny.OLIVE, "Olive Hart"], [tiny.BLAKE, "Blake Rivers"]]
    assert api.get(f"users/{tiny.OLIVE}")["user"]["admin"] is True
    assert api.refused("GET", "users/5")[0] == 404
    assert api.get("settings")["locale"]["time_offset"] == "-07:00"
    assert api.get("settings/tabs")["tabs"]["tickets"] is True
    assert api.get("settings/printing")["registers"] == []


def post_text(api, content, content_type):
    path = f"/api/v1/tickets/{tiny.TICKET}/comment"
    headers = {"Content-Type": content_type} if content_type else {}
    return ask(api, path, "POST", params={"api_key": "tech"}, content=content, headers=headers)


@pytest.mark.parametrize("content_type", [FORM, "text/plain", ""])
def test_json_text_without_json_type_is_a_400_page_and_stores_nothing(api, content_type):
    answer = post_text(api, b'{"subject": "S", "body": "B"}', content_type)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/html")
    assert len(api.get(f"tickets/{tiny.TICKET}/comments")["comments"]) == 1


def test_quirk_html_on_bad_content_type_off_takes_it(api):
    api.quirk("html_on_bad_content_type", False)
    assert post_text(api, b'{"subject": "S", "body": "B"}', FORM).status_code == 200


def test_real_form_bodies_are_taken_nested_too(api):
    assert post_text(api, b"subject=S&body=B+%24&hidden=1", FORM).json()["comment"]["body"] == "B $"
    content = f"customer_id={tiny.PLAIN}&subject=F&comments_attributes[0][body]=B&tag_list[]=a&tag_list[]=b"
    query = {"api_key": "tech"}
    answer = ask(api, "/api/v1/tickets", "POST", params=query, content=content, headers={"Content-Type": FORM})
    ticket = answer.json()["ticket"]
    assert (ticket["comments"][0]["body"], ticket["tag_list"]) == ("B", ["a", "b"])


@pytest.mark.parametrize("content", [b"{", b'{"a": nope}', b"[" * 5000, b'{"a": 1e}', b"\xff\xfe"])
def test_broken_json_is_400(api, content):
    assert post_text(api, content, "application/json").status_code == 400


def test_huge_body_is_413(api):
    assert post_text(api, b"x" * (9 * 1024 * 1024), "application/json").status_code == 413


def test_idempotency_key_is_ignored(api):
    path, headers = f"/api/v1/tickets/{tiny.TICKET}/comment", {"Idempotency-Key": "same"}
    for _ in range(2):
        body = {"subject": "S", "body": "B"}
        assert ask(api, path, "POST", params={"api_key": "tech"}, json=body, headers=headers).status_code == 200
    assert len(api.get(f"tickets/{tiny.TICKET}/comments")["comments"]) == 3


def test_more_requests_than_the_limit_are_429_until_the_limit_is_lifted(api):
    api.quirk("rate_limit", 3)
    statuses = [api.send("GET", "me").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    answer = api.send("GET", "me")
    assert answer.json()["error"].startswith("Rate limit exceeded")
    assert "retry-after" not in answer.headers
    api.quirk("retry_after_header", True)
    assert 1 <= int(api.send("GET", "me").headers["retry-after"]) <= 61
    api.quirk("rate_limit", 0)
    assert api.send("GET", "me").status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("evil.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("localhost", 200),
        ("[::1]:80", 200),
        ("127.0.0.1:1", 200),
        ("[", 403),
    ],
)
def test_only_loopback_hosts_are_answered(api, host, status):
    assert ask(api, params={"api_key": "tech"}, headers={"Host": host}).status_code == status


@pytest.mark.parametrize(
    ("origin", "status"), [("https://evil.example", 403), ("null", 403), ("http://localhost:3000", 200)]
)
def test_other_sites_are_not_answered(api, origin, status):
    assert ask(api, "/sandbox/", headers={"Origin": origin}).status_code == status


CHANGES = [
    ("POST", "reset", {}),
    ("PUT", "quirks", {}),
    ("PUT", "faults", []),
    ("POST", "faults", []),
    ("DELETE", "faults", None),
    ("PUT", "clock", {}),
    ("DELETE", "requests", None),
    ("DELETE", "outbox", None),
    ("PUT", "settings", {}),
    ("PUT", "keys", {"key": "tech"}),
]


@pytest.mark.parametrize(("method", "name", "body"), CHANGES, ids=str)
def test_only_its_own_pages_or_no_page_may_change_a_sandbox(api, method, name, body):
    own = api.root
    others = [
        "http://localhost:3000",
        "http://127.0.0.1:1",
        own.replace("127.0.0.1", "localhost"),
        f"{own}.evil.example",
    ]
    for origin in others:
        assert ask(api, f"/sandbox/{name}", method, json=body, headers={"Origin": origin}).status_code == 403, origin
    for site in ("cross-site", "same-site"):
        answer = ask(api, f"/sandbox/{name}", method, json=body, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403, site
    for headers in ({"Origin": own}, {}, {"Origin": own, "Sec-Fetch-Site": "same-origin"}):
        assert ask(api, f"/sandbox/{name}", method, json=body, headers=headers).status_code == 200, headers


def asked_from(address, path, method="GET"):
    """The status of a request from that address at a sandbox that serves every one of this machine's."""
    from syncro.sandbox.account import Account, Setup
    from syncro.sandbox.app import App

    account, statuses = Account(Setup(company="empty")), []

    async def receive():
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(message):
        statuses.append(message.get("status"))

    headers = [(b"host", b"192.0.2.7:8399"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers}
    scope |= {"client": (address, 5), "server": ("192.0.2.7", 8399), "extensions": {}}
    asyncio.run(App(account, "0.0.0.0")(scope, receive, send))
    account.close()
    return statuses[0]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("192.0.2.9", 403),
        ("192.0.2.7", 403),
        ("2001:db8::1", 403),
        ("::ffff:192.0.2.9", 403),
        ("127.0.0.1", 200),
        ("::1", 200),
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/sandbox/"), ("POST", "/sandbox/reset"), ("GET", "//sandbox/keys")]
)
def test_the_control_plane_answers_this_machine_alone_whatever_address_is_served(address, status, method, path):
    wanted = status if status == 403 or path != "//sandbox/keys" else 405
    assert asked_from(address, path, method) == wanted


def test_the_api_itself_is_served_to_others_where_that_was_asked_for():
    assert asked_from("192.0.2.9", "/api/v1/me") == 401


@pytest.mark.parametrize(
    "body", [None, [], {}, {"nonce": 5}, {"nonce": "short"}, {"nonce": "é" * 32}, {"nonce": "x" * 257}]
)
def test_a_proof_needs_a_secret_and_a_challenge(api, body):
    from syncro.sandbox import proving
    from syncro.sandbox.wire import WireError

    assert ask(api, "/sandbox/proof", "POST", json={"nonce": "x" * 32}).status_code == 404
    with pytest.raises(WireError) as caught:
        proving.answer("secret", body, 1)
    assert caught.value.status == 422


def test_head_is_answered_like_get_without_a_body(api):
    answer = ask(api, method="HEAD", params={"api_key": "tech"})
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    "path", ["/", "/api/v1", "/api/v1/", "/api/v2/me", "/api/v1/nothing", "/api/v1/tickets/1/2/3/4"]
)
def test_unknown_paths_are_404(api, path):
    assert ask(api, path, params={"api_key": "tech"}).status_code == 404
