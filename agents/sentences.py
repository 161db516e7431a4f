"""A request → its pieces: where one thing ends and the next begins, on which condition, and for each of what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from agents.openings import (
    ACTIONS,
    AFTER,
    ALONE,
    BORROWING,
    COURTESY,
    EACH,
    FIRST,
    HEADING,
    IF,
    IF_BEHIND,
    IF_SO,
    IMPERATIVE,
    LEAD,
    LOOKING,
    NUMBERED,
    ONLY_IF,
    OTHERWISE,
    POLITE,
    QUESTION_WORD,
    REFRAIN,
    RELATIVE,
    REMARK,
    SAYING,
    SENTENCE,
    SERIES,
    SPLIT,
    STARTER,
    TELLING,
    THE_ONES,
    THEN,
    WHERE_TOO,
    WITH_IT,
)

SO, NOT_SO = "so", "not so"
"""Conditions that repeat, or deny, what was asked or tested just before."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that is said."""

    text: str
    condition: str = ""
    """What was said after 'if'; with 'not' before it after 'unless'; `SO` and `NOT_SO` point back."""
    each: str | None = None
    """What was said after 'for each': `mp3`, `review file`; empty for 'each of them', None where it was not said."""
    then: bool = False
    """Whether it is to be done after the one before, not beside it."""
    on_result: bool = False
    """Whether it works on what the one before makes: 'read it aloud after translating it'."""


def pieces(text: str) -> list[Piece]:
    """
    >>> pieces("If it is in French, translate it, then sum it up.")[0].condition
    'it is in French'
    >>> [piece.text for piece in pieces("Read it aloud after translating it into English")]
    ['translate it into English', 'Read it aloud']
    >>> [piece.text for piece in pieces("Sum up a.txt, and if it is in French, translate it first")]
    ['translate it first', 'Sum up a.txt']
    """
    said = ONLY_IF.sub("only if", text)
    return _prepared(joined(piece for sentence in SENTENCE.split(said) for piece in _of_sentence(sentence)))


def _prepared(found: list[Piece]) -> list[Piece]:
    """What is said last and is to be done first comes before what it prepares, which then works on what it makes."""
    if len(found) < 2 or not FIRST.search(found[-1].text):
        return found
    *others, main, preparing = found
    return [*others, preparing, replace(main, then=True, on_result=True)]


def _of_sentence(sentence: str) -> Iterator[Piece]:
    then = bool(THEN.match(sentence))
    said = POLITE.sub("", sentence.strip()).strip()
    each = EACH.match(said)
    noun = each["noun"].strip() if each else None
    condition, said = _before(POLITE.sub("", said[each.end() :]) if each else said)
    prepared = False
    for place, (piece, joins_then) in enumerate(_cut(said)):
        condition = "" if joins_then or prepared else condition
        behind, piece = _behind(piece)
        yield from _turned(Piece(piece, behind or condition, noun, joins_then or (then and not place), prepared))
        prepared = bool(FIRST.search(piece))


def _before(said: str) -> tuple[str, str]:
    """What it depends on that is to be done, where that is said before it. What is only asked about stays as it is."""
    said = COURTESY.sub(" ", said).strip()
    for pattern, condition in ((IF_SO, SO), (OTHERWISE, NOT_SO)):
        if found := pattern.match(said):
            return condition, POLITE.sub("", said[found.end() :])
    found = IF.match(said)
    main = POLITE.sub("", found["main"]).strip() if found else ""
    if found and REFRAIN.match(main):
        return "", found["said"]
    return (_said(found), main) if found and IMPERATIVE.match(main) else ("", said)


def _behind(said: str) -> tuple[str, str]:
    """The same, where the condition is said after it: 'translate it if it is in French'."""
    main = POLITE.sub("", said.strip())
    if found := THE_ONES.match(main):
        return found["said"].strip(" ,."), f"{found['main'].strip()} them"
    found = IF_BEHIND.match(main)
    return (_said(found), found["main"].strip()) if found else ("", said)


