"""What a pipeline takes beside a card, and how it is made to fit: the planning table. Loads nothing, asks nothing.

A checkpoint's weights come from the catalog. What is made along the way (latents, attention, frames being decoded) is
worked out from how much memory is suggested for it at its usual size, and grows with pixels and frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from runtime.catalog import Checkpoint, load_catalog
from runtime.devices import IN_PIECES, OFFLOADED, Device

HALF = 0.5
"""Of the catalog's fp32 figure, what half precision takes."""
LAYER_GB = 0.6
"""What the biggest single layer takes on its visit, with the library's own buffers."""
TILED = 0.6
"""Of what is made along the way, what is left where pictures are decoded one by one and in tiles: by the rows that say
how a checkpoint fits a card both ways."""
CLIPS = ("text-to-video", "image-to-video")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """What the documentation of a checkpoint suggests, in half precision."""

    card_gb: float
    """The least memory of a card on which it runs as it is said in `parts`."""
    width: int
    height: int
    frames: int = 1
    biggest: float = 0.65
    """Share of the weights that its biggest part has: what visits the device in turn."""
    parts: bool = False
    """Whether the card is meant to hold one part at a time, not all."""


SUGGESTED = {
    "stabilityai/stable-video-diffusion-img2vid-xt": Suggested(
        card_gb=14, width=1024, height=576, frames=25, biggest=0.62
    ),
    "ByteDance/AnimateDiff-Lightning": Suggested(card_gb=11.5, width=512, height=512, frames=16, biggest=0.7),
    "hunyuanvideo-community/HunyuanVideo": Suggested(
        card_gb=32, width=1280, height=720, frames=129, biggest=0.55, parts=True
    ),
    "THUDM/CogVideoX-2b": Suggested(card_gb=20, width=720, height=480, frames=49),
    "ali-vilab/text-to-video-ms-1.7b": Suggested(card_gb=8, width=256, height=256, frames=16, biggest=0.7),
    "ali-vilab/VideoCrafter2": Suggested(card_gb=16, width=512, height=320, frames=16, biggest=0.7),
    "stabilityai/stable-diffusion-xl-base-1.0": Suggested(card_gb=11.5, width=1024, height=1024, biggest=0.74),
    "stabilityai/stable-diffusion-3-medium-diffusers": Suggested(card_gb=20, width=1024, height=1024, biggest=0.57),
    "segmind/SSD-1B": Suggested(card_gb=8, width=1024, height=1024),
}
"""By id: what our documentation suggests in fp16. Not measured by us; what really runs out is caught while it runs."""
SAME = {
    "stabilityai/stable-video-diffusion-img2vid": "stabilityai/stable-video-diffusion-img2vid-xt",
    "tencent/HunyuanVideo": "hunyuanvideo-community/HunyuanVideo",
    "ModelScope/t2v": "ali-vilab/text-to-video-ms-1.7b",
    "shakker-labs/SSD-1B": "segmind/SSD-1B",
}
"""What is the same network under another name or for clips of another length."""
PICTURE, LARGE_PICTURE = (Suggested(card_gb=0, width=side, height=side) for side in (512, 1024))
LARGE_GB = 9.0
"""Of weights in full precision: what is as large paints 1024 pixels, as Stable Diffusion XL and all since."""
PICTURE_GB_PER_MEGAPIXEL = 3.6
CLIP = Suggested(card_gb=0, width=720, height=480, frames=49)
CLIP_GB_PER_MEGAPIXEL_FRAME = 0.45
"""For what has no row: as Stable Diffusion XL's, and as CogVideoX's."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a checkpoint would run on a device."""

    way: str
    """Empty where it goes there whole; `offloaded` where its parts visit it in turn; `offloaded in pieces` where its
    layers do; `processor`; `nowhere`."""
    dtype: str
    gigabytes: float
    """What it takes on the device, with what is made along the way."""
    slices: bool
    """Whether pictures of a batch are decoded one by one and large ones in tiles, and attention is worked out in
    slices where the device has no better way."""
    reason: str
    """One sentence for a person."""


