"""What is told of what is said and how: its language, its times, whose voice says it. Read from a clause."""

from __future__ import annotations

import re
from functools import cache

from agents.clauses import MODEL, Clause
from runtime.runners.language_codes import known_languages

NO_TIMES = re.compile(
    r"\b(?:without|no|omit|leave out|skip|drop|don['’]?t (?:want|need)|not?)(?: any| the| need for)* "
    r"(?:time ?stamps?|times?\b|time ?codes?|"
    r"timings?)|\b(?:just|only) the (?:plain )?(?:text|words)\b|\bplain text only\b|\btimestamps?\s*[=:]\s*none\b",
    re.I,
)
WORD_TIMES = re.compile(
    r"\b(?:each|every|per)(?: (?:single|spoken))? word\b|\bword[- ](?:by[- ]word (?:with )?|level|wise)? ?"
    r"(?:times?|timings?|timestamps?|time ?codes?)\b|"
    r"\bword[- ](?:by[- ]word|level)\b|\btimestamps?\s*[=:]\s*words?\b",
    re.I,
)
SEGMENT_TIMES = re.compile(
    r"\b(?:each|every|per) (?:sentence|segment|phrase)\b|"
    r"\b(?:segment|sentence)[- ](?:level|wise|by[- ](?:segment|sentence))\b",
    re.I,
)
PROCESSOR = re.compile(r"\b(?:log-?mel|spectrogram|processor|feature extractor|extractor)\b", re.I)
PRESET = re.compile(r"(?<![\w/])v2/[a-z]{2}_speaker_\d\b", re.I)
NOUNS = (
    r"(?:recordings?|audios?|interviews?|calls?|talks?|speech(?:es)?|messages?|memos?|voice|videos?|podcasts?|songs?|"
    r"lectures?|clips?|films?|conversations?|dictations?|sermons?|hearings?|speakers?|voicemails?|track|sound)"
)
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
    return re.compile(rf"\b(?:{before})\s+{kind}({language_names()})\b", re.I)


def spoken(clause: Clause) -> str | None:
    """
    >>> spoken(Clause("it's spoken in German", "")), spoken(Clause("transcribe the Polish interview", ""))
    ('de', 'pl')
    """
    return language(clause, HEARD) or _named_before(NOUNS, clause)


def target(clause: Clause) -> str | None:
    """The language that something is to be in.

    >>> target(Clause("translate the letter in French into English", "")), target(Clause("the Dutch version of it", ""))
    ('en', 'nl')
    """
    found = (language(clause, before) for before in (r"(?:in)?to", r"in|an?|as|target(?: language)?(?: is|:)?"))
    return next(filter(None, found), None) or _named_before(VERSION, clause)


def _named_before(noun: str, clause: Clause) -> str | None:
    """The language that is said of a thing: 'this Polish interview', 'the French version'."""
    match = before_noun(noun).search(clause.text)
    return _codes()[match[1].casefold()] if match else None


@cache
def before_noun(noun: str) -> re.Pattern[str]:
    return re.compile(rf"\b({language_names()})(?:[- ](?:language|speaking|spoken))?\s+(?:[\w-]+ )?{noun}\b", re.I)


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
