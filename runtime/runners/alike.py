"""Pictures for a model, those of one shape together: nothing is padded, so a batch is exactly as one by one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from runtime import pictures
from runtime.runners.base import features
from runtime.runners.seeing import SightRunner
from runtime.runners.together import alike

READERS = min(4, os.cpu_count() or 1)
"""Pictures that are decoded at once: Pillow does it beside Python."""

NARROW = 100
"""So many times longer than wide a picture may be."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture as its model gets it."""

    width: int
    """Of the picture itself, in pixels, as it is meant to be seen."""
    height: int
    given: dict[str, Any]
    """What the processor made of it: tensors of one row."""
    shown: tuple[int, int]
    """(height, width) of what was looked at: less than the picture's where that is very large."""


class AlikeRunner(SightRunner):
    """Base of the runners that say where things are."""

    batch_size: ClassVar[int] = 8

    def size(self, item: Any) -> int:
        """By its shape, so that pictures of one shape share a batch."""
        width, height = own_size(item)
        return round(100 * width / height)

    def seen(self, items: Sequence[Any], **more: Any) -> list[Seen]:
        """Each of `items` decoded and prepared; `more` goes to the processor.

        Raises:
            ValueError: one is no picture, or a mere strip.
            FileProblem: one is a file that cannot be read.
        """

        def look(item: Any) -> Seen:
            picture, (width, height) = self.opened(item), own_size(item)
            refuse_strips(width, height)
            given = dict(self._processor(images=picture, return_tensors="pt", **more))
            return Seen(width, height, given, (picture.height, picture.width))

        if len(items) == 1:
            return [look(items[0])]
        with ThreadPoolExecutor(READERS) as readers:
            return list(readers.map(look, items))

    def through(self, seen: Sequence[Seen], read: Callable[[Any, Sequence[Seen], Any], list[Any]]) -> list[Any]:
        """What `read` makes of the model's outputs for pictures of one shape, what went in beside it; in their order.

        Raises:
            Stopped: the run's time is up, or it was cancelled; asked before each batch.
        """
        results: dict[int, Any] = {}
        for places in alike(seen, lambda one: tuple(one.given["pixel_values"].shape), self.batch_size):
            some = [seen[place] for place in places]
            given = features(joined(some), self._model)
            results |= zip(places, read(floats(self._model(**given)), some, given), strict=True)
        return [results[place] for place in range(len(seen))]

    _model: Any


def own_size(item: Any) -> tuple[int, int]:
    """Width and height in pixels, of a file or a `PIL.Image`; (1, 1) for what is neither, which is refused later."""
    if isinstance(item, Path):
        found = item.stat() if item.is_file() else None
        return _probed(item, found and (found.st_mtime_ns, found.st_size))
    width, height = getattr(item, "size", (1, 1))
    return int(width), int(height)


def refuse_strips(width: int, height: int) -> None:
    """Raise ValueError for a picture that would be nothing once it is scaled down."""
    if max(width, height) > NARROW * min(width, height):
        raise ValueError(
            f"A picture of {width} x {height} pixels is too narrow to be looked at. Crop it to its subject."
        )


@lru_cache(maxsize=1024)
def _probed(path: Path, stamp: tuple[int, int] | None) -> tuple[int, int]:
    """A file is asked twice: for its batch, and for its boxes. `stamp` changes when it does."""
    facts = pictures.probe(path)
    return facts.width, facts.height


def joined(some: Sequence[Seen]) -> dict[str, Any]:
    import torch

    return {name: torch.cat([one.given[name] for one in some]) for name in some[0].given}


def floats(said: Any) -> Any:
    """A model's outputs in single precision, whatever it computes in."""
    for name, value in said.items():
        if hasattr(value, "is_floating_point") and value.is_floating_point():
            said[name] = value.float()
    return said


def rows(said: Any, count: int) -> Iterator[Any]:
    """The outputs of a batch, one picture after the other."""
    for place in range(count):
        yield {name: value[place : place + 1] for name, value in said.items() if hasattr(value, "shape")}
