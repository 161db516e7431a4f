"""Clips that go over into one another: the last pictures of one are mixed with the first of the next."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any


def faded(clips: Iterable[Iterable[Any]], shared: Iterable[int]) -> Iterator[Any]:
    """The pictures of `clips` as one clip.

    `shared` says of each clip how many of its first pictures lie over the last ones of those before; for the first it
    has no meaning. Pictures are `PIL.Image`s of one size and mode. Streams stay streams: so many are held at a time as
    the next clip shares.

    >>> from PIL import Image
    >>> grey = [[Image.new("L", (1, 1), level)] * 4 for level in (0, 100)]
    >>> [picture.getpixel((0, 0)) for picture in faded(grey, (0, 3))]
    [0, 25, 50, 75, 100]

    Raises:
        ValueError: a clip is shorter than what it shares.
    """
    end: list[Any] = []
    laps = list(shared)
    for number, (clip, lap) in enumerate(zip(clips, laps, strict=True)):
        pictures = iter(clip)
        if number:
            yield from end[: len(end) - lap]
            pictures = chain(mixed(end[len(end) - lap :], list(islice(pictures, lap))), pictures)
        end = yield from held_back(pictures, laps[number + 1] if number + 1 < len(laps) else 0)
    yield from end


def held_back(pictures: Iterable[Any], count: int) -> Any:
    """Yields all but the last `count`, which it returns."""
    kept: deque[Any] = deque()
    for picture in pictures:
        kept.append(picture)
        if len(kept) > count:
            yield kept.popleft()
    return list(kept)


def mixed(old: list[Any], new: list[Any]) -> list[Any]:
    """Pictures in which the old ones give way to the new, in equal steps.

    Raises:
        ValueError: there are not as many of one as of the other.
    """
    from PIL import Image

    if len(old) != len(new):
        raise ValueError(f"{len(new)} pictures cannot be laid over {len(old)}: share no more than a clip has.")
    parts = len(old) + 1
    return [Image.blend(one, new[step], (step + 1) / parts) for step, one in enumerate(old)]
