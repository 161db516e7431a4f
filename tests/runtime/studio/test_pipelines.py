"""Every family that makes pictures runs from one folder: from words, from a picture, inside a mask; and its add-ons."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from app.stand_ins import forge_painter_families as families
from app.stand_ins.forge_painter_parts import unet
from runtime.devices import Placement, processor
from runtime.runners.picture_making import PictureMaker

HERE = Placement(processor("fp32"))
TEXT, IMAGE, INPAINT = "from words alone", "without a mask", "inside a mask"


def scene() -> Image.Image:
    """A red square on blue, 32 x 32."""
    image = Image.new("RGB", (32, 32), (30, 30, 220))
    ImageDraw.Draw(image).rectangle((8, 8, 20, 20), fill=(250, 10, 10))
    return image


def mask() -> Image.Image:
    found = Image.new("L", (32, 32))
    found.paste(255, (8, 8, 24, 24))
    return found


BEGUN = {TEXT: {}, IMAGE: {"image": scene()}, INPAINT: {"image": scene(), "mask": mask()}}


def drawn(maker: PictureMaker, begun: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    small = {"width": 32, "height": 32, "steps": 2} | parameters
    made: dict[str, Any] = maker([{"prompt": "abc", "seed": 1, **begun}], **small)[0]
    return made


@pytest.mark.parametrize(
    ("forge", "kinds"),
    [
        (families.stable, ("StableDiffusion", "StableDiffusionImg2Img", "StableDiffusionInpaint")),
        (families.sdxl, ("StableDiffusionXL", "StableDiffusionXLImg2Img", "StableDiffusionXLInpaint")),
        (families.sd3, ("StableDiffusion3", "StableDiffusion3Img2Img", "StableDiffusion3Inpaint")),
        (families.flux, ("Flux", "FluxImg2Img", "FluxInpaint")),
        (families.kandinsky, ("KandinskyV22Combined", "KandinskyV22Img2ImgCombined", "")),
        (families.inpainter, ("", "", "StableDiffusionInpaint")),
        (lambda at: families.kandinsky(at, channels=9), ("", "", "KandinskyV22InpaintCombined")),
        (families.instructed, ("", "StableDiffusionInstructPix2Pix", "")),
        (families.upscaler, ("", "StableDiffusionUpscale", "")),
    ],
    ids=["sd", "sdxl", "sd3", "flux", "kandinsky", "inpainting", "kandinsky-inpainting", "instructions", "upscaling"],
)
def test_each_family_does_what_it_was_made_for_and_says_what_it_does_not(
    forge: Callable[[Path], Path], kinds: tuple[str, str, str], tmp_path: Path
) -> None:
    maker = PictureMaker(forge(tmp_path), HERE)

    for (refused, begun), kind in zip(BEGUN.items(), kinds, strict=True):
        if not kind:
            with pytest.raises(ValueError, match=f"This model does not .*{refused}"):
                drawn(maker, begun)
            continue
        made, again = drawn(maker, begun), drawn(maker, begun)
        larger = 4 if "Upscale" in kind else 1
        assert made["settings"]["pipeline"] == f"{kind}Pipeline"
        assert made["image"].size == (32 * larger, 32 * larger)
        assert np.array_equal(np.asarray(made["image"]), np.asarray(again["image"]))
    assert len({id(module) for module in maker.modules()}) == len(list(maker.modules()))


def test_pipelines_share_their_weights(tmp_path: Path) -> None:
    maker = PictureMaker(families.stable(tmp_path), HERE)
    before = maker.memory["cpu"]

    for begun in BEGUN.values():
        drawn(maker, begun)

    assert maker.memory["cpu"] == before


def test_a_flagged_picture_is_black_and_said_to_be_flagged(tmp_path: Path) -> None:
    strict = PictureMaker(families.checked(tmp_path / "strict"), HERE)
    calm = PictureMaker(families.checked(tmp_path / "calm", strict=False), HERE)

    for begun in BEGUN.values():
        flagged, passed = drawn(strict, begun), drawn(calm, begun)
        assert (flagged["flagged"], flagged["image"].getextrema()) == (True, ((0, 0),) * 3)
        assert flagged["image"].size == passed["image"].size
        assert (passed["flagged"], passed["image"].getextrema() == ((0, 0),) * 3) == (False, False)


def test_flux_takes_no_negative_prompt_and_says_so(tmp_path: Path) -> None:
    made = drawn(PictureMaker(families.flux(tmp_path), HERE), {}, negative_prompt="blurry")

    assert made["settings"]["negative_prompt"] == ""
    assert made["settings"]["notes"] == ["The negative prompt had no part in it: this model takes none."]


def test_what_makes_larger_says_by_how_much(tmp_path: Path) -> None:
    made = drawn(PictureMaker(families.upscaler(tmp_path), HERE), BEGUN[IMAGE], width=None, height=None)

    assert made["settings"]["notes"] == ["Each side came out 4 times as long."]
    assert made["image"].size == (4 * made["settings"]["width"], 4 * made["settings"]["height"])


def test_a_family_nobody_listed_draws_as_diffusers_would(tmp_path: Path) -> None:
    from diffusers import LatentConsistencyModelPipeline, LCMScheduler

    from app.stand_ins.forge_studio import stable_diffusion

    parts = dict(stable_diffusion().components) | {
        "unet": unet(4, time_cond_proj_dim=8),
        "scheduler": LCMScheduler(),
    }
    LatentConsistencyModelPipeline(**parts, requires_safety_checker=False).save_pretrained(tmp_path)
    made = drawn(PictureMaker(tmp_path, HERE), {}, steps=None)

    assert (made["settings"]["steps"], made["settings"]["guidance"]) == (4, 8.5)
