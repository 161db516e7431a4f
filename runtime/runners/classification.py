"""Sorts texts, or pairs of texts, under the labels that a checkpoint was trained on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from runtime.devices import Placement
from runtime.runners.base import Runner, weights
from runtime.runners.rows import padded, reader

Pair = Mapping[str, str]
"""`{"text": …, "text_pair": …}`: does the second answer, or follow from, the first?"""


class TextClassifier(Runner):
    batch_size: ClassVar[int] = 32

    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self._model = weights("AutoModelForSequenceClassification", folder, placement)
        self._tokenizer = reader(folder, self._model.config)

    def run(self, inputs: list[str | Pair], **parameters: Any) -> list[list[dict[str, Any]]]:
        """For each text or pair every label with its score, the best first: `[{"label": "POSITIVE", "score": 0.9}, …]`.

        Scores sum to one; where labels do not exclude each other, or there is only one, each is 0 to 1 by itself. A
        checkpoint that estimates an amount (a regression) gives that amount as the score. Texts and pairs may be
        mixed. What is longer than the model reads is cut at the end, of a pair the longer of the two first.

        Raises:
            ValueError: an input is neither a text nor a pair of texts.
        """
        if not inputs:
            return []
        rows = [self._tokenizer(*_texts(item), truncation=True) for item in inputs]
        logits = self._model(**padded(self._tokenizer, rows, self._model.device)).logits.float()
        return [self._ranked(row) for row in self._scores(logits).tolist()]

    def size(self, item: str | Pair) -> int:
        return len(item) if isinstance(item, str) else sum(map(len, item.values()))

    def _scores(self, logits: Any) -> Any:
        """(N, labels) from (N, labels). Source: the defaults of transformers' own pipeline."""
        config = self._model.config
        if config.problem_type == "regression":
            return logits
        if config.problem_type == "multi_label_classification" or config.num_labels == 1:
            return logits.sigmoid()
        return logits.softmax(-1)

    def _ranked(self, scores: Sequence[float]) -> list[dict[str, Any]]:
        named = [{"label": self._model.config.id2label[n], "score": score} for n, score in enumerate(scores)]
        return sorted(named, key=lambda found: -found["score"])


def _texts(item: str | Pair) -> tuple[str, ...]:
    if isinstance(item, str):
        return (item,)
    if not isinstance(item, Mapping) or {"text", "text_pair"} - item.keys():
        raise ValueError('Give a text, or a pair such as {"text": "Who sang?", "text_pair": "Anna sang."}.')
    return item["text"], item["text_pair"]
