"""Marks on a picture: boxes with their labels, areas in colour, a legend. Drawn on a copy, sized to the picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from runtime.errors import need
from runtime.pictures.colours import Colour, colours_of, ink_on

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels; right and bottom lie outside."""
SMALLEST_TEXT, TEXT_SHARE = 12, 40
"""Pixels of letters at least, and which share of the longer side they have."""
SHOWS_THROUGH = 0.5
PAPER: Colour = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Mark:
    box: Box
    label: str
    score: float | None = None

    def __str__(self) -> str:
        return self.label if self.score is None else f"{self.label} {self.score:.2f}"


def draw_boxes(image: Any, marks: Sequence[Mark]) -> Any:
    """The picture with every mark's box, and its label where it covers no other label if there is room."""
    drawn = image.convert("RGB")
    pen = need("PIL.ImageDraw", "vision").Draw(drawn)
    letters, width = text_size(drawn.size), max(2, round(max(drawn.size) / 300))
    colours = colours_of(mark.label for mark in marks)
    for mark in marks:
        pen.rectangle(inside(mark.box, drawn.size), outline=colours[mark.label], width=width)
    taken: list[Box] = []
    for mark in marks:
        taken.append(_label(pen, mark, colours[mark.label], letters, drawn.size, taken))
    return drawn


