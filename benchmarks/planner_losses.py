"""The three likelihoods that the trained planner's weights maximise, by L-BFGS. Nothing is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from agents.planning.sets import posterior

HEAD_L2, SETS_L2, ORDERS_L2 = 2.5, 1.0, 1.0
Values = NDArray[np.float64]


def logistic(rows: Values, labels: Values, counts: Values, start: tuple[Values, Values]) -> tuple[Values, Values]:
    """Weights (columns, T) and bias (T,) of one logistic regression a column of `labels` (N, T), 0 to 1.

    `counts` (N,) is what each row counts; the weights are pulled towards those in `start`.
    """
    shape = start[0].shape

    def loss(flat: Values) -> tuple[float, Values]:
        weights, bias = flat[: -shape[1]].reshape(shape), flat[-shape[1] :]
        logits, away = rows @ weights + bias, weights - start[0]
        value = (counts[:, None] * (np.logaddexp(0, logits) - labels * logits)).sum() + HEAD_L2 / 2 * (away**2).sum()
        slope = counts[:, None] * (sigmoid(logits) - labels)
        return value, np.r_[(rows.T @ slope + HEAD_L2 * away).ravel(), slope.sum(0)]

    flat = _least(loss, np.r_[start[0].ravel(), start[1]], 60)
    return flat[: -shape[1]].reshape(shape), flat[-shape[1] :]


def of_sets(seen: Sequence[tuple[Values, int]]) -> Values:
    """Weights (F,), from each request's features of all subsets (2^K, F) and which of them is right."""
    start = np.zeros(seen[0][0].shape[1])
    start[0] = 1.0  # the sum of the scores, as it is
    pull = np.full(len(start), SETS_L2)
    pull[:2] = 2 * SETS_L2, 1e-6

    def loss(weights: Values) -> tuple[float, Values]:
        value, slope = (pull / 2 * (weights - start) ** 2).sum(), pull * (weights - start)
        for values, right in seen:
            chances = posterior(weights, values)
            value -= np.log(chances[right] + 1e-300)
            slope = slope + values.T @ chances - values[right]
        return value, slope

    return _least(loss, start, 60)


def of_orders(seen: Sequence[tuple[Values, NDArray[np.int64]]], size: int) -> Values:
    """Weights (size,), from each request's features of all orders (P, size) and which of them are right."""

    def loss(weights: Values) -> tuple[float, Values]:
        value, slope = ORDERS_L2 / 2 * (weights @ weights), ORDERS_L2 * weights
        for values, right in seen:
            scores = values @ weights
            every, best = np.exp(scores - scores.max()), np.exp(scores[right] - scores.max())
            value += np.log(every.sum()) - np.log(best.sum())
            slope = slope + values.T @ (every / every.sum()) - values[right].T @ (best / best.sum())
        return value, slope

    return _least(loss, np.zeros(size), 80)


def sigmoid(values: Values) -> Values:
    return 1 / (1 + np.exp(-np.clip(values, -60, 60)))


def _least(loss: Callable[[Values], tuple[float, Values]], start: Values, steps: int) -> Values:
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps})
    return np.asarray(found.x, float)
