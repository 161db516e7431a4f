"""Clips are sorted by how things move in them, and under labels named on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.stand_ins import forge_clips
from app.stand_ins.forge_audio import kept
from app.stand_ins.forge_clips import SEEN, WAYS, film, moving
from runtime.devices import Device, Placement
from runtime.errors import FileMissing
from runtime.runners.clip_space import ZeroShotClipClassifier
from runtime.runners.clips import ClipClassifier

LABELS = list(SEEN)
CPU, HALF = (Placement(Device("cpu", dtype, 8.0, "")) for dtype in ("fp32", "bf16"))


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("clips")
    ways = {way: film(folder / f"{way}.mp4", moving(way, size=64, top=0.42)) for way in WAYS}
    shapes = {name: film(folder / f"{label}.mp4", moving("left", name, 20, 64)) for label, name in SEEN.items()}
    return ways | shapes | {"both": forge_clips.party(folder / "both.mp4", 2.0, 64)}


@pytest.fixture(scope="module", params=[forge_clips.videomae, forge_clips.timesformer], ids=["videomae", "timesformer"])
def watcher(request: pytest.FixtureRequest, home: Path) -> ClipClassifier:
    build: Callable[[Path], Path] = request.param
    return ClipClassifier(kept(home, build), CPU)


@pytest.fixture(scope="module")
def space(home: Path) -> ZeroShotClipClassifier:
    return ZeroShotClipClassifier(kept(home, forge_clips.xclip), CPU)


def test_left_is_told_from_right(watcher: ClipClassifier, clips: dict[str, Path]) -> None:
    found = watcher([clips[way] for way in WAYS])

    assert [labels[0]["label"] for labels in found] == list(WAYS)
    assert all(sum(label["score"] for label in labels) == pytest.approx(1.0, abs=1e-5) for labels in found)
    assert all(type(label["score"]) is float for labels in found for label in labels)


def test_a_batch_is_the_same_as_one_by_one(watcher: ClipClassifier, clips: dict[str, Path]) -> None:
    together = watcher([clips[way] for way in WAYS], top_k=1)

    for way, labels in zip(WAYS, together, strict=True):
        assert labels[0]["score"] == pytest.approx(watcher([clips[way]], top_k=1)[0][0]["score"], abs=1e-4)


def test_a_clip_of_fewer_frames_than_the_model_looks_at_is_watched(watcher: ClipClassifier, tmp_path: Path) -> None:
    short = film(tmp_path / "short.mp4", moving("right", count=2, top=0.42))

    assert watcher([short])[0][0]["label"] in WAYS


def test_labels_named_on_the_spot_fit_what_is_seen(space: ZeroShotClipClassifier, clips: dict[str, Path]) -> None:
    found = space([clips[name] for name in SEEN.values()], candidate_labels=LABELS)

    assert [labels[0]["label"] for labels in found] == LABELS
    assert all(labels[0]["score"] > 0.8 for labels in found)


def test_parts_of_one_file_are_judged_apart(space: ZeroShotClipClassifier, clips: dict[str, Path]) -> None:
    parts = [{"video": clips["both"], "start_s": begin, "seconds": 1.5} for begin in (0.2, 2.3)]

    assert [labels[0]["label"] for labels in space(parts, candidate_labels=LABELS)] == LABELS


def test_nothing_comes_of_nothing(watcher: ClipClassifier, space: ZeroShotClipClassifier) -> None:
    assert watcher([]) == []
    assert space([], candidate_labels=LABELS) == []


def test_halves_say_the_same_on_a_processor(home: Path, clips: dict[str, Path]) -> None:
    half = ClipClassifier(kept(home, forge_clips.videomae), HALF)

    assert [labels[0]["label"] for labels in half([clips[way] for way in WAYS])] == list(WAYS)


@pytest.mark.parametrize("item", ["clip.mp4", 7, {"start_s": 1.0}])
def test_what_is_no_clip_is_refused(watcher: ClipClassifier, item: Any) -> None:
    with pytest.raises(ValueError, match=r"is no video\. Give a path"):
        watcher([item])


def test_wrong_parameters_and_missing_files_are_refused(
    watcher: ClipClassifier, space: ZeroShotClipClassifier, clips: dict[str, Path], tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="give a whole number"):
        watcher([clips["left"]], top_k=0)
    with pytest.raises(ValueError, match="Give candidate_labels"):
        space([clips["left"]], candidate_labels=[" "])
    with pytest.raises(ValueError, match="give a template"):
        space([clips["left"]], candidate_labels=LABELS, hypothesis_template="a clip")
    with pytest.raises(FileMissing):
        watcher([tmp_path / "none.mp4"])
