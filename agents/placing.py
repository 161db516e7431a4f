"""Which tool serves each clause: the best fitting one, none, or one that a person has to confirm first."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import yaml

from agents.clauses import TELL_ME, Clause
from agents.dialogue_acts import Act, acts, states
from agents.filling import extras
from agents.handing import SOUNDING
from agents.named_scenes import (
    draws_it,
    headed,
    is_maker,
    joined_scene,
    named_order,
    names_scene,
    of_the_set,
    shows_nothing,
    shows_one,
)
from agents.openings import IMPERATIVE
from agents.plans import FILE_ROLES, Doubt, Offer, Situation, Why
from agents.readers.studio_limits import of_checks
from agents.readers.when_series import when_series
from agents.references import IT, speaks_of, without_references
from agents.scoring import Scored, Scorer, any_of, called, compiled, cue_in
from agents.twins import twin_of

OTHER_KIND = 0.5
"""What a tool loses that makes of a video, where it is to be changed, something that is none any more."""
ENOUGH = 0.52
"""Lowest score that places a clause. Fitted on tests/data/requests.jsonl: the highest that loses none of them."""
SURE = 0.2
"""Least confidence that places a clause which only its meaning speaks for; under that a person is asked."""
PERHAPS = 0.42
"""Lowest score that is worth a question."""
CLOSE = 0.7
"""What another tool may lack at most to be taken in its place, because what is at hand or what follows fits that."""
NEXT = 4
"""Of so many of the best tools one may be taken for what comes next."""
SHORT = 6
BACK = 2
"""Of so many clauses before, a plain detail may add to any; another remark only to the last."""
NO_FIT, NEARER = 1.0, 0.4
"""What a tool loses that takes nothing of what a clause may point at; what is made just before is so much likelier."""
LEARNED_WELL = 0.9
"""From here on it also speaks against what no tool does."""
ASKING = Act()
ADDS, ASKS, TELLS = 0.8, 0.3, 0.08
"""Likely enough to be a detail of the clause before; too unlikely to ask; likely enough to tell, of a statement."""
LIKELY = 0.6
"""What is learned of asking speaks for a tool as plainly as a cue from here on."""
STATEMENT = re.compile(
    r"^(?:i(?!['’]d|['’]m (?:after|looking for)\b| (?:only |just |really |also )*(?:need|want|would|wish|am"
    r" (?:looking|after)))|we|my|our|it|this|"
    r"that|there|here|he|she|they|you|the|sorry|hope|no worries|not sure)(?:['’]\w+)?\b(?!.*\?\s*$)",
    re.I,
)
"""How what is told, and asks for nothing, starts: 'I read it twice.'"""


QUOTE_ALONE = re.compile(r"[\W_]*(?:QTEXT[\W_]*)+")
WISH = re.compile(r"^(?:\w+ ){1,3}(?:wants?|needs?|asked|would like|is (?:asking|waiting) for)\b", re.I)
"""How somebody else's wish is told."""
HANDING = re.compile(r"(?:give|send|hand|return|save|export|deliver)\b(?: (?:me|us|it|them))? ?(?:as|the|an?)\b", re.I)
"""How a person says in what form they want what was asked."""
LIMITS = re.compile(r"(?:and |but )?(?:only|just)\b(?!.*\?)", re.I)
"""How a clause begins that may only narrow what was asked: 'Only notes, from 1 September on'."""
SEEKING = re.compile(r"(?:i['’]m|i am|we['’]re|we are) (?:after|looking for|trying to find|searching for)\b", re.I)
FOR_USE = re.compile(
    r"(?:i|we)(?:['’]ll| will)? (?:only |just |really )?(?:need|want|use) "
    r"(?:it|them|this|these|that|those|the \w+) (?:for|by|in|on|at)\b"
    r"|(?:and )?save (?:it|them|that|this|the (?:result|video|clip|picture|photo|recording|file|whole thing)s?)"
    r"(?: (?:again|back|afterwards|for me|for us|please|somewhere|too))*\W*$"
    r"|(?:just )?(?:give|show|send|hand|return|get) (?:me|us|it|them)?(?: back)? ?(?:the )?"
    r"(?:text|results?|output|it|them|answer|file)\W*$"
    r"|(?:just )?(?:save|store|export) (?:it|them|this|the \w+) (?:again|back|afterwards)\W*$",
    re.I,
)
"""How a person tells what the result is for, or that they want to have it; neither is work of its own."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clause went."""

    clause: Clause
    scored: Scored
    offer: Offer | None = None
    confidence: float = 0.0
    doubt: Doubt | None = None
    act: Act = ASKING
    aside: bool = False
    confirmed: bool = False
    """Whether it was in doubt, and a person said yes."""
    shown: bool = False
    """Whether it only names what is to be seen in a picture or clip."""

    @property
    def refused_outright(self) -> bool:
        """Whether it names work that no tool does: what only adds to that asks for nothing."""
        return self.offer is None and self.doubt is None and unserved(self.clause)[1] >= 0


