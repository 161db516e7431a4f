"""Makes clips from words, or from a picture: every family of diffusers that does, in segments where they are long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from runtime.catalog import Checkpoint, load_catalog
from runtime.choosing import unlisted
from runtime.devices import Placement
from runtime.places import add_on_folder, folder_of
from runtime.runners.base import Runner
from runtime.studio.clip_families import ClipFamily, family_at
from runtime.studio.clip_opening import ClipPipelines
from runtime.studio.clip_plans import ClipPlan, plan
from runtime.studio.clip_told import called_with, told
from runtime.studio.clip_wishes import ClipWishes, order, wishes
from runtime.studio.fitting import held
from runtime.studio.hushing import hushed
from runtime.studio.schedulers import scheduler
from runtime.studio.segments import Segment
from runtime.studio.turns import as_one
from runtime.video.fading import faded


class ClipMaker(Runner):
    batch_size: ClassVar[int] = 1

    def __init__(self, folder: Path, placement: Placement, base: Path | None = None, file: str = "") -> None:
        """`base` and `file` are a motion module's: what it moves, and which of its files is read."""
        super().__init__(folder, placement)
        self._pipelines = ClipPipelines(folder, placement, base, file)

    def run(self, inputs: list[Any], **parameters: Any) -> list[dict[str, Any]]:
        """A clip for each `{"prompt", "seed", "image"?}`; the image is a path or a `PIL.Image`, which it begins with.

        Each is `{"frames": [PIL.Image in RGB], "rate": frames a second, "flagged": False, "settings"}`; the settings
        are all that decided it, as it was really used, in plain values. The same gives the same pixels on the same
        processor. Parameters are those of `runtime.studio.clip_wishes.ClipWishes`. What is longer than the family's
        longest clip is made in segments (`runtime.studio.segments`).

        Raises:
            ValueError: a parameter or an input is wrong for this checkpoint.
            FileProblem: an image is a file that cannot be read.
            CheckpointError: a base or a LoRA is not on this machine, or cannot be read.
            Stopped: the run's time is up, or it was cancelled; asked after each step.
        """
        wished, asked = wishes(parameters), [order(item) for item in inputs]
        family = self._pipelines.become(wished, base_folder(wished.base))
        plans = [plan(wished, family, one) for one in asked]
        with as_one(sum(len(each.segments) for each in plans)):
            return [self._made(each, family, wished) for each in plans]

    @property
    def family(self) -> ClipFamily:
        """With what the checkpoint's own files say."""
        return self._pipelines.family

    def settles(self, parameters: Mapping[str, Any]) -> bool:
        """Clips are never taken from what is remembered: they would fill it."""
        return False

    def modules(self) -> Iterable[Any]:
        return self._pipelines.modules()

    @property
    def memory(self) -> Mapping[str, float]:
        return held(self.modules(), self.placement)

    def _made(self, planned: ClipPlan, family: ClipFamily, wished: ClipWishes) -> dict[str, Any]:
        clips: list[list[Any]] = []
        for segment in planned.segments:
            image = clips[-1][-1] if segment.goes_on else planned.order.image
            clips.append(self._segment(planned, segment, family, image))
        frames = list(faded(clips, [segment.shared for segment in planned.segments]))
        settings = told(planned, wished, self._pipelines.of(planned.kind)) | {"parts": self._pipelines.facts(wished)}
        return {"frames": frames, "rate": planned.rate, "flagged": False, "settings": settings}

    def _segment(self, planned: ClipPlan, segment: Segment, family: ClipFamily, image: Any) -> list[Any]:
        """Its frames. `image` is what it begins with; what has another shape loses its edges."""
        from PIL import Image, ImageOps
        from torch import Generator

        pipeline = self._pipelines.of(family.pipeline if image is None else family.animates)
        given = called_with(planned, family)
        if image is not None:
            size = (planned.width, planned.height)
            given["image"] = ImageOps.fit(image, size, Image.Resampling.LANCZOS)
        generator = Generator("cpu").manual_seed(segment.seed)
        with hushed():
            pipeline.scheduler = scheduler(self._pipelines.scheduler, planned.way)
            made = pipeline(**given, num_frames=segment.frames, generator=generator, output_type="pil")
        return [frame.convert("RGB") for frame in made.frames[0]]


class MovedMaker(ClipMaker):
    """A motion module of the catalog's, in the base and with the scheduler that its line names."""

    def __init__(self, line: Checkpoint, placement: Placement) -> None:
        super().__init__(add_on_folder(line), placement, base_folder(line.base), line.file)
        self._usual = {"base": line.base, "scheduler": line.scheduler}

    def run(self, inputs: list[Any], **parameters: Any) -> list[dict[str, Any]]:
        usual = {name: value for name, value in self._usual.items() if not parameters.get(name)}
        return super().run(inputs, **{**parameters, **usual})


def family_of(line: Checkpoint) -> ClipFamily:
    """The family of a checkpoint of the catalog's, which must be here. Reads no weights.

    Raises:
        CheckpointError: it is not here, or makes no clips.
    """
    if line.adds == "motion":
        return family_at(add_on_folder(line), base_folder(line.base), moves=True)
    return family_at(folder_of(line))


def base_folder(id: str) -> Path | None:
    """Where the base called `id` is; None where none was named. Raises CheckpointError where it is not here."""
    if not id:
        return None
    return folder_of(load_catalog().find(id) or unlisted(id, "text-to-image"))
