"""Which tools together: probabilities of the subsets of the tools that score best.

A log-linear model: the sum of the tools' scores, plus what a set looks like as a whole. Do the media types chain up,
is each file used, does each segment that asks for something get a tool, and does each tool have words of its own?
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from agents.planning.features import Request
from agents.planning.mentions import Mention
from agents.planning.records import Domain, Tool

BEST = 9
"""Tools whose subsets are looked at."""
NAMED = 1.5
"""What a tool whose surest act stands in the request gains in the choice of the best."""
FAINT, FAIR = 0.36, 0.75
"""Mentions weaker than these are hardly one, or a weak one."""
Sets = NDArray[np.bool_]
Values = NDArray[np.float64]


def candidates(
    scores: Values, request: Request, domain: Domain, tools: Sequence[Tool]
) -> tuple[list[int], Sets, Values]:
    """The best tools' places, all their subsets (2^K, K), and the features of each subset (2^K, F).

    `scores` is (tools,), log odds. `tools` are the domain's and whatever was added to them, in the order of the scores.
    """
    named = np.array([bool(request.mentions.asked[tool.name]) for tool in tools])
    order = [int(i) for i in np.argsort(-(scores + NAMED * named), kind="stable")[:BEST]]
    chosen = [tools[i] for i in order]
    sets = ((np.arange(1 << len(order))[:, None] >> np.arange(len(order))) & 1).astype(bool)
    columns = [sets @ scores[order], sets.sum(1), *_shape(sets, chosen, request), *_words(sets, chosen, request)]
    columns += [*_questions(sets, chosen, request, domain), *_rivals(sets, chosen, domain)]
    return order, sets, np.stack(columns, axis=1).astype(float)


def posterior(weights: Values, values: Values) -> Values:
    """(2^K,) probabilities from (2^K, F) features."""
    logits = values @ weights
    odds = np.exp(logits - logits.max())
    return np.asarray(odds / odds.sum())


def _shape(sets: Sets, tools: Sequence[Tool], request: Request) -> list[NDArray[np.generic]]:
    """How many, and whether the media types fit one another and the files given."""
    kinds, size = request.reading.kinds, sets.sum(1)
    needs = {kind: np.array([kind in tool.media for tool in tools]) for kind in ("image", "audio")}
    has = {k: (sets & needs[k]).any(1) for k in needs}
    makes = {k: (sets & np.array([tool.out == k for tool in tools]) & ~needs[k]).any(1) for k in needs}
    lacks = [has[kind] & ~(makes[kind] | (kinds[kind] > 0)) for kind in needs]
    idle = [(kinds[kind] > 0) & ~has[kind] for kind in needs]
    untyped = np.minimum(breaks(np.array([[one.feeds(other) for other in tools] for one in tools]))[_masks(sets)], 3)
    return [size == 1, size == 2, size >= 4, size >= 6, size == 0, untyped, *lacks, *idle, idle[1] & (size == 1)]


def _masks(sets: Sets) -> NDArray[np.int64]:
    return np.asarray(sets @ (1 << np.arange(sets.shape[1])), np.int64)


def breaks(feeds: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(2^K,): for each subset, as a bit mask, the fewest steps of a path through all of it that no media type carries.

    `feeds` is (K, K). Held and Karp's dynamic programme, size by size.
    """
    count = len(feeds)
    masks = np.arange(1 << count)
    sizes = ((masks[:, None] >> np.arange(count)) & 1).sum(1)
    fewest = np.full((1 << count, count), 99)
    fewest[1 << np.arange(count), np.arange(count)] = 0
    for size in range(1, count):
        some = masks[sizes == size]
        reached = (fewest[some][:, :, None] + 1 - feeds[None]).min(axis=1)
        for last in range(count):
            new = (some >> last) & 1 == 0
            fewest[some[new] | 1 << last, last] = reached[new, last]
    result: NDArray[np.int64] = fewest.min(axis=1)
    result[0] = 0
    return result


def _words(sets: Sets, tools: Sequence[Tool], request: Request) -> list[NDArray[np.generic]]:
    """Whether each tool has words of its own, and each segment that asks for something a tool."""
    mentions = request.mentions
    best = [mentions.best[tool.name] for tool in tools]
    alike: dict[int, list[int]] = defaultdict(list)
    for place, mention in enumerate(best):
        if mention:
            alike[mention.start].append(place)
    none = np.zeros(len(sets))
    shared = sum((np.maximum(sets[:, group].sum(1) - 1, 0) for group in alike.values()), none)
    kinds = [lambda m: m is None, lambda m: m and m.of_result, _faint, _weak]
    told = [sets[:, [i for i, mention in enumerate(best) if kind(mention)]].sum(1) for kind in kinds]
    asked, served, done = [mentions.asked[t.name] for t in tools], none.copy(), none.copy()
    touched = [mentions.touched[tool.name] for tool in tools]
    for segment in set().union(*asked):
        served += ~sets[:, [i for i, row in enumerate(touched) if segment in row]].any(1)
        done += ~sets[:, [i for i, row in enumerate(asked) if segment in row]].any(1)
    more = np.maximum(sets.sum(1) - len(mentions.segments), 0)
    return [shared, *told, np.minimum(served, 3), np.minimum(done, 3), more]


def _faint(mention: Mention | None) -> bool:
    return mention is not None and mention.strength < FAINT


def _weak(mention: Mention | None) -> bool:
    return mention is not None and FAINT <= mention.strength < FAIR


def _questions(sets: Sets, tools: Sequence[Tool], request: Request, domain: Domain) -> list[NDArray[np.generic]]:
    """More tools that answer than questions; a question, and no tool that answers."""
    marks = request.reading.masked.count("QQUESTION")
    asked = marks or int("answer" in request.reading.masked.lower() or "question" in request.reading.masked.lower())
    answers = sets[:, [i for i, tool in enumerate(tools) if tool.name in domain.askers]].sum(1)
    return [np.maximum(answers - max(asked, 1), 0), (answers == 0) & (asked > 0)]


def _rivals(sets: Sets, tools: Sequence[Tool], domain: Domain) -> list[NDArray[np.generic]]:
    place = {tool.name: i for i, tool in enumerate(tools)}
    none = np.zeros(len(sets), bool)
    pairs = [(place.get(one), place.get(other)) for one, other in domain.rivals]
    return [none if a is None or b is None else sets[:, a] & sets[:, b] for a, b in pairs]
