"""Answers questions about a table: picks its cells, and says whether to count them or to add them up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from runtime.devices import Placement
from runtime.errors import need
from runtime.runners.base import Runner, weights
from runtime.runners.cells import Asked, Cell, Found, asked, together, told
from runtime.runners.rows import limit_of, padded, reader, slices

LIKELY = 0.5
"""A cell belongs to the answer above this. Source: TAPAS, as published."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a table, read at once."""

    table: int
    rows: tuple[int, ...]


class TableAnswers(Runner):
    batch_size: ClassVar[int] = 8

    def __init__(self, folder: Path, placement: Placement) -> None:
        """
        Raises:
            MissingExtra: pandas is not installed.
        """
        super().__init__(folder, placement)
        self._pandas = need("pandas", "tables")
        self._model = weights("AutoModelForTableQuestionAnswering", folder, placement)
        self._tokenizer = reader(folder, self._model.config)
        kinds = self._model.config.type_vocab_sizes  # of segments, columns, rows …
        self._most_columns = min(self._model.config.max_num_columns, kinds[1], self._tokenizer.max_column_id) - 1
        self._most_rows = min(self._model.config.max_num_rows, kinds[2], self._tokenizer.max_row_id) - 1

    def run(self, inputs: list[Mapping[str, Any]], **parameters: Any) -> list[dict[str, Any]]:
        """For each `{"question", "table": {column: [cells]}}` the answer, out of the table's cells.

        That is `{"answer", "cells", "coordinates", "aggregator", "score"}`: `coordinates` are `[row, column]` from 0,
        the `aggregator` is NONE, SUM, AVERAGE or COUNT, and `answer` is what comes out, or the cells with commas where
        they are no numbers; "" where no cell answers. `score` is the cells' average, 0 to 1.

        A table of more rows than the model reads at once is read in parts; the rows that answer there are read again
        together, until they fit, so that the highest of all is found and not the highest of each part.

        Raises:
            ValueError: a question or a table is empty, or the table is uneven, too wide, or has a row that is too long.
            Stopped: asked before each slice of `batch_size` parts.
        """
        tables = [asked(item) for item in inputs]
        left = {number: tuple(range(len(table.rows))) for number, table in enumerate(tables)}
        settled: dict[int, Found] = {}
        while left:
            parts = [Part(n, rows) for n, all_rows in left.items() for rows in self._parts(tables[n], all_rows)]
            found: dict[int, list[Found]] = defaultdict(list)
            for part, answer in self._read(tables, parts):
                found[part.table].append(answer)
            again = {number: _again(answers, left[number]) for number, answers in found.items()}
            settled |= {number: together(answers) for number, answers in found.items() if not again[number]}
            left = {number: rows for number, rows in again.items() if rows}
        return [told(table, settled[number]) for number, table in enumerate(tables)]

    def size(self, item: Mapping[str, Any]) -> int:
        return sum(len(str(cell)) for cells in item["table"].values() for cell in cells)

    def _parts(self, table: Asked, rows: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """`rows` in as many as are read at once, by number and by tokens."""
        if len(table.columns) > self._most_columns:
            raise ValueError(f"The table has {len(table.columns)} columns; the model reads {self._most_columns}.")
        head = 2 + self._tokens([table.question, *table.columns])  # [CLS] and [SEP] too
        room = max(0, limit_of(self._tokenizer) - head)
        part: list[int] = []
        left = room
        for row in rows:
            tokens = self._tokens(table.rows[row])
            if tokens > room:
                raise ValueError(
                    f"Row {row + 1} has {tokens} tokens; beside the question and the header the model reads {room}. "
                    "Shorten its cells, or leave columns out."
                )
            if tokens > left or len(part) == self._most_rows:
                yield tuple(part)
                part, left = [], room
            part.append(row)
            left -= tokens
        yield tuple(part)

    def _tokens(self, texts: Sequence[str]) -> int:
        return sum(len(self._tokenizer.tokenize(text)) for text in texts)

    def _read(self, tables: Sequence[Asked], parts: Sequence[Part]) -> Iterator[tuple[Part, Found]]:
        for chosen in slices(parts, self.batch_size):
            rows = [self._row(tables[part.table], part.rows) for part in chosen]
            outputs = self._model(**padded(self._tokenizer, rows, self._model.device))
            chances = outputs.logits.float().sigmoid().tolist()
            for place, part in enumerate(chosen):
                cells = _cells(rows[place]["token_type_ids"], chances[place], part.rows)
                yield part, Found(cells, self._aggregator(outputs.logits_aggregation, place))

    def _row(self, table: Asked, rows: Sequence[int]) -> Mapping[str, Any]:
        frame = self._pandas.DataFrame([table.rows[row] for row in rows], columns=table.columns, dtype=str)
        row: Mapping[str, Any] = self._tokenizer(frame, table.question)
        return row

    def _aggregator(self, logits: Any, place: int) -> str:
        names = self._model.config.aggregation_labels
        return "NONE" if logits is None or not names else str(names[int(logits[place].argmax())]).upper()


def _cells(kinds: Sequence[Sequence[int]], chances: Sequence[float], rows: Sequence[int]) -> dict[Cell, float]:
    """The cells of the answer, from the chance of each token: its cell's is the average.

    `kinds` are each token's segment, column, row …, where column 1 is the first, and row 1 the first under the header.
    """
    tokens: dict[Cell, list[float]] = defaultdict(list)
    for (segment, column, row, *_), chance in zip(kinds, chances, strict=False):  # the rest is padding
        if segment and column and row:
            tokens[rows[row - 1], column - 1].append(chance)
    averages = {cell: sum(found) / len(found) for cell, found in tokens.items()}
    return {cell: average for cell, average in averages.items() if average > LIKELY}


def _again(answers: Sequence[Found], read: Sequence[int]) -> tuple[int, ...]:
    """The rows to be read again together: those that answered in several parts. None where that makes no difference."""
    rows = tuple(sorted({row for answer in answers for row in answer.rows}))
    return rows if len(answers) > 1 and len(rows) < len(read) else ()
