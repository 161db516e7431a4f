"""A sound is sorted under labels that are named on the spot."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from app.service import Service
from app.stand_ins import forge_talks
from app.stand_ins.forge_audio import SOUNDS, sound
from runtime.errors import BadInput, UnknownArtifact
from runtime.records import Request
from tools.sound_labels import MatchSound


@pytest.mark.parametrize("kind", SOUNDS)
def test_the_label_that_fits_comes_first(kind: str, desk: Any, record: Any) -> None:
    name = record("sound.wav", sound(kind, random.Random(3), 48_000), 48_000)

    result = MatchSound(desk)(sound=name, labels=list(SOUNDS))

    assert result["label"] == kind == next(iter(result["scores"]))
    assert sum(result["scores"].values()) == pytest.approx(1, abs=0.001)
    assert result["summary"].startswith(f"sound.wav sounds most like “{kind}” (")


@pytest.mark.parametrize("labels", [[], ["one"], ["a", "a"], ["a", " "], [1, 2], [f"label {n}" for n in range(51)]])
def test_labels_that_cannot_be_chosen_from_are_refused(labels: list[Any], desk: Any) -> None:
    with pytest.raises(BadInput, match="give 2 to 50"):
        MatchSound(desk)(sound="sound-1", labels=labels)


def test_labels_in_other_scripts_are_taken(desk: Any, record: Any) -> None:
    name = record("sound.wav", sound("noise", random.Random(3), 48_000), 48_000)

    assert set(MatchSound(desk)(sound=name, labels=["雨", "δρόμος"])["scores"]) == {"雨", "δρόμος"}


def test_a_recording_that_is_not_there_is_named(desk: Any) -> None:
    with pytest.raises(UnknownArtifact, match="sound-1"):
        MatchSound(desk)(sound="sound-1", labels=["a", "b"])


def test_it_is_planned_from_a_request(studio: Service, tmp_path: Path) -> None:
    path = forge_talks.wav(tmp_path / "hiss.wav", sound("noise", random.Random(2), 48_000), 48_000)

    answer = studio.ask(Request("Sort the recording into one of: noise, silence", (path,)))

    assert answer.text.startswith("hiss.wav sounds most like “noise” (")
