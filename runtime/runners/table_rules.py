"""Answers questions about a table by rules: exact, and only where every word of the question is accounted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from runtime.runners.cells import asked
from runtime.runners.sheets import Sheet
from runtime.runners.table_deciding import Outcome, decide
from runtime.runners.table_pieces import Unclear
from runtime.runners.table_reading import read

SURE = 0.95
"""How often an answer is right, of those given. Measured on tests/data/table_questions.jsonl."""


class TableRules:
    """Calls like `TableAnswers`. Nothing is loaded and nothing learned. Thread-safe."""

    memory: ClassVar = {"cpu": 0.0}

    def __call__(self, inputs: Sequence[Mapping[str, Any]], **parameters: Any) -> list[dict[str, Any]]:
        """For each `{"question", "table": {column: [cells]}, "title"}` the answer, out of the table's cells.

        That is `{"answer", "cells", "coordinates", "aggregator", "score", "understood", "groups", "why"}`:
        `coordinates` are `[row, column]` from 0, the `aggregator` is NONE, COUNT, SUM, AVERAGE, MEDIAN, MAX or MIN,
        `groups` has an answer for each content of a column where that was asked. Where the question is not understood
        `answer` is "" and `why` says what is in the way. `title` says what the rows are: `orders`.

        Raises:
            ValueError: a question or a table is empty, or the table is uneven.
        """
        return [self._answered(item) for item in inputs]

    def _answered(self, item: Mapping[str, Any]) -> dict[str, Any]:
        table = asked(item)
        sheet = Sheet(table.columns, table.rows, str(item.get("title", "")))
        try:
            return told(sheet, decide(read(table.question, sheet)))
        except Unclear as problem:
            return told(sheet, Outcome("", "NONE", (), "")) | {"score": 0.0, "why": f"{problem}."}


def told(sheet: Sheet, found: Outcome) -> dict[str, Any]:
    return {
        "answer": found.answer,
        "cells": [sheet.rows[row][column] for row, column in found.cells],
        "coordinates": [[row, column] for row, column in found.cells],
        "aggregator": found.operation,
        "score": SURE,
        "understood": found.says,
        "groups": dict(found.groups or {}),
        "why": "",
    }
