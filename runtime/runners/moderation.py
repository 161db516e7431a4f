"""What in a text a moderator would mark: a score for each category, by whichever model."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from runtime.architectures import entails
from runtime.cancel import check
from runtime.devices import Placement
from runtime.errors import WrongArchitecture
from runtime.places import config_of
from runtime.runners.base import Runner
from runtime.runners.classification import TextClassifier
from runtime.runners.fitted import Values, head_in
from runtime.runners.nli import NliZeroShot

CUES, WEIGHTS = Path(__file__).with_name("moderation_cues.toml"), Path(__file__).with_name("moderation.json")
CATEGORIES = {
    "toxicity": "insults",
    "hate": "hatred of a group of people",
    "threat": "a threat of violence",
    "sexual": "sexual content",
    "self-harm": "self-harm or suicide",
    "spam": "spam or a scam",
}
"""And what a text is said to contain, where a model judges whether that follows from it."""
CONTAINS = "This text contains {}."
LABELS = {
    "toxicity": ("toxic", "severe_toxic", "severe_toxicity", "toxicity", "obscene", "insult", "offensive", "abusive"),
    "hate": ("hate", "hateful", "identity_hate", "identity_attack", "hate speech"),
    "threat": ("threat", "violence", "violent"),
    "sexual": ("sexual", "sexual_explicit", "nsfw", "porn"),
    "self-harm": ("self-harm", "self_harm", "suicide", "suicidal"),
    "spam": ("spam", "scam", "phishing"),
}
"""How checkpoints call what they were trained to mark, in small letters."""
MOST = 2
Scores = dict[str, float]
"""Category to score, 0 to 1, each by itself; only those that the model can judge."""


class TextModerator(Runner):
    """A checkpoint trained to mark such texts, or one that judges whether a sentence follows from another."""

    batch_size: ClassVar[int] = 16

    def __init__(self, folder: Path, placement: Placement) -> None:
        """
        Raises:
            WrongArchitecture: its labels name nothing that is moderated.
        """
        super().__init__(folder, placement)
        config = config_of(folder)
        if not entails(config) and not any(map(category_of, dict(config.get("id2label") or {}).values())):
            kind = "classifier that knows nothing of toxicity and the like"
            raise WrongArchitecture(str(folder), kind, "text-moderation")
        self._judge: Runner = (NliZeroShot if entails(config) else TextClassifier)(folder, placement)

    def run(self, inputs: list[str], **parameters: Any) -> list[Scores]:
        """For each text `{"toxicity": 0.1, …}`. Of a long text the end is cut, so hand in sentences."""
        if isinstance(self._judge, NliZeroShot):
            names = {phrase: name for name, phrase in CATEGORIES.items()}
            found = self._judge.run(inputs, list(names), CONTAINS, multi_label=True)
            return [
                {names[label]: score for label, score in zip(one["labels"], one["scores"], strict=True)}
                for one in found
            ]
        return [_by_category(found) for found in self._judge.run(inputs)]

    def modules(self) -> Sequence[Any]:
        return list(self._judge.modules())


def _by_category(found: Sequence[Mapping[str, Any]]) -> Scores:
    """Where several labels mean one category, the highest."""
    scores: Scores = {}
    for label in found:
        if name := category_of(label["label"]):
            scores[name] = max(scores.get(name, 0.0), label["score"])
    return scores


def category_of(label: str) -> str:
    """The category that a checkpoint's label means; '' where it means none.

    >>> category_of("identity_hate"), category_of("NSFW"), category_of("non-toxic")
    ('hate', 'sexual', '')
    """
    return next((name for name, known in LABELS.items() if label.lower() in known), "")


class EmbeddedModerator:
    """Weighs a text's meaning and the cues in it, by weights fitted on a few hundred sentences. English."""

    memory: ClassVar[dict[str, float]] = {}  # the encoder's is the encoder's

    def __init__(self, encoder: Callable[[Sequence[str]], NDArray[np.float32]]) -> None:
        self._encoder = encoder
        self._head = head_in(WEIGHTS)

    def __call__(self, texts: Sequence[str], **parameters: Any) -> list[Scores]:
        """For each text `{"toxicity": 0.1, …}`. Of a long text the first 256 tokens are read, so hand in sentences.

        Raises:
            Stopped: the run's time is up, or it was cancelled.
        """
        check()
        if not texts:
            return []
        scores = self._head(self._encoder(texts), np.stack([counts(text) for text in texts]))
        return [dict(zip(self._head.labels, row, strict=True)) for row in scores.tolist()]

    def settles(self, parameters: Mapping[str, Any]) -> bool:
        """Its results are quick to make again, and other weights may come with the next version: none is kept."""
        return False


@cache
def cues() -> dict[str, re.Pattern[str]]:
    """For each category what finds its cues."""
    table = tomllib.loads(CUES.read_text(encoding="utf-8"))
    return {name: re.compile("|".join(map(_pattern, table[name])), re.I) for name in CATEGORIES}


def _pattern(cue: str) -> str:
    word = re.escape(cue.rstrip("*"))
    start = r"\b" if cue[0].isalnum() else ""
    return start + word + (r"\w*" if cue.endswith("*") else r"\b" if cue[-1].isalnum() else "")


def counts(text: str) -> Values:
    """(6,): how many cues of each category stand in it, two at most.

    >>> counts("Click here, you idiot!!!").tolist()
    [1.0, 0.0, 0.0, 0.0, 0.0, 2.0]
    """
    return np.array([min(len(pattern.findall(text)), MOST) for pattern in cues().values()], float)
