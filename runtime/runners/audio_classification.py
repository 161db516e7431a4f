"""Sorts sounds under the labels that a checkpoint was trained on: what is heard, which instrument, which feeling."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from runtime.devices import Placement
from runtime.runners.base import features, weights
from runtime.runners.hearing import WindowRunner
from runtime.runners.heeding import heed
from runtime.sound.facts import Audio

FRAMES_A_SECOND = 100
"""Of the spectrograms that AST reads."""


class AudioClassifier(WindowRunner):
    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self._model = heed(weights("AutoModelForAudioClassification", folder, placement))
        self.window_s = reach_s(self._extractor)

    def run(self, inputs: list[Any], *, top_k: int = 5, **parameters: Any) -> list[list[dict[str, Any]]]:
        """For each sound its `top_k` likeliest labels, best first: `[{"label": "Speech", "score": 0.9}, …]`.

        All labels' scores sum to one; where they do not exclude each other, each is 0 to 1 by itself. A sound longer
        than the model hears at once is heard in windows, and its scores are their mean.

        Raises:
            ValueError: `top_k` is not 1 or more, or an input is no sound.
            FileProblem: an input is a file that cannot be read.
        """
        if parameters or isinstance(top_k, bool) or not isinstance(top_k, int) or top_k < 1:
            raise ValueError(f"top_k={top_k!r} {parameters or ''}: give a whole number, 1 or more, and nothing else.")
        return [self._ranked(scores.tolist())[:top_k] for scores in self._means(inputs)]

    def _vectors(self, windows: list[Audio]) -> Any:
        given = self._extractor(windows, sampling_rate=self._rate, return_tensors="pt")
        logits = self._model(**features(given, self._model)).logits.float()
        kind = self._model.config.problem_type
        if kind == "regression":
            return logits
        return logits.sigmoid() if kind == "multi_label_classification" else logits.softmax(-1)

    def _ranked(self, scores: list[float]) -> list[dict[str, Any]]:
        names = self._model.config.id2label
        ranked = sorted(enumerate(scores), key=lambda pair: -pair[1])
        return [{"label": names[number], "score": score} for number, score in ranked]


def reach_s(extractor: Any) -> float:
    """Seconds that go into one pass of the model: a spectrogram has its length, waves are cut at ten seconds."""
    if hasattr(extractor, "num_mel_bins") and hasattr(extractor, "max_length"):
        return float(extractor.max_length / FRAMES_A_SECOND)
    return float(getattr(extractor, "chunk_length", None) or WindowRunner.window_s)
