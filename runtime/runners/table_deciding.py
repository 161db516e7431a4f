"""What a question about a table asks for → the cells that answer, and what comes out of them."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from runtime.runners.cells import Cell
from runtime.runners.sheets import Sheet
from runtime.runners.table_pieces import Piece, Unclear
from runtime.runners.table_reading import Reading
from runtime.runners.table_targets import numeric, shown, targets

REDUCE: dict[str, Callable[[Sequence[float]], float]] = {
    "SUM": sum, "AVERAGE": statistics.fmean, "MEDIAN": statistics.median, "MAX": max, "MIN": min,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    answer: str
    operation: str
    cells: tuple[Cell, ...]
    """Those that it comes from."""
    says: str
    """How the question was understood: `SUM of revenue where region: North`."""
    groups: Mapping[str, str] | None = None


def decide(read: Reading) -> Outcome:
    """
    Raises:
        Unclear: it asks for nothing that is known here, or for what could be several things.
    """
    operations = [piece for piece in read.said if piece.kind == "operation"]
    left = [
        piece.text for piece in read.said if piece.kind == "unit" or (piece.kind == "compare" and piece.text != "from")
    ]
    if left:
        raise Unclear(f"it is not clear what “{left[0]}” is about")
    names = {piece.sense.name for piece in operations}
    extreme, reduces = names & {"MAX", "MIN"}, names & {"SUM", "AVERAGE", "MEDIAN"}
    if len(extreme) > 1 or len(reduces) > 1:
        raise Unclear("it asks for several things at once")
    is_asking = any(piece.kind == "asking" for piece in read.said)
    if "COUNT" in names and not extreme and not reduces - {"SUM"} and not is_asking:
        return _counted(read, operations)
    if "COUNT" in names or (reduces and is_asking and not extreme):
        raise Unclear("it asks for several things at once")
    if extreme and (reduces or read.group is not None):
        return _extreme_group(read, operations, extreme.pop(), reduces.pop() if reduces else "")
    if extreme:
        return _extreme(read, operations, extreme.pop())
    if reduces:
        return _reduced(read, operations, reduces.pop())
    return _looked_up(read)


# ------------------------------------------------------------------ counting


def _counted(read: Reading, operations: Sequence[Piece]) -> Outcome:
    """Rows; of a column of words its different contents; of a column of numbers their sum: 'how many units'."""
    sheet, start = read.sheet, read.said.index(operations[0])
    noun = next((p for p in read.said[start + 1 :] if p.kind not in ("nothing", "distinct", "of", "operation")), None)
    if noun is None or noun.kind != "column" or _is_id(sheet, noun.column):
        if _distinct(read):
            raise Unclear("it is not clear what is to be different")
        _only(read, noun.column if noun and noun.kind == "column" else None)
        if read.group is not None:
            return _grouped(read, None, "COUNT")
        rows = read.rows
        return Outcome(str(len(rows)), "COUNT", tuple((row, 0) for row in rows), _says("COUNT of rows", read))
    _only(read, noun.column)
    if sheet.numbers[noun.column] is not None and not _distinct(read):
        return _reduced(read, operations, "SUM", noun.column)
    if read.group is not None:
        raise Unclear("it counts different contents for each of a column, which is not done here")
    first = {sheet.rows[row][noun.column].strip(): (row, noun.column) for row in reversed(read.rows)}
    first.pop("", None)
    says = _says(f"COUNT of different {sheet.columns[noun.column]!r}", read)
    return Outcome(str(len(first)), "COUNT", tuple(sorted(first.values())), says)


def _only(read: Reading, column: int | None) -> None:
    """Raise Unclear where another column is named, which then had no part in the answer."""
    others = [piece.text for piece in read.said if piece.kind == "column" and piece.column != column]
    if others:
        raise Unclear(f"it is not clear what “{others[0]}” has to do with it")


def _is_id(sheet: Sheet, column: int) -> bool:
    """Whether its contents name the rows, so that to count them is to count the rows."""
    names = column == 0 or (sheet.numbers[column] is None and column not in sheet.dated)
    return names and sheet.differ(column, range(len(sheet.rows)))


def _distinct(read: Reading) -> bool:
    return any(piece.kind == "distinct" for piece in read.said)


# ------------------------------------------------------------------ calculating


def _reduced(read: Reading, operations: Sequence[Piece], name: str, column: int | None = None) -> Outcome:
    column = numeric(read, operations) if column is None else column
    if read.group is not None:
        return _grouped(read, column, name)
    return _calculated(read, column, name, read.rows)


def _calculated(read: Reading, column: int, name: str, rows: Iterable[int]) -> Outcome:
    sheet = read.sheet
    numbers = sheet.numbers[column]
    if numbers is None:
        raise Unclear(f"{sheet.columns[column]!r} does not hold numbers alone")
    filled = [row for row in rows if numbers[row] is not None]
    if not filled:
        raise Unclear(f"no cell of {sheet.columns[column]!r} is left{read.where() and ' where ' + read.where()}")
    value = REDUCE[name]([numbers[row] for row in filled])  # type: ignore[misc]  # they are filled
    return Outcome(
        shown_number(value),
        name,
        tuple((row, column) for row in filled),
        _says(f"{name} of {sheet.columns[column]!r}", read),
    )


def _grouped(read: Reading, column: int | None, name: str) -> Outcome:
    assert read.group is not None
    sheet = read.sheet
    parts: dict[str, list[int]] = {}
    for row in read.rows:
        parts.setdefault(sheet.rows[row][read.group].strip(), []).append(row)
    if column is None:
        groups = {content: str(len(rows)) for content, rows in parts.items()}
        cells = tuple((row, read.group) for row in read.rows)
        says = "COUNT of rows"
    else:
        found = {content: _calculated(read, column, name, rows) for content, rows in parts.items()}
        groups = {content: outcome.answer for content, outcome in found.items()}
        cells = tuple(cell for outcome in found.values() for cell in outcome.cells)
        says = f"{name} of {sheet.columns[column]!r}"
    said = _says(f"{says} for each {sheet.columns[read.group]!r}", read)
    return Outcome(", ".join(f"{content} {value}" for content, value in groups.items()), name, cells, said, groups)


# ------------------------------------------------------------------ extremes


def _extreme(read: Reading, operations: Sequence[Piece], name: str) -> Outcome:
    """The highest of a column; or what stands beside it: 'who has the highest salary?'"""
    sheet, column = read.sheet, numeric(read, operations)
    beside = shown(read, column)
    values = _ordered(sheet, column)
    rows = [row for row in read.rows if values[row] is not None]
    if not rows:
        raise Unclear(f"no cell of {sheet.columns[column]!r} is left")
    best = REDUCE[name]([values[row] for row in rows])  # type: ignore[misc]  # they are filled
    reached = [row for row in rows if values[row] == best]
    says = _says(f"{name} of {sheet.columns[column]!r}", read)
    if beside is None:
        return Outcome(sheet.rows[reached[0]][column].strip(), name, tuple((row, column) for row in reached), says)
    contents = list(dict.fromkeys(sheet.rows[row][beside].strip() for row in reached))
    if not sheet.differ(beside, read.rows) and contents != _leading(read, beside, column, name):
        raise Unclear(
            f"{sheet.columns[beside]!r} has several rows with the same content: the {name} of one row, or of their sum?"
        )
    cells = tuple((row, place) for row in reached for place in (beside, column))
    return Outcome(", ".join(contents), name, cells, f"{sheet.columns[beside]!r} at the {says}")


def _ordered(sheet: Sheet, column: int) -> list[float | None]:
    """The column's cells as numbers, or days as whole numbers; None where one is empty."""
    numbers = sheet.numbers[column]
    if numbers is not None:
        return numbers
    return [
        float("".join(filter(str.isdigit, cell[:10])).ljust(8, "0")) if cell else None for cell in sheet.cells(column)
    ]


