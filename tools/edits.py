"""What can be done to the sound of a recording, and doing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from runtime.errors import BadInput, NoResult
from runtime.records import Artifact
from tools.recordings import TYPES, clock, encoded
from tools.sound_facts import MOST_SAMPLES

QUIETEST, LOUDEST = -60.0, -5.0
RATES_HZ = (4_000, 192_000)
PEAK_DBTP = -1.0
"""EBU R 128 and AES TD1004.1 leave so much room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What is to be done, in this order."""

    start_s: float = 0.0
    end_s: float | None = None
    mono: bool = False
    rate_hz: int | None = None
    trim: bool = False
    fade_in_s: float = 0.0
    fade_out_s: float = 0.0
    lufs: float | None = None
    format: str = ""
    """As the recording's where it is empty."""

    def problem(self) -> str:
        """What is wrong with it; empty where it can be tried."""
        if self == Edit():
            return "nothing is said to be done; name something, e.g. lufs=-16, format='mp3', trim=True or end_s=30"
        if self.format and self.format not in TYPES:
            return f"format={self.format!r} is none of: {', '.join(TYPES)}"
        if self.lufs is not None and not QUIETEST <= self.lufs <= LOUDEST:
            return f"lufs={self.lufs} is outside {QUIETEST:g} to {LOUDEST:g}; -16 suits speech, -23 broadcasting"
        if self.rate_hz is not None and not RATES_HZ[0] <= self.rate_hz <= RATES_HZ[1]:
            return f"rate_hz={self.rate_hz} is outside {RATES_HZ[0]} to {RATES_HZ[1]}"
        if self.start_s < 0 or (self.end_s is not None and not self.start_s < self.end_s):
            return f"start_s={self.start_s} and end_s={self.end_s} leave nothing between them"
        if not (0 <= self.fade_in_s <= 60 and 0 <= self.fade_out_s <= 60):
            return "a fade takes 0 to 60 seconds"
        return ""


def edited(recording: Artifact, edit: Edit) -> tuple[bytes, str]:
    """The new file's bytes and its format.

    Raises:
        BadInput: the part asked for is too long, or of too many channels for what is asked.
        NoResult: nothing is left of it.
    """
    from runtime import sound

    facts = sound.probe(recording.path)
    length_s = None if edit.end_s is None else edit.end_s - edit.start_s
    check_size(facts, edit, recording)
    audio, rate = sound.read(recording.path, edit.rate_hz, edit.mono, edit.start_s, length_s)
    if edit.trim:
        audio = sound.trimmed(audio, rate)
    if not audio.shape[-1]:
        raise NoResult(f"Nothing is left of {recording.title}: it is silent, or shorter than that. Say so.")
    audio = sound.faded(audio, rate, edit.fade_in_s, edit.fade_out_s)
    kind = edit.format or (facts.format if facts.format in TYPES else "wav")
    try:
        audio = audio if edit.lufs is None else sound.normalised(audio, rate, edit.lufs, PEAK_DBTP)
    except ValueError as error:
        raise BadInput(f"edit_sound: {error}") from error
    return encoded(audio, rate, kind), kind


def check_size(facts: Any, edit: Edit, recording: Artifact) -> None:
    """
    Raises:
        BadInput: it would take gigabytes.
    """
    until = facts.seconds if edit.end_s is None else min(edit.end_s, facts.seconds)
    rate, channels = max(edit.rate_hz or 0, facts.sample_rate_hz), 1 if edit.mono else facts.channels
    if (until - edit.start_s) * rate * channels > MOST_SAMPLES:
        most = clock(MOST_SAMPLES / rate / channels)
        raise BadInput(f"{recording.title} is too long to edit at once: give start_s and end_s, at most {most} apart.")
