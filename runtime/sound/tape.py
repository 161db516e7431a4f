"""Sound that is read forwards, a window at a time: of a file it holds no more than the window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from runtime.sound.decoders import opened
from runtime.sound.facts import Audio
from runtime.sound.resampling import resample, resampled, to_mono


class Tape:
    """Mono samples that come in `blocks`, (T,) each, under a head that moves forwards."""

    def __init__(self, blocks: Iterable[Audio], length: int) -> None:
        self._blocks = iter(blocks)
        self.length = length
        """About how many samples there are, as the file says."""
        self._held = np.empty(0, np.float32)
        self.position = 0
        """Samples before the head."""

    def peek(self, size: int) -> Audio:
        """The next `size` samples, fewer at the end, none behind it. The head stays."""
        self._hold(size)
        return self._held[:size]

    def skip(self, size: int) -> None:
        """Move the head by `size` samples, at most to the end."""
        self._hold(size)
        self.position += min(size, len(self._held))
        self._held = self._held[size:].copy()  # a view would keep what lies behind the head

    def ends_within(self, size: int) -> bool:
        """Whether no sample is left after the next `size`."""
        return len(self.peek(size + 1)) <= size

    def _hold(self, size: int) -> None:
        parts, count = [self._held], len(self._held)
        while count < size and (block := next(self._blocks, None)) is not None:
            parts.append(block)
            count += len(block)
        if len(parts) > 1:
            self._held = np.concatenate(parts)


@contextmanager
def tape_of(item: Any, sample_rate_hz: int) -> Iterator[Tape]:
    """A tape, at `sample_rate_hz`, of `{"audio": array, "sample_rate_hz": rate}`, `{"audio": Path}`, or a Path.

    Arrays are (T,), or (C, T) with fewer channels than samples. A file is never decoded whole.

    Raises:
        ValueError: it is none of these, or holds something other than finite numbers.
        FileProblem: the file cannot be read; also while the tape is.
    """
    audio = item.get("audio") if isinstance(item, Mapping) else item
    if isinstance(audio, Path):
        with opened(audio) as file:
            mono = (to_mono(block)[None] for block in file.blocks())
            blocks = (block[0] for block in resampled(mono, file.sound.sample_rate_hz, sample_rate_hz))
            yield Tape(blocks, round(file.sound.seconds * sample_rate_hz))
        return
    rate = item.get("sample_rate_hz") if isinstance(item, Mapping) else None
    samples = resample(_checked(audio), _rate(rate), sample_rate_hz)
    yield Tape([samples], len(samples))


def _rate(given: Any) -> int:
    if not isinstance(given, int | np.integer) or isinstance(given, bool) or given < 1:
        raise ValueError(
            f"sample_rate_hz={given!r} is no rate. Give a whole number of samples a second, such as 16000."
        )
    return int(given)


def _checked(audio: Any) -> Audio:
    if not isinstance(audio, np.ndarray) or audio.ndim not in (1, 2) or not np.issubdtype(audio.dtype, np.floating):
        raise ValueError('Give sound as a path, or as {"audio": float samples (T,) or (C, T), "sample_rate_hz": rate}.')
    if audio.ndim == 2 and audio.shape[0] > audio.shape[1]:
        raise ValueError(
            f"The sound has {audio.shape[0]} channels of {audio.shape[1]} samples. Give (C, T), not (T, C)."
        )
    mono = to_mono(audio.astype(np.float32, copy=False))
    if not np.isfinite(mono).all():
        raise ValueError("The sound has samples that are no finite numbers. Give samples between -1 and 1.")
    return mono
