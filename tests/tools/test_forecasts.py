"""A series goes on as it went, with days where it has some; what it comes from is said."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.service import Service
from app.stand_ins.forge_desk import CHRONOS, bench_of
from app.stand_ins.forge_text import sine
from runtime.errors import BadInput, CheckpointNotFound, UnknownArtifact
from runtime.records import Request
from tools.forecasts import Forecast

Having = Callable[..., Service]
TABLES = Path(__file__).parents[1] / "data" / "tables"


@pytest.fixture
def forecast(having: Having) -> Forecast:
    return Forecast(bench_of(having()))


def visitors(path: Path, months: int = 40, missing: int = 7) -> Path:
    """A year's course around a rising line, a month left out."""
    lines = [
        f"{2020 + n // 12}-{n % 12 + 1:02d},{100 + n + 20 * math.sin(n * math.pi / 6):.2f},x" for n in range(months)
    ]
    del lines[missing]
    path.write_text("month,visitors,note\n" + "\n".join(lines) + "\n")
    return path


def test_a_column_goes_on_in_its_days_and_its_season(forecast: Forecast, tmp_path: Path) -> None:
    name = forecast.bench.artifacts.import_file(visitors(tmp_path / "museum.csv")).name

    result = forecast(table=name, horizon=6)

    assert (result["series"], result["step"], result["steps"]) == ("visitors", "month", 6)
    assert [row["label"] for row in result["forecast"]] == [f"2023-{month:02d}" for month in range(5, 11)]
    for place, row in enumerate(result["forecast"], 40):
        assert row["value"] == pytest.approx(100 + place + 20 * math.sin(place * math.pi / 6), abs=3)
        assert row["quantiles"]["0.1"] <= row["value"] <= row["quantiles"]["0.9"]
    assert (result["method"], result["baseline"]) == ("holt-winters", True)
    assert "exponential smoothing of the series itself, a baseline" in result["summary"]


def test_every_step_is_in_the_file(forecast: Forecast, tmp_path: Path) -> None:
    name = forecast.bench.artifacts.import_file(visitors(tmp_path / "museum.csv")).name

    result = forecast(table=name, column="visitors", horizon=300, quantiles=[0.25, 0.75])

    made = forecast.bench.artifacts.get(result["artifacts"][0])
    rows = list(csv.DictReader(io.StringIO(made.path.read_text())))
    assert (len(rows), len(result["forecast"]), result["steps"]) == (300, 200, 300)
    assert list(rows[0]) == ["step", "value", "0.25", "0.75"]
    assert (made.sources, made.media_type, made.provenance.checkpoint) == ((name,), "text/csv", "holt-winters")


def test_numbers_that_are_given_go_on(forecast: Forecast) -> None:
    result = forecast(values=[*range(1, 21)], horizon=3)

    assert [row["value"] for row in result["forecast"]] == pytest.approx([21, 22, 23], abs=0.3)
    assert [row["label"] for row in result["forecast"]] == ["21", "22", "23"]


def test_days_are_put_in_order_and_weekends_left_out(forecast: Forecast, tmp_path: Path) -> None:
    days = [date(2024, 1, 1) + timedelta(n) for n in range(60)]
    working = [day for day in days if day.weekday() < 5]
    path = tmp_path / "shop.csv"
    path.write_text("day,sold\n" + "\n".join(f"{day:%d.%m.%Y},{day.weekday() + 1}" for day in reversed(working)) + "\n")

    result = forecast(table=forecast.bench.artifacts.import_file(path).name, horizon=5)

    assert result["step"] == "working day"
    assert [row["label"] for row in result["forecast"]][:2] == ["2024-03-01", "2024-03-04"]
    assert [row["value"] for row in result["forecast"]] == pytest.approx([5, 1, 2, 3, 4], abs=0.2)


def test_chronos_foresees_where_it_is_here(having: Having) -> None:
    result = Forecast(bench_of(having(CHRONOS)))(values=sine(64, 12, 1.0), horizon=8)

    assert (result["method"], result["baseline"]) == (CHRONOS, False)
    wave = sine(72, 12, 1.0)[64:]
    assert sum(abs(row["value"] - value) for row, value in zip(result["forecast"], wave, strict=True)) / 8 < 1


def test_the_baseline_can_be_asked_for_by_name(having: Having) -> None:
    result = Forecast(bench_of(having(CHRONOS)))(values=sine(64, 12), horizon=3, model="holt-winters", season=12)

    assert result["baseline"]
    assert [row["value"] for row in result["forecast"]] == pytest.approx(sine(67, 12)[64:], abs=0.3)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "Give one of the two"),
        ({"values": [1, 2, 3], "table": "sales-1"}, "Give one of the two"),
        ({"values": [1, 2, None]}, "the series has 2 values; it takes at least 3"),
        ({"values": [1, 2, "three"]}, "'three' is not a number"),
        ({"values": [1, 2, float("inf")]}, "inf is not a number"),
        ({"values": [1, 2, 3], "horizon": 0}, "horizon=0 is outside 1 to 1000"),
        ({"values": [1, 2, 3], "quantiles": [0.5, 1.5]}, "are not all between 0 and 1"),
        ({"values": [1, 2, 3], "season": -1}, "no negative season"),
        ({"values": "1, 2, 3"}, "values must be of type array"),
    ],
)
def test_a_wrong_wish_is_answered_with_how_to_call_it(forecast: Forecast, given: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        forecast(**given)


@pytest.mark.parametrize(
    ("file", "column", "says"),
    [
        ("sales.csv", None, "has these columns of numbers: 'order_id', 'units', 'unit_price', 'revenue'. Say which"),
        ("sales.csv", "profit", "no column of numbers called 'profit'"),
        ("sales.csv", "revenue", "the days come at uneven steps"),
        ("energy.csv", "cost", "2023-01-01 comes twice"),
    ],
)
def test_a_table_that_is_no_series_says_why(forecast: Forecast, file: str, column: str | None, says: str) -> None:
    name = forecast.bench.artifacts.import_file(TABLES / file).name

    with pytest.raises(BadInput, match=says):
        forecast(table=name, column=column)


def test_what_is_not_there_is_said(forecast: Forecast) -> None:
    with pytest.raises(UnknownArtifact):
        forecast(table="sales-9")
    with pytest.raises(CheckpointNotFound, match=f"atelier pull {CHRONOS}"):
        forecast(values=[1, 2, 3], model=CHRONOS)


def test_a_request_is_foreseen_and_its_file_kept(having: Having, tmp_path: Path) -> None:
    answer = having().ask(Request("Forecast visitors for the next 4 months", (visitors(tmp_path / "museum.csv"),)))

    assert answer.text.startswith("visitors, the next 4 steps, one for each month: 2023-05: ")
    assert [artifact.name for artifact in answer.artifacts] == ["forecast-1"]


def test_numbers_in_a_request_are_foreseen(having: Having) -> None:
    answer = having().ask(Request("Forecast 2, 4, 6, 8, 10, 12, 14, 16, 18, 20 for two more steps"))

    assert "11: 22" in answer.text
