"""Exponential smoothing goes on with level, trend and season, and knows how far it may be off."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from runtime.cancel import CancelToken, limited
from runtime.errors import Cancelled
from runtime.recipes import PACKAGED
from runtime.runners.smoothing import Smoothing

KINDS = {
    "walk": 1, "noise": 1, "line": 1, "monthly season": 12, "weekly season": 7, "quarterly season": 4,
    "monthly trend": 12, "weekly trend": 7, "quarterly trend": 4, "monthly growth": 12,
}  # fmt: skip
"""Kinds of made-up series, and their seasons."""
HORIZON = 8


def made_up(kind: str, seed: int) -> NDArray[np.float64]:
    chance = np.random.default_rng(seed * 97 + list(KINDS).index(kind))
    count, season = int(chance.integers(40, 160)) + HORIZON, 12 if KINDS[kind] == 1 else KINDS[kind]
    steps, noise = np.arange(count), chance.normal(0, 1, count)
    heights = chance.normal(0, 1, season)
    course = ((heights - heights.mean()) * chance.uniform(2, 6))[steps % season]
    if "walk" in kind:
        return 50 + np.cumsum(noise)
    if "noise" in kind:
        return 50 + noise * 3
    if "line" in kind:
        return 20 + chance.uniform(-0.5, 0.5) * steps + noise
    if "trend" in kind:
        return 100 + chance.uniform(-0.4, 0.6) * steps + course + noise * chance.uniform(0.5, 2)
    if "growth" in kind:
        return (50 + 0.5 * steps) * (1 + 0.05 * course / 3) + noise
    return 60 + course + noise * chance.uniform(0.5, 2)


def errors(kind: str) -> Iterator[tuple[float, float, float]]:
    """Of eight series: how far off the forecast was, how far off the season before, and how much its range held."""
    for seed in range(8, 16):
        values, season = made_up(kind, seed), KINDS[kind]
        known, coming = values[:-HORIZON], values[-HORIZON:]
        found = Smoothing()([known.tolist()], horizon=HORIZON, quantiles=(0.1, 0.9))[0]
        before = known[-season:][np.arange(HORIZON) % season]
        low, high = (np.array(found["quantiles"][name]) for name in ("0.1", "0.9"))
        held = ((low <= coming) & (coming <= high)).mean()
        yield np.abs(found["mean"] - coming).mean(), np.abs(before - coming).mean(), float(held)


def test_it_is_two_fifths_less_wrong_than_the_season_before_and_knows_how_wrong() -> None:
    """As the catalog says; four in five values come to lie within its range for four in five."""
    found = {kind: np.array(list(errors(kind))) for kind in KINDS}

    ratios = [rows[:, 0].sum() / rows[:, 1].sum() for rows in found.values()]
    assert np.mean(ratios) < 0.65
    assert max(ratios) < 1.05
    assert 0.75 < np.mean([rows[:, 2].mean() for rows in found.values()]) < 0.88


def wave(count: int, season: int = 12) -> list[float]:
    return [100 + n / 2 + 10 * math.sin(2 * math.pi * n / season) for n in range(count)]


@pytest.mark.parametrize("season", [0, 12])
def test_level_trend_and_season_go_on(season: int) -> None:
    found = Smoothing()([wave(60)], horizon=12, season=season)[0]

    assert found["mean"] == pytest.approx(wave(72)[60:], abs=0.5)
    assert (found["season"], found["trend"]) == (12, True)


def test_a_flat_line_stays_flat_without_a_season() -> None:
    found = Smoothing()([[5.0] * 30], horizon=4)[0]

    assert found["mean"] == pytest.approx([5.0] * 4)
    assert (found["season"], found["quantiles"]["0.1"]) == (1, pytest.approx([5.0] * 4))


def test_what_is_missing_is_passed_over() -> None:
    gaps = [None if n % 9 == 4 else value for n, value in enumerate(wave(60))]

    assert Smoothing()([gaps], horizon=12, season=12)[0]["mean"] == pytest.approx(wave(72)[60:], abs=1)


def test_quantiles_are_in_order_and_widen() -> None:
    values = (50 + np.cumsum(np.random.default_rng(3).normal(0, 1, 80))).tolist()

    quantiles = Smoothing()([values], horizon=10, quantiles=[0.05, 0.5, 0.95])[0]["quantiles"]
    low, middle, high = (np.array(quantiles[name]) for name in ("0.05", "0.5", "0.95"))

    assert (low < middle).all()
    assert (middle < high).all()
    assert (np.diff(high - low) > 0).all()


def test_a_batch_foresees_what_each_series_gets_alone() -> None:
    rows = [wave(60), [3.0, 4.0, 5.0], [1.0] * 10]

    assert Smoothing()(rows, horizon=3) == [Smoothing()([row], horizon=3)[0] for row in rows]
    assert Smoothing()([], horizon=3) == []


def test_a_very_long_series_takes_well_under_a_second() -> None:
    assert len(Smoothing()([wave(100_000)], horizon=3, season=12)[0]["mean"]) == 3


@pytest.mark.parametrize(
    ("series", "given", "says"),
    [
        ([1, 2, 3], {"horizon": 0}, "horizon=0"),
        ([1, 2, 3], {"horizon": 2, "season": -1}, "no negative season"),
        ([1, 2, 3], {"horizon": 2, "quantiles": [1.0]}, "1 is no quantile"),
        ([1, None, None, 2], {"horizon": 2}, "at least 3 values"),
        ([1, 2, math.inf], {"horizon": 2}, "none of them infinite"),
    ],
)
def test_what_makes_no_sense_is_refused(series: list[float | None], given: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Smoothing()([series], **given)  # type: ignore[arg-type]


def test_it_can_be_stopped() -> None:
    token = CancelToken()
    token.cancel()

    with limited(token=token), pytest.raises(Cancelled):
        Smoothing()([wave(60)], horizon=3)


def test_it_is_what_the_catalogs_embedded_line_names() -> None:
    assert PACKAGED["holt-winters"].build() is Smoothing
