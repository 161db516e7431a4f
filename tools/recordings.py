"""What the tools that listen and speak share: a recording opened, sound and lists saved, how it was made."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from runtime.calls import Results
from runtime.errors import BadInput
from runtime.records import Artifact, Json, Provenance
from tools.base import Tool

TYPES = {"wav": "audio/wav", "flac": "audio/flac", "mp3": "audio/mpeg", "ogg": "audio/ogg"}
"""Media types of the formats that are written."""
MOST = 200
"""Entries of a list in a result; all of them are in an artifact."""


class RecordingTool(Tool):
    """Base of the tools that work on recordings, or make them."""

    def recording(self, name: str) -> Artifact:
        """
        Raises:
            BadInput: it is of another kind.
            UnknownArtifact, OutsideWorkspace: there is no such artifact.
        """
        return self.file_of_kind(name, ("sound", "video"), "recording", "talk.wav")

    def made(self, results: Results, sources: Sequence[str], seed: int | None = None, **parameters: Json) -> Provenance:
        """How something was made with a model. Parameters that are None were not given."""
        line = results.checkpoint
        given = {name: value for name, value in parameters.items() if value is not None}
        return Provenance(
            self.name, tuple(sources), given, line.id, line.revision, results.placement.at, seed, results.seconds
        )


def encoded(audio: Any, sample_rate_hz: int, format: str = "wav") -> bytes:
    """Samples, (T,) or (C, T), as a file's bytes.

    Raises:
        BadInput: the format does not hold them.
    """
    from runtime import sound

    with tempfile.TemporaryDirectory() as folder:
        try:
            return sound.write(Path(folder) / f"sound.{format}", audio, sample_rate_hz).read_bytes()
        except ValueError as error:
            raise BadInput(str(error)) from error


def clock(seconds: float) -> str:
    """A length as people say it.

    >>> clock(7.25), clock(83), clock(3723)
    ('7.2 s', '1:23 min', '1:02:03 h')
    """
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02} h" if minutes >= 60 else f"{minutes}:{rest:02} min"
