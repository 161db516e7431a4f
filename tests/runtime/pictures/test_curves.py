"""Values over time are drawn as lines that can be told apart, with what was seen below."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from runtime.pictures.curves import DARK, HEIGHT, WIDTH, Chart, drawn, line_colours

TIMES = [0.0, 1.0, 2.0, 3.0]
RISING = {"joy": [0.0, 0.3, 0.6, 1.0], "fear": [1.0, 0.7, 0.4, 0.0]}


def where(image: Image.Image, colour: tuple[int, int, int]) -> np.ndarray:
    """(N, 2): rows and columns of the pixels of a colour, below the legend."""
    found = np.argwhere((np.asarray(image)[100:] == colour).all(-1))
    return found + np.array([100, 0])


def test_a_line_rises_where_its_values_do() -> None:
    image = drawn(Chart("Moods", TIMES, RISING, {}, {}))

    joy, fear = (where(image, colour) for colour in DARK[:2])
    assert image.size == (WIDTH, HEIGHT)
    assert joy[joy[:, 1].argmin(), 0] > joy[joy[:, 1].argmax(), 0]
    assert fear[fear[:, 1].argmin(), 0] < fear[fear[:, 1].argmax(), 0]


def test_what_was_seen_stands_below_under_its_moment() -> None:
    seen = [(at, Image.new("RGB", (64, 36), "purple")) for at in TIMES]

    image = drawn(Chart("Moods", TIMES, RISING, {}, {1.0: "joy to fear"}), seen)

    purple = where(image, (128, 0, 128))
    assert image.height > HEIGHT
    assert purple[:, 0].min() >= HEIGHT
    assert len(np.flatnonzero(np.diff(np.unique(purple[:, 1])) > 1)) == 3


@pytest.mark.parametrize("count", [1, 2, 600])
def test_any_number_of_moments_and_labels_is_drawn(count: int) -> None:
    lines = {f"label {number}": [0.5] * count for number in range(20)}

    image = drawn(
        Chart("A long title " * 9, list(range(count)), lines, lines, {0: "a to b"}), [(0, Image.new("L", (9, 9)))]
    )

    assert image.width == WIDTH
    assert len(set(line_colours(list(lines)).values())) == 20
