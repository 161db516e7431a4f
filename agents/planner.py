"""The embedded brain: a request and the tools' own declarations in, a plan out. No language model, no download.

Each clause of the request is scored against each tool: does a cue of the tool stand in it, how near does it come in
meaning to the ways people ask for the tool, is it a question. The best tool above a threshold gets the clause; its
arguments are read from the clause by their declared roles. Deterministic; what it cannot place it says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from agents import arguments, reading_arguments
from agents.clauses import Clause, Parsed, parse
from agents.followups import resolve
from agents.sound_arguments import hear, kept_voice
from agents.writing_arguments import asked, series, write
from runtime.errors import AtelierError
from runtime.records import Json, kind_of

CUE, ASKED = 0.7, 0.5
"""What a cue, and being a question put to documents, add to a clause's cosine with a tool's phrases."""
LOOKING_UP = ("question", "query")
"""Roles of the arguments whose tools look something up, and so may be asked with 'it' for what was asked before."""
ENOUGH = 0.52
"""Lowest score that places a clause. Fitted on tests/data/requests.jsonl: the highest that loses none of them."""


ONE_FILE = {"text": ("document",), "document": ("document",), "sound": ("sound", "video"), "picture": ("picture",),
            "video": ("video",), "table": ("document",)}  # fmt: skip
"""Roles of arguments that take one file, and the kinds of file."""
TABLES = (".csv", ".tsv")
FILE_ROLES = ONE_FILE | {"documents": ("document",), "sounds": ("sound", "video"), "pictures": ("picture",)}


@dataclass(frozen=True, slots=True)
class Offer:
    """What a tool declares about itself, as far as planning goes."""

    name: str
    specialist: str
    inputs: Mapping[str, Mapping[str, Any]]
    cues: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    makes: str = ""
    """Media type of the artifact it makes: what a later part of a plan can work on."""
    description: str = ""

    @property
    def phrases(self) -> tuple[str, ...]:
        """What a clause is compared with: the ways people ask for it, and what it says it does."""
        gist = self.description.split(". ")[0]
        return (*self.asks, gist) if gist else self.asks

    def roles(self) -> dict[str, str]:
        """Role → argument name."""
        return {spec["role"]: name for name, spec in self.inputs.items() if "role" in spec}

    @property
    def single(self) -> str:
        """The argument that takes one file; empty where none does."""
        return next((name for role, name in self.roles().items() if role in ONE_FILE), "")

    def answers(self, tables: Sequence[bool]) -> bool:
        """Whether questions go to it: about tables alone to what takes one, others to what looks into all documents."""
        return {"asked", "table"} <= self.roles().keys() if tables and all(tables) else "question" in self.roles()

    def lacks_table(self, tables: Sequence[bool]) -> bool:
        """Whether it takes a table, and there are files but no table among them."""
        return "table" in self.roles() and bool(tables) and not any(tables)

    def takes(self, kind: str) -> bool:
        """Whether it works on files of this kind."""
        return any(kind in FILE_ROLES[role] for role in self.roles() if role in FILE_ROLES)


@dataclass(frozen=True, slots=True)
class Situation:
    """What a request stands in: the files at hand and what was asked before."""

    titles: Mapping[str, str] = field(default_factory=dict)
    """Artifact name → what people call it, oldest first."""
    focus: tuple[str, ...] = ()
    """The files meant where none is named; all where it is empty."""
    earlier: tuple[str, ...] = ()
    """What the person asked before, oldest first."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """Artifact name → `document`, `sound`, `picture` or `video`; a document where it is left out."""

    def is_table(self, name: str) -> bool:
        return self.titles.get(name, "").lower().endswith(TABLES)


@dataclass(frozen=True, slots=True)
class Node:
    """One tool call to be made."""

    offer: Offer
    words: str
    """The task in words, as a specialist is told it."""
    values: dict[str, Json]
    after: int | None = None
    """The earlier node whose artifact it works on."""
    confidence: float = 1.0

    def same_as(self, other: Node) -> bool:
        """Whether the other call would come to the same: said twice, it is done once."""
        return (self.offer, self.values, self.after) == (other.offer, other.values, other.after)


@dataclass(frozen=True, slots=True)
class Plan:
    nodes: tuple[Node, ...]
    refusals: tuple[str, ...] = ()
    """One sentence for each part of the request that cannot be done."""


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
        voice = _voice(clause, offer, meant, situation)
        meant = tuple(name for name in meant if name != voice)
        files = tuple(name for name in meant if offer.takes(situation.kinds.get(name, "document")))
        on_table = "table" in offer.roles()
        files = tuple(filter(situation.is_table, files)) if on_table else files
        confidence = round(min(score, 1.0), 3)
        quoted = "text" in offer.roles() and bool(arguments.inline(clause))
        if offer.single and meant and after is None and not (files or on_table or quoted):
            return self._by_way_of_another(clause, offer, meant, situation, nodes, confidence)
        values = fill(clause, offer, files, after is not None) | _in_voice(offer, voice)
        if offer.single and values.get(offer.single) == EACH:
            heard = (voice,) if voice else ()
            return [Node(offer, told(clause, (n, *heard)), values | {offer.single: n}, None, confidence) for n in files]
        named = () if after is not None else tuple(name for name in (*files, voice) if name in _mentioned(values))
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


class CannotFill(AtelierError):
    """A clause names no value for an argument that its tool needs."""


LACKING = {
    "text": "There is no text for {}. Give a file with --file, or put the text in quotes.",
    "document": "There is no document for {}. Give one with: --file handbook.pdf",
    "documents": "There is no document to look in. Give one with: --file handbook.pdf",
    "sound": "There is no recording for {}. Give one with: --file talk.wav",
    "sounds": "There is no recording for {}. Give one with: --file talk.wav",
    "picture": "There is no picture for {}. Give one with: --file photo.jpg",
    "pictures": "There is no picture for {}. Give one with: --file photo.jpg",
    "video": "There is no video for {}. Give one with: --file clip.mp4",
    "table": "There is no table for {}. Give one with: --file sales.csv",
}


def no_file(offer: Offer) -> str:
    """What to say where a tool has no file to work on."""
    return next(sentence.format(offer.name) for role, sentence in LACKING.items() if role in offer.roles())


def _voice(clause: Clause, offer: Offer, meant: Sequence[str], situation: Situation) -> str:
    """The voice that a tool is to speak in, or its recording; empty where it takes none, or none is meant."""
    if "voice" not in offer.roles():
        return ""
    heard = (name for name in meant if situation.kinds.get(name) in FILE_ROLES["sound"])
    return kept_voice(clause) or next(heard, "")


def _in_voice(offer: Offer, voice: str) -> dict[str, Json]:
    """
    Raises:
        CannotFill: a recording is needed, and none is meant.
    """
    role = offer.roles().get("voice", "")
    if role and not voice:
        raise CannotFill(LACKING["sound"].format(offer.name))
    return {role: voice} if role else {}


EACH = "\0each"
"""Stands for 'each of the files' until the nodes are made."""


def fill(clause: Clause, offer: Offer, files: tuple[str, ...], from_earlier: bool) -> dict[str, Json]:
    """The arguments of `offer` that the clause gives, by their roles.

    Raises:
        CannotFill: a needed one is not there.
    """
    roles = offer.roles()
    values: dict[str, Json] = {}
    if "question" in roles:
        values[roles["question"]] = arguments.question(clause)
    if "query" in roles:
        values[roles["query"]] = arguments.topic(clause)
    if "topic" in roles and (topic := arguments.about(clause)):
        values[roles["topic"]] = topic
    several = next((role for role in ("documents", "sounds", "pictures") if role in roles), "")
    if several and not files:
        raise CannotFill(no_file(offer))
    if several:
        values[roles[several]] = list(files)
    if "numbers" in roles and (numbers := series(clause)):
        values[roles["numbers"]] = numbers
    elif not from_earlier and (texts := reading_arguments.several(clause, roles, files)):
        values[roles["texts"]] = texts
    elif offer.single and not from_earlier:
        given = "" if set(clause.files) & set(files) else reading_arguments.inline(clause, roles)
        given = "" if "asked" in roles and given == asked(clause) else given
        if not given and not files:
            raise CannotFill(no_file(offer))
        values[offer.single] = given or EACH
    return values | _read(clause, offer, roles)


def _read(clause: Clause, offer: Offer, roles: Mapping[str, str]) -> dict[str, Json]:
    """The arguments that are not files: labels, counts, pages, quotes, notes."""
    values: dict[str, Json] = {}
    if "labels" in roles:
        listed = arguments.labels(clause)
        values[roles["labels"]] = listed
        if len(listed) < 2:
            raise CannotFill("Which labels? Name at least two, e.g. “sort it into one of: policy, recipe, novel”.")
    if "count" in roles and (number := arguments.count(clause)):
        values[roles["count"]] = number
    if "page" in roles:
        first, last = arguments.pages(clause)
        values |= {k: v for k, v in ((roles["page"], first), ("last_page", last)) if v}
    if "quote" in roles:
        first_quote, others = arguments.quoted_pair(clause)
        if not others:
            raise CannotFill('Which sentences? Put each in quotes: how alike are "a" and "b"?')
        values |= {roles["quote"]: first_quote, roles["quotes"]: others}
    values |= hear(clause, roles) | write(clause, roles) | reading_arguments.read(clause, roles)
    if "target" in roles and roles["target"] not in values:
        raise CannotFill("Into which language? Name it, e.g. “translate the recording into French”.")
    if "note" in roles:
        key, note = arguments.memo(clause)
        values |= {roles["key"]: key, roles["note"]: note}
    return values


def told(clause: Clause, names: tuple[str, ...]) -> str:
    """The clause as a task for a specialist, the artifacts it is about in brackets where it does not name them.

    >>> told(Clause("how many days do we get?", ""), ("handbook-1",))
    'how many days do we get? [handbook-1]'
    """
    unnamed = [name for name in names if name not in clause.text]
    return f"{clause.text} [{', '.join(names)}]" if unnamed else clause.text


def _mentioned(values: Mapping[str, Json]) -> set[str]:
    flat = [item for value in values.values() for item in (value if isinstance(value, list) else [value])]
    return {item for item in flat if isinstance(item, str)}


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
