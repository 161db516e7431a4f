"""Where the vectors of a collection lie: four stores behind one small protocol."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from rag.stores.base import Facts, Found, VectorStore
from runtime.errors import MissingExtra, SettingsError

__all__ = ["KINDS", "LOCAL", "Facts", "Found", "VectorStore", "open_store", "packaged"]

LOCAL = ("chroma", "faiss")
"""Those that are a folder on this machine."""
KINDS = (*LOCAL, "chroma-server", "pgvector")


def packaged(kind: str) -> None:
    """Look whether what a store needs is installed, without the second that importing it takes.

    Raises:
        MissingExtra: it is not.
    """
    if kind == "chroma" and find_spec("chromadb") is None:
        raise MissingExtra("chromadb", "chroma")


def open_store(kind: str, folder: Path, id: str, facts: Facts, url: str = "") -> VectorStore:
    """The store of the collection `id`, made where there is none: in `folder`, or at `url` where it is a server's.

    Raises:
        SettingsError: there is no such kind, or no address for it.
        MissingExtra: its package is not installed.
        OtherModel: another model's vectors are in it.
        StoreOutOfReach: it cannot be opened.
    """
    if kind == "chroma":
        from rag.stores.chroma import ChromaStore

        return ChromaStore.in_folder(folder, facts)
    if kind == "faiss":
        from rag.stores.faiss_file import FaissStore

        return FaissStore(folder, facts)
    if kind == "chroma-server":
        from rag.stores.chroma import ChromaStore

        return ChromaStore.at_server(url, id, facts)
    if kind == "pgvector":
        from rag.stores.pgvector import PgVectorStore

        return PgVectorStore(url, id, facts)
    raise SettingsError(f"store={kind!r} is none of: {', '.join(KINDS)}.")
