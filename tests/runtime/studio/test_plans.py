"""What a picture's settings become: as asked, else as the family has them; rounded, and refused, in a sentence."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from runtime.studio.families import FAMILIES, family_of, native, usual
from runtime.studio.plans import must_move, sides
from runtime.studio.schedulers import FLOWING, WAYS, scheduler, told, way


def of(kind: str, **parts: Any) -> Any:
    """A pipeline of that class as far as families look."""
    return type(kind, (SimpleNamespace,), {"__call__": lambda self, num_inference_steps=20, guidance_scale=2.0: None})(
        **parts
    )


@pytest.mark.parametrize(
    ("kind", "starts"),
    [
        ("StableDiffusionInpaintPipeline", "StableDiffusion"),
        ("StableDiffusionXLControlNetPipeline", "StableDiffusionXL"),
        ("StableDiffusion3Img2ImgPipeline", "StableDiffusion3"),
        ("StableDiffusionInstructPix2PixPipeline", "StableDiffusionInstructPix2Pix"),
        ("StableDiffusionUpscalePipeline", "StableDiffusionUpscale"),
        ("FluxFillPipeline", "Flux"),
        ("KandinskyV22CombinedPipeline", "KandinskyV22"),
        ("PixArtSigmaPipeline", ""),
    ],
)
def test_a_family_is_known_by_its_class(kind: str, starts: str) -> None:
    assert family_of(of(kind)).starts == starts


def test_every_family_is_found_before_one_whose_name_is_shorter() -> None:
    assert all(family_of(of(f"{family.starts}Pipeline")) is family for family in FAMILIES)


def test_an_unknown_family_takes_as_many_steps_as_diffusers_says() -> None:
    assert usual(of("PixArtSigmaPipeline")) == {"steps": 20, "guidance": 2.0}


def test_the_flux_that_was_distilled_takes_four_steps_unguided() -> None:
    dev, schnell = (of("FluxPipeline", transformer=of("X", config={"guidance_embeds": it})) for it in (True, False))

    assert usual(dev) == {"steps": 28, "guidance": 3.5}
    assert usual(schnell) == {"steps": 4, "guidance": 0.0}


def test_a_checkpoint_says_itself_how_large_it_paints() -> None:
    small = of("StableDiffusionPipeline", unet=of("X", config={"sample_size": (6, 8)}), vae_scale_factor=8)

    assert native(small) == (64, 48)
    assert native(of("KandinskyV22CombinedPipeline")) == (512, 512)


@pytest.mark.parametrize(
    ("asked", "shape", "found"),
    [
        ((None, None), None, (512, 512)),
        ((45, 45), None, (48, 48)),
        ((9, 8), (3, 1), (8, 8)),
        ((640, None), (2, 1), (640, 320)),
        ((None, 320), (2, 1), (640, 320)),
        ((None, None), (100, 60), (96, 64)),
        ((None, None), (4000, 4000), (768, 768)),
        ((None, None), (8000, 80), (4096, 80)),
    ],
)
def test_sides_are_what_the_model_can_make(
    asked: tuple[int | None, int | None], shape: tuple[int, int] | None, found: tuple[int, int]
) -> None:
    if found[0] == 4096:
        with pytest.raises(ValueError, match=r"more than is made at once"):
            sides(asked, shape, (512, 512), 8)
        return
    assert sides(asked, shape, (512, 512), 8) == found


def test_more_than_four_million_pixels_are_refused() -> None:
    with pytest.raises(ValueError, match=r"2056 x 2056 pixels are more than is made at once. Make it smaller"):
        sides((2056, 2056), None, (512, 512), 8)


@pytest.mark.parametrize(("steps", "strength"), [(1, 1.0), (4, 0.25), (30, 0.75), (7, None)])
def test_enough_strength_leaves_a_step(steps: int, strength: float | None) -> None:
    must_move(steps, strength)


@pytest.mark.parametrize("steps", range(1, 60))
def test_the_strength_that_is_advised_is_enough(steps: int) -> None:
    with pytest.raises(ValueError, match=r"leaves no step") as caught:
        must_move(steps, 0.5 / steps)

    must_move(steps, float(str(caught.value).split("from ")[1].split(" on")[0]))


def test_a_strength_of_nothing_is_refused_too() -> None:
    with pytest.raises(ValueError, match=r"strength=0 of 4 steps leaves no step. Give a strength from 0.25 on."):
        must_move(4, 0.0)


def test_an_unknown_scheduler_names_the_nearest() -> None:
    with pytest.raises(ValueError, match=r"scheduler='eular' is not known. Did you mean 'euler'"):
        way("eular", flows=False)


def test_what_was_trained_by_flow_matching_takes_its_own_schedulers() -> None:
    assert way("euler", flows=True) is FLOWING["euler"]
    with pytest.raises(ValueError, match=r"scheduler='ddim' is not for this model. It takes euler or heun"):
        way("ddim", flows=True)


@pytest.mark.parametrize("name", WAYS)
def test_a_scheduler_keeps_what_the_checkpoint_says_of_noise(name: str) -> None:
    from diffusers import DDIMScheduler

    own = DDIMScheduler(beta_start=0.001, beta_end=0.013, prediction_type="v_prediction")

    found = scheduler(own, WAYS[name])

    assert type(found).__name__ == WAYS[name].kind
    assert found.config.beta_end == 0.013
    assert found.config.prediction_type == "v_prediction"
    assert told(found)["class"] == WAYS[name].kind


def test_each_picture_has_a_scheduler_of_its_own() -> None:
    from diffusers import DDIMScheduler

    own = DDIMScheduler()

    assert scheduler(own, None) is not own
    assert told(scheduler(own, None)) == told(own)
