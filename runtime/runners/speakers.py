"""Who speaks: a voice as a vector, near to that of the same voice in other recordings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runtime.devices import Placement
from runtime.runners.base import features, weights
from runtime.runners.hearing import WindowRunner
from runtime.runners.heeding import heed
from runtime.sound.facts import Audio


class VoiceEncoder(WindowRunner):
    """An x-vector model: WavLM, wav2vec 2.0 or UniSpeech with a head that was trained to tell voices apart."""

    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self._model = heed(weights("AutoModelForAudioXVector", folder, placement))

    def run(self, inputs: list[Any], **parameters: Any) -> list[dict[str, Any]]:
        """For each recording `{"embedding": (D,) float32, unit length}`. Compare two with `same_voice`.

        A long one is heard in windows, and their mean counts. Of silence, the vector means nothing.

        Raises:
            ValueError: there are parameters, or an input is no sound.
            FileProblem: an input is a file that cannot be read.
        """
        if parameters:
            raise ValueError(f"A voice's vector has no parameters, and {', '.join(parameters)} was given.")
        means = self._means(inputs)
        return [{"embedding": (mean / max(float(np.linalg.norm(mean)), 1e-12)).astype(np.float32)} for mean in means]

    def _vectors(self, windows: list[Audio]) -> Any:
        given = self._extractor(windows, sampling_rate=self._rate, return_tensors="pt")
        return self._unit(self._model(**features(given, self._model)).embeddings.float())

    @staticmethod
    def _unit(vectors: Any) -> Any:
        return vectors / vectors.norm(dim=-1, keepdim=True).clamp_min(1e-12)


def same_voice(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """The cosine of two voices' vectors, (D,) each: 1 for one voice, about 0 and less for two.

    Where to draw the line depends on the checkpoint; its card says, for example 0.86 for wavlm-base-plus-sv.

    Raises:
        ValueError: they are not of one length, or one is zero.
    """
    lengths = np.linalg.norm(a), np.linalg.norm(b)
    if a.shape != b.shape or a.ndim != 1 or not all(lengths):
        raise ValueError(
            f"Two voices' vectors must have one length and not be zero; these are {a.shape} and {b.shape}."
        )
    return float(np.dot(a, b) / (lengths[0] * lengths[1]))
