"""Tables in text: kept whole where they fit; cut between rows where not, the column names said again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rag.recursive import Cutter, Span

RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$", re.M)
"""The line under the column names: `|---|:-:|`."""
GREEDY = 0.5
"""Of a passage that column names may take up, at most; longer ones are not said again."""


class Grid(NamedTuple):
    start: int
    rows: int
    """Where its first row begins, after the names of the columns."""
    end: int
    head: str
    """The names of the columns and the line under them, with its break."""


def grids_in(text: str, start: int, end: int) -> Iterator[Grid]:
    """The tables in Markdown's form that stand in a part of `text`."""
    at = start
    for rule in RULE.finditer(text, start, end):
        head = text.rfind("\n", start, max(start, rule.start() - 1)) + 1 or start
        if rule.start() < at or "|" not in rule[0] or "|" not in text[head : rule.start()]:
            continue
        at = rule.end()
        while at < end and "|" in text[at + 1 : line_end(text, at + 1, end)]:
            at = line_end(text, at + 1, end)
        rows = min(rule.end() + 1, at)
        yield Grid(head, rows, at, text[head:rows])


def line_end(text: str, start: int, end: int) -> int:
    found = text.find("\n", start, end)
    return end if found < 0 else found


def with_grids(cutter: Cutter, text: str, start: int, end: int) -> Iterator[Span]:
    """Spans of a part of `text`. A table comes with the piece before it, where both fit together."""
    last: Span | None = None
    for span in pieces(cutter, text, start, end):
        together = last and not last.above and not span.above and span.start >= last.end
        if last and together and cutter.fits(text[last.start : span.end]):
            last = Span(last.start, span.end)
            continue
        if last:
            yield last
        last = span
    if last:
        yield last


def pieces(cutter: Cutter, text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for grid in grids_in(text, start, end):
        before = list(cutter(text, at, grid.start))
        if cutter.fits(text[grid.start : grid.end]):
            yield from (*before, Span(grid.start, grid.end))
        elif cutter.length(grid.head) > GREEDY * cutter.cut.size:
            yield from (*before, *cutter(text, grid.start, grid.end))
        else:
            yield from before[:-1]
            yield from of_rows(cutter, text, grid, before[-1] if before else None)
        at = grid.end
    yield from cutter(text, at, end)


def of_rows(cutter: Cutter, text: str, grid: Grid, lead: Span | None) -> Iterator[Span]:
    """As many rows to a piece as fit under the column names. The first has what leads it in, if that is short."""
    room = GREEDY * cutter.cut.size
    first = lead.start if lead and cutter.length(text[lead.start : grid.rows]) <= room else grid.start
    if lead and first != lead.start:
        yield lead
    start, head, at = first, "", grid.rows
    while at < grid.end:
        after = line_end(text, at, grid.end)
        if start < at and not cutter.fits(head + text[start:after]):
            yield Span(start, at - 1, head)
            start, head = at, grid.head
        if start == at and not cutter.fits(head + text[at:after]):  # a row that is too long by itself
            yield from cutter(text, at, after)
            start = after + 1
        at = after + 1
    if start < grid.end:
        yield Span(start, grid.end, head)
