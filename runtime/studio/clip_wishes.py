"""What is asked of a clip: the parameters of a call, and one input of it, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from runtime.errors import nearest
from runtime.studio.wishes import MOST_GUIDANCE, MOST_SEEDS, MOST_SIDE, MOST_STEPS, adapter, in_range, listed, shown

MOST_FRAMES, MOST_RATE = 3000, 60
INPUT = ("prompt", "seed", "image")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipWishes:
    """The parameters of a call. None, or empty, where it is left to the family."""

    negative_prompt: str = ""
    steps: int | None = None
    guidance: float | None = None
    width: int | None = None
    height: int | None = None
    frames: int | None = None
    rate: float | None = None
    scheduler: str = ""
    adapters: tuple[tuple[str, float], ...] = ()
    base: str = ""
    """The Stable Diffusion that a motion module moves, by its id; empty for the one that its catalog line names."""


NAMES = tuple(field.name for field in fields(ClipWishes))
RANGES: dict[str, tuple[type, float, float]] = {
    "steps": (int, 1, MOST_STEPS),
    "guidance": (float, 0, MOST_GUIDANCE),
    "width": (int, 1, MOST_SIDE),
    "height": (int, 1, MOST_SIDE),
    "frames": (int, 1, MOST_FRAMES),
    "rate": (float, 1, MOST_RATE),
}


def wishes(parameters: Mapping[str, Any]) -> ClipWishes:
    """
    Raises:
        ValueError: a parameter is not known, or has a value that it cannot have; the sentence says what to give.
    """
    for name in parameters:
        if name not in NAMES:
            raise ValueError(f"{name!r} is no parameter of a clip. {nearest(name, NAMES, 'Parameters')}")
    for name in ("negative_prompt", "scheduler", "base"):
        if not isinstance(parameters.get(name, ""), str):
            raise ValueError(f"{name}={parameters[name]!r} is no text. Give a text, or leave it out.")
    for name, (kind, least, most) in RANGES.items():
        in_range(name, parameters.get(name), kind, least, most)
    return ClipWishes(**{**parameters, "adapters": tuple(map(adapter, listed(parameters.get("adapters", ()))))})


@dataclass(frozen=True, slots=True)
class ClipOrder:
    """One input. The picture that the clip begins with is in RGB, or None."""

    prompt: str
    seed: int
    image: Any = None


def order(item: Any) -> ClipOrder:
    """
    Raises:
        ValueError: a part of it is wrong.
        FileProblem: the picture is a file that cannot be read.
    """
    if not isinstance(item, Mapping) or "seed" not in item or not set(item) <= set(INPUT):
        raise ValueError(f"An input has a prompt and a seed, and may have an image; it was {item!r:.200}.")
    prompt, seed = item.get("prompt", ""), item["seed"]
    if not isinstance(prompt, str):
        raise ValueError(f"The prompt {prompt!r} is no text. Say in words what the clip should show.")
    if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed < MOST_SEEDS:
        raise ValueError(f"The seed {seed!r} is not a whole number from 0 on. Give one, such as 7.")
    return ClipOrder(prompt, seed, shown(item.get("image")))
