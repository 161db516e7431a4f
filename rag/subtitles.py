"""Subtitles, SRT or WebVTT → what is said in them, with its times."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from rag.pages import File, Page
from rag.prose import text_of
from rag.speech import Spoken, page_of_speech
from runtime.errors import NotThatKind

TIME = r"(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
TIMES = re.compile(rf"\s*{TIME}\s*-->\s*{TIME}")
VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>\n]{1,80})>")
"""Who speaks. Source: WebVTT, W3C, section 4.2.2."""
MARKS = re.compile(r"</?[a-zA-Z0-9][^>\n]{0,200}>|\{\\[^}\n]{0,100}\}")


def read_subtitles(file: File) -> tuple[Page, ...]:
    """One page without a number, a sentence a line, each with its time. Marks for the eye are left out; a voice is
    named before what it says.

    Raises:
        NotThatKind: no subtitle is in it, or the bytes are no text.
    """
    spoken = sorted(cues(text_of(file)), key=lambda cue: cue.start_s)
    if not spoken:
        raise NotThatKind(file.path, file.path.suffix)
    return (page_of_speech(rolled_up(spoken)),)


def cues(text: str) -> Iterator[Spoken]:
    """Each subtitle as it stands there. What is above the first, and comments between them, are not said."""
    times: tuple[float, float] | None = None
    lines: list[str] = []
    for line in (*text.split("\n"), ""):
        match = TIMES.match(line)
        if match and lines and lines[-1].strip().isdigit():
            lines.pop()  # the number of the next one, with no blank line before it
        if times and (match or not line.strip()):
            yield Spoken(*times, "\n".join(lines))
            times = None
        if match:
            times, lines = (seconds(*match.groups()[:4]), seconds(*match.groups()[4:])), []
        elif times:
            lines.append(line)


def seconds(hours: str | None, minutes: str, whole: str, fraction: str) -> float:
    """
    >>> seconds("1", "02", "03", "5")
    3723.5
    """
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(whole) + float(f"0.{fraction}")


def rolled_up(spoken: list[Spoken]) -> Iterator[Spoken]:
    """Without the lines that stay on while the next one comes, as live captions do."""
    before: set[str] = set()
    for cue in spoken:
        lines = [shown for line in cue.text.split("\n") if (shown := plain(line))]
        fresh = [line for line in lines if line not in before]
        if fresh:
            yield cue._replace(text="\n".join(fresh))
        before = set(lines) or before


def plain(line: str) -> str:
    """
    >>> plain("<v.loud Ann><i>Come &amp; see</i>"), plain("{\\\\an8}up here"), plain("2 < 3")
    ('Ann: Come & see', 'up here', '2 < 3')
    """
    return " ".join(html.unescape(MARKS.sub("", VOICE.sub(r"\1: ", line))).split())
