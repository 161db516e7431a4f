"""A finished run → what its mirrors are made of: its steps, and its session's artifacts and notes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from memory.history import History, RecordedStep, Run
from memory.notes import Note, Notes
from runtime.records import Artifact, Json

ArtifactsOf = Callable[[str], Sequence[Artifact]]
"""A session's id → its artifacts."""


@dataclass(frozen=True, slots=True)
class Gone:
    """What was forgotten: all of a session, an artifact or a note; in one session, or in all where it names none."""

    session: str = ""
    artifact: str = ""
    """Its name."""
    note: str = ""
    """Its key."""
    at: str = ""
    """When it was forgotten: ISO 8601, UTC."""

    def whole(self, session: str) -> bool:
        """Whether all of `session` is forgotten."""
        return self.session == session and not self.artifact and not self.note

    def covers(self, note: Note) -> bool:
        """Whether it is the note that was forgotten: one of that key, written before."""
        return self.note == note.key and note.created_at <= self.at

    def within(self, session: str) -> bool:
        return self.session in ("", session)


@dataclass(frozen=True, slots=True)
class Material:
    """A run as the history has it. Of its session, what was there when it was gathered."""

    tenant: str
    run: Run
    steps: tuple[RecordedStep, ...]
    artifacts: tuple[Artifact, ...]
    notes: tuple[Note, ...]
    silent: bool = False
    """Nothing that was said in it is to be kept: it was about something that is forgotten."""

    def about(self) -> tuple[str, ...]:
        """Names of the artifacts that the run had to do with: named, cited, made, or called by their title."""
        said = list(texts([self.run.request, self.run.files, self.run.answer]))
        said += [text for step in self.steps for text in texts([step.event.arguments, step.event.text])]
        whole = set(said)
        return tuple(a.name for a in self.artifacts if a.name in whole or mentioned(a, said))

    def without(self, gone: Collection[Gone]) -> Material | None:
        """Less what is forgotten; None where that is all.

        What was said before something was forgotten may repeat it, and what names it later does.
        """
        here = [each for each in gone if each.within(self.run.session)]
        if any(each.whole(self.run.session) for each in here):
            return None
        names = {each.artifact for each in here} - {""}
        said = set(texts([self.run.answer, [step.event.arguments for step in self.steps]]))
        silent = any(each.at >= self.run.started_at for each in here) or bool(names & said)
        artifacts = tuple(a for a in self.artifacts if a.name not in names)
        notes = tuple(n for n in self.notes if not names & set(n.sources) and not any(e.covers(n) for e in here))
        return replace(self, artifacts=artifacts, notes=notes, silent=silent)


def mentioned(artifact: Artifact, said: Sequence[str]) -> bool:
    return any(artifact.title in text or artifact.name in text for text in said)


def texts(value: Json) -> Iterator[str]:
    """Every text inside a plain value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts(part)


def gather(history: History, artifacts_of: ArtifactsOf, tenant: str, session: str, run: str) -> Material | None:
    """The material of a run; None where the history does not have it any more."""
    found = next((each for each in history.runs(session, tenant) if each.id == run), None)
    if found is None:
        return None
    steps = history.steps(run, tenant)
    notes = Notes(history.engine, session, tenant).all()
    return Material(tenant, found, steps, tuple(artifacts_of(session)), notes)


def note_mark(note: Note) -> str:
    """What tells a note from all others of its session: 32 hex digits."""
    told = json.dumps([note.key, note.value, note.by, note.created_at])
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]


def marked(names: Sequence[str]) -> str:
    """Names as one text in which each can be found whole.

    >>> marked(("handbook-1", "summary-2")), marked(())
    ('|handbook-1|summary-2|', '')
    """
    return f"|{'|'.join(names)}|" if names else ""
