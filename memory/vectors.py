"""What was said, by its meaning: notes, answers and steps' summaries mirrored into Chroma. The door for its errors."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from memory.allocator import blank_memory
from memory.mirror_lock import file_errors, held
from memory.mirror_material import Gone, Material, marked, note_mark
from memory.notes import Encoder
from runtime.errors import BadArgument, MirrorOutOfReach, need
from runtime.records import MARK

Kind = Literal["note", "answer", "step"]
KINDS: tuple[Kind, ...] = ("note", "answer", "step")
TOLD = ("tool-end", "agent-end")
"""Steps whose summaries are mirrored."""
LONGEST = 4000
"""Characters of a text that are mirrored."""
WAIT_S = 10.0
"""How long another process's write is waited for."""
COLLECTION = "memory"
ONE_CLIENT = threading.Lock()
"""Chroma shares what it opened within a process, and opening and closing it is not safe from several threads."""
PARTS = ("ids", "embeddings", "documents", "metadatas")
MANY = 1000
"""Entries that are written at once."""
SHORTEST = 3
"""Letters of a note's value that a text is searched for."""


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    kind: Kind
    text: str
    session: str
    by: str
    """The agent or the tool."""
    at: str
    """ISO 8601, UTC."""
    about: str = ""
    """The artifacts it has to do with, as `|handbook-1|summary-1|`."""
    name: str = ""
    """A note's key."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """Something that was said before."""

    kind: str
    text: str
    session: str
    by: str
    at: str
    """ISO 8601, UTC."""
    score: float
    """Cosine, -1 to 1."""


Recollect = Callable[[str, int, str, str], tuple[Recalled, ...]]
"""A query, how many, of which kind, since when → what was said before, best first."""


def nothing(query: str, k: int, kind: str, since: str) -> tuple[Recalled, ...]:
    return ()


class VectorMirror:
    """The vectors of one tenant, in a folder of its own: no search can reach another's."""

    name = "vectors"

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.folder, self._lock, self._encoder = folder / "vectors", folder / "vectors.lock", encoder

    def apply(self, materials: Sequence[Material]) -> None:
        """Take in what is not there yet.

        Raises:
            MirrorOutOfReach: the folder cannot be opened or written.
            MissingExtra: Chroma is not installed.
        """
        entries = {entry.id: entry for material in materials for entry in entries_of(material)}
        with self._alone(), self._collection() as collection:
            known = set(collection.get(ids=list(entries), include=[])["ids"]) if entries else set()
            new = [entry for entry in entries.values() if entry.id not in known]
            if new:
                texts = [entry.text for entry in new]
                collection.upsert(
                    ids=[entry.id for entry in new],
                    embeddings=self._encoder(texts),
                    documents=texts,
                    metadatas=[facts(entry) for entry in new],
                )

    def recall(self, query: str, k: int = 5, kind: str = "", since: str = "") -> tuple[Recalled, ...]:
        """What was said that is nearest in meaning, best first, from all sessions.

        Raises:
            BadArgument: `kind` is none of `note`, `answer`, `step`, or `since` is no date.
            MirrorOutOfReach, MissingExtra: as `apply`.
        """
        where = conditions(kind, since)
        if not self.folder.exists() or not query.strip() or k < 1:
            return ()
        vector = self._encoder([query])
        with held(self._lock, WAIT_S, shared=True), self._collection() as collection:
            many = min(k, collection.count())
            if not many:
                return ()
            found = collection.query(query_embeddings=vector, n_results=many, where=where)
        told = zip(found["documents"][0], found["metadatas"][0], found["distances"][0], strict=True)
        return tuple(recalled(text, facts, 1 - float(distance)) for text, facts, distance in told)

    def forget(self, gone: Gone) -> int:
        """Let go of what is forgotten and of what was said about it. Returns how many entries went."""
        with self._alone():
            if not self.folder.exists():
                return 0
            with self._collection() as collection:
                everything = collection.get(include=["documents", "metadatas", "embeddings"])
            ids = set(forgotten(everything, gone))
            if ids:
                self._rewrite(everything, [n for n, id in enumerate(everything["ids"]) if id not in ids])
            return len(ids)

    def holds(self, words: str) -> int:
        """In how many entries `words` stand: in the text, as the session, a note's key or an artifact's name."""
        if not self.folder.exists():
            return 0
        with held(self._lock, WAIT_S, shared=True), self._collection() as collection:
            found = collection.get(include=["documents", "metadatas"])
        told = zip(found["documents"], found["metadatas"], strict=True)
        mark = marked([words])
        return sum(words in text or words in (f["session"], f["name"]) or mark in f["about"] for text, f in told)

    def _rewrite(self, everything: Any, kept: Sequence[int]) -> None:
        """Write what is kept into a new folder: in the old one words that were deleted still stand between the rest."""
        new, old = self.folder.with_name("vectors-new"), self.folder.with_name("vectors-old")
        for left in (new, old):
            shutil.rmtree(left, ignore_errors=True)
        with self._collection(new) as collection:
            for start in range(0, len(kept), MANY):
                rows = kept[start : start + MANY]
                collection.add(**{part: [everything[part][row] for row in rows] for part in PARTS})
        self.folder.rename(old)
        new.rename(self.folder)
        shutil.rmtree(old)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """The lock to write. A folder that was about to be replaced when its process died is brought back."""
        old = self.folder.with_name("vectors-old")
        with held(self._lock, WAIT_S), file_errors(self.name):
            if old.is_dir() and not self.folder.exists():
                old.rename(self.folder)
            yield

    @contextmanager
    def _collection(self, folder: Path | None = None) -> Iterator[Any]:
        """Opened for each use: another process may have written meanwhile. Chroma sends nothing anywhere."""
        chromadb = need("chromadb", "chroma")
        quiet = need("chromadb.config", "chroma").Settings(anonymized_telemetry=False, allow_reset=False)
        with ONE_CLIENT, chroma_errors(chromadb), blank_memory():
            client = chromadb.PersistentClient(str(folder or self.folder), settings=quiet)
            try:
                cosine = {"hnsw": {"space": "cosine"}}
                yield client.get_or_create_collection(COLLECTION, embedding_function=None, configuration=cosine)
            finally:
                client.close()


