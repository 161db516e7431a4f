"""What the tests of tools that hear and speak work on: a service over tiny checkpoints, loaded by the real pool."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.service import Service
from app.stand_ins import forge_desk, forge_easel, forge_talks
from app.stand_ins.forge_audio import Audio
from runtime.devices import choose
from runtime.loaders import measurements, model_pool
from runtime.pool import Pool
from runtime.settings import Settings

Record = Callable[..., str]
"""A recording's file name and its samples → the artifact that it was given as."""


@pytest.fixture(scope="session")
def audio_hub(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return forge_talks.hub_of_talks(home, tmp_path_factory.mktemp("talks"), tmp_path_factory.mktemp("raw"))


@pytest.fixture
def at_the_hub(audio_hub: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(audio_hub))
    return audio_hub


@pytest.fixture(scope="session")
def audio_pool(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Pool]:
    """The pool of all studios with these `models`: each is loaded once."""

    @cache
    def made(models: str) -> Pool:
        folder = tmp_path_factory.mktemp("pool")
        (home / "models").mkdir(exist_ok=True, parents=True)
        (folder / "models").symlink_to(home / "models")
        settings = Settings(home=folder, threads=1, models=models)
        return model_pool(settings, choose("cpu", "fp32"), measurements(settings))

    return made


@pytest.fixture
def studio(at_the_hub: Path, fresh_home: Path, audio_pool: Callable[[str], Pool]) -> Service:
    """Where tiny models hear and speak."""
    return Service(Settings(home=fresh_home, threads=1), audio_pool(""))


@pytest.fixture
def idle_studio(at_the_hub: Path, fresh_home: Path) -> Service:
    """One that has loaded nothing yet."""
    return Service(Settings(home=fresh_home, threads=1))


@pytest.fixture
def desk(studio: Service, heard: list[Any]) -> Any:
    """The bench of a session of the studio."""
    from app import run

    return run.bench(studio.settings, studio.calls, studio.sessions.open(), heard.append)


@pytest.fixture
def record(desk: Any, tmp_path: Path) -> Record:
    def given(name: str, audio: Audio, rate: int = forge_talks.RATE) -> str:
        return str(desk.artifacts.import_file(forge_talks.wav(tmp_path / name, audio, rate)).name)

    return given


@pytest.fixture
def having(home: Path, hub: Path, fresh_home: Path) -> Callable[..., Service]:
    """A service on a machine that has these checkpoints, forged, and no others."""

    def made(*ids: str, **settings: Any) -> Service:
        forge_desk.install(home, hub, *ids)
        return Service(Settings(home=fresh_home, threads=1, **settings))

    return made


@pytest.fixture
def gallery(having: Callable[..., Service], heard: list[Any]) -> Callable[..., Any]:
    """The bench of a session beside these tiny models that see."""
    from app import run

    def made(*ids: str) -> Any:
        service = having(*ids)
        return run.bench(service.settings, service.calls, service.sessions.open(), heard.append)

    return made


@pytest.fixture
def hang(tmp_path: Path) -> Callable[..., str]:
    """Gives a bench a picture; returns the artifact's name."""

    def given(bench: Any, name: str, picture: Any) -> str:
        picture.save(tmp_path / name)
        return str(bench.artifacts.import_file(tmp_path / name).name)

    return given


@pytest.fixture(scope="session")
def easel_hub(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of the Hub with a painter of colours, and a judge of them."""
    folder = tmp_path_factory.mktemp("easel")
    forge_easel.install(home, folder)
    return folder


@pytest.fixture(scope="session")
def easel_pool(easel_hub: Path, tmp_path_factory: pytest.TempPathFactory) -> Pool:
    """Of all easels: what paints and judges is loaded once."""
    settings = Settings(home=tmp_path_factory.mktemp("pool"), threads=1, pool_gb=100)  # real ones would take so much
    return model_pool(settings, choose("cpu", "fp32"), measurements(settings))


@pytest.fixture
def easel(easel_hub: Path, easel_pool: Pool, fresh_home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """The bench of a session where a picture's colour is painted and judged; where scores fit they are over 60."""
    from app import run

    def made(session: str = "", **settings: Any) -> Any:
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(easel_hub))
        service = Service(Settings(home=fresh_home, threads=1, **{"clip_score": 50.0, **settings}), easel_pool)
        return run.bench(service.settings, service.calls, service.sessions.open(session), lambda event: None)

    return made
