"""How far two pictures, or two clips frame by frame, are apart: for what should be the same and is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Distance:
    """Of all colours of all pixels, 0 to 255."""

    mean: float
    most: float
    same_size: bool = True
    """Whether width, height and number of frames are the same; where not, the rest is 255."""

    @property
    def is_none(self) -> bool:
        return self.same_size and not self.most


def distance(ones: Iterable[Any], others: Iterable[Any]) -> Distance:
    """Between pictures in RGB, one by one in their order; none are held.

    >>> from PIL import Image
    >>> distance([Image.new("RGB", (2, 2), (10, 0, 0))], [Image.new("RGB", (2, 2), (4, 0, 0))])
    Distance(mean=2.0, most=6.0, same_size=True)
    """
    total, count, most = 0.0, 0, 0.0
    for one, other in zip_longest(ones, others):
        if one is None or other is None or one.size != other.size:
            return Distance(255.0, 255.0, False)
        apart = np.abs(np.asarray(one.convert("RGB"), np.int16) - np.asarray(other.convert("RGB"), np.int16))
        total, count, most = total + float(apart.sum()), count + apart.size, max(most, float(apart.max()))
    return Distance(round(total / max(1, count), 4), most)
