"""Sorts sounds under labels named on the spot, by a model that puts sounds and sentences in one space."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from runtime.devices import Placement
from runtime.runners.base import features, tokenizer, weights
from runtime.runners.hearing import WindowRunner
from runtime.runners.heeding import heed
from runtime.runners.labelling import asked, competing
from runtime.sound.facts import Audio

TEMPLATE = "This is a sound of {}."


class ZeroShotAudioClassifier(WindowRunner):
    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self._model = heed(weights("ClapModel", folder, placement))
        self._tokenizer = tokenizer(folder, self._model.config.text_config)
        self.window_s = float(self._extractor.max_length_s)

    def run(
        self,
        inputs: list[Any],
        *,
        candidate_labels: Sequence[str] = (),
        hypothesis_template: str = TEMPLATE,
        **parameters: Any,
    ) -> list[list[dict[str, Any]]]:
        """For each sound all the labels, best first: `[{"label": "rain", "score": 0.9}, …]`; scores sum to one.

        Each label is put in the place of {} in `hypothesis_template`. A long sound is heard in windows, and their
        vectors' mean is judged.

        Raises:
            ValueError: there are no labels, or one is empty; the template has no {}; or an input is no sound.
            FileProblem: an input is a file that cannot be read.
        """
        labels, sentences = asked(candidate_labels, hypothesis_template, parameters)
        sounds = self._means(inputs)
        if not sounds:
            return []
        meanings = self._meanings(sentences)
        scale = float(self._model.logit_scale_a.float().exp())
        return [competing(labels, scale * (meanings @ (mean / np.linalg.norm(mean)))) for mean in sounds]

    def _vectors(self, windows: list[Audio]) -> Any:
        given = self._extractor(windows, sampling_rate=self._rate, return_tensors="pt")
        given["is_longer"] = given["is_longer"] & False  # no window is; the extractor says so of one at random
        return self._model.get_audio_features(**features(given, self._model)).pooler_output.float()

    def _meanings(self, sentences: list[str]) -> Any:
        """(L, D), unit length."""
        given = self._tokenizer(sentences, padding=True, truncation=True, return_tensors="pt").to(self._model.device)
        return self._model.get_text_features(**given).pooler_output.double().cpu().numpy()
