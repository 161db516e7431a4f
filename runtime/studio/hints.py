"""Hints that a ControlNet follows, from a picture: its edges, its lines; and from a map of depth, what is near."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from runtime.errors import need

LOW, HIGH = 100, 200
"""Steps of brightness, 0 to 255, from which Canny follows an edge, and begins one. Source: OpenCV's own example."""
BLUR = 21
"""Pixels of the square whose mean a line stands out from."""


def canny(image: Any) -> Any:
    """The edges of a picture, white on black, in RGB and of its size. Source: Canny 1986, by OpenCV.

    Raises:
        MissingExtra: OpenCV is not installed.
    """
    return _picture(need("cv2", "studio").Canny(_grey(image), LOW, HIGH))


def lineart(image: Any) -> Any:
    """The lines of a picture, white on black, in RGB: how much darker each pixel is than what is around it.

    Raises:
        MissingExtra: OpenCV is not installed.
    """
    cv2, grey = need("cv2", "studio"), _grey(image)
    around = cv2.GaussianBlur(grey, (BLUR, BLUR), 0)
    darker = 1.0 - np.minimum(1.0, (grey + 1.0) / (around + 1.0))
    return _picture(np.rint(255 * darker / max(darker.max(), 1e-6) if darker.max() > 0.02 else 0 * darker))


def depth(near: Any) -> Any:
    """A map of depth (H, W), higher is nearer, in RGB: the nearest is white, the farthest black."""
    span = float(np.max(near) - np.min(near))
    return _picture(np.rint(255 * (near - np.min(near)) / span) if span else np.zeros(np.shape(near)))


HINTS: dict[str, Callable[[Any], Any]] = {"canny": canny, "lineart": lineart}
"""By name: what is made from a picture alone."""


def _grey(image: Any) -> Any:
    """(H, W) uint8."""
    return np.asarray(image.convert("L"))


def _picture(pixels: Any) -> Any:
    from PIL import Image

    return Image.fromarray(np.asarray(pixels, np.uint8)).convert("RGB")
