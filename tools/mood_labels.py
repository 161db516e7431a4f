"""What the labels of checkpoints for moods mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from runtime.errors import BadInput

MOODS = ("positive", "negative", "neutral")
NUMBERED = {
    2: ("negative", "positive"),
    3: ("negative", "neutral", "positive"),
    5: ("negative", "negative", "neutral", "positive", "positive"),
}
"""What labels mean that are only numbered, by how many there are."""
STARS = re.compile(r"([1-5]) ?stars?")


def moods(found: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Mood to score, from the labels of whatever checkpoint; without `neutral` where it does not know that.

    >>> moods([{"label": "LABEL_1", "score": 0.7}, {"label": "LABEL_0", "score": 0.3}])
    {'positive': 0.7, 'negative': 0.3}
    >>> moods([{"label": "4 stars", "score": 0.9}, {"label": "1 star", "score": 0.1}])
    {'positive': 0.9, 'negative': 0.1}

    Raises:
        BadInput: a label means no mood.
    """
    scores: Counter[str] = Counter()
    for one in found:
        scores[mood_of(one["label"], len(found))] += one["score"]
    if "" in scores or not scores.keys() & {*MOODS[:2]}:
        labels = ", ".join(str(one["label"]) for one in found)
        raise BadInput(
            f"The labels of this checkpoint ({labels}) are no moods. Leave `model` out, or choose another with: "
            "atelier models sentiment-analysis"
        )
    return {mood: round(float(scores[mood]), 4) for mood in MOODS if mood in scores or mood != "neutral"}


def mood_of(label: str, among: int) -> str:
    """The mood that a label means, `among` so many; '' where it means none.

    >>> [mood_of(label, 3) for label in ("POS", "LABEL_0", "Neutral", "very negative", "joy")]
    ['positive', 'negative', 'neutral', 'negative', '']
    """
    said = label.strip().lower().replace("_", " ")
    if match := STARS.fullmatch(said):
        return NUMBERED[5][int(match[1]) - 1]
    if said.startswith("label ") and said[6:].isdigit():
        return dict(enumerate(NUMBERED.get(among, ()))).get(int(said[6:]), "")
    last = said.split()[-1] if said else ""
    return next((mood for mood in MOODS if last in (mood, mood[:3])), "")
