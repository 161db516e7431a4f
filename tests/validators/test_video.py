"""What is wrong with a clip is found from frame to frame."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from PIL import Image

from app.stand_ins.forge_sight import draw
from runtime import video
from validators.video import (
    FrameScores,
    frames_fit,
    keeps_to_prompt,
    not_frozen,
    shows_something,
    steady,
)


def grey(level: int) -> Any:
    return Image.new("RGB", (32, 32), (level,) * 3)


def moving(count: int = 12) -> list[Any]:
    return [draw("red square", 64, (n, 20, n + 20, 40)) for n in range(count)]


def test_what_moves_is_fine():
    frames = moving()

    assert not_frozen(frames).ok
    assert steady(frames).ok
    assert shows_something(frames).ok


def test_one_picture_shown_again_is_frozen_as_a_file_too(tmp_path):
    video.write(tmp_path / "still.mp4", [draw("red circle", 64)] * 8, Fraction(8))
    frames = [frame for _, frame in video.frames(tmp_path / "still.mp4", [n / 8 for n in range(8)])]

    assert "Nothing moves" in not_frozen(frames, "a red circle rolls").hint


@pytest.mark.parametrize("prompt", ["a still life of apples", "a red picture", "a motionless lake"])
def test_stillness_that_was_asked_for_is_fine(prompt):
    assert not_frozen([grey(90)] * 4, prompt).ok


@pytest.mark.parametrize("frames", [[], moving(1)])
def test_one_frame_cannot_be_frozen(frames):
    assert not_frozen(frames).ok


def test_light_that_comes_and_goes_is_flicker():
    verdict = steady([grey(100 + 15 * (n % 2)) for n in range(10)])

    assert not verdict.ok
    assert "5.9 % of the range" in verdict.hint
    assert steady([grey(100 + 15 * (n % 2)) for n in range(10)], "lightning over the sea").ok


@pytest.mark.parametrize(
    "levels",
    [[50, 60, 70, 80, 90, 100], [50, 50, 50, 200, 200, 200], [100, 102, 100, 102], [100, 200]],
    ids=["a dawn", "a cut", "grain", "two frames"],
)
def test_light_that_changes_and_stays_is_no_flicker(levels):
    assert steady([grey(level) for level in levels]).ok


def test_the_first_frame_without_anything_is_named():
    frames = [*moving(3), grey(0), grey(0)]

    assert shows_something(frames).hint.startswith("Frame 4: It is black")
    assert shows_something([*moving(2), grey(128)]).hint.startswith("Frame 3: It is nearly one colour")
    assert shows_something([grey(128)] * 2, "a plain grey background").ok


def test_scores_have_a_mean_a_minimum_and_a_drift():
    found = FrameScores((40.0, 36.0, 32.0, 28.0))

    assert found.facts() == {"scores": [40.0, 36.0, 32.0, 28.0], "mean": 34.0, "minimum": 28.0, "drift": -12.0}
    assert FrameScores((40.0,)).drift == 0


def test_a_clip_is_as_good_as_its_worst_moment():
    found = FrameScores((30.0, 31.0, 12.0, 10.0, 30.0))

    assert found.spans_under(22) == ((2, 4),)
    assert "down to 10.0, under 22, in frames 3 to 4" in frames_fit(found, 22).hint
    assert frames_fit(found, 9).ok


def test_a_clip_that_loses_what_it_shows_drifts():
    assert "loses 50 %" in keeps_to_prompt(FrameScores((40.0, 30.0, 20.0))).hint
    assert keeps_to_prompt(FrameScores((40.0, 38.0, 36.0))).ok
    assert keeps_to_prompt(FrameScores((20.0, 30.0, 40.0))).ok
    assert keeps_to_prompt(FrameScores((0.0, 0.0))).ok
