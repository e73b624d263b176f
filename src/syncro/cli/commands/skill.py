"""`syncro skill`: puts the `/syncro` skill where Claude Code finds it. Never touches another file."""

from pathlib import Path

import click
from msgspec import Struct

from syncro.cli.command import Action, command, group
from syncro.cli.context import App
from syncro.cli.output import emit, note
from syncro.config.files import private_writer
from syncro.errors import ConfigError, Refused, UsageError

FOLDER = Path(".claude") / "skills" / "syncro"
FILE = "SKILL.md"


class Options(Struct, frozen=True):
    """For this user, or for the project in the current folder."""

    project: bool = False
    force: bool = False


@command("install", example="syncro skill install --user\nsyncro skill install --project")
@click.option("--user", is_flag=True, help="For you, everywhere (default).")
@click.option("--project", is_flag=True, help="For everybody who works in this folder.")
@click.option("--force", is_flag=True, help="Replace a skill file that somebody has changed.")
def install(user: bool, project: bool, force: bool) -> Action:
    """Write the skill file, so that /syncro works in Claude Code."""
    if user and project:
        raise UsageError("Use either --user or --project, not both.")
    return Action(_install, Options(project, force))


@command("show", example="syncro skill show")
def show() -> Action:
    """Print the skill file."""
    return Action(_show)


parse = group(
    "skill",
    summary="The /syncro skill for Claude Code: plans, shows, and sends only what a person agreed to.",
    example="syncro skill install",
    commands=[install, show],
)


def text_of() -> str:
    """The skill file as it is delivered."""
    from importlib.resources import files

    return files("syncro.cli").joinpath("skill", FILE).read_text(encoding="utf-8")


def _show(app: App, _options: None) -> None:
    emit(app, {"file": FILE, "text": text_of()}, lambda: text_of().rstrip("\n"))


def _install(app: App, options: Options) -> None:
    place = (Path.cwd() if options.project else Path.home()) / FOLDER / FILE
    state = _state(place, force=options.force)
    if app.options.dry_run:
        note(app, f"Dry run: {place} would be {state}.")
        return
    if state != "unchanged":
        _write(place)
    emit(app, {"file": str(place), "status": state}, lambda: f"{place}: {state}. In Claude Code: /syncro")


def _state(place: Path, *, force: bool) -> str:
    if not place.exists():
        return "written"
    try:
        if place.read_text(encoding="utf-8") == text_of():
            return "unchanged"
    except (OSError, UnicodeDecodeError):
        pass
    if not force:
        raise Refused(f"{place} holds other text.", hint="Look at it; --force replaces it.")
    return "replaced"


def _write(place: Path) -> None:
    """Readable by all, unlike our own files: it holds no secret, and a project shares it. A link is replaced, not followed."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with private_writer(place) as file:
            file.write(text_of().encode())
        place.chmod(0o644)
    except OSError as error:
        raise ConfigError(f"{place}: can't be written ({error.strerror}).") from None
