"""One picture: the call of a pipeline, what is done to what comes out, and what is told of it."""

from __future__ import annotations

from importlib import metadata
from typing import Any

from runtime.records import Json
from runtime.studio.families import INPAINT, family_of, takes
from runtime.studio.hushing import hushed
from runtime.studio.plans import Plan
from runtime.studio.schedulers import told as told_scheduler
from runtime.studio.wishes import Wishes

LIBRARIES = ("torch", "diffusers", "transformers")


def painted(pipeline: Any, planned: Plan) -> tuple[Any, bool]:
    """The picture in RGB, and whether a safety checker blackened it."""
    import torch

    if planned.style_weight is not None:
        pipeline.set_ip_adapter_scale(planned.style_weight)
    generator = torch.Generator("cpu").manual_seed(planned.order.seed)
    with hushed():
        made = pipeline(**called_with(pipeline, planned), generator=generator, output_type="pil")
    flagged = bool(any(getattr(made, "nsfw_content_detected", None) or ()))
    image = made.images[0].convert("RGB")
    if planned.task == INPAINT:
        image = image.resize(planned.order.image.size) if flagged else overlaid(image, planned)
    return image, flagged


def called_with(pipeline: Any, planned: Plan) -> dict[str, Any]:
    """The arguments of the call, by what its class takes."""
    one, known = planned.order, takes(type(pipeline))
    asked: dict[str, Any] = {
        "prompt": one.prompt,
        "negative_prompt": planned.negative_prompt or None,
        "num_inference_steps": planned.steps,
        "guidance_scale": planned.guidance,
        "width": planned.width,
        "height": planned.height,
        "strength": planned.strength,
        "ip_adapter_image": one.style,
    } | pictures(known, planned)
    if one.hint is not None:
        asked["controlnet_conditioning_scale"] = planned.control_weight
    return {name: value for name, value in asked.items() if name in known and value is not None}


def pictures(known: Any, planned: Plan) -> dict[str, Any]:
    """The pictures that it is made from, as large as it will be; the ControlNet's where its class looks for it."""
    one, given = planned.order, {}
    if one.image is not None:
        given["image"] = sized(one.image, planned)
    if one.mask is not None:
        given["mask_image"] = sized(one.mask, planned)
    if one.hint is not None:
        given["control_image" if "control_image" in known else "image"] = sized(one.hint, planned)
    return given


def sized(image: Any, planned: Plan) -> Any:
    """Of the size that is painted at; what has another shape loses its edges, except under a mask, where it bends."""
    from PIL import Image, ImageOps

    size = (planned.width, planned.height)
    if image.size == size:
        return image
    if planned.task == INPAINT:
        return image.resize(size, Image.Resampling.LANCZOS)
    return ImageOps.fit(image, size, Image.Resampling.LANCZOS)


def overlaid(image: Any, planned: Plan) -> Any:
    """The picture that it began with, and what was painted where the mask is white, in between as the mask is grey."""
    from PIL import Image

    one = planned.order
    over = image if image.size == one.image.size else image.resize(one.image.size, Image.Resampling.LANCZOS)
    return Image.composite(over, one.image, one.mask)


def told(pipeline: Any, planned: Plan, wished: Wishes) -> dict[str, Json]:
    """Every value as it was used, plain: enough to make the picture again with the same checkpoint."""
    notes = [*planned.notes, *unheard(pipeline, planned.order.prompt)]
    if (larger := family_of(pipeline).larger) > 1:
        notes.append(f"Each side came out {larger} times as long.")
    return {
        "prompt": planned.order.prompt,
        "negative_prompt": planned.negative_prompt,
        "seed": planned.order.seed,
        "steps": planned.steps,
        "guidance": planned.guidance,
        "width": planned.width,
        "height": planned.height,
        "strength": planned.strength,
        "scheduler": wished.scheduler,
        "scheduler_settings": told_scheduler(pipeline.scheduler),
        "adapters": [[name, weight] for name, weight in wished.adapters],
        "control": wished.control,
        "control_weight": planned.control_weight,
        "style_weight": planned.style_weight,
        "pipeline": type(pipeline).__name__,
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "notes": notes,
    }


def unheard(pipeline: Any, prompt: str) -> list[str]:
    """A note on the words that CLIP did not read, where it is all that reads: 77 tokens and no more."""
    tokenizer = getattr(pipeline, "tokenizer", None)
    if tokenizer is None or type(pipeline.tokenizer).__name__[:4] != "CLIP" or long_reader(pipeline):
        return []
    tokens = tokenizer(prompt, add_special_tokens=False, verbose=False).input_ids
    rest = tokenizer.decode(tokens[tokenizer.model_max_length - 2 :]).strip()
    return [f"The end of the prompt was not read: {rest!r}."] if rest else []


def long_reader(pipeline: Any) -> bool:
    """Whether a T5 reads beside CLIP."""
    readers = [getattr(pipeline, f"text_encoder_{number}", None) for number in (2, 3)]
    return any(type(reader).__name__.startswith("T5") for reader in readers)
