"""`atelier reproduce`: the same bytes in another process; or how far off and why; or in a sentence why it cannot."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner

from app import run
from app.cli import app
from app.reproducing import reproduced, text_of
from app.service import Service
from app.stand_ins import forge_untrained
from app.stand_ins.forge_untrained import FILMER, PAINTER
from runtime.errors import NotReproducible, UnknownArtifact
from runtime.records import Artifact, Provenance
from runtime.settings import Settings
from tools.base import Bench
from tools.made_files import made_file, provenance
from tools.making import Making, render

BOAT = Making("text-to-image", {"prompt": "a red boat", "seed": 3}, {"steps": 3})
CLIP = Making(
    "text-to-video",
    {"prompt": "a boat", "seed": 3},
    {"steps": 2, "width": 16, "height": 16, "frames": 5, "rate": 8},
    FILMER,
)  # fmt: skip


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of the Hub with a painter and a filmer, both untrained."""
    folder = tmp_path_factory.mktemp("hub")
    forge_untrained.install(folder, tmp_path_factory.mktemp("raw"))
    return folder


@pytest.fixture(scope="module")
def home_of_studio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def studio(home_of_studio: Path) -> Service:
    return Service(Settings(home=home_of_studio, threads=1, device="cpu", pool_gb=forge_untrained.LENIENT_GB))


