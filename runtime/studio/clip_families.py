"""Which families of pipelines make clips, as a table: what each takes, and how long, large and fast its clips are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from runtime.errors import CheckpointError
from runtime.studio.schedulers import TRAILING, WAYS, Way
from runtime.weights import CONFIG, PIPELINE, read_json

MOTION, MOVED = "MotionAdapter", "AnimateDiffPipeline"
"""The class of a motion module, and of what it makes of a Stable Diffusion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipFamily:
    pipeline: str
    """The class that model_index.json names."""
    animates: str = ""
    """The class that begins with a picture, from the same weights; empty where none does."""
    needs_picture: bool = False
    """Whether it never begins from words alone."""
    reads: bool = True
    """Whether words steer it."""
    avoids: bool = True
    """Whether it takes a negative prompt."""
    width: int
    height: int
    side: int
    """Both sides must be multiples of this, in pixels."""
    fixed: bool = False
    """Whether it makes this one size only."""
    frames: int
    every: int = 1
    """Frames come as so many times a whole number, and one more: 1 where any number will do."""
    least: int = 1
    most: int
    """Frames of one clip; longer ones are made in segments."""
    rate: int
    """Frames a second that it was trained to show."""
    rate_name: str = ""
    """What the pipeline calls the rate, where it wants to know it."""
    steps: int
    guidance: float
    guidance_name: str = "guidance_scale"
    ways: Mapping[str, Way] = field(default_factory=lambda: UNDONE, hash=False)
    """The schedulers that undo what it was trained with, by our names."""
    more: tuple[tuple[str, int], ...] = ()
    """What else it is called with."""
    needs: str = ""
    """A module that it cannot do without, beyond what every pipeline needs."""
    own: tuple[tuple[str, str], ...] = ()
    """Which of these facts a checkpoint's own files may tell otherwise, and where: `part.name` in a config.json. Sides
    stand there in numbers of the latents."""


UNDONE: dict[str, Way] = {name: way for name, way in WAYS.items() if name != "pndm"}
"""All but the one that fails in fewer than four steps."""
FLOWING = {"euler": Way("FlowMatchEulerDiscreteScheduler")}
EULER = {"euler": Way("EulerDiscreteScheduler")}
OF_COGVIDEOX = {
    "ddim": Way("CogVideoXDDIMScheduler", TRAILING),
    "dpm++": Way("CogVideoXDPMScheduler", TRAILING),
}
OF_WAN = {
    "unipc": Way("UniPCMultistepScheduler", {"prediction_type": "flow_prediction", "use_flow_sigmas": True}),
    "euler": Way("FlowMatchEulerDiscreteScheduler", {"shift": 3.0}),
}
SQUARE = (("width", "unet.sample_size"), ("height", "unet.sample_size"))
PLACED = (
    ("width", "transformer.sample_width"), ("height", "transformer.sample_height"),
    ("fixed", "transformer.use_learned_positional_embeddings"),
    ("frames", "transformer.sample_frames"), ("most", "transformer.sample_frames"),
)  # fmt: skip
COUNTED = (("frames", "unet.num_frames"), ("most", "unet.num_frames"))


