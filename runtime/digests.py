"""The digest of a folder of one's own: has anything changed that a model is made of?"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from runtime.weights import PIPELINE, weight_files

Stamp = tuple[str, int, int, int]
"""A file's name within its folder, and what changes when it does."""


def digest_of(folder: Path) -> str:
    """The sha256 over the configurations and the safetensors in `folder`, as 64 hexadecimal digits.

    Files are read in pieces, and read again only where one has changed.
    """
    configurations = "**/*.json" if (folder / PIPELINE).is_file() else "*.json"
    files = sorted({*weight_files(folder), *folder.glob(configurations)})
    return _digest(folder, tuple(_stamp(folder, file) for file in files))


def _stamp(folder: Path, file: Path) -> Stamp:
    found = file.stat()
    return str(file.relative_to(folder)), found.st_mtime_ns, found.st_size, found.st_ino


@lru_cache(maxsize=64)
def _digest(folder: Path, stamps: tuple[Stamp, ...]) -> str:
    whole = hashlib.sha256()
    for name, *_ in stamps:
        with (folder / name).open("rb") as opened:
            content = hashlib.file_digest(opened, "sha256")
        whole.update(f"{content.hexdigest()} {name}\n".encode())
    return whole.hexdigest()
