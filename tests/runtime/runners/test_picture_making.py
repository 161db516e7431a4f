"""Pictures from words, from pictures and inside masks: words decide, the same gives the same, a stop is heard."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.stand_ins.forge_audio import kept
from app.stand_ins.forge_painters import PAINTS, clearly, colour_painter
from runtime import cancel, progress
from runtime.devices import Placement, processor
from runtime.errors import Cancelled
from runtime.runners.picture_making import PictureMaker
from runtime.studio.schedulers import WAYS

HERE = Placement(processor("fp32"))
QUICK = {"steps": 4}


@pytest.fixture(scope="module")
def folder(home: Path) -> Path:
    return kept(home, colour_painter)


@pytest.fixture(scope="module")
def painter(folder: Path) -> PictureMaker:
    return PictureMaker(folder, HERE)


@pytest.fixture
def sea() -> Image.Image:
    """Blue, 32 x 32."""
    return Image.new("RGB", (32, 32), PAINTS["blue"])


@pytest.fixture
def middle() -> Image.Image:
    """A mask of the middle of it."""
    mask = Image.new("L", (32, 32))
    mask.paste(255, (8, 8, 24, 24))
    return mask


def asked(colour: str, seed: int = 3, **more: Any) -> dict[str, Any]:
    return {"prompt": f"a {colour} picture", "seed": seed, **more}


def pixels(made: dict[str, Any]) -> Any:
    return np.asarray(made["image"])


@pytest.mark.parametrize("seed", [3, 41, 1_000_003])
def test_the_words_decide_the_picture(painter: PictureMaker, seed: int) -> None:
    made = painter([asked(colour, seed) for colour in PAINTS], **QUICK)

    assert [clearly(one["image"]) for one in made] == list(PAINTS)
    assert {(one["image"].size, one["image"].mode, one["flagged"]) for one in made} == {((16, 16), "RGB", False)}


def test_a_picture_is_the_same_to_the_bit_alone_and_among_others(painter: PictureMaker) -> None:
    every = [asked(colour, seed) for colour in PAINTS for seed in (1, 2)]

    together = painter(every, **QUICK)

    for one, made in zip(every, together, strict=True):
        assert np.array_equal(pixels(painter([one], **QUICK)[0]), pixels(made))
    assert len({pixels(made).tobytes() for made in together}) == len(every)


def test_what_is_told_makes_the_same_picture_again(painter: PictureMaker, sea: Image.Image) -> None:
    one = asked("red", image=sea)
    (first,) = painter([one], steps=6, width=21, scheduler="euler-a", negative_prompt="blue")
    told = first["settings"]
    names = ("steps", "guidance", "width", "height", "strength", "scheduler", "negative_prompt", "adapters", "control")

    (again,) = painter([one], **{name: told[name] for name in names})

    assert np.array_equal(pixels(first), pixels(again))
    assert {**again["settings"], "notes": []} == {**told, "notes": []}


def test_everything_that_decided_it_is_told_in_plain_values(painter: PictureMaker) -> None:
    import json

    (made,) = painter([asked("green", 5)], width=17)
    told = made["settings"]

    assert (told["prompt"], told["seed"], told["steps"], told["guidance"]) == ("a green picture", 5, 30, 7.5)
    assert (told["width"], told["height"], told["strength"]) == (16, 16, None)
    assert told["scheduler_settings"]["class"] == "DDIMScheduler"
    assert told["pipeline"] == "StableDiffusionPipeline"
    assert set(told["libraries"]) == {"torch", "diffusers", "transformers"}
    assert told["notes"] == ["The width became 16: this model makes multiples of 2 pixels."]
    assert json.loads(json.dumps(told)) == told


def test_a_picture_that_is_begun_with_is_painted_over(painter: PictureMaker, sea: Image.Image, tmp_path: Path) -> None:
    sea.save(tmp_path / "sea.png")

    made = painter([asked("red", image=tmp_path / "sea.png"), asked("red", image=sea)], steps=8, guidance=2.0)

    assert [clearly(one["image"]) for one in made] == ["red", "red"]
    assert np.array_equal(pixels(made[0]), pixels(made[1]))
    assert made[0]["settings"]["pipeline"] == "StableDiffusionImg2ImgPipeline"


def test_little_strength_leaves_much_of_it(painter: PictureMaker, sea: Image.Image) -> None:
    weak, strong = (painter([asked("red", image=sea)], steps=20, strength=how, guidance=1.5)[0] for how in (0.1, 0.9))
    (red, _, blue), (more_red, _, less_blue) = (pixels(made).reshape(-1, 3).mean(0) for made in (weak, strong))

    assert blue > red + 20
    assert more_red > less_blue + 100


def test_outside_the_mask_nothing_changes(painter: PictureMaker, sea: Image.Image, middle: Image.Image) -> None:
    (made,) = painter([asked("red", image=sea, mask=middle)], steps=8, guidance=2.0)
    inside = np.asarray(middle) > 0

    assert np.array_equal(pixels(made)[~inside], np.asarray(sea)[~inside])
    assert clearly(made["image"].crop((10, 10, 22, 22))) == "red"


def test_a_large_picture_keeps_its_size_under_a_mask(painter: PictureMaker) -> None:
    land = Image.effect_noise((301, 203), 60).convert("RGB")
    mask = Image.new("L", land.size)
    mask.paste(255, (100, 50, 200, 150))

    (made,) = painter([asked("green", image=land, mask=mask)], steps=4, guidance=2.0)
    outside = np.asarray(mask) == 0

    assert made["image"].size == land.size
    assert (made["settings"]["width"], made["settings"]["height"]) == (30, 20)
    assert np.array_equal(pixels(made)[outside], np.asarray(land)[outside])
    assert clearly(made["image"].crop((110, 60, 190, 140))) == "green"


@pytest.mark.parametrize("name", sorted(set(WAYS) - {"pndm"}))
def test_each_scheduler_by_name_paints_what_was_asked(painter: PictureMaker, name: str) -> None:
    more = {} if WAYS[name].steps else {"steps": 8, "guidance": 2.0}

    (made,) = painter([asked("blue", 11)], scheduler=name, **more)

    assert clearly(made["image"]) == "blue"
    assert made["settings"]["scheduler_settings"]["class"] == WAYS[name].kind
    assert made["settings"]["steps"] == WAYS[name].steps or 8


def test_a_scheduler_of_one_picture_is_not_the_next_ones(painter: PictureMaker) -> None:
    before, _, after = (painter([asked("red")], scheduler=name, **QUICK)[0] for name in ("", "euler-a", ""))

    assert np.array_equal(pixels(before), pixels(after))


def test_no_prompt_and_a_prompt_in_any_script_are_drawn(painter: PictureMaker) -> None:
    made = painter([{"prompt": text, "seed": 1} for text in ("", "красная лодка 北京 🚤")], **QUICK)

    assert len(made) == 2
    assert painter([]) == []


def test_the_end_of_a_prompt_that_was_not_read_is_told(painter: PictureMaker) -> None:
    (long,) = painter([{"prompt": "red " * 75 + "boat sea", "seed": 1}], **QUICK)
    (short,) = painter([{"prompt": "red " * 75, "seed": 1}], **QUICK)

    assert long["settings"]["notes"] == ["The end of the prompt was not read: 'boat sea'."]
    assert short["settings"]["notes"] == []


def test_what_cannot_be_drawn_is_said_before_anything_is(painter: PictureMaker, sea: Image.Image) -> None:
    for one, parameters, says in (
        (asked("red"), {"strength": 0.5}, "Nothing that strength could weaken"),
        (asked("red", image=sea), {"steps": 4, "strength": 0.1}, "leaves no step. Give a strength from 0.25 on"),
        (asked("red", hint=sea), {}, "A hint needs the ControlNet that reads it"),
        (asked("red"), {"control": "a/b"}, "a/b needs a hint"),
        (asked("red"), {"scheduler": "fast"}, "scheduler='fast' is not known"),
    ):
        with pytest.raises(ValueError, match=says):
            painter([one], **parameters)


def test_half_precision_paints_the_colour_too(folder: Path) -> None:
    (made,) = PictureMaker(folder, Placement(processor("bf16")))([asked("green")], **QUICK)

    assert clearly(made["image"]) == "green"


def test_steps_are_told_as_they_are_taken(painter: PictureMaker) -> None:
    told: list[tuple[int, int | None]] = []

    with progress.watched(lambda how_far: told.append((how_far.step, how_far.total))):
        painter([asked("red"), asked("blue")], **QUICK)

    assert told[-1] == (8, 8)


def test_a_picture_under_way_can_be_cancelled_and_the_next_is_as_ever(painter: PictureMaker) -> None:
    before = painter([asked("red")], **QUICK)[0]
    token = cancel.CancelToken()
    threading.Timer(0.3, token.cancel).start()

    with pytest.raises(Cancelled), cancel.limited(token=token):
        painter([asked("red")], steps=500)
    began = time.monotonic()

    assert np.array_equal(pixels(painter([asked("red")], **QUICK)[0]), pixels(before))
    assert time.monotonic() - began < 5


def test_two_threads_take_turns(painter: PictureMaker) -> None:
    alone = [painter([asked(colour)], **QUICK)[0] for colour in PAINTS]
    found: dict[str, Any] = {}

    def draw(colour: str) -> None:
        found[colour] = painter([asked(colour)], **QUICK)[0]

    threads = [threading.Thread(target=draw, args=(colour,)) for colour in PAINTS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(np.array_equal(pixels(found[colour]), pixels(one)) for colour, one in zip(PAINTS, alone, strict=True))


def test_it_says_what_it_holds_and_is_never_remembered(painter: PictureMaker, folder: Path) -> None:
    stored = sum(file.stat().st_size for file in folder.rglob("*.safetensors")) / 1e9

    assert painter.memory["cpu"] == pytest.approx(stored, rel=0.2)
    assert not painter.settles({})
