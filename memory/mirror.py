"""Mirrors of the memory: what a run left, in stores that answer other questions. They never slow or break a run.

A run is put into a queue on disk as it begins. Once it has ended, one thread a process brings what waits, in order,
to each mirror, from the history: after a crash or an outage that goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from memory.artifacts import slug
from memory.database import now
from memory.graph import GraphMirror
from memory.mirror_lock import held
from memory.mirror_material import Gone, Material
from memory.mirror_queue import MirrorQueue
from memory.mirror_worker import Worker
from memory.vectors import Recalled, VectorMirror
from runtime.errors import MissingExtra

Gather = Callable[[str, str], Material | None]
"""A session's and a run's id → its material; None where it is gone."""
BATCH = 20
"""Runs that are taken in together."""
WAIT_S = 10.0


class Mirror(Protocol):
    @property
    def name(self) -> str: ...

    def apply(self, materials: Sequence[Material]) -> None: ...

    def forget(self, gone: Gone) -> int: ...

    def holds(self, words: str) -> int: ...


@dataclass(frozen=True, slots=True)
class Synced:
    """What became of one mirror's queue."""

    mirror: str
    applied: int
    left: int
    problem: str = ""


class Mirrors:
    """The mirrors of one tenant. Without any, nothing is done or written."""

    def __init__(self, folder: Path, mirrors: Sequence[Mirror], gather: Gather) -> None:
        self.folder, self.mirrors, self._gather = folder, {mirror.name: mirror for mirror in mirrors}, gather
        self.worker = Worker(self.sync)

    @contextmanager
    def following(self, run: str, session: str) -> Iterator[None]:
        """Around a run: it is taken in when it has ended, however it did."""
        if not self.mirrors:
            yield
            return
        with suppress(sqlite3.Error, OSError):  # the history has the run: `sync` with everything brings it back
            self.queue.begin(run, session, self.mirrors)
        self.worker.busy()
        try:
            yield
        finally:
            with suppress(sqlite3.Error, OSError):
                self.queue.end(run)
            self.worker.idle()

    def add(self, runs: Mapping[str, str]) -> None:
        """Put runs that have ended into the queue again: their ids, and their sessions'."""
        for run, session in runs.items():
            self.queue.begin(run, session, self.mirrors, ended=True)

    def sync(self, only: str = "") -> tuple[Synced, ...]:
        """Bring what waits to each mirror, or to one, until nothing does or the mirror cannot be reached."""
        return tuple(self._synced(mirror) for name, mirror in self.mirrors.items() if only in ("", name))

    def forget(self, session: str = "", artifact: str = "", note: str = "") -> dict[str, int]:
        """Forget a whole session, or an artifact or a note by its name; in all sessions where none is named.

        What repeats it goes as well, and what still waits in the queue is not taken in. Returns how many entries went
        from each mirror.

        Raises:
            MirrorOutOfReach: a mirror is down. It is noted down: the next `sync` that reaches it forgets.
        """
        gone = Gone(session, artifact, note, now())
        if not self.mirrors or not (session or artifact or note):
            return dict.fromkeys(self.mirrors, 0)
        self.queue.forget(gone, self.mirrors)
        return {name: self._forgotten(mirror) for name, mirror in self.mirrors.items()}

    def holds(self, words: str) -> dict[str, int]:
        """In how many entries of each mirror `words` still stand: a session, a name, or a part of a text."""
        return {name: mirror.holds(words) for name, mirror in self.mirrors.items()}

    def recall(self, query: str, k: int = 5, kind: str = "", since: str = "") -> tuple[Recalled, ...]:
        """What was said before that is nearest in meaning, best first; runs that have ended until now are in it.

        Raises:
            MissingExtra, MirrorOutOfReach, BadArgument: as the vectors' `recall`, or there are none.
        """
        vectors = self.vectors
        self._synced(vectors)
        return vectors.recall(query, k, kind, since)

    @property
    def vectors(self) -> VectorMirror:
        """
        Raises:
            MissingExtra: there are none here.
        """
        found = self.mirrors.get(VectorMirror.name)
        if not isinstance(found, VectorMirror):
            raise MissingExtra("chromadb", "chroma")
        return found

    @property
    def graph(self) -> GraphMirror:
        """
        Raises:
            MissingExtra: there is none here.
        """
        found = self.mirrors.get(GraphMirror.name)
        if not isinstance(found, GraphMirror):
            raise MissingExtra("ladybug", "graph")
        return found

    @cached_property
    def queue(self) -> MirrorQueue:
        return MirrorQueue(self.folder / "queue.sqlite")

    def close(self) -> None:
        """Stop the thread; what it was at is finished, or waits."""
        self.worker.stop()

    def _synced(self, mirror: Mirror) -> Synced:
        applied, problem = 0, ""
        try:
            with self._turn(mirror):
                self._let_go(mirror)
                while not self.worker.stopping and (many := self._step(mirror)):
                    applied += many
        except Exception as error:  # whatever it is: a mirror must not break what it mirrors, and the queue keeps all
            problem = str(error) or type(error).__name__
        return Synced(mirror.name, applied, self.queue.left(mirror.name), problem)

    def _step(self, mirror: Mirror) -> int:
        """Take in the next runs. They leave the queue once they are in: after a crash they are taken in again, which
        changes nothing."""
        waiting = self.queue.ready(mirror.name, BATCH)
        gone = self.queue.forgotten(mirror.name)
        gathered = (self._gather(each.session, each.run) for each in waiting)
        materials = [kept for material in gathered if material and (kept := material.without(gone))]
        if materials:
            mirror.apply(materials)
        for each in waiting:
            self.queue.done(mirror.name, each)
        return len(waiting)

    def _forgotten(self, mirror: Mirror) -> int:
        with self._turn(mirror):
            return self._let_go(mirror)

    def _let_go(self, mirror: Mirror) -> int:
        went = 0
        for number, gone in self.queue.to_forget(mirror.name):
            went += mirror.forget(gone)
            self.queue.forgot(number)
        return went

    def _turn(self, mirror: Mirror) -> AbstractContextManager[None]:
        """One process at a time brings a tenant's queue to a mirror: in order, and nothing that was just forgotten."""
        return held(self.folder / f"{mirror.name}.turn", WAIT_S)


def folder_of(home: Path, tenant: str) -> Path:
    """Where a tenant's mirrors are: no two tenants share one, however alike their names.

    >>> folder_of(Path("/h"), "Acme").name == folder_of(Path("/h"), "acme").name
    False
    """
    return home / "mirrors" / f"{slug(tenant)}-{hashlib.sha256(tenant.encode('utf-8', 'replace')).hexdigest()[:16]}"
