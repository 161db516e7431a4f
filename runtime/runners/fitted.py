"""Sorts texts with weights that were fitted here: on their vectors, and on a few counts of the words in them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
COUNTED = 0.2
"""What counts are multiplied with, so that they weigh as much as a vector's numbers. Chosen by cross-validation."""


@dataclass(frozen=True, slots=True)
class Head:
    """One logistic regression for each label."""

    labels: tuple[str, ...]
    weights: Values
    """(labels, D + counts)."""
    bias: Values
    """(labels,)."""

    def __call__(self, vectors: NDArray[np.float32], counts: Values) -> Values:
        """(N, labels) from (N, D) vectors of unit length and (N, counts): each 0 to 1, by itself."""
        logits = features(vectors, counts) @ self.weights.T + self.bias
        scores: Values = 1.0 / (1.0 + np.exp(-logits))
        return scores


def features(vectors: NDArray[np.float32], counts: Values) -> Values:
    """(N, D + counts): what the weights were fitted on."""
    return np.hstack([vectors.astype(np.float64), COUNTED * counts])


@cache
def head_in(path: Path) -> Head:
    """The head that `benchmarks/train_heads.py` wrote to `path`."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return Head(tuple(data["labels"]), np.array(data["weights"], float), np.array(data["bias"], float))
