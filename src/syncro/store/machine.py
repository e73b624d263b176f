"""This machine's own clock, which nobody sets, and the name under which its ticks can be compared."""

import platform
import time
from functools import cache
from pathlib import Path

BOOT = Path("/proc/sys/kernel/random/boot_id")


def ticks() -> float:
    """Seconds since the machine was started, sleep included where the system counts it; never set back or forward."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(clock) if clock is not None else time.monotonic()


@cache
def name() -> str:
    """Tells one start of one machine from another where the system says so, else one machine from another."""
    try:
        return BOOT.read_text().strip()
    except OSError:
        return platform.node()
