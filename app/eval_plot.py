"""An evaluation as a picture: how far down the evidence comes, how the answers hold, how long they take."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from app.eval_shown import figures
from app.evaluating import Evaluation
from runtime.errors import need

WIDTH, MARGIN, LABEL, ROW, BAR = 900, 40, 190, 34, 20
"""Pixels: the picture, around it, the column of names, from row to row, and a bar's height."""
INK, GREY, LINE = "#1d2530", "#6b7683", "#d5dae0"
COLOURS = ("#1c6dd0", "#2b8a3e", "#b35900")
"""Of finding, of answering, of times."""
FINDING = ("hit@", "MRR", "nDCG")
SLOTS = 30
"""Bars of the times."""


def png(done: Evaluation, title: str) -> bytes:
    """8-bit RGB.

    Raises:
        MissingExtra: Pillow is not installed.
    """
    image, draw_on = need("PIL.Image", "vision"), need("PIL.ImageDraw", "vision")
    shares = [(name, value) for name, value, _ in figures(done) if value is not None and name not in ("p50", "p95")]
    height = MARGIN * 2 + 50 + ROW * len(shares) + 230
    canvas = image.new("RGB", (WIDTH, height), "white")
    pen = Pen(draw_on.Draw(canvas))
    pen.text(MARGIN, MARGIN, title, 20, INK)
    low = draw_shares(pen, shares, MARGIN + 50)
    draw_times(pen, [outcome.milliseconds for outcome in done.outcomes], low + 30, height - MARGIN - 20)
    data = BytesIO()
    canvas.save(data, "PNG")
    return data.getvalue()


class Pen:
    def __init__(self, draw: Any) -> None:
        self._draw, self._fonts = draw, need("PIL.ImageFont", "vision")

    def text(self, x: float, y: float, text: str, size: int = 15, colour: str = INK, anchor: str = "la") -> None:
        self._draw.text((x, y), text, fill=colour, font=self._fonts.load_default(size), anchor=anchor)

    def box(self, left: float, top: float, right: float, low: float, colour: str) -> None:
        self._draw.rectangle((left, top, max(right, left + 1), low), fill=colour)

    def line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self._draw.line((x1, y1, x2, y2), fill=LINE, width=1)


def draw_shares(pen: Pen, shares: Sequence[tuple[str, float]], top: int) -> int:
    """A bar a figure, from 0 to 1. Returns where it ends."""
    left, right = MARGIN + LABEL, WIDTH - MARGIN - 60
    low = top + ROW * len(shares)
    for tenth in range(0, 11, 2):
        x = left + (right - left) * tenth / 10
        pen.line(x, top, x, low)
        pen.text(x, low + 4, f"{tenth / 10:g}", 12, GREY, "ma")
    for place, (name, value) in enumerate(shares):
        y = top + ROW * place + (ROW - BAR) // 2
        pen.text(left - 12, y + BAR / 2, name, 15, INK, "rm")
        pen.box(left, y, left + (right - left) * value, y + BAR, COLOURS[not name.startswith(FINDING)])
        pen.text(left + (right - left) * value + 8, y + BAR / 2, f"{value:.3f}", 14, INK, "lm")
    return low + 20


def draw_times(pen: Pen, times: Sequence[float], top: int, low: int) -> None:
    """How many questions took how long; the slowest twentieth counts into the last bar."""
    pen.text(MARGIN, top, "Time of search and answer, questions by milliseconds", 16, INK)
    left, right, longest = MARGIN + 40, WIDTH - MARGIN, max(times, default=1.0)
    edge = sorted(times)[int(len(times) * 0.95)] if len(times) > 20 else longest
    counts = [0] * SLOTS
    for taken in times:
        counts[min(SLOTS - 1, int(taken / max(edge, 1e-9) * SLOTS))] += 1
    wide, high = (right - left) / SLOTS, low - top - 30
    for place, count in enumerate(counts):
        x = left + place * wide
        if count:
            pen.box(x + 1, low - high * count / max(counts), x + wide - 1, low, COLOURS[2])
    pen.line(left, low, right, low)
    pen.text(left - 8, low - high, str(max(counts)), 12, GREY, "ra")
    for share in (0, 0.5, 1):
        pen.text(
            left + (right - left) * share, low + 4, f"{edge * share:.3g} ms", 12, GREY, "la" if not share else "ra"
        )
