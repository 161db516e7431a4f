"""The vectors of a session's notes: made once, kept beside the notes, compared all at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, RowMapping, delete, insert, select

from memory.database import note_vectors, notes

Encoder = Callable[[list[str]], NDArray[np.float32]]
"""Texts to unit vectors, (N, D)."""

BATCH = 512
"""Notes that are embedded and written down at a time."""
CHANGED = (notes.c.id, notes.c.created_at)


class NoteVectors:
    """What a session's notes say, as rows of a matrix that grows with them. Safe to call from several threads.

    Other processes may write notes too: each look begins with those that came since the one before.
    """

    def __init__(self, engine: Engine, mine: Sequence[Any], read: Callable[[RowMapping], str]) -> None:
        """`mine` are the conditions that a note of the session fulfils; `read` says a row in words."""
        self._engine, self._mine, self._read = engine, tuple(mine), read
        self._lock = threading.Lock()
        self._forget("")

    def nearest(self, query: str, encoder: Encoder, most: int) -> list[tuple[int, float]]:
        """Ids and cosines of the `most` notes nearest to `query`, best first. Some may be superseded since."""
        with self._lock:
            self._refresh(encoder)
            if not self._count:
                return []
            scores = self._matrix[: self._count] @ encoder([query])[0]
            best = np.argpartition(-scores, most - 1)[:most] if most < self._count else np.arange(self._count)
            ordered = best[np.argsort(-scores[best], kind="stable")]
            return [(int(self._ids[row]), float(scores[row])) for row in ordered]

    def refresh(self, encoder: Encoder) -> None:
        """Embed the notes that are not yet, so that the next look embeds its question only."""
        with self._lock:
            self._refresh(encoder)

    def _forget(self, model: str) -> None:
        self._model, self._count, self._last = model, 0, (0, "")
        self._matrix, self._ids = np.empty((0, 0), np.float32), np.empty(0, np.int64)

    def _refresh(self, encoder: Encoder) -> None:
        if self._model != name_of(encoder) or not self._still_there():
            self._forget(name_of(encoder))
        while rows := self._new():
            self._take(rows, self._vectors(rows, encoder))

    def _still_there(self) -> bool:
        """Whether the newest note we know is: where it was forgotten, its id may be another's by now."""
        if not self._last[0]:
            return True
        with self._engine.connect() as connection:
            found = connection.execute(select(*CHANGED).where(notes.c.id == self._last[0])).first()
        return found is not None and tuple(found) == self._last

    def _new(self) -> list[RowMapping]:
        columns = (notes.c.id, notes.c.created_at, notes.c.key, notes.c.value, note_vectors.c.vector)
        kept = (note_vectors.c.note == notes.c.id) & (note_vectors.c.model == self._model)
        query = select(*columns).outerjoin(note_vectors, kept).order_by(notes.c.id).limit(BATCH)
        newer = query.where(*self._mine, notes.c.superseded_at == "", notes.c.id > self._last[0])
        with self._engine.connect() as connection:
            return list(connection.execute(newer).mappings())

    def _vectors(self, rows: Sequence[RowMapping], encoder: Encoder) -> NDArray[np.float32]:
        """(N, D). Those that were not kept are made, and kept as half precision."""
        missing = [row for row in rows if row["vector"] is None]
        made = encoder([self._read(row) for row in missing]) if missing else ()
        fresh = {row["id"]: np.asarray(vector, np.float16) for row, vector in zip(missing, made, strict=True)}
        if fresh:
            self._keep(fresh)
        kept = (fresh.get(row["id"], row["vector"]) for row in rows)
        return np.stack([np.frombuffer(v, np.float16) if isinstance(v, bytes) else v for v in kept]).astype(np.float32)

    def _keep(self, fresh: dict[int, NDArray[np.float16]]) -> None:
        rows = [{"note": note, "model": self._model, "vector": vector.tobytes()} for note, vector in fresh.items()]
        with self._engine.begin() as connection:
            connection.execute(delete(note_vectors).where(note_vectors.c.note.in_(fresh)))
            connection.execute(insert(note_vectors), rows)

    def _take(self, rows: Sequence[RowMapping], vectors: NDArray[np.float32]) -> None:
        end = self._count + len(rows)
        if end > len(self._matrix):  # room for twice as many, so that a note more is not a copy of all
            self._matrix = grown(self._matrix, 2 * end, vectors.shape[1])
            self._ids = np.concatenate([self._ids[: self._count], np.zeros(2 * end - self._count, np.int64)])
        self._matrix[self._count : end] = vectors
        self._ids[self._count : end] = [row["id"] for row in rows]
        self._count, self._last = end, (rows[-1]["id"], rows[-1]["created_at"])


def grown(matrix: NDArray[np.float32], rows: int, columns: int) -> NDArray[np.float32]:
    larger = np.zeros((rows, columns), np.float32)
    larger[: len(matrix)] = matrix if matrix.size else 0.0
    return larger


def name_of(encoder: Any) -> str:
    """What tells one encoder's vectors from another's."""
    return str(getattr(encoder, "name", None) or getattr(encoder, "__qualname__", type(encoder).__qualname__))
