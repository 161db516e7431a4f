"""Removes what agents' code made, however deep, closed or not: there `shutil.rmtree` recurses too far, or fails."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from itertools import count
from pathlib import Path

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def clear(folder: Path) -> None:
    """Remove `folder` and all in it, as far as that can be. Nobody may be writing there any more."""
    with suppress(OSError):
        top = os.open(folder, FOLDER)
        names = (f"{secrets.token_hex(8)}-{number}" for number in count())
        try:
            while found := os.listdir(top):  # noqa: PTH208  (a descriptor is no path)
                for name in found:
                    _remove(top, name, next(names))
        finally:
            os.close(top)
        folder.rmdir()


def _remove(top: int, name: str, aside: str) -> None:
    """One entry. The folders in a folder are moved up beside it, for another turn: so there is never a deeper one."""
    if not stat.S_ISDIR(os.stat(name, dir_fd=top, follow_symlinks=False).st_mode):
        os.unlink(name, dir_fd=top)
        return
    inner = _opened(top, name)
    try:
        for number, entry in enumerate(os.listdir(inner)):  # noqa: PTH208
            try:
                os.unlink(entry, dir_fd=inner)
            except IsADirectoryError:
                os.close(_opened(inner, entry))
                os.rename(entry, f"{aside}-{number}", src_dir_fd=inner, dst_dir_fd=top)
    finally:
        os.close(inner)
    os.rmdir(name, dir_fd=top)


def _opened(above: int, name: str) -> int:
    """A folder's descriptor; its owner may do everything with it from now on."""
    os.chmod(name, 0o700, dir_fd=above)
    return os.open(name, FOLDER, dir_fd=above)
