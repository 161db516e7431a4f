"""Depth maps as pictures: one to look at, with what its colours mean, and the numbers in 16 bits."""

from __future__ import annotations

from typing import Any

import numpy as np

from runtime.errors import need
from runtime.pictures.colours import heat
from runtime.pictures.drawing import with_scale

MOST = 65535
RAMP = heat(np.linspace(0, 1, 128)[None])[0]


def nearness(depth: Any, metres: bool) -> Any:
    """(H, W) → (H, W) float32 from 0, the farthest, to 1, the nearest; one in a hundred at either end are cut off."""
    values = -depth if metres else depth
    low, high = np.percentile(values, (1, 99))
    if high - low < 1e-9:
        return np.full(depth.shape, 0.5, np.float32)
    return np.clip((values - low) / (high - low), 0, 1).astype(np.float32)


def depth_picture(depth: Any, metres: bool, size: tuple[int, int]) -> Any:
    """Bright where it is near, at `size`, with a scale below that says so."""
    image = need("PIL.Image", "vision")
    grey = image.fromarray(nearness(depth, metres)).resize(size, image.Resampling.BICUBIC)
    far, near = (f"{np.percentile(depth, share):.1f} m" for share in (99, 1)) if metres else ("far", "near")
    return with_scale(image.fromarray(heat(np.asarray(grey))), RAMP, far, near)


def raw_depth(depth: Any, metres: bool, size: tuple[int, int]) -> Any:
    """Grey of 16 bits at `size`: millimetres from the camera up to 65.535 m, or 65535 for the nearest and 0 for the
    farthest where there are no metres."""
    image = need("PIL.Image", "vision")
    wide = np.asarray(image.fromarray(depth.astype(np.float32)).resize(size, image.Resampling.BILINEAR))
    if metres:
        values = wide * 1000
    else:
        low, high = float(depth.min()), float(depth.max())
        values = (wide - low) / max(high - low, 1e-9) * MOST
    return image.fromarray(np.clip(np.rint(values), 0, MOST).astype(np.uint16))


def nearest_place(depth: Any, metres: bool) -> str:
    """In words where the nearest part is.

    >>> nearest_place(np.eye(9)[::-1] * np.arange(9), False)
    'top right'
    """
    near = nearness(depth, metres)
    parts = [[part.mean() for part in np.array_split(row, 3, 1)] for row in np.array_split(near, 3)]
    row, column = np.unravel_index(int(np.argmax(parts)), (3, 3))
    return f"{('top', 'middle', 'bottom')[row]} {('left', 'centre', 'right')[column]}"
