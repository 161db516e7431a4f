"""SpeechT5: English in anyone's voice, by way of a spectrogram that HiFi-GAN, a second checkpoint, makes into sound."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runtime.cancel import check
from runtime.catalog import Checkpoint, load_catalog
from runtime.devices import Placement
from runtime.errors import need
from runtime.places import folder_of
from runtime.progress import report
from runtime.runners.base import SAFE, weights
from runtime.runners.sentences import pieces, sentences
from runtime.runners.spoken import in_words, sayable
from runtime.runners.voices import Manner, Said

VOCODER = "microsoft/speecht5_hifigan"
LONGEST_RATIO = 20.0
"""Spectrogram frames for a character, where the model does not come to an end by itself."""


class SpeechT5:
    def __init__(self, folder: Path, placement: Placement) -> None:
        """
        Raises:
            CheckpointNotFound: the vocoder is not on this machine.
        """
        import transformers

        need("sentencepiece", "audio")
        vocoder = folder_of(load_catalog().find(VOCODER) or _unlisted())
        self.model = weights("SpeechT5ForTextToSpeech", folder, placement)
        self._vocoder = weights("SpeechT5HifiGan", vocoder, placement).float()  # its rounding would be heard
        kind: Any = transformers.SpeechT5Tokenizer
        self._tokenizer = kind.from_pretrained(folder, **SAFE)
        self.rate: int = self._vocoder.config.sampling_rate
        self._steps = 0
        self.model.speecht5.decoder.wrapped_decoder.register_forward_pre_hook(self._step)

    def modules(self) -> list[Any]:
        return [self.model, self._vocoder]

    def check(self, manner: Manner) -> None:
        if manner.speaking_rate is not None:
            raise ValueError("This voice has one pace. Leave out speaking_rate, or choose a VITS.")
        if manner.voice is not None:
            raise ValueError("This voice is chosen by a speaker_embedding of 512 numbers, not by a name.")

    def sentences(self, text: str) -> list[str]:
        """One sentence each, in the letters that it knows, short enough for it."""
        unknown = self._tokenizer.unk_token_id
        words = in_words(text, self._tokenizer.normalizer)
        known = sayable(words, lambda character: self._tokenizer.convert_tokens_to_ids(_piece(character)) != unknown)
        if not any(character.isalpha() for character in known):
            raise ValueError(f"There is nothing in {text[:40]!r} that this voice can say: it reads English letters.")
        most = self.model.config.max_text_positions
        return [piece for sentence in sentences(known) for piece in pieces(sentence, self._lengths, most)]

    def say(self, sentence: str, manner: Manner) -> Said:
        """Random without a seed: the model always drops some of what it hears of itself."""
        import torch

        vector = usable(manner.speaker_embedding, self.model.config.speaker_embedding_dim)
        voice = synthetic_voice(self.model.config.speaker_embedding_dim) if vector is None else vector
        given = self._tokenizer(sentence, return_tensors="pt").to(self.model.device)
        self._steps = 0
        spectrogram = self.model.generate_speech(
            given["input_ids"],
            torch.from_numpy(voice)[None].to(self.model.device, self.model.dtype),
            maxlenratio=self._ratio(given["input_ids"].shape[1]),
        )
        wave = self._vocoder(spectrogram.float()).cpu().numpy()
        return Said(wave, "default" if vector is None else "given")

    def _ratio(self, length: int) -> float:
        """Frames for a token, so that all of them have a position."""
        config = self.model.config
        return min(LONGEST_RATIO, float((config.max_speech_positions - 1) * config.reduction_factor / length))

    def _step(self, *_: Any) -> None:
        check()
        self._steps += 1
        report("frame", self._steps, None)

    def _lengths(self, texts: Any) -> list[int]:
        return [len(ids) for ids in self._tokenizer(list(texts), verbose=False)["input_ids"]]


def _unlisted() -> Checkpoint:
    return Checkpoint("text-to-speech", VOCODER, "light", 0.0, "mit", "")


def _piece(character: str) -> str:
    """What its tokenizer calls a character."""
    return "▁" if character == " " else character


def usable(embedding: Any, size: int) -> NDArray[np.float32] | None:
    """`embedding` as (size,), unit length; None where it is not of that many numbers, not finite, or zero."""
    if not isinstance(embedding, np.ndarray | list | tuple):
        return None
    try:
        vector = np.asarray(embedding, np.float32).ravel()
    except (TypeError, ValueError):
        return None
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if vector.shape == (size,) and np.isfinite(length) and length else None


def synthetic_voice(size: int) -> NDArray[np.float32]:
    """(size,), unit length: the default voice. Nobody's: a direction that was drawn once, the same everywhere."""
    drawn = np.random.Generator(np.random.PCG64(5)).standard_normal(size)
    return (drawn / np.linalg.norm(drawn)).astype(np.float32)
