"""What is asked of a picture: the parameters of a call, and one input of it, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import isfinite
from pathlib import Path
from typing import Any

from runtime.errors import nearest
from runtime.runners.seeing import opened
from runtime.studio.families import IMAGE, INPAINT, TEXT

MOST_SEEDS = 2**63
MOST_STEPS, MOST_GUIDANCE, HEAVIEST = 500, 50.0, 4.0
LEAST_SIDE, MOST_SIDE = 8, 4096
"""Pixels."""
LARGEST_READ = 8192
"""Pixels of the longer side of a picture that is worked on: larger ones are read scaled down."""
PARTS = ("prompt", "seed", "image", "mask", "hint", "style")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """The parameters of a call. None leaves it to the checkpoint's family."""

    negative_prompt: str = ""
    steps: int | None = None
    guidance: float | None = None
    width: int | None = None
    height: int | None = None
    strength: float | None = None
    scheduler: str = ""
    adapters: tuple[tuple[str, float], ...] = ()
    control: str = ""
    control_weight: float | None = None
    style_weight: float | None = None
    styler: str = ""
    """The IP-Adapter; empty for the usual one."""


NAMES = tuple(field.name for field in fields(Wishes))
RANGES: dict[str, tuple[type, float, float]] = {
    "steps": (int, 1, MOST_STEPS),
    "guidance": (float, 0, MOST_GUIDANCE),
    "width": (int, LEAST_SIDE, MOST_SIDE),
    "height": (int, LEAST_SIDE, MOST_SIDE),
    "strength": (float, 0, 1),
    "control_weight": (float, 0, HEAVIEST),
    "style_weight": (float, 0, HEAVIEST),
}


def wishes(parameters: Mapping[str, Any]) -> Wishes:
    """
    Raises:
        ValueError: a parameter is not known, or has a value that it cannot have; the sentence says what to give.
    """
    for name in parameters:
        if name not in NAMES:
            raise ValueError(f"{name!r} is no parameter of a picture. {nearest(name, NAMES, 'Parameters')}")
    for name in ("negative_prompt", "scheduler", "control", "styler"):
        if not isinstance(parameters.get(name, ""), str):
            raise ValueError(f"{name}={parameters[name]!r} is no text. Give a text, or leave it out.")
    for name, (kind, least, most) in RANGES.items():
        in_range(name, parameters.get(name), kind, least, most)
    return Wishes(**{**parameters, "adapters": tuple(map(adapter, listed(parameters.get("adapters", ()))))})


def in_range(name: str, value: Any, kind: type, least: float, most: float) -> None:
    kinds = (int,) if kind is int else (int, float)
    fits = isinstance(value, kinds) and not isinstance(value, bool)
    if value is None or (fits and isfinite(value) and least <= value <= most):
        return
    what = "a whole number" if kind is int else "a number"
    raise ValueError(f"{name}={value!r} is not {what} from {least:g} to {most:g}. Give such a one, or leave it out.")


def listed(value: Any) -> tuple[Any, ...]:
    if isinstance(value, list | tuple):
        return tuple(value)
    raise ValueError(f"adapters={value!r} is no list. Give pairs of a LoRA's name and its weight.")


def adapter(pair: Any) -> tuple[str, float]:
    """
    >>> adapter(["nerijs/pixel-art-xl", 1])
    ('nerijs/pixel-art-xl', 1.0)
    """
    if not isinstance(pair, list | tuple) or len(pair) != 2 or not isinstance(pair[0], str) or not pair[0]:
        raise ValueError(f"{pair!r} is no LoRA and its weight. Give a pair such as ('nerijs/pixel-art-xl', 0.8).")
    in_range(f"the weight of {pair[0]}", pair[1], float, -HEAVIEST, HEAVIEST)
    return pair[0], float(pair[1])


@dataclass(frozen=True, slots=True)
class Order:
    """One input. Pictures are in RGB, the mask in shades of grey: white is painted anew."""

    prompt: str
    seed: int
    image: Any = None
    mask: Any = None
    hint: Any = None
    style: Any = None

    @property
    def task(self) -> str:
        if self.mask is not None:
            return INPAINT
        return TEXT if self.image is None else IMAGE

    @property
    def shape(self) -> tuple[int, int] | None:
        """Width and height of the picture that it begins with, or follows; None where there is none."""
        shown = self.image or self.hint
        return shown.size if shown else None


def order(item: Any) -> Order:
    """
    Raises:
        ValueError: there is no prompt or seed, or something else is wrong.
        FileProblem: a picture is a file that cannot be read.
    """
    if not isinstance(item, Mapping) or not {"prompt", "seed"} <= set(item) <= set(PARTS):
        raise ValueError(
            f"An input has a prompt and a seed, and may have {', '.join(PARTS[2:])}; it was {item!r:.200}."
        )
    prompt, seed = item["prompt"], item["seed"]
    if not isinstance(prompt, str):
        raise ValueError(f"The prompt {prompt!r} is no text. Say in words what the picture should show.")
    if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed < MOST_SEEDS:
        raise ValueError(f"The seed {seed!r} is not a whole number from 0 on. Give one, such as 7.")
    image, hint, style = (shown(item.get(name)) for name in ("image", "hint", "style"))
    return Order(prompt, seed, image, masked(item.get("mask"), image), hint, style)


def shown(item: Any) -> Any:
    return None if item is None else opened(Path(item) if isinstance(item, str) else item, LARGEST_READ)


def masked(item: Any, image: Any) -> Any:
    """The mask in grey, of the picture's size.

    Raises:
        ValueError: there is no picture to it, it has another size, or nothing in it is white.
    """
    if item is None:
        return None
    if image is None:
        raise ValueError("A mask needs the picture that it lies on. Give it as image.")
    mask = shown(item).convert("L")
    if mask.size != image.size:
        (wide, high), (width, height) = mask.size, image.size
        raise ValueError(
            f"The mask has {wide} x {high} pixels and the picture {width} x {height}. Give one of its size."
        )
    if mask.getextrema()[1] < 128:
        raise ValueError("Nothing in the mask is white, so nothing would be painted. Make white what is to change.")
    return mask
