"""Which columns of a table a question asks for: to be calculated with, or to be shown."""

from __future__ import annotations

from collections.abc import Sequence

from runtime.runners.sheets import Sheet, stem
from runtime.runners.table_pieces import Piece, Unclear
from runtime.runners.table_reading import Reading


def targets(read: Reading) -> list[int]:
    """The columns asked for. Behind 'of' stands what the rows are: 'the dates of all orders'."""
    columns = [(place, piece.column) for place, piece in enumerate(read.said) if piece.kind == "column"]
    of = next((place for place, piece in enumerate(read.said) if piece.kind == "of"), len(read.said))
    before = [column for place, column in columns if place < of]
    return list(dict.fromkeys(before or [column for _, column in columns]))


def numeric(read: Reading, operations: Sequence[Piece]) -> int:
    """The column that is to be calculated with: the first of numbers behind the operation, else the last before it."""
    sheet, after = read.sheet, read.said.index(operations[-1])
    able = [
        (place, piece.column)
        for place, piece in enumerate(read.said)
        if piece.kind == "column" and (sheet.numbers[piece.column] is not None or piece.column in sheet.dated)
    ]
    behind = [column for place, column in able if place > after]
    if found := behind[:1] or [column for _, column in able][-1:]:
        return found[0]
    for operation in operations:
        column = sheet.called(*operation.sense.columns.split()) if operation.sense.columns else None
        if column is not None and (sheet.numbers[column] is not None or column in sheet.dated):
            return column
    raise Unclear("it names no column of numbers to calculate with")


def shown(read: Reading, measured: int | None) -> int | None:
    """The column whose content is asked for; None where that is the measured one itself."""
    asking = next((piece for piece in read.said if piece.kind == "asking"), None)
    if asking is not None and measured is not None and _fits(read.sheet, asking, measured):
        return None
    named = [column for column in targets(read) if column != measured]
    if asking is not None:
        return _asked(read.sheet, asking, named)
    is_implied = measured is not None and all(piece.column != measured for piece in read.said)
    if named or not (is_implied or any(piece.kind == "rows" for piece in read.said)):
        return named[0] if named else None
    if read.sheet.key is None:
        raise Unclear("no column names the rows, each with a content of its own")
    return read.sheet.key


def _asked(sheet: Sheet, asking: Piece, named: Sequence[int]) -> int:
    """The column that 'who', 'where' or 'how long' asks for: one that is named and can be it, or the only one."""
    found = next((column for column in named if _fits(sheet, asking, column)), None)
    found = sheet.called(*asking.sense.columns.split()) if found is None and not named else found
    if found is None:
        raise Unclear(f"no single column says “{asking.text}”: they are {', '.join(map(repr, sheet.columns))}")
    return found


def _fits(sheet: Sheet, asking: Piece, column: int) -> bool:
    names = asking.sense.columns.split()
    if sheet.units[column] & {stem(name) for name in names} or ("day" in names and column in sheet.dated):
        return True
    return asking.text.lower() in ("who", "where") and sheet.numbers[column] is None and column not in sheet.dated
