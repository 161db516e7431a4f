"""Which tool serves each clause: the best fitting one, none, or one that a person has to confirm first."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import numpy as np

from agents.calls.handing import SOUNDING
from agents.calls.references import speaks_of, without_references
from agents.choosing.cues import called, cue_in
from agents.choosing.dialogue_acts import acts
from agents.choosing.places import ADDS, LEARNED_WELL, SURE, Place, asks_outright, joined, lacks, needs_file
from agents.choosing.printed import on_print
from agents.choosing.purposes import without_purposes
from agents.choosing.remarks import added, adds, gone_on, leading
from agents.choosing.scene_orders import also_made, one_scene, shown, shows_no_more
from agents.choosing.scoring import Scored, Scorer
from agents.choosing.telling import told, without_asides
from agents.choosing.told_motions import motion_told
from agents.choosing.twins import looked_at, twin_of
from agents.choosing.unserved import unserved
from agents.parsing.clauses import Clause
from agents.parsing.named_scenes import of_the_set
from agents.plans import Doubt, Offer, Situation, Why

OTHER_KIND = 0.5
"""What a tool loses that makes of a video, where it is to be changed, something that is none any more."""
ENOUGH = 0.52
"""Lowest score that places a clause. Fitted on tests/data/requests.jsonl: the highest that loses none of them."""
PERHAPS = 0.42
"""Lowest score that is worth a question."""
CLOSE = 0.7
"""What another tool may lack at most to be taken in its place, because what is at hand or what follows fits that."""
NEXT = 4
"""Of so many of the best tools one may be taken for what comes next."""
NO_FIT, NEARER = 1.0, 0.4
"""What a tool loses that takes nothing of what a clause may point at; what is made just before is so much likelier."""


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
            place = on_print(place, self.offers)
            if place.offer and (other := looked_at(place.scored, place.offer, self.offers, kinds[at])):
                place = replace(place, offer=other)
            place = self._doubted(place, here, makers, accepted)
            place = also_made(place, makers) or shown(place, self.offers, clauses[at + 1 :], here)
            place = replace(place, act=act)
            last = next((n for n in reversed(range(len(placed))) if not told(placed[n], self.offers)), -1)
            asked = placed[last] if last >= 0 else None
            may_add = asked and (adds(place, asked) or shows_no_more(asked, place))
            if placed and (one := motion_told(placed[-1], place) or one_scene(placed[-1], place, self.offers, here)):
                placed[-1] = one
            elif asked and (one := gone_on(asked, place)):
                placed[last] = one
            elif asked and of_the_set(clause, asked.offer) and not place.clause.condition:
                placed[last] = replace(asked, clause=joined(asked.clause, clause))
            elif may_add and added(placed, place, self.offers):
                pass
            elif asked and place.act.detail >= ADDS and asked.refused_outright:
                placed.append(replace(place, offer=None, doubt=None, aside=True))
            else:
                placed.append(place)
        fed = self._feeding(leading(placed, self.offers), situation)
        return without_asides(without_purposes(fed, self.offers), self.offers)

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


def lacks_sound(place: Place, here: Collection[str], before: Iterable[Offer | None]) -> bool:
    """Whether a video is to sound with what was made just before, and no sound was: 'put that speech on the video'."""
    takes = place.offer is not None and "soundtrack" in place.offer.roles()
    made = any(offer and offer.made_kind == "sound" for offer in before)
    return bool(takes and not made and "sound" not in here and SOUNDING.search(place.clause.masked))


def confidence(score: float, margin: float, outright: bool) -> float:
    """How likely the best tool is the right one, 0 to 1.

    Fitted by logistic regression on the one-part requests of tests/data and on 48 that no tool here serves.
    """
    return round(1 / (1 + math.exp(-(3.54 * score + 3.12 * margin + 1.62 * outright - 3.66))), 3)
