"""Sounds are sorted under the labels of a checkpoint, whatever their rate and length."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.stand_ins import forge_audio
from app.stand_ins.forge_audio import RATE, SOUNDS, Audio, kept
from runtime import sound
from runtime.cancel import CancelToken, limited
from runtime.devices import Device, Placement
from runtime.errors import Cancelled, FileMissing
from runtime.progress import watched
from runtime.runners.audio_classification import AudioClassifier
from runtime.runners.hush import empty_filters

CPU = Placement(Device("cpu", "fp32", 8.0, ""))
HALF = Placement(Device("cpu", "bf16", 8.0, ""))


@pytest.fixture(scope="module")
def folder(home: Path) -> Path:
    return kept(home, forge_audio.sound_classes)


@pytest.fixture(scope="module")
def sort(folder: Path) -> AudioClassifier:
    return AudioClassifier(folder, CPU)


def heard(kind: str, seconds: float = 1.0, rate: int = RATE) -> dict[str, Any]:
    return {"audio": forge_audio.sound(kind, random.Random(3), rate, seconds), "sample_rate_hz": rate}


def of(*parts: Audio) -> dict[str, Any]:
    return {"audio": np.concatenate(parts), "sample_rate_hz": RATE}


def best(results: list[list[dict[str, Any]]]) -> list[str]:
    return [labels[0]["label"] for labels in results]


def test_each_sound_has_its_label_and_the_best_comes_first(sort: AudioClassifier) -> None:
    found = sort([heard(kind) for kind in SOUNDS])

    assert best(found) == list(SOUNDS)
    for labels in found:
        scores = [label["score"] for label in labels]
        assert scores == sorted(scores, reverse=True)
        assert sum(scores) == pytest.approx(1)
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize("rate", [11_025, 44_100, 48_000])
def test_the_rate_does_not_matter(rate: int, sort: AudioClassifier) -> None:
    assert best(sort([heard(kind, rate=rate) for kind in ("low tone", "high tone")])) == ["low tone", "high tone"]


def test_as_many_labels_as_asked_for_come(sort: AudioClassifier) -> None:
    assert [len(sort([heard("noise")], top_k=k)[0]) for k in (1, 3, 99)] == [1, 3, 4]


def test_a_long_sound_is_judged_by_all_of_it(sort: AudioClassifier) -> None:
    low, high = (heard(kind, seconds=1.0)["audio"] for kind in ("low tone", "high tone"))

    scores = {found["label"]: found["score"] for found in sort([of(low, high, high, high)])[0]}

    assert scores["high tone"] == pytest.approx(0.75, abs=0.05)
    assert scores["low tone"] == pytest.approx(0.25, abs=0.05)


def test_a_very_long_file_is_heard_in_windows(sort: AudioClassifier, tmp_path: Path) -> None:
    path = sound.write(tmp_path / "hum.ogg", heard("low tone", 90.0)["audio"], RATE)

    assert best(sort([path, {"audio": path}])) == ["low tone"] * 2


def test_a_tiny_sound_and_stereo_are_heard(sort: AudioClassifier) -> None:
    noise = heard("noise")["audio"]

    found = sort([of(noise[:100]), {"audio": np.stack([noise, noise]), "sample_rate_hz": RATE}])

    assert best(found)[1] == "noise"


def test_a_batch_is_sorted_as_one_by_one_and_in_order(sort: AudioClassifier) -> None:
    inputs = [heard(kind, seconds) for kind in SOUNDS for seconds in (0.6, 1.0, 3.3)] * 2

    together, apart = sort(inputs), [sort([item])[0] for item in inputs]

    assert [[x["label"] for x in labels] for labels in together] == [[x["label"] for x in labels] for labels in apart]
    for one, other in zip(together, apart, strict=True):
        assert [x["score"] for x in one] == pytest.approx([x["score"] for x in other], abs=1e-5)


def test_scores_are_those_of_transformers_own_pipeline(folder: Path, sort: AudioClassifier) -> None:
    from transformers import pipeline

    with empty_filters():
        theirs = pipeline("audio-classification", model=str(folder), device="cpu")
    for kind in SOUNDS:
        golden, ours = theirs(heard(kind)["audio"], top_k=4), sort([heard(kind)], top_k=4)[0]

        assert [x["label"] for x in ours] == [x["label"] for x in golden]
        assert [x["score"] for x in ours] == pytest.approx([x["score"] for x in golden], abs=1e-5)


def test_labels_that_do_not_exclude_each_other_are_judged_alone(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    config = json.loads((folder / "config.json").read_text()) | {"problem_type": "multi_label_classification"}
    (tmp_path / "config.json").write_text(json.dumps(config))

    scores = [label["score"] for label in AudioClassifier(tmp_path, CPU)([heard("noise")])[0]]

    assert scores[0] > 0.9
    assert sum(scores) != pytest.approx(1, abs=1e-3)


def test_lower_precision_sorts_the_same(folder: Path) -> None:
    found = AudioClassifier(folder, HALF)([heard(kind) for kind in SOUNDS])

    assert best(found) == list(SOUNDS)
    assert isinstance(found[0][0]["score"], float)


@pytest.mark.parametrize("wrong", [{"top_k": 0}, {"top_k": True}, {"top_k": "3"}, {"function_to_apply": "none"}])
def test_a_wrong_parameter_is_refused(wrong: dict[str, Any], sort: AudioClassifier) -> None:
    with pytest.raises(ValueError, match="give a whole number"):
        sort([heard("noise")], **wrong)


def test_what_is_no_sound_says_so(sort: AudioClassifier, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no sound in input 2"):
        sort([heard("noise"), of(np.zeros(0, np.float32))])
    with pytest.raises(FileMissing):
        sort([tmp_path / "none.wav"])
    assert sort([]) == []


def test_it_stops_between_batches_of_windows(sort: AudioClassifier) -> None:
    token = CancelToken()
    with watched(lambda progress: token.cancel()), limited(None, token), pytest.raises(Cancelled):
        sort([heard("noise", 60.0)])
