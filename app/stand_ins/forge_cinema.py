"""What a cinema has: tiny makers of clips and a tiny judge of colours, under the ids of real ones."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from app.stand_ins import forge, forge_film_families, forge_films, forge_judges, forge_painters
from app.stand_ins.forge_audio import kept

if TYPE_CHECKING:
    from tools.base import Bench

FILMER, MOVER = "ali-vilab/text-to-video-ms-1.7b", "stabilityai/stable-video-diffusion-img2vid"
JUDGE = "openai/clip-vit-base-patch32"
LENIENT_GB = 100.0
"""Of memory that models may use: what the catalog says of the real ones counts until they are loaded."""
HEARS = 0.1
"""How much of what it is told moves one that is hard of hearing."""
MADE: dict[str, Callable[[Path], Path]] = {
    FILMER: forge_films.colour_filmer,
    MOVER: forge_film_families.stable_video,
    JUDGE: forge_judges.colour_clip,
}


def install(home: Path, hub: Path, *ids: str) -> None:
    """Have `ids`, or all, in the cache `hub`, as if they had been pulled."""
    for id in ids or MADE:
        forge.hub_install(kept(home, MADE[id]), id, hub)


def motion(folder: Path) -> Path:
    """A motion module for the painter of colours, which leaves every frame as it is."""
    forge_films.still_motion(forge_painters.small_unet()).save_pretrained(folder)
    return folder


@cache
def trained() -> Any:
    """A painter of colours, trained once in a process."""
    from diffusers import StableDiffusionPipeline

    with TemporaryDirectory() as folder:
        made = forge_painters.colour_painter(Path(folder) / "painter")
        return StableDiffusionPipeline.from_pretrained(made, local_files_only=True)


def painter(folder: Path) -> Path:
    trained().save_pretrained(folder)
    return folder


def deaf_painter(folder: Path) -> Path:
    """The same, hard of hearing."""
    pipeline = trained()
    deaf = type(pipeline)(**{**pipeline.components, "unet": deepcopy(pipeline.unet)}, requires_safety_checker=False)
    dull(deaf)
    deaf.save_pretrained(folder)
    return folder


def dull(pipeline: Any) -> None:
    """Let it be less moved by what it is told: without much guidance it shows some colours wrong."""
    import torch

    with torch.no_grad():
        for name, weights in pipeline.unet.named_parameters():
            if "attn2.to_out" in name and "motion" not in name:
                weights.mul_(HEARS)


def hard_of_hearing(filmer: Path, folder: Path) -> Path:
    """A filmer that is."""
    from diffusers import AnimateDiffPipeline

    pipeline = AnimateDiffPipeline.from_pretrained(filmer, local_files_only=True)
    dull(pipeline)
    pipeline.save_pretrained(folder)
    return folder


def missed(bench: Bench) -> dict[str, Any]:
    """What to ask one that is hard of hearing for, so that its first take is rejected, and more guidance mends it.

    Raises:
        ValueError: there is no such thing.
    """
    from tools.making_clips import MakeVideo

    for seed, guidance, colour in product(range(12), (1.5, 2.5, 4.0, 5.5), ("blue", "green", "red")):
        asked = {"prompt": f"a {colour} picture", "seed": seed, "guidance": guidance, "steps": 4, "frames": 2}
        takes = MakeVideo(bench)(**asked, takes=2)["segments"][0]["takes"]
        if [take["ok"] for take in takes] == [False, True] and takes[1]["changed"].startswith("guidance"):
            return asked
    raise ValueError("It hears everything, or nothing.")
