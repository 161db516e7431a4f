"""A table, and what comes out of its cells: quoted, counted, added up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Cell = tuple[int, int]
"""Row and column, counted from 0; the header is no row."""
NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a table."""

    question: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Cells that answer."""

    cells: Mapping[Cell, float]
    """Each with how likely it belongs to the answer, 0 to 1."""
    aggregator: str = "NONE"
    """What is to be done with them: NONE, SUM, AVERAGE or COUNT."""

    @property
    def rows(self) -> tuple[int, ...]:
        return tuple(sorted({row for row, _ in self.cells}))


def asked(item: Mapping[str, Any]) -> Asked:
    """`{"question": …, "table": {column: [cells]}}`, checked; cells become text.

    Raises:
        ValueError: the question or the table is empty, or its columns are not of one length.
    """
    question, table = str(item.get("question", "")), item.get("table")
    if not question.strip() or not isinstance(table, Mapping) or not table or not any(table.values()):
        raise ValueError('Give a question and a table: {"question": "How old is Bob?", "table": {"name": ["Bob"], …}}.')
    if len({len(cells) for cells in table.values()}) > 1:
        lengths = ", ".join(f"{column}: {len(cells)}" for column, cells in table.items())
        raise ValueError(f"Every column needs as many cells as the others; here they have {lengths}.")
    rows = zip(*table.values(), strict=True)
    texts = tuple(tuple("" if cell is None else str(cell) for cell in row) for row in rows)
    return Asked(question, tuple(map(str, table)), texts)


def together(parts: Sequence[Found]) -> Found:
    """What the parts of one table answer: in the column that speaks loudest, and to be done as the surest part says."""
    if len(parts) == 1:
        return parts[0]
    cells = {cell: chance for part in parts for cell, chance in part.cells.items()}
    if not cells:
        return Found({})
    weight: dict[int, float] = {}
    for (_, column), chance in cells.items():
        weight[column] = weight.get(column, 0.0) + chance
    loudest = max(weight, key=weight.__getitem__)
    surest = max(parts, key=lambda part: sum(part.cells.values()))
    return Found({cell: chance for cell, chance in cells.items() if cell[1] == loudest}, surest.aggregator)


def told(table: Asked, found: Found) -> dict[str, Any]:
    """The answer as it is given: `{"answer", "cells", "coordinates", "aggregator", "score"}`.

    >>> stars = Asked("How many stars in all?", ("repository", "stars"), (("one", "1,200"), ("two", "30.5")))
    >>> told(stars, Found({(0, 1): 0.75, (1, 1): 0.25}, "SUM"))
    {'answer': '1230.5', 'cells': ['1,200', '30.5'], 'coordinates': [[0, 1], [1, 1]], 'aggregator': 'SUM', 'score': 0.5}
    """
    places = sorted(found.cells)
    cells = [table.rows[row][column] for row, column in places]
    return {
        "answer": calculated(cells, found.aggregator),
        "cells": cells,
        "coordinates": [[row, column] for row, column in places],
        "aggregator": found.aggregator,
        "score": sum(found.cells.values()) / len(places) if places else 0.0,
    }


def calculated(cells: Sequence[str], aggregator: str) -> str:
    """What comes out of `cells`; the cells themselves where they are no numbers to be added up.

    >>> calculated(["$10", "15"], "AVERAGE"), calculated(["ten", "15"], "AVERAGE"), calculated(["Oslo"], "COUNT")
    ('12.5', 'ten, 15', '1')
    """
    if cells and aggregator == "COUNT":
        return str(len(cells))
    numbers = [number for number in map(_number, cells) if number is not None]
    if cells and len(numbers) == len(cells) and aggregator in ("SUM", "AVERAGE"):
        return f"{sum(numbers) / (len(numbers) if aggregator == 'AVERAGE' else 1):.12g}"
    return ", ".join(cells)


def _number(cell: str) -> float | None:
    bare = cell.strip(" $€£¥%\u00a0")
    return float(bare.replace(",", "")) if NUMBER.fullmatch(bare) else None
