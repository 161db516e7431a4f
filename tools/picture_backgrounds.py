"""The background of a picture: taken away, or another put in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from runtime.calls import Results
from runtime.errors import BadInput, NoResult, need
from runtime.records import Artifact, Json
from tools.object_words import class_meant
from tools.picture_areas import AreaTool
from tools.pictures import PICTURES, listed

BEHIND = frozenset((
    "background", "wall", "wall-brick", "wall-stone", "wall-tile", "wall-wood", "building", "sky", "floor",
    "floor-wood", "tree", "ceiling", "road", "grass", "sidewalk", "pavement", "earth", "ground", "door", "mountain",
    "plant", "curtain", "water", "sea", "river", "lake", "field", "rock", "sand", "rug", "fence", "path", "stairs",
    "hill", "land", "swamp", "house", "windowpane", "window", "window-blind", "snow", "vegetation", "terrain", "pole",
    "dirt", "dirt track", "runway", "railing", "column", "gravel", "playingfield", "platform", "roof", "bridge",
    "skyscraper", "canopy",
))  # fmt: skip
"""Classes of ADE20K, COCO and Cityscapes that stand behind what a picture is of."""
BLUR = "blur"
LEAST = 0.002
"""Share of a picture under which an area is taken for noise."""
KEEP: dict[str, Any] = {
    "type": "array",
    "nullable": True,
    "role": "kept_things",
    "description": "What to keep, by its classes, e.g. ['person']; all that is no wall, sky, floor … if left out.",
}


@dataclass(frozen=True, slots=True)
class Fronted:
    """A picture, and what of it is in front."""

    picture: Artifact
    image: Any
    mask: Any
    """Soft, of the image's size."""
    kept: list[str]
    """Its classes."""
    ran: Results

    @property
    def said(self) -> str:
        return ", ".join(self.kept)


class BackgroundTool(AreaTool):
    def in_front(self, found: dict[str, Any], keep: list[str] | None, picture: Artifact) -> tuple[Any, list[str]]:
        """(H, W) bool of what is kept, and its classes.

        Raises:
            NoResult: nothing stands in front.
            BadInput: what is to be kept is not there.
        """
        areas = [area for area in found["areas"] if area["share"] >= LEAST]
        labels = list(dict.fromkeys(str(area["label"]) for area in areas))
        kept = [label for label in labels if plain_class(label) not in BEHIND]
        if keep:
            kept = [name for name in dict.fromkeys(class_meant(word, labels) for word in keep) if name]
            if not kept:
                raise BadInput(f"{picture.title} shows none of {keep}; it shows {', '.join(labels) or 'nothing'}.")
        if not kept:
            raise NoResult(f"{picture.title} shows only what counts as background: {', '.join(labels)}.")
        ids = [area["id"] for area in areas if area["label"] in kept]
        return np.isin(found["map"], ids), kept

    def each(self, given: Sequence[Artifact], keep: list[str] | None, missed: list[str]) -> Iterator[Fronted]:
        """Each picture with what is in front. Only some are held at a time, and one of full size.

        `missed` gets a sentence for each in which nothing is; where that is all, it is raised.
        """
        from runtime.pictures.cutting import soft_mask

        for one, areas, ran in self.a_few_at_a_time(given):
            try:
                mask, kept = self.in_front(areas, keep, one)
            except (NoResult, BadInput) as error:
                missed.append(f" {error}")
                if len(missed) == len(given):
                    raise
                continue
            image = self.opened(one)
            yield Fronted(one, image, soft_mask(mask, image.size), kept, ran)


class RemoveBackground(BackgroundTool):
    name = "remove_background"
    description = (
        "Cuts the subject of pictures out: a PNG of the same size, transparent where the background was. What counts "
        "as background is wall, sky, floor, grass and the like; name what to keep to be exact. Edges are as fine as "
        "the model's, hair is not. For things as rectangles use detect_objects with cut_out."
    )
    inputs = {"images": PICTURES, "keep": KEEP}
    returns: ClassVar = {
        "pictures": ("array", "source, cut_out (artifact name), kept (classes), share of the picture, of each."),
        "artifacts": ("array", "Names of the pictures, in order."),
    }
    side_effects = "saves pictures"
    makes = "image/png"
    replaces = True
    cues: ClassVar = (
        r"\b(remove|delete|erase|drop|strip|get rid of|take away|cut away|clear)\b.*\bbackgrounds?\b",
        r"\btransparent (background|png)s?\b",
        r"\b(without|no) (its |the )?background\b",
        r"\b(background removal|remove\.?bg)\b",
        r"\bcut ?out the (subject|foreground)\b|\bcut the (subject|foreground) out\b",
    )
    asks: ClassVar = (
        "remove the background of this picture",
        "make the background transparent",
        "cut out the subject of the photo",
        "give me the product without its background",
        "background removal for these images",
        "erase the background from the photos",
    )

    def forward(self, images: list[str], keep: list[str] | None = None) -> dict[str, Json]:
        from runtime.pictures.cutting import cut_out

        given, rows, said, missed = self.pictures(images), list[dict[str, Json]](), list[str](), list[str]()
        for one in self.each(given, keep, missed):
            made = self.made(one.ran, [one.picture.name], f"{one.said} of {one.picture.title}, without its background")
            name = self.save_picture(cut_out(one.image, one.mask), "cutout", made)
            share = round(float((np.asarray(one.mask) > 127).mean()), 4)
            rows.append({"source": one.picture.name, "cut_out": name, "kept": [*one.kept], "share": share})
            said.append(f"{one.picture.title}: kept {one.said} ({name})")
        notes = "".join([*missed[:3], *(self.scaled_note(one) for one in given[:3])])
        return {"summary": listed(said) + notes, "pictures": rows, "artifacts": [row["cut_out"] for row in rows]}


