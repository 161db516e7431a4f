"""Labels words: the names of persons and places, or parts of speech."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from runtime.devices import Placement
from runtime.runners.base import Runner, weights
from runtime.runners.entities import Labelled, entities
from runtime.runners.rows import limit_of, padded, placing_reader, slices, windows
from runtime.runners.words import joins, trimmed

AGGREGATIONS = ("entities", "tokens")
STRATEGIES = ("first", "average", "max")


@dataclass(slots=True)
class Pieces:
    """The pieces that a tokenizer made of one word."""

    start: int
    end: int
    rows: list[NDArray[np.float32]]
    """For each piece the probabilities of the labels, (labels,)."""


class TokenClassifier(Runner):
    batch_size: ClassVar[int] = 16

    def __init__(self, folder: Path, placement: Placement) -> None:
        """
        Raises:
            CheckpointError: its tokenizer does not say where in a text its tokens lie.
        """
        super().__init__(folder, placement)
        self._model = weights("AutoModelForTokenClassification", folder, placement)
        self._tokenizer = placing_reader(folder, self._model.config)

    def run(
        self,
        inputs: list[str],
        aggregation: str = "entities",
        words: str = "first",
        threshold: float = 0.0,
        **parameters: Any,
    ) -> list[list[dict[str, Any]]]:
        """For each text `[{"label": "PER", "text": "Anna Berg", "score": 0.9, "start": 0, "end": 9}, …]`, in order.

        `text` is what stands in the text from character `start` to before `end`. `aggregation` is `entities`: words
        of one name are put together, and words that are none are left out; or `tokens`: every word with its own
        label. `words` says how the pieces of a word agree: by the `first`, the `average`, or the surest (`max`).
        What scores under `threshold` is left out. Long texts are read to the end.

        Raises:
            ValueError: a parameter is none of these.
            Stopped: asked before each slice of `batch_size` windows.
        """
        for given, known in ((aggregation, AGGREGATIONS), (words, STRATEGIES)):
            if given not in known:
                raise ValueError(f"{given!r} is not one of {', '.join(known)}.")
        labelled = [[self._agreed(pieces, words) for pieces in found] for found in self._words(inputs)]
        if aggregation == "entities":
            labelled = [list(entities(found)) for found in labelled]
        return [
            [_result(text, found) for found in founds if found.score >= threshold]
            for text, founds in zip(inputs, labelled, strict=True)
        ]

    def _words(self, texts: Sequence[str]) -> list[list[Pieces]]:
        """The words of each text, however many windows it took to read them."""
        found: list[list[Pieces]] = [[] for _ in texts]
        for number, start, end, row in self._tokens(texts):
            start, end = trimmed(texts[number], start, end)
            if start == end:
                continue
            last = found[number][-1] if found[number] else None
            if last and (start < last.end or (start == last.end and joins(texts[number], start))):
                last.end = max(last.end, end)
                last.rows.append(row)
            else:
                found[number].append(Pieces(start, end, [row]))
        return found

    def _tokens(self, texts: Sequence[str]) -> Iterator[tuple[int, int, int, NDArray[np.float32]]]:
        """Text, start, end and probabilities of each token, once."""
        cut = windows(self._tokenizer, texts, overlap=limit_of(self._tokenizer) // 4)
        for part in slices(cut, self.batch_size):
            given = padded(self._tokenizer, [window.fields for window in part], self._model.device)
            scores = self._model(**given).logits.float().softmax(-1).cpu().numpy()
            for window, rows in zip(part, scores, strict=True):
                for place in window.kept:
                    yield window.text, *window.offsets[place], rows[place]

    def _agreed(self, pieces: Pieces, strategy: str) -> Labelled:
        rows = np.stack(pieces.rows)
        if strategy == "average":
            row = rows.mean(axis=0)
        else:
            row = rows[0] if strategy == "first" else rows[rows.max(axis=1).argmax()]
        label = self._model.config.id2label[int(row.argmax())]
        return Labelled(label, float(row.max()), pieces.start, pieces.end)


def _result(text: str, found: Labelled) -> dict[str, Any]:
    return {
        "label": found.label,
        "text": text[found.start : found.end],
        "score": found.score,
        "start": found.start,
        "end": found.end,
    }
