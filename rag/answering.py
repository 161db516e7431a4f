"""A question and the passages that fit it → the sentence that answers, and how sure that is. No language model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from rag.evidence import Encoder, Values, measure
from rag.lines import lines_of
from runtime.records import Passage

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    sentence: str
    """Verbatim from the passage, without the mark of a list item."""
    passage: Passage
    confidence: float
    """0 to 1. The first one's: that the documents say it at all; under 0.5, refuse. The others' are to it as their odds
    of being the right sentence are to its."""


def answer(question: str, passages: Sequence[Passage], encoder: Encoder) -> list[Candidate]:
    """Up to five sentences of `passages`, the one that answers `question` best first. `passages` come best first.

    `benchmarks/train_answering.py` says how the weights were found, and how often they are right.
    """
    lines = lines_of(passages)
    if not lines or not question.strip():
        return []
    evidence = measure(question, lines, encoder)
    pick, trust, bias = weights()
    picked = weighed(evidence, pick)
    order = np.argsort(-picked, kind="stable")[:SHOWN]
    said = 1 / (1 + np.exp(-weighed(evidence, trust)[order[0]] - bias))
    confidences = said * np.exp(picked[order] - picked[order[0]])
    return [
        Candidate(lines[row].text, lines[row].passage, round(float(confidence), 4))
        for row, confidence in zip(order, confidences, strict=True)
    ]


@cache
def weights() -> tuple[dict[str, float], dict[str, float], float]:
    """By name of what they weigh: for picking a sentence, and for trusting it, with that one's bias."""
    data = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return data["pick"], data["trust"], data["bias"]


def weighed(evidence: dict[str, Values], by: dict[str, float]) -> Values:
    """(N,): the weighted sum of the evidence for each line."""
    total: Values = sum((weight * evidence[name] for name, weight in by.items()), np.zeros(len(evidence["cosine"])))
    return total
