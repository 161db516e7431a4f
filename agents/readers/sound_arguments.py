"""What tools that listen and speak are told, read from a clause. A few words stand for a value: 'normalise', 'fade'."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.parsing.clauses import Clause
from agents.readers.spoken_arguments import kept_voice as kept_voice
from agents.readers.spoken_arguments import language, preset, processor, spoken, target, timestamps
from agents.readers.spoken_figures import in_figures
from runtime.records import Json
from runtime.regex import regex

NUMBER = r"(\d+(?:\.\d+)?)"
MOMENT = rf"(\d+:\d{{2}}(?::\d{{2}})?|{NUMBER}\s*(?:h\b|hours?|m\b|min\b|minutes?|s\b|sec\b|seconds?)?)"
BELOW = rf"(?<![\d.])[-−–]?\s?(?<![\d.]){NUMBER}"
LUFS = regex(
    rf"{BELOW}[ -]*(?:LUFS|LKFS|LU|loudness units)\b"
    rf"|\b(?:LUFS|LKFS|loudness|normali[sz]e(?:d)?(?: it)?)(?: (?:level|target|value|of|to|at|is|around"
    rf"|about))*\s*[:=]?\s*{BELOW}\b(?!\s*(?:%|s\b|db\b))"
    rf"|\b(?:to|at|around|about)\s+[-−–]\s?{NUMBER}[ -]*(?:dB(?:FS)?|decibels?)\b",
    re.I,
)
EVEN_LOUDNESS = -16.0
"""What 'normalise it' stands for: what speech is made as loud as here."""
RATE = regex(
    rf"\b{NUMBER}[ -]*(k|kilo)?[ -]?(?:hz|hertz)\b|\b{NUMBER}\s?(k)\b(?= (?:mono|sampl\w+))"
    r"|\b(?:re-?|down-?|up-?)?sampl\w+(?: (?:it|this|that|them|down|up|rate|of|to|at|is"
    r"|with))*\s*[:=]?\s*(?:(\d{1,3})(k)\b|(\d{4,6})\b)"
    r"|\b(\d{4,6}) samples (?:a|per|each|every) second\b",
    re.I,
)
PACE = r"(?:(?:the|its|their|your|normal|usual|natural|own|reading|talking) )*(?:speed|pace|tempo|rate)\b"
PER_CENT = r"\s?(?:%|per ?cent\b)"
SPEED = regex(
    rf"(?<![\d.])(?:{NUMBER}(?:{PER_CENT}|[ -](?=(?:faster|slower|quicker)\b)) ?(?P<turned>faster|slower|quicker)\b"
    rf"|{NUMBER}(?P<share>{PER_CENT})?(?:\s?(?:x\b|×)|(?:(?<=\.\d)|(?<=\.\d\d)|(?=[ -]times (?:as"
    rf"|faster|quicker|the|its|normal|usual|speed)\b))[ -]times\b|[ -](?:of )?{PACE}"
    r"| as (?:fast|quick)(?:ly)?\b)"
    rf"|\b(?:speed|pace|tempo)(?: (?:of|at|is|to|factor|about|around))*\s*[=:]?\s*{NUMBER}(?P<of>{PER_CENT})?"
    rf"|\bat {NUMBER}(?P<alone>{PER_CENT})(?=\s*(?:$|[,.;!?)]|please\b))"
    r"|\b(?:faster|slower|quicker)(?: than \w+)?\s*[:,(]\s*(?:at |say )?(?P<told>\d+\.\d+)\b(?!\s*(?:s\b|%))"
    rf"|\b(?P<word>twice|double)(?: as (?:fast|quick)(?:ly)?\b|[- ]{PACE})|\btwice as (?P<slow>slow)(?:ly)?\b)",
    re.I,
)
UNITS = {"h": 3600.0, "m": 60.0}


FADED = {
    "in": regex(
        r"\bfad(?:e|es|ed|ing)\b(?:(?!\bout\b).)*?\bin\b|\bfade[- ]?in\b|\bfad\w+ (?:it )?out and in\b"
        r"|\bfade\b[^,;.]*\bat (?:the|its) (?:start|beginning|front)\b",
        re.I,
    ),
    "out": regex(
        r"\bfad(?:e|es|ed|ing)\b.*?\bout\b|\bfade-?out\b|\bfade\b[^,;.]*\bat (?:the|its) (?:very )?end\b", re.I
    ),
}
LASTS = (
    r"(?:\s*(?:over|for|of|lasting|taking|(?:that )?(?:lasts|takes)|during|across|within|in|with|:"
    r"|,))?\s*(?:(?:the|its|a) )?(?:(?:first|last|final|opening) )?"
    rf"{NUMBER}\s*-?s"
)
WHERE = {"in": r"(?:start|beginning|front)", "out": r"(?:very )?end"}
FADED_WHAT = r"(?:\s+(?:it|that|this|the \w+|[\w-]+-\d+))?"
FADES = {
    way: (
        regex(rf"\b{NUMBER}\s*-?\s*s(?:ec(?:ond)?s?)?(?: long)? fade\b(?= at (?:the|its) {WHERE[way]}\b)", re.I),
        regex(rf"\b{NUMBER}\s*-?\s*s(?:ec(?:ond)?s?)?(?: long| of)?(?: an?)? fade[- ]?{way}\b", re.I),
        regex(rf"(?<!\bout )\b(?:fade)?{way}{FADED_WHAT}{LASTS.removesuffix('s')}(?:s|(?=\W*(?:$|[,.;]|and\b)))", re.I),
        regex(rf"\b(?:in and (?:fade )?out|out and (?:fade )?in){LASTS}", re.I),
    )
    for way in ("in", "out")
}
"""How long it takes to come in and to go out, the surer words first."""
NOTHING_HEARD = (
    r"(?:silen\w*|dead (?:air|space|sound)|hush|still(?:ness)? (?=(?:at|on|from|before|after)\b)"
    r"|(?:quiet|empty|blank|mute|dead|soundless)"
    r" (?:bits?|parts?|stretch\w*|seconds?|ends?|start|beginning|lead-?in|tail|space|patch\w*))"
)
BOTH_ENDS = (
    r"(?:both|either|the two|each) (?:ends?|sides?)|(?:start|beginning|front)(?: and| &"
    r"|/)(?: the| its| at the)* (?:end|back|close)"
)
TRIM = (
    rf"\b(?:trim|strip|remov|cut|chop|clip|snip|drop|shav|los|lop|tak|get(?:ting)? rid|without|crop"
    rf"|no\b)\w*\b.{{0,80}}?\b{NOTHING_HEARD}|"
    rf"\b{NOTHING_HEARD}\b.{{0,80}}?\b(?:trimmed|removed|cut|stripped|chopped|off|out|gone|away|dropped)\b|"
    rf"\b(?:trim|tid(?:y|ied)|tighten|snip|shav|clean)\w*\b.{{0,80}}?\b(?:{BOTH_ENDS})|"
    r"\btop(?:s|ped|ping)?(?: it)?[ -](?:and|&|n|'n'|-)[ -]?tail\w*|"
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
    if match := LUFS.search(in_figures(clause.text)):
        return -float(next(filter(None, match.groups())))
    return (
        EVEN_LOUDNESS if re.search(r"\bnormali[sz]e|\blouder\b|\b(even|same) loudness\b", clause.text, re.I) else None
    )


def rate(clause: Clause) -> int | None:
    """
    >>> rate(Clause("resample it to 16 kHz", "")), rate(Clause("at 44100 Hz, please", ""))
    (16000, 44100)
    """
    match = RATE.search(in_figures(clause.text))
    said = [one for one in match.groups() if one] if match else []
    return round(float(said[0]) * (1000 if said[1:] else 1)) if said else None


def fade(clause: Clause, way: str) -> float | None:
    """Seconds; one where none are named.

    >>> fade(Clause("fade it out over 3 seconds", ""), "out"), fade(Clause("fade it in and out", ""), "in")
    (3.0, 1.0)
    >>> fade(Clause("with a 2-second fade-in", ""), "in"), fade(Clause("fade in and out, 2 s each", ""), "out")
    (2.0, 2.0)
    """
    if not FADED[way].search(clause.text):
        return None
    said = in_figures(clause.text)
    match = next((match for pattern in FADES[way] if (match := pattern.search(said))), None)
    return float(match[1]) if match else 1.0


def speed(clause: Clause) -> float | None:
    """
    >>> speed(Clause("read it aloud twice as fast", "")), speed(Clause("read it at 1.5x", ""))
    (2.0, 1.5)
    >>> speed(Clause("at half speed", "")), speed(Clause("20 % faster", "")), speed(Clause("at 80 % of the speed", ""))
    (0.5, 1.2, 0.8)
    """
    match = SPEED.search(in_figures(clause.text))
    if not match:
        return None
    if match["word"] or match["slow"]:
        return 2.0 if match["word"] else 0.5
    said = next(said for said in match.groups() if said and said[0].isdigit())
    share = any(match[name] for name in ("share", "of", "alone"))
    if turned := match["turned"]:
        by = float(said) / (100 if float(said) >= 1 else 1)
        return round(1 - by if turned.lower() == "slower" else 1 + by, 4)
    return float(said) / 100 if share else float(said)


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
    "subtitle_format": lambda clause: named(clause, r"(?:web)?(srt|vtt)s?"),
    "sound_format": lambda clause: named(clause, r"(?<!that )(?<!this )(?<!the )(wav|flac|mp3|ogg)(?:e|s)?"),
    "lufs": loudness,
    "trim": lambda clause: true_if(clause, TRIM),
    "fade_in": lambda clause: fade(clause, "in"),
    "fade_out": lambda clause: fade(clause, "out"),
    "mono": lambda clause: true_if(
        clause,
        r"\bmono(?:phonic|aural)?\b|\bmonaural\b|\bnot (?:in )?stereo\b|\b(?:one|1|a single"
        r"|single)[- ]channel\b|\bdown-?mix\w*\b",
    ),
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
