"""Questions with known answers → how well passages are found, and how well answers hold."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.questions import Evidence, Question, evidence_for, has, plain
from rag.scores import exact, f1, hit, mean, ndcg, percentile, reciprocal
from rag.sentences import sentences
from runtime.progress import counted
from runtime.records import MARK, Citation, Passage

DEPTH = 10
"""How far down a list MRR and nDCG look."""
Search = Callable[[str, int], Sequence[Passage]]
"""A question and how many → the passages that fit best, best first."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered to a question."""

    text: str
    """With or without marks of citations; empty where it was refused."""
    citations: tuple[Citation, ...] = ()
    span: str = ""
    """The words in it that answer, where they are known."""


Answer = Callable[[str], Said]
Holds = Callable[[Citation], bool]
"""Does what is cited stand where the citation says?"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question, asked."""

    question: Question
    evidence: Evidence | None
    rank: int | None
    """Of the first passage that has the evidence, from 1; None where none of those looked at does."""
    said: Said | None
    """None where no answer was asked for."""
    faithful: float | None
    """Share of the answer's sentences that cited text says; None where nothing was said."""
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over the questions that each can be measured on, 0 to 1; None where there are none."""

    questions: int
    placed: int
    """Questions whose evidence is known, and stands in the documents."""
    hits: tuple[tuple[int, float], ...]
    """k → share of the questions whose evidence is among the k best passages."""
    mrr: float | None
    ndcg: float | None
    """At 10. A question has one piece of evidence: that two passages share it counts once."""
    faithful: float | None
    exact: float | None
    f1: float | None
    """Of the words of an answer, or of those in it that were marked as answering."""
    told: float | None
    """Answers that have a known answer in them word for word; a refusal has none."""
    refused: float | None
    """Questions with a known answer that were refused."""
    absent_refused: float | None
    """Questions that the documents do not answer, and that were refused."""
    p50_ms: float | None
    p95_ms: float | None
    """Of search and answer together."""


def evaluated(
    questions: Sequence[Question],
    pages: Sequence[Passage],
    search: Search,
    answer: Answer | None = None,
    holds: Holds = lambda citation: True,
    k: int = 10,
) -> Iterator[Outcome]:
    """Ask each question. `pages` are the documents page by page, to know what can be found at all."""
    for question in counted(questions, "question"):
        evidence = evidence_for(question, pages)
        start = time.perf_counter()
        found = search(question.text, max(k, DEPTH))
        said = answer(question.text) if answer else None
        milliseconds = (time.perf_counter() - start) * 1000
        faith = faithful(said, holds) if said and said.text else None
        yield Outcome(question, evidence, rank_of(evidence, found), said, faith, milliseconds)


def rank_of(evidence: Evidence | None, found: Iterable[Passage]) -> int | None:
    places = (place for place, passage in enumerate(found, 1) if evidence and evidence.stands_in(passage))
    return next(places, None)


def faithful(said: Said, holds: Holds) -> float:
    """Share of the sentences that stand, word for word, in a quote that stands where its citation says."""
    quotes = [plain(citation.quote) for citation in said.citations if holds(citation)]
    claims = [claim for claim in map(plain, sentences(MARK.sub("", said.text))) if claim]
    return sum(any(has(quote, claim) for quote in quotes) for claim in claims) / max(len(claims), 1)


def scores_of(outcomes: Sequence[Outcome], k: int = 10) -> Scores:
    ranks = [outcome.rank for outcome in outcomes if outcome.evidence]
    answered = [outcome for outcome in outcomes if outcome.said and outcome.question.answers]
    absent = [outcome for outcome in outcomes if outcome.said and outcome.question.absent]
    times = [outcome.milliseconds for outcome in outcomes]
    depths = sorted({1, 3, 5, 10, k})
    return Scores(
        questions=len(outcomes),
        placed=len(ranks),
        hits=tuple((depth, mean([hit(rank, depth) for rank in ranks]) or 0.0) for depth in depths if depth <= k),
        mrr=mean([reciprocal(rank, DEPTH) for rank in ranks]),
        ndcg=mean([ndcg_of(rank) for rank in ranks]),
        faithful=mean([outcome.faithful for outcome in outcomes if outcome.faithful is not None]),
        exact=mean([best(outcome, exact) for outcome in answered]),
        f1=mean([best(outcome, f1) for outcome in answered]),
        told=mean([tells(outcome) for outcome in answered]),
        refused=mean([is_refused(outcome) for outcome in answered]),
        absent_refused=mean([is_refused(outcome) for outcome in absent]),
        p50_ms=percentile(times, 50),
        p95_ms=percentile(times, 95),
    )


def ndcg_of(rank: int | None) -> float:
    return ndcg([0.0] * (rank - 1) + [1.0], [1.0], DEPTH) if rank else 0.0


def best(outcome: Outcome, measure: Callable[[str, Sequence[str]], float]) -> float:
    texts = [text for text in (outcome.said.span, MARK.sub("", outcome.said.text)) if text] if outcome.said else []
    return max((measure(text, outcome.question.answers) for text in texts), default=0.0)


def tells(outcome: Outcome) -> float:
    text = plain(outcome.said.text) if outcome.said else ""
    return float(any(has(text, plain(answer)) for answer in outcome.question.answers))


def is_refused(outcome: Outcome) -> float:
    return float(not (outcome.said and outcome.said.text))
