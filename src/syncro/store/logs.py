"""Session logs on disk: a new file each time, never overwriting one, for its owner only (R-82, design §7)."""

import os
from pathlib import Path

from syncro.config.files import folders_below, new_private
from syncro.errors import ConfigError

TRIES = 1000


def write_new(root: Path, folder: str, stem: str, text: str) -> Path:
    """Write `stem.md`, or `stem-2.md` if that is there, and so on; returns the path. Raises ConfigError."""
    place = root / folder
    try:
        folders_below(root, *Path(folder).parts)
        for number in range(1, TRIES):
            path = place / (f"{stem}.md" if number == 1 else f"{stem}-{number}.md")
            if _written(path, text):
                return path
    except ConfigError as error:
        raise ConfigError(error.message, hint="Set session_logs in config.toml.") from None
    except OSError as error:
        raise ConfigError(
            f"The session log can't be written to {place} ({error.strerror}).", hint="Set session_logs in config.toml."
        ) from None
    raise ConfigError(f"{place} holds {TRIES} logs of {stem} already.", hint="Move the old ones away.")


def _written(path: Path, text: str) -> bool:
    try:
        # Whatever is there is left alone, a symbolic link included, so two processes can't take the same name.
        with os.fdopen(new_private(path), "w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True
