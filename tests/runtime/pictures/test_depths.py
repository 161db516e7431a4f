"""Depth maps can be looked at, and keep their numbers."""

from __future__ import annotations

import numpy as np

from runtime.pictures.depths import depth_picture, nearest_place, nearness, raw_depth


def test_metres_are_kept_as_millimetres_and_the_nearest_is_the_least() -> None:
    depth = np.linspace(0.5, 8, 30, dtype=np.float32).reshape(5, 6)

    assert np.asarray(raw_depth(depth, True, (6, 5)))[0, 0] == 500
    assert np.asarray(raw_depth(depth, True, (6, 5))).max() == 8000
    assert nearness(depth, True)[0, 0] == 1
    assert nearest_place(depth, True) == "top left"
    assert depth_picture(np.ones((4, 4), np.float32), False, (64, 64)).size[0] == 64


def test_what_is_as_far_everywhere_is_neither_near_nor_far() -> None:
    assert (nearness(np.full((4, 4), 3.0, np.float32), True) == 0.5).all()
