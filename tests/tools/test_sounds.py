"""Which sounds are heard is said with how sure that is."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from app.service import Service
from app.stand_ins import forge_talks
from app.stand_ins.forge_audio import SOUNDS, silence, sound
from runtime.errors import BadInput, FileBroken, UnknownArtifact
from runtime.records import Provenance, Request
from tools.sounds import ClassifySound


@pytest.mark.parametrize("kind", SOUNDS)
def test_a_sound_is_told_from_others(kind: str, desk: Any, record: Any) -> None:
    result = ClassifySound(desk)(sound=record("sound.wav", sound(kind, random.Random(5))), count=3)

    assert result["label"] == kind == next(iter(result["scores"]))
    assert len(result["scores"]) == 3
    assert result["confidence"] == result["scores"][kind] > 0.5
    assert result["summary"].startswith(f"In sound.wav is heard: {kind} 0.")


def test_all_scores_sum_to_one(desk: Any, record: Any) -> None:
    result = ClassifySound(desk)(sound=record("sound.wav", sound("noise", random.Random(5))), count=50)

    assert sum(result["scores"].values()) == pytest.approx(1, abs=0.001)


@pytest.mark.parametrize("count", [0, -1, 51])
def test_a_number_out_of_range_is_refused(count: int, desk: Any) -> None:
    with pytest.raises(BadInput, match="outside 1 to 50"):
        ClassifySound(desk)(sound="sound-1", count=count)


def test_a_file_that_lost_its_end_is_named(desk: Any, tmp_path: Path) -> None:
    path = forge_talks.wav(tmp_path / "cut.wav", silence(2.0))
    data = path.read_bytes()[:2000]
    name = desk.artifacts.save_bytes(data, "cut", "audio/wav", Provenance("user")).name

    with pytest.raises(FileBroken, match="bytes are missing"):
        ClassifySound(desk)(sound=name)


def test_an_unknown_name_lists_what_is_here(desk: Any, record: Any) -> None:
    record("rain.wav", silence(1.0))

    with pytest.raises(UnknownArtifact, match="rain-1"):
        ClassifySound(desk)(sound="rain-2")


def test_it_is_planned_from_a_request(studio: Service, tmp_path: Path) -> None:
    path = forge_talks.wav(tmp_path / "hum.wav", sound("low tone", random.Random(2)))

    answer = studio.ask(Request("Which sounds are in the recording?", (path,)))

    assert answer.text.startswith("In hum.wav is heard: low tone 0.")
