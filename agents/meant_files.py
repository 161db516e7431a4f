"""Which of the files at hand a clause is about: those it names, 'both letters', 'each mp3', or all that were given."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.clauses import Clause, Parsed
from agents.plans import Situation

GROUP = re.compile(
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
    return clause.files or grouped(clause, here, situation) or parsed.files or here


ONE = re.compile(r"\b(?:the|this|that|my) ([a-z0-9]+)", re.I)


def grouped(clause: Clause, names: Sequence[str], situation: Situation) -> tuple[str, ...]:
    """Those of `names` that a clause speaks of as a group; none where it speaks of none, or of all alike."""
    match = GROUP.search(clause.masked)
    words = [word for word in (clause.each or (match[1] if match else "")).split() if len(word) > 1]
    found = (chosen(word.lower(), names, situation) for word in words)
    ones = (chosen(word.lower(), names, situation) for word in ONE.findall(clause.masked))
    one = next((one for one in ones if len(one) == 1), ())
    return next((some for some in found if some), ()) or one or _many(clause, names, situation)


MANY = re.compile(r"\b(?:the|my|our) (?:other )?([a-z]+(?:['’]s)?) ?([a-z]+s)?\b", re.I)


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
    by_ending = tuple(name for name, title in titles.items() if title.endswith(f".{one}"))
    named = re.compile(rf"(?<![a-z]){re.escape(one)}(?![a-z])")
    by_name = tuple(name for name, title in titles.items() if named.search(title))
    kind = next((kind for kind, words in KINDS.items() if re.fullmatch(words, word)), "")
    by_kind = tuple(name for name in names if situation.kind(name) == kind)
    return by_ending or by_name or by_kind
