"""What the C library is told about memory: fresh memory blank while others write files, and freed memory given back."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

M_PERTURB = -6
"""From glibc's malloc.h: new memory is filled with the complement of the lowest byte of the value, 0 is off."""
ZEROS, OFF = 0xFF, 0


_users = 0
_one = threading.Lock()


@contextmanager
def blank_memory() -> Iterator[None]:
    """Memory that is handed out meanwhile, to any thread, is zeros.

    Chroma writes the whole room it took for an index to disk, and never fills the part it does not need yet: words of
    something long forgotten stood in it. So does Ladybug with the pages of a graph. glibc alone can be told so;
    elsewhere this does nothing.
    """
    _counted(1)
    try:
        yield
    finally:
        _counted(-1)


def _counted(change: int) -> None:
    """It begins with the first thread that asks for it, and ends with the last."""
    global _users
    with _one:
        before, _users = _users, _users + change
        if bool(before) != bool(_users) and (allocator := glibc()) is not None:
            allocator.mallopt(M_PERTURB, ZEROS if _users else OFF)


@cache
def glibc() -> Any:
    """The C library of this process if it is glibc, else None."""
    library = ctypes.CDLL(None)
    return library if hasattr(library, "gnu_get_libc_version") else None


def give_back() -> None:
    """Memory that was freed goes back to the system now. Worth it after work that took far more than what it left."""
    allocator = glibc()
    if allocator is not None:
        allocator.malloc_trim(0)
