"""What an evaluation came to, as a table for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.evaluating import Evaluation
from rag.scores import mean

MEANING = {
    "hit": "questions with their evidence among the best {k}",
    "MRR@10": "mean of 1 / rank of the first passage with it",
    "nDCG@10": "the same by 1 / log2(1 + rank)",
    "faithful": "sentences of answers that what they cite says",
    "told": "answers that have a known answer word for word",
    "F1": "words shared with a known answer (SQuAD)",
    "exact": "answers that are a known answer (SQuAD)",
    "wrongly refused": "questions with a known answer",
    "rightly refused": "questions that the documents do not answer",
    "p50": "search and answer",
    "p95": "19 of 20 take no longer",
}


def table_of(done: Evaluation) -> Any:
    from app.output import table

    title = f"{done.scores.questions} questions, {done.scores.placed} of them with evidence that can be found"
    return table(title, ["figure", "", "meaning"], [list(row) for row in rows(done)])


def rows(done: Evaluation) -> Iterator[tuple[str, str, str]]:
    for name, value, meaning in figures(done):
        if value is not None:
            yield name, f"{value:.1f} ms" if name in ("p50", "p95") else f"{value:.3f}", meaning


def figures(done: Evaluation) -> Iterator[tuple[str, float | None, str]]:
    """Name, value and meaning of each figure; a value of None could not be measured."""
    scores = done.scores
    if scores.placed:
        yield from ((f"hit@{k}", value, MEANING["hit"].format(k=k)) for k, value in scores.hits)
    told = {"MRR@10": scores.mrr, "nDCG@10": scores.ndcg, "faithful": scores.faithful, "told": scores.told}
    told |= {"F1": scores.f1, "exact": scores.exact, "wrongly refused": scores.refused}
    told |= {"rightly refused": scores.absent_refused, "p50": scores.p50_ms, "p95": scores.p95_ms}
    yield from ((name, value, MEANING[name]) for name, value in told.items())


def notices(done: Evaluation) -> Iterator[str]:
    if done.lost:
        shown = ", ".join(map(str, done.lost[:10])) + (" …" if len(done.lost) > 10 else "")
        yield f"Not counted for finding: lines {shown} name a place or a quote that is not in the documents."
    missed = [outcome for outcome in done.outcomes if outcome.evidence and outcome.rank is None]
    if missed:
        yield "Not found: " + "; ".join(f"“{outcome.question.text}”" for outcome in missed[:3])
    if not done.scores.placed and mean([1.0 for outcome in done.outcomes if outcome.question.answers]) is None:
        yield 'No question has an "answer" or says where one stands: only times could be measured.'
