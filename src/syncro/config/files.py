"""Private files under SYNCRO_HOME: refuses those of others, writes atomically and through no link, 0700 and 0600. Knows no setting."""

import os
import stat
from pathlib import Path
from secrets import token_hex
from typing import IO, Any

from syncro.errors import ConfigError

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_OTHERS_READ = stat.S_IRGRP | stat.S_IROTH
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
"""Flags of a file that wasn't there: neither a file of somebody else nor a link is opened."""


def be_private() -> None:
    """From now on everything this process makes is for its owner only: also what libraries create (design §7)."""
    os.umask(0o077)


def refuse_foreign(path: Path, found: os.stat_result) -> None:
    """Raise ConfigError for what others own or may write, as ssh does: it decides which programs run and where keys go.

    The system's administrator may own it. Windows keeps this in other ways.
    """
    if os.name == "nt":
        return
    if found.st_uid not in (os.getuid(), 0):
        raise ConfigError(f"{path}: belongs to another user (uid {found.st_uid}).", hint=f"chown {os.getuid()} {path}")
    if stat.S_IMODE(found.st_mode) & _OTHERS_WRITE:
        raise ConfigError(f"{path}: can be changed by other users.", hint=f"chmod go-w {path}")


def make_private(path: Path) -> None:
    """Take away what a copy or another program has granted others on a file of ours. Links and files of others stay as they are."""
    if os.name == "nt":
        return
    found = path.lstat()
    if stat.S_ISREG(found.st_mode) and found.st_uid == os.getuid() and found.st_mode & 0o077:
        path.chmod(0o600)


def is_open_to_readers(path: Path) -> bool:
    """True for a file of this user that others may read. What the system's administrator mounts (a container's secret) is theirs to say."""
    if os.name == "nt":
        return False
    try:
        found = path.stat()
    except OSError:
        return False
    return found.st_uid == os.getuid() and bool(stat.S_IMODE(found.st_mode) & _OTHERS_READ)


def checked_home(home: Path) -> Path:
    """The folder, whether it is there or not; raises ConfigError when it isn't ours alone."""
    try:
        found = home.stat()
    except FileNotFoundError:
        return home
    except OSError as error:
        raise ConfigError(f"{home}: can't be looked at ({error.strerror}).") from None
    refuse_foreign(home, found)
    return home


def private_folder(path: Path, *names: str) -> Path:
    """Make the folder and, below it, a folder for each name, readable by their owner only (design §7); gives the last.

    Raises ConfigError if that fails, for one that isn't ours alone, and where a link stands for one of those below.
    """
    folders_below(path)
    refuse_foreign(path, path.stat())
    last = folders_below(path, *names)
    for each in (last, *last.parents[: len(names)]):
        refuse_foreign(each, each.stat())
    return last


def folders_below(path: Path, *names: str) -> Path:
    """Make the folder and one below it for each name; gives the last. Those below must be folders, not links to some.

    Raises ConfigError.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in names:
            path /= name
            path.mkdir(mode=0o700, exist_ok=True)
            if not stat.S_ISDIR(path.lstat().st_mode):
                raise ConfigError(f"{path}: must be a folder, and is a link.", hint="Remove the link.")
    except OSError as error:
        raise ConfigError(f"{path}: can't make this folder ({error.strerror}).") from None
    return path


def write_private(path: Path, text: str) -> None:
    """Replace the file in one step, so that a crash leaves the old or the new one; raises ConfigError.

    A link that stands there is replaced too: what it leads to isn't touched.
    """
    private_folder(path.parent)
    fresh = _beside(path)
    try:
        with os.fdopen(new_private(fresh), "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise ConfigError(f"{path}: can't be written ({error.strerror}).") from None


def private_writer(path: Path) -> IO[bytes]:
    """A new, empty file in a folder that is there, open for writing, in place of whatever stands there; raises ConfigError."""
    try:
        path.unlink(missing_ok=True)
        return os.fdopen(new_private(path), "wb")
    except OSError as error:
        raise ConfigError(f"{path}: can't be written ({error.strerror}).") from None


def new_private(path: Path) -> int:
    """The descriptor of a new file for its owner only. Raises FileExistsError for whatever stands there, OSError."""
    return os.open(path, _NEW, 0o600)


def refuse_links(database: Path) -> None:
    """Raise ConfigError where a database, or what SQLite keeps beside it, is a link: it would be written through."""
    for ending in ("", "-wal", "-shm", "-journal"):
        path = database.with_name(f"{database.name}{ending}")
        if path.is_symlink():
            raise ConfigError(f"{path}: is a link, and must be a file.", hint="Remove the link.")


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{token_hex(8)}")


def read_text(path: Path, *, own: bool = False) -> str | None:
    """The file's text, None if there is no such file; raises ConfigError if it can't be read.

    `own`: also when others own it or may write it.
    """
    try:
        with path.open("rb") as file:
            if own:
                refuse_foreign(path, os.fstat(file.fileno()))
            return file.read().decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"{path}: can't be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8 text.") from None


def read_toml(path: Path) -> dict[str, Any] | None:
    """The parsed file of our own, None if there is no such file; raises ConfigError naming file and line."""
    text = read_text(path, own=True)
    if text is None:
        return None
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}.") from None
