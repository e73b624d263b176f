"""`syncro comment NUMBER TEXT`: e-mailed, public or internal (R-06). Parses and asks; decides nothing."""

import click
from msgspec import Struct

from syncro.cli import streams
from syncro.cli.command import NUMBER, Action, filled, writing
from syncro.cli.context import App
from syncro.cli.modes import mode_flags
from syncro.cli.output import ask_text
from syncro.cli.proposing import propose
from syncro.rules.tickets.comments import CommentMode
from syncro.workflows.planners.commenting import COMMENT, CommentRequest


class Options(Struct, frozen=True):
    """The flags as typed; a missing text is asked for or named."""

    number: int
    mode: CommentMode
    text: str | None = None
    subject: str = ""
    allow_repeat: str = ""
    draft: bool = False


@writing(
    COMMENT,
    example="syncro comment 32164 'Waiting for the replacement disk'\n"
    "syncro comment 32164 --email 'The printer is ready to be picked up.'\n"
    "syncro comment 32164 --public - < note.txt",
)
@click.argument("number", type=NUMBER)
@click.argument("text", required=False)
@mode_flags("it", default=CommentMode.INTERNAL)
@click.option("--draft/--no-draft", default=False, help="Let Ollama, or a plain template, turn TEXT into sentences.")
@click.option("--subject", default="", metavar="TEXT", help="Subject; by default Update or Internal note.")
@click.option("--allow-repeat", default="", metavar="REASON", help="Write again what was just written, and say why.")
def parse(**flags: object) -> Action:
    return Action(run, filled(Options, flags))


def run(app: App, options: Options) -> int:
    """Plan it, show it, and go on only with a yes."""
    request = CommentRequest(
        number=options.number,
        text=text_of(app, options.text),
        tech=app.config.tech.alias,
        mode=options.mode,
        subject=options.subject,
        allow_repeat=options.allow_repeat,
        draft=options.draft,
    )
    return propose(app, COMMENT, request)


def text_of(app: App, typed: str | None) -> str:
    """The text as typed, from the input for `-`, else asked for. Raises UsageError where nobody can be asked."""
    if typed == "-":
        return streams.text_of(app.stdin)
    return typed if typed is not None else ask_text(app, "Comment", missing="TEXT")
