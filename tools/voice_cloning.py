"""A text, spoken in a person's voice: only with the consent of that person."""

from __future__ import annotations

from typing import ClassVar

from memory.voices import MEDIA_TYPE, Asked
from runtime.errors import BadInput
from runtime.records import Artifact, Json
from tools.speaking import SEED
from tools.spoken_languages import SPEAK
from tools.voices import VOICES, VoiceTool


class CloneVoice(VoiceTool):
    name = "clone_voice"
    description = (
        "Says an English text in the voice of a recording, and saves it as a wav. Only with the speaker's consent on "
        "record, or given at the terminal when asked; without it nothing is made. The likeness is rough."
    )
    inputs = {
        "text": {"type": "string", "role": "text", "description": "Artifact name of a document, or the text itself."},
        "voice_from": {
            "type": "string",
            "role": "voice",
            "description": "Artifact name of a recording of one speaker, or of a voice that describe_voice kept.",
        },
        "seed": SEED,
    }
    returns: ClassVar = {
        "cloned": ("boolean", "Whether the voice was taken on; else a synthetic one speaks."),
        "speaker": ("string", "Who consented."),
        "voice": ("string", "given, or default where the voice could not be taken on."),
        "seconds": ("number", "How long the speech is."),
        "sample_rate_hz": ("integer", "Samples a second."),
        "loudness_lufs": ("number", "As measured; less than -16 where the peak would clip, null if silent."),
        "artifacts": ("array", "Name of the wav."),
    }
    task = SPEAK
    side_effects = "saves a sound artifact in a person's voice, and a line in the log of consents"
    labels = ("reads_private",)
    makes = "audio/wav"
    cues: ClassVar = (
        r"\bclon(e|ing)\b.*\bvoice\b",
        r"\b(in|with|using|by) ((the|this|that|my|his|her|their|the speaker['’]s|its) (same )?voice\b|voice-\d)",
        r"\b(the|this|that|his|her|their|my|its) (kept|stored|saved|same) voice\b",
        r"\b(let|make|have) (the|this|that|his|her|their|my) (\w+ )?voice\b.*\b(say|speak|read|tell|sing)\b",
        r"\bvoice of (the|this|that) (recording|speaker|person)\b",
        r"\bsound(s|ing)? like (the|this|that) (speaker|person|recording)\b",
        r"\bimitate\b.*\b(voice|speaker)\b",
    )
    asks: ClassVar = (
        "say the text in the voice of the recording",
        "clone the voice in the recording and read this text",
        "read the text with the speaker's voice",
        "make it sound like the person in the recording",
        "speak this sentence in my voice",
        "imitate the voice of the speaker",
    )

    @classmethod
    def needs(cls) -> tuple[str, ...]:
        return SPEAK, VOICES

    def forward(self, text: str, voice_from: str, seed: int | None = None) -> dict[str, Json]:
        whole, name = self.fitting_text(text)
        source = self.bench.artifacts.get(voice_from.strip())
        checkpoint = self.choose_voice(self.spoken_language(whole, None))
        asked = self._asked(source, whole)
        grant = self.bench.voices.permit(asked)  # before anything is heard of the voice
        sources = (name, source.name) if name else (source.name,)
        spoken = self.say_as(self.voice(source.name), (grant, asked), checkpoint, sources, seed)
        cloned = spoken.facts["voice"] == "given"
        how = (
            f"in the voice of {grant.speaker}" if cloned else "in a synthetic voice: that of the recording did not fit"
        )
        return {
            "summary": f"Said it {how}: {spoken.artifact.name}, {spoken.length}. Consent: {grant.speaker}, "
            f"{grant.given}, for “{grant.purpose}”.",
            "cloned": cloned,
            "speaker": grant.speaker,
            **spoken.facts,
            "artifacts": [spoken.artifact.name],
        }

    def _asked(self, source: Artifact, text: str) -> Asked:
        """What a consent is needed for: one for the very recording, whose bytes are looked at anew.

        Raises:
            BadInput: it is no recording, or not the one that was given any more.
        """
        if source.media_type == MEDIA_TYPE:
            voice = self.opened_voice(source.name)
            return Asked(voice.title, voice.recording, text)
        recording = self.recording(source.name)
        if not self.bench.artifacts.verify(recording.name):
            raise BadInput(
                f"{recording.name} was changed since it was given. Ask the person to give the recording again."
            )
        return Asked(recording.title, recording.sha256, text)
