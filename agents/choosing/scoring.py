"""How well each tool fits each clause, and what speaks for it: its cues, its meaning, and whether it answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from agents.choosing.cues import called, cue_in, tools_cued
from agents.choosing.wordings import load_wordings
from agents.parsing.clauses import Clause
from agents.plans import Offer, Why
from agents.readers.arguments import labels
from agents.readers.writing_arguments import series
from runtime.regex import regex

CUE, ASKED, LISTED, FORMED, NAMED, OWN = 0.7, 0.5, 0.8, 1.5, 2.0, 0.4
"""What a cue, being a question put to documents, a list of labels to sort under, a template to put round labels, being
called by name, and a word that only this tool speaks of add to a clause's cosine with a tool's phrases."""
LEARNED = 0.8
"""What a tool gains for which all speaks that was learned of asking; less where that is less sure."""
SURE, UNLIKELY, DOUBTED = 0.65, 0.25, 0.5
"""Where what was learned is sure of one tool, a cue of another that it finds unlikely counts but this much."""
LESS = 0.3
"""What is left of what was learned for a tool that works on recordings or pictures, where there are texts alone."""
TEXTS = {"document", "table", "collection"}
ABSENT = 0.25
"""What a tool for recordings or pictures loses that only the meaning speaks for, where there are other files alone."""
SORTING = regex(
    r"(?:(?:label|sort|classif\w+|categori[sz]e|tag)(?! (?:each|every|all|the)\b[\w ]{0,12}\bwords?\b)|(?:put"
    r"|file)\b.*\bunder)\b",
    re.I,
)
FITS = regex(
    r"(?:do|does|is|are|would)\b.*?\b(?:looks?|sounds?|fits?|counts?|passes|pass|best|more|rather)\b"
    r"(?: (?:best|better|more|rather))? (?:like|as|under|into|with)\b.* or ",
    re.I,
)
"""How labels are put to choice in a question: 'does it sound like cheering, booing or whistling?'"""
MOST = 12
"""Texts of one request that are compared in meaning: about 60 ms."""
Embed = Callable[[Sequence[str]], Any]
"""(N,) texts → (N, D) float32, unit length."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One clause against all tools."""

    clause: Clause
    total: Any
    """(tools,) float."""
    near: Any
    """(tools,) float: the highest cosine with a phrase of the tool."""
    nearest: Any
    """(tools,) int: which of the tool's phrases came so near; -1 where it has none."""
    learned: Any
    """(tools,) float, 0 to 1: how likely its words ask for each tool, by what was learned of asking."""
    vector: Any
    """(D,) float: its meaning; zeros where that was not looked at."""
    cued: Any
    """(tools,) bool: whether a cue of the tool stands in it."""

    def ranked(self) -> list[int]:
        return [int(place) for place in np.argsort(-self.total, kind="stable")]

    @property
    def margin(self) -> float:
        """What the best tool is ahead of the second."""
        best = np.sort(self.total)[::-1]
        return float(best[0] - best[1]) if len(best) > 1 else float(best[0])


@dataclass(frozen=True, slots=True)
class Fitting:
    """How each tool fits files of some kinds: (tools,) bool."""

    answers: Any
    lacks_table: Any
    lacks_media: Any


