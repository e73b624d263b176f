"""Requests a minute per client address, over a sliding window of real time (facts §1). Counts; never waits."""

from collections import defaultdict, deque

from syncro.sandbox.clock import monotonic

WINDOW = 60.0


class RateLimit:
    """The requests of the last minute, by address."""

    def __init__(self) -> None:
        self._seen: dict[str, deque[float]] = defaultdict(deque)

    def allows(self, address: str, limit: int) -> bool:
        """Count one request; False when the address has used up the limit (0: none)."""
        if not limit:
            return True
        now, seen = monotonic(), self._seen[address]
        while seen and seen[0] <= now - WINDOW:
            seen.popleft()
        if len(seen) >= limit:
            return False
        seen.append(now)
        return True

    def wait(self, address: str) -> int:
        """Whole seconds until the address may ask again."""
        seen = self._seen[address]
        return max(1, int(seen[0] + WINDOW - monotonic()) + 1) if seen else 1

    def reset(self) -> None:
        """Forget all requests."""
        self._seen.clear()
