"""A table's column as a series: in the order of its days, at even steps, with gaps where steps are left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rag.days import Step, Uneven, placed, read_days, step_of
from rag.tables import Table
from runtime.errors import BadInput
from runtime.runners.sheets import Sheet, as_numbers, stems

TIMES = frozenset(stems("date day month year quarter week time timestamp period"))
"""Words in the name of a column of days."""
VAGUE = frozenset(stems("it this that value values series number numbers data file table column forecast them csv"))


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    values: tuple[float | None, ...]
    last: datetime | None = None
    """The day of the last value, where days are known."""
    step: Step | None = None

    def labels(self, count: int) -> list[str]:
        """What the next steps are called: days, or numbers that go on from the series' own."""
        if self.last is None or self.step is None:
            return [str(len(self.values) + n) for n in range(1, count + 1)]
        return self.step.after(self.last, count)


def enough(series: Series) -> Series:
    known = sum(value is not None for value in series.values)
    if known < 3:
        raise BadInput(f"{series.name} has {known} values; it takes at least 3, and better 20. Give a longer series.")
    return series


def series_in(table: Table, wanted: str) -> Series:
    """The column called `wanted`, or the only one of numbers, in the order of the table's days where it has some.

    Raises:
        BadInput: there is no such column, there are several, or its days make no even steps.
    """
    numeric = {place: read for place in range(len(table.columns)) if (read := as_numbers(table.cells(place)))}
    days_at, days = days_in(table, wanted)
    column = column_called(table, wanted, [place for place in numeric if place != days_at])
    name = table.columns[column]
    if days is None:
        return enough(Series(name, tuple(numeric[column])))
    pairs = sorted(zip(days, numeric[column], strict=True), key=lambda pair: pair[0])
    try:
        step = step_of([day for day, _ in pairs])
    except Uneven as problem:
        raise BadInput(f"{table.title}: {problem}. Give a table with a row for each step of time.") from problem
    values: list[float | None] = [None] * (placed([day for day, _ in pairs], step)[-1] + 1)
    for place, (_, value) in zip(placed([day for day, _ in pairs], step), pairs, strict=True):
        values[place] = value
    return enough(Series(name, tuple(values), pairs[-1][0], step))


def days_in(table: Table, wanted: str) -> tuple[int | None, list[datetime] | None]:
    """The column of days and what it holds: the one whose name says so, else the first; none where there is none."""
    found = []
    for place, name in enumerate(table.columns):
        if stems(name) == stems(wanted):
            continue
        try:
            days = read_days(table.cells(place))
        except Uneven as problem:
            raise BadInput(f"{table.title}, column {name!r}: {problem}") from problem
        if days:
            found.append((not TIMES & set(stems(name)), place, days))
    if not found:
        return None, None
    is_vague, place, days = min(found, key=lambda one: one[:2])
    looks_like_years = is_vague and as_numbers(table.cells(place)) is not None
    return (None, None) if looks_like_years else (place, days)


def column_called(table: Table, wanted: str, able: Sequence[int]) -> int:
    names = ", ".join(repr(table.columns[place]) for place in able) or "none"
    asked = stems(wanted)
    sheet = Sheet(table.columns, table.rows)
    called = [*sheet.names.get(asked, []), *sheet.parts.get(asked, [])]
    if fitting := [place for place in called if place in able]:
        return fitting[0]
    if not asked or set(asked) <= VAGUE | set(stems(table.title)):
        if len(able) == 1:
            return able[0]
        raise BadInput(f"{table.title} has these columns of numbers: {names}. Say which: forecast(..., column=…).")
    raise BadInput(f"{table.title} has no column of numbers called {wanted!r}. Its columns of numbers: {names}.")
