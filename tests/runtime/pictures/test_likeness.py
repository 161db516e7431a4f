"""How alike two pictures are agrees with what an eye would say."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from runtime.pictures.likeness import difference, likeness


def photo(size: tuple[int, int] = (240, 160)) -> Image.Image:
    """Something with light, shade and edges."""
    image = Image.radial_gradient("L").resize(size).convert("RGB")
    image.paste((200, 60, 20), (30, 30, 110, 90))
    return image


def noisy(image: Image.Image, spread: float) -> Image.Image:
    values = np.asarray(image) + np.random.default_rng(0).normal(0, spread, np.asarray(image).shape)
    return Image.fromarray(values.clip(0, 255).astype(np.uint8))


def test_the_same_picture_is_entirely_alike() -> None:
    found = likeness(photo(), photo())

    assert (found.ssim, found.psnr_db, found.changed, found.hash_distance) == (1.0, None, 0.0, 0)


def test_the_more_noise_the_less_alike() -> None:
    found = [likeness(photo(), noisy(photo(), spread)) for spread in (2, 8, 32)]

    assert [one.ssim for one in found] == sorted((one.ssim for one in found), reverse=True)
    assert found[1].psnr_db == pytest.approx(20 * np.log10(255 / 8), abs=1)


def test_ssim_is_what_its_definition_gives() -> None:
    """Of one window of 8 x 8, worked out by hand."""
    rng = np.random.default_rng(1)
    a, b = (rng.integers(0, 255, (8, 8)).astype(np.uint8) for _ in range(2))
    x, y = a.astype(float), b.astype(float)
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    expected = (2 * x.mean() * y.mean() + c1) * (2 * ((x - x.mean()) * (y - y.mean())).mean() + c2)
    expected /= (x.mean() ** 2 + y.mean() ** 2 + c1) * (x.var() + y.var() + c2)

    found = likeness(*(Image.fromarray(one).convert("RGB") for one in (a, b)))

    assert found.ssim == pytest.approx(expected, abs=1e-4)


def test_a_scaled_or_blurred_picture_is_still_the_same_and_another_is_not() -> None:
    small, soft = photo().resize((120, 80)), photo().filter(ImageFilter.GaussianBlur(1))
    other = Image.fromarray(np.random.default_rng(2).integers(0, 255, (160, 240, 3)).astype(np.uint8))

    assert [likeness(photo(), one).hash_distance < 10 for one in (small, soft, other)] == [True, True, False]


def test_the_difference_is_bright_where_they_differ() -> None:
    changed = photo()
    changed.paste((255, 255, 255), (200, 10, 230, 40))

    shown = difference(photo(), changed)

    assert shown.size == (240, 160)
    assert sum(shown.getpixel((215, 25))) > sum(shown.getpixel((60, 60))) + 150


@pytest.mark.parametrize("size", [(1, 1), (3, 5000), (7, 7)])
def test_pictures_of_odd_sizes_are_compared(size: tuple[int, int]) -> None:
    assert likeness(Image.new("RGB", size, (9, 9, 9)), photo()).ssim <= 1
