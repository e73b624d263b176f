"""`syncro login`: add an account or a tech's key (R-55). Never takes a key on the command line, never prints one."""

import re
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct

from syncro.cli import text
from syncro.cli.command import Action, command
from syncro.cli.output import ask_text, emit, note, warn
from syncro.cli.streams import line_of
from syncro.config import address, bindings, enrol, keys, known, settings
from syncro.config.profiles import SANDBOX, Tech, config_file
from syncro.errors import KeyUnavailable, UsageError
from syncro.secret import Secret

if TYPE_CHECKING:
    from syncro.cli.context import App
    from syncro.records import Me

STDIN = "stdin"
_LONGEST_KEY = 4096


class Options(Struct, frozen=True):
    """`key_from` is `stdin`, a key reference, or empty to ask."""

    subdomain: str = ""
    base_url: str = ""
    alias: str = ""
    key_from: str = ""


class Place(Struct, frozen=True):
    """The account to log in to."""

    profile: str
    base_url: str


@command(
    "login",
    example="syncro login --subdomain example-shop\n"
    "syncro login --as blake --key-from env:BLAKE_KEY\n"
    "syncro login --as casey --key-from sops:keys.yaml#syncro.casey",
)
@click.option("--subdomain", default="", metavar="NAME", help="The part before .syncromsp.com.")
@click.option("--base-url", default="", metavar="URL", help="The whole address, instead of --subdomain.")
@click.option(
    "--as", "alias", default="", metavar="ALIAS", help="Short name for the tech; by default made from the name."
)
@click.option(
    "--key-from",
    default="",
    metavar="PLACE",
    help="stdin, env:NAME, cmd:COMMAND, sops:PATH#KEY, keyring:SERVICE/ACCOUNT or file:PATH. If omitted, asked for without showing it.",
)
@click.argument("extra", nargs=-1, metavar="")
def parse(subdomain: str, base_url: str, alias: str, key_from: str, extra: tuple[str, ...]) -> Action:
    """Add an account or another tech's API key.

    The key is checked with Syncro and kept in the keyring. A key that already lives elsewhere is not copied:
    --key-from env:, cmd:, sops:, keyring: and file: only note where it is.
    """
    if extra:
        # Neither this nor the next is echoed: it may be the key itself.
        raise UsageError(
            "Login takes options only; a key is never typed on the command line.", hint="syncro login --help"
        )
    if key_from and key_from != STDIN and key_from.partition(":")[0] not in keys.KINDS:
        raise UsageError(f"--key-from is stdin or begins with {', '.join(f'{kind}:' for kind in keys.KINDS)}.")
    return Action(run, Options(subdomain, base_url, alias, key_from))


def run(app: "App", options: Options) -> None:
    """Get the key, ask Syncro whose it is, and only then store anything."""
    home = settings.home_of(app.env)
    place = _place(app, options)
    key = _key(app, options, place)
    me = _owner(app, place, key)
    alias = _alias(options.alias or me.user_name)
    _refuse_another(app, place, alias, me)
    if app.options.dry_run:
        note(app, "Dry run: the key works; nothing was stored.")
        stored = enrol.Stored(options.key_from)
    else:
        is_elsewhere = options.key_from and options.key_from != STDIN
        stored = enrol.Stored(options.key_from) if is_elsewhere else enrol.keep_key(home, place.profile, alias, key)
        bindings.bind(home, key, place.base_url)
        enrol.enrol(home, place.profile, place.base_url, Tech(alias, me.user_name, stored.reference, me.user_id))
    if stored.warning:
        warn(app, stored.warning)
    shown = _data(place, alias, key, me)
    emit(app, shown, lambda: text.one_line(_line(shown)))


def _place(app: "App", options: Options) -> Place:
    """From the flags, the profile that is already there, the environment, or a question."""
    if options.subdomain and options.base_url:
        raise UsageError("Use either --subdomain or --base-url, not both.")
    name = app.options.profile or app.env.get("SYNCRO_PROFILE", "")
    if name == SANDBOX:
        raise UsageError(
            "The sandbox has its own keys; there is nothing to log in to.", hint="syncro --profile sandbox"
        )
    file = config_file(settings.home_of(app.env))
    url = _given_url(options) or _known_url(app, name or file.default_profile)
    if not url:
        subdomain = ask_text(app, "Subdomain of the account (before .syncromsp.com)", missing="--subdomain")
        url = address.of_subdomain(subdomain, "The subdomain")
    name = name or _profile_at(app, url) or address.account_of(url).partition(".")[0].partition(":")[0]
    if not re.fullmatch(r"[\w-][\w.-]*", name):
        raise UsageError("A profile's name is letters, digits, dots, - and _.", hint="Name one with --profile.")
    if name in file.profiles and file.profile(name).base_url != url:
        raise UsageError(f"The profile {name!r} is at another address.", hint="Name a new one with --profile.")
    return Place(name, url)