@contextmanager
def chroma_errors(chromadb: Any) -> Iterator[None]:
    """Raise our error in place of Chroma's, keeping theirs as the cause."""
    try:
        yield
    except (chromadb.errors.ChromaError, RuntimeError, ValueError, OSError) as error:
        why = str(error).partition("\n")[0].rstrip(".")[:300]
        raise MirrorOutOfReach(VectorMirror.name, why) from error


def entries_of(material: Material) -> Iterator[Entry]:
    """The answer, the steps' summaries and the notes, as far as they say anything."""
    run, about = material.run, marked(material.about())
    if not material.silent:
        answer = str((run.answer or {}).get("text", ""))
        if answer.strip():
            text = f"{run.request}\n{answer}"[:LONGEST]
            yield Entry(f"{run.id}/answer", "answer", text, run.session, "manager", run.started_at, about)
        yield from said_by_tools(material, about)
    for note in material.notes:
        id, sources = f"{run.session}/{note_mark(note)}", marked(note.sources)
        yield Entry(id, "note", str(note)[:LONGEST], run.session, note.by, note.created_at, sources, note.key)


def said_by_tools(material: Material, about: str) -> Iterator[Entry]:
    """What the steps came to; what a specialist only hands on is not there twice."""
    run, said = material.run, set()
    for step in material.steps:
        event = step.event
        text = MARK.sub("", event.text).strip()[:LONGEST]
        if event.kind in TOLD and text and not event.error and text not in said:
            said.add(text)
            by = event.agent if event.kind == "agent-end" else event.tool
            yield Entry(f"{run.id}/{step.id}", "step", text, run.session, by, step.at, about)


def facts(entry: Entry) -> dict[str, str | float]:
    told = {"kind": entry.kind, "session": entry.session, "by": entry.by, "at": entry.at}
    return {**told, "about": entry.about, "name": entry.name, "seconds": seconds(entry.at)}


def recalled(text: str, facts: Any, score: float) -> Recalled:
    return Recalled(facts["kind"], text, facts["session"], facts["by"], facts["at"], round(score, 4))


def conditions(kind: str, since: str) -> dict[str, Any] | None:
    """What Chroma narrows a search by.

    >>> conditions("note", "")
    {'kind': 'note'}

    Raises:
        BadArgument: `kind` is unknown, or `since` is no date.
    """
    if kind and kind not in KINDS:
        raise BadArgument(f"{kind!r} is not a kind of memory. Use one of: {', '.join(KINDS)}.")
    parts: list[dict[str, Any]] = [{"kind": kind}] if kind else []
    parts += [{"seconds": {"$gte": seconds(since)}}] if since else []
    return {"$and": parts} if len(parts) > 1 else parts[0] if parts else None


def seconds(at: str) -> float:
    """Seconds since 1970 of an ISO 8601 date; UTC where it names no zone.

    >>> seconds("1970-01-02")
    86400.0

    Raises:
        BadArgument: it is no date.
    """
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise BadArgument(f"{at!r} is no date. Write it as 2027-01-31, or 2027-01-31T09:00.") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def forgotten(found: Any, gone: Gone) -> list[str]:
    """The ids of what goes: of a session all; of an artifact or a note also what repeats it."""
    told = list(zip(found["ids"], found["documents"], found["metadatas"], strict=True))
    here = [(id, text, f) for id, text, f in told if gone.within(f["session"])]
    if not gone.artifact and not gone.note:
        return [id for id, _, _ in here if gone.session]
    mark = marked([gone.artifact]) if gone.artifact else ""
    keyed = [text for _, text, f in here if gone.note and f["name"] == gone.note]
    said = [text.removeprefix(f"{gone.note}: ") for text in keyed]
    values = [value for value in said if len(value) >= SHORTEST]
    return [
        id
        for id, text, f in here
        if (mark and mark in f["about"]) or text in keyed or any(value in text for value in values)
    ]
