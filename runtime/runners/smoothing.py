"""Says how a row of numbers will go on by exponential smoothing: level, trend and season, fitted on the row itself.

No training on others, so it foresees what has happened before in this very series, and nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from statistics import NormalDist
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from runtime.cancel import check

Values = NDArray[np.float64]
LEVELS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 0.95, 1.0)
TRENDS = (0.01, 0.05, 0.15, 0.4)
"""Of the level's pace."""
SEASONS = (0.01, 0.05, 0.15, 0.4)
"""Of what the level leaves."""
DAMPING = (0.8, 0.9, 0.98, 1.0)
NEWEST = 1000
"""Values that count, of a longer series."""
LIKE = 0.3
"""How alike a series must be to itself one season ago, for a season that nobody named to be tried."""


class Shape(NamedTuple):
    """Which parts a model has: ETS(A,N,N), (A,Ad,N), (A,N,A) or (A,Ad,A) in the terms of Hyndman and others 2008."""

    trend: bool
    season: int
    """Steps; 1 where there is none."""


class Fitted(NamedTuple):
    shape: Shape
    alpha: float
    beta: float
    gamma: float
    damping: float
    level: float
    trend: float
    season: Values
    """(season,): the latest, of the next step first."""
    variance: float
    """Of what one step was off."""
    aicc: float


class Smoothing:
    """Calls like `Forecaster`. Nothing is loaded. Thread-safe."""

    memory: ClassVar = {"cpu": 0.0}

    def __call__(
        self,
        inputs: Sequence[Sequence[float | None]],
        horizon: int = 0,
        quantiles: Iterable[float] = (0.1, 0.5, 0.9),
        season: int = 0,
        **parameters: Any,
    ) -> list[dict[str, Any]]:
        """For each series `{"mean": [...], "quantiles": {"0.1": [...], …}}`, a value for each of `horizon` steps.

        `season` is the steps after which it comes round, such as 12 for months; 1 for none, 0 to find out. Quantiles
        are those of a normal distribution, whose spread grows as the model's own errors say it does.

        Raises:
            ValueError: `horizon` is under 1, a quantile is not between 0 and 1, or a series has fewer than 3 values.
            Stopped: asked before each series.
        """
        wanted = {str(quantile): quantile for quantile in map(float, quantiles)}
        if horizon < 1 or season < 0:
            raise ValueError(f"horizon={horizon} and season={season}: give at least one step, and no negative season.")
        if wrong := [quantile for quantile in wanted.values() if not 0 < quantile < 1]:
            raise ValueError(f"{wrong[0]:g} is no quantile between 0 and 1.")
        return [told(best(cleaned(series), season), horizon, wanted) for series in inputs]

    def settles(self, parameters: Mapping[str, Any]) -> bool:
        """It is quick: nothing need be kept of it."""
        return False


def cleaned(series: Sequence[float | None]) -> Values:
    """(T,) float64 with NaN for what is missing, from the first value to the last, the newest if there are many."""
    values = np.array([np.nan if value is None else float(value) for value in series], np.float64)
    known = np.flatnonzero(~np.isnan(values))
    if len(known) < 3 or np.isinf(values).any():
        raise ValueError("A series needs at least 3 values, none of them infinite. Write None for one that is missing.")
    return values[known[0] : known[-1] + 1][-NEWEST:]


def best(values: Values, season: int) -> Fitted:
    """The model of the lowest AICc, of those that the series is long enough for."""
    periods = {1, *([season] if season else seasons(values))}
    shapes = [Shape(trend, period) for period in periods for trend in (False, True)]
    able = [shape for shape in shapes if len(values) >= (2 * shape.season if shape.season > 1 else 1) + 4 * shape.trend]
    fitted = []
    for shape in able or [Shape(False, 1)]:
        check()
        fitted.append(fit(values, shape))
    return min(fitted, key=lambda model: model.aicc)


