"""Placed clauses → the calls that they come to: their files, their arguments, what feeds them, what they depend on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from agents.calls.antecedents import with_thing
from agents.calls.conditions import (
    NOT,
    ONE_THERE,
    SAYS,
    Decider,
    elsewhen,
    known_conditions,
    labelled,
    listed,
    told_by,
    told_in,
    whens,
)
from agents.calls.fanning import fanned
from agents.calls.filling import (
    EACH,
    CannotFill,
    also,
    beside,
    extras,
    fill,
    in_voice,
    mentioned,
    no_file,
    told,
    voice_of,
)
from agents.calls.handing import PARTS, handed, part_made, with_sound, words_made, words_said
from agents.calls.joining import cutter, joiner
from agents.calls.meant_files import grouped, meant_by
from agents.calls.mere_options import said_more
from agents.calls.merging import merged
from agents.calls.origins import origins
from agents.calls.references import IT, Reference, referred, rounds, speaks_of
from agents.parsing.clauses import Clause, Parsed
from agents.parsing.provisos import NOT_SO, SO
from agents.plans import Node, Offer, Situation, When, Why
from agents.readers import arguments
from agents.readers.clip_arguments import with_video
from runtime.records import Json
from runtime.regex import regex

BACK = regex(
    rf"^(?:{SO}|{NOT_SO})$|"
    r"\b(?:among it|they (?:are|be|do)|them|those|these|verdict|answer|result|guess(?:es)?|score)\b",
    re.I,
)
"""How a condition points at a result that is there already, not at a file: 'if surfing is one of them'."""


SAID_TEXT = regex(r"\b(?:that|this|the same|said) (?:sentence|text|phrase|line|quote|saying|proverb|motto)\b", re.I)
AMONG_THESE = regex(r"\b(?:among|from|in|within|through) (?:these|those|them|the (?:others|rest))\W*$", re.I)
"""How the pictures are pointed at that another one's like is sought among."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A clause and the tool that serves it."""

    clause: Clause
    offer: Offer
    confidence: float
    why: Why
    confirmed: bool = False
    """Whether a person said yes to the tool: its specialist has to know."""


