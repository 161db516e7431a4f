"""`atelier index`: what its commands do, on a service."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from app.clearing import clear, held_in, using_content
from app.hearing import hearer
from app.service import Service
from app.sessions import cut_of
from rag import collecting, reverting
from rag.collecting import Telling, Wish, matching
from rag.collection import Collection
from rag.documents import Document, read
from rag.embeddings import encoder_for
from rag.fetching import fetch
from rag.manifests import Version
from rag.outcome import Outcome
from rag.retriever import Retriever
from rag.sources import Source
from rag.speech import Hear
from rag.taking_in import Desk
from runtime.errors import BadArgument, SettingsError
from runtime.records import Event, Listener, Passage
from runtime.settings import Settings


class Meter:
    """Tells a listener how far the work is, and how much longer it takes."""

    def __init__(self, tell: Listener) -> None:
        self._tell, self._began = tell, time.monotonic()
        self._before = self._share = 0.0

    def file(self, source: Source, before: float, share: float) -> None:
        self._before, self._share = before, share
        self._say(f"reading {source.title}", before)

    def embedded(self, source: Source, done: int, total: int) -> None:
        """0 of 0 is said while another process embeds the same."""
        text = f"indexing {source.title}: {done} of {total} passages" if total else f"waiting for {source.title}"
        self._say(text, self._before + self._share * (done / total if total else 0))

    def store(self, done: int, total: int) -> None:
        text = f"storing: {done} of {total} documents" if total else "waiting for another atelier index to end"
        self._tell(Event("progress", text=text, fraction=done / total if total else None))

    def _say(self, text: str, fraction: float) -> None:
        spent = time.monotonic() - self._began
        left = spent * (1 - fraction) / fraction if fraction > 0.01 else None
        self._tell(Event("progress", text=text, fraction=fraction, seconds_left=left))


class Indexer:
    """Works on one collection."""

    def __init__(self, service: Service, name: str, tell: Listener) -> None:
        self._service, self._settings = service, service.settings
        self.collection = service.collections.at(name)
        self._meter = Meter(tell)

    def add(self, given: Sequence[str], store: str = "") -> Outcome:
        """See rag.collecting.add."""
        return self._written(partial(collecting.add, self.collection, given), store)

    def rebuild(self, store: str = "") -> Outcome:
        """See rag.collecting.rebuild."""
        return self._written(partial(collecting.rebuild, self.collection), store)

    def roll_back(self, number: int) -> Version:
        """See rag.reverting.roll_back."""
        keep = self._settings.collection_versions
        with self._clearing():
            return reverting.roll_back(self.collection, number, keep, self._meter.store)

    def remove(self, given: Sequence[str]) -> Version:
        """Make a version without the documents that are meant.

        Raises:
            BadArgument: one of those given means none.
        """
        sources: list[str] = []
        for text in given:
            found = matching(self.collection.documents(), text)
            if not found:
                raise BadArgument(
                    f"{text!r} is not in the collection {self.collection.name}. "
                    f"See what is with: atelier index list --collection {self.collection.name}"
                )
            sources += [held.source for held in found]
        with self._clearing():
            return reverting.take_out(self.collection, sources, self._settings.collection_versions, self._meter.store)

    def delete(self) -> None:
        """All of it, every version."""
        with self._clearing():
            reverting.delete(self.collection, self._meter.store)

    def search(self, question: str, k: int) -> list[Passage]:
        """The `k` passages that fit best, best first."""
        encoder = encoder_for(self._settings.embedding_model, self._service.pool)
        index = self.collection.index(encoder)
        return Retriever([index], encoder).search(question, k)

    def _written(self, work: Callable[[Desk, Wish, Telling], Outcome], store: str) -> Outcome:
        given = self._settings
        wish = Wish(store, given.store, given.collection_versions)
        with self._clearing(), tempfile.TemporaryDirectory(prefix="atelier-") as folder:
            encoder = encoder_for(given.embedding_model, self._service.pool)
            reads = reader(given, Path(folder), hearer(self._service.calls))
            desk = Desk(given.home, encoder, cut_of(given), reads, self._meter.embedded)
            return work(desk, wish, Telling(self._meter.file, self._meter.store))

    @contextmanager
    def _clearing(self) -> Iterator[None]:
        """Content of versions that are not kept goes, when the work is done."""
        before = {held.key for held in held_in(self.collection.versions)}
        with writable(self.collection), using_content(self._settings.home):
            yield
        clear(self._settings.home, before - {held.key for held in held_in(self.collection.versions)})


@contextmanager
def writable(collection: Collection) -> Iterator[None]:
    """
    Raises:
        SettingsError: nothing can be written there.
    """
    try:
        yield
    except OSError as error:
        raise SettingsError(
            f"{error.filename or collection.at.folder} cannot be written: {error.strerror or error}. What was indexed "
            "so far is kept; make room, or choose another folder with ATELIER_HOME, and type it again."
        ) from error


def reader(settings: Settings, folder: Path, hear: Hear) -> Callable[[Source], Document]:
    """Reads a source, a recording by what `hear` makes of it; what is on the web is fetched into `folder` first."""

    def of(source: Source) -> Document:
        if not source.is_web:
            return read(Path(source.place), max_mb=settings.max_file_mb, title=source.title, hear=hear)
        fetched = fetch(source.place, folder, max_mb=settings.max_file_mb, addresses=settings.fetch)
        return read(fetched.path, max_mb=settings.max_file_mb, title=source.title, hear=hear)

    return of
