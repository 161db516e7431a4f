"""A recording comes out as loud, as long and in the form that was asked for, measured again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.service import Service
from app.stand_ins import forge_talks
from app.stand_ins.forge_audio import Audio, encode, silence, tone
from runtime import sound
from runtime.errors import BadInput, NoResult, UnknownArtifact
from runtime.records import Request
from tools.sound_editing import EditSound


def music(seconds: float = 3.0, loud: float = 0.2, rate: int = 44_100) -> Audio:
    """Two channels, (2, T)."""
    left, right = tone(440, seconds, rate=rate), tone(554, seconds, rate=rate)
    return np.stack([left, right]) * np.float32(loud)


@pytest.fixture
def song(record: Any) -> str:
    return str(record("song.wav", music(), 44_100))


def heard_again(desk: Any, result: dict[str, Any], mono: bool = False) -> tuple[Audio, int]:
    return sound.read(desk.artifacts.get(result["artifacts"][0]).path, mono=mono)


@pytest.mark.parametrize("lufs", [-16, -23.0, -30])
def test_it_is_as_loud_as_was_asked(lufs: float, desk: Any, song: str) -> None:
    result = EditSound(desk)(sound=song, lufs=lufs)

    audio, rate = heard_again(desk, result)
    assert sound.loudness_lufs(audio, rate) == pytest.approx(lufs, abs=0.1)
    assert result["after"]["loudness_lufs"] == pytest.approx(lufs, abs=0.1)
    assert result["before"]["loudness_lufs"] < -24
    assert result["before"]["true_peak_dbtp"] < -20
    assert f"{float(lufs):.1f} LUFS" in result["summary"]


def test_it_is_not_made_so_loud_that_it_clips(desk: Any, record: Any) -> None:
    click = np.zeros(48_000, np.float32)
    click[::4800] = 0.9

    result = EditSound(desk)(sound=record("clicks.wav", click, 48_000), lufs=-10)

    assert result["after"]["true_peak_dbtp"] <= -0.9
    assert "Louder it would clip" in result["summary"]


@pytest.mark.parametrize(
    ("format", "media_type"), [("flac", "audio/flac"), ("mp3", "audio/mpeg"), ("ogg", "audio/ogg")]
)
def test_it_is_written_in_any_usual_format(format: str, media_type: str, desk: Any, song: str) -> None:
    result = EditSound(desk)(sound=song, format=format.upper())

    made = desk.artifacts.get(result["artifacts"][0])
    assert (made.media_type, made.path.suffix) == (media_type, f".{format}")
    assert (result["after"]["format"], result["after"]["channels"]) == (format, 2)
    assert result["after"]["seconds"] == pytest.approx(3.0, abs=0.1)
    assert desk.artifacts.get(made.name).kind == "sound"


def test_what_it_makes_may_be_edited_in_turn(desk: Any, song: str) -> None:
    first = EditSound(desk)(sound=song, format="ogg")["artifacts"][0]

    result = EditSound(desk)(sound=first, mono=True, rate_hz=16_000)

    assert (result["after"]["channels"], result["after"]["sample_rate_hz"], result["after"]["format"]) == (
        1,
        16_000,
        "ogg",
    )
    assert desk.artifacts.get(result["artifacts"][0]).sources == (first,)


def test_a_part_is_cut_out_of_it(desk: Any, record: Any) -> None:
    pitches = np.concatenate([tone(hertz, 1.0) for hertz in (300, 600, 1200)])

    audio, rate = heard_again(desk, EditSound(desk)(sound=record("up.wav", pitches), start_s=1, end_s=2.0), mono=True)

    assert len(audio) == rate
    assert np.abs(np.fft.rfft(audio)).argmax() == pytest.approx(600, abs=2)


def test_silence_goes_from_its_ends(desk: Any, record: Any) -> None:
    padded = np.concatenate([silence(2.0), tone(440, 1.0), silence(3.0)])

    assert EditSound(desk)(sound=record("padded.wav", padded), trim=True)["after"]["seconds"] == pytest.approx(
        1.1, abs=0.05
    )


def test_it_fades_in_and_out(desk: Any, song: str) -> None:
    audio, rate = heard_again(desk, EditSound(desk)(sound=song, fade_in_s=1.0, fade_out_s=1), mono=True)

    levels = [sound.level_dbfs(part) for part in np.split(audio[: rate * 3 // 30 * 30], 30)]
    assert levels[0] < levels[4] < levels[15]
    assert levels[-1] < levels[-5] < levels[15]


def test_the_sound_of_a_video_becomes_a_recording(desk: Any, tmp_path: Path) -> None:
    video = encode(tmp_path / "clip.mp4", tone(440, 1.5), 16_000, pictures=15)
    name = desk.artifacts.import_file(video).name

    result = EditSound(desk)(sound=name, format="wav")

    assert desk.artifacts.get(result["artifacts"][0]).media_type == "audio/wav"


@pytest.mark.parametrize("ending", ["m4a", "webm", "mkv"])
def test_recordings_of_telephones_and_browsers_are_taken(ending: str, studio: Service, tmp_path: Path) -> None:
    path = encode(tmp_path / f"memo.{ending}", tone(440, 1.0), 48_000)

    answer = studio.ask(Request(f"Convert memo.{ending} to flac", (path,)))

    assert answer.artifacts[0].media_type == "audio/flac"


def test_silence_stays_silent_and_has_no_loudness(desk: Any, record: Any) -> None:
    result = EditSound(desk)(sound=record("quiet.wav", silence(1.0)), lufs=-16)

    assert result["after"]["loudness_lufs"] is None
    assert result["after"]["true_peak_dbtp"] is None
    assert "silent" in result["summary"]


@pytest.mark.parametrize("given", [{"trim": True}, {"start_s": 90}])
def test_where_nothing_is_left_it_says_so(given: dict[str, Any], desk: Any, record: Any) -> None:
    with pytest.raises(NoResult, match="Nothing is left"):
        EditSound(desk)(sound=record("quiet.wav", silence(1.0)), **given)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({}, "nothing is said to be done"),
        ({"trim": False}, "nothing is said to be done"),
        ({"lufs": 3}, "outside -60 to -5"),
        ({"lufs": float("nan")}, "outside -60 to -5"),
        ({"format": "wma"}, "none of: wav, flac, mp3, ogg"),
        ({"rate_hz": 100}, "outside 4000 to 192000"),
        ({"rate_hz": 16_000.5}, "must be of type integer"),
        ({"start_s": -1}, "leave nothing between"),
        ({"start_s": 5, "end_s": 5}, "leave nothing between"),
        ({"fade_in_s": -1}, "0 to 60 seconds"),
        ({"fade_out_s": 61}, "0 to 60 seconds"),
        ({"mono": "yes"}, "must be of type boolean"),
    ],
)
def test_what_cannot_be_done_is_refused(given: dict[str, Any], fault: str, desk: Any, song: str) -> None:
    with pytest.raises(BadInput, match=fault):
        EditSound(desk)(sound=song, **given)


def test_a_recording_too_long_to_edit_at_once_is_refused(desk: Any, song: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.edits.MOST_SAMPLES", 100_000)

    with pytest.raises(BadInput, match=r"start_s and end_s, at most 1.1 s apart"):
        EditSound(desk)(sound=song, lufs=-16)
    assert EditSound(desk)(sound=song, lufs=-16, end_s=1.0)["after"]["seconds"] == 1.0


def test_more_channels_than_loudness_knows_are_refused(desk: Any, record: Any) -> None:
    many = np.stack([tone(200 + 50 * n, 1.0) for n in range(6)])
    name = record("many.wav", many)

    with pytest.raises(BadInput, match="1 to 5 channels"):
        EditSound(desk)(sound=name, lufs=-16)
    assert EditSound(desk)(sound=name, rate_hz=8000)["after"]["loudness_lufs"] is None


def test_an_unknown_recording_lists_what_is_here(desk: Any, song: str) -> None:
    with pytest.raises(UnknownArtifact, match="song-1"):
        EditSound(desk)(sound="song-7", trim=True)


def test_it_is_planned_from_a_request(studio: Service, tmp_path: Path) -> None:
    path = forge_talks.wav(tmp_path / "song.wav", music(), 44_100)

    answer = studio.ask(Request("Normalise song.wav to -23 LUFS and save it as mp3", (path,)))

    assert [step.tool for step in answer.steps if step.agent != "manager"] == ["edit_sound"]
    (last,) = answer.artifacts
    assert (last.media_type, last.sources) == ("audio/mpeg", ("song-1",))
    assert sound.loudness_lufs(*sound.read(last.path, mono=False)) == pytest.approx(-23, abs=0.5)


def test_no_model_is_needed(idle_studio: Service, tmp_path: Path) -> None:
    session, song = idle_studio.take(forge_talks.wav(tmp_path / "song.wav", music(), 44_100))

    idle_studio.run_tool("edit_sound", {"sound": song.name, "mono": True}, session)

    assert idle_studio.pool.loaded() == ()
