"""Vectors of texts that every process asks for, such as what the tools say of themselves: kept in files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MOST = 16
"""Files that are kept in a folder: one for each set of texts, the newest."""


def kept_vectors(
    texts: Sequence[str], maker: str, make: Callable[[Sequence[str]], NDArray[np.float32]], folder: Path
) -> NDArray[np.float32]:
    """(N, D) float32: read from `folder` where `maker` has made them of these very texts before, else made and kept.

    `maker` says all that the vectors depend on besides the texts. What cannot be read is made anew; where nothing can
    be written, nothing is kept.
    """
    digest = hashlib.sha256("\0".join((maker, *texts)).encode("utf-8", "replace")).hexdigest()[:24]
    file = folder / f"vectors-{digest}.npy"
    with suppress(OSError, ValueError, EOFError):
        found: NDArray[np.float32] = np.load(file, allow_pickle=False)
        if found.ndim == 2 and len(found) == len(texts) and found.dtype == np.float32 and np.isfinite(found).all():
            return found
    vectors = make(texts)
    with suppress(OSError):
        _write(vectors, file)
    return vectors


def _write(vectors: NDArray[np.float32], file: Path) -> None:
    """All at once or not at all."""
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            np.save(stream, vectors, allow_pickle=False)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    for old in sorted(file.parent.glob("vectors-*.npy"), key=lambda path: path.stat().st_mtime)[:-MOST]:
        old.unlink(missing_ok=True)
