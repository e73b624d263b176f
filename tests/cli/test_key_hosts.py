"""A key goes to the host it is kept for, a command runs once a person has allowed it, an alias stays its owner's."""

import http.client
import io
import stat
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2
import keyring
import pytest

import canary
import shop
from desk import Syncro
from keyrings import Memory
from serving import Served
from syncro import jsonio
from syncro.cli import background
from syncro.config import bindings, enrol, trust
from syncro.config.profiles import Tech
from syncro.errors import KeyUnavailable

Bare = Callable[..., Any]
Line = Callable[..., Any]
AVERY = canary.key("avery at the shop")
NUMBER = str(shop.number(shop.TICKETS[shop.PLAIN]))


@pytest.fixture
def other() -> Iterator["Other"]:
    """Another host: it answers whoever asks that they are Mallory, and remembers what it was sent."""
    server = Other()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


class Other(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard: list[str] = []

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/api/v1"


class _Handler(BaseHTTPRequestHandler):
    server: Other

    def _any(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        self.server.heard.append(f"{self.path} {self.headers} {self.rfile.read(length)!r}")
        body = jsonio.dumps({"user_id": 666, "user_name": "Mallory", "quirks": {}, "proof": "0" * 64}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = _any  # noqa: N815

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def home(bare: Bare, shared_sandbox: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A shop whose tech Avery has a key: in the keyring, a vault, a variable and, by login, in a private file."""
    before = keyring.get_keyring()
    memory = Memory()
    memory.held["syncro", "shop/avery"] = AVERY
    keyring.set_keyring(memory)
    httpx2.put(f"{shared_sandbox.root_url}/sandbox/keys", json={"key": AVERY, "user_id": shop.AVERY}).raise_for_status()
    program = tmp_path / "bin" / "sops"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nprintenv SHOP_KEY\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setenv("SHOP_KEY", AVERY)
    folder = tmp_path / "home"
    stored = folder / "keys" / "shop" / "avery"
    stored.parent.mkdir(parents=True, mode=0o700)
    stored.touch(mode=0o600)
    stored.write_text(f"{AVERY}\n")
    yield folder
    keyring.set_keyring(before)


REFERENCES = {
    "file": "file:keys/shop/avery",
    "keyring": "keyring:syncro/shop/avery",
    "sops": "sops:vault.yaml#syncro.avery",
    "variable": "env:SHOP_KEY",
}


def shop_with(home: Path, base_url: str, reference: str) -> None:
    (home / "config.toml").write_text(
        f'default_profile = "shop"\n[profiles.shop]\nbase_url = "{base_url}"\n'
        f'[profiles.shop.techs.avery]\nkey = "{reference}"\n'
    )


def spelled(reference: str, home: Path) -> list[str]:
    """Other ways to write the same place."""
    kind, _, rest = reference.partition(":")
    if kind in ("file", "sops"):
        return [reference, f"{kind}:{home / rest}", f"{kind}:keys/../{rest}", f"{kind}:./{rest}"]
    return [reference]


@pytest.mark.parametrize("kind", REFERENCES)
def test_a_login_at_another_host_with_a_key_of_the_shop_sends_nothing(
    bare: Bare, home: Path, shared_sandbox: Served, other: Other, kind: str
) -> None:
    shop_with(home, shared_sandbox.base_url, REFERENCES[kind])
    before = (home / "config.toml").read_text()
    for reference in spelled(REFERENCES[kind], home):
        done = bare("login", "--base-url", other.base_url, "--profile", "other", "--key-from", reference)
        assert (done.code, len(done.err.splitlines())) == (4, 1), done.err
        assert "kept for" in done.err
    assert other.heard == []
    assert (home / "config.toml").read_text() == before


@pytest.mark.parametrize("kind", ["file", "keyring", "sops", "variable"])
def test_the_same_key_from_elsewhere_is_known_once_it_was_logged_in(
    bare: Bare, home: Path, shared_sandbox: Served, other: Other, kind: str, tmp_path: Path, monkeypatch: Any
) -> None:
    words = ("login", "--base-url", shared_sandbox.base_url, "--profile", "shop", "--key-from")
    assert bare(*words, REFERENCES[kind]).code == 0
    copy = tmp_path / "keys" / "of" / "copy"
    copy.parent.mkdir(parents=True)
    copy.touch(mode=0o600)
    copy.write_text(AVERY)
    monkeypatch.setenv("COPY", AVERY)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{AVERY}\n"))
    for place in (f"file:{copy}", "env:COPY", "stdin"):
        done = bare("login", "--base-url", other.base_url, "--profile", "other", "--key-from", place)
        assert done.code == 4, done.err
    assert other.heard == []


@pytest.mark.parametrize("kind", REFERENCES)
def test_a_changed_address_in_the_configuration_gets_no_key_that_was_logged_in(
    bare: Bare, home: Path, shared_sandbox: Served, other: Other, kind: str
) -> None:
    words = ("login", "--base-url", shared_sandbox.base_url, "--profile", "shop", "--key-from")
    assert bare(*words, REFERENCES[kind]).code == 0
    assert bare("whoami").code == 0
    config = home / "config.toml"
    config.write_text(config.read_text().replace(shared_sandbox.base_url, other.base_url))
    done = bare("whoami")
    assert (done.code, other.heard) == (4, [])
    assert "kept for" in done.err


@pytest.mark.parametrize("kind", REFERENCES)
def test_two_profiles_at_two_hosts_cant_share_a_place(
    bare: Bare, home: Path, shared_sandbox: Served, other: Other, kind: str
) -> None:
    shop_with(home, shared_sandbox.base_url, REFERENCES[kind])
    with (home / "config.toml").open("a") as file:
        file.write(f'[profiles.other]\nbase_url = "{other.base_url}"\ntech = "x"\n')
        file.write(f'[profiles.other.techs.x]\nkey = "{REFERENCES[kind]}"\n')
    assert bare("whoami", "--profile", "other").code == 4
    assert other.heard == []


def test_a_key_for_https_never_goes_over_http_and_no_key_is_in_what_is_remembered(home: Path) -> None:
    from syncro.secret import Secret

    key = Secret(AVERY)
    bindings.bind(home, key, "https://shop.example/api/v1")
    bindings.refuse_key(home, key, "https://shop.example:443/api/v1")
    for url in ("http://shop.example/api/v1", "https://shop.example:8443/api/v1", "https://evil.example/api/v1"):
        with pytest.raises(KeyUnavailable):
            bindings.refuse_key(home, key, url)
    kept = home / bindings.FILE
    assert AVERY not in kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


# --- commands ---


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    """Where the key command leaves a trace when it runs."""
    return tmp_path / "ran"


@pytest.fixture
def command(tmp_path: Path, ran: Path) -> str:
    program = tmp_path / "print-key"
    program.write_text(f"#!/bin/sh\necho ran >> {ran}\nprintenv SHOP_KEY\n")
    program.chmod(0o755)
    return f"cmd:{program}"


def test_without_a_terminal_a_command_nobody_has_allowed_is_not_run(
    bare: Bare, home: Path, shared_sandbox: Served, command: str, ran: Path
) -> None:
    done = bare("login", "--base-url", shared_sandbox.base_url, "--profile", "shop", "--key-from", command)
    assert (done.code, len(done.err.splitlines()), ran.exists()) == (4, 1, False)
    assert trust.VARIABLE in done.err
    shop_with(home, shared_sandbox.base_url, command)
    for words in (("whoami",), ("tickets",), ("bill", NUMBER, "--minutes", "45", "--labor", "remote"), ("doctor",)):
        assert bare(*words, "--no-input").code in (1, 4), words
    assert not ran.exists()


@pytest.mark.parametrize(("value", "runs"), [("1", True), ("0", False), ("yes", False), ("", False)])
def test_a_machine_where_nobody_can_be_asked_says_so_in_its_environment(
    bare: Bare,
    home: Path,
    shared_sandbox: Served,
    command: str,
    ran: Path,
    value: str,
    runs: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(trust.VARIABLE, value)
    shop_with(home, shared_sandbox.base_url, command)
    assert (bare("whoami").code, ran.exists()) == (0 if runs else 4, runs)
    assert not (home / trust.FILE).exists()


def test_a_yes_holds_for_this_command_at_this_account_alone(home: Path) -> None:
    asked: list[str] = []

    def yes(question: str) -> bool:
        asked.append(question)
        return True

    def require(
        command: str = "pass show it", profile: str = "shop", origin: str = "https://a:443", ask: Any = yes
    ) -> None:
        trust.require(command, profile=profile, origin=origin, home=home, env={}, ask=ask)

    require()
    assert "pass show it" in asked[0]
    require(ask=None)
    for changed in ({"command": "pass show it "}, {"profile": "other"}, {"origin": "https://b:443"}):
        with pytest.raises(KeyUnavailable):
            require(ask=None, **changed)  # type: ignore[arg-type]
        with pytest.raises(KeyUnavailable, match="was not allowed"):
            require(ask=lambda _: False, **changed)  # type: ignore[arg-type]
    assert "pass" not in (home / trust.FILE).read_text()
    assert stat.S_IMODE((home / trust.FILE).stat().st_mode) == 0o600


def test_at_a_terminal_the_command_is_shown_asked_about_once_and_remembered(
    home: Path, shared_sandbox: Served, command: str, ran: Path
) -> None:
    from terminal import Terminal

    shop_with(home, shared_sandbox.base_url, command)
    env = {"SYNCRO_HOME": str(home), "SYNCRO_REQUESTS_PER_MINUTE": "0", "SHOP_KEY": AVERY}
    no = Terminal(["whoami"], env)
    no.answer("Run this command for the key of shop", "n")
    assert (no.end(), ran.exists()) == (4, False)
    yes = Terminal(["whoami"], env)
    yes.answer("print-key", "y")
    assert yes.end() == 0
    again = Terminal(["whoami"], env)
    assert again.end() == 0
    assert "Run this command" not in again.said


# --- the sandbox ---


def test_the_sandbox_profile_never_sends_the_environments_key(
    bare: Bare, home: Path, other: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNCRO_API_KEY", AVERY)
    monkeypatch.setenv("SYNCRO_BASE_URL", other.base_url)
    for words in (("whoami",), ("tickets",), ("comment", NUMBER, "x"), ("whoami", "--tech", "tech-2")):
        bare("--profile", "sandbox", *words)
    assert other.heard
    assert not canary.is_in(*other.heard)


def test_the_sandbox_profile_goes_nowhere_but_to_this_machine(bare: Bare, home: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("SYNCRO_BASE_URL", "https://shop.example")
    done = bare("--profile", "sandbox", "whoami")
    assert (done.code, "no sandbox" in done.err) == (2, True)


def test_a_real_key_written_into_the_sandbox_profile_is_refused(bare: Bare, home: Path) -> None:
    (home / "config.toml").write_text('[profiles.sandbox.techs.x]\nkey = "env:SHOP_KEY"\n')
    done = bare("--profile", "sandbox", "whoami")
    assert (done.code, "its own keys" in done.err) == (2, True)


def test_an_impostor_at_the_noted_port_is_sent_nothing_but_a_challenge(home: Path, other: Other) -> None:
    folder = home / "sandbox"
    folder.mkdir(mode=0o700)
    (folder / background.PROOF).write_text("the real secret")
    for noted in (other.base_url, other.base_url.replace("127.0.0.1", "localhost")):
        assert not background.is_alive(background.Running(1, noted), "the real secret")
    assert all("/sandbox/proof" in each and "the real secret" not in each for each in other.heard)
    assert not canary.is_in(*other.heard)


def test_a_proof_from_another_port_proves_nothing() -> None:
    """An impostor that passes the challenge on to the real sandbox gets the real sandbox's port signed."""
    from syncro.sandbox.server import ThreadedSandbox

    with ThreadedSandbox(company="empty", secret="s" * 64) as real:
        assert background.is_alive(background.Running(1, real.base_url), "s" * 64)
        assert not background.is_alive(background.Running(1, real.base_url), "t" * 64)
        assert not background.is_alive(background.Running(1, real.base_url), "")

        class Relay(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                upstream = http.client.HTTPConnection("127.0.0.1", real.port)
                upstream.request("POST", self.path, body, {"Content-Type": "application/json"})
                answer = upstream.getresponse().read()
                upstream.close()
                self.send_response(200)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None: ...

        relay = ThreadingHTTPServer(("127.0.0.1", 0), Relay)
        thread = Thread(target=relay.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            noted = background.Running(1, f"http://127.0.0.1:{relay.server_port}/api/v1")
            assert not background.is_alive(noted, "s" * 64)
        finally:
            relay.shutdown()
            thread.join()
            relay.server_close()


# --- who an alias is ---


@pytest.fixture
def two_caseys(shared_sandbox: Served, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An alias `casey` of one user, and the key of another."""
    monkeypatch.setenv("FIRST", "sandbox-tech-3")
    monkeypatch.setenv("SECOND", "sandbox-tech-2")
    enrol.enrol(home, "shop", shared_sandbox.base_url, Tech("casey", "Casey Fields", "env:FIRST", shop.CASEY))
    return home


@pytest.mark.parametrize(
    "words",
    [
        ("login", "--as", "casey", "--key-from", "env:SECOND"),
        ("login", "--as", "CASEY", "--key-from", "env:SECOND"),
        ("login", "--as", "casey", "--key-from", "env:SECOND", "--dry-run"),
        ("tech", "add", "casey", "--replace", "--key-from", "env:SECOND"),
    ],
    ids=" ".join,
)
def test_without_a_terminal_another_persons_alias_is_not_taken_over(
    bare: Bare, two_caseys: Path, words: tuple[str, ...]
) -> None:
    before = (two_caseys / "config.toml").read_text()
    done = bare(*words)
    assert (done.code, len(done.err.splitlines()) <= 2) == (4, True), done.err
    assert "Casey Fields" in done.err
    assert "Blake Rivers" in done.err
    assert (two_caseys / "config.toml").read_text() == before


def test_the_same_person_may_renew_the_key(bare: Bare, two_caseys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THIRD", "sandbox-tech-3")
    assert bare("login", "--as", "casey", "--key-from", "env:THIRD").code == 0
    assert "env:THIRD" in (two_caseys / "config.toml").read_text()


@pytest.mark.parametrize(("typed", "code"), [("y", 0), ("n", 4)])
def test_at_a_terminal_it_is_asked(two_caseys: Path, typed: str, code: int) -> None:
    from terminal import Terminal

    env = {"SYNCRO_HOME": str(two_caseys), "SECOND": "sandbox-tech-2", "SYNCRO_REQUESTS_PER_MINUTE": "0"}
    asked = Terminal(["login", "--as", "casey", "--key-from", "env:SECOND"], env)
    asked.answer("Give the alias to Blake Rivers?", typed)
    assert asked.end() == code
    assert ("Blake Rivers" in (two_caseys / "config.toml").read_text()) is (code == 0)


@pytest.mark.parametrize("name", ["../up", "a/b", ".hidden", "x y", "a\u200bb", "a\nb"])
def test_a_profiles_name_is_no_path(bare: Bare, home: Path, shared_sandbox: Served, name: str) -> None:
    done = bare("login", "--profile", name, "--base-url", shared_sandbox.base_url, "--key-from", "env:SHOP_KEY")
    assert (done.code, len(done.err.splitlines())) == (2, 1)


# --- keys in texts ---


@pytest.fixture
def with_others_key(
    line: Line, syncro_side: Syncro, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], str]:
    """A shop with another tech, and another account, whose keys are kept as told; the acting tech isn't among them."""
    key = canary.key("somebody else")
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700, exist_ok=True)
    monkeypatch.setenv("OTHERS_KEY", key)
    monkeypatch.setenv("AVERY_KEY", "sandbox-tech-1")
    monkeypatch.setenv("SYNCRO_PROFILE", "shop")
    monkeypatch.delenv("SYNCRO_BASE_URL")
    stored = folder / "keys" / "shop" / "blake"
    stored.parent.mkdir(parents=True)
    stored.touch(mode=0o600)
    stored.write_text(key)

    def kept(how: str) -> str:
        profile, reference = ("shop", how) if how != "another account" else ("other", "env:OTHERS_KEY")
        text = f'[profiles.shop]\nbase_url = "{syncro_side.base_url}"\ntech = "avery"\n'
        text += '[profiles.shop.techs.avery]\nkey = "env:AVERY_KEY"\n'
        if profile == "other":
            text += '[profiles.other]\nbase_url = "https://other.example"\n'
        (folder / "config.toml").write_text(text + f'[profiles.{profile}.techs.blake]\nkey = "{reference}"\n')
        if reference.startswith("keyring:"):
            from syncro.secret import Secret

            bindings.bind(folder, Secret(key), syncro_side.base_url)
        return key

    return kept


@pytest.mark.parametrize(
    "how", ["env:OTHERS_KEY", "file:keys/shop/blake", "keyring:syncro/shop/blake", "another account"]
)
@pytest.mark.parametrize(
    "words",
    [
        ("comment", NUMBER, "the key is {}"),
        ("comment", NUMBER, "{}"),
        ("create", "plain paper", "Fax hums {}", "--description", "x"),
        ("bill", NUMBER, "--minutes", "45", "--labor", "remote", "--work", "Set ({}) again"),
        ("close", NUMBER, "Done", "--no-time", "see {}"),
        ("comment", NUMBER, "ok", "--allow-repeat", "because {}"),
        ("api", "PUT", f"/tickets/{shop.TICKETS[shop.PLAIN]}", "-f", 'properties={{"{}": "x"}}'),
        ("api", "PUT", f"/tickets/{shop.TICKETS[shop.PLAIN]}", "-f", 'tag_list=["vip", "{}"]'),
        ("estimate", "create", "plain paper", "Desk {}"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
@pytest.mark.parametrize("more", [("--json",), ("--verbose",), ()], ids=["json", "verbose", "plain"])
def test_every_configured_key_is_recognised_refused_and_neither_echoed_nor_kept(
    line: Line,
    syncro_side: Syncro,
    with_others_key: Callable[[str], str],
    tmp_path: Path,
    how: str,
    words: tuple[str, ...],
    more: tuple[str, ...],
) -> None:
    key = with_others_key(how)
    done = line(*(word.format(key) if "{}" in word else word for word in words), "--no-input", *more)
    assert done.code == 8, (done.out, done.err)
    assert syncro_side.writes() == []
    journal = tmp_path / "home" / "journal.db"
    assert not journal.exists() or key.encode() not in journal.read_bytes()


@pytest.mark.parametrize(
    "words",
    [
        ("api", "GET", "/tickets", "-f", "{}"),
        ("api", "GET", "/{}"),
        ("api", "POST", f"/tickets/{shop.TICKETS[shop.PLAIN]}/comment", "-f", "{}=x"),
        ("ticket", "{}"),
        ("--tech", "{}", "whoami"),
        ("--profile", "{}", "whoami"),
        ("{}",),
        ("bill", NUMBER, "--minutes", "{}"),
        ("plan", "show", "{}"),
        ("plan", "execute", "abc", "--confirm", "{}"),
        ("update", NUMBER, "{}"),
        ("ticket", NUMBER, "--jq", '"{}'),
        ("ticket", NUMBER, "--json", "number,{}"),
    ],
    ids=" ".join,
)
def test_an_argument_that_holds_a_key_is_never_echoed(
    line: Line, with_others_key: Callable[[str], str], words: tuple[str, ...]
) -> None:
    key = with_others_key("env:OTHERS_KEY")
    # The runner looks for the key in all that was printed.
    assert line(*(word.replace("{}", key) for word in words), "--no-input").code != 0
