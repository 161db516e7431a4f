"""What the studio adds to a pipeline of diffusers: a tool's call, its progress, a stop. Run by `make bench-studio`.

The pipeline is a Stable Diffusion with random weights whose steps take a few dozen milliseconds on one thread; on a
graphics card steps take as long, and what stands around them the same.
"""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial, wraps
from itertools import pairwise
from operator import sub
from pathlib import Path
from typing import Any

from benchmarks.measure import Figure
from benchmarks.models import seconds_of

STEPS, SIDE = 20, 80
TIMES = 16
"""Calls that count; the first does not."""
STOPS = 12
WIDTHS = (32, 64)
"""Of the network: on one thread a step takes 30 to 60 ms."""


def figures() -> Iterator[Figure]:
    from app.stand_ins.forge_untrained import PAINTER

    with studio() as (service, bare):
        from app import run
        from tools.making_pictures import MakePicture

        session = service.sessions.open()
        bench = run.bench(service.settings, service.calls, session, lambda event: None)
        make = MakePicture(bench)

        def tool() -> None:
            make(prompt="a red boat", seed=1, steps=STEPS, guidance=7.5, judged=False, model=PAINTER)

        yield from overheads(tool, type(bare))
        yield from watching(bare)
        yield from stopping(service, PAINTER)


@contextmanager
def studio() -> Iterator[tuple[Any, Any]]:
    """A service that has the painter, and the same painter as diffusers loads it."""
    import torch
    from diffusers import DiffusionPipeline
    from huggingface_hub import constants

    from app.service import Service
    from app.stand_ins import forge, forge_studio, forge_untrained
    from runtime.settings import Settings
    from runtime.studio.loading import hush

    hush()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as place:
        folder, real = Path(place), constants.HF_HUB_CACHE
        constants.HF_HUB_CACHE = str(folder / "hub")
        try:
            forge.save(folder / "painter", forge_studio.stable_diffusion(SIDE, WIDTHS))
            forge.hub_install(folder / "painter", forge_untrained.PAINTER, folder / "hub")
            bare: Any = DiffusionPipeline.from_pretrained(folder / "painter", local_files_only=True)  # type: ignore[no-untyped-call]
            bare.set_progress_bar_config(disable=True)
            yield Service(Settings(home=folder / "home", threads=1, device="cpu", cache_gb=0)), bare
        finally:
            constants.HF_HUB_CACHE = real


def painted(pipeline: Any, steps: int = STEPS) -> Any:
    import torch

    generator = torch.Generator("cpu").manual_seed(1)
    with torch.inference_mode():
        return pipeline(
            "a red boat", num_inference_steps=steps, guidance_scale=7.5, generator=generator, height=SIDE, width=SIDE
        ).images[0]


def overheads(tool: Callable[[], Any], kind: Any) -> Iterator[Figure]:
    """What make_picture takes beside the call of its pipeline, of class `kind`: its queue, its checks, file and record.

    Both are taken from the same call, so that a busy machine does not count. What is added inside the pipeline's call
    is the next figure.
    """
    with timed(kind, "__call__") as inside:
        whole = [seconds_of(tool) for _ in range(TIMES + 1)]
    added_ms = 1e3 * statistics.median(map(sub, whole[1:], inside[1:]))
    step_ms = 1e3 * statistics.median(inside) / STEPS
    what = f"make_picture beside the call of its pipeline, {STEPS} steps of {step_ms:.0f} ms: {added_ms:.1f} ms"
    yield Figure(what, 100 * added_ms / (STEPS * step_ms), "%", 2.0)


def watching(bare: Any) -> Iterator[Figure]:
    """The same pipeline, told of at each step and asked whether to stop; then with a preview every five steps too."""
    from runtime.progress import watched
    from runtime.runners.denoising import Steps, watch_denoising
    from runtime.studio.previews import Painter

    watch_denoising(bare)
    with timed(Steps, "update") as told, timed(Painter, "_paint") as previews, watched(lambda progress: None, 5):
        whole = [seconds_of(lambda: painted(bare)) for _ in range(TIMES + 1)][1:]
    share = 100 * STEPS * statistics.median(told) / statistics.median(whole)
    yield Figure("telling of a step and asking whether to stop, of the time of a picture", share, "%", 1.0)
    each_ms, count = 1e3 * statistics.median(previews), STEPS // 5 - 1
    what = f"previews every 5 steps, {each_ms:.1f} ms each, of the time of a picture"
    yield Figure(what, 100 * count * each_ms / 1e3 / statistics.median(whole), "%", 2.0)


@contextmanager
def timed(owner: Any, name: str) -> Iterator[list[float]]:
    """The seconds of each call of a method of a class, meanwhile."""
    seconds: list[float] = []
    real = getattr(owner, name)

    @wraps(real)
    def call(*args: Any, **kwargs: Any) -> Any:
        started = time.perf_counter()
        try:
            return real(*args, **kwargs)
        finally:
            seconds.append(time.perf_counter() - started)

    setattr(owner, name, call)
    try:
        yield seconds
    finally:
        setattr(owner, name, real)


def stopping(service: Any, painter: str) -> Iterator[Figure]:
    """From the press of a token, at any moment of a long picture, until the caller has the stop."""
    from runtime.cancel import CancelToken, limited
    from runtime.errors import Cancelled
    from runtime.progress import watched

    waits, steps = [], []
    for number in range(STOPS):
        token, marks, pressed = CancelToken(), list[float](), list[float]()

        def press(token: CancelToken = token, pressed: list[float] = pressed) -> None:
            pressed.append(time.perf_counter())
            token.cancel()

        begun = threading.Timer(0.5 + 0.037 * number, press)
        begun.start()
        try:
            with limited(None, token), watched(partial(mark, marks)):
                service.calls.run("text-to-image", [{"prompt": "a boat", "seed": number}], {"steps": 500}, painter)
        except Cancelled:
            waits.append(time.perf_counter() - pressed[0])
        steps += [later - earlier for earlier, later in pairwise(marks)]
    step_ms = 1e3 * statistics.median(steps)
    usual, worst = 1e3 * statistics.median(waits), 1e3 * max(waits)
    what = f"a stop in the midst of {len(waits)} pictures takes {usual:.0f} ms, at worst {worst:.0f} ms"
    yield Figure(f"{what}: beyond a step of {step_ms:.0f} ms", worst - step_ms, "ms", 100)


def mark(marks: list[float], told: Any) -> None:
    marks.append(time.perf_counter())


if __name__ == "__main__":
    for figure in figures():
        print(figure, flush=True)
