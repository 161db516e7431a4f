"""Fits the trained planner: requests with gold plans in, `Weights` out. Any domain.

The head is fitted first; the models of sets and orders then see scores that the head gave requests it had not seen,
as they will in use.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.planning import Domain
from agents.planning.described import Describer, Embed
from agents.planning.features import Request, features, looked_at, prior
from agents.planning.orders import LONGEST, permutations
from agents.planning.sets import candidates
from agents.planning.steps import ENDS, PAIRS, STARTS, steps_between
from agents.planning.weights import Weights
from benchmarks.planner_losses import Values, logistic, of_orders, of_sets, sigmoid

INNER = 4
"""Folds inside the training part, for scores of unseen requests."""
WEAK, SOFTENED = 0.4, 0.3
"""What a weakly labelled request counts beside a gold one, and the share of the head's own opinion in its labels."""


@dataclass(frozen=True, slots=True)
class Example:
    """One wording of a sample, read and turned to numbers."""

    request: Request
    row: NDArray[np.float32]
    tools: frozenset[str]
    links: frozenset[tuple[str, str]]
    sample: int
    """Which sample it is a wording of: folds keep these together."""


@dataclass(frozen=True, slots=True)
class Weak:
    """Requests that have only doubtful labels."""

    rows: NDArray[np.float32]
    """(N, columns)"""
    labels: Values
    """(N, tools) 0 to 1: the share of weaker models that used the tool."""


def examples(texts: Sequence[str], golds: Sequence[Any], domain: Domain, embed: Embed) -> list[Example]:
    """Examples of one wording of samples 0, 1, 2 …; `golds` have `tools` and `links`."""
    requests, rows = _seen(texts, domain, embed)
    parts = zip(requests, rows, golds, strict=True)
    return [Example(r, row, frozenset(g.tools), frozenset(g.links), i) for i, (r, row, g) in enumerate(parts)]


def weak_examples(texts: Sequence[str], labels: Sequence[Sequence[float]], domain: Domain, embed: Embed) -> Weak:
    return Weak(_seen(texts, domain, embed)[1], np.array(labels, float).reshape(-1, len(domain.tools)))


def _seen(texts: Sequence[str], domain: Domain, embed: Embed) -> tuple[list[Request], NDArray[np.float32]]:
    requests = [looked_at(text, domain.tools) for text in texts]
    return requests, features(requests, domain, embed([request.reading.plain for request in requests]))


def folds(count: int, parts: int, seed: int) -> Iterator[tuple[set[int], set[int]]]:
    """Sample numbers to fit on, and those left out, for each part."""
    shuffled = np.random.default_rng(seed).permutation(count)
    for part in range(parts):
        out = set(shuffled[part::parts].tolist())
        yield set(range(count)) - out, out


def fit(given: Sequence[Example], weak: Weak | None, domain: Domain, embed: Embed, seed: int = 0) -> Weights:
    """`seed` draws the folds inside; nothing else is drawn."""
    head, bias = fit_head(given, weak, domain)
    sets = fit_sets(given, unseen_scores(given, weak, domain, seed), domain)
    return Weights(head, bias, sets, fit_orders(given, domain), *fit_described(given, domain, embed))


def gold_labels(given: Sequence[Example], domain: Domain) -> Values:
    """(N, tools) 0 and 1."""
    return np.array([[name in example.tools for name in domain.names] for example in given], float)


def unseen_scores(given: Sequence[Example], weak: Weak | None, domain: Domain, seed: int) -> Values:
    """(N, tools): what heads fitted without a sample score it."""
    samples = sorted({example.sample for example in given})
    scores = np.zeros((len(given), len(domain.tools)))
    for _, out in folds(len(samples), INNER, seed):
        left = {samples[i] for i in out}
        head, bias = fit_head([example for example in given if example.sample not in left], weak, domain)
        rows = [i for i, example in enumerate(given) if example.sample in left]
        scores[rows] = np.array([given[i].row for i in rows], float) @ head + bias
    return scores


def fit_head(given: Sequence[Example], weak: Weak | None, domain: Domain) -> tuple[Values, Values]:
    """Logistic regressions, one a tool, pulled towards the cues read as rules.

    Weak labels are softened by what a head without them thinks: of `given` alone, so that nothing left out seeps in.
    """
    rows, gold = np.array([example.row for example in given], float), gold_labels(given, domain)
    start = prior(domain, rows.shape[1])
    fitted = logistic(rows, gold, np.ones(len(rows)), start)
    if weak is None:
        return fitted
    soft = (1 - SOFTENED) * weak.labels + SOFTENED * sigmoid(weak.rows @ fitted[0] + fitted[1])
    counts = np.r_[np.ones(len(rows)), np.full(len(weak.rows), WEAK)]
    return logistic(np.vstack([rows, weak.rows]), np.vstack([gold, soft]), counts, start)


def fit_sets(given: Sequence[Example], scores: Values, domain: Domain) -> Values:
    """By the gold subsets of each request's best tools."""
    seen: list[tuple[Values, int]] = []
    for example, row in zip(given, scores, strict=True):
        best, sets, values = candidates(row, example.request, domain, domain.tools)
        gold = np.array([domain.names[i] in example.tools for i in best])
        seen.append((values, int((sets == gold).all(1).argmax())))
    return of_sets(seen)


def fit_orders(given: Sequence[Example], domain: Domain) -> Values:
    """By the orders that run along the most gold links."""
    seen = [found for example in given if (found := _order(example, domain)) is not None]
    return of_orders(seen, PAIRS + STARTS + ENDS + 2 * len(domain.tools))


def _order(example: Example, domain: Domain) -> tuple[Values, NDArray[np.int64]] | None:
    """The features of all orders of the gold tools, and which follow the most gold links."""
    tools = [tool for tool in domain.tools if tool.name in example.tools]
    if not 2 <= len(tools) <= LONGEST:
        return None
    steps, orders = steps_between(tools, example.request, domain), permutations(len(tools))
    place = {tool.name: i for i, tool in enumerate(tools)}
    linked = np.zeros((len(tools), len(tools)))
    for one, other in example.links:
        linked[place[one], place[other]] = 1
    along = linked[orders[:, :-1], orders[:, 1:]].sum(1)
    right = np.flatnonzero((along == along.max()) & (along > 0))
    pairs = steps.pairs[orders[:, :-1], orders[:, 1:]].sum(1)
    values = np.hstack([pairs, steps.starts[orders[:, 0]], steps.ends[orders[:, -1]]])
    return (values, right) if len(right) else None


def fit_described(given: Sequence[Example], domain: Domain, embed: Embed) -> tuple[Values, Values]:
    """One logistic regression for any tool: the domain's own, seen as if they had only a description."""
    describer = Describer(domain.tools, embed)
    once = list({example.sample: example for example in given}.values())
    rows = np.vstack([describer.features(example.request)[0] for example in once])
    mean, deviation = rows.mean(0), rows.std(0) + 1e-6
    start = np.zeros((rows.shape[1], 1)), np.zeros(1)
    gold = gold_labels(once, domain).reshape(-1, 1)
    weights, bias = logistic((rows - mean) / deviation, gold, np.ones(len(rows)), start)
    return np.stack([mean, deviation, weights[:, 0]], axis=1), bias
