"""How a row of numbers will go on, with how sure that is."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from rag.series import Series, enough, series_in
from runtime.calls import Results
from runtime.errors import BadInput
from runtime.records import Json, Provenance
from tools.base import Tool
from tools.tables import table_of

BASELINE = "holt-winters"
QUANTILES = (0.1, 0.5, 0.9)
MOST, SHOWN = 1000, 200
HORIZON = 12


class Forecast(Tool):
    name = "forecast"
    description = (
        "Says how a series will go on: a column of a CSV file, in the order of its days, or numbers that you give. "
        "Returns for each coming step the middle value and quantiles, and saves them as a CSV artifact. By "
        "Chronos-Bolt where that is here, else by exponential smoothing, a baseline. It knows nothing but the series."
    )
    inputs = {
        "table": {
            "type": "string",
            "role": "table",
            "description": "Artifact name of a CSV or TSV file with a row for each step of time.",
            "nullable": True,
        },
        "values": {
            "type": "array",
            "role": "numbers",
            "description": "The series itself instead, oldest first; null where a value is missing.",
            "nullable": True,
        },
        "column": {
            "type": "string",
            "role": "column",
            "description": "The column of numbers; may be left out where there is only one beside the days.",
            "nullable": True,
        },
        "horizon": {
            "type": "integer",
            "role": "horizon",
            "description": f"How many steps ahead, 1 to {MOST}; {HORIZON} if left out. More than 64 is less sure.",
            "nullable": True,
        },
        "quantiles": {
            "type": "array",
            "role": "quantiles",
            "description": "Numbers between 0 and 1: one outcome in ten lies under 0.1. 0.1, 0.5, 0.9 if left out.",
            "nullable": True,
        },
        "season": {
            "type": "integer",
            "role": "season",
            "description": "Steps after which it comes round: 12 for months; 1 for none; by the days if left out.",
            "nullable": True,
        },
    }
    returns: ClassVar = {
        "series": ("string", "What was forecast: the column's name."),
        "forecast": ("array", "The first 200 steps: step, label (its day), value (the middle one), quantiles."),
        "steps": ("integer", "How many steps there are."),
        "step": ("string", "Time between two steps: day, month …; empty where there are no days."),
        "method": ("string", "Id of what forecast it."),
        "baseline": ("boolean", "Whether that is exponential smoothing, fitted on this series alone."),
        "artifacts": ("array", "Name of the CSV artifact with every step."),
    }
    task = "time-series-forecasting"
    side_effects = "saves a CSV artifact"
    labels = ("reads_untrusted",)
    makes = "text/csv"
    cues: ClassVar = (
        r"\bnext (?:\w+ )?(?:values?|steps?|months?|weeks?|quarters?|years?)\b.*\?|\bnext (?:\w+ )?(?:values|steps)\b",
        r"^(forecast|extrapolate|project)\b",
        r"\b(make|give|create|compute|show)\b.*\bforecasts?\b",
        r"\bwill\b.*\b(over|in|during|for) the (next|coming)\b",
        r"\bpredict\b.*\b(next|coming|ahead|future)\b",
        r"\bhow (will|would) .*\b(go on|continue|develop)\b",
    )
    asks: ClassVar = (
        "forecast the next 12 months of this column",
        "predict how the series will go on",
        "what will sales be over the coming weeks?",
        "extrapolate these numbers",
        "make a forecast from the csv",
        "project demand for the next quarter",
        "continue this row of numbers into the future",
    )

    def forward(
        self,
        table: str | None = None,
        values: list[float | None] | None = None,
        column: str | None = None,
        horizon: int | None = None,
        quantiles: list[float] | None = None,
        season: int | None = None,
    ) -> dict[str, Json]:
        steps = HORIZON if horizon is None else horizon
        wanted = checked(steps, QUANTILES if quantiles is None else quantiles)
        series = self._series(table, values, column)
        usual = series.step.season if series.step else 0
        given: dict[str, Any] = {"season": usual if season is None else season} if self._is_baseline() else {}
        results = self.run([list(series.values)], horizon=steps, quantiles=wanted, **given)
        rows = steps_of(series, results.items[0], steps)
        sources = (table.strip(),) if table else ()
        return self._result(series, rows, results, self._saved(rows, results, sources))

    def _is_baseline(self) -> bool:
        return self.bench.pool.choice(self.task, self._model).checkpoint.id == BASELINE

    def _series(self, table: str | None, values: Sequence[Any] | None, column: str | None) -> Series:
        if (table is None) == (values is None):
            raise BadInput(
                "Give one of the two: forecast(table='sales-1', column='revenue') or forecast(values=[3, 5])."
            )
        if values is None:
            return series_in(table_of(self.bench, str(table)), column or "")
        numbers = [None if value is None else number_of(value) for value in values]
        return enough(Series("the series", tuple(numbers)))

    def _saved(self, rows: Sequence[Mapping[str, Any]], results: Results, sources: tuple[str, ...]) -> str:
        written = io.StringIO()
        names = list(rows[0]["quantiles"])
        lines = [[row["label"], row["value"], *(row["quantiles"][name] for name in names)] for row in rows]
        csv.writer(written, lineterminator="\n").writerows([["step", "value", *names], *lines])
        line = results.checkpoint
        provenance = Provenance(
            self.name, sources, dict(results.parameters), line.id, line.revision, results.placement.at,
            seconds=results.seconds,
        )  # fmt: skip
        return self.bench.artifacts.save_bytes(written.getvalue().encode(), "forecast", "text/csv", provenance).name

    def _result(
        self, series: Series, rows: Sequence[Mapping[str, Any]], results: Results, made: str
    ) -> dict[str, Json]:
        line, step = results.checkpoint.id, series.step.called if series.step else ""
        baseline = line == BASELINE
        how = "exponential smoothing of the series itself, a baseline" if baseline else line
        shown = "; ".join(said(row) for row in (rows if len(rows) <= 6 else [*rows[:3], *rows[-2:]]))
        every = f", one for each {step}" if step else ""
        return {
            "summary": f"{series.name}, the next {len(rows)} steps{every}: {shown}. By {how}. All of them: {made}.",
            "series": series.name,
            "forecast": list(rows[:SHOWN]),
            "steps": len(rows),
            "step": step,
            "method": line,
            "baseline": baseline,
            "artifacts": [made],
        }


def checked(horizon: int, quantiles: Sequence[Any]) -> list[float]:
    if not 1 <= horizon <= MOST:
        raise BadInput(f"horizon={horizon} is outside 1 to {MOST}. Call forecast(..., horizon=12) again.")
    numbers = [number_of(quantile) for quantile in quantiles]
    if not numbers or not all(0 < quantile < 1 for quantile in numbers):
        raise BadInput(
            f"quantiles={list(quantiles)} are not all between 0 and 1. For example: quantiles=[0.1, 0.5, 0.9]."
        )
    return sorted(set(numbers))


def number_of(value: Any) -> float:
    """`value`, which a command line gives as text.

    >>> number_of(3), number_of("4.5")
    (3.0, 4.5)
    """
    try:
        number = float("nan" if isinstance(value, bool) else value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise BadInput(f"{value!r} is not a number. Give numbers such as values=[3, 4.5, null, 6], oldest first.")
    return number


def steps_of(series: Series, found: Mapping[str, Any], count: int) -> list[dict[str, Json]]:
    quantiles: Mapping[str, Sequence[float]] = found["quantiles"]
    return [
        {
            "step": place + 1,
            "label": label,
            "value": round(float(found["mean"][place]), 6),
            "quantiles": {name: round(float(values[place]), 6) for name, values in quantiles.items()},
        }
        for place, label in enumerate(series.labels(count))
    ]


def said(row: Mapping[str, Any]) -> str:
    """
    >>> said({"label": "2024-06", "value": 12.0, "quantiles": {"0.1": 10.25, "0.9": 14.0}})
    '2024-06: 12 (10.25 to 14)'
    """
    ends = list(row["quantiles"].values())
    spread = f" ({ends[0]:.6g} to {ends[-1]:.6g})" if len(ends) > 1 else ""
    return f"{row['label']}: {row['value']:.6g}{spread}"
