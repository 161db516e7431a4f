"""Sentences in, unit vectors out: any sentence-transformers checkpoint that was downloaded. Imports torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from runtime.cancel import check
from runtime.devices import Device, torch_dtype
from runtime.errors import need
from runtime.runners.base import held_gb

BATCH = 32


class HubEncoder:
    """Calls like `SentenceEncoder`. Slower to start, and may run on an accelerator."""

    def __init__(self, name: str, folder: Path, device: Device) -> None:
        """
        Raises:
            MissingExtra: sentence-transformers is not installed.
        """
        library = need("sentence_transformers", "embeddings")
        options = {"use_safetensors": True, "dtype": torch_dtype(device)}
        self._model = library.SentenceTransformer(
            str(folder), device=device.name, local_files_only=True, trust_remote_code=False, model_kwargs=options
        )
        self.name, self.device = name, device.name
        self.max_tokens: int = self._model.max_seq_length or 512
        self.dimension: int = self._rows(["dimension"]).shape[1]
        self.memory = held_gb([self._model])

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of `texts`: (N, D), unit length, in the order of the texts; (0, D) for none.

        Raises:
            Stopped: the run's time is up, or it was cancelled; asked between batches.
        """
        texts = [texts] if isinstance(texts, str) else texts
        vectors = np.empty((len(texts), self.dimension), np.float32)
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        for start in range(0, len(order), BATCH):
            check()
            places = order[start : start + BATCH]
            vectors[places] = self._rows([texts[place] for place in places])
        return vectors

    def _rows(self, texts: list[str]) -> NDArray[np.float32]:
        rows: NDArray[np.float32] = self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        return rows

    def token_count(self, text: str) -> int:
        """Tokens of `text`, the model's marks included; more than `max_tokens` will be cut."""
        return len(self._model.tokenizer(text, truncation=False, verbose=False)["input_ids"])
