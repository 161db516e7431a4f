"""Pieces of a question about a table → what is to be done with which cells; or why that is not clear. Never a guess."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from runtime.runners.sheets import YES, Sheet, number
from runtime.runners.table_pieces import Piece, Unclear, pieces
from runtime.runners.table_words import NUMBERED

Rows = frozenset[int]
COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "=": operator.eq,
}  # fmt: skip
PASSED = ("nothing", "rows", "unit", "distinct")
"""Kinds of pieces that may stand between two that belong together."""


@dataclass(frozen=True, slots=True)
class Condition:
    column: int
    rows: Rows
    """Where it holds."""
    says: str
    """`North`, `over 40`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question says, before it is decided what to do."""

    sheet: Sheet
    said: tuple[Piece, ...]
    """Without the pieces that conditions are made of."""
    conditions: tuple[Condition, ...]
    group: int | None
    """For each content of this column."""

    @property
    def rows(self) -> list[int]:
        """Those that fulfil every condition."""
        return [row for row in range(len(self.sheet.rows)) if all(row in c.rows for c in self.conditions)]

    def where(self) -> str:
        """`region: North, units: over 100`."""
        return ", ".join(f"{self.sheet.columns[one.column]}: {one.says}" for one in self.conditions)


def read(question: str, sheet: Sheet) -> Reading:
    """
    Raises:
        Unclear: a word is not explained, or could mean several things.
    """
    said = pieces(question, sheet)
    used: set[int] = set()
    conditions = [*_flagged(said, sheet, used), *_compared(said, sheet, used), *_valued(said, sheet, used)]
    column = _grouped(said, used)
    rest = tuple(piece for place, piece in enumerate(said) if place not in used)
    if any(piece.kind == "not" for piece in rest):
        raise Unclear("it is not clear what is meant by “not”")
    return Reading(sheet, rest, tuple(conditions), column)


def _grouped(said: Sequence[Piece], used: set[int]) -> int | None:
    """The column behind 'per' or 'by'; none where something else stands there: 'the titles by Owen Reyes'."""
    for place, piece in enumerate(said):
        if piece.kind == "group" and (after := _next_to(said, place, 1)) is not None and after not in used:
            if said[after].kind != "column":
                raise Unclear(f"no column stands behind “{piece.text}”")
            used |= {place, after}
            return said[after].column
    return None


# ------------------------------------------------------------------ yes and no


def _flagged(said: Sequence[Piece], sheet: Sheet, used: set[int]) -> Iterator[Condition]:
    """The columns of yes and no: to name one asks for the rows with yes."""
    for place, piece in enumerate(said):
        if piece.kind == "column" and piece.column in sheet.flags:
            rows = frozenset(row for row, cell in enumerate(sheet.cells(piece.column)) if cell.lower() in YES)
            used.add(place)
            yield _perhaps_not(said, place, sheet, used, Condition(piece.column, rows, "yes"))


def _perhaps_not(said: Sequence[Piece], place: int, sheet: Sheet, used: set[int], found: Condition) -> Condition:
    """The opposite of `found`, where a 'not' stands before the piece at `place`."""
    before = next((n for n in range(place - 1, -1, -1) if n not in used and said[n].kind not in PASSED), None)
    if before is None or said[before].kind != "not":
        return found
    used.add(before)
    return Condition(found.column, frozenset(range(len(sheet.rows))) - found.rows, f"not {found.says}")


# ------------------------------------------------------------------ contents of cells


def _valued(said: Sequence[Piece], sheet: Sheet, used: set[int]) -> Iterator[Condition]:
    """Rows with the contents that are named; two of one column are alternatives: 'in Oslo or Bergen'."""
    places = [place for place, piece in enumerate(said) if piece.kind == "value"]
    found: dict[int, list[int]] = {}
    for place in places:
        found.setdefault(_column_of(said, place, sheet, used), []).append(place)
    for column, several in found.items():
        used.update(several)
        rows = frozenset().union(*((said[place].cells or {})[column] for place in several))
        says = " or ".join(said[place].text for place in several)
        yield _perhaps_not(said, several[0], sheet, used, Condition(column, rows, says))


def _column_of(said: Sequence[Piece], place: int, sheet: Sheet, used: set[int]) -> int:
    """The column that the content at `place` stands in: the one named beside it, else the only one that has it."""
    cells = said[place].cells or {}
    for near in (_next_to(said, place, -1), _next_to(said, place, 1, passing=False)):
        if near is not None and said[near].kind == "column" and said[near].column in cells:
            used.add(near)
            return said[near].column
    if len(set(cells.values())) > 1:
        listed = ", ".join(repr(sheet.columns[column]) for column in cells)
        raise Unclear(f"“{said[place].text}” stands in several columns: {listed}")
    return next(iter(cells))


def _next_to(said: Sequence[Piece], place: int, step: int, passing: bool = True) -> int | None:
    """The next piece in this direction that says something; `passing` over those that do not."""
    place += step
    while passing and 0 <= place < len(said) and said[place].kind == "nothing":
        place += step
    return place if 0 <= place < len(said) else None


# ------------------------------------------------------------------ numbers and days


def _compared(said: Sequence[Piece], sheet: Sheet, used: set[int]) -> Iterator[Condition]:
    place = 0
    while place < len(said):
        if said[place].kind == "number":
            first = place
            before = said[place - 1] if place else Piece("nothing", "")
            if before.sense.name == "between":
                place = _next_to(said, place, 1) or place
                if place == first or said[place].kind != "number":
                    raise Unclear(f"“between {said[first].text}” lacks its other end")
            yield _condition(said, first, place, sheet, used)
        place += 1


def _condition(said: Sequence[Piece], first: int, last: int, sheet: Sheet, used: set[int]) -> Condition:
    """Of the numbers from `first` to `last`, which are one and the same but for 'between'."""
    compare = said[first - 1] if first and said[first - 1].kind == "compare" else None
    start = first - 1 if compare else first
    column = _measured(said, start, last, sheet, used)
    used.update(range(start, last + 1))
    if last + 1 < len(said) and said[last + 1].kind == "unit":
        used.add(last + 1)
    ends = [said[first].text, said[last].text]
    if compare is None or compare.sense.name in ("=", ""):
        rows, says = _equal(sheet, column, ends[0]), ends[0]
    elif compare.sense.name == "between":
        rows = _where(sheet, column, ">=", ends[0]) & _where(sheet, column, "<=", ends[1])
        says = f"between {ends[0]} and {ends[1]}"
    else:
        rows, says = _where(sheet, column, compare.sense.name, ends[0]), f"{compare.text} {ends[0]}"
    return Condition(column, rows, says)


def _measured(said: Sequence[Piece], start: int, last: int, sheet: Sheet, used: set[int]) -> int:
    """The column that a number is compared with: the one named beside it, or the only one that it suits."""
    able = [c for c in range(len(sheet.columns)) if sheet.numbers[c] is not None or c in sheet.dated]
    near = sorted(place for place in (_near(said, last, 1), _near(said, start, -1)) if place)
    near = [place for place in near if said[place[1]].column in able]
    is_compared = said[start].kind == "compare"
    if near and (is_compared or near[0][0] == 0 or _equal(sheet, said[near[0][1]].column, said[last].text)):
        column = said[near[0][1]].column
        used.update(place for _, place in near if said[place].column == column)
        return column
    found = _suiting(said[start] if is_compared else None, said[last].text, sheet)
    if found not in able:
        raise Unclear(f"it is not clear which column “{said[last].text}” belongs to")
    return found


def _near(said: Sequence[Piece], place: int, step: int) -> tuple[float, int] | None:
    """How far off the next column is, and where, if nothing that counts comes before it. Behind goes first."""
    for distance in range(4):
        place += step
        if not 0 <= place < len(said) or said[place].kind not in (*PASSED, "column", "of"):
            return None
        if said[place].kind == "column":
            return distance + (0.5 if step < 0 and distance else 0), place
    return None


def _suiting(compare: Piece | None, text: str, sheet: Sheet) -> int | None:
    """The column that 'older than' means; of a number alone, the one of days that has it, or of numbers that name."""
    if compare is not None:
        return sheet.called(*compare.sense.columns.split()) if compare.sense.columns else None
    dated = [c for c in sheet.dated if len(text) >= 4 and any(cell.startswith(text) for cell in sheet.cells(c))]
    return dated[0] if len(dated) == 1 else sheet.called(*NUMBERED.split())


def _equal(sheet: Sheet, column: int, text: str) -> Rows:
    """Rows whose cell is this number, or begins with this day, month or year."""
    cells = sheet.cells(column)
    if column in sheet.dated:
        return frozenset(row for row, cell in enumerate(cells) if cell.startswith(text))
    return frozenset() if number(text) is None else _where(sheet, column, "=", text)


def _where(sheet: Sheet, column: int, sign: str, text: str) -> Rows:
    if column in sheet.dated:
        days = [cell[: len(text)] for cell in sheet.cells(column)]
        pairs = [(float((day > text) - (day < text)) if day else None, 0.0) for day in days]
    else:
        wanted = number(text)
        if wanted is None:
            raise Unclear(f"“{text}” is a day, and {sheet.columns[column]!r} holds numbers")
        pairs = [(value, wanted) for value in sheet.numbers[column] or ()]
    return frozenset(
        row for row, (value, other) in enumerate(pairs) if value is not None and COMPARE[sign](value, other)
    )