@dataclass(slots=True)
class Draft:
    """A plan in the making."""

    offers: Sequence[Offer]
    parsed: Parsed
    situation: Situation
    nodes: list[Node] = field(default_factory=list)
    _loops: int = 0
    _quoted: str = ""
    """The newest text that stood in quotes, no file having been named since."""
    _said: list[Clause] = field(default_factory=list)
    """What was tested or asked so far: 'if so' means the newest of it that a tool decides."""

    def add(self, placed: Placed) -> None:
        """The calls that serve a clause.

        Raises:
            CannotFill: an argument that is needed is not there, or the condition cannot be tested.
        """
        placed = replace(placed, clause=self._quoting(placed.clause, placed.offer))
        clause = placed.clause
        if self.nodes and (more := said_more(clause, self.nodes[-1])):
            self.nodes[-1] = replace(self.nodes[-1], values={**self.nodes[-1].values, **more})
            return
        tests = self._tests(clause, placed) if clause.condition else {}
        clause = with_thing(clause, placed.offer, self.nodes, tests, self._before(placed.clause))
        if clause.condition is None:
            self._said.append(clause)
        start, cut = len(self.nodes), cutter(clause, placed.offer, self.offers)
        joining = placed.offer if cut else joiner(clause, placed.offer, self.offers)
        step = replace(placed, offer=cut) if cut else placed
        for one in fanned(clause, step.offer):
            self._serve(replace(step, clause=one), tests)
        if len(self.nodes) > start + 1 and not any(node.loop for node in self.nodes[start:]):
            loop = self._loop(len(self.nodes) - start)  # 'the two cuts' are all of them
            self.nodes[start:] = [replace(node, loop=loop) for node in self.nodes[start:]]
        if len(self.nodes) > start + 1 and joining:
            made = tuple(range(start, len(self.nodes)))
            self._add(replace(placed, offer=joining), joining.asks[0], {}, made, tests.get(""))

    def _before(self, clause: Clause) -> list[Clause]:
        """What was said before a clause, the newest first."""
        return [*takewhile(lambda one: one.text != clause.text, self.parsed.clauses)][::-1]

    def absorbed(self, clause: Clause, offer: Offer) -> bool:
        """Whether a clause that lacks what `offer` needs only says more of the last call, which is one of it.

        What it says besides is taken over: 'and when does that change? Smooth over 5 moments'.
        """
        last = self.nodes[-1] if self.nodes else None
        if last is None or last.offer is not offer or not set(clause.files) <= mentioned(last.values):
            return False
        self.nodes[-1] = replace(last, values=extras(clause, offer) | last.values)
        return True

    def _quoting(self, clause: Clause, offer: Offer) -> Clause:
        """With the text that the clause before had in quotes, where 'it' is that."""
        said, self._quoted = self._quoted, "" if clause.files else self._quoted
        if len(clause.quotes) == 1:
            self._quoted = clause.quotes[0]
        if not said or clause.quotes or clause.files or "text" not in offer.roles() or not pointed(clause):
            return clause
        return replace(clause, text=f'{clause.text} "{said}"', masked=f"{clause.masked} QTEXT", quotes=(said,))

    def _serve(self, placed: Placed, tests: Mapping[str, When]) -> None:
        clause, offer = placed.clause, placed.offer
        if sounding := with_sound(clause, self.nodes, self.situation):
            self.nodes[-1] = sounding
            return
        before = len(self.nodes)
        barred = {place for place, node in enumerate(self.nodes) if elsewhen(node.when, tests.values())}
        part = part_made(clause, offer, self.nodes, self.situation)
        with_part = part is not None and any(offer.takes(self.situation.kind(name)) for name in self.situation.titles)
        reference = None if with_part else referred(clause, offer, self.nodes, self.situation, barred)
        if reference is None and (said := words_said(clause, offer, self.nodes)) is not None:
            reference = Reference(rounds(self.nodes, said))
        between = None if reference or with_part or clause.files else self._between(clause, offer)
        if between:
            last = len(self.nodes) - 1
            step = replace(placed, offer=between, why=self._needed(clause, between, offer))
            reference = Reference((self._add(step, between.asks[0], {}, (last,), tests.get("", None)),))
        if reference and reference.nodes:
            self._on_nodes(placed, reference.nodes, tests)
        else:
            self._on_files(placed, reference, tests, part)
        if len(self.nodes) == before + 1 and (one := merged(self.nodes, clause)):
            self.nodes[-2:] = [one]

    def _on_nodes(self, placed: Placed, nodes: Sequence[int], tests: Mapping[str, When]) -> None:
        """On what earlier nodes made: all at once where the tool takes several, else one after the other."""
        voice = voice_of(placed.clause, placed.offer, placed.clause.files, self.situation)
        values = fill(placed.clause, placed.offer, (), True) | in_voice(placed.offer, voice)
        groups = [tuple(nodes)] if placed.offer.several else [(node,) for node in nodes]
        loop = self._loop(len(groups))
        for group in groups:
            self._add(placed, told(placed.clause, ()), values, group, tests.get("", None), loop)

    def _on_files(
        self, placed: Placed, reference: Reference | None, tests: Mapping[str, When], part: int | None
    ) -> None:
        clause, offer = placed.clause, placed.offer
        meant, voice, parts = self._meant(placed, reference)
        others = tuple(filter(None, (voice, *parts)))
        files = tuple(name for name in meant if offer.takes(self.situation.kind(name)))
        on_table = "table" in offer.roles()
        files = tuple(filter(self.situation.is_table, files)) if on_table else files
        quoted = "text" in offer.roles() and bool(arguments.inline(clause))
        if offer.single and meant and not (files or on_table or quoted):
            self._by_way_of_another(placed, meant, tests)
            return
        if part is not None:
            main = offer.single or offer.several
            own: dict[str, Json] = {main: files[0] if offer.single else list(files)} if main and files else {}
            own = {main: arguments.inline(clause)} if quoted else own
            words = f"{clause.text} [{', '.join(files)}]" if files and not quoted else clause.text
            self._add(placed, words, own | fill(clause, offer, files, True, PARTS), (part,), tests.get(""))
            return
        if (text := words_made(clause, offer, self.nodes, self.situation)) is not None:
            key = {offer.roles()["key"]: arguments.memo(clause)[0]} if "note" in offer.roles() else {}
            self._add(placed, told(clause, ()), key | extras(clause, offer), (text,), tests.get(""))
            return
        own_part = {offer.roles()[role]: name for role, name in handed(clause, offer, self.situation).items()}
        given = extras(clause, offer) if offer.roles().get("scene") in own_part else fill(clause, offer, files, False)
        values = given | own_part | in_voice(offer, voice)
        if offer.single and values.get(offer.single) == EACH:
            self._for_each(placed, files, values, others, tests)
            return
        in_call = mentioned(values)
        named = tuple(name for name in (*files, *others) if name in in_call)
        self._add(placed, told(clause, named), values, (), _of(tests, *named))

    def _meant(self, placed: Placed, reference: Reference | None) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
        """The files that a clause is about; and those with a part of their own: a voice, and what goes beside."""
        clause, offer, parts = placed.clause, placed.offer, beside(placed.clause, placed.offer)
        meant = reference.names if reference else self._looked_through(clause, offer)
        if "soundtrack" in offer.roles():
            meant = with_video(meant, self.situation)
        if parts and set(meant) <= set(parts):  # what is worked on has no name: 'this image'
            meant = self.situation.focus or tuple(self.situation.titles)
        voice = voice_of(clause, offer, meant, self.situation)
        return tuple(name for name in meant if name not in (voice, *parts)), voice, parts

    def _looked_through(self, clause: Clause, offer: Offer) -> tuple[str, ...]:
        """What a clause means; with 'the dealer's pictures' that others are sought among, beside the example named."""
        meant = meant_by(clause, self.parsed, self.situation)
        if "like_picture" not in offer.roles() or len(clause.files) != 1:
            return meant
        here = self.situation.focus or tuple(self.situation.titles)
        among = here if AMONG_THESE.search(clause.masked) else grouped(clause, here, self.situation)
        return tuple(dict.fromkeys((*meant, *among)))

    def _for_each(
        self, placed: Placed, files: Sequence[str], values: dict[str, Json], heard: tuple[str, ...],
        tests: Mapping[str, When],
    ) -> None:  # fmt: skip
        """One call for each file, where the tool takes one at a time."""
        loop, offer = self._loop(len(files)), placed.offer
        for name in files:
            own = values | {offer.single: name}
            self._add(placed, told(placed.clause, (name, *heard)), own, (), _of(tests, name), loop)

    def _by_way_of_another(self, placed: Placed, files: Sequence[str], tests: Mapping[str, When]) -> None:
        """For files of a kind that the tool does not take: what makes one that it does of each, then the tool itself.

        Raises:
            CannotFill: nothing does.
        """
        clause, offer = placed.clause, placed.offer
        ways = {name: self._way(self.situation.kind(name), offer) for name in files}
        if not all(ways.values()):
            raise CannotFill(no_file(offer))
        first, second = self._loop(len(files)), self._loop(len(files))
        made = []
        for name, way in ways.items():
            assert way is not None
            step = replace(placed, offer=way, why=self._needed(clause, way, offer))
            values: dict[str, Json] = {way.single: name}
            made.append(self._add(step, f"{way.asks[0]} [{name}]", values, (), _of(tests, name), first))
        for place in made:
            own = self.nodes[place].values.get(self.nodes[place].offer.single, "")
            self._add(placed, told(clause, ()), fill(clause, offer, (), True), (place,), _of(tests, str(own)), second)

    @staticmethod
    def _needed(clause: Clause, way: Offer, offer: Offer) -> Why:
        return Why(clause.text, origins={way.single: f"{offer.name} needs it as text"})

    def _between(self, clause: Clause, offer: Offer) -> Offer | None:
        """What makes a text of what was just made, where a clause points at that and its tool works on texts."""
        made = self.nodes[-1].offer.made_kind if self.nodes else ""
        if not made or not offer.single or offer.takes(made) or not speaks_of(clause, made):
            return None
        return self._way(made, offer)

    def _way(self, kind: str, offer: Offer) -> Offer | None:
        """The first tool that makes, of a file of this kind, a text that `offer` works on."""
        ways = (way for way in self.offers if way.makes and way.single and way.takes(kind))
        return next((way for way in ways if way.made_kind == "document" and offer.takes("document")), None)

    def _tests(self, clause: Clause, placed: Placed) -> dict[str, When]:
        """What decides the clause's condition: file → what must come out of its test; '' → of any.

        Raises:
            CannotFill: no tool tells.
        """
        condition = self._pointed_at(clause.condition or clause)
        done = [node.offer for node in reversed(self.nodes)]
        known = labelled(condition, self.nodes) or listed(condition, self.nodes)
        if known is None and SAYS.search(condition.masked) and not condition.files:
            known = told_in(condition, self.nodes)
        test = known or told_by(condition, [*done, *self._fitting(clause), *self._able()])
        if test is None and not condition.files:
            test = known = told_in(condition, self.nodes)
        if test is None:
            raise CannotFill(
                f"I cannot test “if {condition.text}”, so I leave out “{clause.text}”: {known_conditions(self.offers)}."
            )
        self._said.append(condition)
        said = _question(test, condition)
        asked = replace(condition, text=said, masked=said, condition=None, then=False)
        asked = replace(asked, files=condition.files or clause.files, each=clause.each)
        start, of_before, said_if = len(self.nodes), condition is not clause.condition, clause.condition or clause
        denied = of_before and bool(NOT.search(said_if.text))
        back = of_before or BACK.search(said_if.text)
        if not (known or (self._tested(test) and (back or self._found_all(test, condition)))):
            self._serve(Placed(asked, test.offer, placed.confidence, Why(f"if {condition.text}")), {})
        found = range(start, len(self.nodes)) if len(self.nodes) > start else self._same_tests(test)
        return whens(test, self.nodes, found, denied)

    def _fitting(self, clause: Clause) -> list[Offer]:
        """The tools that take what a clause is about."""
        kinds = [self.situation.kind(name) for name in meant_by(clause, self.parsed, self.situation)]
        return [offer for offer in self.offers if any(offer.takes(kind) for kind in kinds)]

    def _able(self) -> list[Offer]:
        """The tools that have something to work on: what is at hand, or was made."""
        kinds = {self.situation.kind(name) for name in self.situation.names} | {n.offer.made_kind for n in self.nodes}
        return [offer for offer in self.offers if not kinds or any(map(offer.takes, kinds))]

    def _found_all(self, test: Decider, condition: Clause) -> bool:
        """Whether the last call has looked for everything already: 'detect everything; if there is a dog, …'."""
        last = self.nodes[-1]
        return (
            last.offer is test.offer
            and not condition.files
            and "things" not in last.values
            and "things" in last.offer.inputs
        )

    def _tested(self, test: Decider) -> bool:
        return any(node.offer is test.offer for node in self.nodes)

    def _pointed_at(self, condition: Clause) -> Clause:
        asked = self._said and self._said[-1].is_question
        if condition.text not in (SO, NOT_SO) and not (asked and ONE_THERE.search(condition.masked)):
            return condition
        done = [node.offer for node in reversed(self.nodes)]
        return next((said for said in reversed(self._said) if told_by(said, [*done, *self._able()])), condition)

    def _same_tests(self, test: Decider) -> Sequence[int]:
        """The test was made before: its newest nodes."""
        done = [place for place, node in enumerate(self.nodes) if node.offer is test.offer]
        return rounds(self.nodes, done[-1])

    def _loop(self, rounds_: int) -> int:
        """The number of a new loop; 0 where there is but one round."""
        self._loops += rounds_ > 1
        return self._loops if rounds_ > 1 else 0

    def _add(
        self,
        placed: Placed,
        words: str,
        values: dict[str, Json],
        after: tuple[int, ...],
        when: When | None,
        loop: int = 0,
    ) -> int:
        """The place of the node; that of the same one, where it is there already: said twice, it is done once."""
        words = also(words, f" (with {placed.offer.name})") if placed.confirmed else words
        found = origins(placed.clause, values, after, self.parsed, self.situation)
        why = replace(placed.why, origins={**found, **placed.why.origins})
        node = Node(placed.offer, words, values, after, placed.confidence, when, loop, why)
        alike = ((place, other) for place, other in enumerate(self.nodes) if other.offer is placed.offer)
        same = next((place for place, other in alike if node.same_as(other)), None)
        if same is not None:
            return same
        self.nodes.append(node)
        return len(self.nodes) - 1


def pointed(clause: Clause) -> bool:
    """Whether it points at what was said: 'it', 'that sentence'."""
    return bool(IT.search(clause.masked) or SAID_TEXT.search(clause.masked))


def _of(tests: Mapping[str, When], *names: str) -> When | None:
    """What decides about a call on these files."""
    return next((tests[name] for name in names if name in tests), tests.get(""))


def _question(test: Decider, condition: Clause) -> str:
    """The test in words that its tool is asked with."""
    if test.outcome.reads == "thing":
        return f"detect every {test.value}"
    quotes = "".join(f' "{quote}"' for quote in condition.quotes)
    return test.offer.asks[0] + quotes
