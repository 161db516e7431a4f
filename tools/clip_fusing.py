"""What is seen and what is heard, judged apart at the same moments → one judgement over time."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
"""(moments, labels), each row summing to one."""
HOLDS = 2
"""Moments that a new best label must hold to count: what lasts but one is jitter."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An inflection point: from here on another label is best."""

    time_s: float
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Timeline:
    labels: tuple[str, ...]
    times_s: tuple[float, ...]
    """The middle of each stretch that was judged."""
    seen: Scores
    heard: Scores
    """Rows without a number where nothing was to be heard."""
    fused: Scores
    smoothed: Scores

    @property
    def best(self) -> list[str]:
        return [self.labels[int(place)] for place in self.smoothed.argmax(axis=1)]

    @property
    def turns(self) -> list[Turn]:
        """Where the best label changes, and the new one holds."""
        found, best = list[Turn](), self.best
        now = best[0]
        for place, label in enumerate(best):
            holds = best[place : place + HOLDS]
            if label != now and set(holds) == {label}:
                found.append(Turn(self.times_s[place], now, label))
                now = label
        return found

    def overall(self) -> dict[str, float]:
        """The mean over all moments, best first."""
        means = self.fused.mean(axis=0)
        return {
            self.labels[place]: round(float(means[place]), 4) for place in np.argsort(-means, kind="stable").tolist()
        }

    def rows(self) -> list[dict[str, Any]]:
        """A row for each moment: its best label, all smoothed scores, and what pictures and sound said of the best."""
        rows = []
        for place, (at, label) in enumerate(zip(self.times_s, self.best, strict=True)):
            column = self.labels.index(label)
            heard = float(self.heard[place, column])
            scores = dict(zip(self.labels, (round(float(score), 4) for score in self.smoothed[place]), strict=True))
            apart = {"pictures": round(float(self.seen[place, column]), 4), "sound": _number(heard)}
            rows.append({"time_s": round(at, 2), "label": label, "scores": scores} | apart)
        return rows

    def as_csv(self) -> str:
        """Every score: of the pictures, of the sound, fused, and smoothed."""
        kinds = {"pictures": self.seen, "sound": self.heard, "fused": self.fused, "smoothed": self.smoothed}
        text = StringIO()
        table = csv.writer(text, lineterminator="\n")
        table.writerow(["time_s", "label", *(f"{label} ({kind})" for kind in kinds for label in self.labels)])
        for place, (at, label) in enumerate(zip(self.times_s, self.best, strict=True)):
            numbers = [_number(float(score)) for scores in kinds.values() for score in scores[place]]
            table.writerow([round(at, 3), label, *("" if number is None else number for number in numbers)])
        return text.getvalue()


def timeline(labels: Sequence[str], times_s: Sequence[float], seen: Any, heard: Any, window: int) -> Timeline:
    """`seen` and `heard` are (moments, labels); rows of `heard` that are no numbers have no say."""
    fused = fuse(seen, heard)
    return Timeline(tuple(labels), tuple(times_s), seen, heard, fused, smooth(fused, window))


def fuse(seen: Any, heard: Any) -> Scores:
    """The product, row by row, made to sum to one: both have to find a label likely. Late fusion of two judges that are
    taken for independent. Source: Kittler et al., On Combining Classifiers, 1998.

    >>> fuse(np.array([[0.8, 0.2], [0.6, 0.4]]), np.array([[0.5, 0.5], [np.nan, np.nan]])).round(2).tolist()
    [[0.8, 0.2], [0.6, 0.4]]
    """
    product = seen * np.where(np.isnan(heard), 1.0, heard) + 1e-12
    shares: Scores = product / product.sum(axis=1, keepdims=True)
    return shares


def smooth(scores: Any, window: int) -> Scores:
    """The mean over `window` moments around each, fewer at the ends.

    >>> smooth(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]), 3).round(2).tolist()
    [[0.5, 0.5], [0.67, 0.33], [0.5, 0.5]]
    """
    half = window // 2
    means = [scores[max(0, place - half) : place + half + 1].mean(axis=0) for place in range(len(scores))]
    return np.array(means)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 4)
