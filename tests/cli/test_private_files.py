"""Homes and files of others are refused, and nothing is written through a link that somebody planted."""

import io
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import canary
import shop
from desk import Desk, Syncro
from serving import Served
from syncro.cli.commands import skill
from syncro.config import enrol, files, settings
from syncro.config.profiles import Tech
from syncro.errors import ConfigError, SyncroError
from syncro.secret import Secret
from syncro.store import database, logs

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="Windows keeps who may write in other ways"),
    pytest.mark.usefixtures("without_keyring"),
]

Bare = Callable[..., Any]
Line = Callable[..., Any]
NUMBER = str(shop.number(shop.TICKETS[shop.PLAIN]))
ELSEWHERE = "what stood there before\n"
STRANGER = 12345


@pytest.fixture
def home(bare: Bare, shared_sandbox: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with an account and a policy of its own."""
    monkeypatch.setenv("AVERY_KEY", "sandbox-tech-1")
    folder = tmp_path / "home"
    enrol.enrol(
        folder, "shop", shared_sandbox.base_url, Tech("avery", "Avery Stone", "file:keys/shop/avery", shop.AVERY)
    )
    enrol.keep_key(folder, "shop", "avery", Secret("sandbox-tech-1"))
    return folder


PARTS = ("", "config.toml", "keys/shop/avery")


@pytest.mark.parametrize("mode", [0o777, 0o775, 0o757, 0o722, 0o702])
@pytest.mark.parametrize("part", PARTS)
def test_what_others_may_write_is_refused_in_one_line_that_tells_the_command(
    bare: Bare, home: Path, part: str, mode: int
) -> None:
    assert bare("whoami").code == 0
    (home / part).chmod(mode)
    done = bare("whoami")
    assert (done.code, len(done.err.splitlines())) == (2, 1), done.err
    assert f"chmod go-w {home / part}" in done.err


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_key_that_others_may_read_is_refused(bare: Bare, home: Path, mode: int) -> None:
    key = home / "keys" / "shop" / "avery"
    key.chmod(mode)
    done = bare("whoami")
    assert (done.code, len(done.err.splitlines())) == (4, 1), done.err
    assert f"chmod 600 {key}" in done.err


@pytest.mark.skipif(os.name == "nt" or os.getuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("part", PARTS)
def test_what_belongs_to_another_user_is_refused(bare: Bare, home: Path, part: str) -> None:
    os.chown(home / part, STRANGER, STRANGER)
    done = bare("whoami")
    assert (done.code, len(done.err.splitlines())) == (2, 1), done.err
    assert "another user" in done.err


def test_files_of_another_user_are_told_apart_without_being_root(tmp_path: Path) -> None:
    mine = tmp_path.stat()
    files.refuse_foreign(tmp_path, mine)
    theirs = os.stat_result((0o40700, *tuple(mine)[1:4], STRANGER, *tuple(mine)[5:10]))
    roots = os.stat_result((0o40755, *tuple(mine)[1:4], 0, *tuple(mine)[5:10]))
    with pytest.raises(ConfigError, match="another user"):
        files.refuse_foreign(tmp_path, theirs)
    files.refuse_foreign(tmp_path, roots)


@pytest.mark.parametrize(
    "words",
    [
        ("login", "--base-url", "https://shop.example", "--key-from", "env:AVERY_KEY"),
        ("tech", "list"),
        ("tech", "remove", "avery"),
        ("policy", "list"),
        ("policy", "use", "2026-05"),
        ("plan", "list"),
        ("journal", "verify"),
        ("doctor",),
        ("whoami", "--profile", "sandbox"),
        ("tickets",),
    ],
    ids=" ".join,
)
def test_no_command_uses_a_home_that_others_may_write(bare: Bare, home: Path, words: tuple[str, ...]) -> None:
    home.chmod(0o777)
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    done = bare(*words)
    assert done.code == (1 if words == ("doctor",) else 2), (done.out, done.err)
    assert "chmod go-w" in done.err + done.out
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_a_policy_of_the_home_that_others_may_write_is_not_followed(bare: Bare, home: Path) -> None:
    folder = home / "policies"
    folder.mkdir(mode=0o700)
    (folder / "ours.toml").write_text("x = 1\n")
    (folder / "ours.toml").chmod(0o666)
    assert "chmod go-w" in bare("policy", "show", "ours").err


# --- links ---


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    file = tmp_path / "victim"
    file.write_text(ELSEWHERE)
    return file


def plant(link: Path, target: Path) -> None:
    link.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(target)


WRITERS: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "config": ("config.toml", lambda home: enrol.enrol(home, "new", "https://a.example", Tech("x", "X", "env:X"))),
    "config lock": ("config.lock", lambda home: enrol.enrol(home, "new", "https://a.example", Tech("x", "X", "env:X"))),
    "key": ("keys/shop/avery", lambda home: enrol.keep_key(home, "shop", "avery", Secret(canary.key("linked")))),
    "policy in force": ("config.toml", lambda home: enrol.use_policy(home, "2026-05")),
    "any private file": (
        "policies/ours.toml",
        lambda home: files.write_private(home / "policies" / "ours.toml", "new"),
    ),
    "sandbox output": (
        "sandbox/output.txt",
        lambda home: files.private_writer(home / "sandbox" / "output.txt").close(),
    ),
    "journal": ("journal.db", lambda home: database.open_database(database.sqlite_url(home / "journal.db"))),
    "journal's log": ("journal.db-wal", lambda home: database.open_database(database.sqlite_url(home / "journal.db"))),
    "session log": ("logs/clients/2026-1.md", lambda home: logs.write_new(home / "logs", "clients", "2026-1", "new")),
}


@pytest.mark.parametrize("what", WRITERS)
def test_a_link_at_a_target_is_never_written_through(home: Path, victim: Path, what: str) -> None:
    name, write = WRITERS[what]
    plant(home / name, victim)
    with suppress(SyncroError, OSError):
        write(home)
    assert victim.read_text() == ELSEWHERE


@pytest.mark.parametrize("what", ["keys", "keys/shop", "sandbox", "logs/clients"])
def test_a_link_in_place_of_a_folder_is_refused(home: Path, tmp_path: Path, what: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = home / what
    if folder.exists():
        folder.rename(folder.with_name("before"))
    plant(folder, outside)
    writers: dict[str, Callable[[], Any]] = {
        "keys": lambda: enrol.keep_key(home, "shop", "avery", Secret(canary.key("linked"))),
        "keys/shop": lambda: enrol.keep_key(home, "shop", "avery", Secret(canary.key("linked"))),
        "sandbox": lambda: files.private_folder(home, "sandbox"),
        "logs/clients": lambda: logs.write_new(home / "logs", "clients", "2026-1", "new"),
    }
    with pytest.raises(SyncroError, match="is a link"):
        writers[what]()
    assert list(outside.iterdir()) == []


def test_login_leaves_what_a_planted_link_leads_to_alone(
    bare: Bare, home: Path, victim: Path, shared_sandbox: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("config.toml", "keys/shop/second", "key-hosts.json", "key-hosts.lock"):
        target = victim.with_name(f"victim of {Path(name).name}")
        target.write_text((home / name).read_text() if name == "config.toml" else "{}")
        plant(home / name, target)
    kept = {path: path.read_text() for path in victim.parent.glob("victim*")}
    monkeypatch.setattr("sys.stdin", io.StringIO("sandbox-tech-2\n"))
    bare("login", "--as", "second", "--key-from", "stdin")
    assert {path: path.read_text() for path in victim.parent.glob("victim*")} == kept


def test_a_journal_export_and_the_skill_follow_no_link(
    line: Line, syncro_side: Syncro, tmp_path: Path, victim: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert line("comment", NUMBER, "ok").code == 7
    plant(tmp_path / "export.jsonl", victim)
    assert line("journal", "export", "--output", str(tmp_path / "export.jsonl")).code != 0
    plant(tmp_path / "dangling.jsonl", tmp_path / "made")
    assert line("journal", "export", "--output", str(tmp_path / "dangling.jsonl")).code != 0
    assert not (tmp_path / "made").exists()
    monkeypatch.chdir(tmp_path)
    plant(tmp_path / skill.FOLDER / skill.FILE, victim)
    assert line("skill", "install", "--project", "--force").code == 0
    assert victim.read_text() == ELSEWHERE
    assert (tmp_path / skill.FOLDER / skill.FILE).read_text() == skill.text_of()


def test_the_pace_of_requests_follows_no_link(desk: Desk, victim: Path) -> None:
    from msgspec.structs import replace

    session = desk.session
    session.config = replace(session.config, requests_per_minute=100, base_url="https://shop.example/api/v1")
    plant(session.config.home / "pace.db", victim)
    with pytest.raises(ConfigError, match="is a link"):
        assert session.pace


def test_a_new_file_is_private_from_its_first_byte_whatever_the_umask(home: Path) -> None:
    before = os.umask(0)
    try:
        files.write_private(home / "a", "x")
        files.private_writer(home / "b").close()
        os.close(files.new_private(home / "c"))
        files.private_folder(home, "d", "e")
    finally:
        os.umask(before)
    assert {stat.S_IMODE((home / name).stat().st_mode) for name in "abc"} == {0o600}
    assert {stat.S_IMODE((home / name).stat().st_mode) for name in ("d", "d/e")} == {0o700}
    assert [path.name for path in home.iterdir() if path.name.startswith(".")] == []


def test_a_home_that_is_a_link_of_ones_own_is_fine(bare: Bare, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = home.with_name("link")
    link.symlink_to(home)
    monkeypatch.setenv("SYNCRO_HOME", str(link))
    assert bare("whoami").code == 0
    assert settings.home_of({"SYNCRO_HOME": str(link)}) == link


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps this in other ways")
def test_a_journal_that_others_could_read_is_made_private_again(line: Callable[..., Any], tmp_path: Path) -> None:
    line("ticket", "99999")
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    journal = home / "journal.db"
    line("comment", "32001", "x", "--no-input", "--json")
    journal.chmod(0o666)
    line("comment", "32001", "y", "--no-input", "--json")
    assert journal.stat().st_mode & 0o777 == 0o600
