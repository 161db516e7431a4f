"""What tools that listen and speak are told, read from a clause. A few words stand for a value: 'normalise', 'fade'."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.clauses import Clause
from agents.readers.spoken_arguments import kept_voice as kept_voice
from agents.readers.spoken_arguments import language, preset, processor, spoken, target, timestamps
from runtime.records import Json

NUMBER = r"(\d+(?:\.\d+)?)"
MOMENT = rf"(\d+:\d{{2}}(?::\d{{2}})?|{NUMBER}\s*(?:h\b|hours?|m\b|min\b|minutes?|s\b|sec\b|seconds?)?)"
LUFS = re.compile(rf"((?<![\d.])[-−–]?\s?(?<![\d.]){NUMBER})\s*(?:LUFS|LKFS|LU)\b", re.I)
EVEN_LOUDNESS = -16.0
"""What 'normalise it' stands for: what speech is made as loud as here."""
RATE = re.compile(rf"\b{NUMBER}\s*(k|kilo)?(?:hz|hertz)\b|\b{NUMBER}(k)\b(?= (?:mono|sample|sampling))", re.I)
SPEED = re.compile(
    rf"\b{NUMBER}\s*(?P<share>%|per ?cent)?\s*"
    r"(?:x\b|times\b|×|(?:of )?(?:(?:the|its|normal|usual) )*(?:speed|pace|tempo)\b)"
    rf"|\b(?:speed|pace|tempo)(?: (?:of|at|is|to|factor))*\s*[=:]?\s*{NUMBER}(?P<of>\s?%|\s?per ?cent)?"
    rf"|\b{NUMBER}\s*(?:%|per ?cent) (?P<turned>faster|slower|quicker)\b"
    r"|\b(?:faster|slower|quicker)(?: than \w+)?\s*[:,(]\s*(?:at |say )?(?P<told>\d+\.\d+)\b(?!\s*(?:s\b|%))"
    r"|\b(?P<word>twice|double|half)(?: as fast\b|[- ](?:the )?(?:usual |normal )?(?:speed|pace|tempo)\b)",
    re.I,
)
UNITS = {"h": 3600.0, "m": 60.0}


FADED = {
    "in": re.compile(
        r"\bfad(?:e|es|ed|ing)\b(?:(?!\bout\b).)*?\bin\b|\bfade[- ]?in\b|\bfad\w+ (?:it )?out and in\b"
        r"|\bfade\b[^,;.]*\bat (?:the|its) (?:start|beginning|front)\b",
        re.I,
    ),
    "out": re.compile(
        r"\bfad(?:e|es|ed|ing)\b.*?\bout\b|\bfade-?out\b|\bfade\b[^,;.]*\bat (?:the|its) (?:very )?end\b", re.I
    ),
}
LASTS = (
    r"(?:\s*(?:over|for|of|during|across|within|in|with|:|,))?\s*(?:(?:the|its|a) )?(?:(?:first|last|final|opening) )?"
    rf"{NUMBER}\s*-?s"
)
WHERE = {"in": r"(?:start|beginning|front)", "out": r"(?:very )?end"}
FADED_WHAT = r"(?:\s+(?:it|that|this|the \w+|[\w-]+-\d+))?"
FADES = {
    way: (
        re.compile(rf"\b{NUMBER}\s*-?\s*s(?:ec(?:ond)?s?)?(?: long)? fade\b(?= at (?:the|its) {WHERE[way]}\b)", re.I),
        re.compile(rf"\b{NUMBER}\s*-?\s*s(?:ec(?:ond)?s?)?(?: long| of)?(?: an?)? fade[- ]?{way}\b", re.I),
        re.compile(
            rf"(?<!\bout )\b(?:fade)?{way}{FADED_WHAT}{LASTS.removesuffix('s')}(?:s|(?=\W*(?:$|[,.;]|and\b)))", re.I
        ),
        re.compile(rf"\b(?:in and (?:fade )?out|out and (?:fade )?in){LASTS}", re.I),
    )
    for way in ("in", "out")
}
"""How long it takes to come in and to go out, the surer words first."""
HALF = re.compile(r"\b(?:half a|a half) sec(?:ond)?\b", re.I)
TRIM = (
    r"\b(?:trim|strip|remov|cut|chop|clip|snip|drop|shav|los|tak|get(?:ting)? rid|without|crop)\w*\b.*\bsilen|"
    r"\bsilen\w*\b.*\b(?:trimmed|removed|cut|stripped|chopped|off|gone|away)\b|"
    r"^trim\b(?!.*\b(?:from|to|first|last|between)\b)"
)


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
    return round(float(match[1] or match[3]) * (1000 if match[2] or match[4] else 1)) if match else None


def fade(clause: Clause, way: str) -> float | None:
    """Seconds; one where none are named.

    >>> fade(Clause("fade it out over 3 seconds", ""), "out"), fade(Clause("fade it in and out", ""), "in")
    (3.0, 1.0)
    >>> fade(Clause("with a 2-second fade-in", ""), "in"), fade(Clause("fade in and out, 2 s each", ""), "out")
    (2.0, 2.0)
    """
    if not FADED[way].search(clause.text):
        return None
    said = HALF.sub("0.5 seconds", clause.text)
    match = next((match for pattern in FADES[way] if (match := pattern.search(said))), None)
    return float(match[1]) if match else 1.0


def speed(clause: Clause) -> float | None:
    """
    >>> speed(Clause("read it aloud twice as fast", "")), speed(Clause("read it at 1.5x", ""))
    (2.0, 1.5)
    >>> speed(Clause("at half speed", "")), speed(Clause("20 % faster", "")), speed(Clause("at 80 % of the speed", ""))
    (0.5, 1.2, 0.8)
    """
    match = SPEED.search(clause.text)
    if not match:
        return None
    if word := match["word"]:
        return 0.5 if word.lower() == "half" else 2.0
    number = float(match[1] or match[3] or match[5] or match["told"])
    if turned := match["turned"]:
        return round(1 + (-number if turned.lower() == "slower" else number) / 100, 4)
    return number / 100 if match["share"] or match["of"] else number


def named(clause: Clause, pattern: str) -> str | None:
    """The first of what a pattern's group finds outside of file names and quotes, in small letters.

    >>> named(Clause("save talk-1 as MP3", "save the recording as MP3"), r"(wav|mp3)")
    'mp3'
    """
    match = re.search(rf"\b{pattern}\b", clause.masked, re.I)
    return match[1].lower() if match else None


def true_if(clause: Clause, pattern: str) -> bool | None:
    return True if re.search(pattern, clause.masked, re.I) else None


READERS: Mapping[str, Callable[[Clause], Json]] = {
    "spoken": spoken,
    "target": target,
    "text_language": lambda clause: language(
        clause, r"the|this|that|my|an?|these|our|his|her|in|language(?: is|:)?|(?:it['’]s|it is|written) in"
    ),
    "into_english": lambda clause: true_if(
        clause,
        r"\btranslat\w+\b.*\benglish\b|\b(in|into|as|to|make|with) english\b|\benglish (sub|cap)"
        r"|\b(?:need|want|give me|just|only) (?:only |just )?(?:it in |the |an )?english\b",
    ),
    "timestamps": timestamps,
    "subtitle_format": lambda clause: named(clause, r"(?:web)?(srt|vtt)"),
    "sound_format": lambda clause: named(clause, r"(?<!that )(?<!this )(?<!the )(wav|flac|mp3|ogg)"),
    "lufs": loudness,
    "trim": lambda clause: true_if(clause, TRIM),
    "fade_in": lambda clause: fade(clause, "in"),
    "fade_out": lambda clause: fade(clause, "out"),
    "mono": lambda clause: true_if(clause, r"\bmono\b|\b(?:one|a single|single)[- ]channel\b|\bdown-?mix\w*\b"),
    "rate": rate,
    "speed": speed,
    "preset": lambda clause: preset(clause) or kept_voice(clause),
    "kept_voice": lambda clause: kept_voice(clause),
    "processor": processor,
}
"""By role: the value, None where the clause gives none."""


def hear(clause: Clause, roles: Mapping[str, str]) -> dict[str, Json]:
    """The arguments of these `roles`, role → name, that the clause gives."""
    found = {role: read(clause) for role, read in READERS.items() if role in roles}
    if found.get("spoken") == (found.get("target") or ("en" if found.get("into_english") else "")):
        found.pop("spoken", None)  # what it is to be said in, not what is heard
    return {roles[role]: value for role, value in found.items() if value is not None}
