"""Videos are read a few frames at a time, cut to the frame, put together, and written so that browsers play them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.stand_ins import forge_audio
from app.stand_ins.forge_clips import HERTZ, film, moving, still
from runtime import sound, video
from runtime.errors import (
    FileBroken,
    FileEmpty,
    FileMissing,
    FileProblem,
    KindNotRead,
    NoPictures,
    NoSound,
    NotThatKind,
    TooMuchInside,
)
from runtime.video.editing import cut, join, with_sound
from runtime.video.scenes import scenes


def colour(picture: Any) -> str:
    """Of the shape on it."""
    red, _, blue = np.asarray(picture, float).mean((0, 1))
    return "red" if red > blue else "blue"


def hertz(path: Path, start_s: float = 0.2, seconds: float = 0.6) -> float:
    """Of the loudest tone."""
    audio, rate = sound.read(path, start_s=start_s, seconds=seconds)
    return float(np.abs(np.fft.rfft(audio)).argmax() * rate / len(audio))


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of red with a tone of 440 Hz, two of blue with one of 1000 Hz; 10 frames a second."""
    tones = np.concatenate([forge_audio.tone(pitch, 2.0, rate=HERTZ) for pitch in (440, 1000)])
    pictures = [*moving("right", "red circle", 20, 96), *moving("left", "blue circle", 20, 96)]
    return film(tmp_path_factory.mktemp("clip") / "clip.mp4", pictures, 10, tones)


@pytest.fixture(scope="module")
def mute(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("mute") / "mute.mp4", still("blue square", 10, 64), 5)


def test_a_file_says_what_it_is(clip: Path, mute: Path) -> None:
    facts = video.probe(clip)

    assert (facts.width, facts.height, facts.rate, facts.frames) == (96, 96, Fraction(10), 40)
    assert (facts.codec, facts.format, facts.sound, facts.turned) == ("h264", "mov", "aac", 0)
    assert facts.seconds == pytest.approx(4.0, abs=0.1)
    assert video.probe(mute).sound == ""


def test_the_frame_of_a_moment_is_the_one_that_is_seen_then(clip: Path) -> None:
    shown = list(video.frames(clip, [0.0, 1.95, 2.05, 2.05, 3.95]))

    assert [colour(picture) for _, picture in shown] == ["red", "red", "blue", "blue", "blue"]
    assert [at for at, _ in shown] == [0.0, 1.95, 2.05, 2.05, 3.95]
    assert shown[2][1] is shown[3][1]


def test_frames_are_scaled_down_where_they_are_larger_than_asked_for(clip: Path) -> None:
    assert next(video.frames(clip, [0.0], longest=40))[1].size == (40, 40)


def test_odd_sizes_are_made_even_and_others_kept(tmp_path: Path) -> None:
    facts = video.probe(video.write(tmp_path / "odd.mp4", [Image.new("RGB", (65, 33))] * 3, 3))

    assert (facts.width, facts.height) == (64, 32)


def test_pictures_come_from_a_generator_one_at_a_time(tmp_path: Path) -> None:
    def drawn() -> Iterator[Any]:
        for shade in range(6):
            yield Image.new("RGB", (32, 32), (40 * shade,) * 3)

    assert video.probe(video.write(tmp_path / "grey.mp4", drawn(), 2)).seconds == pytest.approx(3.0)
    with pytest.raises(ValueError, match="at least one picture"):
        video.write(tmp_path / "none.mp4", [], 2)


@pytest.mark.parametrize("side", [16, 32, 64, 96])
def test_the_same_pictures_are_written_as_the_same_bytes(side: int, tmp_path: Path) -> None:
    noise = np.random.default_rng(side).integers(0, 255, (12, side, side, 3), dtype=np.uint8)
    pictures = [Image.fromarray(one) for one in noise]

    written = {video.write(tmp_path / f"{n}.mp4", pictures, 8).read_bytes() for n in range(5)}

    assert len(written) == 1


def test_a_cut_is_exact_to_the_frame_and_keeps_its_sound(clip: Path, tmp_path: Path) -> None:
    part = cut(clip, tmp_path / "part.mp4", 1.0, 3.0)

    assert video.probe(part).seconds == pytest.approx(2.0, abs=0.05)
    assert [colour(picture) for _, picture in video.frames(part, [0.0, 0.95, 1.05])] == ["red", "red", "blue"]
    assert hertz(part) == pytest.approx(440, abs=5)
    assert hertz(part, 1.2) == pytest.approx(1000, abs=5)
    with pytest.raises(ValueError, match=r"nothing from 5 to 4 s; it lasts 4\.0 s"):
        cut(clip, tmp_path / "no.mp4", 5.0, 9.0)


def test_joined_they_have_the_size_of_the_first_and_the_length_of_all(clip: Path, mute: Path, tmp_path: Path) -> None:
    whole = join([clip, mute, clip], tmp_path / "whole.mp4")

    facts = video.probe(whole)
    assert (facts.width, facts.height) == (96, 96)
    assert facts.seconds == pytest.approx(10.0, abs=0.15)
    assert [colour(picture) for _, picture in video.frames(whole, [1.0, 3.0, 5.0, 7.0])] == [
        "red",
        "blue",
        "blue",
        "red",
    ]
    assert np.abs(sound.read(whole, start_s=4.5, seconds=1.0)[0]).max() < 0.01
    assert hertz(whole, 6.3) == pytest.approx(440, abs=5)


