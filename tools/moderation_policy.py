"""From which score on what is moderated is blocked, or looked at by a person. For texts, pictures and sound alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from runtime.errors import SettingsError, nearest
from runtime.runners.moderation import CATEGORIES

VERDICTS = ("allow", "review", "block")
"""Mildest first."""
BLOCKED = 0.7
"""Where the settings name no other."""
MARGIN = 0.2
"""How far under that a person should look at it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that scores in a category."""

    category: str
    score: float
    """0 to 1."""
    of: int
    """Which of the things that were given."""
    reason: str
    """The sentence of a text; of a picture or a sound what is seen or heard, and where."""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    blocked: Mapping[str, float]
    """By category, from which score on; categories left out are not judged."""

    def verdict(self, category: str, score: float) -> str:
        """
        >>> [policy_of("spam=0.9").verdict("spam", score) for score in (0.6, 0.8, 0.95)]
        ['allow', 'review', 'block']
        """
        least = self.blocked.get(category)
        if least is None:
            return "allow"
        return "block" if score >= least else "review" if score >= least - MARGIN else "allow"

    def worst(self, findings: Iterable[Finding]) -> str:
        found = (self.verdict(finding.category, finding.score) for finding in findings)
        return max(found, key=VERDICTS.index, default="allow")


def policy_of(setting: str) -> Policy:
    """
    >>> policy_of("toxicity=0.5, spam=off").blocked
    {'toxicity': 0.5, 'hate': 0.7, 'threat': 0.7, 'sexual': 0.7, 'self-harm': 0.7}

    Raises:
        SettingsError: a part is not category=score, the category is unknown, or the score is not 0 to 1.
    """
    blocked = dict.fromkeys(CATEGORIES, BLOCKED)
    for part in filter(None, map(str.strip, setting.split(","))):
        name, _, said = (side.strip() for side in part.partition("="))
        if name not in CATEGORIES:
            known = nearest(name, CATEGORIES, "Categories")
            raise SettingsError(f"moderation={setting!r}: {name!r} is no category. {known}")
        if said == "off":
            blocked.pop(name, None)
        else:
            blocked[name] = _score(said, setting)
    return Policy(blocked)


def _score(said: str, setting: str) -> float:
    try:
        score = float(said)
    except ValueError:
        score = -1.0
    if not 0 <= score <= 1:
        raise SettingsError(f'moderation={setting!r}: {said!r} is not 0 to 1. Write: moderation = "toxicity=0.7"')
    return score
