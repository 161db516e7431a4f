"""Where in a picture what is named in words stands, as a mask to paint in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runtime.errors import BadInput, CheckpointError, need
from runtime.records import Artifact
from tools.object_words import class_meant
from tools.pictures import PictureTool

FINDS, PARTS = "zero-shot-object-detection", "image-segmentation"
INSIDE, ENOUGH = 0.6, 0.2
"""The share of an area that must lie in a box to belong to it, and the share of a box that areas must fill."""
WIDER = 0.02
"""Of the shorter side: how far a mask reaches beyond what it is of, so that nothing of its rim stays."""
Mask = NDArray[np.bool_]


def masked(tool: PictureTool, picture: Artifact, image: Any, thing: str) -> Any:
    """A mask of the picture's size, white over `thing` and a little beyond.

    By what finds things that are named on the spot; where a model that parts pictures into areas is here too, by those
    of its areas that lie there.

    Raises:
        BadInput: nothing like it is there; the sentence says what is.
        CheckpointError: no model that could find it is on this machine.
    """
    finds, parts = able(tool, FINDS), able(tool, PARTS)
    areas = _areas(tool, image) if parts else []
    boxes = _boxes(tool, picture, image, thing) if finds or not parts else []
    found = _in_boxes(boxes, areas, image.size) if boxes else _of_class(areas, thing, picture)
    return widened(found, image.size)


def able(tool: PictureTool, task: str) -> bool:
    """Whether a model for `task` is on this machine."""
    try:
        return bool(tool.bench.pool.choice(task))
    except CheckpointError:
        return False


def _boxes(tool: PictureTool, picture: Artifact, image: Any, thing: str) -> list[tuple[int, int, int, int]]:
    """Where it stands, in pixels.

    Raises:
        BadInput: nowhere.
    """
    (found,) = tool.run([image], FINDS, kept=False, candidate_labels=[thing]).items
    if not found:
        raise BadInput(f"{picture.title} shows no {thing!r}. Name it otherwise, or give a mask.")
    return [inside(one["box"], image.size) for one in found]


def inside(box: Sequence[float], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """
    >>> inside((-3.2, 4.0, 200.0, 9.6), (64, 32))
    (0, 4, 64, 10)
    """
    left, top, right, bottom = box
    return max(0, int(left)), max(0, int(top)), min(size[0], round(right)), min(size[1], round(bottom))


def _areas(tool: PictureTool, image: Any) -> list[tuple[str, Mask]]:
    """Label and place of each area of the picture, in its size."""
    (found,) = tool.run([image], PARTS, kept=False).items
    library = need("PIL.Image", "vision")
    whole = library.fromarray(found["map"].astype(np.uint8) if found["map"].max() < 256 else found["map"])
    ids = np.asarray(whole.resize(image.size, library.Resampling.NEAREST))
    return [(str(area["label"]), ids == area["id"]) for area in found["areas"]]


def _in_boxes(boxes: Sequence[tuple[int, int, int, int]], areas: Sequence[tuple[str, Mask]], size: Any) -> Mask:
    mask = np.zeros((size[1], size[0]), bool)
    for left, top, right, bottom in boxes:
        box = np.zeros_like(mask)
        box[top:bottom, left:right] = True
        fitting = [area for _, area in areas if (area & box).sum() >= INSIDE * max(1, area.sum())]
        filled = np.logical_or.reduce(fitting) if fitting else np.zeros_like(mask)
        mask |= filled if filled.sum() >= ENOUGH * box.sum() else box
    return mask


def _of_class(areas: Sequence[tuple[str, Mask]], thing: str, picture: Artifact) -> Mask:
    labels = list(dict.fromkeys(label for label, _ in areas))
    meant = class_meant(thing, labels) or class_meant(thing.split()[-1], labels)
    if not meant:
        raise BadInput(
            f"{picture.title} shows no {thing!r}; it shows {', '.join(labels) or 'nothing'}. Or give a mask."
        )
    found: Mask = np.logical_or.reduce([area for label, area in areas if label == meant])
    return found


def widened(found: Mask, size: tuple[int, int]) -> Any:
    """As a black and white picture, its rim moved outwards."""
    grey = need("PIL.Image", "vision").fromarray(np.where(found, 255, 0).astype(np.uint8))
    reach = max(1, round(WIDER * min(size)))
    return grey.filter(need("PIL.ImageFilter", "vision").MaxFilter(2 * reach + 1))
