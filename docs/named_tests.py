"""Which test files ask for which operation: found by reading the tests, without running them."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from syncro.catalog import OPERATIONS, find

Named = dict[tuple[str, bool], set[str]]
"""(operation, whether the request is meant to be refused) → names of test files."""

PREFIX = "/api/v1"
VERBS = {"get", "post", "put", "patch", "delete"}
WITH_METHOD = {"send", "request", "refused", "ask"}


def named_tests(folder: Path) -> Named:
    """The test files by operation."""
    named: Named = defaultdict(set)
    for path in sorted(folder.glob("test_sandbox_*.py")):
        name = path.stem.removeprefix("test_sandbox_")
        for operation, refused in _scan(ast.parse(path.read_text()), {}):
            named[operation, refused].add(name)
    return named


def _scan(node: ast.AST, words: dict[str, str]) -> Iterator[tuple[str, bool]]:
    """What is asked below a node; a module, class or function knows the words that it assigns."""
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
        words = {**words, **_constants(node, words)}
    yield from _asked(node, words)
    for child in ast.iter_child_nodes(node):
        yield from _scan(child, words)


def _asked(node: ast.AST, words: dict[str, str]) -> list[tuple[str, bool]]:
    if isinstance(node, ast.Call):
        function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        texts = [_text(argument, words) for argument in node.args]
        for pair in _pairs(function, texts):
            if operation := _operation(*pair):
                return [(operation, function == "refused")]
    if isinstance(node, ast.Tuple) and len(node.elts) >= 2:
        # Rows of a parametrized test: ("POST", "tickets/5/comment", …) are as a rule what is refused.
        method, path = (_text(part, words) for part in node.elts[:2])
        if method.isupper() and (operation := _operation(method, path)):
            return [(operation, True)]
    return []


def _pairs(function: str, texts: list[str]) -> list[tuple[str, str]]:
    if function in VERBS:
        return [(function.upper(), text) for text in texts[:2]]
    if function in WITH_METHOD:
        found = [(method, path) for method in texts if method.isupper() for path in texts if path != method]
        return found or [("GET", text) for text in texts]
    return []


def _operation(method: str, path: str) -> str | None:
    bare = re.sub(r"^.*?/api/v1", "", path.partition("?")[0]) if PREFIX in path else path.partition("?")[0]
    found = find(method, f"/{bare.strip('/')}") if bare.strip("/") else None
    return found[0].id if found else _by_ending(method, bare)


def _by_ending(method: str, path: str) -> str | None:
    """The one operation whose path ends like this one, whose beginning is not known."""
    beginning, _, ending = path.partition("/")
    if beginning != "1" or not re.search("[a-z]", ending):
        return None
    fitting = [
        operation.id
        for operation in OPERATIONS
        if operation.method == method and re.sub(r"\{\w+\}", "1", operation.path).endswith(f"/{ending}")
    ]
    return fitting[0] if len(fitting) == 1 else None


def _constants(scope: ast.Module | ast.ClassDef | ast.FunctionDef, outer: dict[str, str]) -> dict[str, str]:
    words = dict(outer)
    for node in scope.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            for target, value in _assigned(node.targets[0], node.value):
                if text := _text(value, words):
                    words[target] = text
    return words


def _assigned(target: ast.expr, value: ast.expr) -> list[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        return [(target.id, value)]
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return [
            (part.id, each) for part, each in zip(target.elts, value.elts, strict=False) if isinstance(part, ast.Name)
        ]
    return []


def _text(node: ast.expr, words: dict[str, str]) -> str:
    """The text of a literal, with 1 for what is filled in."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.Name):
        return words.get(node.id, "")
    if isinstance(node, ast.Attribute):
        return words.get(node.attr, "")
    if isinstance(node, ast.JoinedStr):
        return "".join(
            _text(part.value, words) or "1" if isinstance(part, ast.FormattedValue) else _text(part, words)
            for part in node.values
        )
    return ""
