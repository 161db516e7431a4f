"""Puts a pipeline of diffusers where its placement says: whole, part by part, or layer by layer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from runtime.devices import IN_PIECES, OFFLOADED, Placement
from runtime.studio.planning import Plan, plan

__all__ = ["Plan", "apply", "held", "plan", "said"]

SAID = {
    OFFLOADED: "It did not fit whole: its parts visited the device in turn.",
    IN_PIECES: "It did not fit part by part either: its layers visited the device one by one.",
    "processor": "It did not fit on the device and ran beside the processor.",
    "lower precision": "It did not fit in full precision and ran in half.",
}


def said(placement: Placement) -> str:
    """What had to give, for a person; empty where nothing had."""
    return SAID.get(placement.rung, "")


def apply(pipeline: Any, placement: Placement) -> Any:
    """Send `pipeline` where `placement` says; returns it. A second pipeline may share the first one's parts.

    Where its parts only visit the device, pictures of a batch are decoded one by one, and large ones and clips in
    tiles. Attention in slices is for Apple's processors alone: elsewhere torch has a better way, and that would be
    switched off.
    """
    device = placement.device.name
    if placement.offload:
        _decode_in_tiles(pipeline)
    if placement.rung == IN_PIECES:
        _visit_by_layers(pipeline, device)
    elif placement.offload:
        pipeline.enable_model_cpu_offload(device=device)
    else:
        pipeline.to(device)
    if device == "mps" and hasattr(pipeline, "enable_attention_slicing"):
        pipeline.enable_attention_slicing()
    return pipeline


def held(modules: Iterable[Any], placement: Placement) -> dict[str, float]:
    """GB that a placed pipeline's parts take, by device: what only visits one counts there with its biggest part."""
    from runtime.runners.base import held_gb

    parts = list(modules)
    memory = held_gb(parts)
    if placement.rung == OFFLOADED and placement.device.name not in memory:
        memory[placement.device.name] = max((sum(held_gb([part]).values()) for part in parts), default=0.0)
    return memory


def _decode_in_tiles(pipeline: Any) -> None:
    vae = getattr(pipeline, "vae", None)
    for way in ("enable_slicing", "enable_tiling"):
        if hasattr(vae, way):
            getattr(vae, way)()


def _visit_by_layers(pipeline: Any, device: str) -> None:
    """Layers of what is not there yet: of a pipeline that shares parts, the other had them sent already."""
    import torch
    from diffusers.hooks.group_offloading import apply_group_offloading

    onto, beside = torch.device(device), torch.device("cpu")
    for part in pipeline.components.values():
        if isinstance(part, torch.nn.Module) and not _visits(part):
            apply_group_offloading(part, onload_device=onto, offload_device=beside, offload_type="leaf_level")


def _visits(part: Any) -> bool:
    from diffusers.hooks.group_offloading import _is_group_offload_enabled

    return bool(_is_group_offload_enabled(part))
