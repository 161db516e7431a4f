"""Clips by request: planned by the embedded planner, made by tiny models, judged, and shown with their verdict."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app import run
from app.service import Service
from app.stand_ins import forge, forge_cinema, forge_film_families
from app.stand_ins.forge_audio import kept
from app.stand_ins.forge_cinema import FILMER, JUDGE, LENIENT_GB, MOVER
from runtime.devices import choose
from runtime.loaders import measurements, model_pool
from runtime.records import Answer, Event, Request
from runtime.settings import Settings
from tools.camera import frames_of

Opened = Callable[..., Service]
"""The ids that are at hand, perhaps with another folder for one → a service on a machine that has those."""


@pytest.fixture(scope="module")
def pools(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Any]:
    """What a test has loaded, the next one has; and the embedded models, which the planner needs."""
    made: dict[Path, Any] = {}

    def pool(hub: Path) -> Any:
        folder = tmp_path_factory.mktemp("pool")
        (folder / "models").symlink_to(home / "models")
        settings = Settings(home=folder, threads=1, pool_gb=LENIENT_GB)
        return made.setdefault(hub, model_pool(settings, choose("cpu", "fp32"), measurements(settings)))

    return pool


@pytest.fixture(scope="module")
def hub(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cinema")
    forge_cinema.install(home, folder, FILMER, JUDGE)
    mover = kept(home, forge_film_families.stable_video)
    forge.hub_install(mover, MOVER, folder)
    return folder


@pytest.fixture(scope="module")
def deaf_hub(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, raw = tmp_path_factory.mktemp("deaf"), tmp_path_factory.mktemp("raw")
    forge_cinema.install(home, folder, JUDGE)
    filmer = forge_cinema.hard_of_hearing(kept(home, forge_cinema.MADE[FILMER]), raw / "filmer")
    forge.hub_install(filmer, FILMER, folder)
    return folder


@pytest.fixture
def opened(fresh_home: Path, pools: Callable[[Path], Any], monkeypatch: pytest.MonkeyPatch) -> Opened:
    def service(hub: Path, **settings: Any) -> Service:
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(hub))
        return Service(Settings(home=fresh_home, threads=1, pool_gb=LENIENT_GB, **settings), pools(hub))

    return service


def clip_of(service: Service, answer: Answer) -> list[Any]:
    """The frames of the first thing that an answer shows."""
    artifacts = service.sessions.open(answer.session).artifacts
    return list(frames_of(artifacts.get(answer.artifacts[0].name)))


def colours(frames: list[Any]) -> set[int]:
    """0, 1 and 2 are red, green and blue."""
    return {int(np.asarray(frame, float).mean(axis=(0, 1)).argmax()) for frame in frames}


def test_a_request_becomes_a_clip_of_what_was_asked_for(opened: Opened, hub: Path) -> None:
    service = opened(hub)
    events: list[Event] = []

    answer = service.ask(Request("a 1 second clip of a red picture, seed 4, guidance 3, 4 steps"), events.append)

    assert "of “a red picture”: 1.0 s, 16 x 16 pixels, 8 frames a second" in answer.text
    assert colours(clip_of(service, answer)) == {0}
    assert {event.agent for event in events if event.kind == "tool-start"} == {"studio"}
    assert any(event.kind == "progress" and event.text == "denoising" for event in events)


def test_what_does_not_look_like_it_is_rejected_and_made_again(opened: Opened, deaf_hub: Path) -> None:
    service = opened(deaf_hub, clip_score=50.0)
    bench = run.bench(service.settings, service.calls, service.sessions.open(), lambda event: None)
    asked = forge_cinema.missed(bench)
    how = f"seed {asked['seed']}, guidance {asked['guidance']}, 4 steps, 2 frames"

    answer = service.ask(Request(f"make a clip of {asked['prompt']}, {how}, reject it if it does not look like one"))

    rejected, shown = answer.artifacts
    assert rejected.name.startswith("rejected-clip")
    assert f"{rejected.name} was rejected: " in answer.text
    assert "What helped: guidance raised from" in answer.text
    assert shown.provenance.parameters["judgement"]["score"] > 50
    assert shown.provenance.parameters["changed"].startswith("guidance raised")
    assert rejected.provenance.parameters["rejected"] in answer.text


def test_a_picture_that_was_given_is_set_in_motion(opened: Opened, hub: Path, tmp_path: Path) -> None:
    service = opened(hub)
    Image.new("RGB", (64, 64), (200, 30, 30)).save(tmp_path / "boat.png")
    said = "Animate boat.png, 4 frames at 4 fps, 64x64, seed 3, 1 step, without judging it"

    answer = service.ask(Request(said, (tmp_path / "boat.png",)))

    assert "Made clip-1 from boat-1: 1.0 s, 64 x 64 pixels, 4 frames a second" in answer.text
    assert answer.artifacts[0].sources == ("boat-1",)


def test_what_is_made_can_be_worked_on_at_once(opened: Opened, hub: Path) -> None:
    service = opened(hub)

    answer = service.ask(
        Request("make a 2 second clip of a blue picture, seed 4, guidance 3, 4 steps and make a gif of it")
    )

    assert [artifact.media_type for artifact in answer.artifacts] == ["video/mp4", "image/gif"]
    assert answer.artifacts[1].sources == (answer.artifacts[0].name,)


def test_a_clip_is_not_begun_where_no_model_is_here(opened: Opened, tmp_path: Path) -> None:
    from runtime.errors import CheckpointNotFound

    with pytest.raises(CheckpointNotFound, match="atelier pull"):
        opened(tmp_path / "nothing").ask(Request("make a 3 second clip of a paper boat"))