SHOULD = re.compile(
    r"^((?:\S+ ){1,5}?)(be|have|show|contain|mention|say|find|turn|come|appear|look|sound|name|exceed)\b", re.I
)
"""A condition without 'if': 'should there be a dog'."""


def _said(found: re.Match[str]) -> str:
    said = found["said"].strip(" ,.")
    if found["word"].lower() == "should":
        return SHOULD.sub(lambda match: match[1] + {"be": "is", "have": "has"}.get(match[2], f"{match[2]}s"), said)
    return ("not " if found["word"].lower() == "unless" else "") + said


def _cut(said: str) -> Iterator[tuple[str, bool]]:
    """Pieces of a sentence, each with whether 'then' stands before it."""
    start, then = 0, False
    for split in SPLIT.finditer(said):
        before = said[start : split.start()]
        leads = any(pattern.fullmatch(before) for pattern in (LEAD, LOOKING, ALONE, WITH_IT))
        if (not _heading(before)) if split["head"] else (leads or _relative(before, said, split)):
            continue
        yield said[start : split.start()], then
        start, then = split.end(), bool(split["then"] or split["next"])
    yield said[start:], then


def _heading(before: str) -> bool:
    """Whether it only stands over what comes behind a colon: 'before I post it: …'; an order goes on behind one."""
    return not IMPERATIVE.match(before) and bool(HEADING.match(before))


def _relative(before: str, said: str, split: re.Match[str]) -> bool:
    """Whether what stands behind the split tells more of what is before it: 'the page, which I scanned as a.png'."""
    word = RELATIVE.match(said, split.end())
    if word is None or TELLING.search(before):
        return False
    if "and" in split[0]:  # 'masks that show which pixels are floor and which are wall'
        return bool(re.search(rf"(?<!^)\b{word[0]}\b", before, re.I)) and not QUESTION_WORD.match(before)
    return not said.rstrip().endswith("?")


def _turned(piece: Piece) -> Iterator[Piece]:
    """What is to be done first comes first."""
    text = POLITE.sub("", piece.text.strip()).strip()
    match = AFTER.match(text)
    verb = _verb(match["verb"]) if match else ""
    if not match or not verb:
        yield replace(piece, text=text)
        return
    yield replace(piece, text=f"{verb} {match['rest']}".rstrip(" ."))
    yield replace(piece, text=match["main"], then=True, on_result=True)


def _verb(said: str) -> str:
    """
    >>> _verb("translating"), _verb("trimmed"), _verb("cleaning")
    ('translate', 'trim', 'clean')
    """
    stem = re.sub(r"(?:ing|ed)$", "", said.lower())
    undoubled = stem[:-1] if stem[-2:-1] == stem[-1:] else stem
    return next((verb for verb in (stem + "e", stem, undoubled) if re.fullmatch(ACTIONS, verb)), "")


def joined(found: Iterable[Piece]) -> list[Piece]:
    """Pieces that hold a word, remarks joined to the piece they are about."""
    done: list[Piece] = []
    numbers = ""
    for piece in found:
        text = f"{piece.text.rstrip(' ?.')}: {numbers}" if numbers else piece.text
        series = SERIES.search(text)
        if (
            series
            and not numbers
            and not NUMBERED.search(text, 0, series.start())
            and not re.match(rf"(?:{STARTER}|(?:{ACTIONS})\b)", text, re.I)
            and not text.endswith("?")
        ):
            numbers = series[0]
            continue
        piece, numbers = replace(piece, text=text), ""
        if done and BORROWING.search(done[-1].text) and SAYING.match(text):
            done[-1] = replace(done[-1], text=f"{done[-1].text} and {text}")
        elif done and not piece.condition and len(done[-1].text.split()) > 2 and WHERE_TOO.fullmatch(text):
            done[-1] = replace(done[-1], text=f"{done[-1].text.rstrip(' .?')}, and {text}")
        elif (
            done
            and not piece.condition
            and REMARK.match(text)
            and len(text.split()) <= 6
            and not text.rstrip().endswith("?")
        ):
            done[-1] = replace(done[-1], text=f"{done[-1].text.rstrip(' .')} {text}")
        elif re.search(r"\w", text):
            done.append(piece)
    return done
