"""What is to happen in a picture that is brought to life, in the words of a clause."""

from __future__ import annotations

import re

from agents.parsing.clauses import Clause
from agents.readers.studio_figures import CLIPS, IMAGES
from agents.readers.studio_plain import PURPOSE, SCREEN, THIS_PICTURE, bare, tidy
from runtime.regex import regex

OWN = (
    r"(?:it(?! (?:snow|rain|pour|hail|storm|get|become)\b)|this|that|the result|the one"
    rf"|(?:(?:each|every|all|both|any|one)(?: (?:one )?of)? )?(?:them|these|those)(?! {IMAGES})"
    r"|(?:(?:each|every|all|both)(?: of)? )?(?:the|this|that|these|those|my|our|their|his|her|your|an?|each|every"
    r"|all|both)\b"
    rf"(?: (?!{IMAGES}\b)[\w'’-]+){{0,4}}? "
    rf"(?:{IMAGES}|(?:still|poster|(?:story)?board|portrait|doodle|screenshot|slide|map|snapshot|selfie|render|result|render|postcard|panel|scene|shot|cutout|card|one|logo|watercolou?r|scan"
    r"|frame)s?|art))"
    r"(?: (?:of|that|you|we|they|with|on) [^,:;]*?)?"
)
"""The picture itself: that it moves says nothing of what happens in it."""
SAID_AFTER = (
    regex(r"(?::|\s[-–]|\bprompt is\b)\s+(?:it, )?(?:prompt\s*[:=]\s*)?(.+)$", re.I),
    regex(
        r",\s*(?:with |and |such that |so that |where )?(?!(?:as|in|for|animated|moving|created|please|made"
        r"|like|on|by|to|from|"
        r"slow(?:ly)?|gentle|and)\b(?! (?:slow|the|its)))(?=\w+ )(.+)$",
        re.I,
    ),
    regex(
        r"\b(?:such that|so that|so it looks like|so(?= (?:the|it|its|an?)\b)|in which|where|showing|and let"
        r"|which shows)\s+(.+)$",
        re.I,
    ),
    regex(
        rf"\b(?:with|as)\s+(?!(?:an? )?(?:[\w-]+ ){{0,2}}?{CLIPS}\b|(?:the|its|an?) new background"
        rf"|(?:the )?first frame)(.+)$",
        re.I,
    ),
)
"""How it is said what is to happen, behind what asks for it; the surer words first."""
LETTING = regex(
    r"^(?:let|have|make|can you get|get|see|set|can|could|may|might|must|bring|animate)\s+(?P<what>.+)$", re.I
)
ANIMATES = regex(rf"(?:please )?animate {OWN}\b", re.I)
"""An order of its own behind a colon, which says nothing of what is to happen: '…: animate each one'."""
WANTED = regex(
    r"^(?:(?:i|we)(?:['’]d| would| should)? (?:like|love|want|need|be delighted)(?: to see| to have| that)? "
    r"|is there a way to |"
    r"(?:could|can|would) (?:you|we|u) (?:please )?|to )+",
    re.I,
)
LIFE = regex(
    rf"(?:{OWN})?\s*(?:be |to )?(?:(?:come|comes|become|move|moves|moving|animated?|move on|turned|turn|get"
    rf"|alive|to life|in motion|"
    r"into motion|some movement|some motion|life|a (?:bit|little)|again|on its own|slowly|gently|go|going|set|a moving "
    rf"(?:clip|version|scene|picture|shot|sequence)|(?:an? )?(?:[\w-]+ )?{CLIPS})\s*)*",
    re.I,
)
"""That it moves, and nothing of how."""
OF_IT = regex(rf"(?:an? |one )?(?:[\w-]+ ){{0,2}}?(?:{CLIPS})\b", re.I)
"""What 'make a clip of it' says of what is to happen: nothing."""
STATE = regex(rf"^{OWN}\b", re.I)
DOES = regex(
    rf"^(?:(?:let|have|see) {OWN}|make {OWN}(?= (?:move|drift|rise|flow|wave|walk|turn|fly|rock|fall|dance|swim"
    rf"|sway|blink|smile|"
    r"spin|run|breathe|shake|glow|flicker|melt|float|jump|nod|wink|roar|sing)\b)) "
    r"(?P<motion>(?!(?:be|become|last|loop|end|start|begin|have|has|take|use|stay|remain|look|show|play|come|go"
    r" on|as|in"
    r"|into|to|for|with|and|at|on|of|an?|the)\b)[a-z]+\b.*)$",
    re.I,
)
"""What the picture itself is to do: 'let it breathe smoke'."""
SEEN = regex(
    r"\b(?:should|shall|must|has to|needs to|to (?!(?:life|motion|videos?|films?|clips?|an?|the|be|make|get|set)\b))\b",
    re.I,
)


def motion(clause: Clause) -> str | None:
    """What is to happen in a picture that is brought to life.

    >>> motion(Clause("animate boat-1 for 2 seconds: the waves rise", "", files=("boat-1",)))
    'the waves rise'
    >>> motion(Clause("animate boat-1 for 2 seconds", "", files=("boat-1",))) is None
    True
    >>> motion(Clause("make a clip of it", "")) is None
    True
    >>> motion(Clause("all of them are to move a little: animate each one", "")) is None
    True
    >>> motion(Clause("let the clouds in sky-1 drift", "", files=("sky-1",)))
    'the clouds drift'
    >>> motion(Clause("make the picture of the waterfall move", "")) is None
    True
    >>> motion(Clause("animate boat-1, sails flapping, please", "", files=("boat-1",)))
    'sails flapping'
    >>> motion(Clause("have boat-1 drift out to sea", "", files=("boat-1",)))
    'drift out to sea'
    """
    if clause.quotes:
        return clause.quotes[0]
    said = WANTED.sub("", tidy(PURPOSE.sub("", bare(clause))))
    said = re.sub(rf"\b(?:the|this|that) {IMAGES}['’]s\b", "the", said, flags=re.I)
    for pattern in SAID_AFTER:
        if match := pattern.search(said):
            behind = SCREEN.sub("", match[1])
            return _let(behind) if ANIMATES.match(behind) else _told(behind)
    return _let(SCREEN.sub("", said))


def _let(said: str) -> str | None:
    """'Make the sea in the picture roll' → 'the sea roll'."""
    match = LETTING.search(said)
    what = match["what"] if match else said if SEEN.search(said) else ""
    what = "" if OF_IT.match(what) else what
    inside = tidy(THIS_PICTURE.sub("", what))
    if inside == tidy(what) and (does := DOES.match(said)):
        return _told(does["motion"])
    return None if inside == tidy(what) and STATE.match(inside) else _told(inside)


def _told(said: str) -> str | None:
    said = tidy(said)
    return None if LIFE.fullmatch(said) else said
