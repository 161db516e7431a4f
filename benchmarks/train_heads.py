"""Our sentences → the weights of the embedded judges of moods and of moderation, and how often they are right.

    python -m benchmarks.train_heads [--write] [--held-out]

It learns from `benchmarks/data/sentiment.txt` and `moderation.txt`, and for moods a little from sentences made of a few
words and frames. It prints how right it is under cross-validation and on the tuning half of the files of the same name
in `tests/data`; `--held-out` adds the other half, which nothing was chosen by. Every run gives the same numbers.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from runtime.runners import moderation, moods
from runtime.runners.fitted import Head, Values, features
from runtime.runners.remembering import Remembering
from runtime.runners.sentence_embedding import SentenceEncoder
from runtime.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent
MARKS = {"+": "positive", "-": "negative", "=": "neutral"}
FOLDS = 10
FRAMED = 0.1
"""What a sentence made of a frame counts beside a written one."""
FLAGGED = 2.0
"""What a text counts for a category that it belongs to: ten times as many belong to none."""
THINGS = "food film hotel phone service book room staff trip app lesson concert car show meeting garden shop coffee"
GLAD = (
    "good great excellent wonderful tasty friendly helpful clean quiet comfortable reliable fast easy useful funny "
    "interesting impressive pleasant beautiful fresh fair lovely"
)
SAD = (
    "bad terrible awful poor rude dirty noisy slow boring useless uncomfortable unreliable complicated confusing "
    "disappointing annoying expensive stale ugly unfair broken"
)
FRAMES = {
    "positive": (
        "The {thing} was {glad}.", "Really {glad} {thing}!", "What a {glad} {thing}.",
        "I found the {thing} very {glad}.", "The {thing} was not {sad} at all.",
        "The {thing} wasn't {sad}.", "There is nothing {sad} about the {thing}.",
        "The {thing} is never {sad}.", "The {thing} looks {sad}, but it is {glad}.",
        "I was told that the {thing} is {sad}, but it was {glad}.",
    ),
    "negative": (
        "The {thing} was {sad}.", "Really {sad} {thing}!", "What a {sad} {thing}.", "I found the {thing} very {sad}.",
        "The {thing} was not {glad}.", "The {thing} isn't {glad} at all.", "I don't think the {thing} is {glad}.",
        "There is nothing {glad} about the {thing}.", "The {thing} looks {glad}, but it is {sad}.",
        "I was told that the {thing} is {glad}, but it was {sad}.",
    ),
}  # fmt: skip
MADE = 500
"""Sentences made of frames, for each of the two."""


class Example(NamedTuple):
    text: str
    labels: frozenset[str]
    made: bool = False


class Job(NamedTuple):
    """What is fitted."""

    name: str
    labels: tuple[str, ...]
    read: Callable[[str], Example]
    counts: Callable[[str], Values]
    l2: float
    flagged: float
    weights: Path
    made: tuple[Example, ...] = ()


def mood(line: str) -> Example:
    return Example(line[2:], frozenset({MARKS[line[0]]}))


def moderated(line: str) -> Example:
    labels, _, text = line.partition(" | ")
    return Example(text, frozenset(labels.split(", ")) - {"ok"})


def framed(seed: int = 0) -> Iterator[Example]:
    draw = random.Random(seed)
    for label, frames in FRAMES.items():
        for _ in range(MADE):
            words = {"thing": draw.choice(THINGS.split()), "glad": draw.choice(GLAD.split())}
            text = draw.choice(frames).format(**words, sad=draw.choice(SAD.split()))
            yield Example(text, frozenset({label}), made=True)


JOBS = (
    Job("sentiment", tuple(MARKS.values()), mood, moods.counts, 1.0, 1.0, moods.WEIGHTS, tuple(framed())),
    Job("moderation", tuple(moderation.CATEGORIES), moderated, moderation.counts, 0.1, FLAGGED, moderation.WEIGHTS),
)


def examples(path: Path, read: Callable[[str], Example], half: str = "") -> list[Example]:
    """The examples in a file, or those under the heading `half`."""
    found: dict[str, list[Example]] = {"": []}
    under = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            under = line[3:]
        elif line and not line.startswith("# "):
            found.setdefault(under, []).append(read(line))
    return found[half]


# --- Fitting ---


def logistic(rows: Values, target: Values, importance: Values, l2: float) -> Values:
    """(F + 1,): weights and bias of a logistic regression with the penalty l2 · w² / 2, by Newton's method."""
    table = np.hstack([rows, np.ones((len(rows), 1))])
    penalty = np.append(np.full(rows.shape[1], l2), 1e-6)
    weights = np.zeros(table.shape[1])
    for _ in range(30):
        share = 1.0 / (1.0 + np.exp(-(table @ weights)))
        slope = table.T @ (importance * (share - target)) + penalty * weights
        curvature = (table * (importance * share * (1 - share))[:, None]).T @ table + np.diag(penalty)
        step = np.linalg.solve(curvature, slope)
        weights = weights - step
        if np.abs(step).max() < 1e-9:
            break
    return weights


