"""Finding something out from documents: plan its parts, look each up, read, judge, look again; gaps are told.

A part goes round: retrieve, read, judge; and again elsewhere or in other words, until it is found, the rounds are used
up, or nothing new turns up. What is not found is a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice

from rag.answering import Candidate
from rag.parts import Part, parts_of
from rag.wording import content, stems, words
from runtime import cancel
from runtime.records import Passage

SURER = 0.2
"""How much of what is left to certainty each further round asks for: with every one, more sentences get a chance to
look right. Under 0.5 a second round asks for 0.6, a third for 0.7."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one round asks the index for."""

    query: str
    also: tuple[str, ...] = ()
    """Other ways to say it."""
    near: bool = False
    """Only what stands on one page with the best passage: what follows up on a topic is answered where the topic is."""
    topic: str = ""
    """Only what has its words: further away, anything may fit 'by when?'."""
    depth: int = 1
    """How far down the list: twice as many passages in a second round."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one round's passages."""

    candidate: Candidate
    confidence: float
    """0 to 1: that it answers."""
    span: str | None = None
    """The words that do, where a reading model found them."""


@dataclass(frozen=True, slots=True)
class Finding:
    part: Part
    best: Reading | None
    """What answers it, or what the first round found nearest; None where there was nothing to read."""
    found: bool
    rounds: int
    """How often it was looked up."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the work is done with."""

    retrieve: Callable[[Look], Sequence[Passage]]
    read: Callable[[str, Sequence[Passage]], Reading | None]
    """A question and passages → the best sentence in them; None where they hold none."""
    reword: Callable[[str], Sequence[str]]
    """Other ways to ask; empty where no language model is at hand."""


def research(question: str, desk: Desk, rounds: int, enough: float, topic: str = "") -> list[Finding]:
    """A finding for each part of `question`, which is about `topic` where it does not say so itself.

    `enough` is the confidence, 0 to 1, from which on a sentence is taken for the answer.

    Raises:
        Stopped: the run's time is up, or it was cancelled; asked before each round.
    """
    return [find_out(part, desk, max(rounds, 1), enough) for part in parts_of(question, topic)]


def find_out(part: Part, desk: Desk, rounds: int, enough: float) -> Finding:
    nearest: Reading | None = None
    read: set[tuple[str, int]] = set()
    done = 0
    for look in islice(looks(part, desk), rounds):
        cancel.check()
        fitting = on_topic(desk.retrieve(look), look)
        fresh = [passage for passage in fitting if (passage.source, passage.position) not in read]
        if done and not fresh:
            if look.depth > 1:
                break  # the list is at its end
            continue
        read |= {(passage.source, passage.position) for passage in fresh}
        reading = desk.read(part.question, fresh)
        if reading and reading.confidence >= 1 - (1 - enough) * (1 - SURER) ** done:
            return Finding(part, reading, True, done + 1)
        nearest, done = nearest or reading, done + 1
    return Finding(part, nearest, False, done)


def looks(part: Part, desk: Desk) -> Iterator[Look]:
    """The rounds, in order: where the topic is, everywhere, in other words, and further and further down the list."""
    query = f"{part.topic} {part.question}" if part.topic else part.question
    if part.topic:
        yield Look(query, near=True)
    yield Look(query, topic=part.topic)
    if also := tuple(desk.reword(query)):
        yield Look(query, also, topic=part.topic)
    yield from (Look(query, also, topic=part.topic, depth=depth) for depth in count(2))


def on_topic(passages: Sequence[Passage], look: Look) -> Sequence[Passage]:
    if look.near:
        return [one for one in passages if (one.source, one.page) == (passages[0].source, passages[0].page)]
    wanted = set(content(words(look.topic)))
    return [one for one in passages if wanted <= set(stems(words(f"{one.section} {one.text}")))]


def gaps(findings: Sequence[Finding]) -> list[str]:
    """The parts that the documents do not tell."""
    return [finding.part.question for finding in findings if not finding.found]
