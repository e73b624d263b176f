"""The tour's picture is the code's: each room with every room that it imports, and nothing else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "syncro"
LINE = re.compile(r"^.*?\s([a-z.]+)\s+─▶ (.+)$", re.MULTILINE)


def drawn() -> dict[str, set[str]]:
    picture = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8").split("```")[1]
    return {room: set(others.split(", ")) for room, others in LINE.findall(picture)}


def room_of(dotted: str, rooms: list[str]) -> str | None:
    rest = dotted.removeprefix("syncro.")
    return next((room for room in rooms if rest == room or rest.startswith(f"{room}.")), None)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("syncro"):
            yield from (f"{node.module}.{each.name}" for each in node.names)


def test_the_picture_shows_every_import_between_rooms_and_no_other() -> None:
    picture = drawn()
    assert len(picture) > 5
    named = {*picture, *(each for others in picture.values() for each in others)}
    rooms = sorted(named, key=len, reverse=True)
    found: dict[str, set[str]] = {room: set() for room in picture}
    for path in SOURCE.rglob("*.py"):
        own = room_of(".".join(path.relative_to(SOURCE).with_suffix("").parts), rooms)
        others = {room_of(each, rooms) for each in imported(path)} - {own, None}
        if own and others:
            found.setdefault(own, set()).update(filter(None, others))
    assert found == picture


def test_every_path_that_the_tour_names_is_there() -> None:
    tour = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:cli|workflows|rules|api|store|sandbox|catalog)/[\w/]+(?:\.py|/))`", tour))
    assert len(named) > 20
    assert sorted(each for each in named if not (SOURCE / each).exists()) == []
