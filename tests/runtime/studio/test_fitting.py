"""A pipeline goes where its placement says, paints the same there, and comes down the ladder when memory runs out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.stand_ins import forge, forge_film_families, forge_studio
from runtime.calls import Calls
from runtime.catalog import Catalog, Checkpoint
from runtime.choosing import Chooser
from runtime.devices import IN_PIECES, OFFLOADED, Device, Placement, placements
from runtime.pool import ModelPool
from runtime.runners.clip_making import ClipMaker
from runtime.runners.picture_making import PictureMaker
from runtime.studio.fitting import apply, held, said

CPU = Device("cpu", "fp32", 8.0, "")
WHOLE = Placement(CPU)
BY_PARTS, BY_LAYERS = (Placement(CPU, offload=True, rung=rung) for rung in (OFFLOADED, IN_PIECES))


def pipeline_at(placement: Placement) -> Any:
    pipeline = forge_studio.stable_diffusion()
    pipeline.set_progress_bar_config(disable=True)
    return apply(pipeline, placement)


def painted(pipeline: Any, **given: Any) -> np.ndarray:
    import torch

    generator = torch.Generator("cpu").manual_seed(1)
    with torch.inference_mode():
        made = pipeline(prompt="a red boat", num_inference_steps=3, generator=generator, **given)
    return np.asarray(made.images[0])


@pytest.fixture(scope="module")
def picture() -> np.ndarray:
    return painted(pipeline_at(WHOLE))


@pytest.mark.parametrize("placement", [BY_PARTS, BY_LAYERS])
def test_the_picture_is_the_same_however_its_painter_is_placed(placement: Placement, picture: np.ndarray) -> None:
    pipeline = pipeline_at(placement)

    assert np.array_equal(painted(pipeline), picture)
    assert np.array_equal(painted(pipeline), picture)


@pytest.mark.parametrize("placement", [WHOLE, BY_PARTS, BY_LAYERS])
def test_a_second_pipeline_over_the_same_parts_is_placed_too(placement: Placement, picture: np.ndarray) -> None:
    from diffusers import StableDiffusionImg2ImgPipeline
    from PIL import Image

    first = pipeline_at(placement)
    second = apply(StableDiffusionImg2ImgPipeline(**first.components, requires_safety_checker=False), placement)
    second.set_progress_bar_config(disable=True)
    from_red: dict[str, Any] = {"image": Image.new("RGB", (16, 16), "red"), "strength": 0.8}

    again = painted(second, **from_red)
    assert np.array_equal(painted(first), picture)
    assert np.array_equal(painted(second, **from_red), again)


@pytest.fixture(scope="module")
def forged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders of an untrained painter and an untrained filmer."""
    folder = tmp_path_factory.mktemp("forged")
    forge.save(folder / "painter", forge_studio.stable_diffusion())
    forge_film_families.wan(folder / "filmer")
    return folder


def test_words_pictures_and_masks_come_out_the_same_on_every_rung(forged: Path) -> None:
    from PIL import Image

    red, all_of_it = Image.new("RGB", (16, 16), "red"), Image.new("L", (16, 16), 255)
    boat: dict[str, Any] = {"prompt": "a boat", "seed": 1}
    given = [boat, boat | {"image": red}, boat | {"image": red, "mask": all_of_it}, boat]

    whole, by_parts, by_layers = (
        [np.asarray(made["image"]) for made in PictureMaker(forged / "painter", placement)(given, steps=4)]
        for placement in (WHOLE, BY_PARTS, BY_LAYERS)
    )

    assert np.array_equal(whole, by_parts)
    assert np.array_equal(whole, by_layers)


def test_a_clip_comes_out_the_same_on_every_rung(forged: Path) -> None:
    asked: dict[str, Any] = {"steps": 2, "width": 16, "height": 16, "frames": 5}
    whole, by_parts, by_layers = (
        np.asarray(ClipMaker(forged / "filmer", placement)([{"prompt": "a boat", "seed": 1}], **asked)[0]["frames"])
        for placement in (WHOLE, BY_PARTS, BY_LAYERS)
    )

    assert np.array_equal(whole, by_parts)
    assert np.array_equal(whole, by_layers)


def test_decoding_is_cut_small_where_parts_only_visit_and_nowhere_else() -> None:
    assert not pipeline_at(WHOLE).vae.use_tiling
    assert pipeline_at(BY_PARTS).vae.use_tiling
    assert pipeline_at(BY_LAYERS).vae.use_slicing


def test_what_visits_a_card_counts_there_with_its_biggest_part() -> None:
    pipeline = forge_studio.stable_diffusion()
    parts = [pipeline.unet, pipeline.vae, pipeline.text_encoder]
    card = Device("cuda:0", "fp32", 8.0, "")

    memory = held(parts, Placement(card, offload=True, rung=OFFLOADED))

    assert memory["cuda:0"] == pytest.approx(max(sum(held([part], WHOLE).values()) for part in parts))
    assert memory["cpu"] == pytest.approx(held(parts, WHOLE)["cpu"])


def test_what_had_to_give_is_said() -> None:
    assert said(WHOLE) == ""
    assert "its parts visited the device in turn" in said(BY_PARTS)
    assert "its layers visited the device one by one" in said(BY_LAYERS)


class Painter:
    """A runner over a forged pipeline that really is offloaded; the card that runs out of memory is pretended."""

    batch_size = 1

    def __init__(self, at: Placement, runs_out_on: tuple[str, ...]) -> None:
        self.at, self.runs_out_on = at, runs_out_on
        self.pipeline = pipeline_at(Placement(CPU, at.offload, at.rung))

    @property
    def memory(self) -> Mapping[str, float]:
        return {self.at.device.name: 0.001}

    def __call__(self, inputs: list[str], **_: Any) -> list[np.ndarray]:
        import torch

        if self.at.rung in self.runs_out_on:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return [painted(self.pipeline) for _ in inputs]


@pytest.mark.parametrize(
    ("runs_out_on", "rung"),
    [((), ""), (("",), OFFLOADED), (("", OFFLOADED), IN_PIECES), (("", OFFLOADED, IN_PIECES), "processor")],
)
def test_where_memory_runs_out_in_a_call_the_same_picture_comes_from_the_rung_below(
    runs_out_on: tuple[str, ...], rung: str, picture: np.ndarray
) -> None:
    line = Checkpoint("text-to-image", "org/painter", "full", 1.0, "mit", "-")
    ladder = placements(Device("cuda:0", "fp32", 8.0, ""), can_offload=True)
    chooser = Chooser(lambda: Catalog((line,)), {"cuda:0": 8.0, "cpu": 8.0}, ladder=lambda line: ladder)
    pool = ModelPool(lambda checkpoint, base, at: Painter(at, runs_out_on), chooser)

    results = Calls(pool).run("text-to-image", ["a red boat"], {})

    assert results.rung == rung
    assert np.array_equal(results.items[0], picture)
