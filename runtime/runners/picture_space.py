"""Pictures and sentences in one space (CLIP, SigLIP): labels named on the spot, scores of a caption, vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from runtime.devices import Placement
from runtime.runners.base import features, tokenizer, weights
from runtime.runners.labelling import competing, each_alone
from runtime.runners.seeing import SightRunner

TEMPLATE = "This is a photo of {}."
Vectors = NDArray[np.float32]


class PictureSpace(SightRunner):
    """What CLIP and its kin can do: `run` sorts, scores or embeds, by what it is asked for."""

    batch_size: ClassVar[int] = 16

    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self._model = weights("AutoModel", folder, placement)
        self._tokenizer = tokenizer(folder, self._model.config.text_config)
        self._sigmoid = "siglip" in self._model.config.model_type

    def run(
        self,
        inputs: list[Any],
        *,
        candidate_labels: Sequence[str] = (),
        hypothesis_template: str = TEMPLATE,
        **parameters: Any,
    ) -> list[Any]:
        """For each input:

        - with `candidate_labels`, a picture's labels, best first: `[{"label": "a dog", "score": 0.9}, …]`. CLIP's
          scores sum to one; SigLIP's are each 0 to 1 by itself. A label stands in the place of {} in the template.
        - `{"image": picture, "text": caption}`: `{"score": 0 to 100, "cosine": -1 to 1}`. The score is 100 x the
          cosine, and 0 below. Source: Hessel et al., CLIPScore, 2021, without its factor of 2.5.
        - else a picture, or `{"text": sentence}`: its vector, (D,) float32 of unit length.

        Raises:
            ValueError: a label is empty, the template has no {}, or an input is neither picture nor sentence.
            FileProblem: an input is a file that cannot be read.
        """
        labels = [candidate_labels] if isinstance(candidate_labels, str) else list(candidate_labels)
        if not all(isinstance(label, str) and label.strip() for label in labels):
            raise ValueError("Give candidate_labels that are not empty.")
        if parameters or "{}" not in hypothesis_template:
            raise ValueError(f"{parameters or hypothesis_template!r}: give a template with {{}} for the label.")
        if labels and inputs:
            return self._sorted(inputs, labels, [hypothesis_template.replace("{}", label) for label in labels])
        return self._embedded(inputs)

    def _sorted(self, inputs: list[Any], labels: list[str], sentences: list[str]) -> list[list[dict[str, Any]]]:
        scale, bias = float(self._model.logit_scale.float().exp()), 0.0
        if self._sigmoid:
            bias = float(self._model.logit_bias.float())
        logits = scale * (self._pictures(inputs).astype(np.float64) @ self._sentences(sentences).T) + bias
        score = each_alone if self._sigmoid else competing
        return [score(labels, row) for row in logits]

    def _embedded(self, inputs: list[Any]) -> list[Any]:
        seen = [item["image"] if isinstance(item, Mapping) and "image" in item else item for item in inputs]
        seen = [item for item in seen if not isinstance(item, Mapping)]
        said = [item["text"] for item in inputs if isinstance(item, Mapping) and "text" in item]
        if not all(isinstance(text, str) and text.strip() for text in said):
            raise ValueError("Give a text that is not empty.")
        pictures, sentences = iter(self._pictures(seen)), iter(self._sentences(said))
        return [told(item, pictures, sentences) for item in inputs]

    def _pictures(self, items: list[Any]) -> Vectors:
        """(N, D), unit length."""
        if not items:
            return np.empty((0, 0), np.float32)
        given = self._processor([self.opened(item) for item in items], return_tensors="pt")
        return unit(self._model.get_image_features(**features(given, self._model)))

    def _sentences(self, sentences: list[str]) -> Vectors:
        """(N, D), unit length. SigLIP was trained on sentences filled up to their full length."""
        if not sentences:
            return np.empty((0, 0), np.float32)
        padding = "max_length" if self._sigmoid else True
        given = self._tokenizer(sentences, padding=padding, truncation=True, return_tensors="pt")
        return unit(self._model.get_text_features(**given.to(self._model.device)))


def told(item: Any, pictures: Any, sentences: Any) -> Any:
    """A vector, or what a picture and its caption have in common."""
    if isinstance(item, Mapping) and "image" in item:
        cosine = float(next(pictures) @ next(sentences))
        return {"score": max(0.0, 100 * cosine), "cosine": cosine}
    return next(sentences) if isinstance(item, Mapping) else next(pictures)


def unit(found: Any) -> Vectors:
    """What a model's `get_…_features` gave, (N, D), at length one."""
    vectors = getattr(found, "pooler_output", found).float()
    scaled: Vectors = (vectors / vectors.norm(dim=-1, keepdim=True).clamp_min(1e-12)).cpu().numpy()
    return scaled
