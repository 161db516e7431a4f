"""Becomes another user, so that what an attack does it does as nobody in particular. Linux, started as root."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable
from pathlib import Path

UID = 12345
NEW_MOUNTS, PRIVATE, RECURSIVE, BIND = 0x20000, 1 << 18, 16384, 4096
SET_DUMPABLE = 4
ROOT = Path(__file__).resolve().parent.parent.parent

libc = ctypes.CDLL(None, use_errno=True)


def become(uid: int = UID) -> None:
    """Give root away for good. What Python is made of stays readable, even below a home that is closed to others.

    Raises:
        OSError: not root, or not allowed to mount.
    """
    needed = {Path(sys.base_prefix), Path(sys.prefix), ROOT}
    open_up({folder: closed for folder in needed if (closed := first_closed(folder))})
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    check(libc.prctl(SET_DUMPABLE, 1, 0, 0, 0), "prctl")  # as any process is that was this user's from its start


def first_closed(folder: Path) -> Path | None:
    """The uppermost folder on the way that others may not enter."""
    above = [*reversed(folder.resolve().parents), folder.resolve()]
    return next((part for part in above if not part.stat().st_mode & 0o001), None)


def open_up(closed: dict[Path, Path]) -> None:
    """In mounts of this process alone, put in place of closed folders empty ones that hold just what is needed."""
    if not closed:
        return
    check(libc.unshare(NEW_MOUNTS), "unshare")
    mount("none", "/", None, RECURSIVE | PRIVATE)
    held = {folder.resolve(): os.open(folder, os.O_PATH) for folder in closed}
    for top in without_inner(closed.values()):
        mount("tmpfs", str(top), "tmpfs", 0, "mode=755")
    for folder, fd in held.items():
        folder.mkdir(parents=True, exist_ok=True)
        mount(f"/proc/self/fd/{fd}", str(folder), None, BIND | RECURSIVE)
        os.close(fd)


def without_inner(folders: Iterable[Path]) -> set[Path]:
    every = set(folders)
    return {folder for folder in every if not every & set(folder.parents)}


def mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    done = libc.mount(source.encode(), target.encode(), kind and kind.encode(), ctypes.c_ulong(flags), data.encode())
    check(done, f"mount {target}")


def check(result: int, what: str) -> None:
    if result:
        raise OSError(ctypes.get_errno(), what)