class Placer:
    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self.offers = scorer.offers

    def places(
        self, clauses: Sequence[Clause], kinds: Sequence[Sequence[str]], situation: Situation, accepted: Sequence[str]
    ) -> list[Place]:
        """A place for each clause; remarks that only give an argument to the clause before have joined it."""
        placed: list[Place] = []
        here = {situation.kind(name) for name in situation.names}
        scored = self._scored(clauses, kinds, situation)
        done = acts(clauses, kinds, np.array([plain.vector for plain, _ in scored]))
        for at, (clause, found, act) in enumerate(zip(clauses, scored, done, strict=True)):
            makers = [place.offer for place in placed if place.offer]
            plain = found[bool(makers or situation.made or clause.told)]
            place = self._place(clause, self._on_made(plain, makers, here), accepted)
            place = self._doubted(place, here, makers, accepted)
            place = self._also_made(place, makers) or self._shown(place, clauses[at + 1 :], here)
            place = replace(place, act=act)
            last = next((n for n in reversed(range(len(placed))) if not self._told(placed[n])), -1)
            asked = placed[last] if last >= 0 else None
            adds = asked and (self._adds(place, asked) or self._shows_no_more(asked, place))
            if placed and (one := self._one_scene(placed[-1], place, here)):
                placed[-1] = one
            elif asked and (one := _gone_on(asked, place)):
                placed[last] = one
            elif asked and of_the_set(clause, asked.offer) and not place.clause.condition:
                placed[last] = replace(asked, clause=_joined(asked.clause, clause))
            elif adds and self._added(placed, place):
                pass
            elif asked and place.act.detail >= ADDS and asked.refused_outright:
                placed.append(replace(place, offer=None, doubt=None, aside=True))
            else:
                placed.append(place)
        return self._without_asides(self._feeding(self._leading(placed), situation))

    def _shown(self, place: Place, behind: Sequence[Clause], here: Collection[str]) -> Place:
        """With a tool that makes pictures or clips, where it only names what is to be seen in them."""
        clause, offer = place.clause, place.offer
        cued = offer and cue_in(clause, offer) and not lacks(offer, here, ())
        if not self.offers or place.confirmed or cued or unserved(clause)[1] >= 0:
            return place
        learned, best = place.scored.learned, self.offers[place.scored.ranked()[0]]
        against = offer is None or is_maker(offer) or not is_maker(self.offers[int(learned.argmax())])
        surely = against and learned.max() >= (LEARNED_WELL if headed(clause) else LIKELY)
        made = named_order(clause, behind, self.offers, bool(here))
        if surely and not (shows_one(clause, offer) if offer else is_maker(best)):
            return replace(place, shown=True) if offer and offer is made else place
        return replace(place, offer=made, confidence=SURE, doubt=None, shown=True) if made else place

    def _added(self, placed: list[Place], place: Place) -> bool:
        """Whether a clause says more of one of those before, which it then joins."""
        asked = [n for n in reversed(range(len(placed))) if not self._told(placed[n])]
        back = BACK if place.act.detail > place.act.told else 1
        for n in asked[:back] or [len(placed) - 1]:
            if told := self._remark(placed[n], place):
                placed[n] = told
                return True
        return False

    @staticmethod
    def _also_made(place: Place, makers: Sequence[Offer | None]) -> Place | None:
        """With the tool of the order before, where it only names what to make in the other case."""
        made, clause = makers[-1] if makers else None, place.clause
        if not (clause.condition and made and is_maker(made) and names_scene(clause)) or cue_in(clause, made):
            return None
        return replace(place, offer=made, confidence=SURE, doubt=None, shown=True)

    def _one_scene(self, before: Place, place: Place, here: Collection[str]) -> Place | None:
        """An order that shows nothing, and what names a scene beside it, as one: 'An old barn. Draw it twice.'"""
        if before.clause.condition or place.clause.condition or before.clause.files or place.clause.files:
            return None
        cued = place.offer and cue_in(place.clause, place.offer) and not is_maker(place.offer)
        draws = None if cued or "picture" in here else draws_it(place.clause, place.offer, self.offers)
        if draws and names_scene(before.clause) and unserved(before.clause)[1] < 0:
            return replace(place, clause=joined_scene(place.clause, before.clause), offer=draws, doubt=None)
        if before.offer and shows_nothing(before.clause, before.offer) and names_scene(place.clause):
            return replace(before, clause=joined_scene(before.clause, place.clause))
        return None

    @staticmethod
    def _shows_no_more(before: Place, place: Place) -> bool:
        """Whether an order for pictures only says how those are that were ordered: 'each with the seeds 1 to 4'."""
        return bool(before.offer and is_maker(before.offer) and shows_nothing(place.clause, place.offer))

    @staticmethod
    def _is_detail(place: Place) -> bool:
        return fragment(place.clause) or place.act.detail >= ADDS or bool(HANDING.match(place.clause.text))

    @staticmethod
    def _adds(place: Place, before: Place) -> bool:
        """Whether a clause may only say more of the one before it; no order does that is another's, and comes then."""
        if place.clause.then and place.offer not in (None, before.offer) and IMPERATIVE.match(place.clause.text):
            return False
        if place.clause.then and place.offer and IT.search(place.clause.masked):
            return place.act.detail >= ADDS
        if LIMITS.match(place.clause.text) and place.act.detail > place.act.asked:
            return True
        outright = place.offer and asks_outright(place.clause, place.offer)
        return fragment(place.clause) or not outright or place.act.detail >= ADDS

    def _leading(self, places: Sequence[Place]) -> list[Place]:
        """With details that are told before what they are about: 'The slide is at 12.5 s. Grab that frame.'"""
        done: list[Place] = []
        for place in places:
            before = done[-1] if done else None
            leads = before and (self._told(before) or _details(before) or _seeks(before))
            if before and leads and (led := self._led(before, place)):
                done[-1] = led
            else:
                done.append(place)
        return done

    def _feeding(self, places: Sequence[Place], situation: Situation) -> list[Place]:
        """With another tool for a clause, nearly as fit, where nothing else makes what the next one is to work on.

        'Get the picture at 0:42 out of the video and draw a box round every car in it.'
        """
        done, here = list(places), {situation.kind(name) for name in situation.names}
        for at, place in enumerate(places[1:], 1):
            offer, before = place.offer, done[at - 1]
            made = [one.offer for one in done[:at]]
            unheard = before.offer is not None and lacks_sound(place, here, made)
            if offer is None or before.offer is None or not (unheard or lacks(offer, here, made)):
                continue
            least = max(ENOUGH, before.scored.total[self.offers.index(before.offer)] - CLOSE)
            fit = (n for n in before.scored.ranked()[1:NEXT] if before.scored.total[n] >= least)
            sound = {"sound"} if unheard else set()
            other = next(
                (
                    o
                    for o in map(self.offers.__getitem__, fit)
                    if o.made_kind in sound or (not sound and offer.takes_what(o))
                ),
                None,
            )
            done[at - 1] = replace(before, offer=other) if other else before
        return done

    def why(self, place: Place) -> Why:
        assert place.offer is not None
        best = [self.offers[n] for n in place.scored.ranked() if self.offers[n] is not place.offer][:1]
        score = float(place.scored.total[self.offers.index(best[0])]) if best else 0.0
        return self._scorer.why(place.scored, place.offer, best[0] if best else None, score)

    def refusal(self, place: Place) -> str:
        """Why no tool is used, and which come nearest."""
        known, _ = unserved(place.clause)
        what = f"No tool here does {known} yet" if known else f"I found no tool for “{place.clause.text}”"
        nearest = ", ".join(self.offers[place_].name for place_ in place.scored.ranked()[:3])
        return f"{what}; the nearest are {nearest}. See all with: atelier tools"

    def _scored(
        self, clauses: Sequence[Clause], kinds: Sequence[Sequence[str]], situation: Situation
    ) -> list[tuple[Scored, Scored]]:
        """Each clause as it is, and with what it may refer to taken for a file: 'translate the summary'."""
        plain = [without_references(clause, self.offers, situation) for clause in clauses]
        other = [place for place, clause in enumerate(plain) if clause != clauses[place]]
        both = self._scorer.scored([*clauses, *(plain[n] for n in other)], [*kinds, *(kinds[n] for n in other)])
        masked = dict(zip(other, both[len(clauses) :], strict=True))
        return [(scored, masked.get(place, scored)) for place, scored in enumerate(both[: len(clauses)])]

    def _on_made(self, scored: Scored, makers: Sequence[Offer], here: Collection[str]) -> Scored:
        """A clause that may point at what the one before makes, scored for files of that kind, if it fits that.

        In 'describe the clip; cut it to 10 s', 'it' is the clip all the same.
        """
        clause, made = scored.clause, makers[-1].made_kind if makers else ""
        if not made or clause.files or not speaks_of(clause, made):
            return scored
        other = np.array([made == "video" and offer.replaces and offer.made_kind != made for offer in self.offers])
        scored = replace(scored, total=scored.total - OTHER_KIND * other)
        given = self._less(scored, [not lacks(offer, here, makers) for offer in self.offers])
        fits = [offer.takes(made) or not needs_file(offer) for offer in self.offers]
        then = self._less(self._scorer.rescored(scored, [made]), fits)
        then = replace(then, total=then.total - OTHER_KIND * other)
        return then if then.total.max() >= given.total.max() - NEARER else given

    @staticmethod
    def _less(scored: Scored, fits: Sequence[bool]) -> Scored:
        """With less for the tools that do not fit."""
        return replace(scored, total=scored.total - NO_FIT * ~np.array(fits, bool))

    def _place(self, clause: Clause, scored: Scored, accepted: Sequence[str]) -> Place:
        if not self.offers:
            return Place(clause, scored)
        best = scored.ranked()[0]
        offer, score = self.offers[best], float(scored.total[best])
        if score < PERHAPS or self._better_elsewhere(clause, offer, float(scored.learned[best])):
            return Place(clause, scored)
        outright = asks_outright(clause, offer)
        sure = confidence(score, scored.margin, outright)
        if score >= ENOUGH and (outright or sure >= SURE):
            return Place(clause, scored, offer, sure)
        if offer.name in accepted:
            return Place(clause, scored, offer, 1.0, confirmed=True)
        return Place(clause, scored, doubt=Doubt(clause.text, offer.name, offer.gist, sure))

    def _doubted(self, place: Place, here: Collection[str], makers: Sequence[Offer], accepted: Sequence[str]) -> Place:
        """In doubt, where only what was learned speaks for a tool, not surely, and it has nothing to work on.

        Then the next tool that has something is asked about.
        """
        clause, offer, scored = place.clause, place.offer, place.scored
        if offer and (twin := twin_of(offer, scored, self.offers, here, makers)):
            return replace(place, offer=twin)
        if offer is None or place.confirmed or called(clause, offer) or not lacks(offer, here, makers):
            return place
        if not here:
            return self._with_nothing(place)
        sure = scored.learned.max() >= LEARNED_WELL and not clause.is_question
        if cue_in(clause, offer) or sure:
            return self._as_well_cued(place, here, makers)
        fit = (n for n in scored.ranked()[1:NEXT] if scored.total[n] >= PERHAPS)
        best = next((n for n in fit if not lacks(self.offers[n], here, makers)), None)
        other = offer if best is None else self.offers[best]
        if clause.is_question and best is not None and scored.total[best] >= ENOUGH:
            return replace(place, offer=other)
        if other.name in accepted:
            return replace(place, offer=other, confidence=1.0, confirmed=True)
        doubt = Doubt(clause.text, other.name, other.gist, round(place.confidence / 2, 3))
        return replace(place, offer=None, confidence=0.0, doubt=doubt)

    def _with_nothing(self, place: Place) -> Place:
        """With a tool that needs no file, nearly as fit, where there is none: 'paint a bouquet' paints over nothing."""
        total, ranked = place.scored.total, place.scored.ranked()
        near = (n for n in ranked if total[n] >= max(ENOUGH, total[ranked[0]] - NEARER))
        return replace(place, offer=next((self.offers[n] for n in near if not needs_file(self.offers[n])), place.offer))

    def _as_well_cued(self, place: Place, here: Collection[str], makers: Sequence[Offer]) -> Place:
        """With a tool that has something to work on, where a cue speaks for it, too: 'cut it', of a recording."""
        scored, ranked = place.scored, place.scored.ranked()
        near = (n for n in ranked if scored.cued[n] and scored.total[n] >= scored.total[ranked[0]] - CLOSE)
        other = next((self.offers[n] for n in near if not lacks(self.offers[n], here, makers)), place.offer)
        return replace(place, offer=other)

    @staticmethod
    def _better_elsewhere(clause: Clause, offer: Offer, learned: float) -> bool:
        """Whether the clause names something no tool does: as what to do, or with nothing for `offer` beside it."""
        _, start = unserved(clause)
        beside = cue_in(clause, offer) or learned >= LEARNED_WELL
        return not called(clause, offer) and (start == 0 or (start > 0 and not beside))

    @staticmethod
    def _led(before: Place, place: Place) -> Place | None:
        """The clause with what the one before it says about it."""
        if place.offer is None or before.clause.condition or place.clause.condition:
            return None
        both = _joined(place.clause, before.clause)
        led = extras(before.clause, place.offer)
        led |= extras(both, place.offer) if led else {}
        told = led.keys() - extras(place.clause, place.offer).keys()
        quoted = before.clause.quotes and not place.clause.quotes and "text" in place.offer.roles()
        return replace(place, clause=both) if told or quoted else None

    @staticmethod
    def _remark(before: Place, place: Place) -> Place | None:
        """The clause before with what this one says about it, where that is all it says: 'Top 3 is enough.'"""
        if before.offer is None and unserved(before.clause)[1] == 0 and Placer._is_detail(place):
            return replace(before, clause=_joined(before.clause, place.clause))
        condition = place.clause.condition
        if before.offer is None or unserved(place.clause)[1] >= 0 or (condition and not of_checks(condition.text)):
            return None
        both, known = _joined(before.clause, place.clause), extras(before.clause, before.offer)
        said = extras(place.clause, before.offer)
        told = said.keys() - known.keys() or (said and said.items() <= known.items() and place.offer is None)
        turned = place.offer in (None, before.offer) and "start" in before.offer.roles()  # 'drop that, keep the rest'
        quoted = bool(QUOTE_ALONE.fullmatch(place.clause.masked)) and not before.clause.quotes
        worked_on = quoted and not before.clause.files and "text" in before.offer.roles()
        if not told and not worked_on and not (turned and extras(both, before.offer) != known):
            return None
        return replace(before, clause=both)

    def _without_asides(self, places: Sequence[Place]) -> list[Place]:
        """Statements that no cue speaks for, beside something that is asked for, ask for nothing."""
        asked = [place for place in places if (place.offer or place.act.asked > ASKS) and not self._told(place)]
        return [
            replace(place, offer=None, doubt=None, aside=True)
            if asked and (self._told(place) or self._leads_to(place, places[at + 1 :]))
            else place
            for at, place in enumerate(places)
        ]

    @staticmethod
    def _leads_to(place: Place, others: Sequence[Place]) -> bool:
        """Whether the order or question follows that a statement leads up to: 'my bill is in there. What …?'"""
        clause, later = place.clause, [other for other in others if not other.aside][:1]
        if (
            IMPERATIVE.match(clause.text)
            or clause.is_question
            or not (STATEMENT.match(clause.text) or WISH.search(clause.text))
        ):
            return False
        files = {*clause.files}
        return any(one.offer is place.offer and files <= {*(one.clause.files or files)} for one in later)

    def _told(self, place: Place) -> bool:
        clause, offer = place.clause, place.offer
        if place.shown or (clause.condition and place.act.told < LIKELY) or TELL_ME.match(clause.text):
            return False
        act, learned = place.act, float(place.scored.learned[self.offers.index(offer)]) if offer else 0.0
        meant = bool(offer and (cue_in(clause, offer) or learned >= LIKELY))
        if FOR_USE.match(clause.text) or (
            act.asked < ASKS and not (act.detail > act.told and meant and not states(clause.masked))
        ):
            return True
        if states(clause.masked) and act.told > (LIKELY / 2 if meant else TELLS):
            return True
        telling = STATEMENT.match(clause.text) or STATEMENT.match(clause.masked) or fragment(clause)
        if not telling or unserved(clause)[1] >= 0:
            return False
        return not (offer and (meant or called(clause, offer)))


