"""Sections of a preview as Markdown, for tickets, chats and reviews. Pure."""

from collections.abc import Sequence

from syncro import invisible
from syncro.rules.plans.preview import Section


def render(title: str, sections: Sequence[Section]) -> str:
    """A heading and its sections; cells are escaped, so customers' text can't become markup nor hide anything."""
    return "\n\n".join([f"# {_cell(title)}", *map(_section, sections)]) + "\n"


def _section(section: Section) -> str:
    heading = f"## {section.title}\n\n" if section.title else ""
    if section.heads:
        rule = ["---:" if place in section.right else "---" for place in range(len(section.heads))]
        return heading + "\n".join(map(_row, [section.heads, rule, *section.rows]))
    return heading + "\n".join(f"- {_sentence(row)}" for row in section.rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell if set(cell) <= set('-:') else _cell(cell) for cell in cells)} |"


def _sentence(row: Sequence[str]) -> str:
    return " — ".join(_cell(cell.strip()) for cell in row if cell.strip())


def _cell(text: str) -> str:
    flat = " ".join(invisible.escaped(text).split())
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>#|~" else char for char in flat)
