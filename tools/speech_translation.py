"""Speech in one language, spoken in another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from runtime.errors import BadInput, NoResult
from runtime.records import Artifact, Json
from runtime.runners.language_codes import language as spoken_as
from tools.base import Choose
from tools.pairs import checkpoint_to
from tools.speaking import LONGEST, SEED, SpeakingTool, code_of
from tools.spoken_languages import SPEAK, voice_for
from tools.transcripts import SPOKEN, hearing, nothing_said

HEAR, TRANSLATE = "automatic-speech-recognition", "translation"
SHOWN = 600
"""Characters of each text in the summary."""


class TranslateSpeech(SpeakingTool):
    name = "translate_speech"
    description = (
        "Says in another language what is said in a recording: writes it down, translates it, and speaks the "
        "translation with a synthetic voice. Saves the speech as a wav, and both texts. The speaker's own voice and "
        "timing are not kept."
    )
    inputs = {
        "sound": {"type": "string", "role": "sound", "description": "Artifact name of a recording or a video."},
        "target": {
            "type": "string",
            "role": "target",
            "description": "Language to say it in, as a name or ISO 639-1 code: English, fr.",
        },
        "language": SPOKEN,
        "seed": SEED,
    }
    returns: ClassVar = {
        "text": ("string", "What is said in the recording."),
        "translation": ("string", "The same in the other language."),
        "source": ("string", "ISO 639-1 code of what is spoken; empty where the model does not tell."),
        "target": ("string", "ISO 639-1 code of the other language."),
        "voice": ("string", "Whose voice it is."),
        "seconds": ("number", "How long the speech is."),
        "sample_rate_hz": ("integer", "Samples a second."),
        "loudness_lufs": ("number", "As measured; less than -16 where the peak would clip, null if silent."),
        "artifacts": ("array", "Names of the wav, the transcript and the translation."),
    }
    task = SPEAK
    side_effects = "saves artifacts"
    labels = ("reads_untrusted",)
    makes = "audio/wav"
    cues: ClassVar = (
        r"\btranslat\w+\b.*\b(speech|recording|interview|talk|voice (message|memo)|speaker)\b",
        r"\b(dub|interpret)\b",
        r"\bspeech[- ]to[- ]speech\b",
        r"\b(say|speak|repeat)\b.*\bthe recording\b.*\bin [A-Z]?\w+",
        r"^(say|speak|tell (me|us|him|her|them))\b.{0,20}\bin [a-z]+ what\b.*"
        r"\b(said|says|saying|told|tells|explains?)\b",
    )
    asks: ClassVar = (
        "translate the speech into French",
        "translate the recording into spoken English",
        "dub the recording in German",
        "say the recording in Spanish",
        "interpret what the speaker says into English",
        "turn the Italian voice message into an English one",
    )

    @classmethod
    def needs(cls) -> tuple[str, ...]:
        return SPEAK, HEAR

    @classmethod
    def checkpoint_for(cls, task: str, given: Mapping[str, Json], choose: Choose) -> str:
        into = spoken_as(str(given.get("target", "")))
        if task != SPEAK or given.get("model") or into is None:
            return super().checkpoint_for(task, given, choose)
        return voice_for(into.code, choose).id

    def forward(self, sound: str, target: str, language: str | None = None, seed: int | None = None) -> dict[str, Json]:
        recording, into = self.recording(sound), code_of(target, self.name)
        voice = self.choose_voice(into)
        if not self._hears_as(into):  # what is missing is found before an hour is transcribed, not after
            self.bench.pool.choice(TRANSLATE, self._translator(into, language or ""))
        text, source = self._heard(recording, language)
        if len(text) > LONGEST:
            raise BadInput(f"{recording.title} has too much speech to say at once. Cut it into parts with edit_sound.")
        if source == into:
            raise NoResult(f"{recording.title} is in that language already ({into}). Call read_aloud or transcribe.")
        translation, made = self._translated(recording, text, source, into, language)
        spoken = self.say(translation, voice, (recording.name,), seed)
        return {
            "summary": f"{recording.title} ({source or '?'}): “{short(text)}”\nIn {into}: “{short(translation)}”\n"
            f"Spoken in {spoken.artifact.name}, {spoken.length}.",
            "text": text,
            "translation": translation,
            "source": source,
            "target": into,
            **spoken.facts,
            "artifacts": [spoken.artifact.name, *made],
        }

    def _heard(self, recording: Artifact, language: str | None) -> tuple[str, str]:
        """What is said, and the code of its language, empty where neither the model nor the text tells."""
        heard = self.run([recording.path], HEAR, also=hearing(language, False, "none")).items[0]
        if not heard["text"]:
            raise nothing_said(recording)
        known = spoken_as(heard["language"] or self.spoken_language(heard["text"], None))
        return heard["text"], known.code if known else ""

    def _translated(
        self, recording: Artifact, text: str, source: str, into: str, language: str | None
    ) -> tuple[str, list[str]]:
        """The translation, and the names of both texts. Whisper hears English by itself; the rest is a translator's."""
        if self._hears_as(into):
            results = self.run([recording.path], HEAR, also=hearing(language, True, "none"))
        elif source:
            checkpoint = self._translator(into, source)
            results = self.run([text], TRANSLATE, checkpoint=checkpoint, source=source, target=into)
        else:
            raise BadInput(f"It is not clear what language {recording.title} is in. Name it, e.g. language='fr'.")
        translation = results.items[0]["text"]
        if not translation.strip():
            raise NoResult(f"The translation of {recording.title} came out empty. Say so rather than trying again.")
        how = self.made(results, (recording.name,), source=source or None, target=into)
        save = self.bench.artifacts.save_text
        return translation, [save(text, "transcript", how).name, save(translation, "translation", how).name]

    def _translator(self, into: str, source: str) -> str:
        """The checkpoint that translates so."""
        target = spoken_as(into)
        return checkpoint_to(target, spoken_as(source), self.bench.pool.choice) if target else ""

    def _hears_as(self, into: str) -> bool:
        """Whether what hears can translate as it hears: Whisper does, into English, but for its English-only sizes."""
        if into != "en":
            return False
        name = self.bench.pool.choice(HEAR).checkpoint.id.lower()
        return "whisper" in name and not name.endswith(".en")


def short(text: Any) -> str:
    """
    >>> len(short("word " * 500)) <= SHOWN
    True
    """
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
