"""The entry point: errors, interruptions, broken pipes, help. Whatever happens, one line and an exit code."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from serving import Served
from syncro import __version__
from syncro.cli.root import load
from syncro.cli.table import COMMANDS

Syncro = Callable[..., Any]
TICKETS = "syncro.cli.commands.tickets"


def test_version_is_printed_without_any_heavy_import() -> None:
    code = (
        "import sys; from syncro.cli.main import run; run(['--version']);"
        "sys.exit(bool({'msgspec', 'click', 'httpx2', 'rich', 'sqlalchemy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"syncro {__version__}\n")


def test_reading_imports_neither_store_nor_keyring_nor_rich_nor_jq(shared_sandbox: Served, tmp_path: Path) -> None:
    code = (
        "import sys; from syncro.cli.main import run; assert run([]) == 0;"
        "sys.exit(repr({'sqlalchemy', 'keyring', 'rich', 'jq', 'uvicorn', 'starlette'} & set(sys.modules)))"
    )
    env = {
        "SYNCRO_HOME": str(tmp_path),
        "SYNCRO_BASE_URL": shared_sandbox.base_url,
        "SYNCRO_API_KEY": "sandbox-tech-1",
        "SYNCRO_REQUESTS_PER_MINUTE": "0",
    }
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=env)
    assert done.stderr.strip() == "set()"


UNCONFIGURED: list[tuple[str, ...]] = [
    *((), ("ticket", "5"), ("whoami",), ("search", "x"), ("api", "GET", "/me"), ("create", "x", "y"), ("comment", "5")),
    *(("close", "5"), ("bill", "5"), ("update", "5"), ("customers",), ("move-appointment", "x"), ("plan", "list")),
    *(("estimate", "add", "5"), ("estimate", "create", "x"), ("log", "5"), ("contacts", "x"), ("assets", "x")),
]


@pytest.mark.parametrize("words", UNCONFIGURED)
def test_without_configuration_every_command_says_what_to_do(bare: Syncro, words: tuple[str, ...]) -> None:
    done = bare(*words)
    assert (done.code, done.out) == (4, "")
    assert done.err == (
        "syncro: No account is configured. Nothing was written. To look around without one, add --profile sandbox. Try: syncro login\n"
    )


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (
            ("ticket",),
            ["Missing argument 'NUMBER'", "Usage: syncro ticket [OPTIONS] NUMBER", "Try: syncro ticket --help"],
        ),
        (("ticket", "abc"), ["'abc' is not a number", "Try: syncro ticket --help"]),
        (("ticket", "0"), ["is not a number"]),
        (("ticket", "5", "6"), ["unexpected extra argument"]),
        (("tickets", "--bogus"), ["No such option", "--bogus"]),
        (("--bogus",), ["No such option", "--bogus"]),
        (("tikcet",), ["No command 'tikcet'. Did you mean: ticket", "Try: syncro --help"]),
        (("sandbox", "dance"), ["dance", "Try: syncro sandbox --help"]),
        (("api", "GET", "/tickets", "-f"), ["Option '-f' requires an argument. Nothing was written. Try: syncro"]),
        (("ticket", "5", "--tech"), ["--tech needs a value"]),
        (("--profile", "nosuch"), ["No profile 'nosuch'"]),
        (("--profile", "", "tickets"), ["--profile needs a value"]),
        (("search", "", " "), ["nothing to search for"]),
    ],
)
def test_a_usage_error_is_one_line_and_exit_2(bare: Syncro, words: tuple[str, ...], parts: list[str]) -> None:
    done = bare(*words)
    assert done.code == 2
    assert [part for part in parts if part not in done.err] == []
    assert done.err.count("\n") == 1


def test_an_error_before_the_command_is_known_is_an_object_too(bare: Syncro) -> None:
    done = bare("tikcet", "5", "--json")
    assert (done.code, done.json["error"]["exit_code"]) == (2, 2)
    assert "Did you mean: ticket" in done.json["error"]["message"]


def test_a_broken_config_file_is_one_line(bare: Syncro, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").write_text("[profiles")
    done = bare("tickets", "--json")
    assert done.code == 2
    assert str(home / "config.toml") in done.err
    assert done.json["error"]["kind"] == "ConfigError"


def failing(error: BaseException) -> Callable[..., None]:
    def run(app: Any, options: Any) -> None:
        raise error

    return run


def test_an_unforeseen_error_is_one_line_without_a_traceback(syncro: Syncro, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{TICKETS}.run", failing(ValueError("odd thing")))
    done = syncro("tickets")
    assert done.code == 1
    assert (
        done.err
        == "syncro: Unexpected ValueError: odd thing. Nothing was written. For a traceback, run it again with --verbose.\n"
    )


def test_a_traceback_shows_only_with_verbose_and_without_keys(syncro: Syncro, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SYNCRO_PROFILE")
    monkeypatch.setenv("SYNCRO_API_KEY", "canary-key-91f3")

    def run(app: Any, options: Any) -> None:
        raise ValueError(f"GET /me?api_key={app.config.key_of('me').reveal()} failed")

    monkeypatch.setattr(f"{TICKETS}.run", run)
    done = syncro("tickets", "--verbose", "--json")
    assert "Traceback" in done.err
    assert "canary-key-91f3" not in done.err + done.out


def test_control_c_is_130_and_a_plain_word(syncro: Syncro, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{TICKETS}.run", failing(KeyboardInterrupt()))
    done = syncro("tickets")
    assert (done.code, done.err) == (130, "syncro: Stopped. Nothing was written.\n")


def test_control_c_before_the_yes_says_that_nothing_was_written(
    syncro: Syncro, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncro.cli.commands.api.run", failing(KeyboardInterrupt()))
    done = syncro("api", "POST", "/tickets/1/comment", "-f", "subject=a", "-f", "body=b")
    assert (done.code, done.err) == (130, "syncro: Stopped. Nothing was written.\n")


def test_a_reader_that_goes_away_is_not_an_error_message() -> None:
    code = "import sys; from syncro.cli.main import run; sys.exit(run(['--help']))"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), said) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
@pytest.mark.parametrize(
    "words", [["--version"], ["--help"], ["ticket", "--help"], ["policy", "list", "--json"], ["--json=", "x"]]
)
def test_a_full_disk_behind_stdout_is_one_line_and_no_traceback(words: list[str], tmp_path: Path) -> None:
    code = "import sys; from syncro.cli.main import run; sys.exit(run())"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", code, *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={"SYNCRO_HOME": str(tmp_path)},
        )
    assert len(done.stderr.splitlines()) == 1, done.stderr
    if words[-1] == "x":
        assert (done.returncode, "No command 'x'" in done.stderr) == (2, True)
    else:
        assert done.returncode == 1
        assert "The output can't be written: No space left on device." in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_full_disk_behind_stderr_changes_no_result(tmp_path: Path) -> None:
    code = "import sys; from syncro.cli.main import run; sys.exit(run())"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", code, "--json=", "nonsense"],
            stdout=subprocess.PIPE,
            stderr=full,
            text=True,
            check=False,
            env={"SYNCRO_HOME": str(tmp_path)},
        )
    assert done.returncode == 2
    assert "No command 'nonsense'" in done.stdout


SHELL = 'exec "$0" -c "from syncro.cli.main import run; raise SystemExit(run())" "$@"'


@pytest.mark.skipif(sys.platform == "win32", reason="closes descriptors with a shell")
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_a_closed_stream_changes_no_exit_code(closed: str, tmp_path: Path) -> None:
    words = ["sh", "-c", f"{SHELL} {closed}", sys.executable, "bill", "5", "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env={"SYNCRO_HOME": str(tmp_path)})
    assert done.returncode == 4
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="argument bytes of POSIX")
@pytest.mark.parametrize(("typed", "said"), [("é".encode(), "No command 'é'"), (b"\xff\xfe", "is not UTF-8 text")])
def test_bytes_that_the_locale_cannot_read_are_read_as_utf_8_or_refused(
    typed: bytes, said: str, tmp_path: Path
) -> None:
    words = [sys.executable, "-c", "from syncro.cli.main import run; raise SystemExit(run())", typed, "--json"]
    env = {"SYNCRO_HOME": str(tmp_path), "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(words, capture_output=True, check=False, env=env)
    assert done.returncode == 2
    assert said in done.stderr.decode()


def test_after_a_result_no_second_object_comes_on_stdout(syncro: Syncro, monkeypatch: pytest.MonkeyPatch) -> None:
    from syncro.cli.output import emit
    from syncro.errors import NeedsConfirmation

    def run(app: Any, options: Any) -> None:
        emit(app, {"plan_id": "ab12"}, lambda: "plan ab12")
        raise NeedsConfirmation("A yes is missing.")

    monkeypatch.setattr(f"{TICKETS}.run", run)
    done = syncro("tickets", "--json")
    assert (done.code, done.json) == (7, {"plan_id": "ab12"})


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_every_command_ends_with_an_example(bare: Syncro, name: str) -> None:
    done = bare(name, "--help")
    assert done.code == 0
    assert done.out.partition("Example:")[2].strip().startswith(("syncro", "eval"))
    assert bare("help", name).out == done.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_in_the_table_is_there_under_its_name(name: str) -> None:
    assert load(name).name == name


def test_the_manual_names_every_command_option_code_and_variable(bare: Syncro) -> None:
    page = bare("--help").out
    assert [name for name in COMMANDS if name not in page] == []
    for word in ("--json", "--profile", "--tech", "--jq", "--no-input", "--dry-run", "SYNCRO_HOME", "7  "):
        assert word in page
    assert bare("--help", "--json").code == 0


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_prints_a_script_for_each_shell(bare: Syncro, shell: str) -> None:
    assert "_SYNCRO_COMPLETE" in bare("completion", shell).out


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        *(("syncro cust", "customers"), ("syncro ticket --te", "--tech"), ("syncro tickets --mi", "--mine")),
        *(("syncro plan list --pro", "--profile"), ("syncro estimate add --dry", "--dry-run")),
        ("syncro estimate add --pri", "--price"),
    ],
)
def test_completion_offers_commands_and_options(
    bare: Syncro, monkeypatch: pytest.MonkeyPatch, typed: str, offered: str
) -> None:
    monkeypatch.setenv("_SYNCRO_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split()) - 1))
    assert offered in bare().out


@pytest.mark.parametrize(
    ("typed", "cut", "offered"),
    [
        ("syncro cust", "cust", "customers\tcustomers, their contacts and prepay hours"),
        ("syncro ticket --te", "--te", "--tech\twho acts: alias or name"),
        ("syncro plan ", "", "list\tList the newest plans and their status."),
        ("syncro 'plan' sh", "sh", "show\tShow one plan in full"),
    ],
)
def test_completion_for_powershell_gives_value_and_help(
    bare: Syncro, monkeypatch: pytest.MonkeyPatch, typed: str, cut: str, offered: str
) -> None:
    monkeypatch.setenv("_SYNCRO_COMPLETE", "powershell_complete")
    monkeypatch.setenv("COMP_WORDS", "\n".join(typed.split()))
    monkeypatch.setenv("COMP_CWORD", cut)
    done = bare()
    assert done.code == 0
    assert any(line.startswith(offered) for line in done.out.splitlines())
