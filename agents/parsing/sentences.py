"""A request → its pieces: where one thing ends and the next begins, on which condition, and for each of what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from agents.parsing.causing import active
from agents.parsing.deliverables import spelled_out
from agents.parsing.elided import with_verbs
from agents.parsing.openings import (
    ACTIONS,
    ALONE,
    BORROWING,
    EACH,
    FILE_ALONE,
    FILE_IS,
    HEADING,
    IMPERATIVE,
    LEAD,
    LOOKING,
    NOUN_DETAIL,
    NOUN_ORDER,
    NUMBERED,
    ONLY_IF,
    POLITE,
    PUT_THERE,
    QUESTION_WORD,
    RELATIVE,
    REMARK,
    SAID_BY,
    SAYING,
    SENTENCE,
    SERIES,
    SPLIT,
    STARTER,
    STATES,
    TAG,
    TAKEN_OUT,
    TELLING,
    THEN,
    TOLD_HOW,
    WHERE_TOO,
    WITH_IT,
)
from agents.parsing.pieces import Piece
from agents.parsing.preparing import BUT_FIRST, FIRST, LEADS, prepared, turned
from agents.parsing.provisos import asked_first, before, behind, dangling


def pieces(text: str) -> list[Piece]:
    """
    >>> pieces("If it is in French, translate it, then sum it up.")[0].condition
    'it is in French'
    >>> [piece.text for piece in pieces("Read it aloud after translating it into English")]
    ['translate it into English', 'Read it aloud']
    >>> [piece.text for piece in pieces("Sum up a.txt, and if it is in French, translate it first")]
    ['translate it first', 'Sum up a.txt']
    """
    said = BUT_FIRST.sub(", but beforehand ", ONLY_IF.sub("only if", asked_first(text)))
    sentences = (part for sentence in SENTENCE.split(said) for part in spelled_out(sentence))
    return prepared(with_verbs(joined(piece for sentence in sentences for piece in _of_sentence(sentence))))


def _of_sentence(sentence: str) -> Iterator[Piece]:
    then = bool(THEN.match(sentence))
    said = TAG.sub("", POLITE.sub("", sentence.strip()).strip())
    each = EACH.match(said)
    noun = each["noun"].strip() if each else None
    condition, said = before(POLITE.sub("", said[each.end() :]) if each else said)
    if not condition and (alone := dangling(said)):
        yield Piece("", alone)
        return
    done_first = False
    for place, (piece, joins_then) in enumerate(_cut(said)):
        condition = "" if joins_then or done_first else condition
        own, piece = behind(piece)
        yield from _turned(Piece(piece, own or condition, noun, joins_then or (then and not place), done_first))
        done_first = bool(FIRST.search(piece))


def _cut(said: str) -> Iterator[tuple[str, bool]]:
    """Pieces of a sentence, each with whether 'then' stands before it."""
    start, then = 0, False
    for split in SPLIT.finditer(said):
        before = said[start : split.start()]
        leads = any(pattern.fullmatch(before) for pattern in (LEAD, LOOKING, ALONE, WITH_IT, FILE_ALONE, TOLD_HOW))
        leads = leads or (":" in before and bool(LEAD.fullmatch(before.rpartition(":")[2].strip())))
        if (not _heading(before, said[split.end() :])) if split["head"] else (leads or _relative(before, said, split)):
            continue
        yield said[start : split.start()], then
        start, then = split.end(), bool(split["then"] or split["next"] or split["more"])
    yield said[start:], then


def _heading(before: str, behind: str) -> bool:
    """Whether it only stands over what comes behind a colon: 'before I post it: …'; an order goes on behind one."""
    if FILE_IS.fullmatch(before):
        return True
    if IMPERATIVE.match(before) or LEADS.match(before) or QUESTION_WORD.match(behind):
        return False
    states = STATES.match(before) and IMPERATIVE.match(POLITE.sub("", behind))
    return bool(HEADING.match(before) or SAID_BY.search(before) or states)


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
    for text, on_result in turned(active(POLITE.sub("", piece.text.strip()).strip())):
        yield replace(piece, text=text, then=piece.then or on_result, on_result=piece.on_result or on_result)


def joined(found: Iterable[Piece]) -> list[Piece]:
    """Pieces that hold a word, remarks joined to the piece they are about."""
    done: list[Piece] = []
    numbers, told_of = "", -1
    for piece in found:
        if not piece.text and piece.condition and done:
            done[-1] = done[-1] if done[-1].condition else replace(done[-1], condition=piece.condition)
            continue
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
        if numbers and STATES.match(piece.text) and not piece.text.rstrip().endswith("?"):
            told_of = len(done)
            done.append(piece)  # 'that is how many came': what they are for comes later
            continue
        piece, numbers = replace(piece, text=text), ""
        if done and BORROWING.search(done[-1].text) and SAYING.match(text):
            done[-1] = replace(done[-1], text=f"{done[-1].text} and {text}")
        elif done and not piece.condition and TAKEN_OUT.match(done[-1].text) and PUT_THERE.fullmatch(text):
            done[-1] = replace(done[-1], text=f"{done[-1].text} and {text}")
        elif done and not piece.condition and _asks(done[-1].text) and WHERE_TOO.fullmatch(text):
            done[-1] = replace(done[-1], text=f"{done[-1].text.rstrip(' .?')}, and {text}")
        elif done and not piece.condition and NOUN_ORDER.fullmatch(done[-1].text) and NOUN_DETAIL.match(text):
            done[-1] = replace(done[-1], text=f"{_closed(done[-1].text)} {text}")
        elif (
            done
            and not piece.condition
            and REMARK.match(text)
            and len(text.split()) <= 6
            and not text.rstrip().endswith("?")
        ):
            done[-1] = replace(done[-1], text=f"{_closed(done[-1].text)} {text}")
        elif re.search(r"\w", text):
            done.append(piece)
    if numbers and told_of >= 0:  # nothing was asked of them
        done[told_of] = replace(done[told_of], text=f"{done[told_of].text.rstrip(' ?.')}: {numbers}")
    return done


def _asks(said: str) -> bool:
    """Whether more can be asked of what it asks: not of what it tells."""
    tells = STATES.match(said) and not QUESTION_WORD.match(said) and not said.rstrip().endswith("?")
    return len(said.split()) > 2 and not tells


def _closed(said: str) -> str:
    """With the sign that ends a sentence."""
    said = said.rstrip(" .")
    return said if said.endswith(("!", "?", ";", ",", ":")) else f"{said}."