def _gone_on(before: Place, place: Place) -> Place | None:
    """Both as one, where a clause asks on for moments of a video: 'when does he run, when is he resting?'"""
    judges = [one for one in (before, place) if one.offer and {"labels", "step"} <= one.offer.roles().keys()]
    others = [one for one in (before, place) if one.offer and one not in judges]
    cued = any(one.offer and cue_in(one.clause, one.offer) for one in others)
    if not judges or cued or place.clause.condition or (place.clause.files and before.clause.files):
        return None
    asks = all(len(when_series(one.clause.masked)) > 0 for one in (before, place))
    return replace(judges[0], clause=_joined(before.clause, place.clause)) if asks else None


def _seeks(place: Place) -> bool:
    """Whether a clause only tells what somebody is after: 'I'm looking for a train in snow. Show me the best 5.'"""
    return place.offer is None and bool(SEEKING.match(place.clause.text))


def _details(place: Place) -> bool:
    """Whether a statement that no cue speaks for only adds to what comes: 'She speaks Polish, so subtitle it.'"""
    cued = place.offer is not None and cue_in(place.clause, place.offer)
    return bool(STATEMENT.match(place.clause.text)) and place.act.asked < ASKS and not cued


def _joined(one: Clause, other: Clause) -> Clause:
    """What one says, and behind it what the other does."""
    text, masked = f"{one.text.rstrip(' ?!.')}. {other.text}", f"{one.masked.rstrip(' ?!.')}. {other.masked}"
    files = tuple(dict.fromkeys((*one.files, *other.files)))
    return replace(one, text=text, masked=masked, quotes=one.quotes + other.quotes, files=files)


