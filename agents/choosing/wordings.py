"""Which tool the words of a clause ask for, learned from some thousands of ways of asking. numpy alone.

A multinomial logistic regression over MiniLM's vector of the clause and its words, pairs of words and kinds of files,
weighted by how rare they are. It knows the platform's own tools, and one answer more: none of them. A tool that is
added to them is not known here; for it speak its cues, its phrases and its description (`scoring.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from runtime.errors import CheckpointError
from runtime.regex import regex

SHIPPED = Path(__file__).parent / "wordings.safetensors"
WORD = regex(r"QTEXT|[a-z]+|\d+", re.I)
ENDING = regex(r"(?:ings?|ed|es|s)$")
NUMBER = "#"
NONE = ""
"""The name of what asks for no tool."""


@dataclass(frozen=True, slots=True)
class Wordings:
    """The fitted weights."""

    classes: tuple[str, ...]
    """What a clause may be: the tools, and NONE; or, in another file of such weights, what it does."""
    marks: dict[str, int]
    """What a clause may have → its row in `rare` and `by_mark`."""
    rare: Any
    """(marks,) float32: the logarithm of how seldom each stands in a clause."""
    by_meaning: Any
    """(D, classes) float32"""
    by_mark: Any
    """(marks, classes) float32"""
    bias: Any
    """(classes,) float32"""

    def chances(self, texts: Sequence[str], kinds: Sequence[Iterable[str]], vectors: Any) -> Any:
        """(N, classes) float: how likely each masked text is of each class. Rows sum to one.

        `kinds` are those of the files that each is about, `vectors` are (N, D), of length 1, or 0 where none was made.
        """
        logits = vectors @ self.by_meaning + self.bias
        for row, (text, of) in enumerate(zip(texts, kinds, strict=True)):
            places = [self.marks[mark] for mark in marks_of(text, of) if mark in self.marks]
            weights = self.rare[places]
            logits[row] += weights @ self.by_mark[places] / max(1e-6, float(np.linalg.norm(weights)))
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return odds / odds.sum(axis=1, keepdims=True)


def marks_of(text: str, kinds: Iterable[str]) -> frozenset[str]:
    """What the words of a masked clause are known by: stems, pairs of them, how it begins, and kinds of files.

    >>> sorted(marks_of("Cut the video", ["video"]))
    ['> cut', '> cut the', 'cut', 'cut the', 'kind video', 'the', 'the video', 'video']
    """
    return marks_said(text) | {f"kind {kind}" for kind in kinds}


@lru_cache(maxsize=1 << 10)
def marks_said(text: str) -> frozenset[str]:
    """Those of its words. Remembered, since each clause is looked at for its tool and for what it does."""
    words = [stem(word) for word in WORD.findall(text)]
    pairs = [" ".join(pair) for pair in pairwise(words)]
    begins = [f"> {words[0]}"] if words else []
    begins += [f"> {pairs[0]}"] if pairs else []
    return frozenset((*words, *pairs, *begins))


def stem(word: str) -> str:
    """
    >>> stem("Cropping"), stem("7"), stem("sees")
    ('cropp', '#', 'sees')
    """
    if word.isdigit():
        return NUMBER
    return ENDING.sub("", word.lower()) if len(word) > 4 else word.lower()


@cache
def load_wordings(path: Path = SHIPPED) -> Wordings:
    """
    Raises:
        CheckpointError: the file is missing or is not such weights.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            about = json.loads((file.metadata() or {})["about"])
            rare, by_meaning, by_mark, bias = (
                file.get_tensor(name).astype(np.float32) for name in ("rare", "by_meaning", "by_mark", "bias")
            )
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise CheckpointError(
            f"What was learned of asking cannot be read from {path}. "
            f"Fit it with: python -m benchmarks.train_{path.stem}"
        ) from error
    marks = {mark: place for place, mark in enumerate(about["marks"])}
    return Wordings(tuple(about["classes"]), marks, rare, by_meaning, by_mark, bias)


def save_wordings(found: Wordings, path: Path, about: dict[str, Any]) -> None:
    """Written as float16; the same weights make the same bytes."""
    from safetensors.numpy import save_file

    tensors = {"rare": found.rare, "by_meaning": found.by_meaning, "by_mark": found.by_mark, "bias": found.bias}
    said = about | {"classes": found.classes, "marks": list(found.marks)}
    halves = {name: np.ascontiguousarray(tensor, np.float16) for name, tensor in tensors.items()}
    save_file(halves, path, {"about": json.dumps(said, sort_keys=True)})
