"""Scores for tools that have no cues: what a description shares with the request, in meaning and in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from agents.planning.features import Request
from agents.planning.mentions import Mention, Mentions
from agents.planning.records import Tool

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""(N,) texts → (N, D), unit length."""
SAID = 0.6
"""How strong a mention is that was only found by meaning."""
SUFFIX = re.compile(r"(?:ations?|ingly|ings?|ers?|ie[sd]|e[sd]|[sye])$")
STOP = frozenset(
    "a an the and or of to in on for with is are be by it its this that my me you your we our from as at can could "
    "would please help want need like get have has will using use based about any some tool provides user such".split()
)


class Describer:
    """Compares requests with the names and descriptions of tools."""

    def __init__(self, tools: Sequence[Tool], embed: Embed) -> None:
        self._tools, self._embed = tuple(tools), embed
        names = [spaced(tool.name) for tool in tools]
        self._names = embed(names)
        self._gists = embed([f"{name}. {tool.description}" for name, tool in zip(names, tools, strict=True)])
        self._name_words = [stems(name) for name in names]
        self._words = [stems(f"{name} {tool.description}") for name, tool in zip(names, tools, strict=True)]
        counts = Counter(word for words in self._words for word in words)
        self._rare = {word: float(np.log(1 + len(names) / (1 + count))) for word, count in counts.items()}

    def features(self, request: Request) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """(tools, D) numbers, and (tools,) the segment of the request that comes nearest to each tool."""
        plain = request.reading.plain
        parts = [request.reading.masked[start:end] for start, end in request.mentions.segments]
        vectors = self._embed([plain, *parts])
        by_gist, by_name = vectors @ self._gists.T, vectors @ self._names.T
        both = by_gist[1:] + 0.5 * by_name[1:]
        near = [by_gist[1:].max(0), by_name[1:].max(0), by_gist[0], by_name[0]]
        words = stems(plain)
        shared = [self._share(self._name_words, words), self._share(self._words, words)]
        in_part = np.max([self._share(self._name_words, stems(part)) for part in parts], axis=0)
        rank = np.argsort(np.argsort(-both.max(0)))
        ranks = [rank == 0, rank < 2, rank < 4, 1 / (1 + rank), (both.max(1)[:, None] - both).min(0)]
        columns = [*near, *map(_standard, near), *shared, in_part, *ranks, *self._fits(request)]
        return np.stack(columns, axis=1).astype(np.float64), np.asarray(both.argmax(0), np.int64)

    def _share(self, of_tools: Sequence[set[str]], words: set[str]) -> NDArray[np.float64]:
        """(tools,): how much of each tool's words is said, rare words counting more."""
        rare = self._rare
        whole = [sum(rare.get(word, 0) for word in own) for own in of_tools]
        said = [sum(rare.get(word, 0) for word in own & words) for own in of_tools]
        return np.array([part / max(all_of, 1e-6) for part, all_of in zip(said, whole, strict=True)])

    def _fits(self, request: Request) -> list[NDArray[np.bool_]]:
        kinds = request.reading.kinds
        takes = [np.array([kind in tool.takes for tool in self._tools]) for kind in ("image", "audio")]
        given = [takes[i] & bool(kinds[kind]) for i, kind in enumerate(("image", "audio"))]
        missing = [takes[i] & (not kinds[kind]) for i, kind in enumerate(("image", "audio"))]
        return [*given, *missing, np.array([not tool.media for tool in self._tools])]


def mentioned(mentions: Mentions, segment: int) -> Mention:
    """A mention of a tool in a segment."""
    return Mention(mentions.segments[segment][0], segment, SAID, False)


def spaced(name: str) -> str:
    """
    >>> spaced("remove_backgroundNoise")
    'remove background Noise'
    """
    return re.sub(r"([a-z])([A-Z])", r"\1 \2", name).replace("_", " ")


def stems(text: str) -> set[str]:
    """
    >>> sorted(stems("Translating the letters"))
    ['lett', 'translat']
    """
    words = [word for word in re.findall(r"[^\W\d_]+", text.lower()) if word not in STOP and len(word) > 2]
    return {stem if len(stem := SUFFIX.sub("", word)) >= 3 else word for word in words}


def _standard(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray((values - values.mean()) / (values.std() + 1e-6))