def asks_outright(clause: Clause, offer: Offer) -> bool:
    """Whether words of the clause speak for the tool, or its being a question; not its meaning alone."""
    return bool(clause.is_question or cue_in(clause, offer) or called(clause, offer))


def lacks(offer: Offer, here: Collection[str], before: Iterable[Offer | None]) -> bool:
    """Whether a tool needs a file, and none at hand, nor what the tools before it make, is of a kind that it takes."""
    return (
        needs_file(offer)
        and not any(map(offer.takes, here))
        and not any(one and offer.takes_what(one) for one in before)
    )


def lacks_sound(place: Place, here: Collection[str], before: Iterable[Offer | None]) -> bool:
    """Whether a video is to sound with what was made just before, and no sound was: 'put that speech on the video'."""
    takes = place.offer is not None and "soundtrack" in place.offer.roles()
    made = any(offer and offer.made_kind == "sound" for offer in before)
    return bool(takes and not made and "sound" not in here and SOUNDING.search(place.clause.masked))


def needs_file(offer: Offer) -> bool:
    return not offer.roles().keys().isdisjoint(FILE_ROLES)


def fragment(clause: Clause) -> bool:
    """Whether it is but a few words without a verb that asks: 'Seed 42', 'old wall, ugly hole'."""
    said = clause.text
    return len(said.split()) <= SHORT and not (IMPERATIVE.match(said) or clause.is_question or clause.files)


