"""What runners that listen share: sound cut into windows, windows gathered into batches, and their mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from runtime import sound
from runtime.cancel import check
from runtime.devices import Placement
from runtime.progress import report
from runtime.runners.base import SAFE, Runner
from runtime.runners.hush import empty_filters
from runtime.sound.facts import Audio
from runtime.sound.tape import Tape, tape_of

SHORTEST_S = 0.5
"""Sound is filled up with silence to this: convolutions need something to slide over."""
Numbered = tuple[int, Audio]
"""A window, and which of the inputs it is of."""


class WindowRunner(Runner):
    """Base of the runners that turn each window of a sound into a vector: a long sound gets the mean of its windows'.

    An input is `{"audio": float array (T,) or (C, T), "sample_rate_hz": rate}`, `{"audio": Path}` or a Path.
    """

    batch_size: ClassVar[int] = 16
    window_s = 10.0

    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self._extractor = extractor(folder)
        self._rate: int = self._extractor.sampling_rate

    def size(self, item: Any) -> int:
        return milliseconds(item)

    def _vectors(self, windows: list[Audio]) -> Any:
        """(N, D) of N windows of the same length, a tensor."""
        raise NotImplementedError

    def _means(self, inputs: list[Any]) -> list[NDArray[np.float64]]:
        """(D,) for each input: its windows' vectors, each counting by its length.

        Raises:
            ValueError: there is no sound in one of them.
        """
        sums: dict[int, Any] = defaultdict(float)
        lengths: dict[int, int] = defaultdict(int)
        for batch in gathered(self._windows(inputs), self.batch_size):
            check()
            vectors = self._vectors([window for _, window in batch]).double().cpu().numpy()
            for (place, window), vector in zip(batch, vectors, strict=True):
                sums[place] += vector * len(window)
                lengths[place] += len(window)
        return [sums[place] / lengths[place] for place in range(len(inputs))]

    def _windows(self, inputs: list[Any]) -> Iterator[Numbered]:
        heard = 0
        for place, item in enumerate(inputs):
            with tape_of(item, self._rate) as tape:
                if not len(tape.peek(1)):
                    raise ValueError(f"There is no sound in input {place + 1}. Give at least one sample.")
                for window in windows(tape, round(self.window_s * self._rate), round(SHORTEST_S * self._rate)):
                    heard += 1
                    report("window", heard, None)
                    yield place, window


def windows(tape: Tape, size: int, shortest: int) -> Iterator[Audio]:
    """What is on `tape`, `size` samples at a time. A last piece under `shortest` is left out, an only one filled up."""
    first = tape.peek(size)
    yield np.pad(first, (0, max(0, shortest - len(first))))
    tape.skip(size)
    while len(window := tape.peek(size)) >= shortest:
        yield window
        tape.skip(size)


def gathered(windows: Iterable[Numbered], most: int) -> Iterator[list[Numbered]]:
    """Batches of at most `most` windows of one length: what is filled up may be heard, so nothing is."""
    waiting: dict[int, list[Numbered]] = defaultdict(list)
    for place, window in windows:
        alike = waiting[len(window)]
        alike.append((place, window))
        if len(alike) == most:
            yield waiting.pop(len(window))
    yield from waiting.values()


def tell(tapes: Sequence[Tape], sample_rate_hz: int) -> None:
    """Report how many seconds of all tapes are heard."""
    heard, length = sum(tape.position for tape in tapes), sum(tape.length for tape in tapes)
    report("second", heard // sample_rate_hz, max(heard, length) // sample_rate_hz)


def extractor(folder: Path) -> Any:
    """What turns samples into the model's features."""
    import transformers

    kinds: Any = transformers.AutoFeatureExtractor
    with empty_filters():
        return kinds.from_pretrained(folder, **SAFE)


def milliseconds(item: Any) -> int:
    """How long a sound lasts.

    Raises:
        FileProblem: it is a file that cannot be read.
    """
    audio: Any = item.get("audio") if isinstance(item, Mapping) else item
    if isinstance(audio, Path):
        return round(1000 * sound.probe(audio).seconds)
    rate = item.get("sample_rate_hz") if isinstance(item, Mapping) else None
    return round(1000 * audio.shape[-1] / rate) if rate and hasattr(audio, "shape") else 0
