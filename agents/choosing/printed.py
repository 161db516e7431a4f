"""Questions about scanned cards, bills and letters: for the tool that reads them, not for the one that looks."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from agents.choosing.places import Place
from agents.parsing.clauses import Clause, stem_of
from agents.plans import Offer, Situation
from runtime.regex import regex

PAPER = (
    r"(?:invoices?|receipts?|bills?|playbills?|forms?|tickets?|certificates?|cards?|postcards?|slips?|vouchers?|"
    r"datasheets?|passports?|timetables?|telegrams?|letters?|menus?|deeds?|contracts?|leases?|statements?|registers?|"
    r"ledgers?|logbooks?|documents?|notices?|leaflets?|flyers?|handbills?|programmes?|prescriptions?|permits?|licen[cs]es?|"
    r"diplomas?|reports?|questionnaires?|applications?|policy|policies|payslips?|cheques?|envelopes?|memos?|faxe?s?|"
    r"cuttings?|clippings?|paperwork)"
)
"""What is there to be read."""
SEEN = r"(?:photos?|photographs?|pictures?|paintings?|prints?|drawings?|slides?|negatives?|maps?|artworks?|posters?)"
SPOKEN_OF = regex(
    rf"\b(?:the|this|that|these|those|each|every|all|both|my|our|his|her|their|an?|two|three|four|five|six|\d+|of|from|scanned)"
    rf" (?:(?!of\b|in\b|on\b|with\b|and\b|to\b)[\w-]+ ){{0,4}}?{PAPER}\b(?!['’]s)"
    rf"|\bscan(?:s|ned)?\b(?! (?:of )?(?:(?:the|an?|my|our|old|same) )*{SEEN}\b)",
    re.I,
)
"""How a request says that what the pictures show is to be read."""
LOOKS = regex(
    r"\bcolou?rs?\b|\b(?:breed|species)\b|\blooks?\b|\b(?:is|are) there\b"
    r"|\bhow many (?:people|persons|men|women|children|dogs|cats|cars|things)\b"
    r"|\b(?:wear|hold|stand|sitt?|smil|fac|do)ing\b|\b(?:people|persons?|man|woman|child|animal)\b"
    r"|\b(?:torn|damaged|stained?s?|creased|blurred|legible|readable|handwritten|upside down|drawn|shown|depicted)\b",
    re.I,
)
"""What is asked about how something looks, even on paper."""
LOOKED = 0.5
"""From here on what was learned of asking is for looking."""


def with_paper(clauses: Sequence[Clause], here: Situation) -> tuple[Clause, ...]:
    """The clauses of a request, knowing where it is about paper in pictures."""
    pictured = bool(here.names) and all(here.kind(name) == "picture" for name in here.names)
    on_paper = pictured and (
        any(SPOKEN_OF.search(clause.masked) for clause in clauses) or _called_so(here.titles.values())
    )
    return tuple(replace(clause, on_paper=True) for clause in clauses) if on_paper else tuple(clauses)


def on_print(place: Place, offers: Sequence[Offer]) -> Place:
    """With the tool that answers from what is written in a picture, where the request is about paper in pictures."""
    offer, clause = place.offer, place.clause
    if offer is None or not (clause.on_paper and clause.is_question and _might_be_read(offer)):
        return place
    reader = next((one for one in offers if {"asked", "picture"} <= one.roles().keys()), None)
    looks = LOOKS.search(clause.masked) or _learned(place, offer, offers) >= LOOKED
    if reader is None or looks:
        return place
    return replace(place, offer=reader)


def _might_be_read(offer: Offer) -> bool:
    """Whether it looks at pictures, or answers from documents, of which there are none."""
    roles = offer.roles().keys()
    return {"asked", "pictures"} <= roles or "question" in roles


def _learned(place: Place, offer: Offer, offers: Sequence[Offer]) -> float:
    """How surely its words ask for looking at a picture; of a tool that looks at none nothing is known."""
    return float(place.scored.learned[offers.index(offer)]) if "pictures" in offer.roles() else 0.0


def _called_so(titles: Collection[str]) -> bool:
    """Whether all files are called by what is to be read: 'bill_3.png', 'scan-07.jpg'.

    >>> _called_so(["bill_3.png", "gas bill.jpg"]), _called_so(["bill_3.png", "dog.jpg"])
    (True, False)
    """
    said = rf"\b(?:{PAPER}|scans?)\b"
    return bool(titles) and all(re.search(said, stem_of(title), re.I) for title in titles)
