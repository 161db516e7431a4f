"""What tools that listen and speak are told, read from a clause. A few words stand for a value: 'normalise', 'fade'."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.clauses import Clause
from runtime.records import Json
from runtime.runners.language_codes import known_languages

NUMBER = r"(\d+(?:\.\d+)?)"
MOMENT = rf"(\d+:\d{{2}}(?::\d{{2}})?|{NUMBER}\s*(?:h\b|hours?|m\b|min\b|minutes?|s\b|sec\b|seconds?)?)"
LUFS = re.compile(rf"([-−–]?\s?{NUMBER})\s*(?:LUFS|LKFS|LU)\b", re.I)
EVEN_LOUDNESS = -16.0
"""What 'normalise it' stands for: what speech is made as loud as here."""
RATE = re.compile(rf"\b{NUMBER}\s*(k)?hz\b", re.I)
SPEED = re.compile(
    rf"\b{NUMBER}\s*(?:x|times)\b|\bspeed (?:of )?{NUMBER}\b|\b(twice|half) (?:as fast|the speed)\b", re.I
)
UNITS = {"h": 3600.0, "m": 60.0}


def language(clause: Clause, before: str) -> str | None:
    """The code of the language that is named after `before`, a regular expression.

    >>> language(Clause("translate the recording into Spanish", ""), r"into")
    'es'
    """
    names = "|".join(sorted((re.escape(one.name) for one in known_languages()), key=len, reverse=True))
    match = re.search(rf"\b(?:{before})\s+(?:spoken )?({names})\b", clause.text, re.I)
    said = match[1].casefold() if match else ""
    return next((one.code for one in known_languages() if one.name.casefold() == said), None)


def seconds(said: str) -> float:
    """
    >>> seconds("1:30"), seconds("2 min"), seconds("12.5 seconds"), seconds("5")
    (90.0, 120.0, 12.5, 5.0)
    """
    if ":" in said:
        total = 0.0
        for part in said.split(":"):
            total = 60 * total + float(part)
        return total
    number, unit = re.fullmatch(rf"{NUMBER}\s*([a-z]*)", said.strip().lower()).groups()  # type: ignore[union-attr]
    return float(number) * UNITS.get(unit[:1], 1.0)


def loudness(clause: Clause) -> float | None:
    """
    >>> loudness(Clause("bring it to -23 LUFS", "")), loudness(Clause("normalise the volume", ""))
    (-23.0, -16.0)
    """
    if match := LUFS.search(clause.text):
        return -float(match[2])
    return (
        EVEN_LOUDNESS if re.search(r"\bnormali[sz]e|\blouder\b|\b(even|same) loudness\b", clause.text, re.I) else None
    )


def rate(clause: Clause) -> int | None:
    """
    >>> rate(Clause("resample it to 16 kHz", "")), rate(Clause("at 44100 Hz, please", ""))
    (16000, 44100)
    """
    match = RATE.search(clause.text)
    return round(float(match[1]) * (1000 if match[2] else 1)) if match else None


def fade(clause: Clause, way: str) -> float | None:
    """Seconds; one where none are named.

    >>> fade(Clause("fade it out over 3 seconds", ""), "out"), fade(Clause("fade it in and out", ""), "in")
    (3.0, 1.0)
    """
    if not re.search(rf"\bfade\b.*\b{way}\b", clause.text, re.I):
        return None
    match = re.search(rf"\b{way}\b\s*(?:over|for|in|of)?\s*(?:the (?:first|last) )?{NUMBER}\s*s", clause.text, re.I)
    return float(match[1]) if match else 1.0


def speed(clause: Clause) -> float | None:
    """
    >>> speed(Clause("read it aloud twice as fast", "")), speed(Clause("read it at 1.5x", ""))
    (2.0, 1.5)
    """
    match = SPEED.search(clause.text)
    if not match:
        return None
    return {"twice": 2.0, "half": 0.5}.get((match[3] or "").lower()) or float(match[1] or match[2])


def named(clause: Clause, pattern: str) -> str | None:
    """The first of what a pattern's group finds outside of file names and quotes, in small letters.

    >>> named(Clause("save talk-1 as MP3", "save the recording as MP3"), r"(wav|mp3)")
    'mp3'
    """
    match = re.search(rf"\b{pattern}\b", clause.masked, re.I)
    return match[1].lower() if match else None


def true_if(clause: Clause, pattern: str) -> bool | None:
    return True if re.search(pattern, clause.masked, re.I) else None


def kept_voice(clause: Clause) -> str | None:
    """The artifact name of a voice.

    >>> kept_voice(Clause("forget voice-2", "forget the voice"))
    'voice-2'
    """
    match = re.search(r"\bvoice-\d+\b", clause.text)
    return match[0] if match else None


def timestamps(clause: Clause) -> str | None:
    """
    >>> timestamps(Clause("", "transcribe it word by word with times")), timestamps(Clause("", "transcribe it"))
    ('word', None)
    """
    if re.search(r"\b(each|every) word\b|\bword[- ](by[- ]word|level|times?|timestamps?)\b", clause.masked, re.I):
        return "word"
    return "none" if re.search(r"\bwithout (any )?(times?|timestamps?)\b", clause.masked, re.I) else None


READERS: Mapping[str, Callable[[Clause], Json]] = {
    "spoken": lambda clause: language(clause, r"spoken in|speaks?|speaking|talks? in|recorded in|held in"),
    "target": lambda clause: language(clause, r"into|in|to|an?"),
    "text_language": lambda clause: language(clause, r"the|this|that|my|an?|these"),
    "into_english": lambda clause: true_if(
        clause, r"\btranslat\w+\b.*\benglish\b|\b(in|into|as|to|make|with) english\b|\benglish (sub|cap)"
    ),
    "timestamps": timestamps,
    "subtitle_format": lambda clause: named(clause, r"(?:web)?(srt|vtt)"),
    "sound_format": lambda clause: named(clause, r"(wav|flac|mp3|ogg)"),
    "lufs": loudness,
    "trim": lambda clause: true_if(
        clause, r"\b(trim|strip|remove|cut( off)?)\b.*\bsilen|^trim\b(?!.*\b(from|to|first|last|between)\b)"
    ),
    "fade_in": lambda clause: fade(clause, "in"),
    "fade_out": lambda clause: fade(clause, "out"),
    "mono": lambda clause: true_if(clause, r"\bmono\b"),
    "rate": rate,
    "speed": speed,
    "preset": lambda clause: named(clause, r"(v2/[a-z]{2}_speaker_\d)") or kept_voice(clause),
    "kept_voice": lambda clause: kept_voice(clause),
    "processor": lambda clause: "usual" if true_if(clause, r"\b(log-?mel|spectrogram|processor|extractor)\b") else None,
}
"""By role: the value, None where the clause gives none."""


def hear(clause: Clause, roles: Mapping[str, str]) -> dict[str, Json]:
    """The arguments of these `roles`, role → name, that the clause gives."""
    found = {roles[role]: read(clause) for role, read in READERS.items() if role in roles}
    return {name: value for name, value in found.items() if value is not None}
