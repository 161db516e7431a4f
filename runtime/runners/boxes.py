"""Boxes around things in a picture, as plain values: inside it, best first, none twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from runtime.runners.alike import Seen

SAME = 0.6
"""Shared area over joint area from which two boxes of one name are the same thing."""
Found = dict[str, Any]
"""`{"label": "dog", "score": 0 to 1, "box": [left, top, right, bottom]}`: pixels of the picture itself, in it, as
floats; right and bottom lie outside."""


def sizes_of(some: Iterable[Seen]) -> list[tuple[int, int]]:
    """(height, width) of each picture, as post-processing takes it."""
    return [(one.height, one.width) for one in some]


def listed(found: Any, labels: Sequence[Any], one: Seen) -> list[Found]:
    """What post-processing gave for one picture; `labels` are its things' names, empty where they have none."""
    things = [
        {"label": str(label), "score": float(score), "box": inside(box, one.width, one.height)}
        for score, label, box in zip(found["scores"].tolist(), labels, found["boxes"].tolist(), strict=True)
        if label
    ]
    return sorted(things, key=lambda thing: -float(thing["score"]))


def inside(box: Sequence[float], width: int, height: int) -> list[float]:
    """What of a box lies in the picture.

    >>> inside((-15.0, 2.4, 50.0, 99.0), 40, 40)
    [0.0, 2.4, 40.0, 40.0]
    """
    edges = zip(box, (width, height, width, height), strict=True)
    return [round(min(max(0.0, float(edge)), float(most)), 2) for edge, most in edges]


def without_doubles(things: Sequence[Found]) -> list[Found]:
    """Things, best first, without those that are another's box again under the same name."""
    kept: list[Found] = []
    for thing in things:
        twins = (other for other in kept if other["label"] == thing["label"])
        if all(overlap(thing["box"], other["box"]) < SAME for other in twins):
            kept.append(thing)
    return kept


def overlap(one: Sequence[float], other: Sequence[float]) -> float:
    """Shared area over joint area, 0 to 1. Source: Jaccard, 1901.

    >>> overlap([0, 0, 2, 2], [1, 0, 3, 2])
    0.3333333333333333
    """
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(0.0, width) * max(0.0, height)
    joint = area(one) + area(other) - shared
    return shared / joint if joint else 0.0


def area(box: Sequence[float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def check_threshold(threshold: Any) -> Any:
    """
    Raises:
        ValueError: it is not a number from 0 to 1.
    """
    if isinstance(threshold, bool) or not isinstance(threshold, int | float) or not 0 <= threshold <= 1:
        raise ValueError(f"threshold={threshold!r}: give a number from 0 to 1, e.g. threshold=0.5.")
    return threshold


def refuse_others(parameters: dict[str, Any], takes: str) -> None:
    """Raise ValueError where there is a parameter that a runner has no use for."""
    if parameters:
        raise ValueError(f"{', '.join(parameters)}: not taken here. Give {takes}.")
