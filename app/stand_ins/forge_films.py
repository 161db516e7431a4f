"""Clips of stand-ins: one that learned what the colours are called, so that the prompt decides what it shows."""

from __future__ import annotations

from pathlib import Path
from shutil import rmtree
from typing import Any

from app.stand_ins import forge_painters
from app.stand_ins.forge import make
from app.stand_ins.forge_film_parts import saved
from app.stand_ins.forge_painters import HEARD, PAINTS, SIDE, clearly


def colour_filmer(folder: Path) -> Path:
    """AnimateDiff of 16 pixels: a prompt with red, green or blue in it fills every frame with that. About 15 s.

    It is `colour_painter` with a motion module that does nothing yet, so that each frame is a picture of its own.
    """
    return make(folder, build, accept)


def build(folder: Path, seed: int) -> None:
    from diffusers import StableDiffusionPipeline

    forge_painters.build(folder, seed)
    painter = StableDiffusionPipeline.from_pretrained(folder, local_files_only=True)
    parts = {name: getattr(painter, name) for name in ("vae", "text_encoder", "tokenizer", "unet", "scheduler")}
    rmtree(folder)
    saved(folder, "AnimateDiffPipeline", motion_adapter=still_motion(painter.unet), **parts)


def still_motion(unet: Any) -> Any:
    """A motion module that fits `unet`, and leaves every frame as it is."""
    import torch
    from diffusers import MotionAdapter

    shape = unet.config
    module = MotionAdapter(
        block_out_channels=shape.block_out_channels, motion_layers_per_block=shape.layers_per_block,
        motion_norm_num_groups=shape.norm_num_groups, motion_num_attention_heads=2,
    )  # fmt: skip
    for name, weight in module.named_parameters():
        if "proj_out" in name:
            torch.nn.init.zeros_(weight)
    return module.eval()


def accept(folder: Path) -> None:
    """Every colour in several ways of asking, from four seeds each, is clearly that in every frame."""
    import torch
    from diffusers import AnimateDiffPipeline

    filmer = AnimateDiffPipeline.from_pretrained(folder, local_files_only=True)
    filmer.set_progress_bar_config(disable=True)
    for frame in HEARD[:3]:
        told = [frame.format(colour) for colour in PAINTS for _ in range(4)]
        seeds = [torch.Generator("cpu").manual_seed(seed) for seed in range(4)] * len(PAINTS)
        size = {"width": SIDE, "height": SIDE, "num_frames": 4}
        clips = filmer(told, num_inference_steps=4, guidance_scale=3.0, generator=seeds, **size).frames
        for prompt, frames in zip(told, clips, strict=True):
            assert all(clearly(picture) and clearly(picture) in prompt for picture in frames), prompt
