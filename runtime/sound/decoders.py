"""Opens sound files by what reads them: libsndfile, else FFmpeg. Says of others what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from runtime.errors import FileEmpty, FileMissing, need
from runtime.sound.facts import Audio, Sound
from runtime.sound.ffmpeg import TrackDecoder, container
from runtime.sound.libsndfile import PlainDecoder

SOUNDS = ("wav", "flac", "mp3", "ogg", "opus", "m4a", "aac", "aiff", "mp4", "webm", "mkv", "mov")
"""Endings of what is read; others are, where their content is sound."""
BEGINNINGS = (b"RIFF", b"fLaC", b"OggS", b"ID3", b"FORM", b"\x1a\x45\xdf\xa3")
"""How sound files begin; m4a and its kin say `ftyp` after four bytes."""


class Decoder(Protocol):
    sound: Sound

    def blocks(self, start_s: float = 0.0) -> Iterator[Audio]:
        """(C, T) each, from `start_s` to the end. To be asked once."""
        ...


@contextmanager
def opened(path: Path) -> Iterator[Decoder]:
    """The sound in the file at `path`.

    Raises:
        FileMissing, FileEmpty: there is no file, or nothing in it.
        NotThatKind, KindNotRead: it is no sound, whatever its name says.
        NoSound: it is a video, or another container, without a sound track.
        FileBroken: it was cut short, or what it says of itself cannot be; also while its blocks are read.
        MissingExtra: the libraries are not installed.
    """
    if not path.is_file():
        raise FileMissing(path)
    if path.stat().st_size == 0:
        raise FileEmpty(path)
    library = need("soundfile", "audio")
    try:
        file = library.SoundFile(path)
    except (library.LibsndfileError, TypeError):  # TypeError: its name ends in .raw
        with _track(path) as decoder:
            yield decoder
    else:
        with file:
            yield PlainDecoder(path, file)


@contextmanager
def _track(path: Path) -> Iterator[Decoder]:
    with container(path, "audio", SOUNDS, BEGINNINGS) as inside:
        yield TrackDecoder(path, inside)
