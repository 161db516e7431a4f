"""Sorts clips under labels named on the spot, by a model that watches frames and reads sentences (X-CLIP)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from runtime.devices import Placement
from runtime.runners.base import features, tokenizer, weights
from runtime.runners.clips import ClipRunner
from runtime.runners.labelling import asked, competing

TEMPLATE = "{}"
"""X-CLIP was trained on the bare names of actions. Source: Ni et al., Expanding Language-Image Models, 2022."""


class ZeroShotClipClassifier(ClipRunner):
    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self._model = weights("AutoModel", folder, placement)
        self._tokenizer = tokenizer(folder, self._model.config.text_config)

    def run(
        self,
        inputs: list[Any],
        *,
        candidate_labels: Sequence[str] = (),
        hypothesis_template: str = TEMPLATE,
        **parameters: Any,
    ) -> list[list[dict[str, Any]]]:
        """For each clip all the labels, best first: `[{"label": "a dog runs", "score": 0.9}, …]`; scores sum to one.

        Raises:
            ValueError: there are no labels, or one is empty; the template has no {}; or an input is no clip.
            FileProblem: an input is a file that cannot be read.
        """
        labels, sentences = asked(candidate_labels, hypothesis_template, parameters)
        if not inputs:
            return []
        words = self._tokenizer(sentences, padding=True, truncation=True, return_tensors="pt").to(self._model.device)
        pixels = {"pixel_values": self.watched(inputs, int(self._model.config.vision_config.num_frames))}
        logits = self._model(**words, **features(pixels, self._model)).logits_per_video.double().cpu().numpy()
        return [competing(labels, row) for row in logits]
