"""A time that somebody typed, as a moment with an offset. Pure."""

from datetime import datetime, time

from syncro.errors import UsageError


def moment(text: str, now: datetime) -> datetime:
    """`14:30` is today; a date and time is as written, in the offset of `now` when it has none. Raises UsageError."""
    typed = text.strip()
    try:
        if len(typed) <= len("14:30:00"):
            return datetime.combine(now.date(), time.fromisoformat(typed), now.tzinfo)
        read = datetime.fromisoformat(typed)
    except ValueError:
        raise UsageError(f"{text!r} is not a time.", hint="write 14:30, or 2026-11-20T14:30") from None
    return read if read.tzinfo else read.replace(tzinfo=now.tzinfo)
