"""Reads sound files: what they are, whole, or a block at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from runtime.errors import SoundTooLong
from runtime.sound.decoders import opened
from runtime.sound.facts import Audio, Sound
from runtime.sound.resampling import resampled, to_mono
from runtime.sound.tape import tape_of

MOST = 2**28
"""Samples that are read at once, 1 GB: 4.6 hours of mono at 16 kHz, 47 minutes of stereo at 48 kHz."""


def probe(path: Path) -> Sound:
    """What the file at `path` says of its sound, without decoding it.

    Raises:
        FileProblem: it is missing, empty, broken, or no sound.
    """
    with opened(path) as file:
        return file.sound


def read(
    path: Path, sample_rate_hz: int | None = None, mono: bool = True, start_s: float = 0.0, seconds: float | None = None
) -> tuple[Audio, int]:
    """Samples from `start_s` on, for `seconds` or to the end, (T,) or without `mono` (C, T); and their rate.

    At `sample_rate_hz`, or at the file's own rate. Behind the end there are none.

    Raises:
        FileProblem: it cannot be read. What lies behind the part asked for is not looked at.
        SoundTooLong: it would take more than a gigabyte.
        ValueError: a time or a rate is negative or none.
    """
    _check(sample_rate_hz, start_s, seconds)
    with opened(path) as file:
        sound = file.sound
        rate = sample_rate_hz or sound.sample_rate_hz
        wanted = min(max(0.0, sound.seconds - start_s), np.inf if seconds is None else seconds)
        samples = wanted * rate * (1 if mono else sound.channels)
        if samples > MOST:
            raise SoundTooLong(path, wanted, wanted * MOST / samples)
        heard = _first(file.blocks(start_s), None if seconds is None else round(seconds * sound.sample_rate_hz))
        channels = (to_mono(block)[None] if mono else block for block in heard)
        parts = list(resampled(channels, sound.sample_rate_hz, rate))
    audio = np.concatenate(parts, axis=1) if parts else np.empty((1 if mono else sound.channels, 0), np.float32)
    return (audio[0] if mono else audio), rate


def _check(sample_rate_hz: int | None, start_s: float, seconds: float | None) -> None:
    if sample_rate_hz is not None and sample_rate_hz < 1:
        raise ValueError(f"sample_rate_hz={sample_rate_hz} is no rate. Give samples a second, such as 16000.")
    if not (0 <= start_s < np.inf) or not (seconds is None or 0 <= seconds < np.inf):
        raise ValueError(f"start_s={start_s} and seconds={seconds} must be 0 or more.")


def _first(blocks: Iterator[Audio], count: int | None) -> Iterator[Audio]:
    """The first `count` samples of `blocks`; all where it is None."""
    if count is None:
        yield from blocks
        return
    while count > 0 and (block := next(blocks, None)) is not None:
        yield block[:, :count]
        count -= block.shape[1]


def blocks(path: Path, sample_rate_hz: int, seconds: float, overlap_s: float = 0.0) -> Iterator[Audio]:
    """The file as mono, `seconds` at a time, (T,) each, every block sharing `overlap_s` with the one before it.

    Holds one block in memory, however long the file is. The last block is shorter.

    Raises:
        FileProblem: it cannot be read, which may show only at its end.
        ValueError: blocks would be empty, or overlap whole.
    """
    size, step = round(seconds * sample_rate_hz), round((seconds - overlap_s) * sample_rate_hz)
    if overlap_s < 0 or step < 1:
        raise ValueError(
            f"Blocks of {seconds} s cannot share {overlap_s} s. Give a longer block, or a shorter overlap."
        )
    with tape_of(path, sample_rate_hz) as tape:
        last = False
        while not last and len(block := tape.peek(size)):
            last = tape.ends_within(size)
            yield block
            tape.skip(step)
