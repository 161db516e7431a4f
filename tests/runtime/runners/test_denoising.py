"""A diffusion pipeline stops at the next step, says how far it is, prints nothing, and works again."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from app.stand_ins import forge_studio
from runtime import progress
from runtime.cancel import CancelToken, limited
from runtime.errors import Cancelled, DeadlinePassed
from runtime.progress import Progress, watched
from runtime.runners.denoising import watch_denoising


@pytest.fixture(autouse=True)
def every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "OFTEN_S", 0.0)


@pytest.fixture
def heard() -> list[Progress]:
    return []


class Painter:
    """A pipeline with what it takes to call it, and the times at which its model ran."""

    def __init__(self, pipeline: Any, **given: Any) -> None:
        self.pipeline, self.given, self.ran = watch_denoising(pipeline), given, list[float]()
        pipeline.unet.register_forward_pre_hook(lambda *_: self.ran.append(time.monotonic()))

    def __call__(self, steps: int, seed: int = 0) -> np.ndarray:
        import torch

        generator = torch.Generator("cpu").manual_seed(seed)
        made = self.pipeline(num_inference_steps=steps, generator=generator, output_type="np", **self.given)
        return np.asarray(made.images[0])


@pytest.fixture(params=["looped over", "updated"])
def painter(request: pytest.FixtureRequest) -> Painter:
    """One of each way in which pipelines use their bar."""
    if request.param == "looped over":
        return Painter(forge_studio.ddpm())
    return Painter(forge_studio.stable_diffusion(), prompt="a red boat", height=16, width=16)


def test_every_step_is_told_in_order(painter: Painter, heard: list[Progress]) -> None:
    with watched(heard.append):
        painter(12)

    assert [(progress.what, progress.step, progress.total) for progress in heard] == [
        ("denoising", step, 12) for step in range(1, 13)
    ]


def test_nothing_is_printed(painter: Painter, capfd: pytest.CaptureFixture[str]) -> None:
    painter(3)

    assert capfd.readouterr() == ("", "")


def test_watching_changes_nothing_of_the_picture(heard: list[Progress]) -> None:
    import torch

    def painted(pipeline: Any) -> np.ndarray:
        generator = torch.Generator("cpu").manual_seed(4)
        return np.asarray(pipeline(num_inference_steps=4, generator=generator, output_type="np").images[0])

    unwatched = forge_studio.ddpm()
    unwatched.set_progress_bar_config(disable=True)

    with watched(heard.append):
        assert np.array_equal(painted(watch_denoising(forge_studio.ddpm())), painted(unwatched))


def test_a_cancel_from_another_thread_stops_it_within_one_step(painter: Painter, heard: list[Progress]) -> None:
    token, fifth, pressed = CancelToken(), threading.Event(), []

    def press() -> None:
        fifth.wait(30)
        token.cancel()
        pressed.append(time.monotonic())

    def tell(progress: Progress) -> None:
        heard.append(progress)
        if progress.step == 5:
            fifth.set()

    pressing = threading.Thread(target=press)
    pressing.start()
    with pytest.raises(Cancelled), limited(60, token), watched(tell):
        painter(900)
    pressing.join()

    assert heard[-1].step < 900
    assert sum(ran > pressed[0] for ran in painter.ran) <= 1


def test_a_deadline_stops_it_within_one_step(painter: Painter) -> None:
    ends = time.monotonic() + 0.3

    with pytest.raises(DeadlinePassed), limited(0.3):
        painter(900)

    assert painter.ran
    assert sum(ran > ends for ran in painter.ran) <= 1


def test_what_is_stopped_already_does_not_take_its_first_step(painter: Painter) -> None:
    with pytest.raises(DeadlinePassed), limited(0):
        painter(5)

    assert painter.ran == []


def test_it_paints_the_same_picture_after_it_was_stopped(painter: Painter) -> None:
    before, token = painter(6, seed=7), CancelToken()

    def tell(progress: Progress) -> None:
        if progress.step == 3:
            token.cancel()

    with pytest.raises(Cancelled), limited(None, token), watched(tell):
        painter(6, seed=8)

    assert np.array_equal(painter(6, seed=7), before)
    assert not np.array_equal(painter(6, seed=8), before)


def test_what_its_end_would_have_tidied_up_is_tidied_up_when_it_is_stopped(painter: Painter) -> None:
    """As where its parts go to the device in turns, or where a block remembers the step before."""
    tidied: list[str] = []
    painter.pipeline.unet._reset_stateful_cache = lambda: tidied.append("unet")

    def tell(progress: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), watched(tell):
        painter(6)

    assert tidied == ["unet"]


def test_two_pipelines_in_two_threads_do_not_mix() -> None:
    first, second, together = Painter(forge_studio.ddpm()), Painter(forge_studio.ddpm()), threading.Barrier(2)
    token = CancelToken()

    def paint(painter: Painter, steps: int, token: CancelToken | None = None) -> tuple[list[Progress], bool]:
        heard: list[Progress] = []

        def tell(progress: Progress) -> None:
            heard.append(progress)
            if progress.step == 5:
                together.wait(30)
                if token:
                    token.cancel()

        try:
            with limited(60, token), watched(tell):
                painter(steps)
        except Cancelled:
            return heard, True
        return heard, False

    with ThreadPoolExecutor(2) as threads:
        stopped, done = threads.submit(paint, first, 20, token), threads.submit(paint, second, 12)

    assert ([progress.step for progress in stopped.result()[0]], stopped.result()[1]) == ([1, 2, 3, 4, 5], True)
    assert [(p.step, p.total) for p in done.result()[0]] == [(step, 12) for step in range(1, 13)]
    assert not done.result()[1]


def test_the_pipelines_that_one_is_made_of_are_watched_too(heard: list[Progress]) -> None:
    class Combined:
        """As in Kandinsky: one pipeline prepares, the other paints, and each draws a bar."""

        def __init__(self) -> None:
            self.prior_pipe, self.decoder_pipe = forge_studio.ddpm(), forge_studio.ddpm()

        def __call__(self) -> None:
            self.prior_pipe(num_inference_steps=2)
            self.decoder_pipe(num_inference_steps=3)

    with watched(heard.append):
        watch_denoising(Combined())()

    assert [(progress.step, progress.total) for progress in heard] == [(1, 2), (2, 2), (1, 3), (2, 3), (3, 3)]
