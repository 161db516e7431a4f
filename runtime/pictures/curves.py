"""Values over time as a picture: a line for each label, moments marked, what was seen below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from runtime.errors import need
from runtime.pictures.colours import FIRST, Colour, colour
from runtime.pictures.drawing import PAPER, font_of

WIDTH, HEIGHT, LETTERS, LEFT, RIGHT, TOP, BELOW = 1280, 500, 20, 64, 40, 116, 40
"""Pixels: the picture, its letters, and the room around the lines."""
GRID, INK, SOFT = (222, 222, 222), (40, 40, 40), (120, 120, 120)
THICK, DOT, THUMBS, ACROSS = 5, 4, 10, 104
"""Pixels of a line and of a dot; how many pictures stand below at most, and how wide each is."""
DARK: tuple[Colour, ...] = ((0, 114, 178), (213, 94, 0), (0, 158, 115), (204, 121, 167), (230, 159, 0), (86, 180, 233))
"""Of the colours that can be told apart, those that make a line on white. Source: Okabe and Ito, 2008."""


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    times_s: Sequence[float]
    lines: Mapping[str, Sequence[float]]
    """Label → a value, 0 to 1, for each time."""
    dots: Mapping[str, Sequence[float]]
    """The values before they were smoothed; none where it is empty."""
    marks: Mapping[float, str]
    """Moments that matter, and what is said of each."""


def drawn(chart: Chart, seen: Sequence[tuple[float, Any]] = ()) -> Any:
    """The chart as a picture, `seen` (moments and pictures) below, and a legend above."""
    sheet = need("PIL.Image", "vision").new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = need("PIL.ImageDraw", "vision").Draw(sheet)
    colours = line_colours(list(chart.lines))
    pen.text((LEFT, 24), chart.title, fill=INK, font=font_of(LETTERS + 4), anchor="lm")
    _grid(pen, chart)
    _marks(pen, chart)
    for label, values in chart.dots.items():
        for at, value in zip(chart.times_s, values, strict=True):
            x, y = _x(chart, at), _y(value)
            pen.ellipse((x - DOT, y - DOT, x + DOT, y + DOT), fill=pale(colours[label]))
    for label, values in chart.lines.items():
        points = [(_x(chart, at), _y(value)) for at, value in zip(chart.times_s, values, strict=True)]
        pen.line(points if len(points) > 1 else points * 2, fill=colours[label], width=THICK, joint="curve")
        for x, y in points if len(points) <= 40 else ():
            pen.ellipse((x - DOT, y - DOT, x + DOT, y + DOT), fill=colours[label])
    _legend(pen, colours)
    return _with_seen(sheet, chart, seen)


def line_colours(labels: Sequence[str]) -> dict[str, Colour]:
    """
    >>> line_colours(["joy", "fear"])
    {'joy': (0, 114, 178), 'fear': (213, 94, 0)}
    """
    more = (colour(number) for number in range(len(FIRST), len(FIRST) + len(labels)))
    return dict(zip(labels, (*DARK, *more), strict=False))


def pale(strong: Colour) -> Colour:
    red, green, blue = ((part + 2 * 255) // 3 for part in strong)
    return red, green, blue


def ticks(first_s: float, last_s: float) -> list[float]:
    """Round times for an axis, four to ten of them.

    >>> ticks(0.0, 2.4), ticks(0.0, 600.0)[-2:]
    ([0.0, 0.5, 1.0, 1.5, 2.0], [540.0, 600.0])
    """
    steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200]
    step = next((step for step in steps if (last_s - first_s) / step <= 10), steps[-1])
    begin = -int(-first_s // step)
    return [round(float(number * step), 3) for number in range(begin, int(last_s / step + 1e-9) + 1)]


def _grid(pen: Any, chart: Chart) -> None:
    for percent in range(0, 101, 25):
        y = _y(percent / 100)
        pen.line((LEFT, y, WIDTH - RIGHT, y), fill=GRID, width=2)
        pen.text((LEFT - 8, y), f"{percent / 100:g}", fill=SOFT, font=font_of(LETTERS - 4), anchor="rm")
    for at in ticks(chart.times_s[0], chart.times_s[-1]):
        pen.text((_x(chart, at), HEIGHT - BELOW + 6), f"{at:g} s", fill=SOFT, font=font_of(LETTERS - 4), anchor="ma")


def _legend(pen: Any, colours: Mapping[str, Colour]) -> None:
    """Which colour stands for what, in a row under the title, as far as there is room."""
    font, x, y = font_of(LETTERS - 2), float(LEFT), 60
    for label, ink in colours.items():
        wide = pen.textlength(label, font=font)
        if x + LETTERS + wide > WIDTH - RIGHT:
            return
        pen.rounded_rectangle((x, y - 7, x + LETTERS, y + 7), 3, fill=ink)
        pen.text((x + LETTERS + 8, y), label, fill=INK, font=font, anchor="lm")
        x += LETTERS + wide + 34


def _marks(pen: Any, chart: Chart) -> None:
    """A dashed line at each moment, and what is said of it above, where that covers nothing that is said before."""
    ended = float(LEFT)
    for at, said in sorted(chart.marks.items()):
        x = _x(chart, at)
        for y in range(TOP, HEIGHT - BELOW, 14):
            pen.line((x, y, x, y + 7), fill=SOFT, width=2)
        wide = pen.textlength(said, font=font_of(LETTERS - 4))
        left = min(max(x - wide / 2, LEFT), WIDTH - RIGHT - wide)
        if left >= ended:
            pen.text((left, TOP - 6), said, fill=INK, font=font_of(LETTERS - 4), anchor="lb")
            ended = left + wide + 12


def _with_seen(sheet: Any, chart: Chart, seen: Sequence[tuple[float, Any]]) -> Any:
    """The chart with pictures below, each under its moment, as far as they stand beside each other."""
    room = (WIDTH - LEFT - RIGHT) // max(1, min(len(seen), THUMBS))
    wide = min(ACROSS, room - 6)
    if not seen or wide < 16:
        return sheet
    small = [(at, picture.resize((wide, max(1, round(picture.height * wide / picture.width))))) for at, picture in seen]
    high = max(picture.height for _, picture in small)
    longer = need("PIL.Image", "vision").new("RGB", (WIDTH, HEIGHT + high + 16), PAPER)
    longer.paste(sheet, (0, 0))
    ended = 0.0
    for at, picture in small:
        left = min(max(_x(chart, at) - wide / 2, 4), WIDTH - wide - 4)
        if left >= ended:
            longer.paste(picture, (round(left), HEIGHT))
            box = round(left) - 1, HEIGHT - 1, round(left) + wide, HEIGHT + picture.height
            need("PIL.ImageDraw", "vision").Draw(longer).rectangle(box, outline=GRID)
            ended = left + wide + 4
    return longer


def _x(chart: Chart, at: float) -> float:
    first, last = chart.times_s[0], chart.times_s[-1]
    share = (at - first) / (last - first) if last > first else 0.5
    return LEFT + 8 + share * (WIDTH - LEFT - RIGHT - 16)


def _y(value: float) -> float:
    return HEIGHT - BELOW - min(1.0, max(0.0, value)) * (HEIGHT - BELOW - TOP)