class Fitter:
    def __init__(self, job: Job, encoder: Any) -> None:
        self.job, self.encoder = job, encoder

    def fit(self, known: Sequence[Example]) -> Head:
        table = features(*self.measured(known))
        fitted = [logistic(table, *self._aimed(known, label), self.job.l2) for label in self.job.labels]
        return Head(self.job.labels, np.stack([w[:-1] for w in fitted]), np.array([w[-1] for w in fitted]))

    def scores(self, head: Head, asked: Sequence[Example]) -> Values:
        return head(*self.measured(asked))

    def measured(self, known: Sequence[Example]) -> tuple[Any, Values]:
        texts = [example.text for example in known]
        return self.encoder(texts), np.stack([self.job.counts(text) for text in texts])

    def _aimed(self, known: Sequence[Example], label: str) -> tuple[Values, Values]:
        target = np.array([label in example.labels for example in known], float)
        made = np.where([example.made for example in known], FRAMED, 1.0)
        return target, made * np.where(target > 0, self.job.flagged, 1.0)

    def cross_validated(self, known: Sequence[Example]) -> Values:
        """(N, labels): each example by weights that were fitted without it. Made sentences are in every fold."""
        order = random.Random(0).sample(range(len(known)), len(known))
        scores = np.zeros((len(known), len(self.job.labels)))
        for fold in range(FOLDS):
            held = order[fold::FOLDS]
            rest = [known[place] for place in order if place not in held]
            scores[held] = self.scores(self.fit([*rest, *self.job.made]), [known[place] for place in held])
        return scores


# --- Measuring ---


def told(job: Job, where: str, asked: Sequence[Example], scores: Values) -> str:
    gold = np.array([[label in example.labels for label in job.labels] for example in asked])
    if job.name == "sentiment":
        right = gold[np.arange(len(asked)), scores.argmax(axis=1)]
        return f"{job.name}, {where}: {right.sum()} of {len(right)} right"
    marked, bad = scores >= 0.5, gold.any(axis=1)
    flagged, clean = marked.any(axis=1), ~bad
    named = gold[np.arange(len(asked)), scores.argmax(axis=1)][bad]
    return (
        f"{job.name}, {where}: {(flagged & bad).sum()} of {bad.sum()} marked, {named.sum()} with the right category "
        f"first; {(flagged & clean).sum()} of {clean.sum()} harmless ones marked too"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--write", action="store_true", help="replace the weights beside the runners")
    parser.add_argument("--held-out", action="store_true", help="also ask the half that nothing was chosen by")
    given = parser.parse_args()
    encoder = Remembering(SentenceEncoder(load_settings().home), most=100_000)
    for job in JOBS:
        fitter = Fitter(job, encoder)
        known = examples(ROOT / "benchmarks" / "data" / f"{job.name}.txt", job.read)
        print(told(job, "cross-validated", known, fitter.cross_validated(known)))
        head = fitter.fit([*known, *job.made])
        for half in ("tuning", "held out") if given.held_out else ("tuning",):
            asked = examples(ROOT / "tests" / "data" / f"{job.name}.txt", job.read, half)
            print(told(job, half, asked, fitter.scores(head, asked)))
        if given.write:
            write(head, job.weights)


def write(head: Head, path: Path) -> None:
    rows = [[round(weight, 3) for weight in row] for row in head.weights.tolist()]
    data = {"labels": head.labels, "bias": [round(bias, 3) for bias in head.bias.tolist()], "weights": rows}
    path.write_text(json.dumps(data, separators=(",", ":")).replace("],[", "],\n[") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
