"""What every store of vectors can do, and what it knows about what it holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.embeddings import Vectors
from runtime.errors import OtherModel, StoreOutOfReach

T = TypeVar("T")
MANY = 1000
"""Rows that are written, or ids that are named, at once."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is recorded in a store, so that vectors of two models never meet in it."""

    collection: str
    """Its name, for the sentence of an error."""
    model: str
    dimension: int

    def check(self, model: str, dimension: int) -> None:
        """
        Raises:
            OtherModel: what is recorded, `model` and `dimension`, is not what is in use.
        """
        if (model, dimension) != (self.model, self.dimension):
            raise OtherModel(self.collection, said(model, dimension), said(self.model, self.dimension))


class Found(NamedTuple):
    ids: tuple[str, ...]
    cosines: NDArray[np.float32]
    """-1 to 1, best first."""


class VectorStore(Protocol):
    """Unit-length vectors by id, each of a document. One process writes at a time: whoever writes holds a lock.

    Every method raises StoreOutOfReach where the store cannot be reached or is damaged.
    """

    @property
    def facts(self) -> Facts: ...

    def add(self, ids: Sequence[str], documents: Sequence[str], vectors: Vectors) -> None:
        """Write (N, D) `vectors` under `ids`, in place of those that were there. `documents` says whose each is."""

    def remove(self, ids: Collection[str]) -> None:
        """Let go of these; what is not there is passed over."""

    def search(self, vector: Vectors, k: int, where: Sequence[str] | None = None) -> Found:
        """The `k` nearest to a (D,) unit vector, best first; only those of the documents in `where`, if it is given."""

    def ids(self) -> set[str]: ...

    def count(self) -> int: ...

    def close(self) -> None: ...

    def drop(self) -> None:
        """Delete all of it, and close."""


def said(model: str, dimension: int) -> str:
    return f"{model} ({dimension} numbers a passage)"


def portions(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """
    >>> [len(part) for part in portions(range(2500))]
    [1000, 1000, 500]
    """
    for start in range(0, len(items), MANY):
        yield items[start : start + MANY]


@contextmanager
def errors(foreign: tuple[type[Exception], ...], collection: str, where: str, help: str) -> Iterator[None]:
    """Raise ours in place of what a store's library raises, keeping that as the cause. `help` says what to type."""
    try:
        yield
    except foreign as error:
        why = str(error).strip().partition("\n")[0].rstrip(".")[:300] or type(error).__name__
        raise StoreOutOfReach(collection, where, why, help) from error
