"""Changes the sample rate of sound, whole or as it streams by, and makes one channel of several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from runtime.errors import need
from runtime.sound.facts import Audio


def resample(audio: Audio, from_hz: int, to_hz: int) -> Audio:
    """`audio`, (T,) or (C, T), at another rate; what the new rate cannot hold is filtered out (soxr, high quality)."""
    if from_hz == to_hz or not audio.size:
        return audio
    turned: Audio = need("soxr", "audio").resample(audio.T, from_hz, to_hz)
    return np.ascontiguousarray(turned.T)


def resampled(blocks: Iterable[Audio], from_hz: int, to_hz: int) -> Iterator[Audio]:
    """Blocks of (C, T), one after another, at another rate: the same as if they were resampled as one."""
    if from_hz == to_hz:
        yield from blocks
        return
    stream, waiting = None, None
    for block in blocks:
        if stream is None:
            stream = need("soxr", "audio").ResampleStream(from_hz, to_hz, len(block), dtype="float32")
        if waiting is not None:
            yield np.ascontiguousarray(stream.resample_chunk(waiting).T)
        waiting = np.ascontiguousarray(block.T)
    if stream is not None and waiting is not None:
        yield np.ascontiguousarray(stream.resample_chunk(waiting, last=True).T)


def to_mono(audio: Audio) -> Audio:
    """(T,) of (T,) or (C, T): the mean of the channels."""
    return audio if audio.ndim == 1 else audio.mean(axis=0, dtype=np.float32)
