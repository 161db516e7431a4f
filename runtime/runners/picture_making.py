"""Makes pictures from words, from another picture, or inside a mask: Stable Diffusion and its kin."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from runtime.cancel import check
from runtime.catalog import Checkpoint
from runtime.devices import Placement
from runtime.runners.base import Runner
from runtime.studio import painting
from runtime.studio.add_on_files import joined, part
from runtime.studio.fitting import held
from runtime.studio.pipelines import PicturePipelines
from runtime.studio.plans import must_do, plan
from runtime.studio.schedulers import scheduler
from runtime.studio.turns import as_one
from runtime.studio.wishes import Order, Wishes, order, wishes

TICK_S = 0.05
"""How often someone who waits for another call looks whether the run was stopped."""


class PictureMaker(Runner):
    """Safe to call from several threads: one picture is made at a time."""

    batch_size: ClassVar[int] = 1

    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self._pipelines = PicturePipelines(folder, placement)
        self._turn = threading.Lock()

    def run(self, inputs: list[Any], **parameters: Any) -> list[dict[str, Any]]:
        """A picture for each `{"prompt", "seed", "image"?, "mask"?, "hint"?, "style"?}`.

        What is there decides: from words; from an image, which is a path or a `PIL.Image`; inside a mask of its size,
        where it is white, every pixel outside staying as it was; after a hint that a ControlNet reads; in the style of
        another picture. Each is `{"image": PIL.Image in RGB, "flagged": whether a safety checker blackened it,
        "settings"}`: all that decided it, as it was really used, in plain values. The same gives the same pixels on
        the same processor, alone or among others. Parameters are those of `runtime.studio.wishes.Wishes`.

        Raises:
            ValueError: a parameter or an input is wrong for this checkpoint.
            FileProblem: a picture is a file that cannot be read.
            CheckpointError: an add-on is not on this machine, or cannot be read.
            Stopped: the run's time is up, or it was cancelled; asked after each step.
        """
        wished, asked = wishes(parameters), [order(item) for item in inputs]
        for one in asked:
            must_do(self._pipelines.first, one, wished)
        with self._alone(), as_one(len(asked)):
            return [self._painted(one, wished) for one in asked]

    def settles(self, parameters: Mapping[str, Any]) -> bool:
        """Pictures are never taken from what is remembered: they would fill it, and what is made anew is to be made."""
        return False

    def modules(self) -> Iterable[Any]:
        return self._pipelines.modules()

    @property
    def memory(self) -> Mapping[str, float]:
        return held(self.modules(), self.placement)

    def _painted(self, one: Order, wished: Wishes) -> dict[str, Any]:
        pipelines = self._pipelines
        pipeline = pipelines.of(one, wished)
        planned = plan(pipelines.first, type(pipeline), one, wished)
        pipeline.scheduler = scheduler(pipelines.scheduler, planned.way)
        image, flagged = painting.painted(pipeline, planned)
        told = painting.told(pipeline, planned, wished)
        facts = pipelines.add_ons.facts(wished, one.style is not None)
        return {"image": image, "flagged": flagged, "settings": told | {"parts": facts}}

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One call at a time: several tasks may share this runner."""
        while not self._turn.acquire(timeout=TICK_S):
            check()
        try:
            yield
        finally:
            self._turn.release()


class WithAddOn:
    """A catalog's add-on over the runner of its base: the base's call, with the add-on among its parameters."""

    batch_size: ClassVar[int] = 1

    def __init__(self, line: Checkpoint, base: Any) -> None:
        self._line, self._base = line, base

    def __call__(self, inputs: Sequence[Any], **parameters: Any) -> list[Any]:
        made: list[Any] = self._base(inputs, **joined(self._line, parameters))
        for one in made:
            one["settings"]["parts"] |= dict([part(self._line.base)])
        return made

    def settles(self, parameters: Mapping[str, Any]) -> bool:
        return False
