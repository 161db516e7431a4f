"""The documents of one session: read once, indexed once, searched by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from memory.artifacts import Artifacts
from rag.collection import Collection
from rag.cut import USUAL, Cut
from rag.documents import KINDS, Document, read
from rag.embeddings import Encoder
from rag.index import DocumentIndex
from rag.retriever import Retriever, Where
from runtime.errors import BadInput, NoResult
from runtime.records import Artifact, Event, Listener, Passage


def silent(event: Event) -> None:
    """Hears nothing."""


class Library:
    def __init__(
        self,
        artifacts: Artifacts,
        encoder: Callable[[], Encoder],
        home: Path,
        cut: Cut = USUAL,
        max_mb: float = 100.0,
        tell: Listener = silent,
    ) -> None:
        self.artifacts = artifacts
        self.tell = tell
        self._encoder, self._home, self._cut, self._max_mb = encoder, home, cut, max_mb
        self.collection: Collection | None = None
        """What is searched beside the session's own documents."""
        self.others: dict[str, str] = {}
        """Names of the collection and of what is asked of in it → what people call it."""
        self._documents: dict[tuple[str, str], Document] = {}
        self._indexes: dict[str, DocumentIndex] = {}
        self._retriever: tuple[tuple[str, ...], Retriever] | None = None

    def beside(self, collection: Collection | None, words: str = "") -> None:
        """Search `collection` too, until another is put there. `words`: what is asked, which may name its documents."""
        self.collection = collection
        told = {collection.all: f"the collection {collection.name}"} if collection else {}
        self.others = told | (collection.named_in(words) if collection else {})

    def documents(self) -> tuple[Artifact, ...]:
        """The documents that people gave, oldest first."""
        return tuple(a for a in self.artifacts.list() if a.made_by == "user" and a.path.suffix.lower() in KINDS)

    def records(self, names: Sequence[str] | None = None) -> tuple[Artifact, ...]:
        """What is known of the documents named (all where none is), those of the collection too, each by itself."""
        beside = self.collection.records() if self.collection else ()
        if self.collection and self.collection.all in (names or ()):
            names = [*(names or ()), *(record.name for record in beside)]
        return tuple(record for record in (*self.documents(), *beside) if not names or record.name in names)

    def names(self) -> tuple[str, ...]:
        """Of the session's own, and of the collection as a whole."""
        own = tuple(artifact.name for artifact in self.documents())
        return (*own, self.collection.all) if self.collection else own

    def has_beside(self, name: str) -> bool:
        """Whether it is the name of the collection, or that of a document in it."""
        return self.collection is not None and self.collection.has(name)

    def read(self, name: str) -> Document:
        """The document called `name`, its pages' text tidied.

        Raises:
            UnknownArtifact, OutsideWorkspace: there is no such artifact.
            BadInput: it is not a document.
        """
        if self.collection and self.collection.has(name):
            return self.collection.read(name)
        artifact = self.artifacts.get(name)
        if artifact.path.suffix.lower() not in KINDS:
            raise BadInput(f"{name} is {artifact.media_type}, not a document. Documents here: {self._listed()}.")
        key = _key(artifact)
        if key not in self._documents:
            self._documents[key] = read(artifact.path, max_mb=self._max_mb, title=artifact.title)
        return self._documents[key]

    def keep(self, artifact: Artifact, document: Document) -> None:
        """Remember a document that was read already, so that it is not parsed twice."""
        self._documents[_key(artifact)] = document

    def pages(self, name: str) -> tuple[tuple[int | None, str], ...]:
        """Page numbers and texts, for checking quotes."""
        return tuple((page.number, page.text) for page in self.read(name).pages)

    def search(
        self,
        question: str,
        names: Sequence[str] | None = None,
        k: int = 6,
        where: Where | None = None,
        also: Sequence[str] = (),
    ) -> list[Passage]:
        """The `k` passages that fit `question` best, best first, from the documents named (all where none is).

        `where` leaves passages out; `also` are other ways to ask.

        Raises:
            NoResult: there is no document to search.
        """
        return self._retriever_over(names).search(question, k, where=where, also=also)

    def passages(self, names: Sequence[str] | None = None) -> tuple[Passage, ...]:
        """Every passage of the documents named (all where none is).

        Raises:
            NoResult: there is no document.
        """
        return self._retriever_over(names).passages

    def _retriever_over(self, given: Sequence[str] | None) -> Retriever:
        names = tuple(dict.fromkeys(given or self.names()))
        if not names:
            raise NoResult("There is no document here to look in. Ask the person to give one with --file.")
        seen = (*names, self.collection.stamp() if self.collection else "")
        if self._retriever is None or self._retriever[0] != seen:
            encoder = self._encoder()
            own = [self._index(name, encoder) for name in names if not self.has_beside(name)]
            others = [name for name in names if self.has_beside(name)]
            beside = [self.collection.index(encoder, others)] if self.collection and others else []
            self._retriever = seen, Retriever([*own, *beside], encoder)
        return self._retriever[1]

    def _index(self, name: str, encoder: Encoder) -> DocumentIndex:
        if name not in self._indexes:
            document = self.read(name)

            def progress(done: int, total: int) -> None:
                text = f"indexing {document.title}: {done} of {total} passages"
                self.tell(Event("progress", text=text, fraction=done / max(total, 1)))

            self._indexes[name] = DocumentIndex.open_or_build(document, name, encoder, self._home, self._cut, progress)
        return self._indexes[name]

    def _listed(self) -> str:
        return ", ".join(self.names()) or "none yet"


def _key(artifact: Artifact) -> tuple[str, str]:
    """Same bytes, same kind, same document."""
    return artifact.sha256, artifact.path.suffix
