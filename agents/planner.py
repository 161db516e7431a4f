"""The embedded brain: a request and the tools' own declarations in, a plan out. No language model, no download.

Each clause of the request is scored against each tool: does a cue of the tool stand in it, how near does it come in
meaning to the ways people ask for the tool, is it a question. The best tool above a threshold gets the clause; its
arguments are read from the clause by their declared roles. Deterministic; what it cannot place it says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from agents import arguments
from agents.clauses import Clause, Parsed, parse
from agents.filling import EACH, CannotFill, fill, in_voice, mentioned, no_file, told, voice_of
from agents.followups import resolve
from agents.plans import Node, Offer, Plan, Situation
from agents.writing_arguments import series
from runtime.records import kind_of

CUE, ASKED = 0.7, 0.5
"""What a cue, and being a question put to documents, add to a clause's cosine with a tool's phrases."""
LOOKING_UP = ("question", "query")
"""Roles of the arguments whose tools look something up, and so may be asked with 'it' for what was asked before."""
ENOUGH = 0.52
"""Lowest score that places a clause. Fitted on tests/data/requests.jsonl: the highest that loses none of them."""


SMALL_TALK = re.compile(
    r"(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks?|thank you|bye|ok(?:ay)?|help)(?: there| a lot)?"
    r"|(?:what (?:can|do) you do|who are you|how (?:are|do) you(?: work)?|what is this))\W*$",
    re.I,
)
Embed = Callable[[Sequence[str]], Any]
"""(N,) texts → (N, D) float32, unit length."""


class Planner:
    def __init__(self, offers: Sequence[Offer], embed: Embed) -> None:
        self.offers = tuple(offers)
        self._embed = embed

    def plan(self, request: str, situation: Situation) -> Plan:
        if SMALL_TALK.match(request.strip()):
            return Plan((), (self._introduction(),))
        parsed = parse(request, situation.titles, situation.kinds)
        if parsed.missing:
            missing = ", ".join(parsed.missing)
            return Plan((), (f"There is no file {missing} here. Give it with: --file {parsed.missing[0]}",))
        meant = [_meant(clause, parsed, situation) for clause in parsed.clauses]
        placed = self._place(parsed.clauses, [[situation.is_table(name) for name in names] for names in meant])
        asked = [offer is not None and not offer.roles().keys().isdisjoint(LOOKING_UP) for offer, _ in placed]
        clauses = resolve(parsed.clauses, situation.earlier, asked)
        nodes: list[Node] = []
        refusals: list[str] = []
        for clause, (offer, scores) in zip(clauses, placed, strict=True):
            if offer is None:
                refusals.append(self._refusal(clause, scores))
                continue
            if refusals and REFERENCE.search(clause.masked) and _refers_to(clause, offer, nodes) is None:
                refusals.append(f"“{clause.text}” would work on what could not be made.")
                continue
            try:
                found = self._nodes(clause, offer, float(scores.max()), parsed, situation, nodes)
                nodes.extend(node for node in found if not any(node.same_as(other) for other in nodes))
            except CannotFill as error:
                refusals.append(str(error))
        return Plan(tuple(nodes), tuple(dict.fromkeys(refusals)))

    def _place(self, clauses: Sequence[Clause], tables: Sequence[Sequence[bool]]) -> list[tuple[Offer | None, Any]]:
        """For each clause, and whether each file that it is about is a table: its tool, if any fits, and all scores."""
        placed: list[tuple[Offer | None, Any]] = []
        for clause, row in zip(clauses, self.scores(clauses, tables), strict=True):
            best = int(row.argmax()) if len(row) else 0
            fits = len(row) > 0 and row[best] >= ENOUGH and not self._better_elsewhere(clause, self.offers[best])
            placed.append((self.offers[best] if fits else None, row))
        return placed

    @staticmethod
    def _better_elsewhere(clause: Clause, offer: Offer) -> bool:
        """Whether the clause names something no tool does: as what to do, or with no cue of `offer` beside it."""
        _, start = unserved(clause)
        return start == 0 or (start > 0 and not _cued(clause, offer))

    def scores(self, clauses: Sequence[Clause], tables: Sequence[Sequence[bool]]) -> Any:
        """(clauses, tools) float: how well each tool fits each clause."""
        if not clauses or not self.offers:
            return np.zeros((len(clauses), len(self.offers)))
        near = self._nearness([clause.masked for clause in clauses])
        cued = np.array([[_cued(clause, offer) for offer in self.offers] for clause in clauses])
        pairs = list(zip(clauses, tables, strict=True))
        asking = [c.is_question and len(c.quotes) < 2 for c in clauses]  # two are compared, or one judged by the other
        asked = np.array([[a and o.answers(of) for o in self.offers] for a, of in zip(asking, tables, strict=True)])
        lacks = np.array([[offer.lacks_table(of) and not series(c) for offer in self.offers] for c, of in pairs])
        borrows = np.array([["voice" in offer.roles() for offer in self.offers]])  # only in so many words
        return near * (cued | ~borrows) + CUE * cued + ASKED * asked - CUE * lacks

    @cached_property
    def _phrases(self) -> Any:
        """Vectors of all tools' phrases, tool after tool."""
        return self._embed([phrase for offer in self.offers for phrase in offer.phrases])

    def _nearness(self, texts: Sequence[str]) -> Any:
        """(texts, tools): the highest cosine of each text with the phrases of each tool, 0 where it has none."""
        cosines = self._embed(texts) @ self._phrases.T
        ends = np.cumsum([len(offer.phrases) for offer in self.offers])
        columns = [cosines[:, end - len(o.phrases) : end] for end, o in zip(ends, self.offers, strict=True)]
        return np.stack([c.max(axis=1) if c.shape[1] else np.zeros(len(texts)) for c in columns], axis=1)

    def _introduction(self) -> str:
        works = ", ".join(offer.name for offer in self.offers)
        return (
            "I work on your files and texts: give me one and say what you want, such as a question answered, a "
            "summary, its language, or which of your labels fits. I do not hold a conversation on my own. "
            f"My tools are {works}."
        )

    def _refusal(self, clause: Clause, scores: Any) -> str:
        known, _ = unserved(clause)
        what = f"No tool here does {known} yet" if known else f"I found no tool for “{clause.text}”"
        nearest = ", ".join(self.offers[int(i)].name for i in np.argsort(-scores)[:3])
        return f"{what}; the nearest are {nearest}. See all with: atelier tools"

    def _nodes(
        self, clause: Clause, offer: Offer, score: float, parsed: Parsed, situation: Situation, nodes: Sequence[Node]
    ) -> list[Node]:
        """The calls that serve a clause: one, or one for each file where the tool takes one file at a time."""
        after = _refers_to(clause, offer, nodes)
        meant = _meant(clause, parsed, situation)
        voice = voice_of(clause, offer, meant, situation)
        meant = tuple(name for name in meant if name != voice)
        files = tuple(name for name in meant if offer.takes(situation.kinds.get(name, "document")))
        on_table = "table" in offer.roles()
        files = tuple(filter(situation.is_table, files)) if on_table else files
        confidence = round(min(score, 1.0), 3)
        quoted = "text" in offer.roles() and bool(arguments.inline(clause))
        if offer.single and meant and after is None and not (files or on_table or quoted):
            return self._by_way_of_another(clause, offer, meant, situation, nodes, confidence)
        values = fill(clause, offer, files, after is not None) | in_voice(offer, voice)
        if offer.single and values.get(offer.single) == EACH:
            heard = (voice,) if voice else ()
            return [Node(offer, told(clause, (n, *heard)), values | {offer.single: n}, None, confidence) for n in files]
        named = () if after is not None else tuple(name for name in (*files, voice) if name in mentioned(values))
        return [Node(offer, told(clause, named), values, after, confidence)]

    def _by_way_of_another(
        self,
        clause: Clause,
        offer: Offer,
        files: Sequence[str],
        situation: Situation,
        nodes: Sequence[Node],
        confidence: float,
    ) -> list[Node]:
        """For files of a kind that `offer` does not take: what makes one that it does of each, then `offer` itself.

        Raises:
            CannotFill: nothing does.
        """
        made = list(nodes)
        for name in files:
            way = self._way(situation.kinds.get(name, "document"), offer)
            if way is None:
                raise CannotFill(no_file(offer))
            step = Node(way, f"{way.asks[0]} [{name}]", {way.single: name}, None, confidence)
            done = [i for i, node in enumerate(made) if node.offer is way and node.values.get(way.single) == name]
            made += [] if done else [step]
            after = done[0] if done else len(made) - 1
            made.append(Node(offer, told(clause, ()), fill(clause, offer, (), True), after, confidence))
        return made[len(nodes) :]

    def _way(self, kind: str, offer: Offer) -> Offer | None:
        """The first tool that makes, of a file of this kind, a text that `offer` works on."""
        ways = (way for way in self.offers if way.makes and way.single and way.takes(kind))
        return next((way for way in ways if kind_of(way.makes) == "document" and offer.takes("document")), None)


