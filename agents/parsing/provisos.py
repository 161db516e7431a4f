"""On which condition something is to be done: what is said after 'if', before the order, behind it, or after it."""

from __future__ import annotations

import re
from itertools import islice

from agents.parsing.openings import (
    ACTIONS,
    COURTESY,
    IF_BEHIND,
    IF_SO,
    IMPERATIVE,
    OTHERWISE,
    POLITE,
    QUESTION_WORD,
    REFRAIN,
    THE_ONES,
    WHO,
)
from runtime.regex import regex

SO, NOT_SO = "so", "not so"
"""Conditions that repeat, or deny, what was asked or tested just before."""
THEN_ONLY = r"(?:then,? (?:and|but) only then|only then|and only then)"
IN_QUESTION = regex(
    r"(?:^|(?<=[.!?;] ))(?P<said>(?!(?:and|but|so|then|ok(?:ay)?|ready|deal|right|please|in case)\b)"
    r"(?!(?:is|are|was|were|does|do|did|can|could|may|might|will|would|shall|should|has|have|had|am|must)\b)"
    rf"(?!(?:in |on |at |by |for |from |to |with |of )?{QUESTION_WORD.pattern})[^.!?;:,]{{2,60}})"
    rf"\?\s+(?:{THEN_ONLY}|then|in that case|if so)\b,?\s*",
    re.I,
)
"""A condition that is asked in half a sentence: 'Verdict allow? Then translate it.'"""
ANSWERED = regex(rf"\?\s+{THEN_ONLY}\b,?\s*", re.I)
"""How an order begins that hangs on the answer to a whole question before it."""
ONLY = (
    r"only (?:if|when|once|where(?! you))|provided(?: that)?|providing|assuming(?: that)?|on condition(?: that)?|"
    r"as long as(?= (?:it|there|they|that|no)\b)|unless"
)
RESULT = r"(?:it|that|this|they|the (?:result|verdict|answer|outcome|label|guess|description))"
LEADS = regex(
    rf"(?P<word>{ONLY}|if|in case|in the event(?: that)?|should(?! (?:i|we|you)\b)"
    rf"|when(?:ever)?(?= {RESULT} "
    r"(?:comes? (?:out|back)|turns? out|says?|reads?|mentions?|names|contains?|shows?)\b))\s+",
    re.I,
)
BETWEEN = regex(
    r"\s*,\s*(?:(?:(?:and )?(?:so|therefore|hence)|then|in which case)\b\s*,?\s*)?|\s+(?P<firm>then)\s+"
    r"|\s*(?P<over>:)\s+|\s+[–—-]+\s+(?:(?:and )?(?:so|then)\b\s*,?\s*)?"
    rf"|(?<!\bthe)(?<!\ban)(?<!\ba)(?<!\byour)(?<!\bits)(?<!n['’]t)(?<!\bnot)\s+(?=(?:{ACTIONS})\s)",
    re.I,
)
"""What stands between a condition and the order."""
MOST = 4
"""So many of these are looked at."""
REASON = regex(rf"(?:{WHO}|it|that|this|there|which|the [\w-]+|as|because|since)\b", re.I)
"""How something begins that only tells why, before the order: 'if there is music, we have no licence, so …'."""
WANTED = regex(r"(?:i|we)(?:['’]d| would)? (?:like|love|want|need)\b|\d+ |(?:an?|one|another|both)\b(?! of)", re.I)
"""How an order begins that has no verb of doing: '8 frames of it', 'I'd like a still'."""
OURS = regex(r"(?:i|we|you|my|our)\b", re.I)
"""How a condition begins that is about people, not about what is at hand: 'if I lose it, I need a new one'."""
DANGLING = regex(rf"(?:(?:but|and|though) )*(?P<word>{ONLY})\s+(?P<said>[^,;:]+)$", re.I)
SHOULD = regex(
    r"^((?:\S+ ){1,5}?)(be|have|show|contain|mention|say|find|turn|come|appear|look|sound|name|exceed)\b", re.I
)
"""A condition without 'if': 'should there be a dog'."""
BEHIND_NOUN = regex(
    r"(?P<main>[^?]{3,300}?),?\s+(?:but |and )?(?P<word>only (?:if|when|once|where(?! you))|provided that)\s+"
    r"(?P<said>.+)$",
    re.I | re.S,
)
"""A condition behind an order that is but a noun: 'subtitles for it, but only when it is allowed'."""


