"""'Read the captions aloud in Spanish', 'sum it up in French': a translation beside what speaks no other language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from agents.calls.references import made_in
from agents.choosing.places import Place
from agents.parsing.clauses import SPOKEN, Clause
from agents.plans import Offer
from agents.readers.spoken_arguments import language_names
from runtime.regex import regex

CHOOSING = frozenset(("target", "prompt", "picture_prompt", "spoken", "into_english", "ocr_language", "unicode"))
"""Roles of what tells a tool a language already, or of words that it is to follow itself."""
ITS_OWN = "English"
"""What the models that write of pictures speak."""


def with_translations(places: Sequence[Place], offers: Sequence[Offer]) -> list[Place]:
    """The places, with a translation before what is to be read, or behind what is to be written, in some language.

    What was given, and may be in that language already, is translated only where it is not.
    """
    translator = next((one for one in offers if "target" in one.roles() and "text" in one.roles()), None)
    if translator is None:
        return list(places)
    found: list[Place] = []
    for place in places:
        match = _wanted().search(place.clause.text) if place.offer else None
        if match is None or place.offer is None or not _unserved(place.offer):
            found.append(place)
            continue
        made = not place.clause.files and any(before.offer and before.offer.makes for before in found)
        given = not (made or place.clause.quotes) and "text" in place.offer.roles()
        if made and _is_into(found[-1], translator, match[1]):
            found.append(_read(place))
        elif "text_language" in place.offer.roles():
            found += [_translated(place, translator, match[1], given), _read(place)]
        elif given or match[1].lower() != ITS_OWN.lower():
            found += [_plain(place), _translated(_behind(place), translator, match[1], given)]
        else:
            found.append(place)
    return found


@cache
def _wanted() -> re.Pattern[str]:
    return regex(rf",?\s+in ({language_names()})(?=(?:,? (?:please|pls|too|as well|instead))*\W*$)", re.I)


def _unserved(offer: Offer) -> bool:
    """Whether it reads texts out in their own language, or writes in its own or that of what it is given."""
    roles = offer.roles().keys()
    return "text_language" in roles or (offer.makes == "text/plain" and roles.isdisjoint(CHOOSING))


def _is_into(place: Place, translator: Offer, language: str) -> bool:
    """Whether it is a translation into that language already."""
    return place.offer is translator and place.clause.text.endswith(f"into {language}")


def _without(said: str) -> str:
    return _wanted().sub("", said)


def _plain(place: Place) -> Place:
    """The work itself, without the language."""
    clause = place.clause
    return replace(place, clause=replace(clause, text=_without(clause.text), masked=_without(clause.masked)))


def _read(place: Place) -> Place:
    """The reading of what was translated."""
    plain = _plain(place)
    return replace(plain, clause=replace(plain.clause, files=(), quotes=(), condition=None, on_result=True))


def _behind(place: Place) -> Place:
    """Something to be done with what was written."""
    clause = place.clause
    return replace(place, clause=replace(clause, text="it", masked="it", quotes=(), on_result=True))


def _translated(place: Place, translator: Offer, language: str, given: bool) -> Place:
    """The translation of what a clause points at; where that was `given`, only if it is in another language."""
    clause = place.clause
    named = () if clause.on_result else clause.files
    pointed = next((match[0] for match in made_in(clause.masked)), "it")
    things = " and ".join(named) or (f'"{clause.quotes[0]}"' if clause.quotes else pointed)
    shown = SPOKEN["document"] if named else ("QTEXT" if clause.quotes else pointed)
    other = f"{clause.files[0] if clause.files else 'it'} is not in {language}"
    unless = Clause(other, f"the document is not in {language}", files=clause.files) if given else None
    said = replace(
        clause,
        text=f"translate {things} into {language}",
        masked=f"translate {shown} into {language}",
        files=named,
        condition=clause.condition or unless,
    )
    return replace(place, offer=translator, clause=said)
