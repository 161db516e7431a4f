"""A question about a table, cut into pieces that each mean one thing: a column, the content of cells, an operation …"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from runtime.runners.sheets import DAY, Sheet, Words, number, stem, words
from runtime.runners.table_words import LISTING, PERSONS, ROWS, SENSES, WHO, Sense

LONGEST = 8
"""Words of a cell, at most, that is looked for in a question."""

NOTHING = Sense("nothing")


class Unclear(ValueError):
    """Why rules cannot answer a question."""


@dataclass(frozen=True, slots=True)
class Piece:
    kind: str
    """`column`, `value`, `number`, `rows` (what the rows are called), a `Sense`'s, or `unit`."""
    text: str
    """As it was written."""
    column: int = -1
    cells: Mapping[int, frozenset[int]] | None = None
    """Of a value: in which columns, and rows, it fills a cell."""
    sense: Sense = NOTHING


def pieces(question: str, sheet: Sheet) -> list[Piece]:
    """
    Raises:
        Unclear: a word is in no column, no cell, and not among the words that are known here; or several columns are
            called so.
    """
    return list(_pieces(words(question), sheet))


def _pieces(said: list[str], sheet: Sheet) -> Iterator[Piece]:
    stemmed = tuple(map(stem, said))
    place = 1 if stemmed[:1] and stemmed[0] in LISTING else 0  # 'name the countries': no column called name
    is_opening = True
    while place < len(said):
        found = _longest(stemmed, said, place, sheet)
        if found is None:
            raise Unclear(f"“{said[place]}” is no column, stands in no cell, and is no word that is known here")
        piece, place = found
        if piece.kind == "asking" and not is_opening:  # 'the people who live in Oslo'
            piece = Piece("nothing", piece.text)
        is_opening = is_opening and piece.kind == "nothing"
        yield piece


def _longest(stemmed: Words, said: list[str], place: int, sheet: Sheet) -> tuple[Piece, int] | None:
    """The piece of the most words that begins at `place`, and where the next one does."""
    ends = range(min(len(said), place + LONGEST), place, -1)
    found = ((_piece(stemmed[place:end], " ".join(said[place:end]), sheet), end) for end in ends)
    return next(((piece, end) for piece, end in found if piece), None)


def _piece(stemmed: Words, text: str, sheet: Sheet) -> Piece | None:
    """What these words mean together; None where they mean nothing together."""
    if stemmed in sheet.names:
        return _column(sheet.names[stemmed], text, sheet)
    if stemmed in SENSES:
        return Piece(SENSES[stemmed].kind, text, sense=SENSES[stemmed])
    if stemmed in sheet.parts:
        return _column(sheet.parts[stemmed], text, sheet)
    if stemmed in sheet.values:
        found = {column: frozenset(rows) for column, rows in sheet.values[stemmed].items()}
        return Piece("value", text, cells=found)
    return _word(stemmed[0], text, sheet) if len(stemmed) == 1 else None


def _column(columns: list[int], text: str, sheet: Sheet) -> Piece:
    if len(columns) > 1:
        listed = ", ".join(repr(sheet.columns[column]) for column in columns)
        raise Unclear(f"“{text}” may be any of the columns {listed}")
    return Piece("column", text, columns[0])


def _word(stemmed: str, text: str, sheet: Sheet) -> Piece | None:
    if number(text) is not None or DAY.fullmatch(text):
        return Piece("number", text)
    if stemmed in ROWS or stemmed in map(stem, words(sheet.title)):
        return Piece("rows", text)
    if stemmed in PERSONS and sheet.called(*WHO.split()) is not None:
        return Piece("rows", text)
    return Piece("unit", text) if any(stemmed in unit for unit in sheet.units) else None
