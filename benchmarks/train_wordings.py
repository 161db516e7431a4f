"""Ways of asking for the platform's tools → the weights of `agents/choosing/wordings.py`.

    python -m benchmarks.train_wordings [--out FILE]      fits on all of benchmarks/data/says.jsonl, and writes
    python -m benchmarks.train_wordings --held-out        fits on all rounds of writing but one, scores that, and so on

`says.jsonl` has a tool and one way to ask for it a line, and in which of three rounds it was written (`by`); no tool
where none serves. The lines were written for this by a language model, in many voices, that knew the tools'
descriptions and nothing of the planner. The same data give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from agents.choosing.wordings import SHIPPED, Wordings, marks_of, save_wordings
from agents.parsing.clauses import FILE, parse
from agents.plans import FILE_ROLES, TABLES, Offer
from agents.specialists import offers
from memory.artifacts import type_of
from runtime.records import kind_of
from runtime.runners.sentence_embedding import SentenceEncoder
from runtime.settings import load_settings

DATA = Path(__file__).parent / "data" / "says.jsonl"
REQUESTS = Path(__file__).parent.parent / "tests" / "data" / "requests.jsonl"
"""What the planner has always been fitted on: those of its requests that need one tool are learned from, too."""
SELDOM = 3
"""A mark that stands in fewer lines is left out."""
L2 = 0.15
STEPS = 200


@dataclass(frozen=True, slots=True)
class Said:
    tool: str
    text: str
    """Masked as the planner masks it."""
    kinds: tuple[str, ...]
    by: int


def load(path: Path = DATA) -> list[Said]:
    """The lines; one that names no file twice, once with the kind of file that its tool takes."""
    takes = {offer.name: taken(offer) for offer in offers()}
    found = []
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        text, kinds = masked(row["say"])
        found.append(Said(row["tool"], text, kinds, row["by"]))
        if not kinds and takes.get(row["tool"]):
            found.append(Said(row["tool"], text, takes[row["tool"]], row["by"]))
    return found


def requested() -> list[Said]:
    """The requests for one tool in REQUESTS."""
    rows = [json.loads(line) for line in REQUESTS.read_text(encoding="utf-8").splitlines()]
    alone = [row for row in rows if len(row["tools"]) == 1]
    return [Said(row["tools"][0], *masked(row["request"], row.get("files")), 0) for row in alone]


def taken(offer: Offer) -> tuple[str, ...]:
    """The first kind of file that a tool takes; none where it takes none."""
    if "table" in offer.roles():
        return ("table",)
    return next((FILE_ROLES[role][:1] for role in offer.roles() if role in FILE_ROLES), ())


def masked(say: str, files: Mapping[str, str] | None = None) -> tuple[str, tuple[str, ...]]:
    """What the planner sees of one way to ask, and the kinds of `files`, name → title, or else of those it names."""
    titles = files or {f"file-{number}": title for number, title in enumerate(dict.fromkeys(FILE.findall(say)), 1)}
    kinds = {name: spoken_kind(title) for name, title in titles.items()}
    text = " ".join(clause.masked for clause in parse(say, titles, kinds).clauses)
    return text, tuple(dict.fromkeys(kinds.values()))


def spoken_kind(title: str) -> str:
    """
    >>> spoken_kind("a.csv"), spoken_kind("a.md"), spoken_kind("a.png")
    ('table', 'document', 'picture')
    """
    return "table" if title.lower().endswith(TABLES) else kind_of(type_of(Path(title)))


def fit(said: Sequence[Said], vectors: Any) -> Wordings:
    """`vectors` are (N, D), one a line."""
    tools = tuple(sorted({one.tool for one in said}))
    count = Counter(mark for one in said for mark in marks_of(one.text, one.kinds))
    marks = {mark: place for place, mark in enumerate(sorted(mark for mark, n in count.items() if n >= SELDOM))}
    rare = np.log(len(said) / np.array([count[mark] for mark in marks], np.float32))
    rows, right = by_marks(said, marks, rare), np.array([tools.index(one.tool) for one in said])
    weights = logistic(vectors.astype(np.float64), rows, right, len(tools))
    size = vectors.shape[1]
    return Wordings(tools, marks, rare, weights[:size], weights[size:-1], weights[-1])


def by_marks(said: Sequence[Said], marks: dict[str, int], rare: Any) -> csr_matrix:
    """(N, marks), each row of length 1."""
    places = [[marks[mark] for mark in marks_of(one.text, one.kinds) if mark in marks] for one in said]
    lengths = [max(1e-6, float(np.linalg.norm(rare[of]))) for of in places]
    values = [rare[place] / length for of, length in zip(places, lengths, strict=True) for place in of]
    ends = np.cumsum([0, *(len(of) for of in places)])
    return csr_matrix((values, [place for of in places for place in of], ends), shape=(len(said), len(marks)))


def logistic(dense: Any, sparse: csr_matrix, right: Any, classes: int) -> Any:
    """(columns of both + 1, classes): the weights, and the bias as their last row."""
    size, gold = dense.shape[1], np.eye(classes)[right]
    shape = (size + sparse.shape[1] + 1, classes)

    def loss(flat: Any) -> tuple[float, Any]:
        weights = flat.reshape(shape)
        logits = dense @ weights[:size] + sparse @ weights[size:-1] + weights[-1]
        logits -= logits.max(axis=1, keepdims=True)
        odds = np.exp(logits)
        odds /= odds.sum(axis=1, keepdims=True)
        away = odds - gold
        slope = np.vstack([dense.T @ away, sparse.T @ away, away.sum(0, keepdims=True)])
        slope[:-1] += L2 * weights[:-1]
        value = -np.log(odds[np.arange(len(right)), right] + 1e-300).sum() + L2 / 2 * (weights[:-1] ** 2).sum()
        return value, slope.ravel()

    found = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return found.x.reshape(shape)


def share_right(found: Wordings, said: Sequence[Said], vectors: Any) -> float:
    chances = found.chances([one.text for one in said], [one.kinds for one in said], vectors)
    return float(np.mean([found.classes[best] == one.tool for best, one in zip(chances.argmax(1), said, strict=True)]))


def held_out(said: Sequence[Said], vectors: Any) -> Iterable[str]:
    """How often the likeliest tool is right for what was written in the other round."""
    rounds = np.array([one.by for one in said])
    for written in sorted(set(rounds.tolist()) - {0}):
        others, own = np.flatnonzero(rounds != written), np.flatnonzero(rounds == written)
        found = fit([said[n] for n in others], vectors[others])
        right = share_right(found, [said[n] for n in own], vectors[own])
        yield f"round {written}: {100 * right:.1f} % of {len(own)} right, {len(others)} learned from"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    asked = parser.parse_args()
    started, said = time.perf_counter(), [*load(), *requested()]
    vectors = SentenceEncoder(load_settings().home)([one.text for one in said])
    if asked.held_out:
        for line in held_out(said, vectors):
            print(line, flush=True)
        return 0
    found = fit(said, vectors)
    save_wordings(found, asked.out, {"lines": len(said)})
    print(f"{asked.out}: {asked.out.stat().st_size / 1e6:.1f} MB in {time.perf_counter() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
