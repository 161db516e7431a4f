"""Logits of labels that were named on the spot → scores, best first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np


def asked(candidate_labels: Sequence[str], template: str, others: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The labels, and each in the place of {} in the template; `others` are parameters that nothing here knows.

    >>> asked(["rain", "wind"], "The sound of {}.", {})
    (['rain', 'wind'], ['The sound of rain.', 'The sound of wind.'])

    Raises:
        ValueError: there are no labels, or one is empty; the template has no {}; or there are others.
    """
    labels = [candidate_labels] if isinstance(candidate_labels, str) else list(candidate_labels)
    if not labels or not all(isinstance(label, str) and label.strip() for label in labels):
        raise ValueError("Give candidate_labels: at least one, none of them empty.")
    if others or "{}" not in template:
        raise ValueError(f"{others or template!r}: give a template with {{}} for the label.")
    return labels, [template.replace("{}", label) for label in labels]


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
