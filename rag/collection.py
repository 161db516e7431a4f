"""A collection: documents that are kept and searched beside a session's own. This is the side that reads."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.collection_index import CollectionIndex, load_words, read_passages
from rag.collection_names import file_name, stands_in
from rag.embeddings import Encoder
from rag.manifests import Held, Version, Versions
from rag.pages import Document
from rag.stitching import pages_of
from rag.stores import LOCAL, Facts, VectorStore, open_store
from runtime.errors import BadInput, CollectionDamaged, UnknownArtifact
from runtime.records import Artifact, Provenance

USUAL = "main"
LISTED = 8
"""Documents that are named where a collection is told of in a line."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a collection is, and what it needs to be opened."""

    home: Path
    folder: Path
    chroma_url: str = ""
    pgvector_url: str = ""

    @property
    def name(self) -> str:
        return self.folder.name

    def url(self, kind: str) -> str:
        return {"chroma-server": self.chroma_url, "pgvector": self.pgvector_url}.get(kind, "")


class Collection:
    """Safe to use from several threads, while other processes write: each version is seen whole."""

    def __init__(self, at: Place) -> None:
        self.at, self.versions = at, Versions(at.folder, at.name)
        self._lock = threading.RLock()
        self._seen: tuple[int, int] = (0, 0)
        self._live: Version | None = None
        self._index: CollectionIndex | None = None
        self._store: VectorStore | None = None
        self._retired: VectorStore | None = None

    @property
    def name(self) -> str:
        return self.at.name

    @property
    def all(self) -> str:
        """What agents call all of it: `@main`."""
        return f"@{self.name}"

    def live(self) -> Version | None:
        """The newest version, as it is now; None before there is one."""
        with self._lock:
            stamp = self.versions.stamp()
            if stamp != self._seen:
                self._retire()
                self._live, self._seen = self.versions.live(), stamp
            return self._live

    def stamp(self) -> str:
        """What changes when the live version does."""
        return f"{self.name} {self.versions.stamp()}"

    def documents(self) -> tuple[Held, ...]:
        live = self.live()
        return live.documents if live else ()

    def records(self) -> tuple[Artifact, ...]:
        """Its documents as agents know files, under the names that are theirs here."""
        return tuple(
            Artifact(
                f"{held.name}{self.all}",
                Path(held.source),
                held.media_type,
                held.sha256,
                Provenance("user", original=held.title),
                held.added_at,
            )
            for held in self.documents()
        )

    def told(self) -> str:
        """It in a line, for people and for agents."""
        titles = [held.title for held in self.documents()]
        more = ", …" if len(titles) > LISTED else ""
        return f"the collection {self.name} ({len(titles)} documents: {', '.join(titles[:LISTED])}{more})"

    def has(self, name: str) -> bool:
        """Whether a name that agents use is of this collection, or of a document that may be in it."""
        return name == self.all or name.endswith(self.all)

    def get(self, name: str) -> Held:
        """
        Raises:
            UnknownArtifact: it has no such document.
            BadInput: `name` is all of it.
        """
        names = {f"{held.name}{self.all}": held for held in self.documents()}
        if name == self.all:
            some = ", ".join(list(names)[:LISTED])
            raise BadInput(f"{name} is {len(names)} documents. Name one of them, such as {some}; or search in {name}.")
        if name not in names:
            raise UnknownArtifact(name, list(names)[:100])
        return names[name]

    def named_in(self, words: str) -> dict[str, str]:
        """The documents whose file name or own name stands in `words`: what agents call each → its file name."""
        said = f" {' '.join(words.lower().split())} "
        if "@" not in said and "." not in said:
            return {}
        return {
            f"{held.name}{self.all}": file_name(held.title)
            for held in self.documents()
            if f"{held.name}{self.all}" in said or stands_in(file_name(held.title).lower(), said)
        }

    def read(self, name: str) -> Document:
        """A document's text as its passages have it: what was indexed, whatever became of the file.

        Raises:
            ArtifactError, CollectionDamaged: it has none of that name, or not any more on the disk.
        """
        held = self.get(name)
        passages = read_passages(self.at.home, self.name, {held.mark: held})
        return Document(held.title, pages_of(passages), held.media_type, held.sha256)

    def index(self, encoder: Encoder, names: Sequence[str] = ()) -> CollectionIndex:
        """The live passages, for a retriever; only the documents of these names where any are given.

        Raises:
            OtherModel: another model than `encoder` made its vectors.
            UnknownArtifact: it has no such document.
            StoreOutOfReach, CollectionDamaged, MissingExtra: they cannot be had.
        """
        with self._lock:
            whole = self._opened(encoder)
            if not names or self.all in names:
                return whole
            return whole.only([self.get(name).mark for name in names])

    def close(self) -> None:
        with self._lock:
            self._retire()
            self._retire()
            self._live, self._seen = None, (0, 0)

    def _retire(self) -> None:
        """The store of the version before is closed with the next one: another thread may be searching in it yet."""
        if self._retired:
            self._retired.close()
        self._retired, self._store, self._index = self._store, None, None

    def _opened(self, encoder: Encoder) -> CollectionIndex:
        live = self.live()
        if live is None:
            raise CollectionDamaged(self.name, "every version")
        check_model(self.name, live, encoder)
        if self._index is None:
            contents = live.contents
            passages = read_passages(self.at.home, self.name, contents)
            self._store = open_live(self.at, live)
            words = load_words(live_folder(self.at, live.number), len(passages))
            self._index = CollectionIndex(self.all, tuple(contents.values()), passages, self._store, words)
        return self._index


def check_model(collection: str, version: Version, encoder: Encoder) -> None:
    """
    Raises:
        OtherModel: another model than `encoder` made the version's vectors.
    """
    Facts(collection, encoder.name, encoder.dimension).check(version.model, version.dimension)


def live_folder(at: Place, number: int) -> Path:
    """What is kept beside a version while it is live: its store, where that is a folder, and its words."""
    return at.folder / f"live-{number}"


def open_live(at: Place, version: Version) -> VectorStore:
    """
    Raises:
        CollectionDamaged: the folder of its vectors is gone.
        StoreOutOfReach, OtherModel, MissingExtra: see `open_store`.
    """
    kind, _, id = version.store.partition("/")
    folder = live_folder(at, version.number) / "store"
    if kind in LOCAL and not folder.is_dir():
        raise CollectionDamaged(at.name, "its vectors")
    return open_store(kind, folder, id, version.facts(at.name), at.url(kind))