def _given_url(options: Options) -> str:
    if options.subdomain:
        return address.of_subdomain(options.subdomain, "--subdomain")
    return address.normal(options.base_url, "--base-url") if options.base_url else ""


def _known_url(app: "App", name: str) -> str:
    file = config_file(settings.home_of(app.env))
    if name in file.profiles:
        return file.profile(name).base_url
    url = app.env.get("SYNCRO_BASE_URL", "")
    return address.normal(url, "SYNCRO_BASE_URL") if url else ""


def _profile_at(app: "App", url: str) -> str:
    file = config_file(settings.home_of(app.env))
    return next((name for name in file.profiles if file.profile(name).base_url == url), "")


def _key(app: "App", options: Options, place: Place) -> Secret:
    """The key, to be sent to this account: one that is kept for another host isn't. What a person types goes where they say."""
    home = settings.home_of(app.env)
    if not options.key_from:
        return _checked(ask_text(app, "API key (not shown)", missing="--key-from", hidden=True))
    if options.key_from == STDIN:
        key = _checked(line_of(app.stdin, _LONGEST_KEY))
    else:
        bindings.refuse_place(home, options.key_from, place.base_url)
        key = settings.resolved(options.key_from, place.profile, place.base_url, home=home, env=app.env, ask=app.ask)
    bindings.refuse_key(home, key, place.base_url)
    known.refuse_elsewhere(home, app.env, key, place.base_url)
    return key


def _refuse_another(app: "App", place: Place, alias: str, me: "Me") -> None:
    """An alias that stands for one person isn't given to another unasked: what they do is written in its name (R-54).

    Raises KeyUnavailable.
    """
    file = config_file(settings.home_of(app.env))
    tech = file.profile(place.profile).techs.get(alias) if place.profile in file.profiles else None
    if tech is None or _is_same(tech, me):
        return
    words = f"{alias!r} is {tech.name} in profile {place.profile}, and this key belongs to {me.user_name}"
    if app.ask is None:
        raise KeyUnavailable(
            f"{words}.",
            hint=f"Choose another alias with --as, or remove this one first. Try: syncro tech remove {alias}",
        )
    if not app.ask(f"{words} (user {me.user_id}). Give the alias to {me.user_name}?"):
        raise KeyUnavailable(f"{words}. Nothing was stored.", hint="Choose another alias with --as.")


def _is_same(tech: Tech, me: "Me") -> bool:
    if tech.user_id is not None:
        return tech.user_id == me.user_id
    # Written by hand without an id: the name is all there is, or the alias where even that is left out.
    return tech.name == tech.alias or tech.name.casefold() == me.user_name.casefold()


def _checked(typed: str) -> Secret:
    try:
        return Secret(typed)
    except ValueError as error:
        raise UsageError(f"That is not an API key: {error}.") from None


def _owner(app: "App", place: Place, key: Secret) -> "Me":
    from syncro.api.client import Reader

    with Reader(place.base_url, key) as reader:
        note(app, f"Asking {address.account_of(place.base_url)} whose key this is …")
        return reader.me()


def _alias(name: str) -> str:
    """A short word of the name: `Blake Rivers` is `blake`."""
    words = "".join(letter if letter.isalnum() or letter in "-_" else " " for letter in name.casefold()).split()
    return words[0] if words else "me"


def _data(place: Place, alias: str, key: Secret, me: "Me") -> dict[str, Any]:
    return {
        "profile": place.profile,
        "account": address.account_of(place.base_url),
        "tech": alias,
        "user_id": me.user_id,
        "user_name": me.user_name,
        "key_last4": key.last4,
    }


def _line(shown: dict[str, Any]) -> str:
    ending = f", key …{shown['key_last4']}" if shown["key_last4"] else ""
    return f"{shown['user_name']} at {shown['account']}: profile {shown['profile']}, tech {shown['tech']}{ending}."
