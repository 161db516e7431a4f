"""A request, read once: its files and quotations put aside, and marks where they stood."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

ENDINGS = {
    "image": "jpg|jpeg|png|gif|bmp|tiff?|webp|svg|ico|heic",
    "audio": "wav|mp3|flac|ogg|wma|aac|aiff?|m4a|opus",
    "video": "mp4|avi|mov|mkv|webm|flv|wmv|m4v|mpe?g",
    "text": "txt|pdf|docx?|csv|md|rtf|xlsx?|html?|json|srt|tsv",
}
MARKS = {"image": "IMGFILE", "audio": "AUDFILE", "video": "VIDFILE", "text": "TXTFILE"}
QUESTION, QUOTED = "QQUESTION", "QTEXT"
FILE = re.compile(
    r"(?<![\w\-./~])[\w\-./~]{0,200}[\w\-]\.(?:"
    + "|".join(f"(?P<{kind}>{ending})" for kind, ending in ENDINGS.items())
    + r")\b",
    re.I,
)
# An opening mark follows a start, a space, a bracket or a colon; a closing one stands before an end, a space, a stop.
OPENING = re.compile(r"""(?:(?<=^)|(?<=[\s(\[:,\-—]))(?:'(?=[^\s'])|"(?=[^"]))""")
CLOSING = {mark: re.compile(rf"{mark}(?=$|[\s.,;:!?)\]\-—])") for mark in "'\""}
RESULT_BEFORE = re.compile(
    r"\b(?:(?:sav|stor|nam|call|output|export)(?:e|ing)? "
    r"(?:it|them|this|that|the result|the (?:image|audio|video|file|output))"
    r"(?: (?:file|image))?(?: as| to| in| into)?(?: an?)?(?: (?:audio|image|video))?(?: file)?(?: named| called)?"
    r"|(?:the|and) filename|output (?:file|image)(?: named| called)?)[\s:'\"(]*$",
    re.I,
)
RESULT_AFTER = re.compile(r"['\")]*\s+as (?:the |an? )?(?:output|result|file ?name)\b", re.I)
LONGEST = 1200
"""Characters of masked text that are looked at: the first half and the last of a longer one."""
SHOWN = 12
"""Words of a long quotation that the encoder is shown."""


@dataclass(frozen=True, slots=True)
class File:
    start: int
    name: str
    kind: str
    """image, audio, video or text."""
    to_make: bool = False
    """Whether it is where the result shall go, not something at hand."""


@dataclass(frozen=True, slots=True)
class Quote:
    start: int
    end: int
    text: str

    @property
    def asks(self) -> bool:
        return self.text.rstrip().endswith("?")


@dataclass(frozen=True)
class Reading:
    text: str
    """The request, with straight quotation marks."""
    files: tuple[File, ...]
    quotes: tuple[Quote, ...]
    masked: str
    """For the cues: IMGFILE, QTEXT and the like in place of files and quotations."""
    plain: str
    """For the encoder: 'image file' in place of files, long quotations cut."""

    @cached_property
    def kinds(self) -> Counter[str]:
        """How many files of each kind are at hand."""
        return Counter(file.kind for file in self.files if not file.to_make)

    @property
    def questions(self) -> tuple[Quote, ...]:
        return tuple(quote for quote in self.quotes if quote.asks)

    @property
    def passages(self) -> tuple[Quote, ...]:
        return tuple(quote for quote in self.quotes if not quote.asks)


def read(request: str) -> Reading:
    """
    >>> read("Answer 'Who is it?' about me.jpg").masked
    'Answer QQUESTION about IMGFILE'
    """
    text = request.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'})
    files = tuple(File(m.start(), m[0], str(m.lastgroup), _to_make(text, m)) for m in FILE.finditer(text))
    quotes = tuple(_quotes(text, files))
    loose = [file for file in files if not any(q.start <= file.start < q.end for q in quotes)]
    masked, plain = _marked(text, loose, quotes)
    as_written = tuple(replace(quote, text=request[quote.start + 1 : quote.end - 1]) for quote in quotes)
    return Reading(text, files, as_written, _clipped(masked), plain)


def _to_make(text: str, file: re.Match[str]) -> bool:
    return bool(
        RESULT_BEFORE.search(text, max(0, file.start() - 60), file.start()) or RESULT_AFTER.match(text, file.end())
    )


def _quotes(text: str, files: tuple[File, ...]) -> Iterator[Quote]:
    """From each opening mark to the next closing one of its kind; a file name in quotes is none."""
    closing = {mark: [match.start() for match in end.finditer(text)] for mark, end in CLOSING.items()}
    at = 0
    for match in OPENING.finditer(text):
        ends = closing[match[0]]
        nearest = bisect_right(ends, match.start() + 1)
        if match.start() < at or nearest == len(ends):
            continue
        start, at = match.start(), ends[nearest] + 1
        inner = text[start + 1 : at - 1]
        named = any(start <= file.start < at for file in files)
        if not (named and len(inner.split()) <= 2):
            yield Quote(start, at, inner)


def _marked(text: str, files: list[File], quotes: tuple[Quote, ...]) -> tuple[str, str]:
    """The masked text and the plain one."""
    spans = [(f.start, f.start + len(f.name), f" {MARKS[f.kind]} ", f" {f.kind} file ") for f in files]
    spans += [(q.start, q.end, f" {QUESTION if q.asks else QUOTED} ", f"'{_shown(q.text)}'") for q in quotes]
    masked, plain, at = "", "", 0
    for start, end, mark, words in sorted(spans):
        masked, plain, at = masked + text[at:start] + mark, plain + text[at:start] + words, end
    masked = re.sub(r"(?<!\w)['\"]|['\"](?!\w)", " ", masked + text[at:])
    return " ".join(masked.split()), " ".join((plain + text[at:]).split())


def _shown(quotation: str) -> str:
    words = quotation.split()
    return " ".join(words[:SHOWN]) + " ..." if len(words) > SHOWN + 2 else quotation


def _clipped(masked: str) -> str:
    half = LONGEST // 2
    return masked if len(masked) <= LONGEST else f"{masked[:half]} {masked[-half:]}"
