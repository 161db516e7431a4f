"""A table as rules read it: its columns by their names' words, its cells as words, numbers and days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from runtime.runners.cells import Asked

TOKEN = re.compile(r"\d{4}-\d{2}(?:-\d{2})?|\d[\d,.]*\d|\d|[^\W\d_]+(?:['’][^\W\d_]+)*\d?|[<>]=?|=")
POSSESSIVE = re.compile(r"['’]s$")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
DOINGS = (("er", 3), ("or", 3), ("ur", 4), ("t", 4))
"""What a column's name has more than the verb that asks for it, in stems: `own` and `owner`, `weigh` and `weight`."""
UNIT = re.compile(r"\s*[(\[].*?[)\]]\s*$")
"""What stands behind a column's name in brackets: `Length (km)`."""
PLAIN = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
COMMA = re.compile(r"[-+]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?")
"""The same where a comma stands before the fraction: `1.234,5`."""
DAY = re.compile(r"\d{4}-\d{2}(?:-\d{2})?(?:[T ].*)?")
UNITS = frozenset("kg g lb km m cm mm mi h min s eur usd gbp mwh kwh".split())
YES, NO = frozenset(("yes", "true", "y", "x", "✓")), frozenset(("no", "false", "n", "", "-", "✗"))
Words = tuple[str, ...]
"""Stems."""


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """
    >>> stem("Cities"), stem("city"), stem("2,850")
    ('citi', 'citi', '2,850')
    """
    import Stemmer  # type: ignore[import-not-found]  # a compiled module without stubs

    plain = POSSESSIVE.sub("", word.lower())
    stemmed: str = Stemmer.Stemmer("english").stemWord(plain)
    return stemmed


def words(text: str) -> list[str]:
    """
    >>> words("Anna's 1,200 unitPrices, since 2024-03-01")
    ["Anna's", '1,200', 'unit', 'Prices', 'since', '2024-03-01']
    """
    return [part for token in TOKEN.findall(text) for part in CAMEL.split(token)]


def stems(text: str) -> Words:
    return tuple(stem(word) for word in words(text))


def number(cell: str) -> float | None:
    """
    >>> number("$1,200.50"), number("12 %"), number("n/a")
    (1200.5, 12.0, None)
    """
    bare = cell.strip(" $€£¥%\u00a0")
    return float(bare.replace(",", "")) if PLAIN.fullmatch(bare) else None


@dataclass(frozen=True)
class Sheet:
    """`title` is what the rows are, where the file's name says it: `staff`, `orders`."""

    columns: Words
    rows: tuple[Words, ...]
    title: str = ""

    @classmethod
    def of(cls, table: Asked, title: str = "") -> Sheet:
        return cls(table.columns, table.rows, title)

    def cells(self, column: int) -> list[str]:
        return [row[column].strip() for row in self.rows]

    @cached_property
    def numbers(self) -> tuple[list[float | None] | None, ...]:
        """Of each column its cells as numbers, None where one is empty; None for one that holds anything else."""
        return tuple(as_numbers(self.cells(column)) for column in range(len(self.columns)))

    @cached_property
    def dated(self) -> tuple[int, ...]:
        """The columns of days or months: every cell is written 2024-03-01 or 2024-03."""
        filled = {c: [cell for cell in self.cells(c) if cell] for c in range(len(self.columns))}
        return tuple(column for column, cells in filled.items() if cells and all(map(DAY.fullmatch, cells)))

    @cached_property
    def flags(self) -> tuple[int, ...]:
        """The columns of yes and no."""
        found = {column: {cell.lower() for cell in self.cells(column)} for column in range(len(self.columns))}
        return tuple(column for column, cells in found.items() if cells <= YES | NO and cells & YES and cells & NO)

    @cached_property
    def names(self) -> dict[Words, list[int]]:
        """The columns by their whole names, in stems; what stands in brackets aside."""
        called = ((stems(UNIT.sub("", name) or name), column) for column, name in enumerate(self.columns))
        return places((name, column) for name, column in called if name)

    @cached_property
    def parts(self) -> dict[Words, list[int]]:
        """The columns by what a name begins or ends with; and by a verb of the name: `weigh` of `weight_kg`."""
        verbs = places(
            ((verb,), column)
            for name, columns in self.names.items()
            if len(name) == 1 or name[-1] in UNITS
            for column in columns
            for verb in verbs_of(name[0])
        )
        return verbs | places(
            (part, column)
            for name, columns in self.names.items()
            for part in {part for size in range(1, len(name)) for part in (name[:size], name[-size:])}
            for column in columns
        )

    @cached_property
    def units(self) -> tuple[frozenset[str], ...]:
        """Of each column the words of its name, the unit in brackets among them."""
        return tuple(frozenset(stems(name)) for name in self.columns)

    @cached_property
    def values(self) -> dict[Words, dict[int, set[int]]]:
        """Words that fill a cell → column → the rows. Numbers and days are left out: they are found otherwise."""
        found: dict[Words, dict[int, set[int]]] = {}
        for column in range(len(self.columns)):
            if self.numbers[column] is None and column not in (*self.dated, *self.flags):
                for row, cell in enumerate(self.cells(column)):
                    found.setdefault(stems(cell), {}).setdefault(column, set()).add(row)
        found.pop((), None)
        return found

    @cached_property
    def key(self) -> int | None:
        """The column that names the rows: the first, if its cells all differ, else the first of words that do."""
        every = [column for column in range(len(self.columns)) if self.differ(column, range(len(self.rows)))]
        named = [column for column in every if self.numbers[column] is None and column not in self.dated]
        return 0 if 0 in every else next(iter(named), None)

    def differ(self, column: int, rows: Any) -> bool:
        """Whether the column's cells in `rows` are all filled, and no two the same."""
        cells = [self.rows[row][column].strip() for row in rows]
        return all(cells) and len(set(cells)) == len(cells)

    def called(self, *names: str) -> int | None:
        """The only column with one of these words in its name; None where several have, or none."""
        found = [column for column, has in enumerate(self.units) if has & {stem(name) for name in names}]
        return found[0] if len(found) == 1 else None


def places(pairs: Iterable[tuple[Words, int]]) -> dict[Words, list[int]]:
    found: dict[Words, list[int]] = {}
    for name, column in pairs:
        found.setdefault(name, []).append(column)
    return found


def as_numbers(cells: Sequence[str]) -> list[float | None] | None:
    """
    >>> as_numbers(["1,200", "", "3.5"]), as_numbers(["3,5", "1.200,0"]), as_numbers(["3", "x"])
    ([1200.0, None, 3.5], [3.5, 1200.0], None)
    """
    if not any(cells):
        return None
    read = [number(cell) if cell else None for cell in cells]
    if all(value is not None for cell, value in zip(cells, read, strict=True) if cell):
        return read
    if all(COMMA.fullmatch(cell.strip(" $€£¥%\u00a0")) for cell in cells if cell):
        return [number(cell.replace(".", "").replace(",", ".")) if cell else None for cell in cells]
    return None


def verbs_of(noun: str) -> list[str]:
    """
    >>> verbs_of("owner"), verbs_of("weight"), verbs_of("city")
    (['own'], ['weigh'], [])
    """
    return [noun.removesuffix(end) for end, least in DOINGS if noun.endswith(end) and len(noun) >= least + len(end)]
