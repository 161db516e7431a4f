"""Where the scene changes: what is seen looks unlike what was seen just before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from runtime.video.facts import Video, evenly
from runtime.video.files import frames

MOST_LOOKS = 600
STEP_S = 0.25
"""How often it is looked at: seconds between two looks, more where the video is so long that there were too many."""
SIDE = 48
"""Pixels of the longer side at which looks are compared."""
UNLIKE, STANDS_OUT = 0.04, 2.5
"""A change is a difference of at least so much, and so many times the usual one."""


def scenes(path: Path, video: Video) -> list[float]:
    """When each scene begins, in seconds; the first at 0. Found to within the time between two looks.

    Raises:
        FileProblem: it cannot be read.
    """
    count = int(np.clip(video.seconds / STEP_S, 2, MOST_LOOKS))
    times, apart, last = evenly(video.seconds, count), list[float](), None
    for _, picture in frames(path, times, SIDE):
        look = np.asarray(picture, np.float32) / 255
        if last is not None:
            apart.append(difference(last, look))
        last = look
    return [0.0, *(times[place + 1] for place in changes(np.array(apart)))]


def difference(one: Any, other: Any) -> float:
    """0 for the same, 1 for black and white: the geometric mean of how far pixels are apart, and of how far the counts
    of each brightness are. What moves leaves those as they were, what flickers hardly changes pixels: a cut does both.
    """
    by_pixel = float(np.abs(one - other).mean())
    counts = [np.histogram(look[..., colour], 16, (0, 1))[0] for look in (one, other) for colour in range(3)]
    shares = np.array(counts, np.float64).reshape(2, -1) / one[..., 0].size
    return float(np.sqrt(by_pixel * np.abs(shares[0] - shares[1]).sum() / 6))


def changes(apart: Any) -> list[int]:
    """Places in (N,) differences where one stands out and is the highest around.

    >>> changes(np.array([0.01, 0.02, 0.5, 0.02, 0.01, 0.03]))
    [2]
    >>> changes(np.array([0.01, 0.01, 0.012]))
    []
    """
    if not len(apart):
        return []
    least = max(UNLIKE, STANDS_OUT * float(np.median(apart)))
    padded = np.pad(apart, 1, constant_values=-1.0)
    highest = (apart >= padded[:-2]) & (apart > padded[2:])
    return [int(place) for place in np.flatnonzero(highest & (apart >= least))]