COGVIDEOX: dict[str, Any] = {
    "width": 720, "height": 480, "side": 16, "frames": 49, "every": 8, "most": 49, "rate": 8, "steps": 50,
    "guidance": 6.0, "ways": OF_COGVIDEOX, "own": PLACED,
}  # fmt: skip
LTX: dict[str, Any] = {
    "animates": "LTXImageToVideoPipeline", "ways": FLOWING, "width": 704, "height": 512, "side": 32, "frames": 121,
    "every": 8, "most": 257, "rate": 25, "rate_name": "frame_rate", "steps": 50, "guidance": 3.0,
}  # fmt: skip
WAN: dict[str, Any] = {
    "ways": OF_WAN, "width": 832, "height": 480, "side": 16, "frames": 81, "every": 4, "most": 81, "rate": 16,
    "steps": 50, "guidance": 5.0,
}  # fmt: skip
FAMILIES = (
    ClipFamily(
        pipeline=MOVED, width=512, height=512, side=8, frames=16, most=32, rate=8, steps=25, guidance=7.5,
        own=(*SQUARE, ("most", "unet.motion_max_seq_length")),
    ),
    ClipFamily(pipeline="CogVideoXPipeline", **COGVIDEOX),
    ClipFamily(
        pipeline="CogVideoXImageToVideoPipeline", animates="CogVideoXImageToVideoPipeline", needs_picture=True,
        **COGVIDEOX,
    ),
    ClipFamily(pipeline="LTXPipeline", **LTX),
    ClipFamily(pipeline="LTXImageToVideoPipeline", needs_picture=True, **LTX),
    ClipFamily(pipeline="WanPipeline", **WAN),
    ClipFamily(
        pipeline="WanImageToVideoPipeline", animates="WanImageToVideoPipeline", needs_picture=True, needs="ftfy",
        **WAN,
    ),
    ClipFamily(
        pipeline="HunyuanVideoPipeline", avoids=False, ways=FLOWING, width=1280, height=720, side=16, frames=129,
        every=4, most=129, rate=24, steps=50, guidance=6.0,
    ),
    ClipFamily(
        pipeline="MochiPipeline", ways=FLOWING, width=848, height=480, side=16, frames=85, every=6, most=163, rate=30,
        steps=64, guidance=4.5,
    ),
    ClipFamily(
        pipeline="TextToVideoSDPipeline", width=256, height=256, side=8, frames=16, most=16, rate=8, steps=50,
        guidance=9.0, own=SQUARE,
    ),
    ClipFamily(
        pipeline="StableVideoDiffusionPipeline", animates="StableVideoDiffusionPipeline", needs_picture=True,
        reads=False, avoids=False, width=1024, height=576, side=64, frames=14, least=2, most=25, rate=7,
        rate_name="fps", steps=25, guidance=3.0, guidance_name="max_guidance_scale",
        ways=EULER, more=(("decode_chunk_size", 8),), own=COUNTED,
    ),
)  # fmt: skip
"""Sizes, steps and guidance as diffusers' pipelines have them; frames and rates as the cards of the checkpoints do."""


def family_at(folder: Path, base: Path | None = None, moves: bool = False) -> ClipFamily:
    """The family of the checkpoint in `folder`, with what its own files say of size and length. Reads no weights.

    `base` is the folder of the Stable Diffusion that a motion module is put into; `moves` says that it is one, where
    its folder does not.

    Raises:
        CheckpointError: it makes no clips, or not in a way that is known here; or its files are broken.
    """
    name = MOVED if moves else pipeline_of(folder)
    family = next((row for row in FAMILIES if row.pipeline == name), None)
    if family is None:
        known = ", ".join(row.pipeline for row in FAMILIES)
        raise CheckpointError(f"{folder} holds {name or 'nothing'}, which makes no clips here. Give one of: {known}.")
    return replace(family, **dict(_told(base or folder, family)))


def pipeline_of(folder: Path) -> str:
    """The class of the pipeline in `folder`, or of the one that a motion module becomes; empty where there is none."""
    if (folder / PIPELINE).is_file():
        return str(read_json(folder / PIPELINE).get("_class_name", ""))
    return MOVED if is_motion(folder) else ""


def is_motion(folder: Path) -> bool:
    """Whether it holds a motion module, which is nothing without a base."""
    return (folder / CONFIG).is_file() and read_json(folder / CONFIG).get("_class_name") == MOTION


def _told(folder: Path, family: ClipFamily) -> Iterator[tuple[str, Any]]:
    """What its own files say, of the facts that they may."""
    for fact, place in family.own:
        part, _, name = place.partition(".")
        value = _config(folder, part).get(name)
        if isinstance(value, int):
            yield fact, value * _shrinks(folder) if fact in ("width", "height") else value


def _shrinks(folder: Path) -> int:
    """How many pixels a number of the latents stands for, across and down."""
    return int(2 ** (len(_config(folder, "vae").get("block_out_channels", ())) - 1))


def _config(folder: Path, part: str) -> dict[str, Any]:
    path = folder / part / CONFIG
    return read_json(path) if path.is_file() else {}
