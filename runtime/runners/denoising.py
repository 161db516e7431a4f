"""A diffusion pipeline that may be stopped at each denoising step, and says how far it is. Prints no bar.

Every pipeline of diffusers draws a bar with its own `progress_bar`, whatever else it has: some have no callback, some
go on after being told to stop. So that is what is replaced.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator, Sized
from contextlib import ExitStack
from functools import partial
from types import TracebackType
from typing import Any

from runtime import cancel
from runtime.progress import report
from runtime.studio.previews import previewed


def watch_denoising(pipeline: Any) -> Any:
    """Let `pipeline`, and the pipelines it is made of, ask at each step; returns it. One call at a time, as ever.

    What stops it is raised out of its call, and it can be called again.
    """
    pipeline.progress_bar = partial(Steps, weakref.ref(pipeline))
    for part in vars(pipeline).values():
        if hasattr(type(part), "progress_bar"):
            watch_denoising(part)
    return pipeline


class Steps:
    """In place of a bar of tqdm: to be looped over, or to be updated.

    Raises:
        Stopped: the time is up, or a token was pressed; when it is made, and after each step.
    """

    def __init__(
        self, pipeline: weakref.ref[Any], iterable: Iterable[Any] | None = None, total: int | None = None, **_: Any
    ) -> None:
        """Made by the pipeline, with either of two; what else it says is about the look of a bar."""
        cancel.check()
        self._pipeline, self._done = pipeline, 0
        self._steps = () if iterable is None else iterable
        self._total = len(iterable) if total is None and isinstance(iterable, Sized) else total
        self._previews = ExitStack()

    def __iter__(self) -> Iterator[Any]:
        with self:
            for step in self._steps:
                yield step
                self.update()

    def update(self, n: int = 1) -> None:
        self._done += n
        cancel.check()
        report("denoising", self._done, self._total)

    def set_description(self, *_: Any, **__: Any) -> None:
        """Nothing is drawn."""

    def close(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> Steps:
        self._previews.enter_context(previewed(self._pipeline(), self._total))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """Do what the end of the pipeline's call would have done: send its parts off the device, forget its caches."""
        self._previews.close()
        free = getattr(self._pipeline(), "maybe_free_model_hooks", None)
        if free and error and not isinstance(error, GeneratorExit):
            free()
