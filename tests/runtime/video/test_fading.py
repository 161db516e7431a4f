"""Clips go over into one another, as lists and as streams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image

from runtime.video.fading import faded


def grey(level: int, count: int) -> list[Any]:
    return [Image.new("RGB", (2, 2), (level,) * 3)] * count


def levels(pictures: Any) -> list[int]:
    return [int(np.asarray(picture).mean().round()) for picture in pictures]


def test_shared_pictures_go_over_in_equal_steps() -> None:
    assert levels(faded([grey(0, 4), grey(100, 5)], (0, 3))) == [0, 25, 50, 75, 100, 100]


def test_nothing_shared_is_one_after_the_other() -> None:
    assert levels(faded([grey(0, 2), grey(100, 1), grey(50, 1)], (0, 0, 0))) == [0, 0, 100, 50]


def test_one_clip_stays_as_it_is() -> None:
    clip = grey(7, 3)

    assert list(faded([clip], (0,))) == clip


def test_no_clips_are_no_clip() -> None:
    assert list(faded([], ())) == []


def test_a_clip_in_the_middle_may_be_mixed_at_both_ends() -> None:
    assert levels(faded([grey(0, 2), grey(90, 2), grey(30, 2)], (0, 1, 1))) == [0, 45, 60, 30]


def test_streams_are_read_no_further_than_they_must() -> None:
    read: list[int] = []

    def film(level: int) -> Iterator[Any]:
        for picture in grey(level, 100):
            read.append(level)
            yield picture

    made = faded([film(0), film(100)], (0, 5))
    next(made)

    assert len(read) == 6


@pytest.mark.parametrize(("first", "second"), [(4, 2), (2, 4)])
def test_more_than_a_clip_has_cannot_be_shared(first: int, second: int) -> None:
    with pytest.raises(ValueError, match="share no more than a clip has"):
        list(faded([grey(0, first), grey(9, second)], (0, 3)))


def test_as_many_numbers_as_clips_are_needed() -> None:
    with pytest.raises(ValueError, match="shorter"):
        list(faded([grey(0, 1), grey(9, 1)], (0,)))