def _leading(read: Reading, group: int, column: int, name: str) -> list[str]:
    """The contents of `group` whose sums of `column` are the highest, or the lowest."""
    sums: dict[str, float] = {}
    for row, value in enumerate(read.sheet.numbers[column] or ()):
        if row in read.rows and value is not None:
            content = read.sheet.rows[row][group].strip()
            sums[content] = sums.get(content, 0.0) + value
    best = REDUCE[name](list(sums.values())) if sums else None
    return [content for content, value in sums.items() if value == best]


def _extreme_group(read: Reading, operations: Sequence[Piece], name: str, reduces: str) -> Outcome:
    """'Which city has the highest average salary?'; or 'the highest salary for each city'."""
    column = numeric(read, operations)
    if not reduces:
        return _grouped(read, column, name)
    beside = shown(read, column) if read.group is None else read.group
    if beside is None:
        raise Unclear("it is not clear for what the highest is sought")
    grouped = _grouped(Reading(read.sheet, read.said, read.conditions, beside), column, reduces)
    values = {content: float(value) for content, value in (grouped.groups or {}).items()}
    best = REDUCE[name](list(values.values()))
    leading = ", ".join(content for content, value in values.items() if value == best)
    return Outcome(leading, name, grouped.cells, f"{name} of the {grouped.says}", grouped.groups)


# ------------------------------------------------------------------ looking up


def _looked_up(read: Reading) -> Outcome:
    sheet, wanted = read.sheet, targets(read)
    if len(wanted) > 1:
        named = " and ".join(repr(sheet.columns[column]) for column in wanted)
        raise Unclear(f"it names {named}, and only one can be looked up at a time")
    column = shown(read, None)
    if column is None:
        raise Unclear("it names no column whose content is wanted")
    if not read.conditions and sheet.numbers[column] is not None:
        raise Unclear(f"it does not say of which row {sheet.columns[column]!r} is wanted")
    first: dict[str, Cell] = {}
    cells = [(row, column) for row in read.rows if sheet.rows[row][column].strip()]
    for row, _ in cells:
        first.setdefault(sheet.rows[row][column].strip(), (row, column))
    if not cells:
        raise Unclear(f"no row has anything in {sheet.columns[column]!r}{read.where() and ' where ' + read.where()}")
    contents = list(first) if not read.conditions else [sheet.rows[row][column].strip() for row, _ in cells]
    kept = tuple(first.values()) if not read.conditions else tuple(cells)
    return Outcome(", ".join(contents), "NONE", kept, _says(f"{sheet.columns[column]!r}", read))


def _says(what: str, read: Reading) -> str:
    return f"{what} where {read.where()}" if read.conditions else what


def shown_number(value: float) -> str:
    """
    >>> shown_number(3.0), shown_number(2 / 3)
    ('3', '0.666666666667')
    """
    return f"{value:.12g}"