def seasons(values: Values, most: int = 400) -> list[int]:
    """Steps after which the series is most like itself, once its course is taken out: none, one or two of them.

    A step is weighed by the correlation of the series with itself so many steps ago.
    """
    whole = np.interp(np.arange(len(values)), np.flatnonzero(~np.isnan(values)), values[~np.isnan(values)])
    steps = np.arange(len(whole))
    rest = whole - np.polyval(np.polyfit(steps, whole, 1), steps)
    total = float(rest @ rest)
    lags = range(2, min(most, len(whole) // 2) + 1)
    if total <= 1e-12 * max(1.0, float(whole @ whole)) or not lags:
        return []
    alike = {lag: float(rest[lag:] @ rest[:-lag]) / total * len(rest) / (len(rest) - lag) for lag in lags}
    peaks = [
        lag for lag in lags if alike[lag] > LIKE and alike[lag] >= max(alike.get(lag - 1, -1), alike.get(lag + 1, -1))
    ]
    return sorted(peaks, key=lambda lag: -alike[lag])[:2]


def fit(values: Values, shape: Shape) -> Fitted:
    """The model of this shape that foresaw each next value best, over a grid of its pace; all of them run at once.

    Source: the additive error models of Hyndman, Koehler, Ord and Snyder, Forecasting with Exponential Smoothing, 2008,
    table 2.2: with error e, level l += φb + αe, trend b = φb + βe, season s += γe. AICc from section 7.1.
    """
    pace = np.array(list(paces(shape))).T
    alphas, betas, gammas, dampings = pace
    level, trend, season = start(values, shape, alphas.size)
    squares, counted = np.zeros(alphas.size), 0
    for step, value in enumerate(values):
        place = step % shape.season
        going = level + dampings * trend
        error = np.zeros(alphas.size) if np.isnan(value) else value - going - season[place]
        level = going + alphas * error
        trend = dampings * trend + betas * error
        season[place] += gammas * error
        squares += error**2
        counted += not np.isnan(value)
    chosen = int(squares.argmin())
    alpha, beta, gamma, damping = (float(part[chosen]) for part in pace)
    count = 2 + shape.trend * 3 + (shape.season > 1) * shape.season  # paces and first states
    spread = max(counted - count, 1)
    likely = counted * math.log(max(squares[chosen] / counted, 1e-300)) + 2 * count
    aicc = likely + 2 * count * (count + 1) / (counted - count - 1) if counted > count + 1 else math.inf
    return Fitted(
        shape, alpha, beta, gamma, damping, float(level[chosen]), float(trend[chosen]),
        np.roll(season[:, chosen], -(len(values) % shape.season)), float(squares[chosen] / spread), aicc,
    )  # fmt: skip


def paces(shape: Shape) -> Iterable[tuple[float, float, float, float]]:
    """α, β, γ and φ to be tried: β = α × one of `TRENDS`, γ = (1 − α) × one of `SEASONS`."""
    trends, damping = (TRENDS, DAMPING) if shape.trend else ((0.0,), (1.0,))
    for alpha, trend, rest, phi in product(LEVELS, trends, SEASONS if shape.season > 1 else (0.0,), damping):
        yield alpha, alpha * trend, (1 - alpha) * rest, phi


def start(values: Values, shape: Shape, count: int) -> tuple[Values, Values, Values]:
    """Level and trend, (count,), and season, (season, count), before the first value, by least squares over the first.

    Over four seasons, or ten values: a straight line, and for each place in the season a height that sums to 0.
    """
    first = values[: max(10, 4 * shape.season)]
    known = np.flatnonzero(~np.isnan(first))
    places = np.eye(shape.season)[known % shape.season]
    slope = (known + 1.0)[:, None] if shape.trend else np.empty((len(known), 0))
    found = np.linalg.lstsq(np.hstack([places, slope]), first[known], rcond=None)[0]
    heights, trend = found[: shape.season], found[shape.season] if shape.trend else 0.0
    level = float(heights.mean())
    season = np.repeat((heights - level)[:, None], count, axis=1)
    return np.full(count, level), np.full(count, trend), season


def told(model: Fitted, horizon: int, wanted: Mapping[str, float]) -> dict[str, Any]:
    """The forecast. Its variance after h steps is σ²(1 + Σ c²) over the h − 1 before, with c as of step j
    α + β(φ + … + φʲ) + γ where j is a whole season. Source: the same book, table 6.1."""
    steps = np.arange(1, horizon + 1)
    reach = np.cumsum(model.damping**steps)
    mean = model.level + model.trend * reach + model.season[(steps - 1) % model.shape.season]
    gain = model.alpha + model.beta * reach + model.gamma * (steps % model.shape.season == 0) * (model.shape.season > 1)
    spread = np.sqrt(model.variance * (1 + np.concatenate([[0.0], np.cumsum(gain[:-1] ** 2)])))
    return {
        "mean": mean.tolist(),
        "quantiles": {
            name: (mean + spread * NormalDist().inv_cdf(quantile)).tolist() for name, quantile in wanted.items()
        },
        "season": model.shape.season,
        "trend": model.shape.trend,
    }
