"""What is in front is cut out with a clean edge, and leaves nothing of itself behind."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from runtime.pictures.cutting import before_blur, before_colour, before_picture, cut_out, soft_mask

RED, GREY = (200, 0, 0), (120, 120, 120)


def a_square() -> tuple[Image.Image, np.ndarray]:
    """A red square on grey, and where it is."""
    pixels, mask = np.full((120, 160, 3), GREY, np.uint8), np.zeros((120, 160), bool)
    pixels[40:80, 50:100], mask[40:80, 50:100] = RED, True
    return Image.fromarray(pixels), mask


@pytest.mark.parametrize("size", [(160, 120), (1600, 1200), (80, 60)])
def test_a_mask_keeps_its_shape_at_any_size_and_its_edge_is_soft(size: tuple[int, int]) -> None:
    _, mask = a_square()

    soft = np.asarray(soft_mask(mask, size))

    right = np.asarray(Image.fromarray(mask).resize(size))
    assert soft.shape == size[::-1]
    assert ((soft > 127) & right).sum() / ((soft > 127) | right).sum() > 0.95
    assert ((soft > 0) & (soft < 255)).any()
    assert (soft[size[1] // 2, size[0] // 2], soft[0, 0]) == (255, 0)


def test_only_what_is_inside_stays() -> None:
    picture, mask = a_square()
    soft = soft_mask(mask, picture.size)

    assert cut_out(picture, soft).getpixel((75, 60)) == (*RED, 255)
    assert cut_out(picture, soft).getpixel((5, 5))[3] == 0
    assert before_colour(picture, soft, (1, 2, 3)).getpixel((5, 5)) == (1, 2, 3)
    beach = Image.new("RGB", (300, 100), (240, 220, 160))
    assert before_picture(picture, soft, beach).size == picture.size
    assert before_picture(picture, soft, beach).getpixel((5, 5)) == (240, 220, 160)


def test_a_blurred_background_has_no_halo_of_what_stands_in_front() -> None:
    picture, mask = a_square()

    blurred = np.asarray(before_blur(picture, soft_mask(mask, picture.size))).astype(int)

    around = np.concatenate([blurred[35, 50:100], blurred[85, 50:100]])
    assert np.abs(around - GREY).max() <= 3
    assert tuple(blurred[60, 75]) == RED
