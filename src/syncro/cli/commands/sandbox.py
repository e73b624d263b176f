"""`syncro sandbox serve`: run the pretend Syncro in the foreground. A thin wrapper; the sandbox itself is its own program."""

import click
from msgspec import Struct

from syncro.cli.command import Action, Within, command, group
from syncro.cli.context import App
from syncro.cli.exits import USAGE


class Options(Struct, frozen=True):
    """Words for `python -m syncro.sandbox`, which knows what they mean."""

    words: tuple[str, ...]


@command("serve", example="syncro sandbox serve --port 8399\nsyncro sandbox serve --db company.db --quirk rate_limit=0")
@click.option("--port", type=Within(0, 65535), default=0, show_default=True, help="0: any free one.")
@click.option("--host", default="", metavar="ADDRESS", help="Listen there instead of on loopback only.")
@click.option("--db", default="", metavar="FILE", help="Keep the data there; by default it is gone at the end.")
@click.option("--company", type=click.Choice(["demo", "empty"]), default="demo", show_default=True)
@click.option("--seed", type=int, default=None, metavar="N", help="Which demo company.")
@click.option("--quirk", "quirks", multiple=True, metavar="NAME=VALUE", help="Set a quirk; may be repeated.")
@click.option("--faults", default="", metavar="FILE", help="Faults to begin with, as JSON.")
def serve(
    port: int, host: str, db: str, company: str, seed: int | None, quirks: tuple[str, ...], faults: str
) -> Action:
    """Serve a pretend company under /api/v1 until stopped. Prints its address when it is ready."""
    given = (("--host", host), ("--db", db), ("--seed", "" if seed is None else str(seed)), ("--faults", faults))
    words = ["--port", str(port), "--company", company]
    words += [word for name, value in given if value for word in (name, value)]
    words += [word for quirk in quirks for word in ("--quirk", quirk)]
    return Action(run, Options(tuple(words)))


parse = group("sandbox", summary="A pretend Syncro to try things on.", example="syncro sandbox serve", commands=[serve])


def run(app: App, options: Options) -> int | None:  # noqa: ARG001 - every command has these two
    """Hand over to the sandbox."""
    from syncro.sandbox.__main__ import main

    try:
        return main(list(options.words))
    except SystemExit as ended:
        # Its own parser refused a value, and has said which.
        return ended.code if isinstance(ended.code, int) else USAGE
