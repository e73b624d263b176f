"""Private files under SYNCRO_HOME: reads TOML, writes atomically, 0700 and 0600. Knows no setting."""

import os
from pathlib import Path
from typing import Any

from syncro.errors import ConfigError


def be_private() -> None:
    """From now on everything this process makes is for its owner only: also what libraries create (design §7)."""
    os.umask(0o077)


def private_folder(path: Path) -> Path:
    """Make the folder, readable by its owner only (design §7); raises ConfigError if that fails."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{path}: can't make this folder ({error.strerror}).") from None
    return path


def write_private(path: Path, text: str) -> None:
    """Replace the file in one step, so that a crash leaves the old or the new one; raises ConfigError."""
    private_folder(path.parent)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise ConfigError(f"{path}: can't be written ({error.strerror}).") from None


def read_text(path: Path) -> str | None:
    """The file's text, None if there is no such file; raises ConfigError if it can't be read."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"{path}: can't be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8 text.") from None


def read_toml(path: Path) -> dict[str, Any] | None:
    """The parsed file, None if there is no such file; raises ConfigError naming file and line."""
    text = read_text(path)
    if text is None:
        return None
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}.") from None
