"""Which families of pipelines make pictures, as a table: what each takes, and what it does where nothing is said."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any

TEXT, IMAGE, INPAINT = "text-to-image", "image-to-image", "inpainting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    starts: str
    """What the names of its classes begin with."""
    does: tuple[str, ...] = (TEXT, IMAGE, INPAINT)
    only: bool = False
    """Whether its one class is all it has: none of diffusers' other pipelines takes its weights."""
    steps: int = 0
    """Denoising steps where none are said; 0 for as many as diffusers' own default."""
    guidance: float = -1.0
    """The same; below 0 for diffusers' own."""
    strength: float = 0.75
    """How much of a picture is made anew: 1 is all."""
    side: int = 0
    """Pixels of both sides where the checkpoint says nothing."""
    multiple: int = 1
    """Both sides must be multiples of so many steps of the VAE."""
    avoids: bool = True
    """Whether a negative prompt has an effect."""
    flows: bool = False
    """Whether it was trained by flow matching, which other schedulers cannot undo."""
    room: float = 1.5
    """How many times its own size a picture that it begins with may be; larger ones are scaled down."""
    larger: int = 1
    """How many times as long the sides of what comes out are."""


FAMILIES = (
    Family(starts="StableDiffusionInstructPix2Pix", does=(IMAGE,), only=True, steps=30, guidance=7.5, side=512),
    Family(starts="StableDiffusionXLInstructPix2Pix", does=(IMAGE,), only=True, steps=30, guidance=5.0, side=768),
    Family(
        starts="StableDiffusionUpscale", does=(IMAGE,), only=True, steps=50, guidance=9.0, side=128, room=4.0, larger=4
    ),
    Family(starts="StableDiffusionXL", steps=30, guidance=5.0, side=1024),
    Family(starts="StableDiffusion3", steps=28, guidance=7.0, side=1024, flows=True),
    Family(starts="StableDiffusion", steps=30, guidance=7.5, side=512),
    Family(starts="Flux", steps=28, guidance=3.5, side=1024, multiple=2, avoids=False, flows=True),
    Family(starts="KandinskyV22", does=(TEXT, IMAGE), steps=50, guidance=4.0, side=512),
    Family(starts="", does=(TEXT, IMAGE, INPAINT), side=1024, multiple=2),
)
"""The first that fits. Values as the checkpoints' cards have them, or as diffusers' pipelines do."""
PAINTED_BY = {8: (IMAGE,), 9: (INPAINT,)}
"""What a Stable Diffusion can do whose network takes so many channels: a picture, or one and its mask, beside noise."""
SCHNELL = {"steps": 4, "guidance": 0.0}


def family_of(pipeline: Any) -> Family:
    """
    >>> class StableDiffusionXLImg2ImgPipeline: ...
    >>> family_of(StableDiffusionXLImg2ImgPipeline()).side
    1024
    """
    name = type(pipeline).__name__
    return next(family for family in FAMILIES if name.startswith(family.starts))


def does(pipeline: Any) -> tuple[str, ...]:
    """The tasks that the checkpoint serves, whichever of them its pipeline was read for."""
    config = getattr(getattr(pipeline, "unet", None), "config", {})
    return PAINTED_BY.get(config.get("in_channels", 0), family_of(pipeline).does)


def usual(pipeline: Any) -> dict[str, Any]:
    """Steps and guidance where neither is said."""
    transformer = getattr(getattr(pipeline, "transformer", None), "config", {})
    family = family_of(pipeline)
    if family.starts == "Flux" and not transformer.get("guidance_embeds"):
        return SCHNELL  # which was distilled from the one that is guided
    own = takes(type(pipeline))
    steps = family.steps or own["num_inference_steps"].default
    guidance = own["guidance_scale"].default if family.guidance < 0 and "guidance_scale" in own else family.guidance
    return {"steps": int(steps), "guidance": max(0.0, float(guidance))}


def takes(kind: Any) -> Any:
    """The parameters of a pipeline's call, by name; `kind` is its class."""
    return inspect.signature(kind.__call__).parameters


def native(pipeline: Any) -> tuple[int, int]:
    """Width and height in pixels that the checkpoint was trained for."""
    network = getattr(pipeline, "unet", None) or getattr(pipeline, "transformer", None)
    own = getattr(pipeline, "default_sample_size", None) or getattr(network, "config", {}).get("sample_size")
    family = family_of(pipeline)
    if not own or not hasattr(pipeline, "vae_scale_factor"):
        return family.side, family.side
    high, wide = own if isinstance(own, list | tuple) else (own, own)
    shrinks = 1 if family.larger > 1 else int(pipeline.vae_scale_factor)
    return wide * shrinks, high * shrinks


def multiple(pipeline: Any) -> int:
    """Both sides must be multiples of this, in pixels."""
    family = family_of(pipeline)
    if family.larger > 1:
        return 2
    movq = getattr(pipeline, "movq", None)
    if movq is not None:  # it decodes in steps of its square
        return int(2 ** (len(movq.config.block_out_channels) - 1)) ** 2
    patch = int(getattr(pipeline, "patch_size", 1) or 1)
    return int(getattr(pipeline, "vae_scale_factor", 8)) * max(family.multiple, patch)
