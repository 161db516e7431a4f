"""What agents leave for one another, within a session. Notes that differ stand side by side."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Column, Engine, Float, Index, Integer, RowMapping, String, Table, Text, insert, select

from memory.database import clean, engine_for, metadata, now, prepare
from runtime.errors import BadInput
from runtime.records import Json

Encoder = Callable[[list[str]], NDArray[np.float32]]
"""Texts to unit vectors, (N, D)."""

WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
"""A run of letters and digits, or one Chinese or Japanese character."""

notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("sources", Text, nullable=False),
    Column("created_at", String(40), nullable=False),
    Index("notes_of_session", "tenant", "session", "key"),
)


@dataclass(frozen=True, slots=True)
class Note:
    key: str
    value: Json
    by: str
    """The agent that wrote it."""
    confidence: float = 1.0
    """0 to 1."""
    sources: tuple[str, ...] = ()
    """Names of the artifacts it was read from."""
    created_at: str = ""
    """ISO 8601, UTC."""

    def __str__(self) -> str:
        """
        >>> str(Note("notice period", "4 weeks", "reader"))
        'notice period: 4 weeks'
        """
        return f"{self.key}: {self.value if isinstance(self.value, str) else json.dumps(self.value)}"


class Notes:
    """The notes of one session of one tenant, in the history's database.

    Raises:
        SettingsError, MissingExtra: the database cannot be opened.
    """

    def __init__(self, database: Engine | str, session: str, tenant: str) -> None:
        self.engine = engine_for(database) if isinstance(database, str) else database
        self.session, self.tenant = session, tenant
        self._own = isinstance(database, str)
        prepare(self.engine)

    def close(self) -> None:
        """Let go of the database, where it was opened here."""
        if self._own:
            self.engine.dispose()

    def write(self, key: str, value: Json, by: str, confidence: float = 1.0, sources: Sequence[str] = ()) -> Note:
        """Add a note. Saying again what the newest note of `key` says adds none.

        Raises:
            BadInput: the key is blank, the confidence outside 0 to 1, or the value not plain.
        """
        note = Note(clean(key).strip(), plain(value), by, confidence, tuple(sources), now())
        if not note.key or not 0 <= confidence <= 1:
            raise BadInput("A note needs a key, and a confidence from 0 to 1. Call again with both.")
        newest = self.read(note.key)[-1:]
        if newest and said(newest[0]) == said(note):
            return newest[0]
        with self.engine.begin() as connection:
            connection.execute(insert(notes), self._row(note))
        return note

    def read(self, key: str) -> tuple[Note, ...]:
        """Every note of that key, newest last: two that differ are a conflict to settle."""
        return self._select(notes.c.key == key.strip())

    def all(self) -> tuple[Note, ...]:
        """Newest last."""
        return self._select()

    def search(self, query: str, encoder: Encoder | None = None, k: int = 5) -> tuple[tuple[Note, float], ...]:
        """The `k` notes that fit best, best first, with their scores.

        A score is the cosine with an encoder, else the share of `query`'s words: then notes with none are left out.
        """
        found = self.all()
        if not found or k < 1:
            return ()
        scores = cosines(query, found, encoder) if encoder else [overlap(query, str(note)) for note in found]
        ranked = sorted(zip(found, scores, strict=True), key=lambda pair: -pair[1])
        return tuple(pair for pair in ranked if encoder or pair[1] > 0)[:k]

    def _select(self, *conditions: Any) -> tuple[Note, ...]:
        mine = (notes.c.tenant == self.tenant, notes.c.session == self.session)
        with self.engine.connect() as connection:
            rows = connection.execute(select(notes).where(*mine, *conditions).order_by(notes.c.id)).mappings()
            return tuple(note_of(row) for row in rows)

    def _row(self, note: Note) -> dict[str, Any]:
        row = {"tenant": self.tenant, "session": self.session, "key": note.key, "value": json.dumps(note.value)}
        row |= {"by": clean(note.by), "sources": json.dumps(note.sources), "created_at": note.created_at}
        return row | {"confidence": note.confidence}


def note_of(row: RowMapping) -> Note:
    return Note(
        row["key"],
        json.loads(row["value"]),
        row["by"],
        row["confidence"],
        tuple(json.loads(row["sources"])),
        row["created_at"],
    )


def said(note: Note) -> tuple[Any, ...]:
    return note.value, note.by, note.confidence, note.sources


def plain(value: Json) -> Json:
    """`value` as it will be read back."""
    try:
        return json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise BadInput("A note's value is text, a number, a list or a dict of these. Call again with one.") from error


def words(text: str) -> set[str]:
    """
    >>> sorted(words("Notice: 4 weeks")), sorted(words("通知期"))
    (['4', 'notice', 'weeks'], ['期', '知', '通'])
    """
    return set(WORD.findall(text.casefold()))


def overlap(query: str, text: str) -> float:
    """The share of `query`'s words that `text` has, 0 to 1.

    >>> overlap("notice period", "period of notice: 4 weeks"), overlap("salary", "period of notice")
    (1.0, 0.0)
    """
    asked = words(query)
    return len(asked & words(text)) / len(asked) if asked else 0.0


def cosines(query: str, found: Sequence[Note], encoder: Encoder) -> list[float]:
    vectors = encoder([query, *map(str, found)])
    scores: list[float] = (vectors[1:] @ vectors[0]).tolist()
    return scores
