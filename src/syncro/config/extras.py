"""Settings of the helpers around the main job: who drafts, where session logs go. Reads nothing but what it is given."""

from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from syncro.config import checked
from syncro.config.checked import Table
from syncro.errors import ConfigError

URLS = ("http://localhost:11434",)
MODEL = "qwen3:14b"
SECONDS = 60.0


class Drafting(Struct, frozen=True):
    """`[drafting]` of config.toml: base URLs tried in order, the model, seconds for one draft (R-80)."""

    urls: tuple[str, ...] = URLS
    model: str = MODEL
    timeout: float = SECONDS


def drafting(top: Table) -> Drafting:
    """The table checked; raises ConfigError in one line."""
    table = top.table("drafting").only(("urls", "model", "timeout"))
    urls = table.values.get("urls", list(URLS))
    if not isinstance(urls, list) or not all(_is_address(url) for url in urls):
        raise ConfigError(f'{table.where}: urls must be a list of addresses such as "{URLS[0]}".')
    seconds = checked.seconds(table.values.get("timeout", SECONDS), f"{table.where}, timeout")
    return Drafting(tuple(urls), table.text("model", MODEL), seconds)


def session_logs(top: Table, home: Path, env_value: str) -> Path:
    """The folder that holds `clients/` (R-82): SYNCRO_SESSION_LOGS, else `session_logs` of config.toml, else the home folder."""
    written = env_value or top.text("session_logs", str(home))
    return (home / Path(written).expanduser()).absolute()


def _is_address(url: object) -> bool:
    if not isinstance(url, str):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query
