"""Subtitles for a recording."""

from __future__ import annotations

import json
from typing import ClassVar

from runtime.errors import BadInput
from runtime.records import Artifact, Json, Provenance
from tools.captions import Caption, as_srt, as_vtt, captions, words_of
from tools.recordings import MOST, RecordingTool, clock
from tools.transcripts import SPOKEN, hearing, nothing_said

FORMATS = {"srt": ("application/x-subrip", as_srt), "vtt": ("text/vtt", as_vtt)}


class MakeSubtitles(RecordingTool):
    name = "make_subtitles"
    description = (
        "Makes a subtitle file, SRT or WebVTT in UTF-8, of what is said in a recording or video: at most two lines of "
        "42 characters, each shown 5/6 to 7 seconds, none overlapping. In the spoken language, or in English. It does "
        "not burn them into the video."
    )
    inputs = {
        "sound": {
            "type": "string",
            "role": "sound",
            "description": "Artifact name of a recording, a video, or the segments that transcribe saved.",
        },
        "format": {
            "type": "string",
            "nullable": True,
            "role": "subtitle_format",
            "description": "srt or vtt; srt if left out.",
        },
        "language": SPOKEN,
        "translate": {
            "type": "boolean",
            "nullable": True,
            "role": "into_english",
            "description": "True for English subtitles whatever is spoken; false if left out.",
        },
    }
    returns: ClassVar = {
        "format": ("string", "srt or vtt."),
        "count": ("integer", "How many subtitles there are."),
        "subtitles": ("array", f"The first {MOST}: start_s, end_s, text; lines parted by a line feed."),
        "artifacts": ("array", "Name of the subtitle file."),
    }
    task = "automatic-speech-recognition"
    side_effects = "saves an artifact"
    labels = ("reads_untrusted",)
    makes = "application/x-subrip"
    cues: ClassVar = (
        r"\bsub-?titles?\b",
        r"\b(closed )?captions? (for|to|of|file)\b.*\b(video|recording|clip|film)\b",
        r"\b(video|clip|film)\b.*\bcaptions?\b",
        r"\b(srt|vtt|webvtt)\b",
    )
    asks: ClassVar = (
        "make subtitles for the video",
        "subtitle the recording",
        "create an srt file of the recording",
        "I need closed captions for this video as vtt",
        "generate English subtitles for the film",
        "add subtitles to the talk",
    )

    def forward(
        self, sound: str, format: str | None = None, language: str | None = None, translate: bool | None = None
    ) -> dict[str, Json]:
        kind = (format or "srt").lower().lstrip(".")
        if kind not in FORMATS:
            raise BadInput(f"format={format!r} is none of: {', '.join(FORMATS)}. Call make_subtitles again with one.")
        source = self.bench.artifacts.get(sound.strip())
        if source.media_type == "application/json":
            heard, provenance = self._segments(source), Provenance(self.name, (source.name,), {"format": kind})
        else:
            heard, provenance = self._heard(self.recording(sound), language, bool(translate), kind)
        shown = captions(words_of(heard["segments"], heard["words"]))
        if not shown:
            raise nothing_said(source)
        media_type, written = FORMATS[kind]
        made = self.bench.artifacts.save_bytes(written(shown).encode(), "subtitles", media_type, provenance)
        return self._result(shown, kind, made, source)

    def _heard(
        self, recording: Artifact, language: str | None, translate: bool, kind: str
    ) -> tuple[dict[str, Json], Provenance]:
        """With the times of words, where the model knows them: a segment's are not known within it."""
        wish = hearing(language, translate, "word")
        try:
            results = self.run([recording.path], also=wish)
        except BadInput:
            wish = hearing(language, translate, "segment")
            results = self.run([recording.path], also=wish)
        return results.items[0], self.made(results, (recording.name,), format=kind, **wish)

    def _segments(self, source: Artifact) -> dict[str, Json]:
        """
        Raises:
            BadInput: it is other JSON.
        """
        try:
            told = json.loads(self.bench.artifacts.text(source.name))
            spans = [*told["segments"], *told["words"]]
            if all(0 <= float(span["start_s"]) <= float(span["end_s"]) and str(span["text"]) for span in spans):
                return dict(told)
        except (ValueError, KeyError, TypeError):
            pass
        raise BadInput(f"{source.name} does not hold segments with times. Give a recording, or what transcribe saved.")

    @staticmethod
    def _result(shown: list[Caption], kind: str, made: Artifact, source: Artifact) -> dict[str, Json]:
        rows = [{"start_s": c.start_ms / 1000, "end_s": c.end_ms / 1000, "text": "\n".join(c.lines)} for c in shown]
        until = clock(shown[-1].end_ms / 1000)
        return {
            "summary": f"Made {made.name}: {many(len(shown))} ({kind.upper()}) for {source.title}, up to {until}.",
            "format": kind,
            "count": len(shown),
            "subtitles": rows[:MOST],
            "artifacts": [made.name],
        }


def many(count: int) -> str:
    """
    >>> many(1), many(12)
    ('1 subtitle', '12 subtitles')
    """
    return f"{count} subtitle{'' if count == 1 else 's'}"
