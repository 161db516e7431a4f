"""The kernel's calls that Python has no name for, by ctypes."""

from __future__ import annotations

import ctypes
import os
from typing import Any

libc = ctypes.CDLL(None, use_errno=True)


def checked(result: int, what: str) -> int:
    """
    Raises:
        OSError: the call failed.
    """
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(what: str, number: int, *arguments: Any) -> int:
    return checked(libc.syscall(number, *arguments), what)


def prctl(option: int, *arguments: int) -> int:
    """The result, negative where it failed: some options are not on every kernel."""
    padded = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    return int(libc.prctl(option, *padded))


def buffer(data: bytes) -> Any:
    return ctypes.create_string_buffer(data, len(data))


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    texts = [source.encode(), target.encode(), kind.encode() or None]
    checked(libc.mount(*texts, ctypes.c_ulong(flags), data.encode() or None), f"mount {target}")
