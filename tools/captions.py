"""Words with their times → subtitles as people can read them, as SRT or WebVTT.

The figures are those of the Netflix Timed Text Style Guide, general requirements and English template: lines of 42
characters, two of them, shown for 5/6 of a second to 7 seconds, two frames between one and the next (at 24 a second),
and 17 characters a second to read. Lines break after punctuation where they can.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from runtime.records import Json
from runtime.runners.words import UNSPACED

LINE, LINES = 42, 2
SHORTEST_MS, LONGEST_MS, GAP_MS = 834, 7_000, 84
READ_PER_S = 17
PAUSE_MS = 600
"""Silence after which a new subtitle begins."""
ENDS = tuple(".!?…。！？")
STOPS = (*ENDS, ",", ";", ":", "–", "—", "、", "，", "；", "：")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or in scripts without spaces a character, and when it is said, from the recording's beginning."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Caption:
    """What is shown at once."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]


def captions(words: Sequence[Word]) -> list[Caption]:
    """Subtitles, in order, none overlapping another."""
    fitting = [piece for word in words for piece in cut(word)]
    return timed([(group[0].start_ms, group[-1].end_ms, laid_out(group)) for group in grouped(fitting)])


def words_of(segments: Iterable[Mapping[str, Json]], words: Iterable[Mapping[str, Json]]) -> list[Word]:
    """From what `transcribe` found: its words; where it was not asked for any, the segments' by their share of time."""
    told = [Word(str(word["text"]).strip(), *_ms(word)) for word in words if str(word["text"]).strip()]
    return told or [word for segment in segments for word in spread(str(segment["text"]), *_ms(segment))]


def _ms(span: Mapping[str, Json]) -> tuple[int, int]:
    return round(1000 * float(span["start_s"])), round(1000 * float(span["end_s"]))


def spread(text: str, start_ms: int, end_ms: int) -> list[Word]:
    """The words of a text that is said from one moment to another, each as long as its letters make it.

    >>> [(word.text, word.start_ms) for word in spread("good day", 0, 700)]
    [('good', 0), ('day', 400)]
    """
    pieces = [piece for token in text.split() for piece in _characters(token)]
    whole = sum(map(len, pieces)) or 1
    done, found = 0, []
    for piece in pieces:
        begins, done = done, done + len(piece)
        span = end_ms - start_ms
        found.append(Word(piece, start_ms + span * begins // whole, start_ms + span * done // whole))
    return found


def _characters(token: str) -> list[str]:
    """
    >>> _characters("你好，Anna")
    ['你', '好，', 'Anna']
    """
    if not UNSPACED.search(token):
        return [token]
    return re.findall(rf"{UNSPACED.pattern}[^\w\s]*|(?:(?!{UNSPACED.pattern}).)+", token)


def width(text: str) -> int:
    """Columns: a full-width character takes two, a mark on another one none. Source: Unicode, annex 11.

    >>> width("cafe\\u0301"), width("字幕")
    (4, 4)
    """
    if text.isascii():
        return len(text)
    wide = (2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text if not unicodedata.combining(c))
    return sum(wide)


def cut(word: Word) -> list[Word]:
    """A word that no line holds, in pieces that one does."""
    if width(word.text) <= LINE:
        return [word]
    half = len(word.text) // 2
    middle = (word.start_ms + word.end_ms) // 2
    halves = Word(word.text[:half], word.start_ms, middle), Word(word.text[half:], middle, word.end_ms)
    return [piece for part in halves for piece in cut(part)]


def grouped(words: Sequence[Word]) -> Iterator[list[Word]]:
    """The words of each subtitle: as many as fit, up to a pause or the end of a sentence."""
    group: list[Word] = []
    for word in words:
        if group and (_ends(group, word) or not laid_out([*group, word])):
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _ends(group: Sequence[Word], following: Word) -> bool:
    """Whether a subtitle should end before the `following` word, having been shown long enough."""
    if following.end_ms - group[0].start_ms > LONGEST_MS:
        return True
    if following.start_ms - group[0].start_ms < SHORTEST_MS + GAP_MS:
        return False
    return following.start_ms - group[-1].end_ms >= PAUSE_MS or group[-1].text.rstrip("\"'”’»)").endswith(ENDS)


def laid_out(words: Sequence[Word]) -> tuple[str, ...]:
    """The lines of a subtitle; none where they do not fit.

    >>> laid_out([Word(text, 0, 0) for text in "When the rain had stopped, they went on to the harbour.".split()])
    ('When the rain had stopped,', 'they went on to the harbour.')
    """
    whole = joined(words)
    if width(whole) <= LINE:
        return (whole,)
    if width(whole) > LINES * LINE + 1:
        return ()
    breaks: list[tuple[str, ...]] = [(joined(words[:n]), joined(words[n:])) for n in range(1, len(words))]
    fitting = [lines for lines in breaks if max(map(width, lines)) <= LINE]
    return min(fitting, key=_badness) if fitting else ()


def _badness(lines: tuple[str, ...]) -> tuple[int, int]:
    """Breaks after punctuation are better than others, then those into lines of like length, the second the longer."""
    first, second = map(width, lines)
    return (0 if lines[0].endswith(STOPS) and first >= LINE // 3 else 1, abs(second - first) * 2 + (first > second))


def joined(words: Sequence[Word]) -> str:
    """
    >>> joined([Word("你", 0, 0), Word("好", 0, 0), Word("Anna", 0, 0), Word("Wu", 0, 0)])
    '你好Anna Wu'
    """
    text = words[0].text
    for before, word in pairwise(words):
        unspaced = UNSPACED.search(before.text) or UNSPACED.search(word.text)
        text += word.text if unspaced else f" {word.text}"
    return text


def timed(shown: Sequence[tuple[int, int, tuple[str, ...]]]) -> list[Caption]:
    """Subtitles, each long enough to be read where there is room, and none before the one before it has gone."""
    found: list[Caption] = []
    for place, (start, end, lines) in enumerate(shown):
        start = max(start, found[-1].end_ms + GAP_MS if found else 0)
        reading = -(-1000 * sum(map(width, lines)) // READ_PER_S)
        room = shown[place + 1][0] - GAP_MS if place + 1 < len(shown) else start + LONGEST_MS
        end = min(max(end, start + reading), room, start + LONGEST_MS)
        found.append(Caption(start, max(end, start + SHORTEST_MS), lines))
    return found


def as_srt(shown: Sequence[Caption]) -> str:
    """SubRip's text."""
    blocks = (
        f"{number}\n{_time(one.start_ms, ',')} --> {_time(one.end_ms, ',')}\n" + "\n".join(one.lines) + "\n"
        for number, one in enumerate(shown, 1)
    )
    return "\n".join(blocks)


def as_vtt(shown: Sequence[Caption]) -> str:
    """Source: WebVTT, W3C, section 4.2.2: `&`, `<` and `>` stand for themselves only when escaped."""
    marks = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
    blocks = (
        f"{_time(one.start_ms, '.')} --> {_time(one.end_ms, '.')}\n" + "\n".join(one.lines).translate(marks) + "\n"
        for one in shown
    )
    return "\n".join(["WEBVTT\n", *blocks])


def _time(milliseconds: int, point: str) -> str:
    """
    >>> _time(3_723_004, ",")
    '01:02:03,004'
    """
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{rest:03}"
