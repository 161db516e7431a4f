"""Which pixels of a picture belong to what: by class (Segformer), or thing by thing (Mask2Former)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from runtime.devices import Placement
from runtime.errors import need
from runtime.runners.alike import AlikeRunner, Seen, rows
from runtime.runners.base import weights
from runtime.runners.boxes import check_threshold, refuse_others

KINDS = ("semantic", "instance", "panoptic")
"""One area for each class; each thing by itself; both, so that every pixel has one."""
BY_CLASS = "AutoModelForSemanticSegmentation"
BY_NAME = ("MaskFormerForInstanceSegmentation", "DetrForSegmentation")
"""Classes of transformers that no Auto class of it reads for all of these."""
CLASSES = 16
"""So many are scaled to the picture's size at once: of 150, all would take gigabytes."""
Areas = dict[str, Any]


class Segmenter(AlikeRunner):
    longest = 1024
    """Of what is looked at: edges are no finer than the model's own, which is a quarter of 512 to 1024."""

    def __init__(self, folder: Path, placement: Placement) -> None:
        if (kind := kind_of(folder)) != BY_CLASS:
            need("scipy", "vision")  # which transformers matches things with
        super().__init__(folder, placement)
        self._model = weights(kind, folder, placement)
        self._by_class = kind == BY_CLASS

    def run(self, inputs: list[Any], *, kind: str = "", threshold: float = 0.5, **parameters: Any) -> list[Areas]:
        """For each picture `{"kind": ..., "map": (H, W) uint16, "areas": [{"id", "label", "score", "share"}]}`.

        The map has the picture's shape, with a longer side of at most 1024, and holds the ids of the areas, largest
        first from 1; 0 is none. `score` is 0 to 1, None where areas are classes; `share` is of the picture. `kind` is
        one of `KINDS`; left empty, the finest that the checkpoint does. `threshold` is for things.

        Raises:
            ValueError: the checkpoint does not do `kind`, or something else is wrong with what is given.
            FileProblem: an input is a file that cannot be read.
        """
        refuse_others(parameters, "kind and threshold")
        check_threshold(threshold)
        kind = self._kind(kind)
        read = self._classes if self._by_class else self._reader(kind, threshold)
        return self.through(self.seen(inputs), read) if inputs else []

    def _kind(self, kind: str) -> str:
        done = KINDS[:1] if self._by_class else KINDS
        if kind and kind not in done:
            raise ValueError(f"kind={kind!r}: this checkpoint does {' and '.join(done)}.")
        return kind or done[-1]

    def _classes(self, said: Any, some: Sequence[Seen], given: Any) -> list[Areas]:
        """By the class with the highest value at each pixel."""
        return [self._of_classes(largest(said.logits[n : n + 1], one.shown)) for n, one in enumerate(some)]

    def _of_classes(self, found: Any) -> Areas:
        names = self._model.config.id2label
        numbers = [int(number) for number in np.unique(found)]
        return areas("semantic", found, [(number, str(names[number]), None) for number in numbers])

    def _reader(self, kind: str, threshold: float) -> Any:
        post = getattr(self._processor, f"post_process_{kind}_segmentation")
        more: dict[str, Any] = {} if kind == "semantic" else {"threshold": threshold}
        more |= {"label_ids_to_fuse": set()} if kind == "panoptic" else {}  # else it warns that none are

        def read(said: Any, some: Sequence[Seen], given: Any) -> list[Areas]:
            found = []
            for row, one in zip(rows(said, len(some)), some, strict=True):
                (told,) = post(Outputs(row), target_sizes=[one.shown], **more)
                found.append(self._of_classes(told.cpu().numpy()) if kind == "semantic" else self._told(kind, told))
            return found

        return read

    def _told(self, kind: str, told: Mapping[str, Any]) -> Areas:
        names, infos = self._model.config.id2label, told["segments_info"] or []
        listed = [(int(one["id"]), str(names[one["label_id"]]), float(one["score"])) for one in infos]
        return areas(kind, told["segmentation"].cpu().numpy().astype(np.int64), listed)


class Outputs(dict[str, Any]):
    """A model's outputs for one picture, as post-processing reads them."""

    def __getattr__(self, name: str) -> Any:
        return self.get(name)


def kind_of(folder: Path) -> str:
    """The class of transformers that reads the checkpoint."""
    from runtime.places import config_of

    name = str((config_of(folder).get("architectures") or [""])[0])
    if name.endswith("ForUniversalSegmentation"):
        return "AutoModelForUniversalSegmentation"
    return name if name in BY_NAME else BY_CLASS


def largest(logits: Any, size: tuple[int, int]) -> Any:
    """(1, C, h, w) → (H, W) int64: the class with the highest value at each pixel, scaled some classes at a time."""
    import torch

    def scaled(start: int) -> Any:
        part = torch.nn.functional.interpolate(logits[:, start : start + CLASSES], size, mode="bilinear")
        values, numbers = part.max(1)
        return values, numbers + start

    best, winner = scaled(0)
    for start in range(CLASSES, logits.shape[1], CLASSES):
        values, numbers = scaled(start)
        better = values > best
        best, winner = torch.where(better, values, best), torch.where(better, numbers, winner)
    return winner[0].cpu().numpy()


def areas(kind: str, found: Any, listed: Sequence[tuple[int, str, float | None]]) -> Areas:
    """A map of others' numbers as one of ours, the largest area first."""
    counts = [int((found == number).sum()) for number, *_ in listed]
    order = [n for n in sorted(range(len(listed)), key=lambda n: -counts[n]) if counts[n]]
    numbered: Any = np.zeros(found.shape, np.uint16)
    told = []
    for id, n in enumerate(order, 1):
        number, label, score = listed[n]
        numbered[found == number] = id
        told.append({"id": id, "label": label, "score": score, "share": counts[n] / found.size})
    return {"kind": kind, "map": numbered, "areas": told}
