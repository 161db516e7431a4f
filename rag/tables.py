"""A CSV or TSV file → its columns and rows, as they stand there."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.checks import encoding_of, load
from rag.office import delimiter_of
from rag.pages import clean
from runtime.errors import FileBroken

KINDS = (".csv", ".tsv")
FIGURE = re.compile(r"[\d\s.,:/+%€$£-]*")
"""What no column is called: a number or a day."""


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    """The file name, for people."""
    columns: tuple[str, ...]
    """No two the same."""
    rows: tuple[tuple[str, ...], ...]
    """As many cells in each as there are columns."""

    def cells(self, column: int) -> list[str]:
        return [row[column] for row in self.rows]

    def row_text(self, row: int) -> str:
        """A row as `rag.office.read_csv` has it: a line for each cell."""
        return "\n".join(f"{name}: {cell}" for name, cell in zip(self.columns, self.rows[row], strict=True))


def read_table(path: Path, title: str = "") -> Table:
    """The table in a file whose first row names the columns; where it holds numbers alone, they are called by place.

    Raises:
        KindNotRead: it is no CSV or TSV file.
        FileProblem: it is missing, empty or no text.
        FileBroken: a row has more cells than there are columns.
    """
    file = load(path, float("inf"), KINDS)  # as big as it was when it was taken
    text = clean(file.data.decode(encoding_of(file)).removeprefix("\ufeff"))
    try:
        read = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter_of(text)) if any(map(str.strip, row))]
    except csv.Error as error:
        raise FileBroken(path, f"its rows do not follow the rules of CSV ({error})") from error
    named = not all(FIGURE.fullmatch(cell) for cell in read[0])
    columns = named_apart(read[0] if named else [""] * len(read[0]))
    return Table(title or path.name, columns, tuple(even(row, len(columns), path) for row in read[named:]))


def named_apart(names: Sequence[str]) -> tuple[str, ...]:
    """
    >>> named_apart(["city", "", "city "])
    ('city', 'column 2', 'city 2')
    """
    seen: Counter[str] = Counter()
    apart = []
    for place, name in enumerate(names, 1):
        plain = " ".join(name.split()) or f"column {place}"
        seen[plain] += 1
        apart.append(plain if seen[plain] == 1 else f"{plain} {seen[plain]}")
    return tuple(apart)


def even(row: Sequence[str], count: int, path: Path) -> tuple[str, ...]:
    """`row` with `count` cells: what is left out at its end is empty."""
    if any(cell.strip() for cell in row[count:]):
        raise FileBroken(path, f"the row that begins with {row[0][:40]!r} has {len(row)} cells for {count} columns")
    return tuple(cell.strip() for cell in (*row[:count], *[""] * (count - len(row))))
