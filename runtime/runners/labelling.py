"""Logits of labels that were named on the spot → scores, best first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def competing(labels: Sequence[str], logits: Any) -> list[dict[str, Any]]:
    """The softmax of `logits`, (L,): scores sum to one.

    >>> competing(["dog", "cat"], np.array([0.0, 0.0]))
    [{'label': 'dog', 'score': 0.5}, {'label': 'cat', 'score': 0.5}]
    """
    powers = np.exp(logits - logits.max())
    return ranked(labels, powers / powers.sum())


def each_alone(labels: Sequence[str], logits: Any) -> list[dict[str, Any]]:
    """The sigmoid of `logits`, (L,): each score is 0 to 1 by itself."""
    return ranked(labels, 1 / (1 + np.exp(-logits)))


def ranked(labels: Sequence[str], scores: Any) -> list[dict[str, Any]]:
    return [{"label": labels[n], "score": float(scores[n])} for n in np.argsort(-scores, kind="stable").tolist()]
