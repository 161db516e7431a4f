"""What is in front of a picture's background, cut out or put before another."""

from __future__ import annotations

from typing import Any

import numpy as np

from runtime.errors import need
from runtime.pictures.colours import Colour
from runtime.pictures.facts import scaled

BLUR_SHARE, BLURRED_AT = 30, 768
"""Which share of the longer side a background is blurred over, and its size meanwhile: more could not be seen."""


def soft_mask(mask: Any, size: tuple[int, int]) -> Any:
    """A (H, W) bool array as a grey picture of `size`, 255 inside, its edge a pixel or two wide at any size."""
    image = need("PIL.Image", "vision")
    grey = image.fromarray(np.where(mask, 255, 0).astype(np.uint8))
    step = max(1.0, size[0] / grey.width)
    smooth = need("PIL.ImageFilter", "vision").GaussianBlur(0.6 * step)
    wide = grey.resize(size, image.Resampling.BILINEAR).filter(smooth)
    return wide.point([_steeper(value) for value in range(256)])


def _steeper(value: int) -> int:
    return max(0, min(255, round((value - 127.5) * 2 + 127.5)))


def cut_out(picture: Any, mask: Any) -> Any:
    """The picture in RGBA, transparent outside a soft mask of its size."""
    cut = picture.convert("RGBA")
    cut.putalpha(mask)
    return cut


def before_colour(picture: Any, mask: Any, colour: Colour) -> Any:
    """What is inside the mask, on paper of one colour."""
    return _before(picture, mask, need("PIL.Image", "vision").new("RGB", picture.size, colour))


def before_picture(picture: Any, mask: Any, ground: Any) -> Any:
    """What is inside the mask, before another picture, scaled to fill the size and cut where it is too long."""
    return _before(picture, mask, need("PIL.ImageOps", "vision").fit(ground.convert("RGB"), picture.size))


def before_blur(picture: Any, mask: Any) -> Any:
    """What is inside the mask, sharp before its own background out of focus.

    Only the background is spread: what stands in front leaves no halo around itself.
    """
    image = need("PIL.Image", "vision")
    small = scaled(picture.width, picture.height, BLURRED_AT)
    spread = need("PIL.ImageFilter", "vision").GaussianBlur(max(small) / BLUR_SHARE)
    behind = 1 - np.asarray(mask.resize(small)).astype(np.float32) / 255
    colours = np.asarray(picture.resize(small)).astype(np.float32) * behind[..., None]
    blurred = [_spread(layer, spread) for layer in (*np.moveaxis(colours, -1, 0), behind * 255)]
    weight = np.maximum(blurred[3], 1.0) / 255
    ground = np.stack([layer / weight for layer in blurred[:3]], -1)
    smooth = image.fromarray(np.clip(np.rint(ground), 0, 255).astype(np.uint8))
    return _before(picture, mask, smooth.resize(picture.size, image.Resampling.BICUBIC))


def _spread(layer: Any, blur: Any) -> Any:
    grey = need("PIL.Image", "vision").fromarray(np.clip(np.rint(layer), 0, 255).astype(np.uint8))
    return np.asarray(grey.filter(blur)).astype(np.float32)


def _before(picture: Any, mask: Any, ground: Any) -> Any:
    return need("PIL.Image", "vision").composite(picture.convert("RGB"), ground, mask)
