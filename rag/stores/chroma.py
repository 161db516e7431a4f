"""Vectors in Chroma: in a folder, or at a server."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from memory.vectors import ONE_CLIENT
from rag.embeddings import Vectors
from rag.stores.base import Facts, Found, errors, portions
from runtime.errors import SettingsError, need

CLOSE = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200}}
"""As deep as a search of 100 needs to miss next to nothing."""
IN_FOLDER = "passages"
KNOCK_S, WAIT_S = 5.0, 60.0
"""How long a server is waited for: to answer at all, and to do one thing."""


class ChromaStore:
    """Chroma holds ids, vectors and whose they are; the texts stay where they are. It sends nothing anywhere."""

    def __init__(self, open_client: Any, name: str, facts: Facts, where: str, help: str) -> None:
        chromadb = need("chromadb", "chroma")
        self.facts, self._name, self._where, self._help = facts, name, where, help
        self._foreign = (chromadb.errors.ChromaError, RuntimeError, ValueError, OSError, *http_errors())
        with self._errors():
            with ONE_CLIENT:
                self._client = open_client(chromadb)
            try:
                self._collection = self._opened()
            except BaseException:
                closed(self._client)
                raise

    @classmethod
    def in_folder(cls, folder: Path, facts: Facts) -> ChromaStore:
        def client(chromadb: Any) -> Any:
            return chromadb.PersistentClient(str(folder), settings=quiet())

        help = f"Bring it back with: atelier index rebuild --collection {facts.collection}"
        return cls(client, IN_FOLDER, facts, str(folder), help)

    @classmethod
    def at_server(cls, url: str, id: str, facts: Facts) -> ChromaStore:
        """
        Raises:
            SettingsError: `url` is none.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingsError(f"chroma_url={url!r} is no address. Write for example: http://localhost:8000")
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 8000)

        where = f"{parts.scheme}://{parts.hostname}:{port}"

        def client(chromadb: Any) -> Any:
            answers(where)
            made = chromadb.HttpClient(parts.hostname, port, ssl=secure, settings=quiet())
            for session in sessions_of(made):
                session.timeout = WAIT_S
            return made

        help = f"Start it with: chroma run --port {port}; or say where it is with ATELIER_CHROMA_URL."
        return cls(client, f"atelier-{id}", facts, where, help)

    def add(self, ids: Sequence[str], documents: Sequence[str], vectors: Vectors) -> None:
        with self._errors():
            for rows in portions(range(len(ids))):
                self._collection.upsert(
                    ids=[ids[row] for row in rows],
                    embeddings=vectors[rows[0] : rows[-1] + 1],
                    metadatas=[{"document": documents[row]} for row in rows],
                )

    def remove(self, ids: Collection[str]) -> None:
        with self._errors():
            for some in portions(sorted(ids)):
                self._collection.delete(ids=list(some))

    def search(self, vector: Vectors, k: int, where: Sequence[str] | None = None) -> Found:
        if k < 1 or (where is not None and not where):
            return Found((), np.zeros(0, np.float32))
        only = None if where is None else {"document": {"$in": list(where)}}
        with self._errors():
            found = self._collection.query(
                query_embeddings=vector[None, :], n_results=k, where=only, include=["distances"]
            )
        cosines = 1 - np.asarray(found["distances"][0], np.float32)
        return Found(tuple(found["ids"][0]), cosines)

    def ids(self) -> set[str]:
        with self._errors():
            return set(self._collection.get(include=[])["ids"])

    def count(self) -> int:
        with self._errors():
            return int(self._collection.count())

    def close(self) -> None:
        closed(self._client)

    def drop(self) -> None:
        with self._errors():
            self._client.delete_collection(self._name)
        self.close()

    def _opened(self) -> Any:
        """The collection of that name, found to be of the model in use, or made for it."""
        facts = {"model": self.facts.model, "dimension": self.facts.dimension}
        opened = self._client.get_or_create_collection(
            self._name, embedding_function=None, configuration=CLOSE, metadata=facts
        )
        kept = opened.metadata or {}
        self.facts.check(str(kept.get("model", "")), int(kept.get("dimension", 0)))
        return opened

    def _errors(self) -> AbstractContextManager[None]:
        return errors(self._foreign, self.facts.collection, self._where, self._help)


def quiet() -> Any:
    return need("chromadb.config", "chroma").Settings(anonymized_telemetry=False, allow_reset=False)


def answers(server: str) -> None:
    """Found out first, with a limit: Chroma's client waits for ever.

    Raises:
        httpx.HTTPError: nothing answers at that address, or no Chroma.
    """
    import httpx

    httpx.get(f"{server}/api/v2/heartbeat", timeout=KNOCK_S).raise_for_status()


def sessions_of(client: Any) -> list[Any]:
    """The connections of a server's client; none where it is of a folder."""
    servers = [getattr(one, "_server", None) for one in (client, getattr(client, "_admin_client", None))]
    return [session for server in servers if (session := getattr(server, "_session", None))]


def closed(client: Any) -> None:
    """Close it, with the connections that Chroma leaves open."""
    sessions = sessions_of(client)
    with ONE_CLIENT:
        client.close()
    for session in sessions:
        session.close()


def http_errors() -> tuple[type[Exception], ...]:
    import httpx

    return (httpx.HTTPError,)