def confidence(score: float, margin: float, outright: bool) -> float:
    """How likely the best tool is the right one, 0 to 1.

    Fitted by logistic regression on the one-part requests of tests/data and on 48 that no tool here serves.
    """
    return round(1 / (1 + math.exp(-(3.54 * score + 3.12 * margin + 1.62 * outright - 3.66))), 3)


@cache
def _elsewhere() -> dict[str, tuple[str, ...]]:
    table = yaml.safe_load((Path(__file__).parent / "elsewhere.yaml").read_text(encoding="utf-8"))
    return {name: tuple(cues) for name, cues in table.items()}


@cache
def _all_elsewhere() -> tuple[str, ...]:
    return tuple(cue for cues in _elsewhere().values() for cue in cues)


def unserved(clause: Clause) -> tuple[str, int]:
    """The capability that a clause asks for and no tool here has, and where that is said; ('', -1) where there is none.

    >>> unserved(Clause("send it to my manager", "send it to my manager"))
    ('actions outside', 0)
    """
    about_what_is_quoted = bool(clause.quotes) and not clause.files
    if (not clause.is_question or about_what_is_quoted) and any_of(_all_elsewhere()).search(clause.masked.lower()):
        for name, cues in _elsewhere().items():
            for pattern in compiled(cues):
                if match := pattern.search(clause.masked):
                    return name, match.start()
    return "", -1
