"""Which codes the source gives its findings, and how severe: read from the syntax, never run."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "syncro"
MAKERS = {"info": "info", "warning": "warning", "block": "block"}
"""The constructors in rules/findings.py."""
Uses = dict[str, set[str]]
Constants = dict[str, ast.expr]
Handed = dict[tuple[Path, str], set[str]]


class Unreadable(Exception):
    """A code that isn't written down where the finding is made."""


def used() -> Uses:
    """Each code with its severities; a field's name in a code is FIELD. Raises Unreadable."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in sorted(SOURCE.rglob("*.py")) if _counts(path)}
    return codes_of(trees)


def _counts(path: Path) -> bool:
    return "sandbox" not in path.parts and path.relative_to(SOURCE).as_posix() != "rules/findings.py"


def codes_of(trees: dict[Path, ast.Module]) -> Uses:
    """Every call of a constructor, and of functions that hand the code on: their first parameter is `code`."""
    everyones: Constants = {}
    for tree in trees.values():
        everyones |= {name: value for name, value in _constants(tree).items() if isinstance(value, ast.Constant)}
    handed = _handing_on(trees)
    found: Uses = defaultdict(set)
    for path, tree in trees.items():
        constants = everyones | _imported(path, tree) | _constants(tree)
        for call, inside in _calls(tree):
            for severity in _severities(call, path, tree, handed):
                argument = call.args[0]
                if isinstance(argument, ast.Name) and argument.id == "code" and (path, inside) in handed:
                    continue
                for code in _texts(argument, constants, f"{path.name}:{call.lineno}"):
                    found[code].add(severity)
    return dict(found)


def _constants(tree: ast.Module) -> Constants:
    return {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }


def _imported(path: Path, tree: ast.Module) -> Constants:
    """Constants of the modules that this one imports, as `NAME` or `module.NAME`; one name with two values is none."""
    found: Constants = {}
    clashing = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("syncro"):
            continue
        base = SOURCE.parent.joinpath(*(node.module or "").split("."))
        for alias in node.names:
            module = base / f"{alias.name}.py"
            if module.exists() and module != path:
                texts = _constants(ast.parse(module.read_text("utf-8")))
                clashing |= {
                    name for name in texts.keys() & found.keys() if ast.dump(texts[name]) != ast.dump(found[name])
                }
                found |= texts
            elif base.with_suffix(".py").exists():
                texts = _constants(ast.parse(base.with_suffix(".py").read_text("utf-8")))
                found |= {name: value for name, value in texts.items() if name == alias.name}
    return {name: value for name, value in found.items() if name not in clashing}


def _imports(tree: ast.Module) -> set[str]:
    """Constructors that a module uses by their bare names."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "syncro.rules.findings"
        for alias in node.names
    }


def _maker(call: ast.Call, tree: ast.Module) -> str | None:
    function = call.func
    if isinstance(function, ast.Attribute) and ast.unparse(function.value) == "findings":
        return MAKERS.get(function.attr)
    if isinstance(function, ast.Name) and function.id in _imports(tree):
        return MAKERS.get(function.id)
    return None


def _severities(call: ast.Call, path: Path, tree: ast.Module, handed: Handed) -> set[str]:
    severity = _maker(call, tree)
    if severity:
        return {severity}
    if isinstance(call.func, ast.Name):
        return handed.get((path, call.func.id), set())
    if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "doctor":
        return handed.get((SOURCE / "rules" / "doctor.py", call.func.attr), set())
    return set()


def _handing_on(trees: dict[Path, ast.Module]) -> Handed:
    """Functions whose first parameter is a code, with the severities they end in."""
    handed: Handed = {}
    for _ in range(4):
        for path, tree in trees.items():
            for call, inside in _calls(tree):
                argument = call.args[0] if call.args else None
                if isinstance(argument, ast.Name) and argument.id == "code" and inside:
                    handed.setdefault((path, inside), set()).update(_severities(call, path, tree, handed))
        handed = {name: severities for name, severities in handed.items() if severities}
    return handed


def _calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Each call with the name of the innermost function around it that has a parameter `code`."""

    def walk(node: ast.AST, inside: str) -> Iterator[tuple[ast.Call, str]]:
        if isinstance(node, ast.FunctionDef) and node.args.args and node.args.args[0].arg == "code":
            inside = node.name
        if isinstance(node, ast.Call):
            yield node, inside
        for child in ast.iter_child_nodes(node):
            yield from walk(child, inside)

    yield from walk(tree, "")


def _texts(node: ast.expr, constants: Constants, where: str) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(part.value if isinstance(part, ast.Constant) else "FIELD" for part in parts)
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in constants:
            yield from _texts(constants[name], constants, where)
        case ast.Subscript(value=ast.Name(id=name)) if isinstance(constants.get(name), ast.Dict):
            for value in constants[name].values:  # type: ignore[attr-defined]
                yield from _texts(value, constants, where)
        case _:
            raise Unreadable(f"{where}: {ast.unparse(node)}")
