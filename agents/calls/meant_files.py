"""Which of the files at hand a clause is about: those it names, 'both letters', 'each mp3', or all that were given."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.parsing.clauses import Clause, Parsed
from agents.plans import Situation
from runtime.regex import regex

GROUP = regex(
    r"\b(?:both|all|each|every|these|those|the (?:two|three|four|five|six|\d+))\s+(?:of\s+)?"
    r"(?:the |these |those |my |our )?"
    r"(?:two |three |four |\d+ )?((?:[a-z0-9]+ )?[a-z0-9]+)",
    re.I,
)
KINDS = {
    "sound": r"recordings?|sounds?|audios?|tracks?|voice (?:memos?|messages?)|songs?",
    "video": r"videos?|clips?|films?|movies?",
    "picture": r"pictures?|photos?|photographs?|images?|drawings?|scans?|screenshots?",
    "document": r"documents?|texts?|letters?|articles?",
}


def meant_by(clause: Clause, parsed: Parsed, situation: Situation) -> tuple[str, ...]:
    """Artifact names, in the order in which they are named or were given."""
    here = situation.focus or tuple(situation.titles)
    given = _given(situation) if ORIGINAL.search(clause.masked) else ()
    return (
        clause.files
        or given
        or picked(clause, parsed, situation)
        or grouped(clause, here, situation)
        or _gone_on(clause, parsed, situation)
        or parsed.files
        or here
    )


ORIGINAL = regex(
    r"\b(?:the|my|our) originals?\b(?= (?:picture|photo|image|drawing|recording|sound|clip|video|file|text"
    r"|one)s?\b|\W*$)",
    re.I,
)
"""'The original photo', where others were made of it."""


def _given(situation: Situation) -> tuple[str, ...]:
    """The files that were given, where others were made of them since."""
    return tuple(name for name in situation.titles if name not in situation.made) if situation.made else ()


BACK = regex(r"\b(?:it|its|them|their)\b", re.I)


def _gone_on(clause: Clause, parsed: Parsed, situation: Situation) -> tuple[str, ...]:
    """What was just made, where a request begins with it: 'Drop its first 2 seconds, and give it rain.wav as sound'."""
    begins = bool(parsed.clauses) and clause.text == parsed.clauses[0].text
    made = situation.focus if situation.earlier and {*situation.focus} <= situation.made.keys() else ()
    return made if begins and BACK.search(clause.masked) else ()


PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
PICKED = regex(
    rf"\b(?:(?:the|that|this|your|my) (?P<place>{'|'.join(PLACES)}|last|middle)|(?:number|no\.?|version|option"
    rf"|picture) "
    r"(?P<number>[1-8]|one|two|three|four|five|six|seven|eight))"
    r"(?: (?:one|picture|photo|image|drawing|version|variant|variation|option|take|clip|video|draft|sketch|result)\b"
    r"|(?= (?:is|was|looks|works|wins|please)\b|[,.;:!?]|$))",
    re.I,
)
"""'The second one is perfect', of several that were made."""
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight")


def picked(clause: Clause, parsed: Parsed, situation: Situation) -> tuple[str, ...]:
    """The one of several just made that a clause, or one before it, calls by its place."""
    several = situation.focus
    if len(several) < 2 or not all(name in situation.made for name in several):
        return ()
    at = next((n for n, one in enumerate(parsed.clauses) if one.text == clause.text), 0)
    said = (clause.masked, *(one.masked for one in reversed(parsed.clauses[:at])))
    match = next(filter(None, map(PICKED.search, said)), None)
    return _at(match, several) if match else ()


def _at(match: re.Match[str], several: Sequence[str]) -> tuple[str, ...]:
    place, number = (match["place"] or "").lower(), (match["number"] or "").lower()
    if place in ("last", "middle"):
        return (several[-1 if place == "last" else len(several) // 2],)
    n = PLACES.index(place) if place else (NUMBERS.index(number) if number in NUMBERS else int(number) - 1)
    return (several[n],) if n < len(several) else ()


ONE = regex(r"\b(?:the|this|that|my) ([a-z0-9]+)", re.I)


def grouped(clause: Clause, names: Sequence[str], situation: Situation) -> tuple[str, ...]:
    """Those of `names` that a clause speaks of as a group; none where it speaks of none, or of all alike."""
    match = GROUP.search(clause.masked)
    words = [word for word in (clause.each or (match[1] if match else "")).split() if len(word) > 1]
    found = (chosen(word.lower(), names, situation) for word in words)
    ones = (chosen(word.lower(), names, situation) for word in ONE.findall(clause.masked))
    one = next((one for one in ones if len(one) == 1), ())
    return next((some for some in found if some), ()) or one or _many(clause, names, situation)


MANY = regex(r"\b(?:the|my|our) (?:other )?([a-z]+(?:['’]s)?) ?([a-z]+s)?\b", re.I)


def _many(clause: Clause, names: Sequence[str], situation: Situation) -> tuple[str, ...]:
    """'The photos' are all that are given, where there are other files beside; 'the dealer's pictures' the dealer's."""
    for match in MANY.finditer(clause.masked):
        for word in filter(None, match.groups()):
            some = chosen(re.sub(r"['’]s$", "", word.lower()), names, situation)
            if 1 < len(some) < len(names):
                return some
    return ()


def chosen(word: str, names: Sequence[str], situation: Situation) -> tuple[str, ...]:
    """The files with this ending, with this word in their name, or of this kind.

    >>> some = Situation({"a-1": "letter_a.txt", "b-1": "b.mp3"}, kinds={"b-1": "sound"})
    >>> [chosen(word, ["a-1", "b-1"], some) for word in ("mp3s", "letters", "recordings", "files")]
    [('b-1',), ('a-1',), ('b-1',), ()]
    """
    one = re.sub(r"(?<=[a-z0-9]{2})s$", "", word)
    known = situation.names
    titles = {name: known.get(name, name).lower() for name in names}
    if by_ending := tuple(name for name, title in titles.items() if title.endswith(f".{one}")):
        return by_ending
    with_it = [(name, title) for name, title in titles.items() if one in title]
    if by_name := tuple(name for name, title in with_it if re.search(rf"(?<![a-z]){re.escape(one)}(?![a-z])", title)):
        return by_name
    kind = next((kind for kind, words in KINDS.items() if re.fullmatch(words, word)), "")
    return tuple(name for name in names if situation.kind(name) == kind) if kind else ()
