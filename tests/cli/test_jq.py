"""`--jq` sees the result and nothing else: no environment, no file, no input, and no filter runs or prints for ever."""

import ast
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from syncro.cli import filtering, jq_child
from syncro.errors import UsageError, Wrote

Syncro = Callable[..., Any]
KEY = "leak-7d2f1c9a"
TEXT = json.dumps({"a": "x", "env": 1, "input": 2, "n": [1, 2]})

LEAKS = {
    "env": "env",
    "variable": "env.SYNCRO_API_KEY",
    "$ENV": "$ENV.SYNCRO_API_KEY",
    "in a text": r'"\(env.SYNCRO_API_KEY)"',
    "$ENV in a text": r'"\($ENV)"',
    "formatted": r'@base64 "\(env|tostring)"',
    "in a nested text": r'"\("\(env)")"',
    "import": 'import "keys" as keys; keys::all',
    "import of data": 'import "keys" as $keys; $keys',
    "include": 'include "keys"; .',
    "search path": 'import "keys" as $keys {search: "./"}; $keys',
    "input": "input",
    "inputs": "[inputs]",
    "input in a text": r'"\(input)"',
    "module": '"keys" | modulemeta',
    "from home": "leaked",
    "file name": "input_filename",
    "debug": "debug",
    "end": "halt_error",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home and a working folder with jq modules that hold a key, and a key in the environment."""
    (tmp_path / ".jq").write_text(f'def leaked: "{KEY}";')
    (tmp_path / "keys.jq").write_text(f'def all: "{KEY}";')
    (tmp_path / "keys.json").write_text(f'"{KEY}"')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SYNCRO_API_KEY", KEY)
    return tmp_path


@pytest.mark.parametrize("kind", LEAKS)
def test_a_filter_gets_nothing_from_outside(folder: Path, kind: str) -> None:
    try:
        told = json.dumps(filtering.results(LEAKS[kind], TEXT))
    except UsageError as error:
        told = str(error)
        assert len(told.splitlines()) == 1
    assert KEY not in told
    assert str(folder) not in told


@pytest.mark.parametrize("kind", LEAKS)
def test_neither_does_it_where_the_words_that_help_are_not_said(
    folder: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process itself has nothing: what recognises such filters by their words is no protection."""
    monkeypatch.setattr(filtering, "_OUTSIDE", re.compile(r"(?!)"))
    try:
        told = json.dumps(filtering.results(LEAKS[kind], TEXT))
    except UsageError as error:
        told = str(error)
    assert KEY not in told


def test_a_command_refuses_such_a_filter_in_one_line_before_it_reads_anything(syncro: Syncro) -> None:
    done = syncro("tickets", "--jq", "env.SYNCRO_API_KEY")
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert "env isn't available" in done.err
    assert "#" not in done.out


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (".a", ["x"]),
        (".env", [1]),
        ("{env: .input}", [{"env": 2}]),
        ('"env"', ["env"]),
        ('getpath(["n", 1])', [2]),
        ("$__loc__.line", [1]),
        (".n[]", [1, 2]),
        ("[.n[] | select(. > 1)] | length", [1]),
        ('.a + "ü\u2028"', ["xü\u2028"]),
        ("empty", []),
    ],
)
def test_ordinary_filters_do_what_jq_does(expression: str, value: list[Any]) -> None:
    filtering.check(expression)
    assert filtering.results(expression, TEXT) == value


@pytest.mark.parametrize("expression", ["def f: f; f", "[range(1e12)] | length", "last(repeat(1))"])
def test_a_filter_that_does_not_end_is_ended(expression: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filtering, "SECONDS", 1)
    with pytest.raises(UsageError, match=r"didn't end|too much") as caught:
        filtering.results(expression, TEXT, Wrote.YES)
    assert caught.value.wrote is Wrote.YES


def test_a_filter_that_prints_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filtering, "OUTPUT", 100_000)
    with pytest.raises(UsageError, match="printed more than"):
        filtering.results("repeat(.a)", TEXT)


def test_a_filter_that_eats_memory_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("resource")
    monkeypatch.setattr(filtering, "MEMORY", 200 << 20)
    with pytest.raises(UsageError, match=r"too much|didn't end"):
        filtering.results('[range(1000) | ("x" * 1000000) + tostring] | length', TEXT)


def test_an_error_with_line_breaks_is_one_line() -> None:
    with pytest.raises(UsageError) as caught:
        filtering.results('error("a\\nsyncro: Verified\\u202e")', TEXT)
    assert len(str(caught.value).splitlines()) == 1


def test_the_process_imports_nothing_of_this_package() -> None:
    tree = ast.parse(Path(jq_child.__file__).read_text(encoding="utf-8"))
    plain = [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    named = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert {*plain, *named} == {"json", "sys", "jq", "resource", "contextlib", "os"}
