"""What a table says to a question, and in which cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from rag.tables import KINDS, Table, read_table
from runtime.errors import BadInput, CheckpointError, NoResult
from runtime.records import Citation, Json
from tools.base import Bench, Tool

RULES = "column-rules"
"""The embedded size: exact, and silent where it does not understand."""
SHOWN = 200
"""Cells in a result."""
CITED = 3
"""Rows that are cited; of more the numbers are told."""
EXAMPLES = (
    "Ask such as: how many rows have region North? what is the average price per city? who has the highest salary?"
)


class AskTable(Tool):
    name = "ask_table"
    description = (
        "Answers a question about a table in a CSV or TSV file: looks up cells, counts rows, adds up, averages, finds "
        "the highest and the lowest, with conditions and for each group. Says which rows it comes from, and refuses "
        "what it does not understand. Not for questions about prose."
    )
    inputs = {
        "question": {"type": "string", "role": "asked", "description": "One question, in full, in English."},
        "table": {"type": "string", "role": "table", "description": "Artifact name of a CSV or TSV file."},
    }
    returns: ClassVar = {
        "answer": ("string", "The answer: a number, or cells with commas between."),
        "operation": ("string", "NONE (cells as they are), COUNT, SUM, AVERAGE, MEDIAN, MAX or MIN."),
        "rows": ("array", "Numbers of the rows it comes from, the first 200; 1 is the first under the header."),
        "cells": ("array", "The cells it comes from, the first 200: row, column, value."),
        "cells_in_all": ("integer", "How many cells there are."),
        "groups": ("object", "An answer for each group, where groups were asked for."),
        "understood": ("string", "How the question was understood; empty where a model answered."),
        "citations": ("array", "Where it stands: n, source, page, quote, score (0 to 1)."),
        "confidence": ("number", "0 to 1: how sure the answer is."),
    }
    task = "table-question-answering"
    labels = ("reads_untrusted",)
    tells = True
    cues: ClassVar = (
        r"\b(table|spreadsheet|csv|tsv|columns?)\b.*\?",
        r"\b(how many|count( the)?) (rows|entries|records)\b",
        r"\b(average|mean|sum|total|median|maximum|minimum|highest|lowest)\b.*\b(columns?|per|by|the table|rows)\b",
        r"\b(add up|sum( up)?|total( up)?|average|count|calculate|compute|look up)\b.*\b(columns?|rows?|table|cell)\b",
        r"\bask the table\b",
    )
    asks: ClassVar = (
        "what is the average of this column?",
        "how many rows of the table have this value?",
        "what is the total per region in the csv?",
        "which row has the highest number?",
        "look up the cell for this name in the spreadsheet",
        "add up the column where the city is this",
        "count the entries in the table",
    )

    def forward(self, question: str, table: str) -> dict[str, Json]:
        if not question.strip():
            raise BadInput(f"The question is empty. Call ask_table(question=..., table=...) again. {EXAMPLES}")
        read = table_of(self.bench, table)
        columns = {name: read.cells(place) for place, name in enumerate(read.columns)}
        found = self._found({"question": question, "table": columns, "title": read.title.rpartition(".")[0]})
        return self._result(read, table.strip(), found)

    def _found(self, item: Mapping[str, Any]) -> Mapping[str, Any]:
        """By the rules where they understand it, else by a model where one is here; or by the one that was named."""
        found: Mapping[str, Any] = self.run([item], checkpoint=self._model or RULES).items[0]
        if not found["answer"] and not self._model and (reader := model_for_tables(self.bench)):
            found = {"why": found.get("why", ""), **self.run([item], checkpoint=reader).items[0]}
        if not found["answer"]:
            why = str(found.get("why", "")) or "The model found no cell that answers."
            raise NoResult(f"That question about the table is not understood: {why} {EXAMPLES}")
        return found

    def _result(self, table: Table, name: str, found: Mapping[str, Any]) -> dict[str, Json]:
        places = [(int(row), int(column)) for row, column in found["coordinates"]]
        rows = sorted({row for row, _ in places})
        score = round(float(found["score"]), 4)
        cited = [self.cited(citation(table, name, row, score)) for row in rows[:CITED]] if len(rows) <= CITED else []
        marks = "".join(f" [^{number}]" for number, _ in cited)
        says = f"{found['understood']}; " if found.get("understood") else ""
        return {
            "summary": f"{found['answer']} ({says}{rows_told(rows, len(table.rows))} of {table.title}){marks}",
            "answer": found["answer"],
            "operation": found["aggregator"],
            "rows": [row + 1 for row in rows[:SHOWN]],
            "cells": [
                {"row": row + 1, "column": table.columns[column], "value": table.rows[row][column]}
                for row, column in places[:SHOWN]
            ],
            "cells_in_all": len(places),
            "groups": dict(found.get("groups") or {}),
            "understood": found.get("understood", ""),
            "citations": [fields for _, fields in cited],
            "confidence": score,
        }


def table_of(bench: Bench, name: str) -> Table:
    """The table in the artifact called `name`.

    Raises:
        UnknownArtifact, OutsideWorkspace: there is no such artifact.
        BadInput: it holds no table, or one without rows.
    """
    artifact = bench.artifacts.get(name.strip())
    if artifact.path.suffix.lower() not in KINDS:
        raise BadInput(f"{name} is {artifact.media_type}, not a table. Give the name of a CSV or TSV file.")
    table = read_table(artifact.path, artifact.title)
    if not table.rows:
        raise BadInput(f"{artifact.title} has the columns {', '.join(table.columns)} and no rows. Give one that has.")
    return table


def model_for_tables(bench: Bench) -> str:
    """The checkpoint here that reads tables; empty where none is."""
    try:
        line = bench.pool.choice("table-question-answering").checkpoint
    except CheckpointError:
        return ""
    return "" if line.package else line.id


def citation(table: Table, name: str, row: int, score: float) -> Citation:
    text = table.row_text(row)
    return Citation(table.title, None, text if len(text) <= 300 else text.split("\n")[0], score, name)


def rows_told(rows: list[int], count: int) -> str:
    """
    >>> rows_told([0], 9), rows_told([0, 2], 9), rows_told([*range(9)], 9), rows_told([*range(7)], 9)
    ('row 1', 'rows 1, 3', 'all 9 rows', '7 rows')
    """
    if len(rows) == count > 1:
        return f"all {count} rows"
    if len(rows) > 5:
        return f"{len(rows)} rows"
    return f"row{'s' * (len(rows) != 1)} {', '.join(str(row + 1) for row in rows)}"
