"""How fast the default embeds, indexes, opens and answers a query, beside the ways one would do it otherwise.

Everything is measured in one run on the same texts, with as many threads each. The others get the same model: the files
of the package that the default's weights come from.
"""

from __future__ import annotations

import gc
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import ROOT, Figure, milliseconds
from rag.embeddings import embed, plain
from rag.index import DocumentIndex
from rag.retriever import Retriever
from rag.store import load, save
from runtime.records import Passage
from runtime.runners.sentence_embedding import SentenceEncoder, package_folder

QUERIES = 200
OPENED = 7


def figures(
    long: Sequence[str], texts: Sequence[str], questions: Sequence[str], rivals_on: int, home: Path
) -> Iterator[Figure | str]:
    """`long` are embedded, `texts` indexed; of these, the first `rivals_on` by the others too, which take longer."""
    encoder = SentenceEncoder(home)
    yield from embedding(encoder, long)
    with tempfile.TemporaryDirectory(prefix="atelier-bench-") as folder:
        passages = [Passage(text, "texts", "texts", position=n) for n, text in enumerate(texts)]
        at = Path(folder)
        yield from indexing(encoder, passages, rivals_on, at)
        yield from queries(encoder, passages, questions, at / "whole")
        yield opening(encoder, at / "whole", len(texts))
        yield memory(at / "whole", sum(map(len, texts)), len(texts))


# --- Embedding ---


def embedding(encoder: SentenceEncoder, texts: Sequence[str]) -> Iterator[Figure | str]:
    from sentence_transformers import SentenceTransformer

    usual = SentenceTransformer(str(package_folder()), device="cpu", local_files_only=True)
    usual.encode(list(texts[:8]))
    embed(encoder, texts[:8])
    ours, theirs = [], []
    for _ in range(2):  # in turns, so that other work on the machine slows both
        theirs.append(seconds(lambda: usual.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)))
        ours.append(seconds(lambda: embed(encoder, texts)))
    cosines = (embed(encoder, texts) * usual.encode(list(texts), normalize_embeddings=True)).sum(axis=1)
    pace, usual_pace = len(texts) / min(ours), len(texts) / min(theirs)
    yield f"embedding {len(texts):,} passages: {pace:.0f} a second, by sentence-transformers {usual_pace:.0f}"
    yield Figure("embedding, over sentence-transformers' default", min(theirs) / min(ours), "×", 3, True)
    yield Figure("embedding, lowest cosine with it", float(cosines.min()), "", 0.99, True)


# --- Indexing ---


def indexing(encoder: SentenceEncoder, passages: Sequence[Passage], count: int, folder: Path) -> Iterator[Figure | str]:
    texts = [passage.text for passage in passages[:count]]
    per_second = {"ours": count / seconds(lambda: index(encoder, passages[:count], folder / "part"))}
    for name, rival in RIVALS.items():
        if importlib.util.find_spec(name) is None:
            yield f"indexing beside {name}: left out, it is not installed"
            continue
        per_second[name] = count / seconds(lambda rival=rival, at=folder / name: rival(texts, at))
        limit = 3 if name == "langchain_huggingface" else 1
        ratio = per_second["ours"] / per_second[name]
        yield Figure(f"indexing {count:,} chunks, over {MEANING[name]}", ratio, "×", limit, True)
    took = seconds(lambda: index(encoder, passages, folder / "whole"))
    yield f"indexing {len(passages):,} chunks, embedding and writing: {took:.1f} s, {len(passages) / took:.0f} a second"


def index(encoder: SentenceEncoder, passages: Sequence[Passage], folder: Path) -> None:
    save(folder, passages, embed(encoder, [passage.text for passage in passages]), encoder)


def langchain_faiss(texts: Sequence[str], folder: Path) -> None:
    from langchain_community.vectorstores import FAISS
    from langchain_core.documents import Document
    from langchain_huggingface import HuggingFaceEmbeddings

    model = HuggingFaceEmbeddings(model_name=str(package_folder()), encode_kwargs={"normalize_embeddings": True})
    FAISS.from_documents([Document(page_content=text) for text in texts], model)


