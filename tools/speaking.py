"""What the tools that speak share: a voice that knows the language, even loudness, consent to a person's voice.

No voice comes with the packages: of the libraries on PyPI that speak without a network, none is permissively licensed
and has its voice in the wheel (they fetch it later, or are a front to espeak-ng, a program under the GPL).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from memory.voices import MEDIA_TYPE, Asked, Grant, Voice
from runtime.calls import Results
from runtime.errors import BadInput
from runtime.places import is_here
from runtime.records import Artifact, Json
from runtime.runners.language_codes import language
from tools.recordings import RecordingTool, clock, encoded
from tools.spoken_languages import SPEAK, fits, id_of, speaking, voice_for

LUFS = -16.0
"""How loud speech is made. AES TD1004.1 recommends -16 to -20 for streams; the upper end suits small speakers."""
LONGEST = 20_000
"""Characters that are spoken at once: about twenty minutes."""
SURE, ENOUGH = 0.95, 20
"""A text whose language is found this surely, in so many letters, is not given to a voice of another."""
Consent = tuple[Grant, Asked]
"""A consent, and what it is used for."""
SEED: dict[str, Any] = {
    "type": "integer",
    "nullable": True,
    "role": "seed",
    "description": "Whole number, 0 or more: the same seed says it the same way; 0 if left out.",
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said, saved."""

    artifact: Artifact
    facts: dict[str, Json]
    """`voice`, `seconds`, `sample_rate_hz`, `loudness_lufs`."""

    @property
    def length(self) -> str:
        return clock(self.facts["seconds"])


class SpeakingTool(RecordingTool):
    """Base of the tools that speak. Its `task` is text-to-speech."""

    def choose_voice(self, code: str) -> str:
        """A checkpoint that speaks the language `code`, of those that are here; the usual one where `code` is empty.

        Raises:
            BadInput: none of them does.
            CheckpointError: there is none at all.
        """
        line = voice_for(code, self.bench.pool.choice, self._model)
        if fits(line, code) and (line.id not in map(id_of, speaking(code)) or is_here(line)):
            return line.id
        named = language(code)
        fetch = next(map(id_of, speaking(code)), "")
        hint = f"Fetch a voice for it with: atelier pull {fetch}" if fetch else "Translate it into English first"
        whose = f"{self._model} does not speak" if self._model else "No voice here speaks"
        raise BadInput(f"{self.name}: {whose} {named.name if named else code}. {hint}.")

    def spoken_language(self, text: str, given: str | None) -> str:
        """The code of the language that a text is in: as it was given, else as it is surely found; empty where unsure.

        Raises:
            BadInput: what was given is no language.
        """
        if given:
            return code_of(given, self.name)
        if sum(map(str.isalpha, text)) < ENOUGH:
            return ""
        guesses = self.run([text[:LONGEST]], "language-detection", checkpoint="langdetect").items[0]
        if not guesses or guesses[0]["score"] < SURE:
            return ""
        known = language(guesses[0]["label"])
        return known.code.partition("-")[0] if known else ""

    def fitting_text(self, text: str) -> tuple[str, str]:
        """The text to be said, of an artifact or as it was given, and the artifact's name, empty where there is none.

        Raises:
            BadInput: there is none, or too much.
        """
        document, name = self.material(text)
        whole = "\n".join(page.text for page in document.pages).strip()
        if len(whole) > LONGEST:
            raise BadInput(
                f"{document.title} has {len(whole)} characters, and {LONGEST} are spoken at once. Give a part of it: "
                "read_file returns some pages, summarize the gist."
            )
        return whole, name

    def say(self, text: str, checkpoint: str, sources: Sequence[str], seed: int | None, **manner: Any) -> Spoken:
        """Speak and save it. `manner` is what the runner takes: voice, speaking_rate."""
        seed = 0 if seed is None else seed
        results = self.run([text], SPEAK, checkpoint=checkpoint, seed=seed, **manner)
        return self._saved(results, *encoding(results), sources, seed, manner)

    def say_as(
        self, voice: Voice, consent: Consent, checkpoint: str, sources: Sequence[str], seed: int | None
    ) -> Spoken:
        """Speak in a person's voice, and save it after it was written down. Nothing of it is remembered elsewhere."""
        seed, (grant, asked) = 0 if seed is None else seed, consent
        vector = voice.vector
        results = self.run([asked.says], SPEAK, checkpoint=checkpoint, kept=False, seed=seed, speaker_embedding=vector)
        sound, loudness = encoding(results)
        self.bench.voices.used(grant, asked, sound)
        return self._saved(results, sound, loudness, sources, seed, {"consent": grant.id})

    def opened_voice(self, name: str) -> Voice:
        """The voice that is sealed in the artifact `name`.

        Raises:
            BadInput: it is another thing.
            SealBroken: it cannot be opened.
        """
        artifact = self.bench.artifacts.get(name)
        if artifact.media_type != MEDIA_TYPE:
            raise BadInput(f"{name} is {artifact.media_type}, not a voice. Call describe_voice with a recording first.")
        return self.bench.voices.open(artifact.path.read_bytes(), name)

    def _saved(
        self,
        results: Results,
        sound: bytes,
        loudness: float | None,
        sources: Sequence[str],
        seed: int,
        manner: dict[str, Json],
    ) -> Spoken:
        said = results.items[0]
        provenance = self.made(results, sources, seed, **manner)
        artifact = self.bench.artifacts.save_bytes(sound, "speech", "audio/wav", provenance)
        rate = int(said["sample_rate_hz"])
        facts: dict[str, Json] = {"voice": said["voice"], "seconds": round(len(said["audio"]) / rate, 3)}
        return Spoken(artifact, facts | {"sample_rate_hz": rate, "loudness_lufs": loudness})


def encoding(results: Results) -> tuple[bytes, float | None]:
    """What a model said, evenly loud, as the bytes of a wav; and how loud it came out, in LUFS: None for silence."""
    from runtime import sound

    audio, rate = results.items[0]["audio"], int(results.items[0]["sample_rate_hz"])
    if len(audio) < rate / 100 or not np.isfinite(audio).all():
        raise BadInput("Nothing that could be heard came out. Try another seed, or a longer text.")
    even = sound.normalised(audio, rate, LUFS)
    loudness = sound.loudness_lufs(even, rate)
    return encoded(even, rate), round(loudness, 2) if np.isfinite(loudness) else None


def code_of(word: str, tool: str) -> str:
    """
    Raises:
        BadInput: `word` is no language that is known here.
    """
    known = language(word)
    if known is None:
        raise BadInput(
            f"{tool}: {word!r} is no language that is known here. Give a name or code, such as French or fr."
        )
    return known.code
