"""Subtitles and what is said in recordings: sentences with their times."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rag.chunks import split
from rag.documents import Document, read
from rag.speech import Spoken
from runtime.errors import FileEmpty, KindNotRead, NotThatKind

Write = Callable[[str, bytes], Path]

SRT = """1
00:00:01,000 --> 00:00:03,500
<i>Welcome to the harbour.</i> Today we

2
00:00:03,600 --> 00:00:06,000
talk about boats.

3
00:01:12,000 --> 00:01:15,000 X1:40 X2:600
{\\an8}The ferry to Oslo costs
120 kroner.

4
01:02:03,004 --> 01:02:05,000
42
"""

VTT = """WEBVTT - a talk

STYLE
::cue { color: lime }

NOTE
nobody says this

intro
00:01.000 --> 00:04.000 align:start
<v Ann>Who minds the <b>ropes</b> &amp; sails?

00:04.500 --> 00:06.000
<v.loud Bo>I do.
"""


def told(document: Document) -> list[tuple[float, str]]:
    return [pair for page in document.pages for pair in zip(page.seconds, page.text.split("\n"), strict=True)]


def test_sentences_are_whole_and_have_the_time_they_begin(file_of: Write) -> None:
    assert told(read(file_of("talk.srt", SRT.encode()))) == [
        (1.0, "Welcome to the harbour."),
        (1.0, "Today we talk about boats."),
        (72.0, "The ferry to Oslo costs 120 kroner."),
        (3723.004, "42"),
    ]


def test_webvtt_names_who_speaks_and_leaves_styles_and_notes_out(file_of: Write) -> None:
    assert told(read(file_of("talk.vtt", VTT.encode()))) == [
        (1.0, "Ann: Who minds the ropes & sails?"),
        (4.5, "Bo: I do."),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_subtitles_of_windows_programs_are_read(file_of: Write, encoding: str) -> None:
    text = SRT.replace("\n", "\r\n").replace("harbour", "Häfen")

    assert told(read(file_of("talk.srt", text.encode(encoding))))[0] == (1.0, "Welcome to the Häfen.")


def test_subtitles_without_blank_lines_between_are_told_apart(file_of: Write) -> None:
    text = b"1\n00:00:01,0 --> 00:00:02,0\nOne.\n2\n00:00:03,0 --> 00:00:04,0\nTwo."

    assert told(read(file_of("talk.srt", text))) == [(1.0, "One."), (3.0, "Two.")]


def test_lines_that_roll_up_are_said_once(file_of: Write) -> None:
    cues = ("so today", "so today\nwe go to sea", "we go to sea\nand fish.")
    text = "WEBVTT\n\n" + "\n\n".join(f"00:0{n}.000 --> 00:0{n + 1}.000\n{cue}" for n, cue in enumerate(cues))

    assert told(read(file_of("live.vtt", text.encode()))) == [(0.0, "so today we go to sea and fish.")]


def test_scripts_without_spaces_are_joined_without_any(file_of: Write) -> None:
    text = "1\n00:00:01,0 --> 00:00:02,0\n有給休暇は\n\n2\n00:00:02,0 --> 00:00:03,0\n十二日です。"

    assert told(read(file_of("talk.srt", text.encode()))) == [(1.0, "有給休暇は十二日です。")]


def test_a_long_silence_begins_a_new_line(file_of: Write) -> None:
    text = b"1\n00:00:01,0 --> 00:00:02,0\nall aboard\n\n2\n00:00:09,0 --> 00:00:10,0\nland ahoy"

    assert told(read(file_of("talk.srt", text))) == [(1.0, "all aboard"), (9.0, "land ahoy")]


def test_a_passage_names_the_moment_it_begins(file_of: Write) -> None:
    cues = (
        f"{n}\n00:{n:02}:07,5 --> 00:{n:02}:20,0\nRule {n} says that boat {n} meets at pier {n}." for n in range(60)
    )
    passages = split(read(file_of("talk.srt", "\n\n".join(cues).encode())), "talk-1")

    assert len(passages) > 2
    for passage in passages:
        minute = int(passage.text.split()[1])
        assert (passage.seconds, passage.place) == (60 * minute + 7.5, f"talk.srt, 00:{minute:02}:07")


@pytest.mark.parametrize("data", [b"just a text", b"1\n00:00 -> 00:01\nno", b"WEBVTT\n"])
def test_a_file_without_subtitles_is_none(file_of: Write, data: bytes) -> None:
    with pytest.raises(NotThatKind, match=r"is named \.srt but is not one"):
        read(file_of("talk.srt", data))


def test_subtitles_that_say_nothing_are_empty(file_of: Write) -> None:
    with pytest.raises(FileEmpty):
        read(file_of("talk.srt", b"1\n00:00:01,0 --> 00:00:02,0\n<i></i>\n"))


def test_a_recording_is_read_through_whoever_hears_it(file_of: Write) -> None:
    path = file_of("talk.mp3", b"ID3 sound")
    asked: list[Path] = []

    def hear(recording: Path) -> list[Spoken]:
        asked.append(recording)
        return [Spoken(0.0, 2.0, " The ferry leaves"), Spoken(2.0, 3.0, " at six. It is"), Spoken(70.0, 71.0, " late.")]

    document = read(path, hear=hear)

    assert told(document) == [(0.0, "The ferry leaves at six."), (2.0, "It is"), (70.0, "late.")]
    assert (document.title, document.media_type, asked) == ("talk.mp3", "audio/mpeg", [path])
    assert split(document, "talk-1")[0].place == "talk.mp3, 00:00:00"


def test_a_recording_that_nobody_hears_is_of_a_kind_not_read(file_of: Write) -> None:
    with pytest.raises(KindNotRead):
        read(file_of("talk.mp3", b"ID3 sound"))


def test_a_recording_in_which_nobody_speaks_is_empty(file_of: Write) -> None:
    with pytest.raises(FileEmpty):
        read(file_of("waves.wav", b"RIFF"), hear=lambda path: [])
