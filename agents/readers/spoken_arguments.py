"""What is told of what is said and how: its language, its times, whose voice says it. Read from a clause."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from agents.parsing.clauses import MODEL, Clause
from agents.parsing.openings import IMPERATIVE, QUESTION_WORD, STATES
from runtime.regex import regex
from runtime.runners.language_codes import known_languages

NO_TIMES = regex(
    r"\b(?:without|no|omit|leave out|skip|drop|don['’]?t (?:want|need)|not?)(?: any| the| need for)* "
    r"(?:time ?stamps?|times\b|time ?codes?|"
    r"timings?)|\b(?:just|only) the (?:plain )?(?:text|words)\b|\bplain text only\b|\btimestamps?\s*[=:]\s*none\b",
    re.I,
)
WORD_TIMES = regex(
    r"\b(?:each|every|per)(?: (?:single|spoken))? word\b|\bword[- ](?:by[- ]word (?:with )?|level|wise)? ?"
    r"(?:times?|timings?|timestamps?|time ?codes?)\b|"
    r"\bword[- ](?:by[- ]word|level)\b|\btimestamps?\s*[=:]\s*words?\b",
    re.I,
)
SEGMENT_TIMES = regex(
    r"\b(?:each|every|per) (?:sentence|segment|phrase)\b|"
    r"\b(?:segment|sentence)[- ](?:level|wise|by[- ](?:segment|sentence))\b",
    re.I,
)
PROCESSOR = regex(r"\b(?:log-?mel|spectrogram|processor|feature extractor|extractor)\b", re.I)
PRESET = regex(r"(?<![\w/])v2/[a-z]{2}_speaker_\d\b", re.I)
NOUNS = (
    r"(?:recordings?|audios?|interviews?|calls?|talks?|speech(?:es)?|messages?|memos?|voice|videos?|podcasts?|songs?|"
    r"lectures?|clips?|films?|conversations?|dictations?|sermons?|hearings?|speakers?|voicemails?|cassettes?|tapes?|"
    r"prayers?|testimon(?:y|ies)|stor(?:y|ies)|reports?|track|sound)"
)
SENTENCES = regex(r"(?<=[.?!…;])\s+|,\s+(?=(?:so|and|but|then|please|can|could|will)\b)|\s+(?=so\s)")
WISHING = regex(
    r"\b(?:needs?|wants?|likes?|loves?|wish(?:es)?|prefers?|hears?|must|should|shall|ought|ha(?:s|ve) to|will|would|"
    r"can(?:not)?|could|to be|asks? for|asked for)\b|['’]ll\b|['’]d\b",
    re.I,
)
"""Words by which a sentence says how something is to be, not how it is."""
VERSION = r"(?:versions?|translations?|editions?)"
HEARD = (
    r"spoken in|speak(?:s|ing)?|talk(?:s|ing)?(?: in)?|recorded in|held in|sung in|"
    r"(?:spoken )?language(?: spoken)?(?: is|:| =|=)?|"
    r"(?:it|that|this|he|she|they|what is said|which|recording|all|everything)"
    r"(?:['’]s| is|['’]re| are| was)(?: all)?(?: in)?|"
    r"(?:is|are|was|were)(?: (?:all|only|spoken|held|given|said|sung|entirely|completely|mostly))? in|from"
)
"""What goes before the language that is heard."""


def language(clause: Clause, before: str) -> str | None:
    """The code of the language that is named after `before`, a regular expression.

    >>> language(Clause("translate the recording into Spanish", ""), r"into")
    'es'
    """
    match = _behind(before).search(clause.text)
    return _codes()[match[1].casefold()] if match else None


@cache
def _codes() -> dict[str, str]:
    """Name → code of every language that is known."""
    return {one.name.casefold(): one.code for one in known_languages()}


@cache
def language_names() -> str:
    """The names of all languages that are known, longest first, as a regular expression."""
    return "|".join(sorted((re.escape(one.name) for one in known_languages()), key=len, reverse=True))


@cache
def _behind(before: str) -> re.Pattern[str]:
    kind = r"(?:spoken |modern |old |plain |simple |proper |good |everyday )?"
    return regex(rf"\b(?:{before})\s+{kind}({language_names()})\b", re.I)


def spoken(clause: Clause) -> str | None:
    """
    >>> spoken(Clause("it's spoken in German", "")), spoken(Clause("transcribe the Polish interview", ""))
    ('de', 'pl')
    """
    return _said_in(clause) or language(clause, HEARD) or _named_before(NOUNS, clause)


def _said_in(clause: Clause) -> str | None:
    """
    >>> _said_in(Clause("she left a message in Hungarian", "")), _said_in(Clause("the sermon in a-1 is in Urdu", ""))
    ('hu', 'ur')
    """
    found = (_telling_in().search(sentence) for sentence in SENTENCES.split(clause.text) if _told(sentence))
    return next((_codes()[match[1].casefold()] for match in found if match), None)


def _told(sentence: str) -> bool:
    """Whether a sentence tells, and neither asks nor wishes: in 'have the message in Hungarian' it is to be so."""
    asks = any(pattern.match(sentence) for pattern in (IMPERATIVE, QUESTION_WORD)) or sentence.endswith("?")
    return bool(STATES.match(sentence) and not asks and not WISHING.search(sentence))


def _asked(clause: Clause) -> Clause:
    """Without the language that something is told to be in."""
    told = [sentence for sentence in SENTENCES.split(clause.text) if _told(sentence)]
    text = clause.text
    for sentence in told:
        text = text.replace(sentence, _telling_in().sub("", sentence))
    return replace(clause, text=text)


@cache
def _telling_in() -> re.Pattern[str]:
    """'He tells about the flood, in Dutch', 'the sermon is in Portuguese', of what was said; not 'give it in Dutch'."""
    said = (
        r"(?:tells|told|explains|explained|talks|talked|says|said|sang|sings|chatted|chats|preached|preaches|dictated|"
        r"mumbled|rambled|reminisces|left|sent|recorded)\b[^.?!;:]{0,60}?(?:,| is| are| was| were|\b)"
    )
    being = rf"{NOUNS}\b[^.?!;:]{{0,60}}?(?:,| is| are| was| were)"
    return regex(
        rf"\b(?:{said}|{being}) (?:all )?in (?:broad |thick |old )?({language_names()})\b",
        re.I,
    )


def target(clause: Clause) -> str | None:
    """The language that something is to be in.

    >>> target(Clause("translate the letter in French into English", "")), target(Clause("the Dutch version of it", ""))
    ('en', 'nl')
    """
    asked = _asked(clause)
    found = (language(asked, before) for before in (r"(?:in)?to", r"in|an?|as|target(?: language)?(?: is|:)?"))
    pair = between(clause)
    return next(filter(None, found), None) or _named_before(VERSION, clause) or (pair[1] if pair else None)


def _named_before(noun: str, clause: Clause) -> str | None:
    """The language that is said of a thing: 'this Polish interview', 'the French version'."""
    match = before_noun(noun).search(clause.text)
    return _codes()[match[1].casefold()] if match else None


def between(clause: Clause) -> tuple[str, str] | None:
    """The languages that a text is in, and is to be in, where one stands behind the other.

    >>> between(Clause("Swedish to Danish, letter-1", "")), between(Clause("German → English, please", ""))
    (('sv', 'da'), ('de', 'en'))
    """
    match = _pair().search(clause.text)
    return (_codes()[match[1].casefold()], _codes()[match[2].casefold()]) if match else None


@cache
def _pair() -> re.Pattern[str]:
    names = language_names()
    return regex(rf"\b({names})(?:\s+(?:in)?to\s+|\s*(?:->|=>|→|>|/|–)\s*|-)({names})\b", re.I)


@cache
def before_noun(noun: str) -> re.Pattern[str]:
    return regex(rf"\b({language_names()})(?:[- ](?:language|speaking|spoken))?\s+(?:[\w-]+ )?{noun}\b", re.I)


def timestamps(clause: Clause) -> str | None:
    """
    >>> timestamps(Clause("", "transcribe it word by word with times")), timestamps(Clause("", "transcribe it"))
    ('word', None)
    """
    if NO_TIMES.search(clause.masked):
        return "none"
    if WORD_TIMES.search(clause.masked):
        return "word"
    return "segment" if SEGMENT_TIMES.search(clause.masked) else None


def processor(clause: Clause) -> str | None:
    """What is to show how it hears: a checkpoint, else the usual one.

    >>> processor(Clause("the log-mel shape by openai/whisper-tiny", "the log-mel shape by the checkpoint"))
    'openai/whisper-tiny'
    """
    if not PROCESSOR.search(clause.masked):
        return None
    named_one = MODEL.search(clause.text)
    return named_one[0] if named_one else "usual"


def kept_voice(clause: Clause) -> str | None:
    """The artifact name of a voice that was kept.

    >>> kept_voice(Clause("forget voice-2", "forget the voice"))
    'voice-2'
    """
    match = re.search(r"\bvoice-\d+\b", clause.text)
    return match[0] if match else None


def preset(clause: Clause) -> str | None:
    """
    >>> preset(Clause("with the voice v2/en_speaker_6", ""))
    'v2/en_speaker_6'
    """
    match = PRESET.search(clause.text)
    return match[0].lower() if match else None
