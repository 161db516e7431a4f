"""The documents of one session: read once, indexed once, searched by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from memory.artifacts import Artifacts
from rag.documents import KINDS, Document, read
from rag.embeddings import Encoder
from rag.index import DocumentIndex
from rag.retriever import Retriever
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
        size: int = 900,
        overlap: int = 150,
        max_mb: float = 100.0,
        tell: Listener = silent,
    ) -> None:
        self.artifacts = artifacts
        self.tell = tell
        self._encoder, self._home, self._size, self._overlap, self._max_mb = encoder, home, size, overlap, max_mb
        self._documents: dict[tuple[str, str], Document] = {}
        self._indexes: dict[str, DocumentIndex] = {}
        self._retriever: tuple[tuple[str, ...], Retriever] | None = None

    def documents(self) -> tuple[Artifact, ...]:
        """The documents that people gave, oldest first."""
        return tuple(a for a in self.artifacts.list() if a.made_by == "user" and a.path.suffix.lower() in KINDS)

    def names(self) -> tuple[str, ...]:
        return tuple(artifact.name for artifact in self.documents())

    def read(self, name: str) -> Document:
        """The document called `name`, its pages' text tidied.

        Raises:
            UnknownArtifact, OutsideWorkspace: there is no such artifact.
            BadInput: it is not a document.
        """
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

    def search(self, question: str, names: Sequence[str] | None = None, k: int = 6) -> list[Passage]:
        """The `k` passages that fit `question` best, best first, from the documents named (all where none is).

        Raises:
            NoResult: there is no document to search.
        """
        wanted = tuple(dict.fromkeys(names or self.names()))
        if not wanted:
            raise NoResult("There is no document here to look in. Ask the person to give one with --file.")
        return self._retriever_over(wanted).search(question, k)

    def _retriever_over(self, names: tuple[str, ...]) -> Retriever:
        if self._retriever is None or self._retriever[0] != names:
            encoder = self._encoder()
            self._retriever = names, Retriever([self._index(name, encoder) for name in names], encoder)
        return self._retriever[1]

    def _index(self, name: str, encoder: Encoder) -> DocumentIndex:
        if name not in self._indexes:
            document = self.read(name)

            def progress(done: int, total: int) -> None:
                text = f"indexing {document.title}: {done} of {total} passages"
                self.tell(Event("progress", text=text, fraction=done / max(total, 1)))

            self._indexes[name] = DocumentIndex.open_or_build(
                document, name, encoder, self._home, self._size, self._overlap, progress
            )
        return self._indexes[name]

    def _listed(self) -> str:
        return ", ".join(self.names()) or "none yet"


def _key(artifact: Artifact) -> tuple[str, str]:
    """Same bytes, same kind, same document."""
    return artifact.sha256, artifact.path.suffix
