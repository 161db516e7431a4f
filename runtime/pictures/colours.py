"""Colours that can be told apart: for things side by side, and for values from low to high."""

from __future__ import annotations

import colorsys
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""
FIRST: tuple[Colour, ...] = (
    (230, 159, 0), (86, 180, 233), (0, 158, 115), (240, 228, 66), (0, 114, 178), (213, 94, 0), (204, 121, 167),
)  # fmt: skip
"""Told apart by the colour-blind too. Source: Okabe and Ito, Color Universal Design, 2008."""
HEAT = np.array(
    [(0, 0, 4), (31, 12, 72), (85, 15, 109), (136, 34, 106), (186, 54, 85), (227, 89, 51), (249, 140, 10),
     (249, 201, 50), (252, 255, 164)], np.float32,
)  # fmt: skip
"""Inferno at equal steps: as bright as its value is high, also in grey. Source: van der Walt and Smith, 2015 (CC0)."""
GOLDEN = 0.618034
"""Steps of this round the colour circle never come back near to where they were."""


def colours_of(labels: Iterable[str]) -> dict[str, Colour]:
    """A colour for each label, in the order they first come.

    >>> colours_of(["dog", "cat", "dog"])
    {'dog': (230, 159, 0), 'cat': (86, 180, 233)}
    """
    return {label: colour(number) for number, label in enumerate(dict.fromkeys(labels))}


def colour(number: int) -> Colour:
    if number < len(FIRST):
        return FIRST[number]
    red, green, blue = colorsys.hsv_to_rgb(number * GOLDEN % 1, 0.55 + 0.4 * (number % 2), 0.95)
    return round(red * 255), round(green * 255), round(blue * 255)


def ink_on(ground: Colour) -> Colour:
    """Black or white, whichever reads better. Source: ITU-R BT.601's luma.

    >>> ink_on((240, 228, 66)), ink_on((0, 114, 178))
    ((0, 0, 0), (255, 255, 255))
    """
    red, green, blue = ground
    return (0, 0, 0) if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else (255, 255, 255)


def heat(values: NDArray[np.floating]) -> NDArray[np.uint8]:
    """(H, W) from 0 to 1 → (H, W, 3): dark for low, bright for high."""
    at = np.clip(values, 0, 1) * (len(HEAT) - 1)
    low = np.minimum(at.astype(int), len(HEAT) - 2)
    share = (at - low)[..., None]
    mixed: NDArray[np.uint8] = np.rint(HEAT[low] * (1 - share) + HEAT[low + 1] * share).astype(np.uint8)
    return mixed