def _meant(clause: Clause, parsed: Parsed, situation: Situation) -> tuple[str, ...]:
    """The files that a clause is about."""
    return clause.files or parsed.files or situation.focus or tuple(situation.titles)


REFERENCE = re.compile(
    r"\b(?:the|that|this|your|its) "
    r"(summary|answer|result|translation|transcript(?:ion)?|captions?|passages?|note|text)\b",
    re.I,
)
IT = re.compile(r"\b(?:it|them|this|that)\b", re.I)


def _refers_to(clause: Clause, offer: Offer, nodes: Sequence[Node]) -> int | None:
    """The earlier node whose artifact a clause means: 'the summary', 'the result'.

    'It' means what was made last where the clause makes something of it in turn: 'translate it and read it aloud'.
    """
    match = REFERENCE.search(clause.masked)
    makers = [i for i, node in enumerate(nodes) if node.offer.makes and offer.takes(kind_of(node.offer.makes))]
    if makers and not match and offer.makes and IT.search(clause.masked) and not clause.files:
        return makers[-1]
    if not match or not makers:
        return None
    word = match[1].lower()
    named = [i for i in makers if word[:6] in nodes[i].offer.name]
    return (named or makers)[-1] if named or word == "result" else None


def _cued(clause: Clause, offer: Offer) -> bool:
    return any(pattern.search(clause.masked) for pattern in compiled(offer.cues))


@cache
def compiled(cues: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(cue, re.I) for cue in cues)


@cache
def _elsewhere() -> dict[str, tuple[str, ...]]:
    table = yaml.safe_load((Path(__file__).parent / "elsewhere.yaml").read_text(encoding="utf-8"))
    return {name: tuple(cues) for name, cues in table.items()}


def unserved(clause: Clause) -> tuple[str, int]:
    """The capability that a clause asks for and no tool here has, and where that is said; ('', -1) where there is none.

    >>> unserved(Clause("send it to my manager", "send it to my manager"))
    ('actions outside', 0)
    """
    about_what_is_quoted = bool(clause.quotes) and not clause.files
    if not clause.is_question or about_what_is_quoted:
        for name, cues in _elsewhere().items():
            for pattern in compiled(cues):
                if match := pattern.search(clause.masked):
                    return name, match.start()
    return "", -1