@pytest.fixture
def bench(studio: Service, hub: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Of a new session."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(hub))
    return run.bench(studio.settings, studio.calls, studio.sessions.open(), lambda event: None)


@pytest.fixture
def made(bench: Bench) -> Callable[..., Artifact]:
    """Makes something and keeps it as a tool does, its provenance changed as `changes` say."""

    def make(making: Making, changes: Mapping[str, Any] | None = None) -> Artifact:
        drawn = render(bench, making)
        data, media_type = made_file(drawn.result, drawn.making, "make_picture")
        told = replace(drawn, making=replace(drawn.making, **(changes or {})))
        return bench.artifacts.save_bytes(data, "picture", media_type, provenance("make_picture", told))

    return make


def session_of(bench: Bench) -> str:
    return bench.artifacts.folder.name


@pytest.fixture
def command(home_of_studio: Path, hub: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`atelier …` as a process of its own."""
    ours = {"ATELIER_HOME": str(home_of_studio), "ATELIER_DEVICE": "cpu", "ATELIER_THREADS": "1"}
    ours |= {"ATELIER_POOL_GB": str(forge_untrained.LENIENT_GB), "HF_HUB_CACHE": str(hub), "HF_HUB_OFFLINE": "1"}
    env = os.environ | ours | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}

    def called(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "app.cli", *words], capture_output=True, text=True, env=env)

    return called


@pytest.mark.parametrize("making", [BOAT, CLIP])
def test_another_process_makes_the_same_bytes(
    making: Making, bench: Bench, made: Callable[..., Artifact], command: Callable[..., Any]
) -> None:
    artifact = made(making)

    done = command("reproduce", artifact.name, "--session", session_of(bench), "--quiet")

    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("is the same file, byte by byte.\n")
    assert bench.artifacts.names() == (artifact.name,)


def test_without_a_session_the_newest_that_has_it_is_meant(
    studio: Service, bench: Bench, made: Callable[..., Artifact]
) -> None:
    artifact = made(BOAT)

    found = reproduced(studio, artifact.name, "")

    assert (found.session, found.same) == (session_of(bench), True)


def test_what_comes_out_otherwise_is_kept_and_its_distance_is_said_with_what_changed(
    studio: Service, bench: Bench, made: Callable[..., Artifact]
) -> None:
    older = {"torch": "2.0.0", "diffusers": "0.42.1"}
    artifact = made(BOAT, {"input": {"prompt": "a red boat", "seed": 4}})
    before = artifact.provenance.parameters["making"]["settings"]["scheduler_settings"]
    artifact = altered(bench, artifact, libraries=older, scheduler_settings=before | {"beta_end": 0.5})

    found = reproduced(studio, artifact.name, session_of(bench))

    assert not found.same
    assert found.distance.same_size
    assert 0 < found.distance.mean <= found.distance.most <= 255
    assert {"torch 2.0.0", "scheduler beta_end 0.5"} <= {said.partition(" then, ")[0] for said in found.differs}
    kept = bench.artifacts.get(found.kept)
    assert kept.provenance.parameters["reproduces"] == artifact.name
    assert f"kept as {found.kept}" in text_of(found)


def altered(bench: Bench, artifact: Artifact, **settings: Any) -> Artifact:
    """The same file, its record saying other settings."""
    making = dict(artifact.provenance.parameters["making"])
    making["settings"] = making["settings"] | settings
    told = replace(artifact.provenance, parameters={**artifact.provenance.parameters, "making": making})
    return bench.artifacts.save_bytes(artifact.path.read_bytes(), "picture", artifact.media_type, told)


def test_a_picture_made_from_another_is_the_same_again(
    studio: Service, bench: Bench, made: Callable[..., Artifact], tmp_path: Path
) -> None:
    photo = given(bench, tmp_path)
    artifact = made(Making("text-to-image", {"prompt": "a boat", "seed": 1, "image": photo}, {"steps": 4}))

    assert reproduced(studio, artifact.name, session_of(bench)).same


def given(bench: Bench, folder: Path) -> str:
    Image.new("RGB", (16, 16), (220, 30, 30)).save(folder / "photo.png")
    return bench.artifacts.import_file(folder / "photo.png").name


def test_a_source_that_was_changed_since_is_named(
    studio: Service, bench: Bench, made: Callable[..., Artifact], tmp_path: Path
) -> None:
    photo = given(bench, tmp_path)
    artifact = made(Making("text-to-image", {"prompt": "a boat", "seed": 1, "image": photo}, {"steps": 4}))
    Image.new("RGB", (16, 16), (0, 0, 220)).save(bench.artifacts.get(photo).path)

    found = reproduced(studio, artifact.name, session_of(bench))

    assert (found.same, found.differs) == (False, (f"{photo} was changed since",))


def test_what_cannot_be_made_anew_is_one_sentence_each(
    studio: Service, bench: Bench, made: Callable[..., Artifact], tmp_path: Path
) -> None:
    photo = given(bench, tmp_path)
    picture = made(BOAT)
    sheet = bench.artifacts.save_bytes(b"x", "sheet", "image/png", Provenance("make_sheet", (picture.name,)))
    broken = bench.artifacts.save_bytes(b"x", "odd", "image/png", Provenance("t", parameters={"making": {"x": 1}}))
    orphan = made(Making("text-to-image", {"prompt": "a boat", "seed": 1, "image": photo}, {"steps": 4}))
    homeless = made(BOAT, {"checkpoint": "nobody/nothing"})
    plain = made(BOAT, {"parameters": {"adapters": [["nobody/a-lora", 0.5]]}})
    bench.artifacts.forget(photo)
    bench.artifacts.import_file(tmp_path / "photo.png")

    assert said(studio, bench, "photo-2").endswith("cannot be made anew: it is a file that a person gave, photo.png.")
    assert said(studio, bench, sheet.name) == (
        f"'{sheet.name}' cannot be made anew: make_sheet made it of {picture.name}, and not a model from a prompt. "
        f"Try: atelier reproduce {picture.name}"
    )
    assert "the record of how it was made is broken" in said(studio, bench, broken.name)
    assert said(studio, bench, orphan.name).endswith(f"it was made from {photo}, which was deleted.")
    assert "atelier pull nobody/nothing" in said(studio, bench, homeless.name)
    assert "atelier pull nobody/a-lora" in said(studio, bench, plain.name)


def said(studio: Service, bench: Bench, name: str) -> str:
    with pytest.raises(NotReproducible) as error:
        reproduced(studio, name, session_of(bench))
    assert "\n" not in str(error.value)
    return str(error.value)


def test_an_unknown_name_lists_what_can_be_made_anew(studio: Service, made: Callable[..., Artifact]) -> None:
    name = made(BOAT).name

    with pytest.raises(UnknownArtifact, match=f"Known artifacts: {name}"):
        reproduced(studio, "picture-99", "")


def test_programs_get_one_json_object_and_the_exit_code_says_whether_it_is_the_same(
    studio: Service, bench: Bench, made: Callable[..., Artifact], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.served", lambda **given: studio)
    same, other = made(BOAT), made(BOAT, {"input": {"prompt": "a red boat", "seed": 4}})
    words = ["reproduce", "--json", "--quiet", "--session", session_of(bench)]

    first, second = (CliRunner().invoke(app, [*words, artifact.name]) for artifact in (same, other))

    assert (first.exit_code, second.exit_code) == (0, 1)
    assert json.loads(first.stdout)["same"]
    assert json.loads(second.stdout)["distance"]["mean"] > 0


def test_how_far_it_is_can_be_watched(studio: Service, bench: Bench, made: Callable[..., Artifact]) -> None:
    heard: list[Any] = []

    reproduced(studio, made(BOAT).name, session_of(bench), heard.append)

    assert [(event.text, event.step, event.total) for event in heard if event.total][-1] == ("denoising", 3, 3)


def test_a_checkpoint_at_another_revision_is_said(studio: Service, bench: Bench, made: Callable[..., Artifact]) -> None:
    artifact = made(BOAT, {"revision": "abc", "parts": {PAINTER: {"revision": "abc", "licence": "mit"}}})

    assert f"revision of {PAINTER} abc then, " in "".join(reproduced(studio, artifact.name, session_of(bench)).differs)
