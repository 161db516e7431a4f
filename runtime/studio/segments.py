"""A long clip as several short ones: which segments to make, and how they hang together."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.studio.clip_families import ClipFamily

SHARED = 8
"""One frame in so many of the longest clip is shared with the segment before, where they are cross-faded."""
MOST_SEEDS = 2**63


@dataclass(frozen=True, slots=True)
class Segment:
    number: int
    """0 for the first."""
    frames: int
    """To be made, those that are shared too."""
    shared: int
    """How many of them lie over the last ones of the segment before; 0 for the first."""
    seed: int
    goes_on: bool
    """Whether it begins with the last picture of the segment before."""

    @property
    def adds(self) -> int:
        """How many frames longer the clip is with it."""
        return self.frames - self.shared


def planned(frames: int, family: ClipFamily, seed: int) -> tuple[Segment, ...]:
    """The fewest segments, equally long, that give at least `frames`; planned again for `total`, they are the same.

    Where the family takes a picture, each goes on from the last one of the segment before, and they share that one;
    where it does not, each has a seed near the one before, and they are cross-faded.
    """
    shared = 1 if family.animates else shared_by(family)
    count = 1 if frames <= family.most else -(-(frames - shared) // (longest(family) - shared))
    each = rounded(-(-(frames + (count - 1) * shared) // count), family)
    return tuple(
        Segment(number, each, shared if number else 0, (seed + number) % MOST_SEEDS, bool(number and family.animates))
        for number in range(count)
    )


def total(segments: tuple[Segment, ...]) -> int:
    """Frames of the whole clip."""
    return sum(segment.adds for segment in segments)


def shared_by(family: ClipFamily) -> int:
    """Frames over which two segments are cross-faded."""
    return max(1, longest(family) // SHARED)


def rounded(frames: int, family: ClipFamily) -> int:
    """The next number of frames that the family makes: at least as many, at most its longest clip.

    >>> from runtime.studio.clip_families import FAMILIES
    >>> cog = next(row for row in FAMILIES if row.pipeline == "CogVideoXPipeline")
    >>> [rounded(frames, cog) for frames in (1, 2, 24, 49, 60)]
    [1, 9, 25, 49, 49]
    """
    return min(longest(family), -(-(max(frames, family.least) - 1) // family.every) * family.every + 1)


def longest(family: ClipFamily) -> int:
    """Frames of its longest clip, by its rule."""
    return (family.most - 1) // family.every * family.every + 1