def test_the_sound_of_another_file_is_put_in_and_followed_by_silence(mute: Path, tmp_path: Path) -> None:
    tone = sound.write(tmp_path / "tone.wav", forge_audio.tone(700, 1.0), 16_000)

    made = with_sound(mute, tone, tmp_path / "dubbed.mp4")

    assert video.probe(made).seconds == pytest.approx(2.0, abs=0.05)
    assert hertz(made) == pytest.approx(700, abs=5)
    assert np.abs(sound.read(made, start_s=1.2, seconds=0.6)[0]).max() < 0.01
    with pytest.raises(NoSound):
        with_sound(mute, mute, tmp_path / "no.mp4")


def test_scenes_begin_where_what_is_seen_changes(clip: Path, mute: Path) -> None:
    assert scenes(clip, video.probe(clip)) == [0.0, pytest.approx(2.0, abs=0.25)]
    assert scenes(mute, video.probe(mute)) == [0.0]


def test_a_moving_picture_is_a_gif_that_begins_again(clip: Path, tmp_path: Path) -> None:
    pictures = [picture for _, picture in video.frames(clip, video.evenly(4.0, 8), 64)]

    (tmp_path / "small.gif").write_bytes(video.gif(pictures, 0.25))

    with Image.open(tmp_path / "small.gif") as image:
        assert (image.format, image.n_frames, image.info["duration"], image.info["loop"]) == ("GIF", 8, 250, 0)
    with pytest.raises(ValueError, match="at least one picture"):
        video.gif([], 1.0)


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_video_is_turned_as_the_camera_says(tmp_path: Path, turned: int) -> None:
    import av

    path = tmp_path / "phone.mp4"
    shot = Image.new("RGB", (64, 32), "white")
    shot.paste("red", (0, 0, 16, 32))
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 32, "yuv420p"
        for _ in range(5):
            file.mux(stream.encode(av.VideoFrame.from_image(shot)))
        file.mux(stream.encode())
    data = path.read_bytes()
    place = data.index(rotation(0), data.index(b"tkhd"))  # the track's, not that of the whole
    path.write_bytes(data[:place] + rotation(turned) + data[place + 36 :])

    facts = video.probe(path)
    (_, picture), *_ = video.frames(path, [0.0])

    assert facts.turned == turned
    assert picture.size == ((64, 32) if turned == 180 else (32, 64)) == (facts.width, facts.height)
    edge = {90: (16, 60), 180: (60, 16), 270: (16, 4)}[turned]
    red, green, _ = picture.getpixel(edge)
    assert red > 150
    assert green < 120


def rotation(degrees: int) -> bytes:
    """An mp4's display matrix, which turns counter-clockwise by so much."""
    cosine, sine = {0: (1, 0), 90: (0, -1), 180: (-1, 0), 270: (0, 1)}[degrees]
    numbers = [cosine << 16, sine << 16, 0, -sine << 16, cosine << 16, 0, 0, 0, 1 << 30]
    return b"".join(number.to_bytes(4, "big", signed=True) for number in numbers)


def test_a_file_that_was_cut_short_says_so(clip: Path, tmp_path: Path) -> None:
    data = clip.read_bytes()
    half, head = tmp_path / "half.mp4", tmp_path / "head.mp4"
    half.write_bytes(data[: len(data) * 6 // 10])
    head.write_bytes(data[:60])

    with pytest.raises(FileBroken, match=r"it was cut short .* of its 4\.0 seconds"):
        list(video.frames(half, video.evenly(4.0, 16)))
    with pytest.raises(FileBroken, match="nothing but its beginning"):
        video.probe(head)


def test_what_is_no_video_is_refused_in_a_sentence(tmp_path: Path) -> None:
    files: dict[type[FileProblem], Path] = {FileMissing: tmp_path / "none.mp4"}
    for kind, name, data in (
        (FileEmpty, "e.mp4", b""),
        (NotThatKind, "t.mp4", b"words" * 99),
        (KindNotRead, "x.y", b"?" * 99),
    ):
        files[kind] = tmp_path / name
        files[kind].write_bytes(data)
    files[NoPictures] = sound.write(tmp_path / "tone.wav", forge_audio.tone(300, 1.0), 16_000)

    for kind, path in files.items():
        with pytest.raises(kind, match=path.name):
            video.probe(path)


def test_a_container_without_a_frame_is_refused(tmp_path: Path) -> None:
    import av

    path = tmp_path / "none.mkv"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        file.start_encoding()

    with pytest.raises(FileProblem):
        video.probe(path)


def test_a_long_video_is_jumped_through_and_holds_few_frames(tmp_path: Path) -> None:
    path = film(tmp_path / "long.mp4", [*still("red circle", 60, 32), *still("blue circle", 60, 32)], 1)

    shown = [colour(picture) for _, picture in video.frames(path, [0.5, 30.0, 59.0, 61.0, 119.0])]

    assert shown == ["red", "red", "red", "blue", "blue"]


def test_frames_that_are_too_large_are_refused(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.video.decoding.LARGEST", 95 * 96)

    with pytest.raises(TooMuchInside, match="frames of 96 x 96 pixels"):
        video.probe(clip)


def test_containers_without_an_index_are_read_from_the_beginning(tmp_path: Path) -> None:
    import av

    path = tmp_path / "recorded.ts"
    with av.open(str(path), "w", format="mpegts") as file:
        stream = file.add_stream("libx264", rate=5)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        for picture in [*still("red circle", 20), *still("blue circle", 20)]:
            file.mux(stream.encode(av.VideoFrame.from_image(picture)))
        file.mux(stream.encode())

    assert [colour(picture) for _, picture in video.frames(path, [0.5, 3.5, 7.5])] == ["red", "red", "blue"]
