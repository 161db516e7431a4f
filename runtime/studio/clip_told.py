"""What a clip's pipeline is called with, and what is told of the clip afterwards."""

from __future__ import annotations

from importlib import metadata
from typing import Any

from runtime.records import Json
from runtime.studio.clip_families import ClipFamily
from runtime.studio.clip_plans import ClipPlan
from runtime.studio.clip_wishes import ClipWishes
from runtime.studio.painting import LIBRARIES, unheard
from runtime.studio.schedulers import told as told_scheduler


def called_with(plan: ClipPlan, family: ClipFamily) -> dict[str, Any]:
    """The arguments that are the same for every segment."""
    given: dict[str, Any] = {
        "num_inference_steps": plan.steps,
        family.guidance_name: plan.guidance,
        "width": plan.width,
        "height": plan.height,
        **dict(family.more),
    }
    if family.reads:
        given["prompt"] = plan.prompt
    if family.avoids:
        given["negative_prompt"] = plan.negative_prompt
    if family.rate_name:
        given[family.rate_name] = round(plan.rate)
    return given


def told(plan: ClipPlan, wished: ClipWishes, pipeline: Any) -> dict[str, Json]:
    """Every value as it was used, plain: enough to make the clip again with the same checkpoint."""
    return {
        "prompt": plan.prompt,
        "negative_prompt": plan.negative_prompt,
        "seed": plan.order.seed,
        "steps": plan.steps,
        "guidance": plan.guidance,
        "width": plan.width,
        "height": plan.height,
        "frames": plan.frames,
        "rate": plan.rate,
        "segments": [{"frames": part.frames, "shared": part.shared, "seed": part.seed} for part in plan.segments],
        "scheduler": wished.scheduler,
        "scheduler_settings": told_scheduler(pipeline.scheduler),
        "adapters": [[name, weight] for name, weight in wished.adapters],
        "base": wished.base,
        "pipeline": type(pipeline).__name__,
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "notes": [*plan.notes, *unheard(pipeline, plan.prompt)],
    }
