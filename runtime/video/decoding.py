"""Opens video files by FFmpeg's libraries, and shows what is seen at any moment, holding two frames at most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from runtime.cancel import check
from runtime.errors import FileBroken, FileEmpty, FileMissing, NoPictures, TooMuchInside, need
from runtime.sound.facts import LOST, LOST_S
from runtime.sound.ffmpeg import TICKS, container
from runtime.video.facts import LARGEST, LONGEST_S, Video, believed_rate

VIDEOS = ("mp4", "mov", "webm", "mkv", "avi", "m4v", "mpg", "ts")
"""Endings of what is read; others are, where their content is a video."""
BEGINNINGS = (b"RIFF", b"\x1a\x45\xdf\xa3")
"""How video files begin; mp4 and its kin say `ftyp` after four bytes."""
NEAR_S = 2.0
"""What lies so little ahead is decoded up to; for what is further, the reader jumps."""
SLACK_S = 1e-3
"""Clocks of files tick coarsely: a frame that begins so little later counts as shown."""


@contextmanager
def opened(path: Path) -> Iterator[Decoder]:
    """The video in the file at `path`.

    Raises:
        FileMissing, FileEmpty: there is no file, or nothing in it.
        NotThatKind, KindNotRead: it is no video, whatever its name says.
        NoPictures: it is a recording, or another container, without a single frame.
        TooMuchInside: its frames are larger than are decoded, or it is longer than a day.
        FileBroken: it was cut short, or is damaged; also while its frames are read.
        MissingExtra: PyAV is not installed.
    """
    if not path.is_file():
        raise FileMissing(path)
    if path.stat().st_size == 0:
        raise FileEmpty(path)
    with container(path, "video", VIDEOS, BEGINNINGS) as inside:
        yield Decoder(path, inside)


class Decoder:
    """Of an `av` container, which whoever opened it closes: its first video track that is not a cover."""

    def __init__(self, path: Path, container: Any) -> None:
        if not container.streams:
            raise FileBroken(path, "it was cut short: nothing but its beginning is there")
        tracks = [stream for stream in container.streams.video if not _is_cover(stream)]
        if not tracks:
            raise NoPictures(path)
        self._path, self._container, self._stream = path, container, tracks[0]
        if self._stream.codec_context is None:
            raise FileBroken(path, "its pictures are in a code that is not known here")
        self._check_size(self._stream.codec_context)
        self._reach_s, self._at_s = NEAR_S, 0.0
        first = next(self._decoded(), None)
        if first is None and self._stream.frames:
            raise FileBroken(path, f"it was cut short: not one of its {self._stream.frames} frames is whole")
        if first is None:
            raise NoPictures(path)
        self.video = self._facts(first)

    def shown(self, times_s: Iterable[float]) -> Iterator[tuple[float, Timed]]:
        """For each of `times_s`, which rise, the moment and the frame seen then: the last that began before it.

        Raises:
            FileBroken: it ends much earlier than it says, or is damaged.
        """
        frames, now, later = self._from_start(), None, None
        for moment in times_s:
            check()
            if moment - self._at_s > self._reach_s:
                frames, now, later = self._jumped(moment), None, None
            while later is None or later.time <= moment + SLACK_S:
                now, later = later or now, next(frames, None)
                if later is None:
                    break
                self._at_s = later.time
            shown = now or later
            if shown is None or (later is None and moment > shown.time + LOST_S and self._ends_too_early(shown)):
                raise FileBroken(self._path, self._cut_short(shown, moment))
            yield moment, shown

    def _jumped(self, moment: float) -> Iterator[Timed]:
        """Frames from the key frame before `moment` on. How far back those lie is learned: no jump is to lead back.

        Where a container has no index to jump by, or it is damaged, all is read from the beginning.
        """
        was = self._at_s
        self._seek(int(moment * TICKS) + self._began_ticks())
        frames = self._decoded()
        first = next(frames, None)
        if first is None or first.time > moment + SLACK_S:
            self._reach_s = float("inf")
            return self._from_start()
        if first.time < was:
            self._reach_s = max(self._reach_s, moment - first.time)
        return chain((first,), frames)

    def _from_start(self) -> Iterator[Timed]:
        self._at_s = 0.0
        self._seek(0)
        return self._decoded()

    def _seek(self, ticks: int) -> None:
        library = need("av", "video")
        try:
            self._container.seek(ticks)
        except library.FFmpegError as error:
            raise FileBroken(self._path, f"it cannot be read at {ticks / TICKS:.1f} seconds") from error

    def _began_ticks(self) -> int:
        start = self._stream.start_time
        return int(start * self._stream.time_base * TICKS) if start else 0

    def _decoded(self) -> Iterator[Timed]:
        """Frames that have a time, which counts from the first one's."""
        library, began = need("av", "video"), self._began_ticks() / TICKS
        try:
            for frame in self._container.decode(self._stream):
                if frame.time is not None:
                    lasts = float((frame.duration or 0) * frame.time_base)
                    yield Timed(frame, frame.time - began, lasts)
        except library.FFmpegError as error:
            raise FileBroken(self._path, f"its pictures are damaged after {self._at_s:.1f} seconds") from error

    def _ends_too_early(self, last: Timed) -> bool:
        """Whether more is missing behind the last frame than is lost between clocks."""
        return self.video.seconds * (1 - LOST) - LOST_S > last.time + max(last.lasts, 1 / float(self.video.rate))

    def _cut_short(self, last: Timed | None, moment: float) -> str:
        where = f"after {last.time:.1f}" if last else f"before {moment:.1f}"
        return f"it was cut short {where} of its {self.video.seconds:.1f} seconds"

    def _check_size(self, codec: Any) -> None:
        if codec.width * codec.height > LARGEST:
            raise TooMuchInside(self._path, f"frames of {codec.width:,} x {codec.height:,} pixels, more than 8K")

    def _facts(self, first: Timed) -> Video:
        frame, codec = first.frame, self._stream.codec_context
        seconds = self._seconds()
        if not 0 < seconds <= LONGEST_S:
            raise TooMuchInside(self._path, f"{seconds / 3600:.0f} hours of video")
        turned = round(frame.rotation / 90) * 90 % 360
        aspect = self._stream.sample_aspect_ratio or 1
        width, height = max(1, round(frame.width * aspect)), frame.height
        width, height = (height, width) if turned % 180 else (width, height)
        sounds = [track.codec_context.name for track in self._container.streams.audio if track.codec_context]
        kind = self._container.format.name.split(",")[0]
        rate = believed_rate(self._stream.average_rate)
        return Video(width, height, seconds, rate, codec.name, kind, turned, (sounds or [""])[0])

    def _seconds(self) -> float:
        """What the track says, else the container; what a browser has recorded says neither, and is counted."""
        if self._stream.duration:
            return float(self._stream.duration * self._stream.time_base)
        if self._container.duration:
            return float(self._container.duration / TICKS)
        self._seek(0)
        ends = [packet.pts + (packet.duration or 0) for packet in self._container.demux(self._stream) if packet.pts]
        return float(max(ends, default=1) * self._stream.time_base)


class Timed:
    """An `av` frame, when it begins, in seconds from the first, and how long it says that it is shown."""

    __slots__ = ("frame", "lasts", "time")

    def __init__(self, frame: Any, time: float, lasts: float) -> None:
        self.frame, self.time, self.lasts = frame, time, lasts


def _is_cover(stream: Any) -> bool:
    """Whether a track is a picture that stands for a song."""
    cover = need("av.stream", "video").Disposition.attached_pic
    return bool(stream.disposition & cover)
