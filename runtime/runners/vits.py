"""VITS and MMS: letters to sound in one pass, in over a thousand languages, a checkpoint each."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from runtime.devices import Placement
from runtime.errors import CheckpointError
from runtime.runners.base import SAFE, weights
from runtime.runners.heeding import heed
from runtime.runners.naming import called
from runtime.runners.sentences import pieces, sentences
from runtime.runners.voices import Manner, Said

MOST_TOKENS = 600
"""In a piece. It has no limit of its own, but takes memory for the square of it."""


class Vits:
    def __init__(self, folder: Path, placement: Placement) -> None:
        """
        Raises:
            CheckpointError: it speaks from phonemes, and what makes them is not installed.
        """
        import transformers

        kind: Any = transformers.VitsTokenizer
        self._tokenizer = kind.from_pretrained(folder, **SAFE)
        if self._tokenizer.phonemize and find_spec("phonemizer") is None:
            raise CheckpointError(
                f"{called(folder)} speaks from phonemes and needs the package phonemizer, with espeak. "
                "Install them with: pip install phonemizer, or choose an MMS voice, which reads letters."
            )
        self.model = heed(weights("VitsModel", folder, placement)).float()  # its splines are not made for less
        self.rate: int = self.model.config.sampling_rate

    def modules(self) -> list[Any]:
        return [self.model]

    def check(self, manner: Manner) -> None:
        if manner.speaker_embedding is not None:
            raise ValueError("This voice takes no speaker_embedding: it was trained on its own speakers.")
        self._speaker(manner)

    def sentences(self, text: str) -> list[str]:
        """One sentence each, in the letters that it knows."""
        self._insist_on_letters(text)
        known = [sentence for sentence in sentences(text) if self._tokenizer.prepare_for_tokenization(sentence)[0]]
        if not known:
            raise ValueError(
                f"There is nothing in {text[:40]!r} that this voice can say: its language has other letters."
            )
        return [piece for sentence in known for piece in pieces(sentence, self._lengths, MOST_TOKENS)]

    def _insist_on_letters(self, text: str) -> None:
        romanised = all(not letter.isalpha() or letter.isascii() or ord(letter) < 0x250 for letter in text)
        if self._tokenizer.is_uroman and not romanised and find_spec("uroman") is None:
            raise ValueError(
                "This voice reads Latin letters only, and its language has others. Romanise the text with uroman, "
                "or install it: pip install uroman"
            )

    def say(self, sentence: str, manner: Manner) -> Said:
        given = self._tokenizer(sentence, return_tensors="pt").to(self.model.device)
        speaker = self._speaker(manner)
        own = self.model.speaking_rate
        self.model.speaking_rate = own * (manner.speaking_rate or 1.0)
        try:
            wave = self.model(**given, speaker_id=speaker).waveform[0]
        finally:
            self.model.speaking_rate = own
        return Said(wave.cpu().numpy(), "default" if speaker is None else str(speaker))

    def _speaker(self, manner: Manner) -> int | None:
        """
        Raises:
            ValueError: there is no such speaker.
        """
        count = self.model.config.num_speakers
        if count < 2:
            if manner.voice is not None:
                raise ValueError("This checkpoint has one voice. Leave out voice.")
            return None
        if manner.voice is None:
            return 0
        if not str(manner.voice).isdecimal() or int(manner.voice) >= count:
            raise ValueError(
                f"voice={manner.voice!r} is none of the {count} voices. Give a number from 0 to {count - 1}."
            )
        return int(manner.voice)

    def _lengths(self, texts: Any) -> list[int]:
        return [len(ids) for ids in self._tokenizer(list(texts), verbose=False)["input_ids"]]
