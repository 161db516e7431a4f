"""Clips are made from words and from pictures: judged, made again, put together, resumed after a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app import run
from app.service import Service
from app.stand_ins import forge, forge_audio, forge_cinema, forge_film_families
from app.stand_ins.forge_audio import kept
from app.stand_ins.forge_cinema import FILMER, JUDGE, MOVER
from runtime import sound, video
from runtime.cancel import CancelToken, limited
from runtime.devices import choose
from runtime.errors import BadInput, Cancelled, CheckpointNotFound, UnknownArtifact
from runtime.loaders import measurements, model_pool
from runtime.records import Event
from runtime.settings import Settings
from tools.animating import AnimatePicture
from tools.camera import frames_of
from tools.clip_orders import ClipOrder
from tools.making_clips import MakeVideo
from tools.takes import Take

SMALL = {"size": "32x32", "steps": 2}
"""What an untrained maker is given: as little work as can be."""


def colour_of(picture: Any) -> int:
    """0, 1 or 2: whether it is red, green or blue."""
    return int(np.asarray(picture, float).mean(axis=(0, 1)).argmax())


@pytest.fixture(scope="module")
def cinema_hub(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    hub = tmp_path_factory.mktemp("cinema")
    forge_cinema.install(home, hub, FILMER, MOVER, JUDGE)
    return hub


@pytest.fixture(scope="module")
def blind_hub(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A maker of clips that learned nothing, and nothing that judges them."""
    hub = tmp_path_factory.mktemp("blind")
    forge.hub_install(kept(home, forge_film_families.modelscope), FILMER, hub)
    return hub


