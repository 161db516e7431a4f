"""Sounds are sorted under labels that are named on the spot."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.stand_ins import forge_audio
from app.stand_ins.forge_audio import SOUNDS, kept
from runtime import sound
from runtime.devices import Device, Placement
from runtime.runners.clap import ZeroShotAudioClassifier

CPU = Placement(Device("cpu", "fp32", 8.0, ""))
HALF = Placement(Device("cpu", "bf16", 8.0, ""))
RATE = 48_000


@pytest.fixture(scope="module")
def folder(home: Path) -> Path:
    return kept(home, forge_audio.clap)


@pytest.fixture(scope="module")
def sort(folder: Path) -> ZeroShotAudioClassifier:
    return ZeroShotAudioClassifier(folder, CPU)


def heard(kind: str, seconds: float = 1.0, rate: int = RATE) -> dict[str, Any]:
    return {"audio": forge_audio.sound(kind, random.Random(5), rate, seconds), "sample_rate_hz": rate}


def best(results: list[list[dict[str, Any]]]) -> list[str]:
    return [labels[0]["label"] for labels in results]


def test_the_best_label_comes_first_and_all_come(sort: ZeroShotAudioClassifier) -> None:
    found = sort([heard(kind) for kind in SOUNDS], candidate_labels=SOUNDS)

    assert best(found) == list(SOUNDS)
    assert [sum(label["score"] for label in labels) for labels in found] == pytest.approx([1] * 4)


def test_the_order_of_the_labels_does_not_matter(sort: ZeroShotAudioClassifier) -> None:
    one, other = (sort([heard("noise")], candidate_labels=labels)[0] for labels in (SOUNDS, SOUNDS[::-1]))

    assert [x["label"] for x in one] == [x["label"] for x in other]
    assert [x["score"] for x in one] == pytest.approx([x["score"] for x in other], abs=1e-6)


def test_only_the_named_labels_compete(sort: ZeroShotAudioClassifier) -> None:
    assert best(sort([heard("low tone")], candidate_labels=["noise", "low tone"])) == ["low tone"]
    assert sort([heard("low tone")], candidate_labels=["noise"])[0] == [{"label": "noise", "score": 1.0}]


def test_scores_are_those_of_transformers_own_pipeline(folder: Path, sort: ZeroShotAudioClassifier) -> None:
    from transformers import pipeline

    theirs = pipeline("zero-shot-audio-classification", model=str(folder), device="cpu")
    for kind in SOUNDS:
        golden = theirs(heard(kind)["audio"], candidate_labels=list(SOUNDS), hypothesis_template="a {} here")
        ours = sort([heard(kind)], candidate_labels=SOUNDS, hypothesis_template="a {} here")[0]

        assert [x["label"] for x in ours] == [x["label"] for x in golden]
        assert [x["score"] for x in ours] == pytest.approx([x["score"] for x in golden], abs=1e-5)


def test_a_long_sound_is_heard_in_full_and_always_the_same(sort: ZeroShotAudioClassifier, tmp_path: Path) -> None:
    noise, low = heard("noise", 2.0)["audio"], heard("low tone", 2.0)["audio"]
    mostly_low = np.concatenate([noise, low, low, low, low])
    path = sound.write(tmp_path / "long.wav", mostly_low, RATE)

    found = [sort([path], candidate_labels=SOUNDS)[0] for _ in range(3)]

    assert found[0] == found[1] == found[2]
    assert found[0][0]["label"] == "low tone"


def test_a_batch_is_sorted_as_one_by_one_and_in_order(sort: ZeroShotAudioClassifier) -> None:
    inputs = [heard(kind, seconds) for kind in SOUNDS for seconds in (0.3, 1.0, 4.1)]

    together = sort(inputs, candidate_labels=SOUNDS)
    apart = [sort([item], candidate_labels=SOUNDS)[0] for item in inputs]

    assert best(together) == best(apart)
    for one, other in zip(together, apart, strict=True):
        assert [x["score"] for x in one] == pytest.approx([x["score"] for x in other], abs=1e-4)


def test_the_rate_does_not_matter(sort: ZeroShotAudioClassifier) -> None:
    assert best(sort([heard("low tone", rate=16_000)], candidate_labels=SOUNDS)) == ["low tone"]


def test_labels_of_any_script_are_taken(sort: ZeroShotAudioClassifier) -> None:
    found = sort([heard("noise")], candidate_labels=["шум", "雨", "noise"])[0]

    assert {label["label"] for label in found} == {"шум", "雨", "noise"}


def test_lower_precision_sorts_the_same(folder: Path) -> None:
    found = ZeroShotAudioClassifier(folder, HALF)([heard(kind) for kind in SOUNDS], candidate_labels=SOUNDS)

    assert best(found) == list(SOUNDS)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({}, "at least one"),
        ({"candidate_labels": ["noise", " "]}, "none of them empty"),
        ({"candidate_labels": ["noise"], "hypothesis_template": "a sound"}, "template with {}"),
        ({"candidate_labels": ["noise"], "multi_label": True}, "multi_label"),
    ],
)
def test_a_wrong_parameter_is_refused(wrong: dict[str, Any], says: str, sort: ZeroShotAudioClassifier) -> None:
    with pytest.raises(ValueError, match=says):
        sort([heard("noise")], **wrong)


def test_nothing_in_nothing_out(sort: ZeroShotAudioClassifier) -> None:
    assert sort([], candidate_labels=SOUNDS) == []
