"""The folder that agents' code may write. What it planted there is never followed: openat2(2) of Linux 5.6."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import struct
import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from agents.sandbox.clearing import clear
from runtime.errors import BadInput

OPENAT2 = 437
BENEATH, NO_SYMLINKS, NO_MAGIC_LINKS, NO_OTHER_DISK = 0x08, 0x04, 0x02, 0x01
LONGEST = 512
"""Characters in a name."""
MOST_COUNTED = 20_000
"""Files after which counting ends: far over any quota."""
LARGEST = 64 << 20
"""Bytes of a file that is read."""
INSIDE = "/workspace/"


class Workspace:
    """A folder, held open. One per run."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder.resolve()
        self._descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._close = weakref.finalize(self, os.close, self._descriptor)
        self._remove: Callable[[], object] = _nothing

    @classmethod
    def temporary(cls) -> Workspace:
        """In a new folder, which is removed when it is closed."""
        made = cls(Path(tempfile.mkdtemp(prefix="atelier-")))
        made._remove = weakref.finalize(made, clear, made.folder)
        return made

    def open(self, name: str, most: int = LARGEST) -> BinaryIO:
        """A plain file of at most `most` bytes that lies in the folder, whatever its name tries.

        Raises:
            BadInput: there is none: it is absent, elsewhere, a link, a pipe, a device, a folder, or too big.
        """
        if not isinstance(name, str) or not name or "\0" in name or len(name) > LONGEST:
            raise BadInput("This is no name of a file in the workspace. Give one such as table.csv.")
        inside = name.removeprefix(INSIDE).encode("utf-8", "replace")
        flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW
        how = struct.pack("QQQ", flags, 0, BENEATH | NO_SYMLINKS | NO_MAGIC_LINKS | NO_OTHER_DISK)
        given = ctypes.create_string_buffer(how, len(how))
        opened = _libc().syscall(OPENAT2, self._descriptor, inside, given, len(how))
        if opened < 0:
            why = os.strerror(ctypes.get_errno())
            raise BadInput(f"The workspace has no file {name!r} ({why}). Write it there first, under a plain name.")
        return plain_file(opened, name, most)

    def usage(self) -> tuple[int, int]:
        """Bytes on the disk, and how many files and folders there are; one that cannot be looked into is too many."""
        size = count = 0
        folders = [str(self.folder)]
        while folders and count <= MOST_COUNTED:
            if (entries := _entries(folders.pop())) is None:
                return size, MOST_COUNTED + 1
            for entry in entries:
                count += 1
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    size += _blocks(entry)
        return size, count

    def close(self) -> None:
        self._close()
        self._remove()


def _nothing() -> None:
    """What a person named stays."""


def plain_file(opened: int, name: str, most: int) -> BinaryIO:
    """What is open as a file; closed again where it is none. A second name may be another run's."""
    facts = os.fstat(opened)
    if not stat.S_ISREG(facts.st_mode) or facts.st_nlink != 1 or facts.st_size > most:
        os.close(opened)
        raise BadInput(f"{name!r} is no plain file of at most {most >> 20} MB. Write one, without links.")
    return os.fdopen(opened, "rb")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _entries(folder: str) -> list[os.DirEntry[str]] | None:
    """What lies in a folder, nothing where it was removed in between; None where it is closed, or its path too long."""
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError as error:
        return None if error.errno in (errno.EACCES, errno.ENAMETOOLONG) else []


def _blocks(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_blocks * 512
    except OSError:
        return 0
