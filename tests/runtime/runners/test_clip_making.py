"""Every family makes clips through its own pipeline, the same again from the same seed; long ones in segments."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.stand_ins import forge_film_families, forge_films, forge_painter_families
from app.stand_ins.forge import hub_install
from app.stand_ins.forge_audio import kept
from app.stand_ins.forge_film_families import FAMILIES
from app.stand_ins.forge_painters import PAINTS, clearly
from runtime import progress
from runtime.cancel import CancelToken, limited
from runtime.catalog import load_catalog
from runtime.devices import Device, Placement
from runtime.errors import Cancelled, CheckpointNotFound, FileMissing
from runtime.loaders import load
from runtime.progress import Progress, watched
from runtime.runners.clip_making import ClipMaker, family_of

CPU, HALF = (Placement(Device("cpu", dtype, 8.0, "")) for dtype in ("fp32", "bf16"))
BASE, MODULE = "stable-diffusion-v1-5/stable-diffusion-v1-5", "guoyww/animatediff-motion-adapter-v1-5-2"
LIGHTNING = "ByteDance/AnimateDiff-Lightning"
SMALL = {"steps": 2, "frames": 4}


@pytest.fixture(scope="module")
def filmer(home: Path) -> ClipMaker:
    """The one that knows what the colours are called."""
    return ClipMaker(kept(home, forge_films.colour_filmer), CPU)


@pytest.fixture(scope="module")
def ltx(home: Path) -> ClipMaker:
    return ClipMaker(kept(home, forge_film_families.ltx), CPU)


@pytest.fixture
def every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "OFTEN_S", 0.0)


def asked(prompt: str = "a red boat", seed: int = 7, **more: Any) -> dict[str, Any]:
    return {"prompt": prompt, "seed": seed, **more}


def pixels(made: dict[str, Any]) -> np.ndarray:
    """(T, H, W, 3)"""
    return np.stack([np.asarray(frame) for frame in made["frames"]])


def photo(size: tuple[int, int] = (48, 32), colour: str = "red") -> Image.Image:
    return Image.new("RGB", size, PAINTS[colour])


def made_by(maker: ClipMaker, **parameters: Any) -> list[dict[str, Any]]:
    """Two clips of the same seed and one of another, as small as the family goes."""
    family = maker.family
    side = {} if family.fixed else dict.fromkeys(("width", "height"), max(32, family.side))
    begins = {"image": photo()} if family.needs_picture else {}
    return maker([asked(**begins), asked(**begins), asked(seed=8, **begins)], **SMALL, **side, **parameters)


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_makes_a_clip_by_its_own_pipeline(home: Path, name: str) -> None:
    maker = ClipMaker(kept(home, FAMILIES[name]), CPU)

    first, again, other = made_by(maker)

    assert first["settings"]["pipeline"] == name
    assert len(first["frames"]) == first["settings"]["frames"] >= 4
    assert all(frame.size == (first["settings"]["width"],) * 2 for frame in first["frames"])
    assert first["rate"] == maker.family.rate
    assert not first["flagged"]
    assert np.array_equal(pixels(first), pixels(again))
    assert not np.array_equal(pixels(first), pixels(other))
    assert maker.memory["cpu"] > 0


@pytest.mark.parametrize("name", ["WanPipeline", "CogVideoXPipeline", "AnimateDiffPipeline"])
def test_half_precision_runs_beside_the_processor_too(home: Path, name: str) -> None:
    first, again, _ = made_by(ClipMaker(kept(home, FAMILIES[name]), HALF))

    assert np.array_equal(pixels(first), pixels(again))


@pytest.mark.parametrize("colour", PAINTS)
def test_the_prompt_decides_what_is_seen(filmer: ClipMaker, colour: str) -> None:
    made = filmer([asked(f"a {colour} cat on the stairs", seed) for seed in range(3)], steps=4, guidance=3.0, frames=6)

    assert [[clearly(frame) for frame in clip["frames"]] for clip in made] == [[colour] * 6] * 3


def test_a_clip_is_the_same_alone_and_among_others(filmer: ClipMaker) -> None:
    (alone,) = filmer([asked("green", 3)], **SMALL)
    _, among, _ = filmer([asked("red", 1), asked("green", 3), asked("blue", 2)], **SMALL)

    assert np.array_equal(pixels(alone), pixels(among))


def test_no_inputs_are_no_clips(filmer: ClipMaker) -> None:
    assert filmer([]) == []


def test_the_settings_make_the_clip_again(filmer: ClipMaker) -> None:
    (first,) = filmer([asked("blue", 5)], steps=3, negative_prompt="red", scheduler="ddim", rate=10, frames=40)
    told = first["settings"]
    names = ("negative_prompt", "steps", "guidance", "width", "height", "frames", "rate", "scheduler")

    (again,) = filmer([asked(told["prompt"], told["seed"])], **{name: told[name] for name in names})

    assert again["settings"] == told
    assert np.array_equal(pixels(first), pixels(again))


def test_everything_that_decided_it_is_told_in_plain_values(filmer: ClipMaker) -> None:
    (made,) = filmer([asked("blue", 5)], **SMALL)
    told = made["settings"]

    assert (told["prompt"], told["seed"], told["steps"], told["frames"]) == ("blue", 5, 2, 4)
    assert told["segments"] == [{"frames": 4, "shared": 0, "seed": 5}]
    assert told["scheduler_settings"]["class"] == "DDIMScheduler"
    assert set(told["libraries"]) == {"torch", "diffusers", "transformers"}


def test_each_scheduler_by_name_draws_otherwise(filmer: ClipMaker) -> None:
    seen = [
        pixels(filmer([asked("green")], steps=4, guidance=3.0, frames=2, scheduler=name)[0]).tobytes()
        for name in ("", "euler", "euler-a", "dpm++", "unipc", "lcm")
    ]

    assert len(set(seen)) == len(seen)


def test_parts_that_visit_the_device_in_turn_make_the_same_clip(ltx: ClipMaker) -> None:
    """As on a card that does not hold it whole; here the device is the processor."""
    visiting = ClipMaker(ltx.folder, Placement(CPU.device, offload=True, rung="offloaded"))
    inputs, size = [asked(), asked(image=photo())], {"width": 32, "height": 32}

    for one, other in zip(visiting(inputs, **SMALL, **size), ltx(inputs, **SMALL, **size), strict=True):
        assert np.array_equal(pixels(one), pixels(other))


@pytest.mark.parametrize("name", ["CogVideoXPipeline", "WanPipeline", "LTXPipeline", "MochiPipeline"])
def test_every_scheduler_of_a_family_runs(home: Path, name: str) -> None:
    maker = ClipMaker(kept(home, FAMILIES[name]), CPU)

    for scheduler, way in maker.family.ways.items():
        (made,) = maker([asked()], width=32, height=32, scheduler=scheduler, **SMALL)

        assert made["settings"]["scheduler"] == scheduler
        assert made["settings"]["scheduler_settings"]["class"] == way.kind


def test_a_lora_changes_the_clip_by_its_weight_and_leaves_nothing_behind(home: Path, tmp_path: Path) -> None:
    from diffusers import DiffusionPipeline

    folder = kept(home, FAMILIES["AnimateDiffPipeline"])
    lora = str(forge_painter_families.lora(tmp_path, DiffusionPipeline.from_pretrained(folder)))
    maker = ClipMaker(folder, CPU)

    def made(*adapters: tuple[str, float]) -> dict[str, Any]:
        return maker([asked()], width=16, height=16, adapters=adapters, **SMALL)[0]

    plain, full, none, after = made(), made((lora, 1.0)), made((lora, 0.0)), made()

    assert full["settings"]["adapters"] == [[lora, 1.0]]
    assert list(full["settings"]["parts"]) == [lora]
    assert not np.array_equal(pixels(full), pixels(plain))
    assert np.array_equal(pixels(none), pixels(plain))
    assert np.array_equal(pixels(after), pixels(plain))


# ------------------------------------------------------------------ a picture to begin with


def test_one_checkpoint_begins_with_words_or_with_a_picture(ltx: ClipMaker, tmp_path: Path) -> None:
    photo().save(tmp_path / "photo.png")
    size = {"width": 64, "height": 64}

    inputs = [asked(), asked(image=photo()), asked(image=str(tmp_path / "photo.png"))]

    words, shown, filed = ltx(inputs, **SMALL, **size)

    assert words["settings"]["pipeline"] == "LTXPipeline"
    assert shown["settings"]["pipeline"] == "LTXImageToVideoPipeline"
    assert np.array_equal(pixels(shown), pixels(filed))
    assert not np.array_equal(pixels(words), pixels(shown))


def test_pipelines_of_one_checkpoint_share_their_weights(ltx: ClipMaker) -> None:
    before = dict(ltx.memory)

    ltx([asked(), asked(image=photo())], **SMALL, width=32, height=32)

    assert ltx.memory == before


def test_what_begins_with_a_picture_wants_one(home: Path) -> None:
    maker = ClipMaker(kept(home, FAMILIES["WanImageToVideoPipeline"]), CPU)

    with pytest.raises(ValueError, match="begins with a picture"):
        maker([asked()], **SMALL)


def test_a_picture_that_is_not_there_is_named(ltx: ClipMaker, tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        ltx([asked(image=tmp_path / "photo.png")], **SMALL)


def test_a_wrong_input_stops_before_any_work(filmer: ClipMaker, every_step: None) -> None:
    heard: list[Progress] = []

    with pytest.raises(ValueError, match="The prompt is empty"), watched(heard.append):
        filmer([asked("red"), asked("")], **SMALL)

    assert heard == []


# ------------------------------------------------------------------ long clips


def test_a_long_clip_keeps_its_colour_through_all_segments(filmer: ClipMaker) -> None:
    (made,) = filmer([asked("green", 3)], steps=4, guidance=3.0, frames=70)

    assert (
        len(made["frames"])
        == made["settings"]["frames"]
        == sum(part["frames"] - part["shared"] for part in made["settings"]["segments"])
    )
    assert [part["seed"] for part in made["settings"]["segments"]] == [3, 4, 5]
    assert {clearly(frame) for frame in made["frames"]} == {"green"}


def test_a_long_clip_goes_on_from_the_last_picture_where_the_family_takes_one(home: Path) -> None:
    maker = ClipMaker(kept(home, FAMILIES["StableVideoDiffusionPipeline"]), CPU)
    size = {"width": 64, "height": 64, "steps": 1}
    (made,) = maker([asked(image=photo())], frames=7, **size)
    (first,) = maker([asked(image=photo())], frames=4, **size)
    (second,) = maker([asked(image=first["frames"][-1], seed=8)], frames=4, **size)

    assert np.array_equal(pixels(made)[:3], pixels(first)[:3])
    assert np.array_equal(pixels(made)[4:], pixels(second)[1:])


def test_steps_are_counted_over_all_segments(filmer: ClipMaker, every_step: None) -> None:
    heard: list[Progress] = []

    with watched(heard.append):
        filmer([asked("red"), asked("blue")], steps=3, frames=40)

    assert [(one.what, one.step, one.total) for one in heard] == [("denoising", step, 12) for step in range(1, 13)]


def test_a_cancel_stops_it_within_a_step(filmer: ClipMaker, every_step: None) -> None:
    token, heard, pressed = CancelToken(), list[Progress](), list[float]()

    def tell(one: Progress) -> None:
        heard.append(one)
        if one.step == 5:
            threading.Timer(0.0, lambda: (token.cancel(), pressed.append(time.monotonic()))).start()

    with pytest.raises(Cancelled), limited(60, token), watched(tell):
        filmer([asked("red")], steps=300, frames=40)
    stopped = time.monotonic()

    assert heard[-1].step < 300
    assert stopped - pressed[0] < 2.0
    assert clearly(filmer([asked("red")], steps=4, guidance=3.0, frames=2)[0]["frames"][0]) == "red"


# ------------------------------------------------------------------ motion modules


def test_a_motion_module_moves_the_base_that_is_named(home: Path) -> None:
    module = ClipMaker(kept(home, forge_film_families.motion_module), CPU)
    base = str(kept(home, forge_film_families.motion_base))

    first, again, other = (module([asked(seed=seed)], base=base, width=16, height=16, **SMALL)[0] for seed in (1, 1, 2))

    assert first["settings"]["pipeline"] == "AnimateDiffPipeline"
    assert np.array_equal(pixels(first), pixels(again))
    assert not np.array_equal(pixels(first), pixels(other))


def test_a_motion_module_without_a_base_says_what_it_needs(home: Path) -> None:
    with pytest.raises(ValueError, match="Give its name as base"):
        ClipMaker(kept(home, forge_film_families.motion_module), CPU)([asked()], **SMALL)


def test_a_whole_checkpoint_takes_no_base(filmer: ClipMaker, home: Path) -> None:
    with pytest.raises(ValueError, match="Leave the base out"):
        filmer([asked()], base=str(kept(home, forge_film_families.motion_base)), **SMALL)


def test_a_base_that_is_not_here_is_named_with_how_to_fetch_it(home: Path, hub: Path) -> None:
    with pytest.raises(CheckpointNotFound, match=BASE):
        ClipMaker(kept(home, forge_film_families.motion_module), CPU)([asked()], base=BASE, **SMALL)


@pytest.mark.parametrize("id", [MODULE, LIGHTNING])
def test_a_motion_module_of_the_catalog_comes_with_its_base(home: Path, hub: Path, tmp_path: Path, id: str) -> None:
    hub_install(kept(home, forge_film_families.motion_base), BASE, hub)
    line = load_catalog().find(id)
    assert line is not None
    hub_install(forge_film_families.motion_file(tmp_path / "module", line.file), id, hub)

    maker = load(line, None, CPU, home=home)
    (made,) = maker([asked()], frames=3, **({} if line.scheduler else {"steps": 2}))

    assert (family_of(line).width, made["settings"]["width"], len(made["frames"])) == (32, 32, 3)
    assert made["settings"]["steps"] == (4 if line.scheduler else 2)
    assert (made["settings"]["base"], made["settings"]["scheduler"]) == (BASE, line.scheduler)
