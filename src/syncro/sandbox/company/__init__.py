"""The invented company the sandbox plays: `build` for the demo, `empty` for a bare account. Plain data only."""

from syncro.sandbox.company.company import Company, build, empty

__all__ = ["Company", "build", "empty"]
