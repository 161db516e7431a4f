"""One row of numbers a request, for the head that scores tools: cues, structure, topics, mentions, and the meaning.

Columns: 4 a tool (cues), 19 (structure), one a mix and one a topic, 3 a tool (mentions), 384 (MiniLM).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.planning.domains import pattern
from agents.planning.mentions import Mentions, find
from agents.planning.reading import Reading, read
from agents.planning.records import Domain, Tool

Row = NDArray[np.float32]
MEANING = 2.0
"""What the unit vector of the request is multiplied with."""
LINKERS = re.compile(r"\b(?:then|after|finally|next|lastly|also|afterwards?)\b", re.I)


@dataclass(frozen=True, slots=True)
class Request:
    """A request as the models see it."""

    reading: Reading
    mentions: Mentions


def looked_at(text: str, tools: Sequence[Tool]) -> Request:
    reading = read(text)
    return Request(reading, find(reading.masked, tools))


def features(requests: Sequence[Request], domain: Domain, meanings: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N, columns) for N requests over the domain's own tools; `meanings` is (N, D), unit length."""
    rows = [[*_cued(r, domain), *_structure(r.reading), *_topics(r, domain), *_mentioned(r, domain)] for r in requests]
    return np.hstack([np.array(rows, np.float32), MEANING * np.asarray(meanings, np.float32)])


def _cued(request: Request, domain: Domain) -> list[float]:
    row: list[float] = []
    for tool in domain.tools:
        for cues in (tool.cues.strong, tool.cues.weak):
            count = sum(bool(pattern(cue).search(request.reading.masked)) for cue in cues)
            row += [min(count, 1), min(count, 3) / 3]
    return row


def _structure(reading: Reading) -> list[float]:
    """What is given, and how long and how joined the request is."""
    kinds, masked = reading.kinds, reading.masked
    words = len(masked.split())
    longest = max((len(quote.text.split()) for quote in reading.quotes), default=0)
    asked, given = len(reading.questions), len(reading.passages)
    counts = [min(kinds[kind], 2) / 2 for kind in ("image", "audio", "video", "text")]
    there = [kinds["image"] > 0, kinds["audio"] > 0, kinds["text"] > 0, not reading.files]
    said = [asked > 0, given > 0, given > 1, longest > 12, longest > 30]
    size = [words / 60, min(words, 30) / 30, np.log1p(words) / 5, masked.count(",") / 5]
    joins = [len(LINKERS.findall(masked)) / 3, masked.count(" and ") / 4]
    return [float(value) for value in (*counts, *there, *said, *size, *joins)]


def _topics(request: Request, domain: Domain) -> list[float]:
    there = {name: bool(pattern(topic).search(request.reading.masked)) for name, topic in domain.topics.items()}
    mixes = [all(there[t] for t in together) and not any(there[t] for t in absent) for together, absent in domain.mixes]
    return [float(value) for value in (*mixes, *there.values())]


def _mentioned(request: Request, domain: Domain) -> list[float]:
    row: list[float] = []
    for name in domain.names:
        mention = request.mentions.best[name]
        row += [mention.strength, mention.strength == 1.0, mention.of_result] if mention else [0.0, 0.0, 0.0]
    return [float(value) for value in row]


def prior(domain: Domain, columns: int, strength: float = 2.5) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights (columns, tools) and bias (tools,) of the cues read as rules: where the fitted head is pulled to."""
    count = len(domain.tools)
    weights = np.zeros((columns, count))
    for tool in range(count):
        weights[4 * tool, tool], weights[4 * tool + 2, tool] = strength, strength / 2
    return weights, np.full(count, -strength - 1)
