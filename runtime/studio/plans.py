"""One picture's settings: what was asked, and for the rest what the checkpoint's family does; all in one record."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

from runtime.studio.families import IMAGE, INPAINT, TEXT, Family, does, family_of, multiple, native, takes, usual
from runtime.studio.schedulers import Way, way
from runtime.studio.wishes import MOST_SIDE, Order, Wishes

MOST_PIXELS = 2**22
"""Of one picture: 2048 x 2048."""
CONTROL, STYLE = 1.0, 0.6
"""Weights of a ControlNet and an IP-Adapter where none are said."""
SAYS = {
    TEXT: "make a picture from words alone. Give an image",
    IMAGE: "begin with a picture without a mask. Give a mask too, or no image",
    INPAINT: "paint inside a mask. Leave the mask out",
}


@dataclass(frozen=True, slots=True)
class Plan:
    order: Order
    task: str
    negative_prompt: str
    steps: int
    guidance: float
    width: int
    height: int
    strength: float | None
    """None where nothing is begun with, or all of it is always made anew."""
    way: Way | None
    control_weight: float | None
    style_weight: float | None
    notes: tuple[str, ...] = ()
    """What came otherwise than it was asked, a sentence each."""


def plan(pipeline: Any, kind: type, order: Order, wished: Wishes) -> Plan:
    """`pipeline` is the one that was read; `kind` the class that will draw.

    Raises:
        ValueError: it cannot be drawn so; the sentence says what to give.
    """
    family = family_of(pipeline)
    chosen = way(wished.scheduler, family.flows)
    strength = _strength(wished.strength, order, takes(kind), family)
    width, height = sides((wished.width, wished.height), order.shape, native(pipeline), multiple(pipeline), family.room)
    steps, guidance = _pace(usual(pipeline), chosen, wished)
    must_move(steps, strength)
    avoided = wished.negative_prompt if family.avoids else ""
    return Plan(
        order, order.task, avoided, steps, guidance, width, height, strength, chosen,
        control_weight=_weight(wished.control_weight, CONTROL, order.hint),
        style_weight=_weight(wished.style_weight, STYLE, order.style),
        notes=tuple(_notes(wished, family, (width, height), multiple(pipeline))),
    )  # fmt: skip


def must_do(pipeline: Any, order: Order, wished: Wishes) -> None:
    """Raise ValueError where the checkpoint does not do what is asked, or a part of it is missing."""
    if order.task not in does(pipeline):
        raise ValueError(f"This model does not {SAYS[order.task]}, or choose another model.")
    if order.hint is not None and not wished.control:
        raise ValueError("A hint needs the ControlNet that reads it. Give its name as control.")
    if wished.control and order.hint is None:
        raise ValueError(f"{wished.control} needs a hint, such as a picture of edges. Give it as hint.")


def sides(
    asked: tuple[int | None, int | None],
    shape: tuple[int, int] | None,
    own: tuple[int, int],
    step: int,
    room: float = 1.5,
) -> tuple[int, int]:
    """Width and height in pixels, both multiples of `step`.

    As asked; one alone brings the other by the picture's shape; none brings the picture's size, scaled down where it
    is more than `room` times the checkpoint's `own`; or that where there is no picture.

    >>> sides((45, None), (20, 10), (512, 512), 8), sides((None, None), (3000, 2000), (512, 512), 8)
    ((48, 24), (944, 624))

    Raises:
        ValueError: that is more than is made.
    """
    width, height = asked
    across, down = shape or own
    if width is None and height is None:
        scale = min(1.0, sqrt(own[0] * own[1] * room**2 / (across * down))) if shape else 1.0
        wide, high = across * scale, down * scale
    else:
        wide, high = width or (height or 0) * across / down, height or (width or 0) * down / across
    found = max(1, round(wide / step)) * step, max(1, round(high / step)) * step
    if max(found) > MOST_SIDE or found[0] * found[1] > MOST_PIXELS:
        raise ValueError(
            f"{found[0]} x {found[1]} pixels are more than is made at once. Make it smaller, then enlarge it."
        )
    return found


def must_move(steps: int, strength: float | None) -> None:
    """Raise ValueError where so little strength leaves no step to take.

    >>> must_move(4, 0.1)
    Traceback (most recent call last):
    ValueError: strength=0.1 of 4 steps leaves no step. Give a strength from 0.25 on, or 10 steps.
    """
    if strength is not None and int(steps * strength) < 1:
        more = f", or {ceil(1 / strength)} steps" if strength else ""
        raise ValueError(
            f"strength={strength:g} of {steps} steps leaves no step. "
            f"Give a strength from {ceil(100 / steps) / 100:g} on{more}."
        )


def _strength(asked: float | None, order: Order, takes: Any, family: Family) -> float | None:
    if order.image is None or "strength" not in takes:
        if asked is not None:
            raise ValueError("Nothing that strength could weaken: leave it out, or give another model an image.")
        return None
    return asked if asked is not None else 1.0 if order.mask is not None else family.strength


def _pace(own: dict[str, Any], chosen: Way | None, wished: Wishes) -> tuple[int, float]:
    """Steps and guidance: as asked, else as the scheduler was distilled for, else the family's."""
    steps, guidance = own["steps"], own["guidance"]
    if chosen is not None and chosen.steps:
        steps, guidance = chosen.steps, chosen.guidance
    return wished.steps or steps, float(guidance if wished.guidance is None else wished.guidance)


def _weight(asked: float | None, usual: float, given: Any) -> float | None:
    if given is None:
        return None
    return usual if asked is None else float(asked)


def _notes(wished: Wishes, family: Family, size: tuple[int, int], step: int) -> list[str]:
    said = []
    for name, asked, used in (("width", wished.width, size[0]), ("height", wished.height, size[1])):
        if asked and asked != used:
            said.append(f"The {name} became {used}: this model makes multiples of {step} pixels.")
    if wished.negative_prompt and not family.avoids:
        said.append("The negative prompt had no part in it: this model takes none.")
    return said
