"""Several calls of a pipeline counted as one: step 30 of 100, where each of four takes 25."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from runtime.progress import Progress, Tell, Watch, preview_steps, watched, watcher


class Turns:
    """Hears the steps of each turn, and tells those of all. Previews go by with their place among all."""

    def __init__(self, count: int, tell: Tell) -> None:
        self._count, self._tell, self._watch = count, tell, Watch(tell)
        self._begun = self._before = self._last = 0

    def hear(self, progress: Progress) -> None:
        """A turn has begun anew where its count has; a pipeline that counts twice in one is more turns.

        A preview comes before its step is counted.
        """
        if progress.step <= self._last or not self._begun:
            self._begun += 1
            self._before += self._last
            self._last = 0
        step, total = self._before + progress.step, self._total(progress)
        if progress.picture is not None:
            self._tell(replace(progress, step=step, total=total))
            return
        self._last = progress.step
        self._watch.hear(progress.what, step, total)

    def _total(self, progress: Progress) -> int | None:
        """Those that come are taken to be as long as this one."""
        if progress.total is None:
            return None
        return self._before + progress.total * (1 + max(0, self._count - max(1, self._begun)))


@contextmanager
def as_one(count: int) -> Iterator[None]:
    """What is reported inside, in `count` turns of equally many steps, is told as one count to whoever watches."""
    tell = watcher()
    if tell is None or count < 2:
        yield
        return
    with watched(Turns(count, tell).hear, preview_steps()):
        yield
