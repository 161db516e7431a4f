"""From scores to a graph: which tools, who feeds whom, and an order that can run."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from agents.planning import orders
from agents.planning.features import Request
from agents.planning.records import Domain, Tool
from agents.planning.sets import Sets, Values, candidates, posterior
from agents.planning.steps import steps_between

NODE, LINK = 0.5, 0.2
"""Probabilities above which a tool and a link are drafted: best for the F1 of each, under cross-validation."""
LIKELY, FEW = 2e-3, 30
"""Least probability of the sets whose orders are looked at, and how many of those at most."""
Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Graph:
    order: tuple[str, ...]
    links: tuple[Link, ...]
    chances: Mapping[str, float]
    """Tool → probability that it belongs in the plan, likeliest first."""


def graph(
    scores: Values, request: Request, domain: Domain, tools: Sequence[Tool], of_sets: Values, of_orders: Values
) -> Graph:
    """The tools above NODE, the links above LINK, both under the posterior over sets and orders.

    `scores` is (tools,), log odds; `of_sets` and `of_orders` are the two models' weights.
    """
    best, sets, values = candidates(scores, request, domain, tools)
    chances = posterior(of_sets, values)
    each = chances @ sets
    chosen = [tools[best[i]] for i in range(len(best)) if each[i] > NODE] or [tools[best[int(each.argmax())]]]
    likely = link_chances([tools[i] for i in best], sets, chances, request, domain, of_orders)
    links, path = _linked(chosen, likely, request, domain, of_orders)
    ranked = sorted(zip(best, each, strict=True), key=lambda pair: -pair[1])
    return Graph(sorted_by_links(path, links), tuple(links), {tools[i].name: float(chance) for i, chance in ranked})


def link_chances(
    tools: Sequence[Tool], sets: Sets, chances: Values, request: Request, domain: Domain, weights: Values
) -> dict[Link, float]:
    """The probability that one tool comes right before another, summed over likely sets and their orders."""
    found: dict[Link, float] = defaultdict(float)
    for row in np.argsort(-chances, kind="stable")[:FEW]:
        members = [tool for tool, there in zip(tools, sets[row], strict=True) if there]
        if len(members) < 2 or chances[row] < LIKELY:
            continue
        for link, chance in _in_set(members, request, domain, weights).items():
            found[link] += float(chances[row]) * chance
    return found


def _in_set(members: Sequence[Tool], request: Request, domain: Domain, weights: Values) -> dict[Link, float]:
    steps, names = steps_between(members, request, domain), [tool.name for tool in members]
    if len(members) > orders.LONGEST:
        path = orders.best(weights, steps)
        return {(names[a], names[b]): 1.0 for a, b in itertools.pairwise(path)}
    rows, odds = orders.probabilities(weights, steps)
    joint = np.zeros((len(names), len(names)))
    np.add.at(joint, (rows[:, :-1], rows[:, 1:]), odds[:, None])
    return {(names[a], names[b]): float(joint[a, b]) for a, b in np.argwhere(joint > 1e-3)}


def _linked(
    chosen: Sequence[Tool], likely: Mapping[Link, float], request: Request, domain: Domain, weights: Values
) -> tuple[list[Link], list[str]]:
    """Links among the chosen tools, and their likeliest order."""
    by_name = {tool.name: tool for tool in chosen}
    fits = {
        link: chance
        for link, chance in likely.items()
        if chance > LINK and by_name.keys() >= set(link) and by_name[link[0]].feeds(by_name[link[1]])
    }
    links = without_circles(fits, by_name)
    if len(chosen) < 2:
        return links, [tool.name for tool in chosen]
    path = [chosen[i].name for i in orders.best(weights, steps_between(chosen, request, domain))]
    return _fed(links, path, by_name, request), path


def _fed(links: list[Link], path: Sequence[str], tools: Mapping[str, Tool], request: Request) -> list[Link]:
    """The links, and one for each tool that has nothing to work on: from the nearest before it that makes such."""
    texts = len(request.reading.passages) + request.reading.kinds["text"]
    for place, name in enumerate(path):
        tool = tools[name]
        if any(link[1] == name for link in links):
            continue
        wanted = {kind for kind in tool.media if not request.reading.kinds[kind]} if tool.media else {"text"}
        if not tool.media and texts > 0:
            texts, wanted = texts - 1, set()
        maker = next((one for one in reversed(path[:place]) if tools[one].out in wanted), None)
        if maker:
            links = without_circles({**dict.fromkeys(links, 1.0), (maker, name): 0.5}, tools)
    return links


def without_circles(links: Mapping[Link, float], tools: Mapping[str, Tool]) -> list[Link]:
    """The likeliest links that close no circle and bring no tool more of a kind than it takes."""
    kept: list[Link] = []
    after: dict[str, set[str]] = defaultdict(set)
    taken: Counter[tuple[str, str]] = Counter()
    for one, other in sorted(links, key=lambda link: -links[link]):
        kind = tools[one].out
        if taken[other, kind] < max(1, tools[other].takes.count(kind)) and not _reaches(other, one, after):
            kept.append((one, other))
            after[one].add(other)
            taken[other, kind] += 1
    return kept


def _reaches(start: str, end: str, after: Mapping[str, set[str]]) -> bool:
    seen, waiting = set(), [start]
    while waiting:
        name = waiting.pop()
        if name == end:
            return True
        if name not in seen:
            seen.add(name)
            waiting += after.get(name, ())
    return False


def sorted_by_links(path: Sequence[str], links: Sequence[Link]) -> tuple[str, ...]:
    """`path`, with every maker before what it feeds."""
    done: list[str] = []
    while len(done) < len(path):
        ready = [n for n in path if n not in done and all(one in done for one, other in links if other == n)]
        done.append(ready[0])
    return tuple(done)
