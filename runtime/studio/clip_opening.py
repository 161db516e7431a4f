"""The pipelines that make clips from one checkpoint's weights: from words, from a picture, over another's base."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from runtime.devices import Placement
from runtime.errors import need
from runtime.records import Json
from runtime.studio.add_ons import AddOns
from runtime.studio.clip_families import MOTION, ClipFamily, family_at, is_motion
from runtime.studio.clip_wishes import ClipWishes
from runtime.studio.loading import open_part, open_pipeline, settled
from runtime.studio.motion import open_file, smooth
from runtime.studio.wishes import Wishes


class ClipPipelines:
    """Opened when they are first wanted; they share their parts.

    `base` is the folder of the Stable Diffusion that a motion module moves, and `file` the one of the module's files
    that is read, where it has several.
    """

    def __init__(self, folder: Path, placement: Placement, base: Path | None = None, file: str = "") -> None:
        self._folder, self._placement, self._file = folder, placement, file
        self._moves = bool(file) or is_motion(folder)
        self._usual_base = self._base = base
        self._opened: dict[str, Any] = {}
        self.family = family_at(folder, base, moves=self._moves)
        if base is not None or not self._moves:
            self._open(base)

    def become(self, wished: ClipWishes, base: Path | None) -> ClipFamily:
        """Have the base and the LoRAs that are wished, and no others; the family that they make.

        Raises:
            ValueError: it needs a base, or has no use for one; or a LoRA was made for another checkpoint.
            CheckpointError: one of them cannot be read.
        """
        import torch

        base = base or self._usual_base
        if self._moves != (base is not None):
            raise ValueError(NO_USE if base else NEEDED)
        if base != self._base or not self._opened:
            with torch.inference_mode(False):
                self._open(base)
        self._add_ons.become(Wishes(adapters=wished.adapters), styled=False)
        return self.family

    def of(self, kind: str) -> Any:
        """The pipeline of the class `kind`: the one that was read, or another with the same parts."""
        if kind not in self._opened:
            diffusers = need("diffusers", "studio")
            self._opened[kind] = settled(getattr(diffusers, kind)(**self._first.components), self._placement)
        return self._opened[kind]

    @property
    def scheduler(self) -> Any:
        """The checkpoint's own. It denoises nothing itself: each segment has a new one with its settings."""
        return self._scheduler

    def facts(self, wished: ClipWishes) -> dict[str, Json]:
        """Revision and licence of each LoRA, by its id."""
        return self._add_ons.facts(Wishes(adapters=wished.adapters), styled=False)

    def modules(self) -> Iterable[Any]:
        parts = self._first.components.values() if self._opened else ()
        return [part for part in parts if hasattr(part, "parameters") and hasattr(part, "buffers")]

    def _open(self, base: Path | None) -> None:
        self._opened.clear()
        self.family = family_at(self._folder, base, moves=self._moves)
        if self.family.needs:
            need(self.family.needs, "studio")
        self._first = open_pipeline(self._folder, self._placement) if base is None else self._moved(base)
        self._base, self._scheduler = base, self._first.scheduler
        self._opened[self.family.pipeline] = self._first
        self._add_ons = AddOns(self._first, self._placement)

    def _moved(self, base: Path) -> Any:
        """An AnimateDiff: the Stable Diffusion in `base` with this motion module in it."""
        if self._file:
            module = open_file(self._folder, self._file, self._placement)
        else:
            module = open_part(MOTION, self._folder, self._placement)
        pipeline = open_pipeline(base, self._placement, self.family.pipeline, motion_adapter=module)
        pipeline.scheduler = smooth(pipeline.scheduler)
        return pipeline


NEEDED = "A motion module needs the Stable Diffusion 1.5 that it moves. Give its name as base."
NO_USE = "This model is whole. Leave the base out."
