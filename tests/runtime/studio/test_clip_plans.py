"""What becomes of what is asked of a clip."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from runtime.studio.clip_families import FAMILIES
from runtime.studio.clip_plans import ClipPlan, plan
from runtime.studio.clip_wishes import ClipOrder, order, wishes

BY_NAME = {family.pipeline: family for family in FAMILIES}


def planned(name: str, image: tuple[int, int] | None = None, prompt: str = "a boat", **asked: Any) -> ClipPlan:
    picture = Image.new("RGB", image) if image else None
    return plan(wishes(asked), BY_NAME[name], ClipOrder(prompt, 7, picture))


def test_what_is_left_out_is_the_familys() -> None:
    made = planned("CogVideoXPipeline")

    assert (made.steps, made.guidance, made.width, made.height, made.frames, made.rate) == (50, 6.0, 720, 480, 49, 8.0)
    assert made.notes == ()


def test_what_is_asked_is_kept_where_the_family_can() -> None:
    made = planned("AnimateDiffPipeline", steps=9, guidance=0, width=256, height=384, frames=11, rate=12.5)

    assert (made.steps, made.guidance, made.width, made.height, made.frames, made.rate) == (9, 0.0, 256, 384, 11, 12.5)
    assert made.notes == ()


def test_what_is_rounded_is_told() -> None:
    made = planned("LTXPipeline", width=500, height=511, frames=24)

    assert (made.width, made.height, made.frames) == (512, 512, 25)
    assert made.notes == (
        "The width became 512: this model makes multiples of 32 pixels.",
        "The height became 512: this model makes multiples of 32 pixels.",
        "24 frames became 25, the next number that this model makes.",
    )


def test_a_clip_takes_the_shape_of_the_picture_it_begins_with() -> None:
    wide, high = planned("LTXPipeline", (1600, 900)), planned("LTXPipeline", (900, 1600))

    assert (wide.width, wide.height) == (800, 448)
    assert (high.width, high.height) == (448, 800)


def test_one_side_alone_brings_the_other() -> None:
    assert planned("WanPipeline", width=416).height == 240
    assert planned("LTXPipeline", (200, 100), height=128).width == 256


def test_a_family_of_one_size_refuses_another() -> None:
    family = replace(BY_NAME["CogVideoXImageToVideoPipeline"], fixed=True)
    asked = ClipOrder("a boat", 7, Image.new("RGB", (100, 300)))

    assert plan(wishes({}), family, asked).width == 720
    with pytest.raises(ValueError, match=r"makes 720 x 480 pixels only\. Leave the size out\."):
        plan(wishes({"width": 512}), family, asked)


def test_a_picture_decides_which_pipeline_makes_it() -> None:
    assert planned("LTXPipeline").kind == "LTXPipeline"
    assert planned("LTXPipeline", (64, 64)).kind == "LTXImageToVideoPipeline"


def test_what_has_no_part_in_it_is_left_out_and_told() -> None:
    video = planned("StableVideoDiffusionPipeline", (64, 64), negative_prompt="people")

    assert (video.prompt, video.negative_prompt) == ("", "")
    assert len(video.notes) == 2


def test_a_quick_scheduler_brings_its_own_pace() -> None:
    quick, own = planned("AnimateDiffPipeline", scheduler="lightning"), planned("AnimateDiffPipeline", steps=9)

    assert (quick.steps, quick.guidance) == (4, 0.0)
    assert own.way is None


def test_an_empty_prompt_is_fine_where_a_picture_is_given() -> None:
    assert planned("LTXPipeline", (64, 64), prompt="").prompt == ""


@pytest.mark.parametrize(
    ("name", "image", "prompt", "asked", "says"),
    [
        ("StableVideoDiffusionPipeline", None, "a boat", {}, "begins with a picture. Give it one as image"),
        ("CogVideoXPipeline", (64, 64), "a boat", {}, "begins with words only. Leave the image out"),
        ("CogVideoXPipeline", None, "  ", {}, "The prompt is empty. Say what the clip should show."),
        ("LTXPipeline", None, "a boat", {"scheduler": "ddim"}, "is not for this model"),
        ("CogVideoXPipeline", None, "a boat", {"scheduler": "quick"}, "is not known"),
    ],
)
def test_what_a_family_cannot_do_is_one_sentence(
    name: str, image: tuple[int, int] | None, prompt: str, asked: dict[str, Any], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        planned(name, image, prompt, **asked)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"step": 3}, "'step' is no parameter of a clip. Did you mean 'steps'"),
        ({"frames": 0}, "frames=0 is not a whole number from 1 to 3000"),
        ({"frames": True}, "frames=True is not a whole number"),
        ({"rate": 0.5}, "rate=0.5 is not a number from 1 to 60"),
        ({"rate": float("nan")}, "rate=nan is not a number"),
        ({"width": 100_000}, "width=100000 is not a whole number from 1 to 4096"),
        ({"guidance": "high"}, "guidance='high' is not a number"),
        ({"negative_prompt": None}, "negative_prompt=None is no text"),
        ({"adapters": [("a/b",)]}, "is no LoRA and its weight"),
        ({"adapters": "a/b"}, "adapters='a/b' is no list"),
    ],
)
def test_a_wrong_parameter_is_one_sentence(asked: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says.replace("(", r"\(")):
        wishes(asked)


@pytest.mark.parametrize(
    "item", [None, "a boat", {"prompt": "a boat"}, {"prompt": 3, "seed": 1}, {"prompt": "a", "seed": 1, "mask": "x"}]
)
def test_an_input_that_is_none_is_one_sentence(item: Any) -> None:
    with pytest.raises(ValueError, match=r"has a prompt and a seed|is no text"):
        order(item)


@pytest.mark.parametrize("seed", [-1, 1.5, "7", True, 2**63])
def test_a_seed_is_a_whole_number(seed: Any) -> None:
    with pytest.raises(ValueError, match="is not a whole number from 0 on"):
        order({"prompt": "a boat", "seed": seed})


@pytest.mark.parametrize("name", BY_NAME)
def test_a_family_takes_its_own_schedulers_and_names_them_where_another_is_asked(name: str) -> None:
    ways, image = BY_NAME[name].ways, (64, 64) if BY_NAME[name].needs_picture else None

    assert all(planned(name, image, scheduler=way).way == ways[way] for way in ways)
    with pytest.raises(ValueError, match=f"It takes {' or '.join(ways)}; or leave it out".replace("+", r"\+")):
        planned(name, image, scheduler="pndm")
