"""Policies by name: the shop's own TOML files and the packaged ones. Parses; what they mean is for the rules."""

from importlib import resources
from pathlib import Path
from typing import Any

from syncro.config.files import read_text
from syncro.errors import ConfigError

_FOLDER = "policies"


def document(name: str, home: Path) -> tuple[dict[str, Any], str]:
    """The parsed policy and where it came from: a path, HOME/policies/NAME.toml, or the package.

    The shop's own file wins over a packaged one of the same name. Raises ConfigError listing the names there are.
    """
    if name.endswith(".toml"):
        return _parsed(_required(Path(name).expanduser()), name), str(Path(name).expanduser())
    own = home / _FOLDER / f"{name}.toml"
    text = read_text(own, own=True) if name in _own_names(home) else None
    if text is not None:
        return _parsed(text, str(own)), str(own)
    if name not in _packaged_names():
        raise ConfigError(f"No policy {name!r}. Choose one of: {', '.join(names(home))}.")
    return _parsed(_packaged().joinpath(f"{name}.toml").read_text(encoding="utf-8"), name), f"packaged {name}"


def names(home: Path) -> list[str]:
    """All policies that can be named, newest date first."""
    return sorted({*_own_names(home), *_packaged_names()}, reverse=True)


def _packaged() -> Any:
    return resources.files("syncro.config").joinpath(_FOLDER)


def _packaged_names() -> list[str]:
    folder = _packaged()
    return [item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml")]


def _own_names(home: Path) -> list[str]:
    return [path.stem for path in (home / _FOLDER).glob("*.toml")]


def _required(path: Path) -> str:
    text = read_text(path)
    if text is None:
        raise ConfigError(f"{path}: no such policy file.")
    return text


def _parsed(text: str, where: str) -> dict[str, Any]:
    import tomllib
    from decimal import Decimal

    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{where}: not valid TOML: {error}.") from None