def chroma(texts: Sequence[str], folder: Path) -> None:
    """With its own function for sentence-transformers: its default one would be downloaded."""
    import chromadb
    from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction

    client = chromadb.PersistentClient(str(folder), chromadb.Settings(anonymized_telemetry=False))
    function = SentenceTransformerEmbeddingFunction(model_name=str(package_folder()))
    kept = client.create_collection("texts", embedding_function=function)  # type: ignore[arg-type]
    for start in range(0, len(texts), 1000):
        part = list(texts[start : start + 1000])
        kept.add(ids=[str(start + n) for n in range(len(part))], documents=part)


def txtai(texts: Sequence[str], folder: Path) -> None:
    from txtai import Embeddings

    made = Embeddings(path=str(package_folder()))
    made.index(list(texts))
    made.save(str(folder))


RIVALS: dict[str, Callable[[Sequence[str], Path], None]] = {
    "langchain_huggingface": langchain_faiss,
    "chromadb": chroma,
    "txtai": txtai,
}
MEANING = {
    "langchain_huggingface": "LangChain's FAISS.from_documents with HuggingFaceEmbeddings",
    "chromadb": "Chroma's own ingestion",
    "txtai": "txtai's own ingestion",
}


# --- Asking, opening, memory ---


def queries(
    encoder: SentenceEncoder, passages: Sequence[Passage], questions: Sequence[str], folder: Path
) -> Iterator[Figure | str]:
    opened = DocumentIndex(*load(folder, encoder, "texts", "texts"), folder)
    retriever = Retriever([opened], encoder)
    (first,) = milliseconds(lambda: retriever.search(questions[0]), 1)
    asked = [question for question, _ in zip(questions * (QUERIES // len(questions) + 1), range(QUERIES), strict=False)]
    ours, raw, embedded = [], [], []
    for question in asked:  # in turns, so that other work on the machine slows all three
        embedded += milliseconds(lambda question=question: encoder([plain(question)]), 1)
        raw += milliseconds(lambda question=question: opened.search(encoder([plain(question)])[0], 100), 1)
        ours += milliseconds(lambda question=question: retriever.search(question), 1)
    half = float(np.median(ours))
    alone = float(np.median(embedded))
    yield f"the first query over {len(passages):,} chunks: {first:.0f} ms; embedding one takes {alone:.1f} ms"
    yield Figure(f"query over {len(passages):,} chunks, warm, embedding included, p50", half, "ms", 15)
    yield Figure("the same, over raw FAISS flat and embedding", half - float(np.median(raw)), "ms more", 3)


def opening(encoder: SentenceEncoder, folder: Path, count: int) -> Figure:
    taken = milliseconds(lambda: load(folder, encoder, "texts", "texts"), OPENED)
    return Figure(f"opening an index of {count:,} chunks", float(np.median(taken)), "ms", 100)


def memory(folder: Path, characters: int, count: int) -> Figure:
    """In a process of its own: what it grows by, less the text itself."""
    done = subprocess.run(
        [sys.executable, "-c", GROWTH, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    grown = json.loads(done.stdout)
    return Figure(
        f"memory of an opened index of {count:,} chunks, beyond the text",
        (grown - characters) / count / 1024,
        "KB a chunk",
        2,
    )


GROWTH = """
import gc, json, sys
from pathlib import Path
import faiss, numpy
from rag.index import DocumentIndex
from rag.retriever import Retriever
from rag.store import load

class Encoder:
    name, dimension, max_tokens = "sentence-transformers/all-MiniLM-L6-v2", 384, 256
    def __call__(self, texts):
        return numpy.ones((len(texts), 384), numpy.float32) / 384**0.5

def used():
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

faiss.IndexFlatIP(384).add(numpy.ones((10, 384), numpy.float32))
Retriever([], Encoder())
import rag.lexical
rag.lexical.terms("warm the stemmer")
before = used()
index = DocumentIndex(*load(Path(sys.argv[1]), Encoder(), "texts", "texts"), Path(sys.argv[1]))
retriever = Retriever([index], Encoder())
retriever.search("how warm is it?")
print(json.dumps(used() - before))
"""


def seconds(call: Callable[[], Any]) -> float:
    gc.collect()
    start = time.perf_counter()
    call()
    return time.perf_counter() - start
