"""Which process wrote something, and whether it is still alive."""

from __future__ import annotations

import os
from pathlib import Path


def this_process() -> str:
    """A process id and when it began: ids are used again."""
    return f"{os.getpid()}:{began(os.getpid())}"


def alive(process: str) -> bool:
    """
    >>> alive(this_process()), alive("1:0"), alive("999999999:5")
    (True, False, False)
    """
    number, _, since = process.partition(":")
    return bool(since) and began(int(number)) == since


def began(process: int) -> str:
    """When a process began, in ticks since the machine did; empty where it is dead. `?` where that is not told."""
    if not Path("/proc/self/stat").exists():
        return signalled(process)
    try:
        told = Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return ""
    return "" if told[0] in (b"Z", b"X") else told[19].decode()


def signalled(process: int) -> str:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        return "?"
    return "?"
