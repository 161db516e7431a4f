"""Who comes after whom: probabilities of the orders in which a set of tools may run.

A log-linear model over permutations: how well each step follows the one before, the first starts and the last ends.
"""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
from numpy.typing import NDArray

from agents.planning.steps import Steps, Values

LONGEST = 6
"""Tools whose permutations are all looked at; more are ordered by a beam."""
BEAM = 50


@cache
def permutations(count: int) -> NDArray[np.int64]:
    return np.array(list(itertools.permutations(range(count))))


def probabilities(weights: Values, steps: Steps) -> tuple[NDArray[np.int64], Values]:
    """All orders (P, n) and the probability of each (P,), for n up to LONGEST."""
    pairs, starts, ends = steps.scored(weights)
    orders = permutations(len(starts))
    scores = pairs[orders[:, :-1], orders[:, 1:]].sum(1) + starts[orders[:, 0]] + ends[orders[:, -1]]
    odds = np.exp(scores - scores.max())
    return orders, odds / odds.sum()


def best(weights: Values, steps: Steps) -> list[int]:
    """The likeliest order."""
    if len(steps.starts) <= LONGEST:
        orders, chances = probabilities(weights, steps)
        return [int(place) for place in orders[chances.argmax()]]
    return _beam(*steps.scored(weights))


def _beam(pairs: Values, starts: Values, ends: Values) -> list[int]:
    count = len(starts)
    beams: list[tuple[float, tuple[int, ...]]] = [(float(starts[i]), (i,)) for i in range(count)]
    for length in range(2, count + 1):
        last = ends if length == count else np.zeros(count)
        grown = [
            (score + float(pairs[path[-1], i] + last[i]), (*path, i))
            for score, path in beams
            for i in range(count)
            if i not in path
        ]
        beams = sorted(grown, reverse=True)[:BEAM]
    return list(beams[0][1])
