"""What speaks for one tool running right after another: media types, order of mention, 'based on the summary'."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.planning.features import Request
from agents.planning.mentions import Mention
from agents.planning.records import Domain, Tool

UNSAID = 0.6
"""Where in the request, 0 to 1, a tool is taken to stand that is not mentioned."""
PAIRS, STARTS, ENDS = 14, 10, 6
"""Features of a step, and of a first and of a last tool, to which their names are added."""
GIVEN = re.compile("IMGFILE|AUDFILE|TXTFILE|QTEXT")
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Steps:
    """Features of the steps between n tools."""

    pairs: Values
    """(n, n, PAIRS): of the second coming right after the first."""
    starts: Values
    """(n, STARTS + names)"""
    ends: Values
    """(n, ENDS + names)"""

    def scored(self, weights: Values) -> tuple[Values, Values, Values]:
        """(n, n), (n,), (n,)"""
        split = PAIRS + self.starts.shape[1]
        return self.pairs @ weights[:PAIRS], self.starts @ weights[PAIRS:split], self.ends @ weights[split:]


def steps_between(tools: Sequence[Tool], request: Request, domain: Domain) -> Steps:
    """What speaks for each order of `tools`; at least one."""
    said = _said(tools, request)
    names = np.array([[0.5 * (tool.name == name) for name in domain.names] for tool in tools])
    starts = np.array(_starts(tools, request, said), float)
    ends = np.array(_ends(tools, said), float)
    return Steps(_pairs(tools, said), np.hstack([starts, names]), np.hstack([ends, names]))


@dataclass(frozen=True, slots=True)
class Said:
    """What the request says of n tools."""

    mentions: Sequence[Mention | None]
    places: Values
    """(n,) 0 to 1: where each is mentioned."""
    ranks: NDArray[np.int64]
    """(n,) its place in the order of mention."""
    uses: NDArray[np.bool_]
    """(n, n): whether the result of the first is spoken of in the second's segment, and its work elsewhere."""
    after: NDArray[np.bool_]
    """(n, n): whether the result of the first is spoken of after the second's own word, in its segment."""


def _said(tools: Sequence[Tool], request: Request) -> Said:
    mentions = [request.mentions.best[tool.name] for tool in tools]
    places = np.array([m.start / request.mentions.length if m else UNSAID for m in mentions])
    ranks = np.argsort(np.argsort(places, kind="stable"), kind="stable")
    return Said(mentions, places, ranks, *_uses(tools, request))


def _pairs(tools: Sequence[Tool], said: Said) -> Values:
    pairs = np.zeros((len(tools), len(tools), PAIRS))
    for a, b in itertools.permutations(range(len(tools)), 2):
        typed, steps = _typed(tools[a], tools[b]), said.ranks[b] - said.ranks[a]
        apart = np.clip(2 * (said.places[b] - said.places[a]), -1, 1)
        unsaid = [said.mentions[i] is None and typed[0] for i in (a, b)]
        told = [said.uses[a, b], said.after[a, b], said.after[b, a], *unsaid]
        pairs[a, b] = [*typed, np.sign(steps), steps == 1, apart, *told]
    return pairs


def _starts(tools: Sequence[Tool], request: Request, said: Said) -> list[list[float]]:
    used = np.asarray((said.uses | said.after).any(axis=0))
    segments = [request.mentions.segments[m.segment] if m else (0, 0) for m in said.mentions]
    given = [bool(GIVEN.search(request.reading.masked[start:end])) for start, end in segments]
    return [
        [*_inputs(tool, request), rank == 0, place, mention is None, given[i], used[i]]
        for i, (tool, rank, place, mention) in enumerate(_each(tools, said))
    ]


def _ends(tools: Sequence[Tool], said: Said) -> list[list[float]]:
    using, after = np.asarray(said.uses.any(axis=1)), np.asarray(said.after.any(axis=1))
    last = len(tools) - 1
    return [
        [rank == last, place, not tool.makes, mention is None, using[i], after[i]]
        for i, (tool, rank, place, mention) in enumerate(_each(tools, said))
    ]


def _each(tools: Sequence[Tool], said: Said) -> Iterator[tuple[Tool, Any, Any, Mention | None]]:
    return zip(tools, said.ranks, said.places, said.mentions, strict=True)


def _uses(tools: Sequence[Tool], request: Request) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """`Said.uses` and `Said.after`."""
    mentions = request.mentions
    uses, after = np.zeros((len(tools), len(tools)), bool), np.zeros((len(tools), len(tools)), bool)
    found = [mentions.best[tool.name] for tool in tools]
    for (a, own), (b, mention) in itertools.permutations(enumerate(found), 2):
        if mention is not None:
            start, end = mentions.segments[mention.segment]
            spoken = [place for place, _ in mentions.results[tools[a].name] if start <= place < end]
            uses[a, b] = bool(spoken) and (own is None or own.segment != mention.segment)
            after[a, b] = any(place > mention.start for place in spoken)
    return uses, after


def _typed(one: Tool, other: Tool) -> list[bool]:
    feeds = one.feeds(other)
    by = [feeds and one.out == kind for kind in ("image", "audio")]
    return [feeds, feeds and not other.feeds(one), *by, other.takes[:1] == (one.out,), not one.makes]


def _inputs(tool: Tool, request: Request) -> list[bool]:
    """Whether what it takes is given."""
    kinds = request.reading.kinds
    media, given = bool(tool.media), all(kinds[kind] for kind in tool.media)
    quoted = bool(request.reading.passages)
    return [
        media and given,
        media and not given,
        not media and quoted,
        not media and not quoted and bool(kinds),
        not media and kinds["text"] > 0,
    ]
