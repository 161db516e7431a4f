"""A text, spoken."""

from __future__ import annotations

from typing import Any, ClassVar

from memory.artifacts import looks_like_name
from memory.voices import Asked
from runtime.records import Json
from tools.speaking import SEED, SpeakingTool, Spoken
from tools.spoken_languages import SPEAK


class ReadAloud(SpeakingTool):
    name = "read_aloud"
    description = (
        "Reads a text or document aloud and saves the speech as a wav, at -16 LUFS. The voice is synthetic, and the "
        "checkpoint's language must be the text's: the usual one speaks English. It does not translate."
    )
    inputs = {
        "text": {"type": "string", "role": "text", "description": "Artifact name of a document, or the text itself."},
        "voice": {
            "type": "string",
            "nullable": True,
            "role": "preset",
            "description": (
                "One of the checkpoint's own voices, such as v2/en_speaker_6 or 7; or the artifact name of a voice "
                "that describe_voice kept, which takes that person's consent."
            ),
        },
        "speed": {
            "type": "number",
            "nullable": True,
            "role": "speed",
            "description": "0.25 to 4; 1 is the voice's own pace, 2 twice as fast. Not every voice can.",
        },
        "language": {
            "type": "string",
            "nullable": True,
            "role": "text_language",
            "description": "Language of the text, as a name or code; found out if left out.",
        },
        "seed": SEED,
    }
    returns: ClassVar = {
        "voice": ("string", "Whose voice it is: default, given, or one of the checkpoint's own."),
        "seconds": ("number", "How long the speech is."),
        "sample_rate_hz": ("integer", "Samples a second."),
        "loudness_lufs": ("number", "As measured; less than -16 where the peak would clip, null if silent."),
        "artifacts": ("array", "Name of the wav."),
    }
    task = SPEAK
    side_effects = "saves a sound artifact"
    labels = ()
    makes = "audio/wav"
    cues: ClassVar = (
        r"^(say|speak|pronounce|utter)( out| aloud)?( loud)?:? QTEXT(?!.*\bvoice\b)",
        r"\b(aloud|out loud)\b|\bread (it |this |that |them |these |those |QTEXT |(the|your) [\w-]+ )?out\b(?! of\b)",
        r"^read\b(?!.*\bpages?\b).{0,60}\b(to|for) (me|us|him|her|them|the (kids|children|class))\b",
        r"\btext[- ]to[- ]speech\b",
        r"\blet (me|us|him|her|them) hear\b|\b(have|want|get) (it|this|that|them|the \w+) (spoken|said|read)\b",
        r"\b(speak|say|voice) (it|this|the (text|summary|translation|document|handbook))\b",
        r"\bvoice-?\s?over\b",
        r"\bnarrat",
        r"\b(audio|spoken|sound) (version|file|edition) of\b",
        r"\baudiobook\b",
        r"\b(as|into|to) (speech|audio|an audio file)\b",
    )
    asks: ClassVar = (
        "read the text aloud",
        "read this document out loud",
        "turn the text into speech",
        "make an audio version of the summary",
        "narrate the story",
        "record a voice-over of this text",
        "let me listen to the document instead of reading it",
        "speak the text with a computer voice",
    )

    def forward(
        self,
        text: str,
        voice: str | None = None,
        speed: float | None = None,
        language: str | None = None,
        seed: int | None = None,
    ) -> dict[str, Json]:
        whole, name = self.fitting_text(text)
        checkpoint = self.choose_voice(self.spoken_language(whole, language))
        sources = (name,) if name else ()
        if voice and looks_like_name(voice):
            spoken = self._as_person(whole, voice, checkpoint, (*sources, voice), seed)
        else:
            manner: dict[str, Any] = {"voice": voice, "speaking_rate": speed}
            given = {key: value for key, value in manner.items() if value is not None}
            spoken = self.say(whole, checkpoint, sources, seed, **given)
        title = self.bench.artifacts.get(name).title if name else "the text"
        return {
            "summary": f"Read {title} aloud: {spoken.artifact.name}, {spoken.length}.",
            **spoken.facts,
            "artifacts": [spoken.artifact.name],
        }

    def _as_person(self, text: str, voice: str, checkpoint: str, sources: tuple[str, ...], seed: int | None) -> Spoken:
        person = self.opened_voice(voice)
        asked = Asked(person.title, person.recording, text)
        return self.say_as(person, (self.bench.voices.permit(asked), asked), checkpoint, sources, seed)
