"""Several pictures on one: a contact sheet with a caption under each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from runtime.errors import need
from runtime.pictures.drawing import PAPER, font_of

CELL, GAP, LETTERS, LINES = 320, 16, 16, 3
"""Pixels: a picture's longer side, the room around, the letters; lines of a caption at most."""
LINE = LETTERS + 4
EDGE = (216, 216, 216)


def contact_sheet(images: Sequence[Any], captions: Sequence[str] = (), columns: int = 0, cell: int = CELL) -> Any:
    """Pictures in rows, each with a longer side of `cell` pixels, its caption below it.

    `columns` 0 makes the sheet about square.

    Raises:
        ValueError: there is no picture, or not one caption for each.
    """
    if not images or (captions and len(captions) != len(images)):
        raise ValueError(f"{len(images)} pictures and {len(captions)} captions: give a picture or more, and one each.")
    across = min(len(images), columns or math.ceil(math.sqrt(len(images))))
    cells = [(fitted(image, cell), broken(caption, cell)) for image, caption in pairs(images, captions)]
    rows = [cells[start : start + across] for start in range(0, len(cells), across)]
    heights = [max(image.height for image, _ in row) for row in rows]
    below = [LINE * max(len(lines) for _, lines in row) for row in rows]
    size = GAP + across * (cell + GAP), GAP + sum(heights) + sum(below) + GAP * len(rows)
    sheet, y = need("PIL.Image", "vision").new("RGB", size, PAPER), GAP
    for row, height, text in zip(rows, heights, below, strict=True):
        for column, (image, lines) in enumerate(row):
            placed(sheet, image, lines, GAP + column * (cell + GAP), y, (cell, height))
        y += height + text + GAP
    return sheet


def pairs(images: Sequence[Any], captions: Sequence[str]) -> list[tuple[Any, str]]:
    return list(zip(images, captions or [""] * len(images), strict=True))


def fitted(image: Any, cell: int) -> Any:
    """The picture with a longer side of `cell` pixels."""
    scale = cell / max(image.size)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    way = need("PIL.Image", "vision").Resampling
    return image.convert("RGB").resize(size, way.LANCZOS if scale < 1 else way.BICUBIC)


def placed(sheet: Any, image: Any, lines: Sequence[str], x: int, y: int, room: tuple[int, int]) -> None:
    """Put a picture into the middle of its room, and its caption below that."""
    width, height = room
    left, top = x + (width - image.width) // 2, y + (height - image.height) // 2
    sheet.paste(image, (left, top))
    pen = need("PIL.ImageDraw", "vision").Draw(sheet)
    pen.rectangle((left - 1, top - 1, left + image.width, top + image.height), outline=EDGE)  # around what is pale too
    for number, line in enumerate(lines):
        at = x + width / 2, y + height + 4 + number * LINE
        pen.text(at, line, fill=(0, 0, 0), font=font_of(LETTERS), anchor="ma")


def broken(text: str, width: int) -> tuple[str, ...]:
    """A caption in lines that fit into `width` pixels; where there is more than is shown it ends in `…`."""
    font, lines = font_of(LETTERS), [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    last = len(lines) > LINES
    return tuple(cut(line, width, last and n == LINES - 1) for n, line in enumerate(lines[:LINES]) if line)


def cut(line: str, width: int, more: bool) -> str:
    """The line as far as it fits; with `…` where something is missing, or `more` follows."""
    font = font_of(LETTERS)
    if font.getlength(line) <= width and not more:
        return line
    while line and font.getlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line}…"
