"""Which parts of a picture belong to what: areas in colour, and a mask of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from runtime.calls import Results
from runtime.errors import BadInput
from runtime.progress import counted
from runtime.records import Artifact, Json
from tools.base import Choose
from tools.object_words import class_meant
from tools.pictures import PICTURES, PictureTool, listed

KINDS = ("semantic", "instance", "panoptic")
MOST_MASKS, LEAST = 12, 0.001
"""Masks of a picture, and the share of it that an area must have."""
TOGETHER, SHOWN = 16, 2048
"""Pictures whose areas are held at a time, and pixels of the longer side of what is made to be looked at."""
TASK, BY_THING = "image-segmentation", "facebook/mask2former-swin-base-coco-panoptic"


class AreaTool(PictureTool):
    """Base of the tools that part pictures into areas."""

    task = TASK

    def a_few_at_a_time(
        self, given: Sequence[Artifact], checkpoint: str = "", **parameters: Any
    ) -> Iterator[tuple[Artifact, dict[str, Any], Results]]:
        """Each picture with its areas: maps of hundreds would fill the memory."""
        for start in counted(range(0, len(given), TOGETHER), "pictures"):
            some = given[start : start + TOGETHER]
            ran = self.run([one.path for one in some], checkpoint=checkpoint, also=parameters)
            for one, found in zip(some, ran.items, strict=True):
                yield one, found, ran


class SegmentPicture(AreaTool):
    name = "segment_picture"
    description = (
        "Says which pixels of pictures belong to what: road, sky, person. Makes a copy with the areas in colour and a "
        "legend, and a black and white mask of each area, of the picture's size. By class (semantic), or each thing by "
        "itself (instance, panoptic) where the model does that. To cut the subject out use remove_background."
    )
    inputs = {
        "images": PICTURES,
        "kind": {
            "type": "string",
            "nullable": True,
            "role": "area_kind",
            "description": f"One of: {', '.join(KINDS)}; the finest that the model does if left out.",
        },
        "things": {
            "type": "array",
            "nullable": True,
            "role": "area_things",
            "description": "Only areas of these classes, e.g. ['road']; all if left out.",
        },
    }
    returns: ClassVar = {
        "pictures": ("array", "source, kind, overlay, areas (label, share of the picture, score, mask), of each."),
        "labels": ("object", "Label to its share of all pictures, 0 to 1."),
        "artifacts": ("array", "Names of the copies in colour, each followed by its masks."),
    }
    side_effects = "saves pictures"
    makes = "image/png"
    cues: ClassVar = (
        r"\bsegment(ed|s|ing|ation)?\b.*\b(pictures?|photos?|images?|it|them)\b",
        r"\b(semantic|instance|panoptic)\b",
        r"\b(pictures?|photos?|images?)\b.*\b(segment\w*|masks?)\b(?! the picture\b)",
        r"\bmasks? (of|for)\b.*\b(picture|photo|image|road|sky|person|people)s?\b",
        r"\bwhich (pixels|parts?|areas?|regions?)\b.*\b(picture|photo|image)s?\b",
        r"\bhow much (of (the|this) (picture|photo|image)|sky|road|grass|water)\b",
        r"\b(what|which) (share|percentage|percent|portion|fraction|proportion|part)s? of (the|this|that|each) "
        r"(picture|photo|image)",
    )
    asks: ClassVar = (
        "segment the picture",
        "which parts of the photo are road and which are sky?",
        "make masks of the things in the image",
        "how much of the photo is sky?",
        "which share of the picture is water?",
        "panoptic segmentation of these images",
        "show which pixels belong to the person in the picture",
    )

    @classmethod
    def checkpoint_for(cls, task: str, given: Mapping[str, Json], choose: Choose) -> str:
        """Things by themselves are what another checkpoint does than the default one."""
        named = str(given.get("model", ""))
        return named or (BY_THING if given.get("kind") in KINDS[1:] else "")

    def forward(self, images: list[str], kind: str | None = None, things: list[str] | None = None) -> dict[str, Json]:
        if kind is not None and kind not in KINDS:
            raise BadInput(f"kind={kind!r} is none of {', '.join(KINDS)}. Call segment_picture(..., kind='semantic').")
        given, rows, pairs = self.pictures(images), list[dict[str, Json]](), list[tuple[Artifact, Any]]()
        checkpoint = self.checkpoint_for(TASK, {"kind": kind or "", "model": self._model}, self.bench.pool.choice)
        for one, found, ran in self.a_few_at_a_time(given, checkpoint, **({"kind": kind} if kind else {})):
            areas = picked(found, things)
            rows.append(self._row(one, found | {"areas": areas}, ran))
            pairs.append((one, areas))
        totals: dict[str, float] = {}
        for area in (area for _, areas in pairs for area in areas):
            totals[area["label"]] = totals.get(area["label"], 0.0) + area["share"] / len(given)
        said = [f"{one.title}: {shares(areas)}" for one, areas in pairs]
        shown = [str(row["overlay"]) for row in rows if row["overlay"]]
        where = f" In colour: {', '.join(shown[:3])}{' …' if len(shown) > 3 else ''}." if shown else ""
        return {
            "summary": listed(said) + where + "".join(self.scaled_note(one) for one in given[:3]),
            "pictures": rows,
            "labels": {label: round(float(share), 4) for label, share in ranked(totals)},
            "artifacts": [name for row in rows for name in (row["overlay"], *masks_in(row)) if name],
        }

    def _row(self, picture: Artifact, found: dict[str, Any], ran: Results) -> dict[str, Json]:
        from runtime.pictures.colours import colours_of
        from runtime.pictures.cutting import soft_mask
        from runtime.pictures.drawing import paint_areas, with_legend
        from runtime.pictures.facts import scaled

        row: dict[str, Json] = {"source": picture.name, "kind": found["kind"], "overlay": "", "areas": []}
        if not found["areas"]:
            return row
        names = numbered([area["label"] for area in found["areas"]])
        image = self.opened(picture)
        size, small = image.size, scaled(image.width, image.height, SHOWN)
        masks = (soft_mask(found["map"] == area["id"], small) for area in found["areas"])
        areas = [(name, np.asarray(mask) > 127) for name, mask in zip(names, masks, strict=True)]
        alt = f"{picture.title}, its areas in colour: {shares(found['areas'])}"
        painted = with_legend(paint_areas(image.resize(small), areas), colours_of(names))
        row["overlay"] = self.save_picture(painted, "areas", self.made(ran, [picture.name], alt))
        for name, area in zip(names, found["areas"], strict=True):
            mask = soft_mask(found["map"] == area["id"], size)
            row["areas"].append(self._area(picture, name, mask, area, ran))
        return row

    def _area(self, picture: Artifact, name: str, mask: Any, area: dict[str, Any], ran: Results) -> dict[str, Json]:
        black = mask.point([255 * (value > 127) for value in range(256)])
        made = self.made(ran, [picture.name], f"White where {picture.title} shows {name}.")
        saved = self.save_picture(black, f"mask-{area['label']}", made)
        score = None if area["score"] is None else round(float(area["score"]), 4)
        return {"label": area["label"], "share": round(float(area["share"]), 4), "score": score, "mask": saved}


def picked(found: dict[str, Any], things: list[str] | None) -> list[dict[str, Any]]:
    """The areas that are asked for, the largest ones.

    Raises:
        BadInput: none of them is there.
    """
    areas = [area for area in found["areas"] if area["share"] >= LEAST]
    if things:
        labels = [str(area["label"]) for area in areas]
        wanted = {class_meant(thing, labels) for thing in things if isinstance(thing, str)} - {""}
        if not wanted:
            raise BadInput(
                f"None of {things} is there. What is there: {', '.join(dict.fromkeys(labels)) or 'nothing'}."
            )
        areas = [area for area in areas if area["label"] in wanted]
    return areas[:MOST_MASKS]


def numbered(labels: list[str]) -> list[str]:
    """
    >>> numbered(["dog", "sky", "dog"])
    ['dog 1', 'sky', 'dog 2']
    """
    counts, seen = Counter(labels), Counter[str]()
    seen_before = [(label, seen.update([label]), seen[label]) for label in labels]
    return [f"{label} {number}" if counts[label] > 1 else label for label, _, number in seen_before]


def ranked(totals: dict[str, float]) -> list[tuple[str, float]]:
    return sorted(totals.items(), key=lambda pair: -pair[1])


def masks_in(row: dict[str, Json]) -> list[str]:
    return [str(area["mask"]) for area in row["areas"]]


def shares(areas: list[dict[str, Any]]) -> str:
    """
    >>> shares([{"label": "sky", "share": 0.62}, {"label": "road", "share": 0.304}])
    'sky 62 %, road 30 %'
    """
    return ", ".join(f"{area['label']} {area['share']:.0%}".replace("%", " %") for area in areas[:8]) or "nothing"
