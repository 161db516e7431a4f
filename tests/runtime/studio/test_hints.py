"""Hints are white where a picture has edges or lines, and where something is near."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from runtime.studio.hints import HINTS, canny, depth, lineart


@pytest.fixture
def square() -> Image.Image:
    """A black square's outline, 2 pixels wide, from 16 to 48 of 64."""
    image = Image.new("RGB", (64, 64), (240, 240, 240))
    ImageDraw.Draw(image).rectangle((16, 16, 48, 48), outline=(0, 0, 0), width=2)
    return image


@pytest.mark.parametrize("name", HINTS)
def test_a_hint_has_the_size_of_the_picture_and_is_black_where_nothing_is(name: str, square: Image.Image) -> None:
    hint = HINTS[name](square)

    assert (hint.size, hint.mode) == (square.size, "RGB")
    assert np.asarray(hint)[:8].max() == 0
    assert HINTS[name](Image.new("RGB", (5, 3), (9, 9, 9))).getextrema() == ((0, 0),) * 3


def test_canny_follows_the_edges(square: Image.Image) -> None:
    edges = np.asarray(canny(square.convert("L")))[..., 0]

    assert set(np.unique(edges)) == {0, 255}
    assert edges[14:20, 20:44].max(0).min() == 255


def test_lines_are_white(square: Image.Image) -> None:
    lines = np.asarray(lineart(square))[..., 0]

    assert lines[16:18, 20:44].min() > 200
    assert lines[30:34, 30:34].max() == 0


def test_what_is_near_is_white() -> None:
    found = np.asarray(depth(np.array([[1.0, 2.0], [3.0, 5.0]])))[..., 0]

    assert found.tolist() == [[0, 64], [128, 255]]
    assert np.asarray(depth(np.ones((2, 3)))).max() == 0
