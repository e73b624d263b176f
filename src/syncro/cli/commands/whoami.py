"""`syncro whoami`: which account, which tech, which key, and what it may do. Never shows more than a key's last four."""

from typing import Any

from syncro.cli import text
from syncro.cli.command import Action, command
from syncro.cli.context import App
from syncro.cli.output import check_fields, emit, warn
from syncro.records import Me

FIELDS = (
    "account",
    "profile",
    "base_url",
    "tech",
    "tech_name",
    "user_id",
    "user_name",
    "user_email",
    "admin",
    "key_last4",
    "permissions",
)


@command("whoami", example="syncro whoami\nsyncro whoami --tech blake --json permissions")
def parse() -> Action:
    """Show the account, the acting tech, the owner of the key and its permissions."""
    return Action(run)


def run(app: App, options: None) -> None:  # noqa: ARG001 - every command has these two
    """Ask Syncro who owns the key (R-54: that person signs every write)."""
    check_fields(app, FIELDS)
    me = app.reader.me()
    shown = _data(app, me)
    emit(app, shown, lambda: _page(shown), fields=FIELDS)
    wanted = app.reader.holder
    if wanted is not None and not wanted.is_held_by(me.user_id, me.user_name):
        words = f"The configuration says {wanted.words} for {wanted.alias}: with this key nothing is written."
        warn(app, f"{words} Try: syncro login --as {wanted.alias}")


def _data(app: App, me: Me) -> dict[str, Any]:
    config = app.config
    return {
        "account": config.account,
        "profile": config.profile,
        "base_url": config.base_url,
        "tech": config.tech.alias,
        "tech_name": config.tech.name,
        "user_id": me.user_id,
        "user_name": me.user_name,
        "user_email": me.user_email,
        "admin": me.admin,
        "key_last4": config.key_of(config.tech.alias).last4,
        "permissions": me.permissions,
    }


def _page(shown: dict[str, Any]) -> str:
    owner = f"{shown['user_name']} <{shown['user_email']}>, user {shown['user_id']}"
    return text.pairs(
        [
            ("Account", f"{shown['account']} (profile {shown['profile']})"),
            ("Tech", f"{shown['tech']} ({shown['tech_name']})"),
            ("Key", f"…{shown['key_last4']}" if shown["key_last4"] else "too short to show any of it"),
            ("Owner", owner + (", admin" if shown["admin"] else "")),
            *((f"May {group}", _allowed(rights)) for group, rights in shown["permissions"].items()),
        ]
    )


def _allowed(rights: Any) -> str:
    if not isinstance(rights, dict):
        return str(rights)
    return ", ".join(name for name, granted in rights.items() if granted is True) or "nothing"
