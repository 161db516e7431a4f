"""Recordings as documents: what is said in one, written down by the model that transcribes."""

from __future__ import annotations

from pathlib import Path

from rag.speech import Hear, Spoken
from runtime.calls import Calls

TASK = "automatic-speech-recognition"


def hearer(calls: Calls) -> Hear:
    """What `rag.documents.read` takes to read recordings. A recording that was heard before costs no model.

    What it returns raises:
        CheckpointError: no model that transcribes is here, or none that fits the memory.
        FileProblem: the recording cannot be opened, or has no sound.
    """

    def hear(path: Path) -> list[Spoken]:
        said = calls.run(TASK, [path], {"timestamps": "segment"}).items[0]["segments"]
        return [Spoken(float(piece["start_s"]), float(piece["end_s"]), str(piece["text"])) for piece in said]

    return hear
