"""How long recalling takes where a tenant has written down very much."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Engine, insert

from benchmarks.measure import Figure, milliseconds
from memory.database import note_vectors, notes, now
from memory.history import History
from memory.notes import Notes
from runtime.runners.sentence_embedding import SentenceEncoder

NOTES = 100_000
ASKED = 100


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        encoder = SentenceEncoder(Path(folder), threads=1)
        history = History(f"sqlite:///{folder}/history.sqlite")
        fill(history.engine, encoder)
        kept = Notes(history.engine, "chat", "local")
        (first,) = milliseconds(lambda: kept.search("which ship lies at pier 12?", encoder), 1)
        yield Figure(f"recall among {NOTES:,} notes, the first of a process", first, "ms", 5000)
        asked = iter(f"which ship lies at pier {number}?" for number in range(ASKED))
        taken = sorted(milliseconds(lambda: kept.search(next(asked), encoder), ASKED))
        yield Figure(f"recall among {NOTES:,} notes of one session, p50", taken[ASKED // 2], "ms", 50)
        yield Figure(f"recall among {NOTES:,} notes of one session, p95", taken[int(ASKED * 0.95)], "ms", 50)
        history.close()


def fill(engine: Engine, encoder: Any) -> None:
    """Notes with the vectors of a few hundred sentences, each moved a little, as embedding all would take an hour."""
    said = encoder([f"the ship Number {number} lies at pier {number % 97}" for number in range(256)])
    drift = np.random.default_rng(0).normal(0, 0.02, (NOTES, said.shape[1]))
    vectors = (said[np.arange(NOTES) % len(said)] + drift).astype(np.float16)
    with engine.begin() as connection:
        connection.execute(insert(notes), [row(number) for number in range(NOTES)])
        rows = [{"note": n + 1, "model": encoder.name, "vector": v.tobytes()} for n, v in enumerate(vectors)]
        connection.execute(insert(note_vectors), rows)


def row(number: int) -> dict[str, Any]:
    told = {"key": f"ship {number}", "value": json.dumps(f"lies at pier {number % 97}"), "by": "documents"}
    owner = {"tenant": "local", "session": "chat", "confidence": 1.0, "sources": "[]", "created_at": now()}
    return told | owner
