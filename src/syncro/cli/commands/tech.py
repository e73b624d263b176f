"""`syncro tech add|list|remove`: one tech, one entry with a reference to a key (R-54, R-55). Never sees a key on the command line."""

import click
from msgspec import Struct

from syncro.cli import text
from syncro.cli.command import Action, command, group
from syncro.cli.commands import login
from syncro.cli.context import App
from syncro.cli.output import check_fields, emit, note
from syncro.config import enrol, keys, settings
from syncro.config.profiles import SANDBOX, Profile, Tech, config_file
from syncro.errors import NotConfigured, Refused, UsageError, choices

FIELDS = ("profile", "alias", "name", "user_id", "key", "is_default")


class New(Struct, frozen=True):
    """A tech to add; `key_from` is `stdin`, a key reference, or empty to ask."""

    alias: str
    key_from: str = ""
    replace: bool = False


class One(Struct, frozen=True):
    """A tech by alias."""

    alias: str


@command(
    "add",
    example="syncro tech add blake --key-from env:BLAKE_KEY\n"
    "syncro tech add casey --key-from sops:keys.yaml#syncro.casey\n"
    "syncro tech add devon --key-from 'cmd:pass show syncro/devon'",
)
@click.argument("alias")
@click.option(
    "--key-from",
    default="",
    metavar="PLACE",
    help="stdin, env:NAME, keyring:SERVICE/ACCOUNT, sops:PATH#KEY, cmd:COMMAND or file:PATH. If omitted, asked for without showing it.",
)
@click.option("--replace", is_flag=True, help="Give an existing tech another key.")
@click.argument("extra", nargs=-1, metavar="")
def add(alias: str, key_from: str, replace: bool, extra: tuple[str, ...]) -> Action:
    """Add a tech to the account.

    The key is checked with Syncro; a key that lives elsewhere is only noted by its place.
    """
    if extra:
        # It may be the key itself, so it isn't echoed.
        raise UsageError(
            "A tech has one alias; a key is never typed on the command line.", hint="Name its place with --key-from."
        )
    if key_from and key_from != login.STDIN and key_from.partition(":")[0] not in keys.KINDS:
        raise UsageError(f"--key-from is stdin or begins with {', '.join(f'{kind}:' for kind in keys.KINDS)}.")
    return Action(_add, New(alias, key_from, replace))


@command("list", example="syncro tech list\nsyncro tech list --json alias,key")
def list_() -> Action:
    """List the techs and where each one's key is; never the key."""
    return Action(_list)


@command("remove", example="syncro tech remove blake")
@click.argument("alias")
def remove(alias: str) -> Action:
    """Remove a tech from the configuration.

    A key that this program stored is deleted, one that lives elsewhere stays.
    """
    return Action(_remove, One(alias))


parse = group(
    "tech",
    summary="Techs: each has its own key, and what they do is written in their name.",
    example="syncro tech list\nsyncro tech add blake --key-from env:BLAKE_KEY",
    commands=[add, list_, remove],
)


def _add(app: App, options: New) -> None:
    profile = _profile(app)
    if options.alias in profile.techs and not options.replace:
        raise Refused(
            f"{profile.techs[options.alias].name} is already {options.alias!r} in profile {profile.name!r}.",
            hint="Choose another alias, or add --replace.",
        )
    login.run(app, login.Options(alias=options.alias, key_from=options.key_from))


def _list(app: App, _options: None) -> None:
    check_fields(app, FIELDS)
    profile = _profile(app)
    rows = [
        {
            "profile": profile.name,
            "alias": tech.alias,
            "name": tech.name,
            "user_id": tech.user_id,
            "key": _place(tech),
            "is_default": tech.alias == profile.tech,
        }
        for tech in profile.techs.values()
    ]
    cells = ((row["alias"], row["name"], row["key"], "default" if row["is_default"] else "") for row in rows)
    emit(app, rows, lambda: text.table(cells, heads=("TECH", "NAME", "KEY", "")), fields=FIELDS)
    note(app, f"Profile {profile.name}: {text.counted(len(rows), 'tech')}.")


def _remove(app: App, options: One) -> None:
    profile = _profile(app)
    if profile.name == SANDBOX:
        raise UsageError("The sandbox's techs are part of it; there is nothing to remove.")
    if options.alias not in profile.techs:
        raise UsageError(f"No tech {options.alias!r} in profile {profile.name!r}. {choices(profile.techs)}")
    if app.options.dry_run:
        note(app, f"Dry run: {options.alias} would be removed from profile {profile.name}.")
        return
    became = enrol.strike_off(settings.home_of(app.env), profile.name, options.alias)
    data = {"profile": profile.name, "alias": options.alias, "status": "removed", "key": became}
    emit(app, data, lambda: f"Removed {options.alias} from profile {profile.name}. {became}")
    if profile.tech == options.alias and len(profile.techs) > 1:
        left = ", ".join(alias for alias in profile.techs if alias != options.alias)
        note(app, f"That was the default tech. Still there: {left}. Say who acts with --tech.")


def _profile(app: App) -> Profile:
    """The account's entry in config.toml; raises NotConfigured where there is none."""
    file = config_file(settings.home_of(app.env))
    name = app.options.profile or app.env.get("SYNCRO_PROFILE", "") or file.default_profile
    if not name:
        raise NotConfigured("No account is configured.", hint=settings.HOW_TO_BEGIN)
    return file.profile(name)


def _place(tech: Tech) -> str:
    """Where the key is. Of a command only the program: its arguments are nobody's business on a screen."""
    kind, _, rest = tech.key.partition(":")
    if kind not in (*keys.KINDS, SANDBOX):
        return "?"
    return f"{kind}:{rest.split()[0] if rest.split() else ''} …" if kind == "cmd" else tech.key
