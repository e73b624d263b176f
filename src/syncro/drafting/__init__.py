"""Prose by a local model, or by a plain template where none answers (R-80). Never numbers, ids or decisions."""

from syncro.drafting.drafter import Draft, Drafter, Kind, Material

__all__ = ["Draft", "Drafter", "Kind", "Material"]
