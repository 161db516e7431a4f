"""The picture of a graph as a file: a page that needs nothing else, or PNG."""

from __future__ import annotations

from html import escape
from io import BytesIO
from typing import Any

from app.graph_picture import COLOURS, HEIGHT, LINES, WIDTH, Box, Picture, Placed, Point, bent, short, sort_of, svg
from runtime.errors import BadArgument, need

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""The page may load nothing and run nothing."""
STYLE = """
body{font:15px/1.5 system-ui,sans-serif;margin:24px;color:#1d2530;background:#fff}
svg{max-width:none;font-family:system-ui,sans-serif}.picture{overflow:auto;border:1px solid #d5dae0;border-radius:8px}
.key span{display:inline-block;margin-right:14px}.key i{display:inline-block;width:14px;height:14px;margin-right:5px;
border-radius:3px;vertical-align:-2px}table{border-collapse:collapse;margin-top:18px}
td,th{text-align:left;vertical-align:top;padding:4px 12px 4px 0;border-bottom:1px solid #e5e8ec}
td{overflow-wrap:anywhere;white-space:pre-line}
"""
LARGEST = 40_000_000
"""Pixels of a PNG."""
STEPS = 24
"""Straight pieces that a curve is drawn of."""


def page(drawn: Picture, title: str) -> str:
    """One HTML file with the picture, what its colours mean, and every node as a row."""
    key = "".join(f'<span><i style="background:{colour}"></i>{name}</span>' for name, colour in [*COLOURS.items(), *LINES.items()])  # fmt: skip # noqa: E501
    rows = "".join(row(placed.box) for placed in drawn.placed)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><style>{STYLE}</style></head>'
        f'<body><h1>{escape(title)}</h1><p class="key">{key}</p><div class="picture">{svg(drawn)}</div>'
        f"<table><tr><th>what</th><th>name</th><th>kind</th><th>when</th><th>text</th></tr>{rows}</table></body></html>\n"
    )


def row(box: Box) -> str:
    cells = (box.label.lower(), box.name, box.kind, box.at[:19].replace("T", " "), box.text)
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def png(drawn: Picture) -> bytes:
    """The picture as PNG, 8-bit RGB.

    Raises:
        BadArgument: it would be larger than can be looked at.
        MissingExtra: Pillow is not installed.
    """
    image, draw_on = need("PIL.Image", "vision"), need("PIL.ImageDraw", "vision")
    if drawn.width * drawn.height > LARGEST:
        raise BadArgument("The picture would be too large for a PNG. Use --html, or a session with fewer runs.")
    canvas = image.new("RGB", (round(drawn.width), round(drawn.height)), "white")
    pen = Pen(draw_on.Draw(canvas))
    at = {placed.box.id: placed for placed in drawn.placed}
    for line in drawn.lines:
        pen.line(at[line.source], at[line.target], LINES[line.kind])
    for placed in drawn.placed:
        pen.box(placed)
    written = BytesIO()
    canvas.save(written, "PNG", optimize=True)
    return written.getvalue()


class Pen:
    def __init__(self, draw: object) -> None:
        fonts = need("PIL.ImageFont", "vision")
        self._draw: Any = draw
        self._large, self._small = fonts.load_default(13), fonts.load_default(11)

    def line(self, source: Placed, target: Placed, colour: str) -> None:
        """The curve that SVG draws, and its head."""
        control = bent(source, target)
        x, y = control[3]
        self._draw.line([curve(n / STEPS, *control) for n in range(STEPS + 1)], fill=colour, width=1)
        self._draw.polygon([(x, y), (x - 4, y - 7), (x + 4, y - 7)], fill=colour)

    def box(self, placed: Placed) -> None:
        box, x, y = placed.box, placed.x, placed.y
        area = (x, y, x + WIDTH, y + HEIGHT)
        self._draw.rounded_rectangle(area, radius=7, fill=COLOURS[box.label], outline="#5c6670")
        middle = x + WIDTH / 2
        self._draw.text((middle, y + 15), short(box.name), fill="#1d2530", font=self._large, anchor="mm")
        self._draw.text((middle, y + 32), short(sort_of(box)), fill="#4a5460", font=self._small, anchor="mm")


def curve(t: float, start: Point, first: Point, second: Point, end: Point) -> Point:
    """A point of a cubic Bézier curve; `t` runs from 0 to 1 (de Casteljau, 1959, written out)."""
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    points = (start, first, second, end)
    x = sum(weight * point[0] for weight, point in zip(weights, points, strict=True))
    return x, sum(weight * point[1] for weight, point in zip(weights, points, strict=True))
