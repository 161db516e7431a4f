"""How long recalling takes where a tenant has written down very much, and what the mirrors add to a run."""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Engine, insert

from app.service import Service
from benchmarks.main_job import HANDBOOK, QUESTION
from benchmarks.measure import Figure, milliseconds
from memory.database import note_vectors, notes, now
from memory.history import History
from memory.notes import Notes
from runtime.records import Request
from runtime.runners.sentence_embedding import SentenceEncoder
from runtime.settings import load_settings

NOTES = 100_000
ASKED = 100
RUNS = 60


def figures() -> Iterator[Figure]:
    yield from mirrors()
    yield from recalled()


def mirrors() -> Iterator[Figure]:
    """Medians of the same warm question with mirrors and without, in turns: what else the machine does hits both."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Service(replace(load_settings(), home=Path(folder), mirrors=""))
        mirrored = Service(replace(plain.settings, mirrors="vectors,graph"), plain.pool)
        asked = [(service, service.ask(Request(QUESTION, (HANDBOOK,))).session) for service in (plain, mirrored)]
        taken: tuple[list[float], list[float]] = ([], [])
        for _ in range(RUNS):
            for (service, session), times in zip(asked, taken, strict=True):
                times += milliseconds(lambda s=service, of=session: s.ask(Request(QUESTION, (), of)), 1)
            mirrored.mirrors.sync()
        bare, more = map(statistics.median, taken)
        yield Figure(
            f"mirrors (vectors and graph) on a warm ask of {bare:.0f} ms, added", 100 * (more / bare - 1), "%", 5
        )


def recalled() -> Iterator[Figure]:
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