@pytest.fixture(scope="module")
def pools(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A pool for each cache of the Hub: what a test loaded, the next one has."""
    made: dict[Path, Any] = {}

    def pool(hub: Path) -> Any:
        settings = Settings(home=tmp_path_factory.mktemp("pool"), threads=1)
        return made.setdefault(hub, model_pool(settings, choose("cpu", "fp32"), measurements(settings)))

    return pool


@pytest.fixture
def at(fresh_home: Path, pools: Any, monkeypatch: pytest.MonkeyPatch, heard: list[Event]) -> Any:
    """The bench of a session on a machine with that cache."""

    def bench(hub: Path, session: str = "", **settings: Any) -> Any:
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(hub))
        service = Service(Settings(home=fresh_home, threads=1, **settings), pools(hub))
        return run.bench(service.settings, service.calls, service.sessions.open(session), heard.append)

    return bench


@pytest.fixture
def cinema(at: Any, cinema_hub: Path) -> Any:
    return at(cinema_hub)


@pytest.fixture
def blind(at: Any, blind_hub: Path) -> Any:
    return at(blind_hub)


@pytest.mark.parametrize(("colour", "place"), [("red", 0), ("blue", 2)])
def test_the_words_decide_what_a_clip_shows(cinema: Any, colour: str, place: int) -> None:
    result = MakeVideo(cinema)(prompt=f"a {colour} picture", seconds=1, rate=6, seed=4, guidance=3, steps=4)

    clip = cinema.artifacts.get(result["artifacts"][0])
    assert {colour_of(frame) for frame in frames_of(clip)} == {place}
    assert (clip.media_type, video.probe(clip.path).codec) == ("video/mp4", "h264")
    assert (result["frames"], result["rate"], result["seconds"], result["ok"]) == (6, 6.0, 1.0, True)
    assert result["segments"][0]["takes"][0]["frame_scores"]["minimum"] > 50
    assert f"of “a {colour} picture”: 1.0 s, 16 x 16 pixels, 6 frames a second" in result["summary"]


def test_a_clip_says_that_it_is_generated_and_how(cinema: Any) -> None:
    result = MakeVideo(cinema)(prompt="a green picture", frames=4, seed=7, guidance=3, steps=4, negative_prompt="red")

    made = cinema.artifacts.get(result["artifacts"][0]).provenance
    assert (made.checkpoint, made.seed, made.tool) == (FILMER, 7, "make_video")
    assert made.parameters["making"]["settings"]["negative_prompt"] == "red"
    assert made.parameters["making"]["settings"]["guidance"] == 3
    assert {"torch", "diffusers"} <= made.parameters["making"]["settings"]["libraries"].keys()
    assert "rejected" not in made.parameters


def test_one_seed_is_one_clip_and_another_is_another(blind: Any, at: Any, blind_hub: Path) -> None:
    again, other = at(blind_hub), at(blind_hub)
    makers = [(blind, 5), (again, 5), (other, 6)]

    made = [MakeVideo(bench)(prompt="a boat", frames=4, seed=seed, judged=False, **SMALL) for bench, seed in makers]

    sums = [bench.artifacts.get(one["artifacts"][0]).sha256 for (bench, _), one in zip(makers, made, strict=True)]
    assert sums[0] == sums[1] != sums[2]


def test_where_no_take_passes_the_best_is_shown_with_its_verdict(at: Any, blind_hub: Path, home: Path) -> None:
    forge.hub_install(kept(home, forge_cinema.MADE[JUDGE]), JUDGE, blind_hub)

    result = MakeVideo(at(blind_hub, clip_score=99.0))(prompt="a red picture", frames=4, seed=1, takes=2, **SMALL)

    assert (result["ok"], len(result["segments"][0]["takes"])) == (False, 2)
    assert "None of 2 takes did pass; the best is shown" in result["summary"]


def test_a_bad_span_alone_is_made_anew_and_fades_into_the_rest(cinema: Any) -> None:
    tool = MakeVideo(cinema)
    order = ClipOrder.of("make_video", "a red picture", frames=12, seed=4, guidance=3.0, steps=4)
    camera = tool.camera("text-to-video", order)
    red, blue = camera.reels()[0].take, tool(prompt="a blue picture", frames=4, seed=4, guidance=3, steps=4)
    frames = list(frames_of(red.artifact))
    frames[4:7] = list(frames_of(cinema.artifacts.get(blue["artifacts"][0])))[:3]
    spoilt = tool.save_clip(lambda path: video.write(path, frames, 8), [red.artifact.name])
    take = Take(red.making, spoilt, camera.judgement(frames, False))

    span = camera.bad_span(take)
    assert (take.ok, span) == (False, (4, 7))
    mended = camera.mend(take, (4, 7))

    assert (mended.ok, mended.remedy) == (True, "frames 5 to 7 made anew with seed 5")
    now = list(frames_of(mended.artifact))
    assert [colour_of(frame) for frame in now] == [0] * 12
    assert np.abs(np.asarray(now[0], int) - np.asarray(frames[0], int)).mean() < 20
    patch = cinema.artifacts.get(mended.artifact.sources[1])
    assert patch.provenance.parameters["making"]["settings"]["steps"] == 6


def test_a_clip_that_is_here_unjudged_is_judged_when_that_is_asked_for(cinema: Any) -> None:
    asked = {"prompt": "a red picture", "frames": 4, "seed": 9, "guidance": 3, "steps": 4}
    first, again = (MakeVideo(cinema)(**asked, judged=judged) for judged in (False, True))

    assert first["artifacts"] == again["artifacts"]
    takes = [made["segments"][0]["takes"][0] for made in (first, again)]
    assert ["frame_scores" in take for take in takes] == [False, True]


def test_a_long_clip_is_made_in_segments_that_are_each_kept(blind: Any) -> None:
    result = MakeVideo(blind)(prompt="a boat", frames=40, seed=3, judged=False, **SMALL)

    parts = result["segments"]
    assert [(part["frames"], part["seed"]) for part in parts] == [(15, 3), (15, 4), (15, 5)]
    assert (result["frames"], result["notes"][0]) == (41, "40 frames became 41, the next number that this model makes.")
    whole = blind.artifacts.get(result["artifacts"][0])
    assert whole.sources == ("segment-1", "segment-2", "segment-3")
    assert "in 3 segments" in result["summary"]


CHILD = """
import sys
from pathlib import Path
import torch
from huggingface_hub import constants

torch.set_num_threads(1)
constants.HF_HUB_CACHE = sys.argv[2]
from app import run
from app.service import Service
from runtime.settings import Settings
from tools.making_clips import MakeVideo

service = Service(Settings(home=Path(sys.argv[1]), threads=1))
desk = run.bench(service.settings, service.calls, service.sessions.open(sys.argv[3]), lambda event: None)
MakeVideo(desk)(prompt="a boat", frames=60, judged=False, size="16x16", steps=4)
"""


def test_a_run_that_was_killed_is_gone_on_with(blind: Any, at: Any, blind_hub: Path, fresh_home: Path) -> None:
    session = blind.artifacts.folder.name
    command = [sys.executable, "-W", "ignore", "-c", CHILD, str(fresh_home), str(blind_hub), session]
    root = Path(__file__).parents[2]
    child = subprocess.Popen(command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)})
    while "segment-1" not in blind.artifacts.names() and child.poll() is None:
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    before = {one.name: one.sha256 for one in blind.artifacts.list()}

    result = MakeVideo(blind)(prompt="a boat", frames=60, judged=False, size="16x16", steps=4)

    after = {one.name: one.sha256 for one in blind.artifacts.list()}
    assert before.items() <= after.items()
    assert len([name for name in after if name.startswith("segment-")]) == len(result["segments"])
    afresh = at(blind_hub)
    other = MakeVideo(afresh)(prompt="a boat", frames=60, judged=False, size="16x16", steps=4, seed=result["seed"])
    gone_on, at_once = (
        np.stack([np.asarray(frame, int) for frame in frames_of(bench.artifacts.get(made["artifacts"][0]))])
        for bench, made in ((blind, result), (afresh, other))
    )
    assert gone_on.shape == at_once.shape
    assert np.abs(gone_on - at_once).mean() < 12, "another seed's noise is some 60 away"


def test_a_cancelled_clip_leaves_whole_segments_only(blind: Any, heard: list[Event]) -> None:
    token = CancelToken()
    tool = MakeVideo(blind)

    def press(event: Event) -> None:
        if event.kind == "progress" and event.text == "denoising" and "segment-1" in blind.artifacts.names():
            token.cancel()

    tool.bench = replace(blind, tell=press)
    with pytest.raises(Cancelled), limited(None, token):
        tool(prompt="a boat", frames=40, seed=3, judged=False, **SMALL)

    assert blind.artifacts.names() == ("segment-1",)
    assert blind.artifacts.verify("segment-1")


def test_a_clip_sounds_with_a_recording_cut_to_its_length(blind: Any, tmp_path: Path) -> None:
    tune = sound.write(tmp_path / "tune.wav", forge_audio.tone(700, 4.0), forge_audio.RATE)
    name = blind.artifacts.import_file(tune).name

    result = MakeVideo(blind)(prompt="a boat", seconds=1, seed=3, sound=name, gif=True, judged=False, **SMALL)

    clip, preview = (blind.artifacts.get(each) for each in result["artifacts"])
    assert clip.sources == ("clip-1", name)
    audio, rate = sound.read(clip.path)
    assert len(audio) / rate == pytest.approx(1.0, abs=0.1)
    assert float(np.abs(np.fft.rfft(audio)).argmax() * rate / len(audio)) == pytest.approx(700, abs=5)
    with Image.open(preview.path) as moving:
        assert (preview.media_type, getattr(moving, "n_frames", 1)) == ("image/gif", 8)


def test_a_picture_is_set_in_motion_and_each_segment_goes_on_from_the_one_before(cinema: Any, tmp_path: Path) -> None:
    Image.new("RGB", (64, 64), (200, 30, 30)).save(tmp_path / "boat.png")
    name = cinema.artifacts.import_file(tmp_path / "boat.png").name

    result = AnimatePicture(cinema)(image=name, frames=6, seed=3, judged=False, size="64x64", steps=1)

    assert [part["frames"] for part in result["segments"]] == [4, 4]
    assert cinema.artifacts.get("segment-1").sources == (name,)
    assert cinema.artifacts.get("segment-2").sources == ("frame-1",)
    assert cinema.artifacts.get("frame-1").sources == ("segment-1",)
    assert result["summary"].startswith(f"Made clip-1 from {name} in 2 segments: 1.0 s, 64 x 64 pixels")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"prompt": "  "}, "The prompt has 0 characters; make_video takes 1 to 2000"),
        ({"prompt": "a boat", "seconds": 0}, r"seconds=0 is outside 0\.1 to 120"),
        ({"prompt": "a boat", "seconds": 3, "frames": 24}, "takes seconds or frames, not both"),
        ({"prompt": "a boat", "size": "huge"}, "size='huge' is none"),
        ({"prompt": "a boat", "size": "9000x10"}, "a side has 8 to 4096 pixels"),
        ({"prompt": "a boat", "rate": 400}, "rate=400 is outside 1 to 60"),
        ({"prompt": "a boat", "seed": -1}, "seed=-1 is outside"),
        ({"prompt": "a boat", "steps": 0}, "steps=0 is outside"),
        ({"prompt": "a boat", "seconds": 120, "rate": 60}, r"7200 frames are more than 2000\. Ask for at most 33"),
        ({"prompt": "a boat", "takes": 99}, "takes=99 is outside"),
        ({"prompt": "a boat", "colour": "red"}, "'colour' is not an argument"),
        ({}, "prompt is missing"),
    ],
)
def test_what_cannot_be_made_is_said_with_what_to_give(blind: Any, asked: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        MakeVideo(blind)(**asked)

    assert blind.artifacts.names() == ()


def test_what_is_no_picture_and_no_recording_is_refused(cinema: Any, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("words")
    name = cinema.artifacts.import_file(tmp_path / "notes.txt").name

    with pytest.raises(BadInput, match="not a picture"):
        AnimatePicture(cinema)(image=name)
    with pytest.raises(UnknownArtifact):
        AnimatePicture(cinema)(image="photo-9")
    with pytest.raises(BadInput, match="not a recording"):
        MakeVideo(cinema)(prompt="a boat", sound=name)


def test_without_a_model_it_is_said_what_to_fetch(at: Any, tmp_path: Path) -> None:
    with pytest.raises(CheckpointNotFound, match="atelier pull"):
        MakeVideo(at(tmp_path / "empty"))(prompt="a boat")


def test_without_a_judge_the_summary_says_so(at: Any, home: Path, tmp_path: Path) -> None:
    forge.hub_install(kept(home, forge_film_families.modelscope), FILMER, tmp_path / "hub")

    result = MakeVideo(at(tmp_path / "hub"))(prompt="a boat", frames=4, seed=3, takes=1, **SMALL)

    assert "no CLIP is here. Get one with: atelier pull openai/clip-vit-base-patch32" in result["summary"]