def asked_first(said: str) -> str:
    """With 'if' where a condition stands as a question before its order.

    >>> asked_first("Moderate it. Verdict allow? Then, and only then, translate it")
    'Moderate it. if Verdict allow, translate it'
    >>> asked_first("Is it in French? Only then translate it")
    'Is it in French? If so, translate it'
    """
    if "?" not in said:
        return said
    return ANSWERED.sub("? If so, ", IN_QUESTION.sub(lambda found: f"if {found['said']}, ", said))


def before(said: str) -> tuple[str, str]:
    """What it depends on that is to be done, where that is said before it. What is only asked about stays as it is.

    >>> before("Should it come out as calm, I'd like 8 frames")
    ('it comes out as calm', "I'd like 8 frames")
    >>> before("If music is in it, we have no licence, so cut it to 5 s")
    ('music is in it', 'cut it to 5 s')
    """
    said = COURTESY.sub(" ", said).strip()
    for pattern, condition in ((IF_SO, SO), (OTHERWISE, NOT_SO)):
        if found := pattern.match(said):
            return condition, _past_reason(POLITE.sub("", said[found.end() :]))
    lead = LEADS.match(said)
    return _parted(said, lead) if lead else ("", said)


def _parted(said: str, lead: re.Match[str]) -> tuple[str, str]:
    held = ""
    for place, between in enumerate(BETWEEN.finditer(said, lead.end())):
        rest, held = said[between.end() :], held or said[lead.end() : between.start()]
        main = POLITE.sub("", rest)
        if held and REFRAIN.match(main):
            return "", f"check whether {held}"
        firm = between["firm"] or between["over"] or re.fullmatch(ONLY, lead["word"], re.I)
        wants = not OURS.match(held) and _wants(rest, bool(firm))
        if held and (IMPERATIVE.match(main) or wants):
            return _named(lead["word"], held), main
        if place >= MOST or not REASON.match(said, between.end()):
            break
    return "", said


def _past_reason(said: str) -> str:
    """The order, where why it is given stands before it: 'my editor finds it too scary: paint a fawn over it'."""
    if IMPERATIVE.match(said) or not REASON.match(said):
        return said
    behind = (POLITE.sub("", said[between.end() :]) for between in islice(BETWEEN.finditer(said), MOST))
    return next((main for main in behind if IMPERATIVE.match(main)), said)


def _wants(said: str, firm: bool) -> bool:
    """Whether something is wanted; a noun alone is that only behind a colon or 'then'."""
    asks = said.rstrip().endswith("?") or bool(QUESTION_WORD.match(said))
    return not asks and bool(WANTED.match(said) or (firm and said and not REASON.match(said)))


def behind(said: str) -> tuple[str, str]:
    """The same, where the condition is said after it: 'translate it if it is in French'."""
    main = POLITE.sub("", said.strip())
    if found := THE_ONES.match(main):
        return found["said"].strip(" ,."), f"{found['main'].strip()} them"
    found = IF_BEHIND.match(main)
    if found is None and not QUESTION_WORD.match(main) and not REASON.match(main):
        found = BEHIND_NOUN.match(main)
    return (_named(found["word"], found["said"]), found["main"].strip()) if found else ("", said)


def dangling(said: str) -> str:
    """The condition that a sentence is which names nothing else: 'But only if it is in French.'

    >>> dangling("But only if it is in French."), dangling("only if it is calm, cut it")
    ('it is in French', '')
    """
    found = DANGLING.match(said.strip())
    return _named(found["word"], found["said"]) if found else ""


def _stated(match: re.Match[str]) -> str:
    """As it is told: 'there be a dog' is 'there is a dog'."""
    many = re.match(r"(?:they|these|those|both)\b", match[1], re.I)
    forms = {"be": "are", "have": "have"} if many else {"be": "is", "have": "has"}
    return match[1] + forms.get(match[2], match[2] if many else f"{match[2]}s")


def _named(word: str, said: str) -> str:
    """
    >>> _named("should", "there be a dog"), _named("unless", "it is blurred,")
    ('there is a dog', 'not it is blurred')
    """
    said = said.strip(" ,.:")
    if said.lower() in ("yes", "no"):
        return f"the answer is {said}"
    if word.lower() == "should":
        return SHOULD.sub(_stated, said)
    return ("not " if word.lower() == "unless" else "") + said
