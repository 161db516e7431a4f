"""Whoever watches sees a small picture of what is being made every few steps; nobody else pays for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app import run
from app.live import Live
from app.service import Service
from app.stand_ins import forge_film_families, forge_painters, forge_studio, forge_untrained
from runtime import progress
from runtime.cancel import CancelToken, limited
from runtime.devices import Device, Placement
from runtime.errors import Cancelled
from runtime.gathering import Gatherer
from runtime.progress import Progress, watched
from runtime.records import Event
from runtime.runners.denoising import watch_denoising
from runtime.settings import Settings
from runtime.studio.fitting import apply
from runtime.studio.previews import drawn, fitted
from tools.base import Tool
from tools.making import Making, render


@pytest.fixture(autouse=True)
def every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "OFTEN_S", 0.0)


@pytest.fixture
def seen() -> list[Progress]:
    """The previews that were shown."""
    return []


def painted(pipeline: Any, steps: int = 6, size: int = 16) -> np.ndarray:
    import torch

    generator = torch.Generator("cpu").manual_seed(1)
    with torch.inference_mode():
        made = pipeline("a red boat", num_inference_steps=steps, generator=generator, height=size, width=size)
    return np.asarray(made.images[0])


def watching(seen: list[Progress], every: int = 2) -> Any:
    return watched(lambda told: seen.append(told) if told.picture is not None else None, every)


def test_a_preview_comes_every_so_many_steps_but_not_with_the_last(seen: list[Progress]) -> None:
    pipeline = watch_denoising(forge_studio.stable_diffusion())

    with watching(seen):
        painted(pipeline)

    assert [(told.what, told.step, told.total) for told in seen] == [("preview", 2, 6), ("preview", 4, 6)]
    assert {told.picture.size for told in seen} == {(256, 256)}


def test_the_picture_is_the_same_whether_anybody_watches_or_not(seen: list[Progress]) -> None:
    alone = painted(watch_denoising(forge_studio.stable_diffusion()))

    with watching(seen):
        pipeline = watch_denoising(forge_studio.stable_diffusion())
        assert np.array_equal(painted(pipeline), alone)
        assert np.array_equal(painted(pipeline), alone)


def test_nothing_is_drawn_where_nobody_asked_for_it(seen: list[Progress]) -> None:
    pipeline = watch_denoising(forge_studio.stable_diffusion())

    with watching(seen, every=0):
        painted(pipeline)

    assert seen == []


def test_after_a_stop_the_pipeline_is_as_it_was(seen: list[Progress]) -> None:
    pipeline = watch_denoising(forge_studio.stable_diffusion())

    def stop(told: Progress) -> None:
        if told.step == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), watched(stop, 2):
        painted(pipeline)

    assert "step" not in vars(pipeline.scheduler)


def test_the_colours_of_a_preview_are_those_that_the_picture_will_have() -> None:
    vae = forge_painters.plain_vae()
    colours = fitted(vae)

    for shade in forge_painters.PAINTS.values():
        preview = drawn(latents_of(vae, shade)[0], colours)
        off = {s: np.abs(np.asarray(preview).reshape(-1, 3).mean(0) - s).sum() for s in forge_painters.PAINTS.values()}
        assert min(off, key=off.__getitem__) == shade


def latents_of(vae: Any, shade: tuple[int, int, int]) -> Any:
    import torch

    pixels = torch.tensor(shade)[None, :, None, None].expand(1, 3, 16, 16) / 127.5 - 1
    with torch.inference_mode():
        return vae.encode(pixels).latents * vae.config.scaling_factor


def test_parts_that_only_visit_the_device_are_left_alone_and_shapes_are_shown(seen: list[Progress]) -> None:
    placement = Placement(Device("cpu", "fp32", 8.0, ""), offload=True, rung="offloaded")
    pipeline = watch_denoising(apply(forge_studio.stable_diffusion(), placement))

    with watching(seen):
        painted(pipeline)

    assert len(seen) == 2
    assert np.asarray(seen[0].picture).std() > 0


def test_of_a_clip_the_frame_in_its_middle_is_shown(seen: list[Progress], tmp_path: Path) -> None:
    import torch
    from diffusers import DiffusionPipeline

    filmer = DiffusionPipeline.from_pretrained(forge_film_families.wan(tmp_path / "wan"), local_files_only=True)

    with watching(seen), torch.inference_mode():
        watch_denoising(filmer)("a boat", num_inference_steps=4, height=16, width=16, num_frames=5)

    assert [told.step for told in seen] == [2]


def test_previews_reach_whoever_watches_through_the_queue_of_calls(seen: list[Progress]) -> None:
    pipeline = watch_denoising(forge_studio.stable_diffusion())

    class Painter:
        batch_size = 1

        def __call__(self, inputs: list[str], **_: Any) -> list[np.ndarray]:
            return [painted(pipeline) for _ in inputs]

    with watching(seen):
        Gatherer(Painter())(["a boat"], {})

    assert [told.step for told in seen] == [2, 4]


class Draw(Tool):
    name, description, inputs = "draw", "Draws.", {}

    def forward(self) -> dict[str, Any]:
        render(self, Making("text-to-image", {"prompt": "a boat", "seed": 1}, {"steps": 6}, forge_untrained.PAINTER))
        return {"summary": "Drawn."}


@pytest.fixture
def studio(hub: Path, fresh_home: Path, tmp_path: Path) -> Service:
    forge_untrained.install(hub, tmp_path / "raw")
    settings = Settings(home=fresh_home, threads=1, device="cpu", pool_gb=forge_untrained.LENIENT_GB, preview_steps=2)
    return Service(settings)


def test_a_tool_keeps_the_preview_in_the_sessions_folder_while_it_works(studio: Service) -> None:
    heard: list[tuple[Event, bool]] = []
    session = studio.sessions.open()

    def tell(event: Event) -> None:
        heard.append((event, event.kind == "preview" and Path(event.text).is_file()))

    at = run.bench(studio.settings, studio.calls, session, tell, watched=True)
    Draw(at)()

    previews = [(event, there) for event, there in heard if event.kind == "preview"]
    assert [(event.step, event.total, there) for event, there in previews] == [(2, 6, True), (4, 6, True)]
    assert Path(previews[0][0].text).parent == session.artifacts.folder
    assert session.artifacts.names() == ()
    assert list(session.artifacts.folder.iterdir()) == []


def test_a_stop_leaves_no_preview_behind(studio: Service) -> None:
    session = studio.sessions.open()

    def tell(event: Event) -> None:
        if event.kind == "preview":
            token.cancel()

    token = CancelToken()
    with pytest.raises(Cancelled), limited(60, token):
        Draw(run.bench(studio.settings, studio.calls, session, tell, watched=True))()

    assert list(session.artifacts.folder.iterdir()) == []


def test_where_nobody_watches_no_preview_is_drawn(studio: Service) -> None:
    heard: list[Event] = []

    Draw(run.bench(studio.settings, studio.calls, studio.sessions.open(), heard.append))()

    assert "preview" not in {event.kind for event in heard}


def test_the_live_display_says_once_where_it_is() -> None:
    import io

    from rich.console import Console

    said = io.StringIO()
    live = Live(Console(file=said, width=200))

    for step in (5, 10):
        live(Event("preview", tool="make_picture", text="/s/make_picture.preview.png", step=step, total=20))

    assert said.getvalue().count("/s/make_picture.preview.png") == 1
