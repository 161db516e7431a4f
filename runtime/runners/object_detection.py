"""Finds the things in pictures that a checkpoint was trained on: DETR, YOLOS, RT-DETR and their kin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from runtime.devices import Placement
from runtime.runners.alike import AlikeRunner, Seen
from runtime.runners.base import weights
from runtime.runners.boxes import Found, check_threshold, listed, refuse_others, sizes_of


class ObjectDetector(AlikeRunner):
    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self._model = weights("AutoModelForObjectDetection", folder, placement)

    def run(self, inputs: list[Any], *, threshold: float = 0.5, **parameters: Any) -> list[dict[str, Any]]:
        """For each picture `{"things": [...], "classes": [...]}`: what was found with a score over `threshold`, best
        first, each as `boxes.Found` says; and all that this checkpoint knows.

        Raises:
            ValueError: `threshold` is not from 0 to 1, or an input is no picture.
            FileProblem: an input is a file that cannot be read.
        """
        refuse_others(parameters, "threshold")
        check_threshold(threshold)
        names = self._model.config.id2label

        def read(said: Any, some: Any, given: Any) -> list[list[Found]]:
            sizes = sizes_of(some)
            found = self._processor.post_process_object_detection(said, threshold=threshold, target_sizes=sizes)
            return [named(one, names, seen) for one, seen in zip(found, some, strict=True)]

        things = self.through(self.seen(inputs), read) if inputs else []
        classes = [str(name) for name in names.values()]
        return [{"things": found, "classes": classes} for found in things]


def named(found: Any, names: Any, seen: Seen) -> list[Found]:
    return listed(found, [names.get(number, "") for number in found["labels"].tolist()], seen)