class Scorer:
    def __init__(self, offers: Sequence[Offer], embed: Embed, kept: Embed | None = None) -> None:
        """`kept` makes the vectors of the tools' phrases, which are the same in every process; `embed` if left out."""
        self.offers = tuple(offers)
        self._embed, self._kept = embed, kept or embed
        self._known: dict[frozenset[str], Fitting] = {}

    def scored(self, clauses: Sequence[Clause], kinds: Sequence[Sequence[str]]) -> list[Scored]:
        """Each clause, and the kinds of the files that it is about, against all tools."""
        if not clauses or not self.offers:
            none = np.zeros(0)
            return [Scored(clause, none, none, none, none, none, none) for clause in clauses]
        cued = np.array(tools_cued(clauses, self.offers)).T
        vectors = self._vectors([clause.masked for clause in clauses], cued.sum(axis=1))
        near, nearest = self._nearness(vectors)
        learned, total = self._totals(clauses, kinds, vectors, near, cued)
        return [Scored(*row) for row in zip(clauses, total, near, nearest, learned, vectors, cued, strict=True)]

    def rescored(self, scored: Scored, kinds: Sequence[str]) -> Scored:
        """The same clause, about files of other kinds."""
        one = scored.vector[None], scored.near[None], scored.cued[None]
        learned, total = self._totals([scored.clause], [kinds], *one)
        return replace(scored, total=total[0], learned=learned[0])

    def _totals(
        self, clauses: Sequence[Clause], kinds: Sequence[Sequence[str]], vectors: Any, near: Any, cued: Any
    ) -> tuple[Any, Any]:
        """(clauses, tools) twice: what was learned of asking, and all that speaks for each tool."""
        learned = self._learned([clause.masked for clause in clauses], kinds, vectors)
        to_read = [self._fitting(frozenset(of)).lacks_media & (TEXTS >= set(of)) for of in kinds]
        added = (cued & (self._columns < 0)).any(axis=1, keepdims=True)
        learned = learned * np.where(added, 0.0, np.where(to_read, LESS, 1.0))
        against = (learned < UNLIKELY) & (learned.max(axis=1, keepdims=True) > SURE)
        signs = self._signs(clauses, kinds, cued * np.where(against, DOUBTED, 1.0))
        return learned, near * (cued | ~self._borrowing) + LEARNED * learned + signs

    def why(self, scored: Scored, offer: Offer, runner_up: Offer | None, score: float) -> Why:
        place = self.offers.index(offer)
        return Why(
            scored.clause.text,
            cue_in(scored.clause, offer),
            offer.phrases[nearest] if (nearest := int(scored.nearest[place])) >= 0 else "",
            round(float(scored.near[place]), 3),
            round(float(scored.learned[place]), 3),
            scored.clause.is_question and "question" in offer.roles(),
            runner_up.name if runner_up else "",
            round(score, 3),
        )

    @cached_property
    def _borrowing(self) -> Any:
        """(tools,): which of them speak in somebody's voice. Only so many words choose those, never meaning alone."""
        return np.array(["voice" in offer.roles() for offer in self.offers])

    @cached_property
    def _columns(self) -> Any:
        """(tools,): where each stands in what was learned of asking; -1 for those that nothing was learned of."""
        known = {tool: place for place, tool in enumerate(load_wordings().classes)}
        return np.array([known.get(offer.name, -1) for offer in self.offers])

    @cached_property
    def _own(self) -> list[tuple[int, frozenset[str]]]:
        """The words of their own, that no other tool speaks of, of the tools that declare no ways to ask for them."""
        spoken = [stems(" ".join((offer.name, offer.description, *offer.asks, *offer.cues))) for offer in self.offers]
        count = Counter(word for words in spoken for word in words)
        plain = (
            (place, stems(f"{offer.name} {offer.gist}")) for place, offer in enumerate(self.offers) if not offer.asks
        )
        return [(place, frozenset(word for word in words if count[word] == 1)) for place, words in plain]

    def _signs(self, clauses: Sequence[Clause], kinds: Sequence[Sequence[str]], cued: Any) -> Any:
        """(clauses, tools) float: what speaks for a tool besides meaning, and what against it."""
        sorts = np.array(["labels" in offer.roles() for offer in self.offers])
        rows = []
        for clause, of, by_cue in zip(clauses, kinds, cued, strict=True):
            # Two quotes are compared, or one judged by the other; one alone is worked on where there is nothing else.
            asking = clause.is_question and len(clause.quotes) < (2 if of else 1)
            sorting = bool(SORTING.match(clause.masked) or FITS.search(clause.masked)) and len(labels(clause)) > 1
            fitting = self._fitting(frozenset(of))
            for_it = CUE * by_cue + ASKED * (asking & fitting.answers) + LISTED * (sorting & sorts)
            no_table = fitting.lacks_table & (not series(clause))
            rows.append(
                for_it - CUE * no_table - ABSENT * ((by_cue == 0) & fitting.lacks_media) + self._words(clause, of)
            )
        return np.array(rows)

    def _words(self, clause: Clause, kinds: Sequence[str]) -> Any:
        """(tools,) float: what single words of a clause say for a tool: its name, words of its own, a template."""
        found, said = np.zeros(len(self.offers)), stems(clause.masked)
        formed = any("{}" in quote for quote in clause.quotes)
        for place, words in self._own:
            found[place] += OWN * min(2, len(words & said))
        for place, offer in enumerate(self.offers):
            if offer.name in clause.masked:
                found[place] += NAMED * called(clause, offer)
            if formed:
                found[place] += FORMED * takes_template(offer, kinds)
        return found

    def _fitting(self, kinds: frozenset[str]) -> Fitting:
        """How the tools fit files of these kinds; asked anew only where other kinds are at hand."""
        if kinds not in self._known:
            of = sorted(kinds)
            answers, tables = [o.answers(of) for o in self.offers], [o.lacks_table(of) for o in self.offers]
            media = [o.lacks_media(of) for o in self.offers]
            self._known[kinds] = Fitting(np.array(answers), np.array(tables), np.array(media))
        return self._known[kinds]

    @cached_property
    def _ends(self) -> list[int]:
        """Where the phrases of each tool start, and where those of the last one end."""
        return [0, *accumulate(len(offer.phrases) for offer in self.offers)]

    @cached_property
    def _phrases(self) -> Any:
        """Vectors of all tools' phrases, tool after tool."""
        return self._kept([phrase for offer in self.offers for phrase in offer.phrases])

    def _vectors(self, texts: Sequence[str], cues: Sequence[int]) -> Any:
        """(texts, D): of a very long request only so many, first those for which not exactly one cue speaks."""
        unclear = [text for text, count in zip(texts, cues, strict=True) if count != 1]
        alike = list(dict.fromkeys([*unclear, *texts]))
        each = np.zeros((len(alike), self._phrases.shape[1]), np.float32)
        each[:MOST] = self._embed(alike[:MOST])
        return each[[alike.index(text) for text in texts]]

    def _nearness(self, vectors: Any) -> tuple[Any, Any]:
        """(texts, tools) twice: the highest cosine of each text with a phrase of each tool, and which phrase it was.

        0 and -1 for a tool that has none.
        """
        cosines = vectors @ self._phrases.T
        near, nearest = np.zeros((len(vectors), len(self.offers))), np.full((len(vectors), len(self.offers)), -1)
        for place, (start, end) in enumerate(pairwise(self._ends)):
            if end > start:
                nearest[:, place] = cosines[:, start:end].argmax(axis=1)
                near[:, place] = cosines[:, start:end].max(axis=1)
        return near, nearest

    def _learned(self, texts: Sequence[str], kinds: Sequence[Sequence[str]], vectors: Any) -> Any:
        """(texts, tools): see `Scored.learned`; 0 for tools that nothing was learned of."""
        of = [frozenset("document" if kind == "collection" else kind for kind in some) for some in kinds]
        chances = np.hstack([load_wordings().chances(texts, of, vectors), np.zeros((len(texts), 1))])
        return chances[:, self._columns]


def takes_template(offer: Offer, kinds: Sequence[str]) -> bool:
    """Whether it puts labels into a sentence, and works on files of one of these kinds."""
    return "template" in offer.roles() and (not kinds or any(map(offer.takes, kinds)))


def stems(text: str) -> frozenset[str]:
    """Words of four letters or more, without the endings of plurals.

    >>> sorted(stems("Looks up high and low tides_table"))
    ['high', 'look', 'table', 'tide']
    """
    return frozenset(word.removesuffix("s") for word in re.findall(r"[a-z]{4,}", text.lower()))
