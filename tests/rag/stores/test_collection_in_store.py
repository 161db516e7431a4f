"""A collection lives the same in each store."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.collecting import Telling, Wish, add, rebuild
from rag.collection import Collection, Place
from rag.collection_forgetting import forget_content
from rag.cut import Cut
from rag.documents import read
from rag.retriever import Retriever
from rag.reverting import delete, roll_back
from rag.taking_in import Desk


class Words:
    name, dimension, max_tokens = "words", 32, 10_000

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.full((len(texts), self.dimension), 1e-3, np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                vectors[row, zlib.crc32(word.encode()) % self.dimension] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_documents_come_change_go_and_come_back(kind: str, url: str, tmp_path: Path) -> None:
    words, folder = Words(), tmp_path / "docs"
    folder.mkdir()
    home = tmp_path / "home"
    collection = Collection(Place(home, home / "collections" / "local" / "main", chroma_url=url, pgvector_url=url))
    desk = Desk(home, words, Cut(), lambda source: read(Path(source.place), title=source.title))

    def best(question: str) -> str:
        return Retriever([collection.index(words)], words).search(question)[0].text

    (folder / "soup.txt").write_text("soup on mondays")
    (folder / "fish.txt").write_text("fish on fridays")
    add(collection, [str(folder)], desk, Wish(usual=kind), Telling())
    assert best("soup") == "soup on mondays"

    (folder / "soup.txt").write_text("bread on tuesdays")
    (folder / "fish.txt").unlink()
    add(collection, [str(folder)], desk, Wish(), Telling())
    assert [passage.text for passage in collection.index(words).passages] == ["bread on tuesdays"]
    assert best("fish") == "bread on tuesdays"

    roll_back(collection, 1, keep=10)
    assert best("fish") == "fish on fridays"
    digest = next(held.sha256 for held in collection.documents() if held.title == "fish.txt")
    forget_content(collection, {digest}, keep=10)
    assert best("fish") == "soup on mondays"
    rebuild(collection, desk, Wish(store="faiss"), Telling())
    assert best("soup") == "soup on mondays"
    rebuild(collection, desk, Wish(store=kind), Telling())
    assert best("soup") == "soup on mondays"
    delete(collection)
    assert collection.live() is None
