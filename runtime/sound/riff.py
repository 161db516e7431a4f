"""Whether a WAV file is as long as its header says."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

UNKNOWN = 0x7FFF_0000
"""Who writes into a pipe does not know the length, and puts about the largest number instead."""


def missing_bytes(path: Path) -> int:
    """Bytes of samples that the header of the WAV at `path` promises and the file has not; 0 where all is there."""
    with path.open("rb") as file:
        size = _data_size(file)
        here = path.stat().st_size - file.tell()
    return max(0, size - here) if size < UNKNOWN else 0


def _data_size(file: BinaryIO) -> int:
    """What the `data` chunk says; the file then stands at its first byte. 0 where there is none.

    Source: Multimedia Programming Interface and Data Specifications 1.0, RIFF: a chunk is a name, its size, its bytes,
    and one more byte where the size is odd.
    """
    if file.read(4) != b"RIFF":  # RF64 and RIFX have other sizes elsewhere; libsndfile reads those
        return 0
    file.seek(12)
    while len(head := file.read(8)) == 8:
        size = int.from_bytes(head[4:], "little")
        if head[:4] == b"data":
            return size
        file.seek(size + size % 2, 1)
    return 0
