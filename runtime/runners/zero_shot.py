"""Sorts texts under labels named on the spot, by how near their meanings are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from runtime.cancel import check

Vectors = NDArray[np.float32]
DEFAULT = "This text is about {}."
TEMPLATES = ("This document is a {}.", "The topic is {}.", "an example of a {}")
"""What stands in for the default: kinds of text and topics both find theirs. Chosen among nine, in threes."""
TEMPERATURE = 0.03
"""Cosines are divided by it. It and the two below were fitted on 40 labelled texts other than the tests' 40."""
EVEN_COSINE = 0.19
"""Where a label, judged alone, is as likely to fit as not …"""
SLOPE = 0.04
"""… and how soon it gets likelier."""
WINDOW, WINDOWS = 200, 64
"""Words in a piece that is read at once (about 256 tokens), and how many pieces of a long text are read."""


class EmbeddingZeroShot:
    """Calls like the zero-shot-classification pipeline of transformers, and answers like it."""

    memory: ClassVar[dict[str, float]] = {}  # the encoder's is the encoder's

    def __init__(self, encoder: Callable[[Sequence[str]], Vectors]) -> None:
        self._encoder = encoder

    def __call__(
        self,
        sequences: str | Sequence[str],
        candidate_labels: str | Sequence[str],
        hypothesis_template: str = DEFAULT,
        multi_label: bool = False,
    ) -> Any:
        """`{"sequence", "labels", "scores"}` for one text, a list of them for several; the best label comes first.

        Labels may also be one string with commas. Scores sum to one, or with `multi_label` each stands for itself.

        Raises:
            ValueError: there is no label, or the template has no {} for it.
            Stopped: the run's time is up, or it was cancelled.
        """
        labels = _labels(candidate_labels)
        if not labels or "{}" not in hypothesis_template:
            raise ValueError("Give at least one label, and a template with {} where the label goes.")
        hypotheses = self._hypotheses(labels, hypothesis_template)
        texts = [sequences] if isinstance(sequences, str) else list(sequences)
        results = [_result(text, labels, hypotheses @ self._meaning(text), multi_label) for text in texts]
        return results[0] if isinstance(sequences, str) else results

    def _hypotheses(self, labels: Sequence[str], template: str) -> Vectors:
        """(L, D): each label in its sentences, averaged."""
        sentences = TEMPLATES if template == DEFAULT else (template,)
        vectors = self._encoder([sentence.replace("{}", label) for label in labels for sentence in sentences])
        averages: Vectors = vectors.reshape(len(labels), len(sentences), -1).mean(axis=1)
        return averages

    def _meaning(self, text: str) -> Vectors:
        """(D,), unit length: the text's pieces, averaged."""
        check()
        average: Vectors = self._encoder(windows(text)).mean(axis=0)
        return average / np.float32(max(float(np.linalg.norm(average)), 1e-12))


def windows(text: str, size: int = WINDOW, most: int = WINDOWS) -> list[str]:
    """`text` in pieces of `size` words; of more than `most` pieces, those that lie evenly from first to last.

    >>> windows("one two three four five six seven", size=2, most=3)
    ['one two', 'three four', 'seven']
    """
    words = text.split()
    starts = range(0, max(1, len(words)), size)
    count = min(len(starts), most)
    chosen = [starts[place * (len(starts) - 1) // max(1, count - 1)] for place in range(count)]
    return [" ".join(words[start : start + size]) for start in chosen]


def _labels(given: str | Sequence[str]) -> list[str]:
    return [label.strip() for label in (given.split(",") if isinstance(given, str) else given) if label.strip()]


def _result(text: str, labels: Sequence[str], cosines: Vectors, multi_label: bool) -> dict[str, Any]:
    scores = alone(cosines) if multi_label else against_each_other(cosines)
    order = np.argsort(-scores, kind="stable").tolist()
    return {"sequence": text, "labels": [labels[i] for i in order], "scores": [float(scores[i]) for i in order]}


def against_each_other(cosines: Vectors) -> NDArray[np.float64]:
    """Scores of (L,) labels of which one fits: they sum to one."""
    powers = np.exp((cosines - cosines.max()) / TEMPERATURE, dtype=np.float64)
    scores: NDArray[np.float64] = powers / powers.sum()
    return scores


def alone(cosines: Vectors) -> NDArray[np.float64]:
    """Scores of (L,) labels of which any number fits: each 0 to 1."""
    scores: NDArray[np.float64] = 1.0 / (1.0 + np.exp((EVEN_COSINE - cosines) / SLOPE, dtype=np.float64))
    return scores
