"""Drafts plans: a request in, tools with arguments and links out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from agents.planning.described import Describer, Embed, mentioned
from agents.planning.features import Request, features, looked_at
from agents.planning.filling import fill
from agents.planning.graphs import Graph, graph
from agents.planning.records import Domain, Draft, Step, Tool
from agents.planning.sets import Values
from agents.planning.weights import Weights

CUED = 2.5
"""What a strong cue of an added tool adds to its log odds: as much as the head starts from."""


class Engine:
    """Plans over a domain's tools, and over tools added to them. Deterministic; safe to share between threads."""

    def __init__(self, domain: Domain, weights: Weights, embed: Embed, added: Sequence[Tool] = ()) -> None:
        """`weights` were fitted to `domain`; `added` are tools that they know nothing of."""
        self.domain, self.weights, self._embed = domain, weights, embed
        self.added = tuple(tool for tool in added if tool.name not in domain.by_name)
        self.tools = (*domain.tools, *self.added)
        self._describer = Describer(self.tools, embed) if self.added else None

    def draft(self, text: str) -> Draft:
        """A plan for `text`, in English; without steps for one without words.

        Where no tool is likelier than not, it has the likeliest alone, with a confidence under ½: ask, or refuse.
        """
        if not text.strip():
            return Draft((), ())
        request = looked_at(text, self.tools)
        scores, request = self.scores(request)
        found = graph(scores, request, self.domain, self.tools, self.weights.sets, self.weights.orders)
        return self._draft(found, request)

    def scores(self, request: Request) -> tuple[Values, Request]:
        """(tools,) log odds, and the request with mentions of the added tools."""
        row = features([request], self.domain, self._embed([request.reading.plain]))
        scores = (row @ self.weights.head + self.weights.bias)[0].astype(np.float64)
        return self._with_added(scores, request, self._describer) if self._describer else (scores, request)

    def _with_added(self, scores: Values, request: Request, describer: Describer) -> tuple[Values, Request]:
        values, nearest = describer.features(request)
        mean, deviation, weight = self.weights.described.T
        described = (values - mean) / deviation @ weight + self.weights.described_bias[0]
        best = dict(request.mentions.best)
        for place, tool in enumerate(self.added, start=len(self.domain.tools)):
            described[place] += CUED * (best[tool.name] is not None)
            best[tool.name] = best[tool.name] or mentioned(request.mentions, int(nearest[place]))
        scores = np.concatenate([scores, described[len(self.domain.tools) :]])
        return scores, replace(request, mentions=replace(request.mentions, best=best))

    def _draft(self, found: Graph, request: Request) -> Draft:
        by_name = {tool.name: tool for tool in self.tools}
        order = [by_name[name] for name in found.order]
        arguments = fill(order, found.links, request, self.domain)
        steps = tuple(
            Step(tool.name, tuple(values), round(found.chances[tool.name], 3))
            for tool, values in zip(order, arguments, strict=True)
        )
        return Draft(steps, found.links, tuple(found.chances.items())[:6])
