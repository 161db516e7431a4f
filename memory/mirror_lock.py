"""One process writes a mirror at a time, and nobody reads it meanwhile. The lock goes with the process that held it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runtime.errors import MirrorOutOfReach

NAP_S = 0.02


@contextmanager
def held(path: Path, wait_s: float, shared: bool = False) -> Iterator[None]:
    """Hold the lock file at `path`: alone to write, `shared` to read.

    Raises:
        MirrorOutOfReach: another holds it for longer than `wait_s`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        taken(handle, path, time.monotonic() + wait_s, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)  # which lets go of it


def taken(handle: int, path: Path, until: float, how: int) -> None:
    while True:
        try:
            return fcntl.flock(handle, how | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise MirrorOutOfReach(path.stem, "another process is writing it") from None
            time.sleep(NAP_S)


@contextmanager
def file_errors(mirror: str) -> Iterator[None]:
    """Raise ours in place of what the file system says."""
    try:
        yield
    except OSError as error:
        raise MirrorOutOfReach(mirror, error.strerror or str(error)) from error
