"""Whether a text is glad, sad or neither, by its vector and the words that feel in it. English; no download."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from runtime.cancel import check
from runtime.runners.fitted import Values, head_in

WORDS, WEIGHTS = Path(__file__).with_name("mood_words.toml"), Path(__file__).with_name("moods.json")
TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[,;:.!?]")
SCOPE = 5
"""Words that a negator reaches, unless a comma, a stop or a turn comes first."""
BEFORE, BEHIND = 0.5, 1.4
"""What a word counts before and behind a turn such as `but`."""
MOST = 3.0


@dataclass(frozen=True, slots=True)
class MoodWords:
    glad: frozenset[str]
    sad: frozenset[str]
    negators: frozenset[str]
    turns: frozenset[str]


@cache
def mood_words() -> MoodWords:
    lists = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return MoodWords(**{name: frozenset(text.split()) for name, text in lists.items()})


def counts(text: str) -> Values:
    """(6,): glad and sad words; the same within reach of a negator; whether there is one; whether it asks.

    >>> counts("Not bad, and the staff is friendly.").tolist()
    [1.0, 0.0, 0.0, 1.0, 1.0, 0.0]
    """
    known, tokens = mood_words(), [token.lower().replace("’", "'") for token in TOKEN.findall(text)]
    turn = max((place for place, token in enumerate(tokens) if token in known.turns), default=-1)
    found, reach = np.zeros(6), 0
    for place, token in enumerate(tokens):
        if token in known.glad or token in known.sad:
            weight = 1.0 if turn < 0 else BEHIND if place > turn else BEFORE
            found[2 * (reach > 0) + (token in known.sad)] += weight
        ends = token in known.turns or not token[0].isalpha()
        reach = SCOPE if token in known.negators else 0 if ends else reach - 1
        found[4] = max(found[4], token in known.negators)
    found[:4] = np.minimum(found[:4], MOST)
    found[5] = "?" in text
    return found


class EmbeddedMoods:
    """Answers like a text classifier: positive, negative, neutral, with scores that sum to one."""

    memory: ClassVar[dict[str, float]] = {}  # the encoder's is the encoder's

    def __init__(self, encoder: Callable[[Sequence[str]], NDArray[np.float32]]) -> None:
        self._encoder = encoder
        self._head = head_in(WEIGHTS)

    def __call__(self, texts: Sequence[str], **parameters: Any) -> list[list[dict[str, Any]]]:
        """For each text its labels, the best first: `[{"label": "positive", "score": 0.9}, …]`.

        Of a long text the first 256 tokens are read, so hand in sentences.

        Raises:
            Stopped: the run's time is up, or it was cancelled.
        """
        check()
        if not texts:
            return []
        alone = self._head(self._encoder(texts), np.stack([counts(text) for text in texts]))
        return [self._ranked(row) for row in (alone / alone.sum(axis=1, keepdims=True)).tolist()]

    def settles(self, parameters: Mapping[str, Any]) -> bool:
        """Its results are quick to make again, and other weights may come with the next version: none is kept."""
        return False

    def _ranked(self, scores: Sequence[float]) -> list[dict[str, Any]]:
        pairs = sorted(zip(scores, self._head.labels, strict=True), reverse=True)
        return [{"label": label, "score": score} for score, label in pairs]
