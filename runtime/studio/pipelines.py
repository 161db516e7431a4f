"""The pipelines that make pictures with one checkpoint's weights: from words, from a picture, inside a mask."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from runtime.devices import Placement
from runtime.errors import CheckpointError
from runtime.studio.add_ons import AddOns
from runtime.studio.families import IMAGE, INPAINT, TEXT, family_of, takes
from runtime.studio.hushing import hushed
from runtime.studio.loading import open_pipeline, settled
from runtime.studio.wishes import Order, Wishes

AUTO = {
    TEXT: "AutoPipelineForText2Image",
    IMAGE: "AutoPipelineForImage2Image",
    INPAINT: "AutoPipelineForInpainting",
}


class PicturePipelines:
    """All share the parts of the one that was read; each is made when it is first wanted."""

    def __init__(self, folder: Path, placement: Placement) -> None:
        self._placement = placement
        self.first = readable(open_pipeline(folder, placement), folder)
        self._scheduler = self.first.scheduler
        self._made: dict[tuple[str, bool], Any] = {}
        self.add_ons = AddOns(self.first, placement)
        self._changes = 0

    @property
    def scheduler(self) -> Any:
        """The checkpoint's own. It draws nothing itself: each picture has a new one with its settings."""
        return self._scheduler

    def of(self, order: Order, wished: Wishes) -> Any:
        """The pipeline for `order`, with the add-ons that are wished and no other.

        Raises:
            ValueError: this checkpoint has none, or an add-on does not go with it.
            CheckpointError: an add-on is not on this machine, or cannot be read.
        """
        self.add_ons.become(wished, order.style is not None)
        if self.add_ons.changes != self._changes:
            self._made.clear()  # they share parts that are others now
            self._changes = self.add_ons.changes
        key = (order.task, bool(wished.control))
        if key not in self._made:
            self._made[key] = self._derived(order.task)
        return self._made[key]

    def modules(self) -> Iterable[Any]:
        """Every part with weights, once."""
        parts = {id(part): part for pipeline in (self.first, *self._made.values()) for part in _parts(pipeline)}
        return list(parts.values())

    def _derived(self, task: str) -> Any:
        import diffusers

        control = self.add_ons.control
        if family_of(self.first).only:
            if control is not None:
                raise ValueError("This model takes no ControlNet. Leave control and hint out.")
            return self.first
        if task == TEXT and control is None and "image" not in takes(type(self.first)):
            return self.first
        more = {} if control is None else {"controlnet": control}
        try:
            with hushed():
                pipeline = getattr(diffusers, AUTO[task]).from_pipe(self.first, **more)
        except (ValueError, TypeError) as error:
            raise ValueError(f"{type(self.first).__name__} has nothing for {task} so. Choose another model.") from error
        return settled(pipeline, self._placement)


def readable(pipeline: Any, folder: Path) -> Any:
    """`pipeline`, which reads words.

    Raises:
        CheckpointError: it does not: it is one half of a pair, such as Kandinsky's prior and decoder.
    """
    if "prompt" in takes(type(pipeline)) and (hasattr(pipeline, "vae") or hasattr(pipeline, "movq")):
        return pipeline
    raise CheckpointError(
        f"{folder} is a {type(pipeline).__name__}, which makes no picture from words by itself. "
        "Choose another with: atelier models text-to-image"
    )


def _parts(pipeline: Any) -> Iterable[Any]:
    return [part for part in pipeline.components.values() if hasattr(part, "parameters") and hasattr(part, "buffers")]
