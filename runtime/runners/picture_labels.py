"""Sorts pictures under the labels that a checkpoint was trained on."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from runtime.devices import Placement
from runtime.runners.base import features, weights
from runtime.runners.seeing import SightRunner


class PictureClassifier(SightRunner):
    batch_size: ClassVar[int] = 16

    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self._model = weights("AutoModelForImageClassification", folder, placement)

    def run(self, inputs: list[Any], *, top_k: int = 5, **parameters: Any) -> list[list[dict[str, Any]]]:
        """For each picture its `top_k` likeliest labels, best first: `[{"label": "tabby", "score": 0.9}, …]`.

        All labels' scores sum to one; where they do not exclude each other, each is 0 to 1 by itself.

        Raises:
            ValueError: `top_k` is not 1 or more, or an input is no picture.
            FileProblem: an input is a file that cannot be read.
        """
        if parameters or isinstance(top_k, bool) or not isinstance(top_k, int) or top_k < 1:
            raise ValueError(f"top_k={top_k!r} {parameters or ''}: give a whole number, 1 or more, and nothing else.")
        if not inputs:
            return []
        given = self._processor([self.opened(item) for item in inputs], return_tensors="pt")
        logits = self._model(**features(given, self._model)).logits.float()
        scores = (
            logits.sigmoid() if self._model.config.problem_type == "multi_label_classification" else logits.softmax(-1)
        )
        return [self._ranked(row)[:top_k] for row in scores.tolist()]

    def _ranked(self, scores: list[float]) -> list[dict[str, Any]]:
        names = self._model.config.id2label
        ranked = sorted(enumerate(scores), key=lambda pair: -pair[1])
        return [{"label": names[number], "score": score} for number, score in ranked]
