"""What agents leave for one another, within a session. What two agents say of one thing stands side by side."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, RowMapping, insert, select, update

from memory.database import clean, engine_for, notes, now, prepare
from memory.note_vectors import Encoder, NoteVectors
from runtime.errors import BadInput
from runtime.records import Json

__all__ = ["Encoder", "Note", "Notes", "note_of", "overlap", "said", "standing", "words"]

WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
"""A run of letters and digits, or one Chinese or Japanese character."""
NUMBERS = {2: "two", 3: "three", 4: "four"}


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
    run: str = ""
    """Id of the run in which it was written; empty outside of one."""
    superseded_at: str = ""
    """When its author wrote another value under its key; empty while it holds."""

    def __str__(self) -> str:
        """
        >>> str(Note("notice period", "4 weeks", "reader"))
        'notice period: 4 weeks'
        """
        return f"{self.key}: {said(self.value)}"


class Notes:
    """The notes of one session of one tenant, in the history's database.

    Raises:
        SettingsError, MissingExtra: the database cannot be opened.
    """

    def __init__(self, database: Engine | str, session: str, tenant: str) -> None:
        self.engine = engine_for(database) if isinstance(database, str) else database
        self.session, self.tenant, self.run = session, tenant, ""
        self._own = isinstance(database, str)
        self._mine = (notes.c.tenant == tenant, notes.c.session == session)
        self._vectors = NoteVectors(self.engine, self._mine, in_words)
        prepare(self.engine)

    def close(self) -> None:
        """Let go of the database, where it was opened here."""
        if self._own:
            self.engine.dispose()

    def during(self, run: str) -> Notes:
        """The same notes; what is written through these is known to be of that run."""
        same = copy.copy(self)
        same.run, same._own = run, False
        return same

    def write(self, key: str, value: Json, by: str, confidence: float = 1.0, sources: Sequence[str] = ()) -> Note:
        """Add a note. It supersedes what its author noted under `key` before; what others noted there stands beside it.

        Saying again what holds adds none.

        Raises:
            BadInput: the key is blank, the confidence outside 0 to 1, or the value not plain.
        """
        note = Note(clean(key).strip(), plain(value), clean(by), confidence, tuple(sources), now(), self.run)
        if not note.key or not 0 <= confidence <= 1:
            raise BadInput("A note needs a key, and a confidence from 0 to 1. Call again with both.")
        same = [known for known in self.read(note.key) if content(known) == content(note)]
        if same:
            return same[0]
        older = (*self._mine, notes.c.key == note.key, notes.c.by == note.by, notes.c.superseded_at == "")
        with self.engine.begin() as connection:
            connection.execute(update(notes).where(*older).values(superseded_at=note.created_at))
            connection.execute(insert(notes), self._row(note))
        return note

    def read(self, key: str) -> tuple[Note, ...]:
        """The notes of that key that hold, newest last: two that differ are a conflict to settle."""
        return self._select(notes.c.key == key.strip(), notes.c.superseded_at == "")

    def past(self, key: str) -> tuple[Note, ...]:
        """Every note of that key, those that were superseded too, newest last."""
        return self._select(notes.c.key == key.strip())

    def all(self) -> tuple[Note, ...]:
        """Those that hold, newest last."""
        return self._select(notes.c.superseded_at == "")

    def search(self, query: str, encoder: Encoder | None = None, k: int = 5) -> tuple[tuple[Note, float], ...]:
        """The `k` notes that fit best, best first, with their scores.

        A score is the cosine with an encoder, else the share of `query`'s words: then notes with none are left out.
        """
        if k < 1:
            return ()
        if encoder:
            return self._nearest(query, encoder, k) if self else ()
        scored = [(note, overlap(query, str(note))) for note in self.all()]
        return tuple(sorted((pair for pair in scored if pair[1] > 0), key=lambda pair: -pair[1])[:k])

    def refresh(self, encoder: Encoder) -> None:
        """Make the vectors of the notes that have none yet, so that a search has only its question to embed."""
        self._vectors.refresh(encoder)

    def __bool__(self) -> bool:
        """Whether there is any."""
        with self.engine.connect() as connection:
            return connection.execute(select(notes.c.id).where(*self._mine).limit(1)).first() is not None

    def _nearest(self, query: str, encoder: Encoder, k: int) -> tuple[tuple[Note, float], ...]:
        most = k + 32  # a few may be superseded since they were embedded
        while True:
            near = dict(self._vectors.nearest(query, encoder, most))
            held = self._by_id(near)
            if len(held) >= k or len(near) < most:
                return tuple((held[id], score) for id, score in near.items() if id in held)[:k]
            most *= 4

    def _by_id(self, ids: Iterable[int]) -> dict[int, Note]:
        query = select(notes).where(notes.c.id.in_(list(ids)), *self._mine, notes.c.superseded_at == "")
        with self.engine.connect() as connection:
            return {row["id"]: note_of(row) for row in connection.execute(query).mappings()}

    def _select(self, *conditions: Any) -> tuple[Note, ...]:
        with self.engine.connect() as connection:
            rows = connection.execute(select(notes).where(*self._mine, *conditions).order_by(notes.c.id)).mappings()
            return tuple(note_of(row) for row in rows)

    def _row(self, note: Note) -> dict[str, Any]:
        row = {"tenant": self.tenant, "session": self.session, "key": note.key, "value": json.dumps(note.value)}
        row |= {"by": note.by, "sources": json.dumps(note.sources), "created_at": note.created_at, "run": note.run}
        return row | {"confidence": note.confidence}


def note_of(row: RowMapping) -> Note:
    return Note(
        row["key"],
        json.loads(row["value"]),
        row["by"],
        row["confidence"],
        tuple(json.loads(row["sources"])),
        row["created_at"],
        row["run"],
        row["superseded_at"],
    )


def in_words(row: RowMapping) -> str:
    return f"{row['key']}: {said(json.loads(row['value']))}"


def content(note: Note) -> tuple[Any, ...]:
    return note.value, note.by, note.confidence, note.sources


def said(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def standing(held: Sequence[Note]) -> str:
    """The notes of one key in words. Where they differ, every value, and whose it is.

    >>> standing([Note("notice", "4 weeks", "reader"), Note("notice", "6 weeks", "checker")])
    'notice: two values: 4 weeks (reader); 6 weeks (checker)'
    """
    authors: dict[str, list[str]] = {}
    for note in held:
        authors.setdefault(said(note.value), []).append(note.by)
    if len(authors) == 1:
        return str(held[-1])
    values = "; ".join(f"{value} ({', '.join(by)})" for value, by in authors.items())
    return f"{held[0].key}: {NUMBERS.get(len(authors), len(authors))} values: {values}"


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
