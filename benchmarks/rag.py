"""What finding in documents is worth: quality, speed, memory and refusals, each beside its goal.

    python -m benchmarks.rag --data FOLDER [--only quality,speed,refusal] [--rivals-on 2000]

FOLDER holds collections in BEIR's form, a folder each (corpus.jsonl, queries.jsonl, qrels.tsv), such as Cranfield; and
for refusals `xquad-en/xquad.en.json`: XQuAD (github.com/google-deepmind/xquad), licence CC BY-SA 4.0. Exit code 1 where
a goal is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import rag_quality, rag_speed, train_answering
from benchmarks.measure import Figure
from rag.cut import USUAL, Cut
from runtime.runners.remembering import Remembering
from runtime.runners.sentence_embedding import SentenceEncoder
from runtime.settings import load_settings

CHUNKS, EMBEDDED = 10_000, 500
SHORT = Cut(250, 60)
"""So that the collections have as many different passages."""
PARTS = ("quality", "speed", "refusal")


def figures(data: Path, parts: Sequence[str], rivals_on: int) -> Iterator[Figure | str]:
    home = load_settings().home
    if "quality" in parts:
        yield from rag_quality.figures(data, SentenceEncoder(home))
    if "speed" in parts:
        long, texts = rag_quality.texts(data, EMBEDDED, USUAL), rag_quality.texts(data, CHUNKS, SHORT)
        asked = [text for folder in rag_quality.collections(data)
                 for _, text in rag_quality.read_collection(folder).questions][::7]  # fmt: skip
        yield from rag_speed.figures(long, texts, asked, min(rivals_on, len(texts)), home)
    if "refusal" in parts and (data / "xquad-en" / "xquad.en.json").is_file():
        yield from refusals(train_answering.Asker(Remembering(SentenceEncoder(home), most=100_000)), data / "xquad-en")


def refusals(asker: Any, data: Path) -> Iterator[Figure]:
    """On articles that the weights were not trained on, at the threshold that they ship with."""
    t = train_answering
    cases = [*t.xquad_cases(asker, data), *t.manual_cases(asker)]
    found = [result for result in t.cross_validated(cases) if result.case.source == "xquad"]
    threshold = float(np.quantile([r.logit for r in found if r.case.asked == t.HERE], t.REFUSED))
    shares = {
        asked: float(np.mean([r.logit < threshold for r in found if r.case.asked == asked]))
        for asked in (t.HERE, t.ELSEWHERE)
    }
    yield Figure("XQuAD-en, questions asked of the wrong document that are refused", shares[t.ELSEWHERE], "", 0.9, True)
    yield Figure("XQuAD-en, answerable questions that are refused", shares[t.HERE], "", 0.1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True, help="folder with collections in BEIR's form")
    parser.add_argument("--only", default=",".join(PARTS), help="some of: quality,speed,refusal")
    parser.add_argument("--rivals-on", type=int, default=2000, help="chunks that the others index too")
    given = parser.parse_args()
    missed = 0
    for line in figures(given.data, given.only.split(","), given.rivals_on):
        print(line, flush=True)
        missed += isinstance(line, Figure) and not line.ok
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
