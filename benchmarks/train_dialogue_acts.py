"""Requests cut into pieces, and what each piece does → the weights of `agents/choosing/dialogue_acts.py`.

    python -m benchmarks.train_dialogue_acts [--out FILE]      fits on all of benchmarks/data/dialogue_acts.jsonl
    python -m benchmarks.train_dialogue_acts --held-out        fits on all writers but one, scores that one, and so on

A line of the data is one request: its `pieces`, each with what it does (`asked`, `detail` or `told`), and which of
the writers wrote it (`by`): a language model in many voices, that knew the tools' descriptions and nothing of the
planner. One in four of the ways of asking for a tool in `says.jsonl` stands beside them, now alone, now as the first,
the second or the last piece of a request.
The same data give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from agents.choosing.dialogue_acts import ASKED, SHIPPED, places, shape
from agents.choosing.wordings import save_wordings
from benchmarks.train_wordings import Said, fit, masked, share_right
from benchmarks.train_wordings import load as load_says
from runtime.runners.sentence_embedding import SentenceEncoder
from runtime.settings import load_settings

DATA = Path(__file__).parent / "data" / "dialogue_acts.jsonl"
ONE_IN = 8
STANDS = (places(0, 1), places(0, 3), places(1, 3), places(2, 3))


def load(path: Path = DATA) -> list[Said]:
    """The pieces, each known by its words and where it stands."""
    found = []
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        for n, (said, act) in enumerate(row["pieces"]):
            text, kinds = masked(said)
            found.append(
                Said(act, text or said, (*kinds, *places(n, len(row["pieces"])), *shape(text or said)), row["by"])
            )
    return found


def asking() -> list[Said]:
    """One in so many ways of asking for a tool, each in another place of a request."""
    said = [one for one in load_says() if one.tool][::ONE_IN]
    return [
        Said(ASKED, one.text, (*one.kinds, *STANDS[n % len(STANDS)], *shape(one.text)), 0) for n, one in enumerate(said)
    ]


def held_out(said: Sequence[Said], vectors: Any) -> Iterable[str]:
    """How often the likeliest act is right for what one writer wrote, learned from the others."""
    by = np.array([one.by for one in said])
    for writer in sorted(set(by.tolist()) - {0}):
        others, own = np.flatnonzero(by != writer), np.flatnonzero(by == writer)
        found = fit([said[n] for n in others], vectors[others])
        right = share_right(found, [said[n] for n in own], vectors[own])
        yield f"writer {writer}: {100 * right:.1f} % of {len(own)} right, {len(others)} learned from"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    asked = parser.parse_args()
    started, said = time.perf_counter(), [*load(), *asking()]
    vectors = SentenceEncoder(load_settings().home)([one.text for one in said])
    if asked.held_out:
        for line in held_out(said, vectors):
            print(line, flush=True)
        return 0
    save_wordings(fit(said, vectors), asked.out, {"pieces": len(said)})
    print(f"{asked.out}: {asked.out.stat().st_size / 1e6:.1f} MB in {time.perf_counter() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
