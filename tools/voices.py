"""Who speaks in a recording, as far as voices tell: kept sealed, compared, forgotten."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from memory.voices import MEDIA_TYPE, Voice
from runtime.calls import Results
from runtime.errors import BadInput
from runtime.records import Artifact, Json
from tools.outcomes import Outcome
from tools.recordings import clock
from tools.speaking import SpeakingTool

VOICES = "speaker-embedding"
SAME = 0.86
"""The cosine from which two recordings count as one voice, as the card of wavlm-base-plus-sv has it."""
SHORT_S = 3.0
"""Of less speech a voice is told badly."""


class VoiceTool(SpeakingTool):
    """Base of the tools that look at voices."""

    def heard_voice(self, recording: Artifact) -> tuple[Voice, Results]:
        """The voice in a recording. Nothing of it is remembered."""
        results = self.run([recording.path], VOICES, kept=False)
        vector = np.asarray(results.items[0]["embedding"], np.float32)
        return Voice(vector, recording.sha256, recording.title, results.checkpoint.id), results

    def voice(self, name: str) -> Voice:
        """Of a recording, or of a voice that was kept."""
        if self.bench.artifacts.get(name).media_type == MEDIA_TYPE:
            return self.opened_voice(name)
        return self.heard_voice(self.recording(name))[0]


class DescribeVoice(VoiceTool):
    name = "describe_voice"
    description = (
        "Keeps what tells the voice in a recording from others, sealed, as a voice artifact that compare_voices and "
        "clone_voice take. For recordings of one speaker; it does not say who that is. Forget it with forget_voice."
    )
    inputs = {
        "sound": {"type": "string", "role": "sound", "description": "Artifact name of a recording of one speaker."},
    }
    returns: ClassVar = {
        "seconds": ("number", "How long the recording is."),
        "level_dbfs": ("number", "How loud it is on average; 0 is the most there can be."),
        "confidence": ("number", "0 to 1: lower where there is too little speech to tell a voice by."),
        "artifacts": ("array", "Name of the sealed voice."),
    }
    task = VOICES
    side_effects = "saves a sealed artifact"
    makes = MEDIA_TYPE
    labels = ()
    makes = MEDIA_TYPE
    cues: ClassVar = (
        r"\b(describe|keep|remember|store|save|enrol|register|fingerprint)\b.*\b(voice|speaker)\b",
        r"\bvoice ?(print|profile|fingerprint|embedding)\b",
        r"\b(x-?vector|speaker embedding)\b",
    )
    asks: ClassVar = (
        "describe the voice in the recording",
        "keep the speaker's voice for later",
        "make a voice profile of the recording",
        "store my voice from this recording",
        "compute the speaker embedding",
        "remember what this speaker sounds like",
    )

    def forward(self, sound: str) -> dict[str, Json]:
        from runtime import sound as sounds

        recording = self.recording(sound)
        length_s = sounds.probe(recording.path).seconds
        level = sounds.level_dbfs(sounds.read(recording.path, 16_000, seconds=600)[0])
        voice, results = self.heard_voice(recording)
        provenance = self.made(results, (recording.name,))
        made = self.bench.artifacts.save_bytes(self.bench.voices.seal(voice), "voice", MEDIA_TYPE, provenance)
        short = " That is little to tell a voice by." if length_s < SHORT_S else ""
        return {
            "summary": f"Kept the voice in {recording.title} as {made.name}, sealed ({clock(length_s)} heard).{short}",
            "seconds": round(length_s, 3),
            "level_dbfs": round(level, 1),
            "confidence": round(min(1.0, length_s / SHORT_S), 2),
            "artifacts": [made.name],
        }


class CompareVoices(VoiceTool):
    name = "compare_voices"
    description = (
        "Says whether two recordings, or voices that were kept, are of the same speaker, with a score from -1 to 1. "
        "A likeness, not a proof: siblings, colds and bad microphones mislead it. Recordings of one speaker each."
    )
    inputs = {
        "recordings": {
            "type": "array",
            "role": "sounds",
            "description": "Two artifact names, of recordings or of voices that describe_voice kept.",
        },
        "threshold": {
            "type": "number",
            "nullable": True,
            "role": "threshold",
            "description": f"The score from which it is the same speaker, -1 to 1; {SAME} if left out.",
        },
    }
    returns: ClassVar = {
        "same": ("boolean", "Whether it is the same speaker, by the threshold."),
        "score": ("number", "Cosine of the two voices, -1 to 1."),
        "threshold": ("number", "The score from which it counts as the same."),
        "confidence": ("number", "0.5 at the threshold, towards 1 away from it."),
    }
    task = VOICES
    labels = ()
    outcomes = (
        Outcome(
            "same",
            r"\bthe (?:one|man|woman|person|speaker|voice|caller) (?:from|in|of|on|that|who)\b|"
            r"\b(?:same|different) (?:speaker|person|voice|one)\b|\b(?:voices?|they|speakers?) (?:do |both )?match"
            r"|\b(?:voices|speakers|both|they|two)(?: are| be|['’]re) (?:the same|different|alike)\b",
            True,
        ),
    )
    cues: ClassVar = (
        r"\b(same|different) (speaker|voice|person)\b",
        r"\bcompare\b.*\b(voices?|speakers?)\b",
        r"\b(voices?|speakers?)\b.*\b(the same|match|alike|similar)\b",
        r"\bhow (alike|similar|close|different)\b.*\b(voices?|speakers?)\b",
        r"\bis it (him|her|me|the same one) (speaking|talking)\b",
    )
    asks: ClassVar = (
        "is it the same speaker in both recordings?",
        "compare the voices in the two recordings",
        "do these two recordings have the same person talking?",
        "how alike are the two voices?",
        "verify that the speaker is the same in both recordings",
        "does the voice in one recording match the other?",
    )

    def forward(self, recordings: list[str], threshold: float | None = None) -> dict[str, Json]:
        from runtime.runners.speakers import same_voice

        line = SAME if threshold is None else float(threshold)
        if len(recordings) != 2 or not all(isinstance(name, str) for name in recordings) or not -1 <= line <= 1:
            raise BadInput(
                "compare_voices takes two artifact names and a threshold from -1 to 1. "
                "Call it again as compare_voices(recordings=['talk-1', 'call-1'])."
            )
        one, two = (self.voice(name.strip()) for name in recordings)
        if one.checkpoint != two.checkpoint:
            raise BadInput(
                f"One voice was told by {one.checkpoint}, the other by {two.checkpoint}: describe both anew."
            )
        score = same_voice(one.vector, two.vector)
        same = score >= line
        sure = 0.5 + 0.5 * min(1.0, abs(score - line) / max(1e-9, (1 - line) if same else (line + 1)))
        return {
            "summary": f"{one.title} and {two.title}: {'the same' if same else 'not the same'} speaker, as far as "
            f"voices tell ({score:.2f}; the same from {line:.2f} on).",
            "same": same,
            "score": round(score, 4),
            "threshold": line,
            "confidence": round(sure, 4),
        }


class ForgetVoice(VoiceTool):
    name = "forget_voice"
    description = (
        "Deletes a voice that describe_voice kept, for good. Recordings of it, and what was said with it, stay; the "
        "log of consents stays too."
    )
    inputs = {"voice": {"type": "string", "role": "kept_voice", "description": "Artifact name of a kept voice."}}
    side_effects = "deletes a voice artifact"
    labels = ("side_effect",)
    cues: ClassVar = (r"\b(forget|delete|erase|remove|wipe|get rid of)\b.*\bvoices?\b(?!.*\b(recording|over)\b)",)
    asks: ClassVar = (
        "forget the voice",
        "delete the stored voice",
        "erase voice-1",
        "remove the voice profile",
        "delete the speaker embedding that you kept",
        "I no longer want my voice to be stored",
    )

    def forward(self, voice: str) -> dict[str, Json]:
        artifact = self.bench.artifacts.get(voice.strip())
        if artifact.media_type != MEDIA_TYPE:
            raise BadInput(f"{voice} is {artifact.media_type}, not a voice: only those are forgotten here.")
        self.bench.artifacts.forget(artifact.name)
        return {"summary": f"Forgot {artifact.name}: the voice is deleted."}
