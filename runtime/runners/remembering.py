"""An encoder that embeds no text twice, as long as it remembers it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Remembering:
    """Wraps an encoder, with the same attributes. The texts used least recently are forgotten first. Thread-safe."""

    def __init__(self, encoder: Any, most: int = 20_000) -> None:
        """`most` texts are remembered: about 2 KB each at 384 dimensions, 40 MB in all."""
        self.encoder = encoder
        self._most = most
        self._known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(N, D) float32, unit length, in the order of the texts."""
        texts = [texts] if isinstance(texts, str) else texts
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        fresh = dict(zip(new, self.encoder(new), strict=True)) if new else {}
        with self._lock:
            vectors = [fresh[text] if text in fresh else self._known.get(text) for text in texts]
            self._remember(fresh, texts)
        lost = [text for text, vector in zip(texts, vectors, strict=True) if vector is None]
        if lost:  # forgotten by another thread in between
            fresh = dict(zip(lost, self.encoder(lost), strict=True))
            vectors = [fresh[t] if v is None else v for t, v in zip(texts, vectors, strict=True)]
        return np.stack(vectors) if vectors else np.empty((0, self.encoder.dimension), np.float32)  # type: ignore[arg-type]

    def _remember(self, fresh: dict[str, NDArray[np.float32]], texts: Sequence[str]) -> None:
        for text in texts:
            if text in self._known:
                self._known.move_to_end(text)
        self._known.update((text, vector.copy()) for text, vector in fresh.items())  # not a view of its whole batch
        while len(self._known) > self._most:
            self._known.popitem(last=False)

    def __getattr__(self, name: str) -> Any:
        """The encoder's own attributes: `name`, `dimension`, `max_tokens` …"""
        return getattr(self.encoder, name)
