"""Vectors in a FAISS file: exact search, read from the disk as far as it is needed."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from rag.embeddings import Vectors
from rag.flat import flat
from rag.stores.base import Facts, Found, errors
from runtime.toml_lines import replace_file

TABLE = "table.json"


class FaissStore:
    """`table.json` has the ids and names the file with their vectors: it is written last, so the two always fit."""

    def __init__(self, folder: Path, facts: Facts) -> None:
        self.facts, self._folder = facts, folder
        folder.mkdir(parents=True, exist_ok=True)
        self._ids: list[str] = []
        self._documents: list[str] = []
        self._index: Any = None
        with self._errors():
            if (folder / TABLE).exists():
                self._read()

    def add(self, ids: Sequence[str], documents: Sequence[str], vectors: Vectors) -> None:
        new = set(ids)
        kept = [row for row, id in enumerate(self._ids) if id not in new]
        self._write(kept, list(ids), list(documents), vectors)

    def remove(self, ids: Collection[str]) -> None:
        gone = set(ids)
        kept = [row for row, id in enumerate(self._ids) if id not in gone]
        if len(kept) < len(self._ids):
            self._write(kept, [], [], np.zeros((0, self.facts.dimension), np.float32))

    def search(self, vector: Vectors, k: int, where: Sequence[str] | None = None) -> Found:
        import faiss

        if self._index is None or k < 1:
            return Found((), np.zeros(0, np.float32))
        faiss.omp_set_num_threads(1)  # for one question, waking the others takes longer
        given: dict[str, Any] = {}
        if where is not None:
            wanted = set(where)
            rows = [row for row, document in enumerate(self._documents) if document in wanted]
            of_these = faiss.IDSelectorBatch(np.array(rows, np.int64))
            given["params"] = faiss.SearchParameters(sel=of_these)  # type: ignore[call-arg]  # made by SWIG
        cosines, rows_found = self._index.search(vector[None, :], min(k, len(self._ids)), **given)
        there = rows_found[0] >= 0
        return Found(tuple(self._ids[row] for row in rows_found[0][there]), cosines[0][there])

    def ids(self) -> set[str]:
        return set(self._ids)

    def count(self) -> int:
        return len(self._ids)

    def close(self) -> None:
        self._index, self._ids, self._documents = None, [], []

    def drop(self) -> None:
        self.close()
        for path in self._folder.iterdir():
            path.unlink()

    def _read(self) -> None:
        import faiss

        table = json.loads((self._folder / TABLE).read_text("utf-8"))
        self.facts.check(table["model"], table["dimension"])
        self._ids, self._documents = table["ids"], table["documents"]
        file = str(self._folder / table["file"])
        self._index = faiss.read_index(file, faiss.IO_FLAG_MMAP_IFC) if self._ids else None
        if (self._index.ntotal if self._index else 0) != len(self._ids) or len(self._ids) != len(self._documents):
            raise ValueError(f"{file} does not have what {TABLE} says")

    def _write(self, kept: Sequence[int], ids: list[str], documents: list[str], vectors: Vectors) -> None:
        import faiss

        with self._errors():
            index = flat(self.facts.dimension)
            if kept:
                index.add(self._index.reconstruct_batch(np.array(kept, np.int64)))
            index.add(np.ascontiguousarray(vectors, np.float32))
            file = f"{uuid4().hex}.faiss"
            faiss.write_index(index, str(self._folder / file))
            table = {"model": self.facts.model, "dimension": self.facts.dimension, "file": file}
            table |= {"ids": [self._ids[row] for row in kept] + ids}
            table |= {"documents": [self._documents[row] for row in kept] + documents}
            replace_file(self._folder / TABLE, json.dumps(table))
            self._read()
            for path in self._folder.glob("*.faiss"):
                if path.name != file:
                    path.unlink()

    def _errors(self) -> AbstractContextManager[None]:
        foreign = (OSError, ValueError, KeyError, TypeError, RuntimeError, AttributeError)
        help = f"Bring it back with: atelier index rebuild --collection {self.facts.collection}"
        return errors(foreign, self.facts.collection, str(self._folder), help)
