"""What is wrong with a picture is found without knowing what it shows; what it shows is a model's opinion."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.stand_ins.forge_sight import draw
from runtime.records import Verdict
from validators.images import (
    asks_for_one_colour,
    differs,
    fits_prompt,
    judged,
    not_black,
    not_blank,
    not_flagged,
)


def flat(colour: tuple[int, int, int], grain: float = 0.0, size: int = 64) -> Any:
    noise = np.random.default_rng(0).normal(0, grain, (size, size, 3)) if grain else 0
    return Image.fromarray(np.clip(np.array(colour) + noise + np.zeros((size, size, 3)), 0, 255).astype(np.uint8))


def wash(low: int, high: int) -> Any:
    ramp = np.linspace(low, high, 64).astype(np.uint8)
    return Image.fromarray(np.broadcast_to(ramp[None, :, None], (64, 64, 3)).copy())


@pytest.mark.parametrize("picture", [flat((90, 90, 90)), flat((240, 240, 240), 2), flat((9, 200, 30), 1)])
def test_a_picture_of_one_colour_is_blank(picture):
    verdict = not_blank(picture, "a boat on a lake")

    assert not verdict.ok
    assert verdict.hint == "It is nearly one colour. Try another seed."


@pytest.mark.parametrize("picture", [draw("red circle"), wash(100, 115), flat((90, 90, 90), 12)])
def test_a_picture_with_something_on_it_is_not_blank(picture):
    assert not_blank(picture).ok


@pytest.mark.parametrize(
    "prompt", ["a red picture", "Green", "a plain white background", "solid colour wallpaper", "a blue sheet, uniform"]
)
def test_one_colour_is_fine_where_one_colour_was_asked_for(prompt):
    assert not_blank(flat((200, 30, 30)), prompt).ok


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        "a red boat",
        "a plain dress",
        "a boat before a plain white background",
        "a picture",
        "the Red Sea",
        "голубой",
    ],
)
def test_a_prompt_that_names_a_thing_does_not_ask_for_one_colour(prompt):
    assert not asks_for_one_colour(prompt)


def test_black_is_what_numbers_that_ran_over_become():
    assert not not_black(flat((3, 3, 3)), "a boat").ok
    assert "black" in not_black(flat((0, 0, 0))).hint
    assert not_black(flat((3, 3, 3)), "a black picture").ok
    assert not_black(flat((30, 30, 30)), "a boat at night").ok


def test_a_black_picture_with_a_light_in_it_is_not_black():
    picture = flat((0, 0, 0))
    picture.paste((255, 255, 220), (20, 20, 32, 32))

    assert not_black(picture).ok


def test_what_the_safety_checker_flags_is_refused():
    assert not_flagged(False).ok
    assert "safety checker" in not_flagged(True).hint


def test_a_score_under_the_threshold_says_both_numbers():
    assert fits_prompt(25.0, 25.0).ok
    assert fits_prompt(12.34, 22).hint.startswith("Its CLIP score is 12.3, under 22:")


def test_the_first_check_that_fails_ends_the_judging():
    def never(_: Any) -> Verdict:
        pytest.fail("it was asked")

    assert [one.check for one in judged(flat((0, 0, 0)), "a boat", more=[never])] == ["safe", "not black"]
    assert [one.check for one in judged(flat((0, 0, 0)), "a boat", flagged=True)] == ["safe"]


def test_all_checks_of_a_good_picture_hold():
    verdicts = judged(draw("red circle"), "a red circle", more=[lambda image: fits_prompt(70.0, 50)])

    assert [one.check for one in verdicts] == ["safe", "not black", "not blank", "CLIP score"]
    assert all(one.ok and not one.hint for one in verdicts)


def test_a_picture_that_came_out_as_it_was_is_found():
    before = draw("red circle", 64)

    assert not differs(before, before).ok
    assert not differs(before.resize((32, 32)), before.resize((32, 32))).ok
    assert differs(draw("blue circle", 64), before).ok
