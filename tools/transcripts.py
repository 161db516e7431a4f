"""What is said in a recording, written down."""

from __future__ import annotations

from typing import Any, ClassVar

from runtime.errors import BadInput, NoResult
from runtime.records import Artifact, Json
from tools.recordings import MOST, RecordingTool, clock

LONGEST = 20_000
"""Characters of a transcript that are returned at once; all of it is in the artifact."""
TIMES = ("none", "segment", "word")
SPOKEN: dict[str, Any] = {
    "type": "string",
    "nullable": True,
    "role": "spoken",
    "description": "Language that is spoken, as a name or ISO 639-1 code; found out if left out.",
}


class Transcribe(RecordingTool):
    name = "transcribe"
    description = (
        "Writes down what is said in a recording or a video's sound track, however long, in the language that is "
        "spoken or translated into English. Saves the text, and with times the segments as JSON. It does not say who "
        "speaks."
    )
    inputs = {
        "sound": {"type": "string", "role": "sound", "description": "Artifact name of a recording or a video."},
        "language": SPOKEN,
        "translate": {
            "type": "boolean",
            "nullable": True,
            "role": "into_english",
            "description": "True to write it in English whatever is spoken; false if left out.",
        },
        "timestamps": {
            "type": "string",
            "nullable": True,
            "role": "timestamps",
            "description": "none, segment (sentences, roughly) or word; segment if left out.",
        },
    }
    returns: ClassVar = {
        "text": ("string", f"The text, its first {LONGEST} characters where it is longer."),
        "language": ("string", "ISO 639-1 code of what is spoken; empty where the model does not tell."),
        "seconds": ("number", "How long the recording is."),
        "segments": ("array", f"The first {MOST}: start_s, end_s, text; times in seconds from the beginning."),
        "segments_count": ("integer", "How many there are."),
        "artifacts": ("array", "Names of the text artifact and, with times, of the segments' JSON."),
    }
    task = "automatic-speech-recognition"
    side_effects = "saves artifacts"
    labels = ("reads_untrusted",)
    makes = "text/plain"
    cues: ClassVar = (
        r"\btype (it|that|this|them|everything)( all)? up\b|\btype up\b|\btyped up\b",
        r"\btranscrib",
        r"\b(make|write|create|get|give|produce|need|want)\b.*\btranscript(ion)?s?\b|\btranscript(ion)?s? of\b",
        r"\bspeech[- ]to[- ]text\b",
        r"\bwrite (down|out)\b.*\b(said|say|recording|spoken|speech)\b",
        r"\bwhat (is|was|does|do|did)\b.*\b(said|say|saying)\b.*\b(recording|video|audio|voice (message|memo|note))\b",
        r"\b(recording|voice (message|note|memo)|dictation|interview)\b.*\b(as|into|to) (text|writing|words)\b",
        r"\b(written|words|wording)\b.*\b(recording|voice (message|memo|note)|interview|dictation)\b",
        r"\btype (up|out)\b.*\b(recording|interview|dictation)\b",
    )
    asks: ClassVar = (
        "transcribe the recording",
        "write down what is said in the recording",
        "turn the recording into text",
        "make a transcript of the interview",
        "what is being said in this audio?",
        "type up the voice message",
        "transcribe the video with timestamps",
        "transcribe the French recording in English",
    )

    def forward(
        self, sound: str, language: str | None = None, translate: bool | None = None, timestamps: str | None = None
    ) -> dict[str, Json]:
        recording = self.recording(sound)
        times = timestamps or "segment"
        if times not in TIMES:
            raise BadInput(f"timestamps={times!r} is none of: {', '.join(TIMES)}. Call transcribe again with one.")
        wish = hearing(language, bool(translate), times)
        results = self.run([recording.path], also=wish)
        heard = results.items[0]
        if not heard["text"]:
            raise nothing_said(recording)
        provenance = self.made(results, (recording.name,), **wish)
        made = [self.bench.artifacts.save_text(heard["text"], "transcript", provenance).name]
        if times != "none":
            made.append(self.save_list({"recording": recording.name} | heard, "segments", provenance))
        return self._result(heard, made, recording)

    @staticmethod
    def _result(heard: dict[str, Json], made: list[str], recording: Artifact) -> dict[str, Json]:
        text = heard["text"]
        cut = f"\n… (cut here; all of it is in {made[0]})" if len(text) > LONGEST else ""
        length = clock(heard["seconds"])
        return {
            "summary": f"{recording.title}, {length}:\n{text[:LONGEST]}{cut}",
            "text": text[:LONGEST],
            "language": heard["language"],
            "seconds": heard["seconds"],
            "segments": heard["segments"][:MOST],
            "segments_count": len(heard["segments"]),
            "artifacts": made,
        }


def hearing(language: str | None, translate: bool, times: str) -> dict[str, Json]:
    """The parameters of the recogniser, without those that are its own defaults."""
    wish = {"language": language.strip() if language else None, "task": "translate" if translate else None}
    wish["timestamps"] = None if times == "none" else times
    return {name: value for name, value in wish.items() if value}


def nothing_said(recording: Artifact) -> NoResult:
    return NoResult(f"Nobody is heard to say anything in {recording.title}. Say so rather than trying again.")
