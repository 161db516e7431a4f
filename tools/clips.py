"""What the tools that watch share: a video opened, clips saved, moments said."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from runtime.errors import BadInput, FileProblem
from runtime.records import Artifact, Json, Provenance
from tools.pictures import PictureTool

VIDEO: dict[str, Any] = {"type": "string", "role": "video", "description": "Artifact name of a video."}
MOST_VIDEOS = 50
"""In one call."""
Make = Callable[[Path], object]
"""Writes a file where it is told to."""


class ClipTool(PictureTool):
    """Base of the tools that work on videos."""

    def video(self, name: str) -> Artifact:
        """
        Raises:
            BadInput: it is of another kind.
            UnknownArtifact, OutsideWorkspace: there is no such artifact.
        """
        return self.file_of_kind(name, ("video",), "video", "clip.mp4")

    def facts(self, artifact: Artifact) -> Any:
        """What the file says of its video: a `runtime.video.Video`.

        Raises:
            BadInput: it cannot be read.
        """
        from runtime import video

        with reading(artifact):
            return video.probe(artifact.path)

    def save_clip(self, make: Make, sources: Sequence[str], **parameters: Json) -> Artifact:
        """Save as an artifact the mp4 that `make` writes."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "clip.mp4"
            make(path)
            given = {name: value for name, value in parameters.items() if value is not None}
            made = Provenance(self.name, tuple(sources), given, "libx264, aac")
            return self.bench.artifacts.save_bytes(path.read_bytes(), "clip", "video/mp4", made)


@contextmanager
def reading(artifact: Artifact) -> Iterator[None]:
    """Around what reads an artifact's file: what is wrong with that is said of the artifact.

    Raises:
        BadInput: in place of a FileProblem.
    """
    try:
        yield
    except FileProblem as error:
        raise BadInput(f"{artifact.name}: {error}") from error


def moment(seconds: float) -> str:
    """
    >>> moment(0.25), moment(83.0), moment(3723.4)
    ('0:00.2', '1:23.0', '1:02:03.4')
    """
    minutes, rest = divmod(int(seconds * 10) / 10, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02}:{rest:04.1f}" if hours else f"{minutes}:{rest:04.1f}"
