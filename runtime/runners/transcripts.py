"""What may be asked of a recogniser of speech, and what it answers, whichever model it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

TASKS, TIMES = ("transcribe", "translate"), (None, "segment", "word")
QUIET_DBFS = -60.0
"""What is quieter, 10 or 20 ms at a time, is silence: models invent words for it, so it is not given to them."""
PAUSE_S, LONGEST_S = 0.6, 15.0
"""Where a model gives words only, a segment ends at such a pause, and before it gets longer than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a recording is to be heard."""

    language: str | None = None
    """What is spoken, as a code or a name; None where the model should find out."""
    task: str = "transcribe"
    """`transcribe`, or `translate` into English."""
    timestamps: str | None = None
    """`segment`, `word`, or None for the text alone."""
    max_new_tokens: int | None = None
    """Most tokens for one window."""
    num_beams: int = 1
    prompt: str | None = None
    """Names and words that are likely to come: the model spells them like this."""

    def __post_init__(self) -> None:
        if self.task not in TASKS:
            raise ValueError(f"task={self.task!r} is none of: {', '.join(TASKS)}.")
        if self.timestamps not in TIMES:
            raise ValueError(f"timestamps={self.timestamps!r} is none of: None, 'segment', 'word'.")
        for name, value in (("num_beams", self.num_beams), ("max_new_tokens", self.max_new_tokens)):
            if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
                raise ValueError(f"{name}={value!r} is not a whole number, 1 or more.")
        for name, text in (("language", self.language), ("prompt", self.prompt)):
            if text is not None and not isinstance(text, str):
                raise ValueError(f"{name}={text!r} is no text.")


@dataclass(frozen=True, slots=True)
class Span:
    """What was said from one moment to another, in seconds from the recording's begin."""

    start_s: float
    end_s: float
    text: str

    def as_dict(self) -> dict[str, Any]:
        return {"start_s": round(float(self.start_s), 3), "end_s": round(float(self.end_s), 3), "text": self.text}


@dataclass(slots=True)
class Transcript:
    """What was heard so far."""

    text: str = ""
    language: str = ""
    segments: list[Span] = field(default_factory=list)
    words: list[Span] = field(default_factory=list)
    seconds: float = 0.0

    def as_dict(self, timestamps: str | None) -> dict[str, Any]:
        """As the runner answers, with the times that were asked for."""
        return {
            "text": self.text.strip(),
            "language": self.language,
            "segments": [segment.as_dict() for segment in self.segments] if timestamps else [],
            "words": [word.as_dict() for word in self.words] if timestamps == "word" else [],
            "seconds": round(self.seconds, 3),
        }


def segmented(words: Sequence[Span]) -> list[Span]:
    """Words joined into segments, cut where the speaker pauses.

    >>> segmented([Span(0.0, 0.4, "Good"), Span(0.5, 0.9, "day."), Span(2.0, 2.4, "Yes?")])
    [Span(start_s=0.0, end_s=0.9, text='Good day.'), Span(start_s=2.0, end_s=2.4, text='Yes?')]
    """
    groups: list[list[Span]] = []
    for word in words:
        pause = word.start_s - groups[-1][-1].end_s if groups else PAUSE_S
        if pause >= PAUSE_S or word.end_s - groups[-1][0].start_s > LONGEST_S:
            groups.append([])
        groups[-1].append(word)
    return [Span(group[0].start_s, group[-1].end_s, " ".join(word.text for word in group)) for group in groups]
