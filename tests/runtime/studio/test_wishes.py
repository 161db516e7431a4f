"""What is asked of a picture is checked before anything is drawn."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from runtime.errors import FileProblem
from runtime.studio.wishes import order, wishes

GREY = Image.new("RGB", (8, 4), (128, 128, 128))


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"step": 4}, "'step' is no parameter of a picture. Did you mean 'steps'?"),
        ({"steps": 0}, "steps=0 is not a whole number from 1 to 500. Give such a one, or leave it out."),
        ({"steps": 4.5}, "steps=4.5 is not a whole number"),
        ({"steps": True}, "steps=True is not a whole number"),
        ({"guidance": float("nan")}, "guidance=nan is not a number from 0 to 50"),
        ({"guidance": "much"}, "guidance='much' is not a number"),
        ({"width": 100_000}, "width=100000 is not a whole number from 8 to 4096"),
        ({"strength": 1.5}, "strength=1.5 is not a number from 0 to 1"),
        ({"negative_prompt": None}, "negative_prompt=None is no text"),
        ({"adapters": "a/b"}, "adapters='a/b' is no list. Give pairs"),
        ({"adapters": [("a/b",)]}, "is no LoRA and its weight"),
        ({"adapters": [("a/b", 9)]}, "the weight of a/b=9 is not a number from -4 to 4"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_to_give(parameters: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        wishes(parameters)


def test_what_was_written_down_as_json_is_asked_anew() -> None:
    assert wishes({"adapters": [["a/b", 1]], "steps": None}).adapters == (("a/b", 1.0),)


@pytest.mark.parametrize(
    ("item", "says"),
    [
        ("a boat", "An input has a prompt and a seed"),
        ({"prompt": "a boat"}, "An input has a prompt and a seed"),
        ({"prompt": "a boat", "seed": 1, "picture": GREY}, "may have image, mask, hint, style"),
        ({"prompt": 7, "seed": 1}, "The prompt 7 is no text"),
        ({"prompt": "a boat", "seed": -1}, "The seed -1 is not a whole number from 0 on"),
        ({"prompt": "a boat", "seed": True}, "The seed True is not a whole number"),
        ({"prompt": "a boat", "seed": 1, "mask": GREY}, "A mask needs the picture that it lies on"),
        (
            {"prompt": "a boat", "seed": 1, "image": GREY, "mask": GREY.resize((4, 4))},
            "has 4 x 4 pixels and the picture 8",
        ),
        (
            {"prompt": "a boat", "seed": 1, "image": GREY, "mask": Image.new("L", (8, 4))},
            "Nothing in the mask is white",
        ),
        ({"prompt": "a boat", "seed": 1, "image": 7}, "A int is no picture"),
    ],
)
def test_a_wrong_input_is_named_with_what_to_give(item: Any, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        order(item)


def test_a_picture_that_is_missing_is_a_problem_of_its_file(tmp_path: Path) -> None:
    with pytest.raises(FileProblem):
        order({"prompt": "a boat", "seed": 1, "image": tmp_path / "none.png"})


def test_what_is_there_decides_what_is_done() -> None:
    plain = {"prompt": "a boat in 北京", "seed": 1}

    assert order(plain).task == "text-to-image"
    assert order(plain | {"image": GREY}).task == "image-to-image"
    assert order(plain | {"image": GREY, "mask": Image.new("L", (8, 4), 255)}).task == "inpainting"
    assert order(plain | {"hint": GREY}).shape == (8, 4)
