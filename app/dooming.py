"""Finds what has to go: the thing itself, what was made from it, and what was said about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from app.doomed import Doomed, about, files_in, joined, still, title_of, touched_at
from app.sessions import ID, sessions_folder
from memory.artifacts import Artifacts
from memory.database import notes
from memory.forgetting import texts_of
from memory.history import History, Run
from memory.notes import Note, note_of, said
from rag.documents import KINDS, read
from rag.forgetting import runs_of_words
from runtime.errors import AtelierError, NothingToForget
from runtime.records import Artifact
from runtime.settings import Settings

FEWEST_WORDS = 4
"""A note's value of fewer words is too common to know what repeats it by."""


class Dooming:
    """Finds what goes, of one tenant. Changes nothing."""

    def __init__(self, history: History, settings: Settings) -> None:
        self._history, self._tenant, self._max_mb = history, settings.tenant, settings.max_file_mb
        self._folder = sessions_folder(settings)

    def session(self, name: str) -> Doomed:
        """
        Raises:
            NothingToForget: there is no such session.
            RunUnderWay: one of its runs has not ended.
        """
        kept, written = self._history.runs(name, self._tenant), self._notes(name)
        if not kept and not written and not self._here(name):
            raise NothingToForget(f"no session {name!r}")
        still(kept)
        files = tuple((name, artifact) for artifact in self._artifacts(name))
        whole = (name,) if self._here(name) else ()
        return Doomed(f"the session {name}", kept, written, files, whole, (name,), said=self._said(files))

    def artifact(self, name: str, session: str) -> Doomed:
        """It, what was made from it, the runs that had to do with either, and what came of those.

        Raises:
            NothingToForget: the session has no such artifact.
            RunUnderWay: one of those runs has not ended.
        """
        first = [artifact for artifact in self._artifacts(session) if artifact.name == name]
        if not first:
            raise NothingToForget(f"no artifact {name!r} in {session}")
        files, kept = self._spread(session, first, ())
        proofs = (title_of(first[0]) or name,)
        written = self._notes(session)
        names, ids = {artifact.name for artifact in files}, {run.id for run in kept}
        gone = tuple((id, note) for id, note in written if names & set(note.sources) or note.run in ids)
        pairs = tuple((session, artifact) for artifact in files)
        return Doomed(f"{name} of {session}", kept, gone, pairs, (), proofs, session, self._said(pairs))

    def run(self, given: str) -> Doomed:
        """It, the notes it wrote and the files it made. What people gave stays.

        Raises:
            UnknownRun: there is none.
            RunUnderWay: it has not ended.
        """
        return self._of_runs([self._history.find(given, self._tenant)])

    def note(self, key: str, session: str) -> Doomed:
        """Every note of that key, and the runs that wrote them or repeat them.

        Raises:
            NothingToForget: the session has no such note.
            RunUnderWay: one of those runs has not ended.
        """
        gone = tuple(pair for pair in self._notes(session) if pair[1].key == key)
        if not gone:
            raise NothingToForget(f"no note {key!r} in {session}")
        by = {note.run for _, note in gone}
        values = [value for _, note in gone if len((value := said(note.value)).split()) >= FEWEST_WORDS]
        kept = [run for run in self._history.runs(session, self._tenant) if run.id in by or self._says(run, values)]
        found = self._of_runs(kept)
        every = dict(found.notes) | dict(gone)
        what = f"the note {key!r} of {session}"
        return Doomed(what, found.runs, tuple(every.items()), found.artifacts, (), tuple(values), session, found.said)

    def older(self, days: float) -> Doomed:
        """Sessions in which nothing happened since; of the others, the runs and notes from before.

        Runs that have not ended stay.
        """
        before = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="microseconds")
        gone: list[Doomed] = []
        for name in self._names():
            kept, written = self._history.runs(name, self._tenant), self._notes(name)
            if self._latest(name, kept, written) < before:
                gone.append(self.session(name))
                continue
            old = [run for run in kept if run.status != "running" and run.started_at < before]
            alone = tuple(pair for pair in written if pair[1].created_at < before)
            found = self._of_runs(old)
            every = dict(found.notes) | dict(alone)
            gone.append(replace(found, notes=tuple(every.items())))
        return joined(f"what is older than {days:g} days", gone)

    def _of_runs(self, kept: Sequence[Run]) -> Doomed:
        still(kept)
        files = [(run.session, file) for run in kept for file in self._made(run)]
        files = list({(session, file.name): (session, file) for session, file in files}.values())
        ids = {run.id for run in kept}
        written = [pair for name in {run.session for run in kept} for pair in self._notes(name) if pair[1].run in ids]
        what = f"the run {kept[0].id[:8]}" if len(kept) == 1 else f"{len(kept)} runs"
        proofs = tuple(run.id for run in kept)
        return Doomed(what, tuple(kept), tuple(written), tuple(files), proofs=proofs, said=self._said(files))

    def _spread(
        self, session: str, files: Sequence[Artifact], kept: Sequence[Run]
    ) -> tuple[tuple[Artifact, ...], tuple[Run, ...]]:
        """Until nothing is added: what was made from the files, the runs about them, what was made in those."""
        every, all_runs = self._artifacts(session), self._history.runs(session, self._tenant)
        gone, touched = {file.name: file for file in files}, {run.id: run for run in kept}
        size = -1
        while size != len(gone) + len(touched):
            size = len(gone) + len(touched)
            gone |= {file.name: file for file in every if set(file.provenance.sources) & gone.keys()}
            quoted = self._said([(session, file) for file in gone.values()])
            for run in (run for run in all_runs if run.id not in touched):
                spoken = list(texts_of(self._history, self._tenant, run.id))
                if any(about(file, spoken) for file in gone.values()) or quoted & runs_of_words(spoken):
                    touched[run.id] = run
            gone |= {file.name: file for run in touched.values() for file in self._made(run)}
        still(tuple(touched.values()))
        return tuple(gone.values()), tuple(touched.values())

    def _made(self, run: Run) -> list[Artifact]:
        """What agents made while the run lasted: runs of a session come one after another."""
        steps = self._history.steps(run.id, self._tenant)
        end = steps[-1].at if run.status == "interrupted" and steps else run.finished_at or "9"
        files = self._artifacts(run.session)
        return [file for file in files if file.made_by != "user" and run.started_at <= file.created_at <= end]

    def _says(self, run: Run, values: Sequence[str]) -> bool:
        spoken = list(texts_of(self._history, self._tenant, run.id)) if values else []
        return any(value in text for value in values for text in spoken)

    def _said(self, files: Iterable[tuple[str, Artifact]]) -> frozenset[int]:
        return frozenset().union(*(runs_of_words(self._pages(file)) for _, file in files))

    def _pages(self, file: Artifact) -> list[str]:
        if file.path.suffix.lower() not in KINDS:
            return []
        try:
            return [page.text for page in read(file.path, max_mb=self._max_mb, title=file.title).pages]
        except AtelierError:
            return []

    def _artifacts(self, session: str) -> tuple[Artifact, ...]:
        return Artifacts(self._folder / session).list() if self._here(session) else ()

    def _here(self, session: str) -> bool:
        return bool(ID.fullmatch(session)) and (self._folder / session).is_dir()

    def _names(self) -> tuple[str, ...]:
        """Of every session that left anything."""
        folders = [path.name for path in self._folder.glob("*") if path.is_dir() and ID.fullmatch(path.name)]
        query = select(notes.c.session).where(notes.c.tenant == self._tenant).distinct()
        with self._history.engine.connect() as connection:
            written = list(connection.execute(query).scalars())
        return tuple(dict.fromkeys([*self._history.sessions(self._tenant), *folders, *written]))

    def _latest(self, name: str, kept: Sequence[Run], written: Sequence[tuple[int, Note]]) -> str:
        """When something last happened in a session; far ahead while a run has not ended."""
        if any(run.status == "running" for run in kept):
            return "9"
        moments = [run.finished_at or run.started_at for run in kept] + [note.created_at for _, note in written]
        return max([*moments, *(touched_at(path) for path in files_in(self._folder / name))], default="9")

    def _notes(self, session: str) -> tuple[tuple[int, Note], ...]:
        query = select(notes).where(notes.c.tenant == self._tenant, notes.c.session == session).order_by(notes.c.id)
        with self._history.engine.connect() as connection:
            return tuple((row["id"], note_of(row)) for row in connection.execute(query).mappings())
