"""Syncro from Python: every write is a plan a person has seen, sent at most once, proved by reading back."""

__version__ = "0.1.0"
