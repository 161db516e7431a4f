"""The embedded brain: a request and the tools' own declarations in, a plan out. No language model, no download.

Each clause of the request is scored against each tool: does a cue of the tool stand in it, how near does it come in
meaning to the ways people ask for the tool, what does a head say that learned from thousands of these (`wordings.py`),
is it a question. The best tool above a threshold gets the clause; its arguments are read from the clause by their
declared roles. Deterministic; what it cannot place it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.calls.drafting import Draft, Placed
from agents.calls.filling import CannotFill
from agents.calls.meant_files import meant_by
from agents.calls.other_languages import with_translations
from agents.calls.references import IT, made_in, referred
from agents.choosing.places import Place
from agents.choosing.placing import Placer
from agents.choosing.printed import with_paper
from agents.choosing.scoring import Embed, Scorer
from agents.parsing.clauses import Parsed, parse
from agents.parsing.file_remarks import with_files_told
from agents.parsing.followups import repeated, resolve
from agents.parsing.masks_told import with_masks_told
from agents.parsing.next_pages import turned
from agents.parsing.noted_before import asked_back
from agents.parsing.quotes_beside import with_quotes_beside
from agents.parsing.same_values import with_values
from agents.parsing.spelling import Speller
from agents.parsing.telltales import with_templates
from agents.parsing.whereabouts import located
from agents.plans import Offer, Plan, Situation
from runtime.regex import regex

LOOKING_UP = ("question", "query")
"""Roles of the arguments whose tools look something up, and so may be asked with 'it' for what was asked before."""
SMALL_TALK = regex(
    r"(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks?|thank you|bye|ok(?:ay)?|help)(?: there| a lot)?"
    r"|(?:what (?:can|do) you do|who are you|how (?:are|do) you(?: work)?|what is this))\W*$",
    re.I,
)
GAP = regex(r"\s{40,}")
"""So much white space says nothing, and makes patterns slow."""
ACCEPTED = regex(r"(?:\s*\(with \w+\))+(?=\s*(?:\[[^\]]*\]\s*)?$)")
"""How a person says, at the end of a request, that the tools which were in doubt are those they mean."""


class Planner:
    def __init__(self, offers: Sequence[Offer], embed: Embed, kept: Embed | None = None) -> None:
        """`embed` and `kept`: see `Scorer`."""
        self.offers = tuple(offers)
        self._placer = Placer(Scorer(self.offers, embed, kept))
        self._spell = Speller([*(p for o in self.offers for p in o.phrases), *(c for o in self.offers for c in o.cues)])

    def plan(self, request: str, situation: Situation) -> Plan:
        """What `request` comes to. Every clause of it ends as a node, a refusal or an aside."""
        request = GAP.sub(" ", request.strip())
        if SMALL_TALK.match(request):
            return Plan((), (self._introduction(),))
        named = ACCEPTED.search(request)
        accepted = [name for name in re.findall(r"\w+(?=\))", named[0]) if self._knows(name)] if named else []
        said = with_values(ACCEPTED.sub("", request) if accepted else request, situation.earlier)
        said = turned(repeated(said, situation.earlier, situation.names), situation.earlier)
        parsed = parse(said, situation.names, situation.spoken_kinds, self._spell)
        clauses = located(with_paper(parsed.clauses, situation))
        parsed = replace(parsed, clauses=asked_back(with_masks_told(with_quotes_beside(clauses))))
        if parsed.missing:
            missing = ", ".join(parsed.missing)
            return Plan((), (f"There is no file {missing} here. Give it with: --file {parsed.missing[0]}",))
        told = replace(parsed, clauses=with_templates(with_files_told(parsed.clauses)))
        return self._drafted(told, situation, accepted)

    def _drafted(self, parsed: Parsed, situation: Situation, accepted: Sequence[str]) -> Plan:
        meant = [meant_by(clause, parsed, situation) for clause in parsed.clauses]
        every = situation.spoken_kinds
        kinds = [[every.get(name, "document") for name in names] for names in meant]
        places = self._resolved(self._placer.places(parsed.clauses, kinds, situation, accepted), situation)
        places = with_translations(places, self.offers)
        draft, refusals = Draft(self.offers, parsed, situation), list[str]()
        for place in places:
            if not place.aside and (refusal := self._drafted_place(place, draft, bool(refusals))):
                refusals.append(refusal)
        doubts = tuple(place.doubt for place in places if place.doubt)
        asides = tuple(place.clause.text for place in places if place.aside)
        return Plan(tuple(draft.nodes), tuple(dict.fromkeys(refusals)), doubts, asides)

    def _drafted_place(self, place: Place, draft: Draft, refused: bool) -> str:
        """Add the calls of one clause to the draft; what is returned is why it cannot be done."""
        if place.offer is None:
            return place.doubt.refusal if place.doubt else self._placer.refusal(place)
        clause = place.clause
        pointing = refused and (
            made_in(clause.masked) or (IT.match(clause.masked.partition(" ")[2]) and not draft.nodes)
        )
        if pointing and referred(clause, place.offer, draft.nodes, draft.situation) is None:
            return f"“{clause.text}” would work on what could not be made."
        try:
            draft.add(Placed(clause, place.offer, place.confidence, self._placer.why(place), place.confirmed))
        except CannotFill as error:
            return "" if draft.absorbed(clause, place.offer) else str(error)
        return ""

    @staticmethod
    def _resolved(places: Sequence[Place], situation: Situation) -> list[Place]:
        """With what was asked before put in where a question leaves it unsaid."""
        asked = [place.offer is not None and not place.offer.roles().keys().isdisjoint(LOOKING_UP) for place in places]
        clauses = resolve([place.clause for place in places], situation.earlier, asked)
        return [replace(place, clause=clause) for place, clause in zip(places, clauses, strict=True)]

    def _knows(self, name: str) -> bool:
        return any(offer.name == name for offer in self.offers)

    def _introduction(self) -> str:
        works = ", ".join(offer.name for offer in self.offers)
        return (
            "I work on your files and texts: give me one and say what you want, such as a question answered, a "
            "summary, its language, or which of your labels fits. I do not hold a conversation on my own. "
            f"My tools are {works}."
        )
