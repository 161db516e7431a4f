"""What runners that watch share, and sorting clips under the labels that a checkpoint was trained on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from runtime import video
from runtime.devices import Placement
from runtime.runners.base import features, weights
from runtime.runners.labelling import ranked
from runtime.runners.seeing import SightRunner

WATCHED_AT = 480
"""Pixels of the longer side of the frames that a model is given at most: all of them scale down further, to 224."""


class ClipRunner(SightRunner):
    """Base of the runners that watch. An input is a file's path, or a part of it:
    `{"video": Path, "start_s": 2.0, "seconds": 1.0}`."""

    batch_size: ClassVar[int] = 4
    longest = WATCHED_AT

    def watched(self, inputs: list[Any], count: int) -> Any:
        """(N, count, 3, H, W): of each input `count` frames, evenly spaced; where it has fewer some are shown twice.

        Raises:
            ValueError: an input is no path, and no part of a file.
            FileProblem: an input is a file that cannot be read.
        """
        clips = [self._frames(item, count) for item in inputs]
        return self._processor(clips, return_tensors="pt")["pixel_values"]

    def _frames(self, item: Any, count: int) -> list[Any]:
        path = item.get("video") if isinstance(item, Mapping) else item
        if not isinstance(path, Path):
            raise ValueError(f'A {type(item).__name__} is no video. Give a path, or {{"video": path, "start_s": 0.0}}.')
        part = item if isinstance(item, Mapping) else {}
        start_s = float(part.get("start_s") or 0.0)
        seconds = float(part.get("seconds") or 0.0) or max(0.0, video.probe(path).seconds - start_s)
        moments = video.evenly(seconds, count, start_s)
        return [picture for _, picture in video.frames(path, moments, self.longest)]


class ClipClassifier(ClipRunner):
    """VideoMAE, TimeSformer and their kin."""

    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self._model = weights("AutoModelForVideoClassification", folder, placement)

    def run(self, inputs: list[Any], *, top_k: int = 5, **parameters: Any) -> list[list[dict[str, Any]]]:
        """For each clip its `top_k` likeliest labels, best first: `[{"label": "dancing", "score": 0.9}, …]`; all sum
        to one.

        Raises:
            ValueError: `top_k` is not 1 or more, or an input is no clip.
            FileProblem: an input is a file that cannot be read.
        """
        if parameters or isinstance(top_k, bool) or not isinstance(top_k, int) or top_k < 1:
            raise ValueError(f"top_k={top_k!r} {parameters or ''}: give a whole number, 1 or more, and nothing else.")
        if not inputs:
            return []
        pixels = {"pixel_values": self.watched(inputs, int(self._model.config.num_frames))}
        scores = self._model(**features(pixels, self._model)).logits.float().softmax(-1).cpu().numpy()
        names = [self._model.config.id2label[number] for number in range(scores.shape[1])]
        return [ranked(names, row)[:top_k] for row in scores]
