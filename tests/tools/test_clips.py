"""Videos are measured, taken apart into frames, cut, joined, and given another sound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.stand_ins import forge_audio
from app.stand_ins.forge_clips import HERTZ, film, party, still
from runtime import sound, video
from runtime.errors import BadInput, FileProblem, NoSound, UnknownArtifact
from runtime.records import Request
from tools.clip_editing import CutVideo, JoinVideos
from tools.clip_facts import DescribeVideo
from tools.clip_frames import ExtractFrames
from tools.clip_previews import PreviewVideo
from tools.clip_sound import ExtractSound, ReplaceSound


@pytest.fixture
def show(bench: Any, tmp_path: Path) -> Callable[..., str]:
    """Gives the bench a clip of 3 s: a blue square, and a tone where `hertz` says one."""

    def given(name: str = "clip.mp4", hertz: float = 0.0, seconds: float = 3.0, size: int = 64) -> str:
        tone = forge_audio.tone(hertz, seconds, rate=HERTZ) if hertz else None
        path = film(tmp_path / name, still("blue square", round(5 * seconds), size), 5, tone)
        return str(bench.artifacts.import_file(path).name)

    return given


def hertz_of(path: Path, start_s: float = 0.2) -> float:
    audio, rate = sound.read(path, start_s=start_s, seconds=0.8)
    return float(np.abs(np.fft.rfft(audio)).argmax() * rate / len(audio))


def length_of(bench: Any, result: dict[str, Any]) -> float:
    return video.probe(bench.artifacts.get(result["artifacts"][0]).path).seconds


def test_a_video_is_described_as_a_file(bench: Any, show: Any) -> None:
    result = DescribeVideo(bench)(video=show(hertz=440))

    assert result["summary"].startswith(
        "clip.mp4: 3.0 s, 64 x 64 pixels, 5 frames a second, h264 in mov, sound as aac."
    )
    assert (result["frames"], result["sound"], result["turned"]) == (15, "aac", 0)
    assert DescribeVideo(bench)(video=show("mute.mp4"))["sound"] is None


def test_frames_are_saved_each_and_together(bench: Any, tmp_path: Path) -> None:
    name = bench.artifacts.import_file(party(tmp_path / "party.mp4", 2.0, 96)).name

    result = ExtractFrames(bench)(video=name, count=4, sheet=True)

    assert [row["time_s"] for row in result["frames"]] == [0.5, 1.5, 2.5, 3.5]
    saved = [bench.artifacts.get(name) for name in result["artifacts"]]
    assert [one.media_type for one in saved] == ["image/png"] * 5
    reds = [np.asarray(Image.open(one.path), float)[..., 0].mean() for one in saved[:4]]
    assert min(reds[:2]) > max(reds[2:])
    assert saved[0].provenance.sources == (name,)
    assert saved[0].provenance.parameters["alt"] == "The frame of party.mp4 at 0:00.5."


def test_a_frame_of_each_scene_and_one_of_a_moment(bench: Any, tmp_path: Path) -> None:
    name = bench.artifacts.import_file(party(tmp_path / "party.mp4", 2.0, 96)).name

    scenes, one = ExtractFrames(bench)(video=name, scenes=True), ExtractFrames(bench)(video=name, at_s=3.0)

    assert [row["time_s"] for row in scenes["frames"]] == [0.0, pytest.approx(2.0, abs=0.25)]
    assert one["summary"] == f"Took 1 frame out of party.mp4, at 0:03.0: {one['artifacts'][0]}."


def test_a_cut_has_the_length_that_was_asked_for(bench: Any, show: Any) -> None:
    name = show(hertz=440)

    assert length_of(bench, CutVideo(bench)(video=name, start_s=1, end_s=2.4)) == pytest.approx(1.4, abs=0.05)
    assert length_of(bench, CutVideo(bench)(video=name, start_s=2)) == pytest.approx(1.0, abs=0.05)
    with pytest.raises(BadInput, match="needs start_s, end_s or both"):
        CutVideo(bench)(video=name)
    with pytest.raises(BadInput, match="nothing from 7 to"):
        CutVideo(bench)(video=name, start_s=7)


def test_joined_videos_are_as_long_as_all_of_them(bench: Any, show: Any) -> None:
    names = [show("a.mp4", 440), show("b.mp4", size=32), show("c.mp4", 900, 1.0)]

    result = JoinVideos(bench)(videos=names)

    assert length_of(bench, result) == pytest.approx(7.0, abs=0.15)
    assert "of a.mp4, b.mp4, c.mp4" in result["summary"]
    made = bench.artifacts.get(result["artifacts"][0])
    assert (made.media_type, made.provenance.sources) == ("video/mp4", tuple(names))
    assert hertz_of(made.path, 6.1) == pytest.approx(900, abs=5)
    with pytest.raises(BadInput, match="takes 2 to 50 videos; 1 were named"):
        JoinVideos(bench)(videos=names[:1])


@pytest.mark.parametrize(("format", "type"), [(None, "audio/wav"), ("mp3", "audio/mpeg"), (".FLAC", "audio/flac")])
def test_the_sound_that_is_taken_out_has_the_pitch_of_the_video(bench: Any, show: Any, format: str, type: str) -> None:
    given = {"video": show(hertz=440)} | ({"format": format} if format else {})

    made = bench.artifacts.get(ExtractSound(bench)(**given)["artifacts"][0])

    assert made.media_type == type
    assert hertz_of(made.path) == pytest.approx(440, abs=5)


def test_a_video_gets_the_sound_of_a_recording_or_of_another_video(bench: Any, show: Any, tmp_path: Path) -> None:
    name, other = show(hertz=440), show("other.mp4", 900)
    tone = sound.write(tmp_path / "tone.wav", forge_audio.tone(700, 3.0), 16_000)
    recording = bench.artifacts.import_file(tone).name

    for heard, pitch in ((recording, 700), (other, 900)):
        result = ReplaceSound(bench)(video=name, sound=heard)
        made = bench.artifacts.get(result["artifacts"][0])
        assert hertz_of(made.path) == pytest.approx(pitch, abs=5)
        assert result["seconds"] == pytest.approx(3.0, abs=0.05)
        assert made.provenance.sources == (name, heard)


def test_a_part_of_it_becomes_a_gif(bench: Any, tmp_path: Path) -> None:
    name = bench.artifacts.import_file(party(tmp_path / "party.mp4", 2.0, 96)).name

    result = PreviewVideo(bench)(video=name, start_s=1, end_s=3, width=48)

    made = bench.artifacts.get(result["artifacts"][0])
    with Image.open(made.path) as image:
        assert (made.media_type, image.n_frames, image.size) == ("image/gif", 16, (48, 48))
    for wrong in ({"width": 4000}, {"start_s": 3, "end_s": 2}, {"start_s": 9}):
        with pytest.raises(BadInput, match=r"give a part of it|is outside"):
            PreviewVideo(bench)(**({"video": name} | wrong))


def test_what_has_no_sound_says_so(bench: Any, show: Any) -> None:
    name = show("mute.mp4")

    with pytest.raises((BadInput, NoSound), match="has no sound track"):
        ExtractSound(bench)(video=name)
    with pytest.raises((BadInput, NoSound), match="has no sound track"):
        ReplaceSound(bench)(video=name, sound=name)


def test_what_cannot_be_used_is_refused_in_a_sentence(bench: Any, show: Any, tmp_path: Path) -> None:
    name = show()
    (tmp_path / "words.txt").write_text("no video")
    text = bench.artifacts.import_file(tmp_path / "words.txt").name
    data = (tmp_path / "clip.mp4").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(data[: len(data) // 2])
    broken = bench.artifacts.import_file(tmp_path / "cut.mp4").name

    with pytest.raises(BadInput, match=r"words-1 is text/plain, not a video\. Videos here: clip-1, cut-1\."):
        DescribeVideo(bench)(video=text)
    with pytest.raises(BadInput, match="not a recording"):
        ReplaceSound(bench)(video=name, sound=text)
    with pytest.raises(UnknownArtifact):
        DescribeVideo(bench)(video="clip-9")
    with pytest.raises(BadInput, match="outside 1 to 48"):
        ExtractFrames(bench)(video=name, count=49)
    with pytest.raises(BadInput, match="outside the video"):
        ExtractFrames(bench)(video=name, at_s=9)
    with pytest.raises(BadInput, match="is not written here"):
        ExtractSound(bench)(video=name, format="aac")
    with pytest.raises(BadInput, match=r"cut-1: .*(cut short|damaged)"):
        ExtractFrames(bench)(video=broken)


def test_requests_about_videos_are_planned_and_done(service: Any, tmp_path: Path) -> None:
    one = party(tmp_path / "party.mp4", 2.0, 64)
    two = film(tmp_path / "square.mp4", still("blue square", 10, 64), 5)
    tune = sound.write(tmp_path / "tune.wav", forge_audio.tone(700, 2.0), 16_000)

    def ask(words: str, *files: Path) -> Any:
        return service.ask(Request(words, files))

    assert ask("How long is the video?", one).text.startswith("party.mp4: 4.0 s, 64 x 64 pixels")
    assert len(ask("Take 4 stills out of the video", one).artifacts) == 4
    assert len(ask("Make a contact sheet of the video with 6 frames", one).artifacts) == 7
    assert "2.0 s, from 1 s on" in ask("Cut the video from 1 to 3 seconds", one).text
    assert "6.0 s, 64 x 64 pixels" in ask("Join the two clips", one, two).text
    assert "2.0 s in 16 pictures" in ask("Make a gif of the video from 1 to 3 seconds", one).text
    assert "(mp3)" in ask("Save the sound of the video as mp3", one).text
    assert "square.mp4 with the sound of tune.wav" in ask("Put tune.wav under the video", two, tune).text


def test_a_video_without_sound_is_taken_and_one_that_is_no_video_refused(service: Any, tmp_path: Path) -> None:
    mute = film(tmp_path / "mute.mp4", still("red circle", 10), 5)
    (tmp_path / "fake.mp4").write_text("no video" * 20)

    assert "no sound" in service.ask(Request("How long is the video?", (mute,))).text
    with pytest.raises(FileProblem, match="is named MP4 but is not one"):
        service.ask(Request("How long is the video?", (tmp_path / "fake.mp4",)))


def test_a_video_file_that_holds_sound_alone_is_heard(service: Any, tmp_path: Path) -> None:
    path = forge_audio.encode(tmp_path / "memo.webm", forge_audio.tone(440, 2.0), 16_000)

    assert "2.0 s" in service.ask(Request("How loud is the recording?", (path,))).text


def test_what_is_said_in_a_video_is_written_down_and_subtitled(studio: Any, tmp_path: Path) -> None:
    words = forge_audio.said(["low", "high", "mid"], HERTZ)
    clip = film(tmp_path / "talk.mp4", still("red circle", 18), 10, words)

    assert "low high mid" in studio.ask(Request("Write down what is said in the video", (clip,))).text
    subtitles = studio.ask(Request("Make subtitles for the video", (clip,))).artifacts
    assert any("low high mid" in one.path.read_text() for one in subtitles)