def _label(pen: Any, mark: Mark, colour: Colour, letters: int, size: tuple[int, int], taken: Sequence[Box]) -> Box:
    """Write a mark's label on its colour; returns where."""
    font = font_of(letters)
    pad = max(2, letters // 6)
    width, height = pen.textlength(str(mark), font=font) + 2 * pad, letters + 2 * pad
    places = [pushed_in((x, y, x + width, y + height), size) for x, y in corners(mark.box, width, height)]
    place = min(places, key=lambda found: sum(overlap(found, other) for other in taken))
    pen.rectangle(place, fill=colour)
    pen.text((place[0] + pad, (place[1] + place[3]) / 2), str(mark), fill=ink_on(colour), font=font, anchor="lm")
    return place


def corners(box: Box, width: float, height: float) -> Iterator[tuple[float, float]]:
    """Where a label of this size may begin: above the box, in it, below it, beside it, then further down in it."""
    left, top, right, bottom = box
    yield from ((left, top - height), (left, top), (left, bottom), (right - width, top - height), (right, top))
    yield from ((right - width, bottom), (left - width, top), (left, bottom - height), (right - width, top))
    yield from ((left, top + step * height) for step in range(1, 6))


def overlap(one: Box, other: Box) -> float:
    """Pixels that two boxes share.

    >>> overlap((0, 0, 10, 10), (5, 5, 20, 20)), overlap((0, 0, 1, 1), (1, 0, 2, 1))
    (25, 0)
    """
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width * height if width > 0 and height > 0 else 0


def inside(box: Box, size: tuple[int, int]) -> Box:
    """A box without what lies outside a picture of this size, in whole pixels.

    >>> inside((-15, 2.4, 50, 99), (40, 40))
    (0, 2, 39, 39)
    """
    right, bottom = size[0] - 1, size[1] - 1
    left, top = min(max(0, round(box[0])), right), min(max(0, round(box[1])), bottom)
    return left, top, max(left, min(round(box[2]), right)), max(top, min(round(box[3]), bottom))


def pushed_in(box: Box, size: tuple[int, int]) -> Box:
    """The box moved into a picture of this size.

    >>> pushed_in((-5, 30, 10, 50), (40, 40))
    (0, 20, 15, 40)
    """
    x = max(0, min(box[0], size[0] - (box[2] - box[0])))
    y = max(0, min(box[1], size[1] - (box[3] - box[1])))
    return x, y, x + box[2] - box[0], y + box[3] - box[1]


def paint_areas(image: Any, areas: Iterable[tuple[str, Any]]) -> Any:
    """The picture with areas in colour, which it shows through, and their outlines. `areas` are labels and masks:
    (H, W) bool arrays of the picture's size."""
    listed = list(areas)
    colours = colours_of(label for label, _ in listed)
    pixels = np.asarray(image.convert("RGB")).astype(np.float32)
    for label, mask in listed:
        tint = np.array(colours[label], np.float32)
        pixels[mask] = pixels[mask] * (1 - SHOWS_THROUGH) + tint * SHOWS_THROUGH
        pixels[outline(mask, max(1, max(image.size) // 400))] = tint
    return need("PIL.Image", "vision").fromarray(np.rint(pixels).astype(np.uint8))


def outline(mask: Any, width: int) -> Any:
    """(H, W) bool: the pixels of a mask that are within `width` of its edge."""
    inner = mask.copy()
    for _ in range(width):
        shrunk = inner.copy()
        shrunk[1:] &= inner[:-1]
        shrunk[:-1] &= inner[1:]
        shrunk[:, 1:] &= inner[:, :-1]
        shrunk[:, :-1] &= inner[:, 1:]
        inner = shrunk
    return mask & ~inner


def with_legend(image: Any, colours: Mapping[str, Colour]) -> Any:
    """The picture with a strip below that says which colour stands for what."""
    letters = text_size(image.size)
    font, pad = font_of(letters), letters // 2
    drawing = need("PIL.ImageDraw", "vision")
    measure = drawing.Draw(image)
    rows: list[list[str]] = [[]]
    left = float(pad)
    for label in colours:
        wide = letters + 2 * pad + measure.textlength(label, font=font)
        if left + wide > image.width and rows[-1]:
            rows.append([])
            left = float(pad)
        rows[-1].append(label)
        left += wide
    strip = len(rows) * (letters + pad) + pad
    sheet = extended(image, strip)
    pen = drawing.Draw(sheet)
    for number, row in enumerate(rows):
        x, y = float(pad), image.height + pad + number * (letters + pad)
        for label in row:
            pen.rectangle((x, y, x + letters, y + letters), fill=colours[label], outline=(0, 0, 0))
            pen.text((x + letters + pad / 2, y + letters / 2), label, fill=(0, 0, 0), font=font, anchor="lm")
            x += letters + 2 * pad + pen.textlength(label, font=font)
    return sheet


def with_scale(image: Any, ramp: Any, low: str, high: str) -> Any:
    """The picture with a strip below: the colours of `ramp`, (N, 3) from low to high, and what its ends mean."""
    library, letters = need("PIL.Image", "vision"), text_size(image.size)
    font, pad = font_of(letters), letters // 2
    sheet = extended(image, letters + 2 * pad)
    pen = need("PIL.ImageDraw", "vision").Draw(sheet)
    y = image.height + pad + letters / 2
    pen.text((pad, y), low, fill=(0, 0, 0), font=font, anchor="lm")
    pen.text((image.width - pad, y), high, fill=(0, 0, 0), font=font, anchor="rm")
    left = int(2 * pad + pen.textlength(low, font=font))
    right = int(image.width - 2 * pad - pen.textlength(high, font=font))
    if right > left:
        bar = library.fromarray(np.asarray(ramp, np.uint8)[None]).resize((right - left, letters))
        sheet.paste(bar, (left, image.height + pad))
    return sheet


def extended(image: Any, below: int) -> Any:
    """The picture with so many pixels of paper below it."""
    sheet = need("PIL.Image", "vision").new("RGB", (image.width, image.height + below), PAPER)
    sheet.paste(image.convert("RGB"), (0, 0))
    return sheet


def text_size(size: tuple[int, int]) -> int:
    """Pixels of letters that can be read on a picture of this size.

    >>> text_size((320, 240)), text_size((4000, 3000))
    (12, 100)
    """
    return max(SMALLEST_TEXT, round(max(size) / TEXT_SHARE))


def font_of(size: int) -> Any:
    """Pillow's own font, so that a picture is the same on every machine."""
    return need("PIL.ImageFont", "vision").load_default(size)
