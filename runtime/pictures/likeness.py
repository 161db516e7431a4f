"""How alike two pictures are, without knowing what they show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runtime.errors import need
from runtime.pictures.colours import heat

Grey = NDArray[np.float64]
K1, K2, RANGE, WINDOW = 0.01, 0.03, 255.0, 8
SIDE = 1024
"""Pixels of the longer side at which they are compared."""


@dataclass(frozen=True, slots=True)
class Likeness:
    ssim: float
    """Structural similarity, -1 to 1; 1 for the same. Source: Wang et al., Image Quality Assessment, 2004; means over
    windows of 8 x 8, as its uniform variant."""
    psnr_db: float | None
    """Peak signal over noise; None for the same pixels. Above 40 dB hardly anybody sees a difference."""
    changed: float
    """Share of pixels that differ by more than 16 of 255 in some colour."""
    hash_distance: int
    """Bits in which difference hashes differ, 0 to 64; under 10 it is the same picture, scaled or saved again.
    Source: Krawetz, Kind of Like That, 2013."""


def likeness(one: Any, other: Any) -> Likeness:
    """Compare two pictures in RGB; the second is scaled to the first one's size."""
    first, second = alike_sized(one, other)
    a, b = np.asarray(first).astype(np.float64), np.asarray(second).astype(np.float64)
    noise = float(((a - b) ** 2).mean())
    return Likeness(
        round(ssim(grey(a), grey(b)), 4),
        round(10 * float(np.log10(RANGE**2 / noise)), 2) if noise else None,
        round(float((np.abs(a - b).max(-1) > 16).mean()), 4),
        int((difference_hash(one) ^ difference_hash(other)).bit_count()),
    )


def difference(one: Any, other: Any) -> Any:
    """A picture of where two differ: dark where they are the same, bright where they are not."""
    first, second = alike_sized(one, other)
    apart = np.abs(np.asarray(first).astype(np.float64) - np.asarray(second)).max(-1) / RANGE
    return need("PIL.Image", "vision").fromarray(heat(apart))


def alike_sized(one: Any, other: Any) -> tuple[Any, Any]:
    first = one.convert("RGB")
    first.thumbnail((SIDE, SIDE))
    return first, other.convert("RGB").resize(first.size)


def grey(colours: Grey) -> Grey:
    """ITU-R BT.601's luma."""
    luma: Grey = colours @ np.array([0.299, 0.587, 0.114])
    return luma


def ssim(a: Grey, b: Grey) -> float:
    """The mean over all windows of two grey pictures of the same size."""
    size = min(WINDOW, *a.shape)
    mean_a, mean_b = means(a, size), means(b, size)
    var_a, var_b = means(a * a, size) - mean_a**2, means(b * b, size) - mean_b**2
    both = means(a * b, size) - mean_a * mean_b
    c1, c2 = (K1 * RANGE) ** 2, (K2 * RANGE) ** 2
    over, under = (2 * mean_a * mean_b + c1) * (2 * both + c2), (mean_a**2 + mean_b**2 + c1) * (var_a + var_b + c2)
    return float((over / under).mean())


def means(values: Grey, size: int) -> Grey:
    """Of every window of `size` x `size`."""
    sums = np.pad(values.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    found: Grey = (sums[size:, size:] - sums[:-size, size:] - sums[size:, :-size] + sums[:-size, :-size]) / size**2
    return found


def difference_hash(image: Any) -> int:
    """64 bits: whether each pixel of an 8 x 8 picture is brighter than its left neighbour."""
    small = np.asarray(image.convert("L").resize((9, 8))).astype(int)
    return int("".join("01"[int(bit)] for bit in (small[:, 1:] > small[:, :-1]).ravel()), 2)
