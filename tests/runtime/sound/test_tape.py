"""A tape shows a window at a time, of a file or of samples in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.stand_ins.forge_audio import RATE, tone
from runtime import sound
from runtime.errors import FileMissing
from runtime.sound.tape import Tape, tape_of


@pytest.fixture
def tape() -> Tape:
    """0, 1, 2 … 9, in blocks of four."""
    return Tape((np.arange(start, min(start + 4, 10), dtype=np.float32) for start in range(0, 10, 4)), 10)


def test_the_head_stays_where_it_is_until_it_is_moved(tape: Tape) -> None:
    assert tape.peek(6).tolist() == tape.peek(6).tolist() == [0, 1, 2, 3, 4, 5]
    tape.skip(5)
    assert (tape.position, tape.peek(3).tolist()) == (5, [5, 6, 7])


def test_the_last_window_is_short_and_behind_it_there_is_none(tape: Tape) -> None:
    tape.skip(8)
    assert tape.peek(5).tolist() == [8, 9]
    tape.skip(5)
    assert (tape.position, len(tape.peek(5))) == (10, 0)


def test_a_window_knows_whether_it_is_the_last(tape: Tape) -> None:
    assert not tape.ends_within(9)
    assert tape.ends_within(10)


def test_samples_in_memory_and_the_file_of_them_are_heard_alike(tmp_path: Path) -> None:
    note = tone(440, 1, rate=44_100)
    path = sound.write(tmp_path / "note.wav", note, 44_100)
    heard = []

    for item in ({"audio": note, "sample_rate_hz": 44_100}, {"audio": path}, path):
        with tape_of(item, RATE) as tape:
            assert tape.length == pytest.approx(RATE, abs=2)
            heard.append(tape.peek(RATE))

    assert heard[1] == pytest.approx(heard[0], abs=1e-4)
    assert (heard[2] == heard[1]).all()


def test_stereo_is_heard_as_its_mean() -> None:
    with tape_of({"audio": np.array([[1.0, 0.5, 0.0], [0.0, 0.5, 1.0]]), "sample_rate_hz": RATE}, RATE) as tape:
        assert tape.peek(3).tolist() == [0.5, 0.5, 0.5]


@pytest.mark.parametrize(
    ("item", "says"),
    [
        ("song.wav", "Give sound as a path"),
        ({"audio": [0.0, 1.0], "sample_rate_hz": RATE}, "Give sound as a path"),
        ({"audio": np.zeros(9, np.int16), "sample_rate_hz": RATE}, "float samples"),
        ({"audio": np.zeros(9)}, "sample_rate_hz=None"),
        ({"audio": np.zeros(9), "sample_rate_hz": 0}, "sample_rate_hz=0"),
        ({"audio": np.zeros((9, 2)), "sample_rate_hz": RATE}, "not \\(T, C\\)"),
        ({"audio": np.array([0.0, np.nan]), "sample_rate_hz": RATE}, "no finite numbers"),
    ],
)
def test_what_is_no_sound_is_refused_with_what_to_give(item: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says), tape_of(item, RATE):
        pass


def test_a_file_that_is_missing_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileMissing), tape_of(tmp_path / "none.wav", RATE):
        pass