def plan(
    line: Checkpoint,
    device: Device,
    free_gb: float,
    host_gb: float,
    width: int = 0,
    height: int = 0,
    frames: int = 0,
    others: Sequence[Checkpoint] | None = None,
) -> Plan:
    """What gives least of what fits: whole, part by part, layer by layer, beside the processor.

    `free_gb` is free on the device, `host_gb` beside the processor; where size and frames are 0, they are the
    checkpoint's usual ones. `others` are checkpoints of its task, for what to take where it fits nowhere: the
    catalog's if None.
    """
    weights, along = weights_gb(line, device), along_gb(line, device, width, height, frames)
    if device.name == "cpu":
        return _beside_processor(line, device, weights + along, free_gb, others)
    needs = {
        "": weights + along,
        OFFLOADED: weights * suggested(line).biggest + along * TILED,
        IN_PIECES: LAYER_GB + along * TILED,
    }
    for way, need in needs.items():
        if need <= free_gb and (not way or weights <= host_gb):
            return Plan(way, device.dtype, need, bool(way), _why(way, line, device, needs, free_gb))
    on_host = Device("cpu", "fp32", host_gb, "")
    beside = weights_gb(line, on_host) + along_gb(line, on_host, width, height, frames)
    return _beside_processor(line, on_host, beside, host_gb, others)


def weights_gb(line: Checkpoint, device: Device) -> float:
    return line.memory_gb * (1 if device.dtype == "fp32" else HALF)


def along_gb(line: Checkpoint, device: Device, width: int = 0, height: int = 0, frames: int = 0) -> float:
    """What is made along the way, in GB: as at the checkpoint's usual size, in proportion to pixels and frames."""
    usual = suggested(line)
    volume = (width or usual.width) * (height or usual.height) * (frames or usual.frames) / 1e6
    scale = volume / (usual.width * usual.height * usual.frames / 1e6)
    precision = 2 if device.dtype == "fp32" else 1
    return max(0.3, _usual_gb(line, usual)) * scale * precision


def suggested(line: Checkpoint) -> Suggested:
    """The row of `line`, or what stands for its kind."""
    if row := SUGGESTED.get(SAME.get(line.id, line.id)):
        return row
    if line.task in CLIPS:
        return CLIP
    return LARGE_PICTURE if line.memory_gb >= LARGE_GB else PICTURE


def _usual_gb(line: Checkpoint, usual: Suggested) -> float:
    """What is made along the way at the usual size, in half precision."""
    weights = line.memory_gb * HALF
    if usual.card_gb:
        return (usual.card_gb - weights * usual.biggest) / TILED if usual.parts else usual.card_gb - weights
    each = CLIP_GB_PER_MEGAPIXEL_FRAME if line.task in CLIPS else PICTURE_GB_PER_MEGAPIXEL
    return each * usual.width * usual.height * usual.frames / 1e6


def _why(way: str, line: Checkpoint, device: Device, needs: dict[str, float], free_gb: float) -> str:
    room = f"{free_gb:.1f} GB are free on {device.name}"
    if not way:
        return f"{line.id} takes {needs['']:.1f} GB in {device.dtype} with what it makes along the way; {room}."
    how = {OFFLOADED: "its parts wait beside the processor and visit it in turn, 15 to 40 % slower"}.get(
        way, "its layers wait beside the processor and visit it one by one, several times slower"
    )
    return f"{line.id} would take {needs['']:.1f} GB and {room}: {how}, at {needs[way]:.1f} GB."


def _beside_processor(
    line: Checkpoint, host: Device, need: float, free_gb: float, others: Sequence[Checkpoint] | None
) -> Plan:
    if need <= free_gb:
        why = f"{line.id} runs beside the processor: {need:.1f} GB of {free_gb:.1f} GB that are free there."
        return Plan("processor", host.dtype, need, False, why)
    smaller = _smaller(line, host, free_gb, others)
    instead = f" Take {smaller}." if smaller else " Nothing of its task is smaller; ask for fewer pixels or frames."
    why = f"{line.id} takes {need:.1f} GB beside the processor and {free_gb:.1f} GB are free.{instead}"
    return Plan("nowhere", host.dtype, need, False, why)


def _smaller(line: Checkpoint, host: Device, free_gb: float, others: Sequence[Checkpoint] | None) -> str:
    """The id of the biggest checkpoint of its task that fits beside the processor at its usual size."""
    every = load_catalog().serving(line.task) if others is None else others
    rows = [one for one in every if one.memory_gb < line.memory_gb and not one.serves_instead and not one.when_asked]
    fitting = [one for one in rows if weights_gb(one, host) + along_gb(one, host) <= free_gb]
    return max(fitting, key=lambda one: one.memory_gb).id if fitting else ""
