"""What an easel has: a tiny painter and a tiny judge of colours, under the ids of real ones."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from app.stand_ins import forge, forge_desk, forge_judges, forge_painters
from app.stand_ins.forge_audio import kept

if TYPE_CHECKING:
    from app.service import Service

PAINTER, JUDGE = "stable-diffusion-v1-5/stable-diffusion-v1-5", "openai/clip-vit-base-patch32"
HEARS = 0.1
"""How much of what it is told moves one that is hard of hearing."""
WRONG, RIGHT = 30, 55
"""CLIP scores by the judge of colours: less is another picture, more is what was asked for."""
RAISED = 1.4
"""What the first remedy does to the guidance."""
MADE: dict[str, Callable[[Path], Path]] = {PAINTER: forge_painters.colour_painter, JUDGE: forge_judges.colour_clip}


def install(home: Path, hub: Path, *ids: str) -> None:
    """Have `ids`, or all, in the cache `hub`, as if they had been pulled."""
    for id in ids or MADE:
        forge.hub_install(kept(home, MADE[id]), id, hub)


def hard_of_hearing(home: Path, folder: Path) -> Path:
    """The painter, less moved by what it is told: without guidance it paints some colours wrong."""
    import torch
    from diffusers import StableDiffusionPipeline

    painter = StableDiffusionPipeline.from_pretrained(kept(home, MADE[PAINTER]), local_files_only=True)
    with torch.no_grad():
        for name, weights in painter.unet.named_parameters():
            if "attn2.to_out" in name:
                weights.mul_(HEARS)
    painter.save_pretrained(folder)
    return folder


def misheard(service: Service) -> tuple[str, str]:
    """A colour, and how to ask one that is hard of hearing for it so that its first take is wrong, and the guidance
    that a remedy gives the second mends it.

    Raises:
        ValueError: there is no such way.
    """
    from tools.making_pictures import MakePicture

    make = MakePicture(forge_desk.bench_of(service))
    for seed, colour in product(range(12), ("blue", "green", "red")):
        before, lower, guidance = 100.0, 0.0, 1.2
        while guidance < 7:
            (row,) = make(prompt=f"a {colour} picture", seed=seed, steps=4, guidance=guidance, takes=1)["pictures"]
            score = float(row.get("score", 0.0))
            if before < WRONG and score > RIGHT:
                return colour, f"seed {seed}, guidance {lower}, in 4 steps"
            before, lower, guidance = score, guidance, round(guidance * RAISED, 2)
    raise ValueError("It hears everything, or nothing.")
