"""Sound files are read whole, in part, or block by block; what is no sound says so."""

from __future__ import annotations

import struct
import threading
import tracemalloc
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.stand_ins.forge_audio import RATE, Audio, encode, tone
from runtime import sound
from runtime.errors import (
    FileBroken,
    FileEmpty,
    FileMissing,
    FileProblem,
    KindNotRead,
    NoSound,
    NotThatKind,
    SoundTooLong,
)
from runtime.sound.facts import Sound

FORMATS = ("wav", "flac", "mp3", "ogg", "m4a", "webm", "mkv", "mp4")


@pytest.fixture
def note() -> Audio:
    """Three seconds of A."""
    return tone(440, 3)


def saved(path: Path, audio: Audio, rate: int = RATE) -> Path:
    """In any format, those that only FFmpeg writes too."""
    return sound.write(path, audio, rate) if path.suffix[1:] in sound.FORMATS else encode(path, audio, rate)


def pitch_hz(audio: Audio, rate: int) -> float:
    middle = audio[len(audio) // 4 : -len(audio) // 4]
    return float(np.abs(np.fft.rfft(middle * np.hanning(len(middle)))).argmax() * rate / len(middle))


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_of_any_usual_format_gives_the_sound_that_was_put_into_it(
    format: str, note: Audio, tmp_path: Path
) -> None:
    path = saved(tmp_path / f"note.{format}", note)

    audio, rate = sound.read(path, 16_000)

    assert (rate, audio.dtype, audio.ndim) == (16_000, np.float32, 1)
    assert len(audio) / rate == pytest.approx(3, abs=0.1)
    assert pitch_hz(audio, rate) == pytest.approx(440, abs=1)
    assert sound.level_dbfs(audio) == pytest.approx(sound.level_dbfs(note), abs=0.5)


@pytest.mark.parametrize("format", FORMATS)
def test_a_part_of_a_file_is_the_same_as_that_part_of_the_whole(format: str, tmp_path: Path) -> None:
    rising = np.concatenate([tone(hertz, 1) for hertz in (300, 600, 900)])
    path = saved(tmp_path / f"rising.{format}", rising)

    part, rate = sound.read(path, start_s=1.2, seconds=0.6)

    assert len(part) == pytest.approx(0.6 * rate, abs=2)
    assert pitch_hz(part, rate) == pytest.approx(600, abs=3)


def test_a_probe_says_what_a_file_is(tmp_path: Path) -> None:
    path = sound.write(tmp_path / "stereo.flac", np.zeros((2, 4_000), np.float32), 8_000)

    assert sound.probe(path) == Sound(seconds=0.5, sample_rate_hz=8_000, channels=2, format="flac")


def test_mono_is_the_mean_of_the_channels_and_both_can_be_had(tmp_path: Path, note: Audio) -> None:
    path = sound.write(tmp_path / "stereo.wav", np.stack([note, np.zeros_like(note)]), RATE)

    mono, _ = sound.read(path)
    stereo, _ = sound.read(path, 8_000, mono=False)

    assert mono == pytest.approx(note / 2, abs=1e-4)
    assert stereo.shape == (2, 24_000)
    assert not stereo[1].any()


def test_nothing_lies_behind_the_end(tmp_path: Path, note: Audio) -> None:
    path = sound.write(tmp_path / "note.wav", note, RATE)

    assert sound.read(path, start_s=99)[0].shape == (0,)
    assert sound.read(path, start_s=2.5, seconds=99)[0].shape == (RATE // 2,)
    assert sound.read(path, seconds=0)[0].shape == (0,)


@pytest.mark.parametrize("bad", [{"start_s": -1}, {"seconds": float("nan")}, {"sample_rate_hz": 0}])
def test_a_time_or_a_rate_that_cannot_be_is_refused(bad: dict[str, float], tmp_path: Path, note: Audio) -> None:
    path = sound.write(tmp_path / "note.wav", note, RATE)

    with pytest.raises(ValueError, match=r"-1|nan|no rate"):
        sound.read(path, **bad)  # type: ignore[arg-type]


def test_blocks_at_another_rate_are_the_whole_file_resampled_at_once(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, 300_000).astype(np.float32)
    path = sound.write(tmp_path / "noise.wav", noise, 44_100)

    joined = np.concatenate(list(sound.blocks(path, 16_000, 0.7)))

    assert joined == pytest.approx(sound.read(path, 16_000)[0], abs=1e-5)


def test_each_block_begins_with_the_end_of_the_one_before(tmp_path: Path) -> None:
    ramp = np.linspace(-0.9, 0.9, 10_000).astype(np.float32)
    path = sound.write(tmp_path / "ramp.wav", ramp, 1_000)

    blocks = list(sound.blocks(path, 1_000, 4, overlap_s=1))

    assert [len(block) for block in blocks] == [4_000, 4_000, 4_000]
    assert all((one[-1_000:] == other[:1_000]).all() for one, other in pairwise(blocks))
    assert blocks[2][-1] == pytest.approx(0.9, abs=1e-3)


def test_no_block_holds_only_what_the_one_before_held(tmp_path: Path) -> None:
    path = sound.write(tmp_path / "note.wav", np.ones(2_000, np.float32), 1_000)

    assert [len(block) for block in sound.blocks(path, 1_000, 2, overlap_s=1)] == [2_000]


@pytest.mark.parametrize(("seconds", "overlap_s"), [(1, 1), (0, 0), (2, -1)])
def test_blocks_that_would_never_come_to_an_end_are_refused(seconds: float, overlap_s: float) -> None:
    with pytest.raises(ValueError, match="longer block, or a shorter overlap"):
        next(sound.blocks(Path("any.wav"), 16_000, seconds, overlap_s))


@pytest.mark.parametrize("format", ["wav", "ogg", "m4a"])
def test_blocks_of_a_long_file_take_no_more_memory_than_those_of_a_short_one(format: str, tmp_path: Path) -> None:
    path = saved(tmp_path / f"long.{format}", np.tile(tone(440, 1), 180))

    tracemalloc.start()
    seconds = sum(len(block) for block in sound.blocks(path, 8_000, 5.0)) / 8_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert seconds == pytest.approx(180, abs=0.2)
    assert peak < 3e6  # whole, it is 12 MB


def test_hours_of_sound_are_not_read_at_once_but_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.sound.files.MOST", RATE)
    path = sound.write(tmp_path / "note.wav", tone(440, 3), RATE)

    with pytest.raises(SoundTooLong, match="Ask for a part"):
        sound.read(path)

    assert len(sound.read(path, seconds=1)[0]) == RATE


def test_a_file_that_is_not_there_or_empty_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()

    with pytest.raises(FileMissing):
        sound.probe(tmp_path / "none.wav")
    with pytest.raises(FileMissing):
        sound.probe(tmp_path)
    with pytest.raises(FileEmpty):
        sound.probe(tmp_path / "empty.wav")


def test_what_is_no_sound_is_not_called_broken(tmp_path: Path) -> None:
    (tmp_path / "poem.wav").write_text("Shall I compare thee to a summer's day? " * 50)
    (tmp_path / "poem.txt").write_text("Shall I compare thee to a summer's day? " * 50)
    (tmp_path / "poem.raw").write_bytes(bytes(range(256)) * 20)

    with pytest.raises(NotThatKind, match="named WAV"):
        sound.probe(tmp_path / "poem.wav")
    with pytest.raises(KindNotRead, match="wav, flac, mp3"):
        sound.probe(tmp_path / "poem.txt")
    with pytest.raises(KindNotRead):
        sound.probe(tmp_path / "poem.raw")


def test_a_wrong_ending_does_not_matter_where_the_content_is_sound(tmp_path: Path, note: Audio) -> None:
    path = sound.write(tmp_path / "note.wav", note, RATE).rename(tmp_path / "note.mp3")

    assert sound.probe(path).format == "wav"


@pytest.mark.parametrize("format", ["wav", "flac", "mp3", "ogg", "m4a"])
def test_a_file_that_was_cut_short_is_broken(format: str, note: Audio, tmp_path: Path) -> None:
    whole = saved(tmp_path / f"whole.{format}", note).read_bytes()
    path = tmp_path / f"half.{format}"
    path.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(FileBroken, match="save it again"):
        sound.read(path)


def test_what_was_cut_off_does_not_matter_to_who_asks_for_the_begin(note: Audio, tmp_path: Path) -> None:
    whole = sound.write(tmp_path / "whole.mp3", note, RATE).read_bytes()
    path = tmp_path / "half.mp3"
    path.write_bytes(whole[: len(whole) // 2])

    assert len(sound.read(path, seconds=1)[0]) == RATE


def test_a_recording_of_unknown_length_is_read_to_its_end(note: Audio, tmp_path: Path) -> None:
    path = sound.write(tmp_path / "stream.wav", note, RATE)
    content = bytearray(path.read_bytes())
    content[4:8] = content[40:44] = b"\xff\xff\xff\xff"
    path.write_bytes(content)

    assert len(sound.read(path)[0]) == len(note)


@pytest.mark.parametrize(
    ("place", "value", "says"),
    [(22, struct.pack("<H", 0), "0 channels"), (24, struct.pack("<I", 7), "7 samples"), (24, b"\0\0\0\0", "damaged")],
)
def test_a_header_that_cannot_be_is_broken(place: int, value: bytes, says: str, note: Audio, tmp_path: Path) -> None:
    path = sound.write(tmp_path / "note.wav", note, RATE)
    content = bytearray(path.read_bytes())
    content[place : place + len(value)] = value
    path.write_bytes(content)

    with pytest.raises(FileBroken, match=says):
        sound.probe(path)


def test_samples_that_are_no_numbers_are_broken(note: Audio, tmp_path: Path) -> None:
    note[RATE] = np.nan
    soundfile.write(tmp_path / "nan.wav", note, RATE, subtype="FLOAT")

    with pytest.raises(FileBroken, match="no numbers"):
        sound.read(tmp_path / "nan.wav")


def test_a_header_without_samples_is_broken(note: Audio, tmp_path: Path) -> None:
    path = sound.write(tmp_path / "note.wav", note, RATE)
    path.write_bytes(path.read_bytes()[:44])

    with pytest.raises(FileBroken, match="no sound, or was cut short"):
        sound.probe(path)


def test_the_sound_track_of_a_video_is_read(note: Audio, tmp_path: Path) -> None:
    path = encode(tmp_path / "clip.mp4", note, RATE, pictures=30)

    assert pitch_hz(*sound.read(path)) == pytest.approx(440, abs=1)


def test_a_video_without_a_sound_track_says_so(tmp_path: Path) -> None:
    path = encode(tmp_path / "mute.mp4", None, RATE, pictures=5)

    with pytest.raises(NoSound):
        sound.probe(path)


@pytest.mark.parametrize(
    "playlist", ["ffconcat version 1.0\nfile secret.wav\n", "#EXTM3U\n#EXTINF:3,\nsecret.wav\n#EXT-X-ENDLIST\n"]
)
def test_a_playlist_that_names_another_file_is_not_followed(playlist: str, note: Audio, tmp_path: Path) -> None:
    sound.write(tmp_path / "secret.wav", note, RATE)
    (tmp_path / "song.m4a").write_text(playlist)

    with pytest.raises(NotThatKind):
        sound.read(tmp_path / "song.m4a")


def test_any_bytes_give_sound_or_an_error_of_ours(note: Audio, tmp_path: Path) -> None:
    drawn = np.random.default_rng(0)
    for format in ("wav", "flac", "ogg", "m4a"):
        whole = saved(tmp_path / f"note.{format}", note[:RATE]).read_bytes()
        for number in range(8):
            spoiled = np.frombuffer(whole, np.uint8).copy()
            places = drawn.integers(0, len(spoiled), 40)
            spoiled[places] = drawn.integers(0, 256, 40)
            path = tmp_path / f"{number}.{format}"
            path.write_bytes(spoiled.tobytes())
            try:
                assert sound.read(path)[0].dtype == np.float32
            except FileProblem:
                continue


def test_several_threads_read_one_file(tmp_path: Path, note: Audio) -> None:
    path = sound.write(tmp_path / "note.ogg", note, RATE)
    heard: list[int] = []

    def read() -> None:
        heard.append(len(sound.read(path, 8_000)[0]))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert heard == [24_000] * 4


def test_a_name_that_looks_like_an_address_is_a_file(
    tmp_path: Path, note: Audio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    encode(tmp_path / "http:song.m4a", note, RATE)

    assert sound.probe(Path("http:song.m4a")).seconds == pytest.approx(3, abs=0.1)


def test_what_another_program_wrote_is_read_the_same(tmp_path: Path, note: Audio) -> None:
    soundfile.write(tmp_path / "float.wav", note.astype(np.float64), RATE, subtype="DOUBLE")

    assert (sound.read(tmp_path / "float.wav")[0] == note).all()
