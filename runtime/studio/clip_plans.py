"""One clip's settings: what was asked, and for the rest what the checkpoint's family does; all in one record."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from runtime.errors import nearest
from runtime.studio.clip_families import ClipFamily
from runtime.studio.clip_wishes import ClipOrder, ClipWishes
from runtime.studio.schedulers import WAYS, Way
from runtime.studio.segments import Segment, planned, total


@dataclass(frozen=True, slots=True)
class ClipPlan:
    """One clip, as it will be made."""

    order: ClipOrder
    kind: str
    """The class of the pipeline that makes it."""
    prompt: str
    negative_prompt: str
    steps: int
    guidance: float
    width: int
    height: int
    rate: float
    way: Way | None
    """None for the checkpoint's own scheduler."""
    segments: tuple[Segment, ...]
    notes: tuple[str, ...]
    """What is otherwise than it was asked for, a sentence each."""

    @property
    def frames(self) -> int:
        return total(self.segments)


def plan(wished: ClipWishes, family: ClipFamily, asked: ClipOrder) -> ClipPlan:
    """Raises ValueError where the family cannot make such a clip; the sentence says what to give."""
    picture = asked.image.size if asked.image else None
    must_serve(family, asked.prompt, picture)
    chosen = way(wished.scheduler, family)
    steps, guidance = pace(wished, family, chosen)
    width, height = sides(wished, family, picture)
    segments = planned(wished.frames or family.frames, family, asked.seed)
    return ClipPlan(
        asked, family.animates if picture else family.pipeline,
        prompt=asked.prompt if family.reads else "",
        negative_prompt=wished.negative_prompt if family.avoids else "",
        steps=steps, guidance=guidance, width=width, height=height,
        rate=float(wished.rate or family.rate), way=chosen, segments=segments,
        notes=tuple(notes(wished, family, asked.prompt, (width, height), total(segments))),
    )  # fmt: skip


def way(name: str, family: ClipFamily) -> Way | None:
    """The scheduler called `name`; None for the checkpoint's own, which is the empty name. Raises as `plan`."""
    if not name or name in family.ways:
        return family.ways.get(name)
    if name in WAYS:
        others = " or ".join(family.ways)
        raise ValueError(f"scheduler={name!r} is not for this model. It takes {others}; or leave it out.")
    raise ValueError(f"scheduler={name!r} is not known. {nearest(name, family.ways, 'Schedulers')} Or leave it out.")


def pace(wished: ClipWishes, family: ClipFamily, chosen: Way | None) -> tuple[int, float]:
    """Steps and guidance: as asked, else as the scheduler was distilled for, else the family's."""
    steps, guidance = family.steps, family.guidance
    if chosen is not None and chosen.steps:
        steps, guidance = chosen.steps, chosen.guidance
    return wished.steps or steps, float(guidance if wished.guidance is None else wished.guidance)


def must_serve(family: ClipFamily, prompt: str, picture: tuple[int, int] | None) -> None:
    """Raise ValueError where it needs what it was not given, or was given what it cannot take."""
    if picture is None and family.needs_picture:
        raise ValueError("This model begins with a picture. Give it one as image, or choose one for text-to-video.")
    if picture is not None and not family.animates:
        raise ValueError("This model begins with words only. Leave the image out, or choose one for image-to-video.")
    if family.reads and not prompt.strip() and picture is None:
        raise ValueError("The prompt is empty. Say what the clip should show.")


def sides(wished: ClipWishes, family: ClipFamily, picture: tuple[int, int] | None) -> tuple[int, int]:
    """Width and height in pixels: as asked, else in the picture's shape, else the family's; by its rule.

    Raises:
        ValueError: it makes one size only, and another was asked.
    """
    asked = wished.width, wished.height
    if family.fixed:
        if any(side and side != own for side, own in zip(asked, (family.width, family.height), strict=True)):
            raise ValueError(f"This model makes {family.width} x {family.height} pixels only. Leave the size out.")
        return family.width, family.height
    width, height = shaped(asked, picture or (family.width, family.height), family.width * family.height)
    return fitting(width, family), fitting(height, family)


def shaped(asked: tuple[int | None, int | None], shape: tuple[int, int], pixels: int) -> tuple[float, float]:
    """The sides that were asked; one alone brings the other by `shape`, and none brings about so many `pixels`.

    >>> shaped((None, 360), (1600, 900), 1024 * 576), shaped((None, None), (160, 90), 1024 * 576)
    ((640.0, 360), (1024.0, 576.0))
    """
    width, height = asked
    ratio = shape[0] / shape[1]
    if width is None and height is None:
        return sqrt(pixels * ratio), sqrt(pixels / ratio)
    return width or height * ratio, height or width / ratio  # type: ignore[operator]


def fitting(side: float, family: ClipFamily) -> int:
    """The multiple nearest to `side` that the family makes."""
    return max(1, round(side / family.side)) * family.side


def notes(wished: ClipWishes, family: ClipFamily, prompt: str, size: tuple[int, int], frames: int) -> list[str]:
    said = []
    for name, asked, used in (("width", wished.width, size[0]), ("height", wished.height, size[1])):
        if asked and asked != used:
            said.append(f"The {name} became {used}: this model makes multiples of {family.side} pixels.")
    if wished.frames and wished.frames != frames:
        said.append(f"{wished.frames} frames became {frames}, the next number that this model makes.")
    if prompt and not family.reads:
        said.append("The prompt had no part in it: no words steer this model.")
    if wished.negative_prompt and not family.avoids:
        said.append("The negative prompt had no part in it: this model takes none.")
    return said
