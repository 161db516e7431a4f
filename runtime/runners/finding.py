"""Finds in pictures what is named on the spot: OWL-ViT, Grounding DINO and their kin."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import signature
from pathlib import Path
from typing import Any

from runtime.devices import Placement
from runtime.runners.alike import AlikeRunner
from runtime.runners.base import weights
from runtime.runners.boxes import Found, check_threshold, listed, refuse_others, sizes_of, without_doubles
from runtime.runners.seeing import processor


class ThingFinder(AlikeRunner):
    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self._processor = processor(folder)
        self._model = weights("AutoModelForZeroShotObjectDetection", folder, placement)
        post = signature(self._processor.post_process_grounded_object_detection).parameters
        self._reads_phrases = "text_threshold" in post

    def run(
        self,
        inputs: list[Any],
        *,
        candidate_labels: Sequence[str] = (),
        threshold: float | None = None,
        **parameters: Any,
    ) -> list[list[Found]]:
        """For each picture what of `candidate_labels` is in it, with a score over `threshold`, best first, each as
        `boxes.Found` says. Left out it is 0.1 for OWL-ViT, whose scores are low, and 0.25 for those that read phrases.

        Raises:
            ValueError: there is no label or an empty one, `threshold` is not from 0 to 1, or an input is no picture.
            FileProblem: an input is a file that cannot be read.
        """
        refuse_others(parameters, "candidate_labels and threshold")
        least = check_threshold((0.25 if self._reads_phrases else 0.1) if threshold is None else threshold)
        labels = [candidate_labels] if isinstance(candidate_labels, str) else list(candidate_labels)
        if not labels or not all(isinstance(label, str) and label.strip() for label in labels):
            raise ValueError("Give candidate_labels that are not empty, e.g. candidate_labels=['a red mug'].")
        text: Any = sentence(labels) if self._reads_phrases else [labels]

        def read(said: Any, some: Any, given: Any) -> list[list[Found]]:
            more = self._how(labels, given, len(some), least)
            post = self._processor.post_process_grounded_object_detection
            found = post(said, threshold=least, target_sizes=sizes_of(some), **more)
            rows = zip(found, some, strict=True)
            return [without_doubles(listed(one, meant(one["text_labels"], labels), seen)) for one, seen in rows]

        seen = self.seen(inputs, text=text, truncation=True) if inputs else []
        return self.through(seen, read)

    def _how(self, labels: Sequence[str], given: Any, count: int, threshold: float) -> dict[str, Any]:
        if self._reads_phrases:
            return {"input_ids": given["input_ids"], "text_threshold": threshold}
        return {"text_labels": [list(labels)] * count}


def sentence(labels: Sequence[str]) -> str:
    """Labels as Grounding DINO reads them.

    >>> sentence(["A red mug", "cat."])
    'a red mug. cat.'
    """
    return " ".join(f"{label.strip().rstrip('.').lower()}." for label in labels)


def meant(phrases: Sequence[str], labels: Sequence[str]) -> list[str]:
    """The label that each phrase stands for: a model that reads sentences may find half of one. Empty for none.

    >>> meant(["red mug", "A cat", ""], ["a red mug", "a cat"])
    ['a red mug', 'a cat', '']
    """
    return [max(labels, key=lambda label: shared(phrase, label)) if phrase.strip() else "" for phrase in phrases]


def shared(phrase: str, label: str) -> float:
    """Words in common over words in all."""
    one, other = set(phrase.lower().split()), set(label.lower().rstrip(".").split())
    return len(one & other) / max(1, len(one | other))
