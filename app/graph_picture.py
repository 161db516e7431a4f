"""A session's graph as a picture: its nodes in layers, what came first above, as SVG in a page of its own or as PNG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT, GAP_X, GAP_Y, EDGE, SIDE = 168, 46, 22, 64, 30, 90
"""Pixels: a box, the room between boxes and between layers, the margins above and beside."""
WIDEST = 8
"""Boxes beside each other before a layer goes on in a second row."""
LETTERS = 22
"""Of a name that are shown; the whole stands in the tooltip and the table."""
COLOURS = {
    "Agent": "#f2d7ee", "Run": "#cfe3ff", "Step": "#e8edf3", "Artifact": "#d3f0d8", "Note": "#fff1c2",
    "Document": "#ffd9c7",
}  # fmt: skip
LINES = {"EMITTED": "#8a94a3", "MADE": "#2b8a3e", "USED": "#1c6dd0", "CITED": "#c2255c", "DERIVED_FROM": "#b35900"}
SWEEPS = 4
"""Passes over the layers in which boxes move towards what they are linked to."""


@dataclass(frozen=True, slots=True)
class Box:
    id: str
    label: str
    name: str
    kind: str = ""
    text: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    source: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A box and the pixel of its upper left corner."""

    box: Box
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Picture:
    placed: tuple[Placed, ...]
    lines: tuple[Line, ...]
    width: float
    height: float


def picture(boxes: Sequence[Box], lines: Sequence[Line]) -> Picture:
    """Boxes in layers: each under all that point to it, near what it is linked to. Lines to nowhere are left out."""
    known = {box.id: box for box in boxes}
    drawn = tuple(line for line in lines if line.source in known and line.target in known)
    layers = ordered(layered(list(known), drawn), drawn)
    rows = [row for layer in layers for row in in_rows(layer)]
    widest = max((len(row) for row in rows), default=1)
    width = widest * (WIDTH + GAP_X) - GAP_X + 2 * SIDE
    placed = tuple(each for n, row in enumerate(rows) for each in placed_row([known[id] for id in row], n, width))
    return Picture(placed, drawn, width, max(len(rows), 1) * (HEIGHT + GAP_Y) - GAP_Y + 2 * EDGE)


def layered(ids: Sequence[str], lines: Iterable[Line]) -> list[list[str]]:
    """Each id in the layer after the last of those that point to it; a circle is cut where it is entered.

    >>> layered(["a", "b", "c"], [Line("a", "MADE", "b"), Line("b", "MADE", "c"), Line("a", "MADE", "c")])
    [['a'], ['b'], ['c']]
    """
    above: dict[str, list[str]] = {id: [] for id in ids}
    for line in lines:
        above[line.target].append(line.source)
    depth: dict[str, int] = {}
    for id in ids:
        settle(id, above, depth)
    layers: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for id in ids:
        layers[depth[id]].append(id)
    return [layer for layer in layers if layer]


def settle(start: str, above: Mapping[str, Sequence[str]], depth: dict[str, int]) -> None:
    """Find the depth of `start` and of all above it, without recursion: chains can be long."""
    stack, open_ = [start], {start}
    while stack:
        id = stack[-1]
        waiting = [up for up in above[id] if up not in depth and up not in open_]
        if waiting:
            stack.append(waiting[0])
            open_.add(waiting[0])
            continue
        depth.setdefault(id, max((depth[up] + 1 for up in above[id] if up in depth), default=0))
        open_.discard(stack.pop())


def ordered(layers: list[list[str]], lines: Sequence[Line]) -> list[list[str]]:
    """The layers with each box near the middle of its neighbours: fewer lines cross."""
    near: dict[str, list[str]] = {}
    for line in lines:
        near.setdefault(line.source, []).append(line.target)
        near.setdefault(line.target, []).append(line.source)
    for _ in range(SWEEPS):
        where = {id: (n + 0.5) / len(layer) for layer in layers for n, id in enumerate(layer)}
        layers = [sorted(layer, key=lambda id: middle(id, near, where)) for layer in layers]
    return layers


