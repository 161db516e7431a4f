"""Orders that only name what is to be seen: 'barn owl in mid flight, wide', 'quick sketch: a submarine, seed 4'.

No verb asks there and no cue stands there. What tells such an order is what only pictures and clips that are made are
told, in it or right behind it, or a word for a picture before its colon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from agents.calls.filling import extras
from agents.choosing.dialogue_acts import states
from agents.parsing.clauses import Clause
from agents.parsing.openings import ACTIONS, IMPERATIVE
from agents.plans import FILE_ROLES, Offer
from agents.readers.studio_figures import CLIPS, IMAGES
from agents.readers.studio_plain import plain
from agents.readers.studio_scenes import CHOICE, REPEATED, side_by_side
from agents.readers.studio_wording import WORDINGS
from runtime.regex import regex

SCENES = ("scene", "one_scene", "listed_scenes")
"""Roles of what is to be seen."""
OWN = frozenset(("frame_size", "seed", "seeds", "denoising_steps", "guidance", "scheduler", "adapters", "tries",
                 "versions", "judged", "frame_rate"))  # fmt: skip
"""Roles that only what makes pictures and clips has."""
FEW = 3
MOVING = frozenset(("clip_seconds", "clip_frames", "gif", "clip_sound"))
"""Those that tell a clip from a picture, and that other clips are told as well."""
WEAK = frozenset(("frame_size", "versions", "judged"))
"""Those that may be said of what is at hand, too."""
LEFT = regex(r"^[ :]+|^(?:for|of|on) (?=(?:an?|the|my|our) )", re.I)
"""What a setting leaves behind that stood before: '4 options for a logo: …'."""
SUBJECT = regex(
    r"(?!(?:rank|batch|epochs?|lr|top|page|pages|column|columns|line|lines|for|from|to|in|on|at|by|with|without|of|and"
    r"|but|or|not|no|only|just|all|both|each|every|it|them|they|this|that|these|those|then|so|as|if|thanks?|please"
    r"|hi|hello|hey|yes|ok(?:ay)?|keep|use|same|ladies|dear|don['’]?t)\b)"
    r"(?:an?\s+[a-z][\w'’-]+\W*|(?:(?:an?|the|two|three|four|five|some|one|several|many)\s+)?[a-z][\w'’-]*(?:\W+[\w'’-]+){1,60}\W*)",
    re.I,
)
"""Words that may name what is to be seen: two at least."""
TELLS = regex(
    r"\b(?:i|we|you|hope|wish|welcome|sorry)\b|\b(?:it|this|that|there|here)(?:['’]s| is| are| was| were)\b"
    r"|^\W*(?:what|which|who|how|wow|morning|evening)\b",
    re.I,
)
"""Words of somebody who talks."""
ART = (
    rf"(?:{IMAGES}|art(?:work)?|concept art|doodles?|renders?|renderings?|visuals?|motifs?|wallpapers?|backdrops?|"
    r"banners?|thumbnails?|mock-?ups?|storyboards?|scenes?|icons?|stickers?|watercolou?rs?|key visuals?|drafts?)"
)
WRITTEN = (
    r"(?:letters?|e-?mails?|mails?|messages?|notes?|poems?|stor(?:y|ies)|articles?|posts?|speech(?:es)?|texts?|captions?|"
    r"summar(?:y|ies)|reports?|repl(?:y|ies)|invitations?|slogans?|haikus?|limericks?|paragraphs?|titles?|headlines?|"
    r"tags?|labels?|classes|words?|sentences?|questions?|answers?|essays?|statements?|agendas?|to-?do|minutes|contracts?)"
)
HEAD = regex(
    r"(?!.*\b(?:these|those|this|that|my|your|it|them)\b)"
    rf"(?:(?:i['’]?m|we['’]?re|i am|we are) after|need(?:ed)?|want(?:ed)?|looking for|(?:i|we)(?:['’]d| would)? "
    rf"(?:like|need|want|love)|(?!(?:{ACTIONS})\b)[\w'’-]+)?(?: [\w'’-]+){{0,5}}?\b ?{ART}\b(?: [\w'’-]+){{0,8}}",
    re.I,
)
"""What stands before a colon and only says that a picture is wanted: 'need a pic for the shop window:'."""
STOP = r"(?=\s*(?:$|[,.;:!?]|in\b|with\b|at\b|from\b|for\b|as an?\b|please\b|twice\b|once\b|now\b|\d))"
DRAWS_IT = regex(
    r"(?:please |now |just )*(?:draw|paint|sketch|illustrate|render|picture|film|shoot|animate|make|generate|create) "
    rf"(?:me |us )?(?:it|this|that|those|them|one|(?:an? )?(?:[\w-]+ ){{0,2}}[\w-]+ of (?:it|this|that|those"
    rf"|them)){STOP}",
    re.I,
)
FILMS_IT = regex(rf"\b(?:film|shoot|animate|seconds?|fps|{CLIPS})\b", re.I)


def makers(offers: Iterable[Offer]) -> list[Offer]:
    """The tools that make pictures and clips from words."""
    return [one for one in offers if one.made_kind in ("picture", "video") and is_maker(one)]


def is_maker(offer: Offer) -> bool:
    """Whether a tool makes what is to be seen from words alone."""
    roles = offer.roles().keys()
    return not roles.isdisjoint(SCENES) and roles.isdisjoint(FILE_ROLES)


def names_scene(clause: Clause) -> bool:
    """Whether a clause is built as a name for what may be seen: no order, no question, no statement, no file.

    >>> names_scene(Clause("barn owl in mid flight, wide", "barn owl in mid flight, wide"))
    True
    >>> names_scene(Clause("Seed 42", "Seed 42")), names_scene(Clause("The owl was late", "The owl was late"))
    (False, False)
    """
    said = LEFT.sub("", plain(clause))
    if clause.files or clause.is_question or IMPERATIVE.match(said) or states(clause.masked) or TELLS.search(said):
        return False
    return bool(SUBJECT.fullmatch(said))


def of_the_set(clause: Clause, before: Offer | None) -> bool:
    """Whether a clause says no more than how the pictures of a set just ordered are: 'all on one sheet, please'."""
    return bool(before and "listed_scenes" in before.roles()) and not clause.files and shows_nothing(clause, before)


def shows_one(clause: Clause, offer: Offer) -> bool:
    """Whether a tool for sets was taken for a clause that speaks of one picture only."""
    roles = offer.roles()
    several = extras(clause, offer).keys() & {roles.get("seeds"), roles.get("versions")}
    return "listed_scenes" in roles and not several and not CHOICE.search(clause.text)


def shows_nothing(clause: Clause, offer: Offer | None) -> bool:
    """Whether an order for a picture or clip does not say what is to be seen: 'draw it in 4 versions'."""
    if offer is None:
        return False
    return is_maker(offer) and not any(WORDINGS[role](clause) for role in SCENES if role in offer.roles())


def named_order(clause: Clause, behind: Sequence[Clause], offers: Sequence[Offer], beside: bool) -> Offer | None:
    """The tool that makes what a clause only names; None where it is no such order.

    `behind` are the clauses that follow; `beside` tells that files are at hand, which it may speak of as well. The
    tool is the one that is told most by them, one picture rather than a set or a clip.
    """
    if not clause.files and (side_by_side(plain(clause)) or _in_settings(clause)):
        return next((one for one in makers(offers) if "listed_scenes" in one.roles()), None)
    if not names_scene(clause):
        return None
    some = [clause, *takewhile(_only_details, behind)]
    found = makers(offers)
    told = [{role for one in some for role in _own(one, offer)} for offer in found]
    best = max(range(len(found)), key=lambda n: (len(told[n]), _plainest(found[n])), default=None)
    if best is None or not (told[best] - MOVING - (WEAK if beside else frozenset()) or headed(clause)):
        return None
    return found[best]


def _plainest(offer: Offer) -> bool:
    return offer.made_kind == "picture" and "scene" in offer.roles()


def headed(clause: Clause) -> bool:
    """Whether a word for a picture, or none but that it is to be quick, stands before the colon.

    >>> headed(Clause("need a pic for the shop window: cinnamon buns", "")), headed(Clause("Quick draft: a letter", ""))
    (True, False)
    """
    head, colon, after = clause.text.partition(":")
    if not colon or len(head) > 80 or re.search(rf"\b{WRITTEN}\b", f"{head} {after[:60]}", re.I):
        return False
    return bool(HEAD.fullmatch(head.strip())) and not re.search(rf"\b{CLIPS}\b", head, re.I)


def _in_settings(clause: Clause) -> bool:
    """Whether it names one subject in several settings: 'the same fox in spring, in summer and in winter'."""
    return (
        names_scene(clause) and bool(REPEATED.match(plain(clause))) and len(WORDINGS["listed_scenes"](clause) or ()) > 2
    )


def _only_details(clause: Clause) -> bool:
    """Whether a clause shows nothing, and says at most how it is to be drawn."""
    said = plain(clause)
    return not clause.files and not clause.condition and (len(said.split()) <= FEW or bool(DRAWS_IT.match(said)))


def _own(clause: Clause, offer: Offer) -> set[str]:
    """The roles that a clause fills, of those that no other tools have."""
    known = {name: role for role, name in offer.roles().items()}
    return {known[name] for name in extras(clause, offer) if known.get(name) in OWN | MOVING}


def draws_it(clause: Clause, offer: Offer | None, offers: Sequence[Offer]) -> Offer | None:
    """The tool for an order to draw or film 'it', which shows nothing itself; None where it is no such order.

    `offer` is what it was given to, which may work on a picture that is not there: 'paint that'.
    """
    if offer and is_maker(offer) and not shows_one(clause, offer):
        return offer if shows_nothing(clause, offer) else None
    if not DRAWS_IT.match(clause.masked):
        return None
    kind = "video" if FILMS_IT.search(clause.masked) else "picture"
    return next((one for one in makers(offers) if one.made_kind == kind and "scene" in one.roles()), None)


def joined_scene(order_: Clause, scene: Clause) -> Clause:
    """An order that shows nothing itself, with what was named beside it."""
    text, masked = (f"{a.rstrip(' .?!')}. {b}" for a, b in ((order_.text, scene.text), (order_.masked, scene.masked)))
    return replace(order_, text=text, masked=masked, quotes=order_.quotes + scene.quotes)
