"""A time that somebody typed, as a moment with an offset; what may be typed is `rules.dates`' business."""

from syncro.rules.dates import parse as moment

__all__ = ["moment"]