def middle(id: str, near: Mapping[str, Sequence[str]], where: Mapping[str, float]) -> float:
    beside = [where[other] for other in near.get(id, ())]
    return sum(beside) / len(beside) if beside else where[id]


def in_rows(layer: Sequence[str]) -> list[Sequence[str]]:
    return [layer[start : start + WIDEST] for start in range(0, len(layer), WIDEST)]


def placed_row(row: Sequence[Box], number: int, width: float) -> list[Placed]:
    start = (width - (len(row) * (WIDTH + GAP_X) - GAP_X)) / 2
    y = EDGE + number * (HEIGHT + GAP_Y)
    return [Placed(box, start + n * (WIDTH + GAP_X), y) for n, box in enumerate(row)]


def svg(drawn: Picture) -> str:
    """The picture as SVG. All texts are escaped; it loads nothing."""
    at = {placed.box.id: placed for placed in drawn.placed}
    lines = [arrow(at[line.source], at[line.target], line.kind) for line in drawn.lines]
    heads = "".join(
        f'<marker id="{kind}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0L8 4L0 8z" fill="{colour}"/></marker>'
        for kind, colour in LINES.items()
    )
    size = f'viewBox="0 0 {drawn.width:g} {drawn.height:g}" width="{drawn.width:g}" height="{drawn.height:g}"'
    parts = [*lines, *map(box_svg, drawn.placed)]
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><defs>{heads}</defs>{"".join(parts)}</svg>'


def arrow(source: Placed, target: Placed, kind: str) -> str:
    """A curve from the lower edge of one box to the upper edge of the other; what it means as a tooltip."""
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = bent(source, target)
    path = f"M{x1:g} {y1:g}C{x2:g} {y2:g} {x3:g} {y3:g} {x4:g} {y4:g}"
    title = escape(f"{source.box.name} {kind} {target.box.name}")
    return (
        f'<path d="{path}" fill="none" stroke="{LINES[kind]}" stroke-width="1.4" marker-end="url(#{kind})">'
        f"<title>{title}</title></path>"
    )


Point = tuple[float, float]


def bent(source: Placed, target: Placed) -> tuple[Point, Point, Point, Point]:
    """The four points of a line's Bézier curve: one that passes by other layers goes round the boxes there."""
    x1, y1, x2, y2 = source.x + WIDTH / 2, source.y + HEIGHT, target.x + WIDTH / 2, target.y
    passed = max(0, round((y2 - y1 - GAP_Y) / (HEIGHT + GAP_Y)))
    aside = (WIDTH if x2 >= x1 else -WIDTH) * min(passed, 2)
    down = max(24.0, abs(y2 - y1) / 2)
    return (x1, y1), (x1 + aside, y1 + down), (x2 + aside, y2 - down), (x2, y2)


def box_svg(placed: Placed) -> str:
    box, x, y = placed.box, placed.x, placed.y
    told = escape(f"{box.label} {box.name}\n{box.kind}\n{box.at}\n{box.text[:600]}")
    return (
        f'<g><title>{told}</title><rect x="{x:g}" y="{y:g}" width="{WIDTH}" height="{HEIGHT}" rx="7" '
        f'fill="{COLOURS[box.label]}" stroke="#5c6670"/>'
        f'<text x="{x + WIDTH / 2:g}" y="{y + 20:g}" text-anchor="middle" font-size="13" font-weight="600">'
        f"{escape(short(box.name))}</text>"
        f'<text x="{x + WIDTH / 2:g}" y="{y + 36:g}" text-anchor="middle" font-size="11" fill="#4a5460">'
        f"{escape(short(sort_of(box)))}</text></g>"
    )


def sort_of(box: Box) -> str:
    """What it is, in a word: of a step what was done; and the time of day, UTC."""
    word = box.kind if box.label == "Step" and box.kind else box.label.lower()
    return f"{word} {box.at[11:19]}".strip()


def short(name: str) -> str:
    """
    >>> short("answer_from_documents"), short("a-very-long-name-of-some-report-1")
    ('answer_from_documents', 'a-very-long…e-report-1')
    """
    return name if len(name) <= LETTERS else f"{name[: LETTERS // 2]}…{name[-(LETTERS // 2 - 1) :]}"
