"""Rows of cells → lines that can be read alone: each cell with the name of its column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.pages import Paragraph

FIGURE = re.compile(r"[\d\s.,:/+%€$£-]*")
"""What no column is called: a number or a day."""


def told(rows: Sequence[Sequence[str]]) -> Iterator[Paragraph]:
    """A line for each row, empty rows too. A row of names at the top, or after an empty row where other columns are
    used, names the columns; a lone cell above it is a heading.

    >>> rows = [["Staff", ""], ["name", "hours"], ["Ada", "12"], ["", ""], ["Bo", "14"]]
    >>> [line.text for line in told(rows)]
    ['Staff', 'name | hours', 'name: Ada; hours: 12', '', 'name: Bo; hours: 14']
    """
    names: Sequence[str] = ()
    fresh = True
    for number, row in enumerate(rows):
        used = places(row)
        if not used:
            fresh = True
            yield Paragraph("")
        elif fresh and len(used) == 1 and len(places(following(rows, number))) > 1:
            names = ()
            yield Paragraph(row[used[0]], row[used[0]])
        elif fresh and is_names(row) and places(names) != used:
            names, fresh = row, False
            yield Paragraph(" | ".join(row[place] for place in used))
        else:
            fresh = False
            yield Paragraph(line_of(names, row))


def places(row: Sequence[str]) -> list[int]:
    return [place for place, cell in enumerate(row) if cell]


def following(rows: Sequence[Sequence[str]], number: int) -> Sequence[str]:
    """The next row that has something in it, an empty one between or not."""
    return next((row for row in rows[number + 1 : number + 3] if any(row)), ())


def is_names(row: Sequence[str]) -> bool:
    return len(places(row)) > 1 and not all(FIGURE.fullmatch(cell) for cell in row)


def line_of(names: Sequence[str], row: Sequence[str]) -> str:
    """
    >>> line_of(["name", ""], ["Ada", "12"])
    'name: Ada; 12'
    """
    named = ((names[place] if place < len(names) else "", row[place]) for place in places(row))
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in named)
