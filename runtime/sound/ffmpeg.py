"""Opens what FFmpeg's libraries open, for sound and for video, and decodes the sound track of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from runtime.errors import FileBroken, FileProblem, KindNotRead, NoSound, NotThatKind, need
from runtime.sound.facts import Audio, Sound, believed, check_whole

CONTAINERS = "aac,ac3,aiff,amr,asf,au,avi,caf,eac3,flac,flv,matroska,mov,mp3,mpeg,mpegts,ogg,w64,wav"
"""What a file may be taken for. Playlists are not among them: they name other files, which would be read."""
SAFE = {"format_whitelist": CONTAINERS, "protocol_whitelist": "file"}
TICKS = 1_000_000
"""FFmpeg's clock, a second."""


@contextmanager
def container(path: Path, extra: str, known: Sequence[str], beginnings: tuple[bytes, ...]) -> Iterator[Any]:
    """What PyAV opens. `known` are the endings of what is read here, `beginnings` the first bytes of such files.

    Raises:
        NotThatKind, KindNotRead, FileBroken: it cannot be opened.
        MissingExtra: PyAV is not installed, which `extra` brings.
    """
    library = need("av", extra)
    try:
        inside = library.open(str(path.resolve()), options=SAFE)
    except (library.FFmpegError, ValueError) as error:
        raise unopened(path, known, beginnings) from error
    with inside:
        yield inside


def unopened(path: Path, known: Sequence[str], beginnings: tuple[bytes, ...]) -> FileProblem:
    """What is wrong with a file that no decoder opens: damaged where it begins as one of its kind, else of another."""
    ending = path.suffix.lower().lstrip(".")
    with path.open("rb") as file:
        head = file.read(12)
    if head.startswith(beginnings) or head[4:8] == b"ftyp":
        return FileBroken(path, "its beginning is damaged, or it was cut short")
    return NotThatKind(path, ending.upper()) if ending in known else KindNotRead(path, known)


class TrackDecoder:
    """Of an `av` container, which whoever opened it closes: its first sound track."""

    def __init__(self, path: Path, container: Any) -> None:
        if not container.streams.audio:
            raise NoSound(path)
        self._path, self._container, self._stream = path, container, container.streams.audio[0]
        codec = self._stream.codec_context
        if codec is None:
            raise FileBroken(path, "its sound is in a code that is not known here")
        kind = container.format.name.split(",")[0]
        said = believed(path, Sound(1.0, codec.sample_rate or 0, codec.layout.nb_channels, kind))
        self.sound = believed(path, Sound(self._seconds(), said.sample_rate_hz, said.channels, kind))

    def _seconds(self) -> float:
        """What the track says, else the container; what a browser has recorded says neither, and is counted."""
        if self._stream.duration:
            return float(self._stream.duration * self._stream.time_base)
        if self._container.duration:
            return float(self._container.duration / TICKS)
        end_s = max((begins_s + block.shape[1] / rate for block, begins_s, rate in self._timed()), default=0.0)
        self._container.seek(0)
        return float(end_s)

    def blocks(self, start_s: float = 0.0) -> Iterator[Audio]:
        """(C, T) each, from `start_s` to the end."""
        if start_s:
            self._container.seek(int(start_s * TICKS))  # to a frame before it; the rest is dropped below
        end_s = start_s
        for block, begins_s, rate in self._timed():
            end_s = begins_s + block.shape[1] / rate
            skipped = max(0, round((start_s - begins_s) * rate))
            if skipped < block.shape[1]:
                yield block[:, skipped:]
        if self._stream.duration:  # a container's own length may be that of its pictures
            check_whole(self._path, self.sound, end_s)

    def _timed(self) -> Iterator[tuple[Audio, float, int]]:
        """Blocks of (C, T), where each begins, in seconds, and their rate."""
        library = need("av", "audio")
        floats = library.AudioResampler(format="fltp")
        begins_s = 0.0
        try:
            for frame in self._container.decode(self._stream):
                begins_s = begins_s if frame.time is None else frame.time
                for part in floats.resample(frame):
                    block = part.to_ndarray()
                    yield block, begins_s, part.sample_rate
                    begins_s += block.shape[1] / part.sample_rate
        except library.FFmpegError as error:
            raise FileBroken(self._path, f"its sound is damaged after {begins_s:.1f} seconds") from error
