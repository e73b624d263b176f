"""A number and what it counts, in the right grammatical number. Pure."""


def counted(number: int, one: str, several: str = "") -> str:
    """`1 comment`, `2 comments`; `several` where the word for more isn't the one with an s."""
    return f"{number} {one if number == 1 else several or f'{one}s'}"
