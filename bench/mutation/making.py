"""From source text to its mutants: one small change each, at a place in the text, so that the rest stays as it was typed.

Changed are comparisons, `and`/`or`, arithmetic, `not`, conditions (their branches change places), numbers, booleans, names in
quotes and what a function returns. Left alone are annotations, docstrings, decorators, sentences for people and imports
for the type checker: no test should notice those.
"""

import ast
import re
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
EMPTY = {
    "bool": "False",
    "int": "0",
    "str": "''",
    "list": "[]",
    "tuple": "()",
    "dict": "{}",
    "frozenset": "frozenset()",
}
"""What a function of this type returns when it has nothing to say."""
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_NAME = re.compile(r"[a-z][a-z0-9]*([_.][a-z0-9]+)*")


class Mutant(NamedTuple):
    """One change: the bytes from `start` to `end` of the file become `text`."""

    path: Path
    line: int
    kind: str
    start: int
    end: int
    text: str

    def apply(self, source: bytes) -> bytes:
        return source[: self.start] + self.text.encode() + source[self.end :]

    def diff(self, source: bytes) -> str:
        """The change as a reader of code knows it, without the lines around it."""
        before, after = source.decode().splitlines(), self.apply(source).decode().splitlines()
        return "\n".join(list(unified_diff(before, after, lineterm="", n=0))[3:])


def mutants_of(path: Path, source: bytes) -> list[Mutant]:
    """All mutants of a file; a few may not be Python, or be the same program: see `is_another`."""
    tree = ast.parse(source)
    starts = _line_starts(source)
    made = []
    for node, kind, text in _changes(tree):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        made.append(Mutant(path, node.lineno, kind, start, end, text))
    return list(dict.fromkeys(made))


def is_another(mutant: Mutant, source: bytes) -> bool:
    """True when the mutant is a program, and not this one."""
    try:
        return ast.dump(ast.parse(mutant.apply(source))) != ast.dump(ast.parse(source))
    except SyntaxError:
        return False


def _line_starts(source: bytes) -> list[int]:
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


Change = tuple[ast.expr, str, str]
"""What is replaced, what kind of change it is, the new text."""


def _changes(tree: ast.Module) -> Iterator[Change]:
    for node in _living(tree):
        match node:
            case ast.Compare(ops=[operator]) if type(operator) in COMPARISONS:
                yield node, "comparison", _with(node, ops=[COMPARISONS[type(operator)]()])
            case ast.BoolOp():
                other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
                yield node, "boolean operator", f"({_with(node, op=other)})"
            case ast.UnaryOp(op=ast.Not()):
                yield node, "dropped not", f"({ast.unparse(node.operand)})"
            case ast.BinOp() if type(node.op) in ARITHMETIC and not _is_text(node):
                yield node, "arithmetic operator", f"({_with(node, op=ARITHMETIC[type(node.op)]())})"
            case ast.IfExp() | ast.If():
                yield node.test, "swapped branches", f"(not ({ast.unparse(node.test)}))"
            case ast.comprehension(ifs=conditions):
                yield from ((each, "swapped filter", f"(not ({ast.unparse(each)}))") for each in conditions)
            case ast.Constant() if (text := _other_constant(node.value)) is not None:
                yield node, "name" if _is_name(node.value) else "constant", text
            case ast.FunctionDef():
                yield from _returned(node)


def _living(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that decide something when the program runs."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "type_params", "bases"} or isinstance(
            node, ast.JoinedStr
        ):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_for_readers(child):
                yield from _living(child)


def _is_for_readers(node: ast.AST) -> bool:
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    is_typing = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    return is_docstring or is_typing or isinstance(node, ast.Import | ast.ImportFrom)


def _with(node: ast.expr, **changes: object) -> str:
    return ast.unparse(type(node)(**{**dict(ast.iter_fields(node)), **changes}))


def _is_text(node: ast.BinOp) -> bool:
    """Texts that are joined, and types in an alias: another operator is an error there and shows nothing."""
    sides = (node.left, node.right)
    is_type = isinstance(node.op, ast.BitOr) and any(
        isinstance(each, ast.Constant) and each.value is None for each in sides
    )
    return is_type or any(
        isinstance(each, ast.JoinedStr) or (isinstance(each, ast.Constant) and isinstance(each.value, str))
        for each in sides
    )


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(_NAME.fullmatch(value))


def _other_constant(value: object) -> str | None:
    if isinstance(value, bool):
        return repr(not value)
    if isinstance(value, int):
        return repr(value + 1)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return repr(f"{value}1" if "." in value else str(int(value) + 1))
    return repr(f"{value}x") if _is_name(value) else None


def _returned(function: ast.FunctionDef) -> Iterator[Change]:
    """Each returned value, replaced by nothing of its type."""
    wanted = ast.unparse(function.returns) if function.returns else ""
    empty = "None" if wanted.endswith("| None") else EMPTY.get(wanted.partition("[")[0])
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value and empty and ast.unparse(node.value) != empty:
            yield node.value, "returned default", empty
