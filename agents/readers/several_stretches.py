"""'The first 10 s of a and everything from 40 on of b': one clause about several stretches, or moments, of videos.

Each becomes a clause of its own, with the verb that is said once for all of them, and what is said behind the last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from agents.parsing.clauses import Clause
from agents.plans import Offer
from agents.readers.frame_arguments import STILLS
from agents.readers.lost_stretches import AWAY
from agents.readers.split_stretches import sides
from agents.readers.spoken_times import CALLED, THROUGH, UNIT, digits, timed
from agents.readers.stretches import LEADING, WHAT, stretch
from runtime.regex import regex

BARE = r"\d+(?:\.\d+)?"
COMMA = r"(?:\s*,\s*(?:and\s+)?|\s+(?:and|or|&)\s+)"
UNITED = (
    (regex(rf"\b({CALLED})((?:\s+|{COMMA}){BARE}{THROUGH}{BARE}){{2,20}}(?![\d:.]|\s*{UNIT})", re.I),
     regex(rf"{BARE}{THROUGH}{BARE}")),
    (regex(rf"\b({CALLED})\s+{BARE}(?:{COMMA}{BARE}){{1,20}}"
                rf"(?![\d:.]|\s*{UNIT}|{THROUGH}\d|\s+(?:from|at|for)\b)", re.I),
     regex(BARE)),
)  # fmt: skip
"""A unit said once, before several numbers, and each of these: 'seconds 3, 7 and 12'."""
BEHIND = regex(rf"(?<![\d:.<])({BARE}(?:\s*,\s*{BARE}){{0,20}}\s*,?\s+(?:and|or|&)\s+)({BARE}\s*({UNIT}))", re.I)
"""A unit said once, behind them: '3, 7 and 12 seconds'."""
ELIDED = regex(rf"\b({LEADING})\s+({BARE})(?=\s+(?:of|from|in)\b)", re.I)
"""A unit that was said before: 'the first 10 s of a and the first 8 of b'."""

UNIT_SAID = regex(rf"(?:(?<=\d)|\b{LEADING})\s*({UNIT})", re.I)
MARK = r"<[\d.]+>"
FILE = r"⟦\w+⟧"
AS_PIECE = (
    r"(?:\s*,?\s+(?:as|for)\s+(?:(?:one|1|an?|the|my|its)\s+(?:\w+\s+){0,2}?(?:piece|part|clip|bit|cut|video|file|excerpt|"
    r"one|other|intro|opener|ending|middle)|another|(?:part|clip|piece)\s+\w+)\b)?"
)
OF_FILE = rf"(?:\s+(?:out\s+of|of|from|in)\s+(?:the\s+\w+\s+)?{FILE})?"
KIND = (
    r"(?:(?:everything|all|(?:the|its|another|an?|1|my)\s+(?:\w+\s+)?(?:parts?|bits?|pieces?|sections?|stretch|excerpts?|clips?|"
    r"seconds?|minutes?|cuts?|gifs?))\s+)?"
)
STRETCH = (
    rf"(?:(?:the|its)\s+(?:very\s+)?)?{LEADING}\s+{MARK}"
    rf"|{KIND}(?:from\s+)?(?:the\s+)?{MARK}{THROUGH}{MARK}|{KIND}between\s+{MARK}\s+and\s+{MARK}"
    rf"|{KIND}(?:from|after)\s+{MARK}(?:\s+(?:on(?:wards?)?|(?:to|until)\s+the\s+end))?|{KIND}(?:up\s+to|until|till|before)\s+{MARK}"
)
MOMENT = (
    rf"(?:(?:the|an?|1|another)\s+)?(?:(?:{STILLS}|ones?|1)\s+)?(?:(?:at|@|from|of|for)\s+)?(?:the\s+|second\s+)?{MARK}"
    r"(?:\s+(?:mark|in))?"
)
TOO = r"(?:and|plus|then|also|finally|as\s+well\s+as|followed\s+by)"
GLUE = regex(
    rf"\s*[,;+&]\s*(?:{TOO}\s+)*|\s+(?:{TOO}\s+)+"
    rf"|\s*[,;.]?\s+(?:{TOO}\s+)*(?:keep|take|cut|save|clip|make|grab)\s+(?:(?:it|me|that|also|another\s+\w+)\s+)*",
    re.I,
)
"""What may stand between two of them."""
STRETCHES = regex(rf"(?:(?:(?:from|of|in)\s+)?(?P<file>{FILE})[\s:(,]+)?(?:{STRETCH}){OF_FILE}\)?{AS_PIECE}", re.I)
MOMENTS = regex(rf"(?:{MOMENT}){OF_FILE}", re.I)
GOES = regex(rf"{AWAY}{WHAT}$", re.I)
MOST = 20
"""More in one breath are no list of what somebody wants."""
COUNTED = regex(rf"\b\d+(?=\s+(?:\w+\s+)?{STILLS})", re.I)
NOUN = regex(r"\bthe (?:video|recording|picture|document)\b")


def parted(clause: Clause, offer: Offer) -> list[Clause]:
    """The clause once for each stretch, or moment, that it lists, where the tool takes one.

    >>> cut = Offer("cut_video", "", {"from_s": {"role": "start"}, "to_s": {"role": "end"}})
    >>> both = Clause("take the first 10 s of a-1 and everything from 40 on of b-1", "", files=("a-1", "b-1"))
    >>> [(one.text, one.files) for one in parted(both, cut)]
    [('take the first 10 s of a-1', ('a-1',)), ('take everything from 40 s on of b-1', ('b-1',))]
    >>> [one.text for one in parted(Clause("drop all before 1:05 and after 2:00", ""), cut)]
    ['drop all before 1:05 and after 2:00']
    >>> frames = Offer("extract_frames", "", {"at_s": {"role": "moment"}})
    >>> [one.text for one in parted(Clause("the frames at 3, 7 and 12 seconds", ""), frames)]
    ['the frames at 3 s', 'the frames at 7 s', 'the frames at 12 s']
    """
    roles = offer.roles()
    pattern = STRETCHES if {"start", "end"} <= roles.keys() else MOMENTS if "moment" in roles else None
    if pattern is None or clause.quotes:
        return [clause]
    said = _plainly(clause)
    if pattern is STRETCHES and offer.made_kind == "video" and (parts := sides(said)):
        spoken = replace(clause, then=True)
        return [replace(spoken, text=part, masked=part) for part in parts]
    found = _listed(pattern, said)
    if not 2 <= len(found) <= MOST or (pattern is STRETCHES and _one(said, found)):
        return [clause]
    lead, tail = said[: found[0].start()], said[found[-1].end() :]
    cores = [match[0] for match in found]
    if pattern is MOMENTS:
        head = COUNTED.sub("the", lead + cores[0].partition("<")[0])
        lead, cores = head, ["<" + core.partition("<")[2] for core in cores]
    return [_part(clause, cores, place, lead, tail) for place in range(len(found))]


def _plainly(clause: Clause) -> str:
    """The clause with its moments as `<seconds>` and its files as `⟦place⟧`: what is counted in words stays theirs."""
    said = clause.text
    for place, name in enumerate(clause.files):
        said = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", f"⟦{_letters(place)}⟧", said)
    said = digits(said)
    for listed, one in UNITED:
        said = listed.sub(lambda found, one=one: _each_with(found[1], found[0], one), said)  # type: ignore[misc]
    said = BEHIND.sub(lambda found: re.sub(BARE, lambda each: f"{each[0]} {found[3]}", found[1]) + found[2], said)
    unit = UNIT_SAID.search(said)
    return timed(ELIDED.sub(rf"\1 \2 {unit[1]}", said) if unit else said)


def _each_with(unit: str, said: str, one: re.Pattern[str]) -> str:
    """
    >>> _each_with("seconds", "seconds 3, 7 and 12", regex(BARE))
    'seconds 3, seconds 7 and seconds 12'
    """
    return unit + one.sub(lambda each: f"{unit} {each[0]}", said[len(unit) :])[1 + len(unit) :]


def _letters(place: int) -> str:
    """
    >>> _letters(0), _letters(27)
    ('a', 'bb')
    """
    return chr(ord("a") + place % 26) * (1 + place // 26)


def _listed(pattern: re.Pattern[str], said: str) -> list[re.Match[str]]:
    """The first run of what the pattern finds, with nothing but commas and 'and' between."""
    run: list[re.Match[str]] = []
    for found in pattern.finditer(said):
        if run and not GLUE.fullmatch(said, run[-1].end(), found.start()):
            if len(run) > 1:
                break
            run = []
        run.append(found)
    return run


def _one(said: str, found: Sequence[re.Match[str]]) -> bool:
    """Whether what is listed comes to one stretch: what is to go at both ends, 'after 1:05 and before 2:00'."""
    named = {one for match in found for one in re.findall(FILE, match[0])}
    if len(named) > 1:
        return False
    stretches = [stretch(Clause(_shown(match[0], ()), "")) for match in found]
    ends = any(one[1] is None and other[0] is None for one, other in pairwise(stretches))
    return ends or len(set(stretches)) == 1 or bool(GOES.search(said[: found[0].start()]))


def _part(clause: Clause, cores: Sequence[str], place: int, lead: str, tail: str) -> Clause:
    said = f"{lead}{cores[place]}{tail}"
    files = _files_of(clause, [lead, *cores], place + 1)
    spoken = NOUN.search(clause.masked)
    masked = _shown(said, (spoken[0] if spoken else "the video",) * len(clause.files))
    # What comes second is no remark on the first: it is done beside it.
    return replace(
        clause,
        text=_shown(said, clause.files),
        masked=masked,
        files=files,
        then=clause.then or (place > 0 and bool(files)),
    )


def _files_of(clause: Clause, cores: Sequence[str], place: int) -> tuple[str, ...]:
    """The files that one of them names, else those of the one before it, else of the next that names some."""
    named = {_letters(at): name for at, name in enumerate(clause.files)}
    each = [tuple(named[letter] for letter in re.findall(r"⟦(\w+)⟧", core)) for core in cores]
    if not any(each[1:]):
        return clause.files
    return next(files for files in (*each[place::-1], *each[place:]) if files)


def _shown(said: str, names: Sequence[str]) -> str:
    for place, name in enumerate(names):
        said = said.replace(f"⟦{_letters(place)}⟧", name)
    return re.sub(r"<([\d.]+)>", r"\1 s", said)