class ReplaceBackground(BackgroundTool):
    name = "replace_background"
    description = (
        "Puts another background behind the subject of pictures: a colour, another picture, or its own out of focus. "
        "What counts as background is wall, sky, floor, grass and the like; name what to keep to be exact."
    )
    inputs = {
        "images": PICTURES,
        "background": {
            "type": "string",
            "role": "background",
            "description": "A colour ('white', '#2040a0'), 'blur', or the artifact name of a picture.",
        },
        "keep": KEEP,
    }
    returns: ClassVar = {
        "pictures": ("array", "source, made (artifact name), kept (classes), of each."),
        "artifacts": ("array", "Names of the pictures, in order."),
    }
    side_effects = "saves pictures"
    makes = "image/png"
    replaces = True
    cues: ClassVar = (
        r"\b(replace|change|swap|exchange)\b.*\bbehind (me|him|her|it|us|them|the)\b",
        r"\b(replace|change|swap|blur|exchange|recolou?r|paint)\b.*\bbackgrounds?\b",
        r"\bbackgrounds?\b.*\b(blur(red|ry)?|out of focus|with|by|to|another|new)\b",
        r"\b(put|set|place|show)\b.*\b(before|in front of|on|against|onto|behind)\b.*\b(background|backdrop)\b",
        r"\bbehind (me|him|her|them|us|it)\b.{0,60}\b(i|we)( ['’]?d)? (want|need|would like|like)\b",
        r"\b(portrait|bokeh) (mode|effect)\b",
        r"\b(on|before|against|onto) (an? |the )?(\w+ ){0,2}#[0-9a-f]{3,6} (back ?)?(ground|drop)\b",
        r"\b(make|turn) the background\b(?!.*transparent)",
    )
    asks: ClassVar = (
        "replace the background with white",
        "blur the background of the photo",
        "put a blue background behind it",
        "change the background of these pictures to grey",
        "swap the background for the beach picture",
        "make the background out of focus",
    )

    def forward(self, images: list[str], background: str, keep: list[str] | None = None) -> dict[str, Json]:
        ground = self._ground(background.strip())
        given, behind = self.pictures([name for name in images if name != background.strip()]), said(ground, background)
        also, rows, told = [ground.name] if isinstance(ground, Artifact) else [], list[dict[str, Json]](), list[str]()
        missed: list[str] = []
        for one in self.each(given, keep, missed):
            made = self.made(one.ran, [one.picture.name, *also], f"{one.said} of {one.picture.title} before {behind}")
            name = self.save_picture(self._put(one.image, one.mask, ground), "before", made)
            rows.append({"source": one.picture.name, "made": name, "kept": [*one.kept]})
            told.append(f"{one.picture.title}: {one.said} before {behind} ({name})")
        return {
            "summary": listed(told) + "".join(missed[:3]),
            "pictures": rows,
            "artifacts": [row["made"] for row in rows],
        }

    def _ground(self, said: str) -> Any:
        """A picture's artifact, a colour, or 'blur'.

        Raises:
            BadInput: it is none of these.
        """
        if said.lower() in ("blur", "blurred", "blurry", "out of focus"):
            return BLUR
        try:
            return need("PIL.ImageColor", "vision").getrgb(said.lower())[:3]
        except ValueError:
            pass
        if said in [one.name for one in self.bench.artifacts.list()]:
            return self.picture(said)
        raise BadInput(
            f"background={said!r} is no colour, no picture here and not 'blur'. "
            "Call replace_background(images=['photo-1'], background='white') or name a picture."
        )

    def _put(self, image: Any, mask: Any, ground: Any) -> Any:
        from runtime.pictures import cutting

        if ground == BLUR:
            return cutting.before_blur(image, mask)
        if isinstance(ground, Artifact):
            return cutting.before_picture(image, mask, self.opened(ground))
        return cutting.before_colour(image, mask, ground)


def plain_class(label: str) -> str:
    """A class without what COCO writes behind some.

    >>> plain_class("wall-other-merged"), plain_class("Sky "), plain_class("wall-brick")
    ('wall', 'sky', 'wall-brick')
    """
    return re.sub(r"(-(other|merged|stuff))+$", "", label.strip().lower())


def said(ground: Any, background: str) -> str:
    """What stands behind, in words."""
    if ground == BLUR:
        return "its own background, blurred"
    return ground.title if isinstance(ground, Artifact) else background.strip().lower()
