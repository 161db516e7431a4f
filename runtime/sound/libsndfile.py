"""Decodes wav, flac, mp3, ogg and other plain sound files by libsndfile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from runtime.errors import FileBroken, need
from runtime.sound.facts import Audio, Sound, believed, check_whole
from runtime.sound.riff import missing_bytes

FRAMES = 65_536
"""Samples of each channel in a block: 4 s at 16 kHz."""


class PlainDecoder:
    """Of a `soundfile.SoundFile`, which whoever opened it closes."""

    def __init__(self, path: Path, file: Any) -> None:
        self._path, self._file = path, file
        kind = str(file.format).lower().removesuffix("ex")  # WAVEX is a wav too
        self.sound = believed(path, Sound(file.frames / file.samplerate, file.samplerate, file.channels, kind))
        if kind == "wav" and (lost := missing_bytes(path)):  # libsndfile would read what is there without a word
            raise FileBroken(path, f"its last {lost} bytes are missing")

    def blocks(self, start_s: float = 0.0) -> Iterator[Audio]:
        """(C, T) each, from `start_s` to the end."""
        library = need("soundfile", "audio")
        rate = self._file.samplerate
        done = min(round(start_s * rate), self._file.frames)
        try:
            self._file.seek(done)
            while len(block := self._file.read(FRAMES, dtype="float32", always_2d=True)):
                if not np.isfinite(block).all():
                    raise FileBroken(self._path, f"after {done / rate:.1f} seconds it holds values that are no numbers")
                done += len(block)
                yield np.ascontiguousarray(block.T)
        except library.LibsndfileError as error:
            raise FileBroken(self._path, str(error).removeprefix("Error : ").rstrip(".")) from error
        check_whole(self._path, self.sound, done / rate)
