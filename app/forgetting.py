"""Forgets in every store, and looks afterwards whether anything is found yet."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from app.clearing import held_anywhere, held_in, kept_documents
from app.collections import Collections
from app.doomed import Doomed
from app.mirroring import mirrors_for
from app.sessions import sessions_folder
from memory.artifacts import Artifacts
from memory.forgetting import erase_notes, erase_runs, holds, squeeze
from memory.history import History
from memory.mirror import WAIT_S, Mirrors, folder_of
from memory.mirror_lock import held
from memory.notes import Notes
from rag.collection_forgetting import forget_content
from rag.forgetting import forget_indexes
from runtime.calls import results_of
from runtime.errors import AtelierError
from runtime.pool import Pool
from runtime.settings import Settings, folder_name


@dataclass(frozen=True, slots=True)
class Forgotten:
    what: str
    went: dict[str, int]
    """Store → how many entries went."""
    found: dict[str, int]
    """Store → in how many entries a search still finds it."""
    notices: tuple[str, ...] = ()

    @property
    def gone(self) -> bool:
        return not any(self.found.values())


class Forgetter:
    """Of one tenant. `pool` is only needed where what is mirrored has to be embedded anew."""

    def __init__(self, history: History, settings: Settings, pool: Callable[[], Pool]) -> None:
        self._history, self._settings = history, settings
        self._mirrors: Mirrors = mirrors_for(settings, lambda: history, pool)
        self._mirrored = folder_of(settings.home, settings.tenant)
        self._collections = Collections(settings)

    def forget(self, doomed: Doomed) -> Forgotten:
        """Do it. What cannot be reached is said, and the rest is forgotten all the same."""
        tenant = self._settings.tenant
        went = erase_runs(self._history, tenant, [run.id for run in doomed.runs])
        went["notes"] = erase_notes(self._history, tenant, [id for id, _ in doomed.notes])
        went["files"] = self._files(doomed)
        went["collections"] = self._collected(doomed)
        went["indexes"] = self._indexes(doomed)
        went["results of models"] = self._results()
        counts, notices = self._mirrors_forget(doomed)
        notices += [squeeze(self._history.engine)]
        return Forgotten(doomed.what, went | counts, self._search(doomed), tuple(filter(None, notices)))

    def _files(self, doomed: Doomed) -> int:
        folder = sessions_folder(self._settings)
        for session, artifact in doomed.artifacts:
            if session not in doomed.sessions:
                with suppress(AtelierError):
                    Artifacts(folder / session).forget(artifact.name)
        for session in doomed.sessions:
            shutil.rmtree(folder / session, ignore_errors=True)
        return len(doomed.artifacts)

    def _indexes(self, doomed: Doomed) -> int:
        """Those of documents that no session of anybody has any more, nor a collection of another tenant."""
        home = self._settings.home
        kept = {held.sha256 for held in held_anywhere(home, but=None if doomed.aged else self._collections.folder)}
        documents = {artifact.sha256 for _, artifact in doomed.artifacts} - set(kept_documents(home)) - kept
        return forget_indexes(home, documents, doomed.said if documents else ()) if documents else 0

    def _collected(self, doomed: Doomed) -> int:
        """The tenant's collections let go of documents that no session of the tenant has any more. Returns how many.

        What is only forgotten because it is old stays in them.
        """
        gone, keep = self._gone_from_sessions(doomed), self._settings.collection_versions
        found = [self._collections.at(name) for name in self._collections.names() if gone]
        return sum(forget_content(collection, gone, keep) for collection in found)

    def _gone_from_sessions(self, doomed: Doomed) -> set[str]:
        kept = kept_documents(self._settings.home, folder_name(self._settings.tenant))
        return set() if doomed.aged else {artifact.sha256 for _, artifact in doomed.artifacts} - set(kept)

    def _results(self) -> int:
        """All: a kept result does not say what it was made from."""
        return results_of(self._settings).clear() if (self._settings.home / "results.sqlite").exists() else 0

    def _mirrors_forget(self, doomed: Doomed) -> tuple[dict[str, int], list[str]]:
        """First by name; then what is on this machine is made anew from the history, which has it no more."""
        if not self._mirrors.mirrors or not self._mirrored.exists():
            return {}, []
        went = dict.fromkeys(self._mirrors.mirrors, 0)
        try:
            for session, artifact, note in self._named(doomed):
                for mirror, count in self._mirrors.forget(session, artifact, note).items():
                    went[mirror] += count
            return went, [*self._renewed(), *self._beyond(doomed)]
        except AtelierError as error:
            return went, [str(error)]
        finally:
            self._mirrors.close()

    def _named(self, doomed: Doomed) -> Iterator[tuple[str, str, str]]:
        """Session, artifact and note, as the mirrors know them: of notes the keys that are gone altogether."""
        yield from ((session, "", "") for session in doomed.sessions)
        for session, artifact in doomed.artifacts:
            if session not in doomed.sessions:
                yield session, artifact.name, ""
        for session, key in dict.fromkeys((doomed.within, note.key) for _, note in doomed.notes):
            if session and not Notes(self._history.engine, session, self._settings.tenant).past(key):
                yield session, "", key

    def _renewed(self) -> list[str]:
        with ExitStack() as locks:
            for mirror in self._mirrors.mirrors:
                locks.enter_context(held(self._mirrored / f"{mirror}.turn", WAIT_S))
                locks.enter_context(held(self._mirrored / f"{mirror}.lock", WAIT_S))
            for path in self._mirrored.iterdir():
                if path.suffix not in (".turn", ".lock") and not path.name.startswith("queue."):
                    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        kept = self._history.all_runs(self._settings.tenant)
        self._mirrors.add({run.id: run.session for run in kept if run.status != "running"})
        return [f"{done.mirror}: {done.problem}" for done in self._mirrors.sync() if done.problem]

    def _beyond(self, doomed: Doomed) -> Iterator[str]:
        """What a server's graph may still have: it knows sessions, files and notes, and no run by itself."""
        if self._settings.neo4j_uri and any(run.session not in doomed.sessions for run in doomed.runs):
            yield (
                f"The graph at {self._settings.neo4j_uri} may still name steps of these runs; forget their session "
                "to have them removed there."
            )

    def _search(self, doomed: Doomed) -> dict[str, int]:
        tenant, within = self._settings.tenant, doomed.within
        found = {"history": sum(holds(self._history, tenant, words, within) for words in doomed.proofs)}
        folder = sessions_folder(self._settings)
        gone, known = self._gone_from_sessions(doomed), self._collections
        held = (held for name in known.names() if gone for held in held_in(known.at(name).versions))
        found["collections"] = sum(each.sha256 in gone for each in held)
        found["files"] = sum(session_has(folder, session, file.name) for session, file in doomed.artifacts)
        if self._mirrored.exists() and not within:
            for words in doomed.proofs:
                for mirror, count in self._mirrors.holds(words).items():
                    found[mirror] = found.get(mirror, 0) + count
        return found


def session_has(folder: Path, session: str, name: str) -> bool:
    return (folder / session).is_dir() and name in Artifacts(folder / session).names()


def forgotten_text(done: Forgotten) -> str:
    """What went, and that nothing is found."""
    went = ", ".join(f"{count} {store}" for store, count in done.went.items() if count) or "nothing"
    rows = [f"Forgot {done.what}: {went}."]
    rows += [f"A search for it finds {count} in: {store}." for store, count in done.found.items()]
    return "\n".join([*rows, *done.notices])
