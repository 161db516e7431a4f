"""Texts → vectors: which encoder, and how many texts at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from runtime.errors import CheckpointNotFound, need

if TYPE_CHECKING:
    from pathlib import Path

Vectors = NDArray[np.float32]
"""(N, D): one unit-length row a text."""
Progress = Callable[[int, int], None]
"""Told how many passages are done, of how many. What it raises stops the work."""

DEFAULT_MODEL = "sentence-transformers/all-MiniLM-L6-v2"
"""Served by the pool, from the weights that ship with the package."""


class Encoder(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    @property
    def max_tokens(self) -> int:
        """What a text has beyond this is not seen."""

    def __call__(self, texts: Sequence[str]) -> Vectors: ...


class Pool(Protocol):
    def get(self, task: str, checkpoint: str = "", tier: str = "") -> Any: ...


class Embedder:
    """Any function from texts to rows of numbers, as an `Encoder`."""

    def __init__(
        self,
        embed: Callable[[list[str]], Sequence[Sequence[float]]],
        name: str,
        max_tokens: int = 512,
    ) -> None:
        self.embed = embed
        self.name = name
        self.max_tokens = max_tokens
        self.dimension = len(embed(["dimension"])[0])

    def __call__(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return unit(np.asarray(self.embed(list(texts)), np.float32))


def unit(vectors: Vectors) -> Vectors:
    """Rows of length 1; a row of zeros stays one."""
    lengths = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    return (vectors / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)


def encoder_for(model_name: str, pool: Pool) -> Encoder:
    """The pool's encoder for the default model; any other name or folder through LangChain's HuggingFaceEmbeddings.

    Raises:
        MissingExtra: langchain_huggingface is not installed.
        CheckpointNotFound: there is no such model on this machine.
    """
    if model_name == DEFAULT_MODEL:
        encoder: Encoder = pool.get("sentence-similarity", tier="embedded")
        return encoder
    return hugging_face(model_name)


def hugging_face(model_name: str) -> Embedder:
    module = need("langchain_huggingface", "embeddings")
    need("sentence_transformers", "embeddings")
    try:
        model = module.HuggingFaceEmbeddings(model_name=model_name, encode_kwargs={"normalize_embeddings": True})
    except OSError as error:  # how the Hub's client and transformers say that nothing is there
        raise CheckpointNotFound(model_name, "sentence-similarity", hub_folder()) from error
    limit = getattr(model._client, "max_seq_length", None) or 512
    return Embedder(model.embed_documents, model_name, limit)


def hub_folder() -> Path:
    from pathlib import Path

    from huggingface_hub.constants import HF_HUB_CACHE

    return Path(HF_HUB_CACHE)


def embed(encoder: Encoder, texts: Sequence[str], progress: Progress | None = None, batch: int = 32) -> Vectors:
    """(N, D) unit-length rows in the order of `texts`. Texts of like length go together: less padding, less work."""
    vectors = np.zeros((len(texts), encoder.dimension), np.float32)
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    for start in range(0, len(order), batch):
        rows = order[start : start + batch]
        vectors[rows] = encoder([plain(texts[row]) for row in rows])
        if progress:
            progress(start + len(rows), len(order))
    return vectors


def plain(text: str) -> str:
    """One spelling for letters that PDFs have several of.

    >>> plain("o\\ufb03ce")
    'office'
    """
    return unicodedata.normalize("NFKC", text)
