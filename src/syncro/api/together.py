"""Independent reads at the same time. Never starts more than four: the account allows three requests a second."""

from collections.abc import Callable
from typing import Any, TypeVar, overload

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")

AT_ONCE = 4


@overload
def together(one: Callable[[], A], two: Callable[[], B], /) -> tuple[A, B]: ...
@overload
def together(one: Callable[[], A], two: Callable[[], B], three: Callable[[], C], /) -> tuple[A, B, C]: ...
@overload
def together(
    one: Callable[[], A], two: Callable[[], B], three: Callable[[], C], four: Callable[[], D], /
) -> tuple[A, B, C, D]: ...
@overload
def together(*thunks: Callable[[], A]) -> tuple[A, ...]: ...
def together(*thunks: Callable[[], Any]) -> tuple[Any, ...]:
    """The results of all thunks, in their order. Waits for all of them, then raises the first error in that order."""
    if len(thunks) < 2:
        return tuple(thunk() for thunk in thunks)
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=min(AT_ONCE, len(thunks)), thread_name_prefix="syncro-read") as pool:
        futures = [pool.submit(thunk) for thunk in thunks]
    return tuple(future.result() for future in futures)
