"""Says texts aloud: SpeechT5, VITS and MMS, or Bark, whichever the checkpoint is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from runtime.cancel import check
from runtime.devices import Placement
from runtime.errors import WrongArchitecture
from runtime.places import config_of
from runtime.runners.base import Runner
from runtime.runners.naming import called
from runtime.runners.voices import Manner, Said, Voice, chance, manner
from runtime.sound.facts import Audio

PAUSE_S = 0.2
"""Between sentences."""


class Speaker(Runner):
    batch_size: ClassVar[int] = 8

    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self._voice = voice(folder, placement)

    def run(self, inputs: list[str], **parameters: Any) -> list[dict[str, Any]]:
        """For each text `{"audio": (T,) float32, "sample_rate_hz": 16000, "voice": "default"}`.

        A text is said a sentence at a time, with short pauses between, so it may be long. What has no sound in the
        checkpoint's language is left out; SpeechT5 reads numbers and common abbreviations in English.

        Parameters: `seed`, without which it sounds a little different each time; `speaker_embedding`, (512,), whose
        voice SpeechT5 takes on, in place of a synthetic one that is nobody's and also serves where the vector cannot be
        used: `voice` then is "default"; `voice` for a VITS with several speakers (a number) and for Bark (a preset such
        as "v2/en_speaker_6"); `speaking_rate` for VITS: 1 is its own, 2 twice as fast.

        Raises:
            ValueError: a parameter is wrong, or not for this checkpoint; or there is nothing in a text that it can say.
        """
        wish = manner(parameters)
        self._voice.check(wish)
        texts = [self._voice.sentences(text) for text in inputs]
        return [self._said(text, wish) for text in texts]

    def _said(self, text: list[str], wish: Manner) -> dict[str, Any]:
        import torch

        parts: list[Said] = []
        with chance(wish.seed, torch.device(self.placement.device.name)):
            for sentence in text:
                check()
                parts.append(self._voice.say(sentence, wish))
        audio = joined([part.audio for part in parts], self._voice.rate)
        return {"audio": audio, "sample_rate_hz": self._voice.rate, "voice": parts[0].voice}

    def settles(self, parameters: Mapping[str, Any]) -> bool:
        return parameters.get("seed") is not None

    def modules(self) -> Iterable[Any]:
        return self._voice.modules()


def joined(parts: list[Audio], rate: int) -> Audio:
    """(T,): sentences with pauses between."""
    pause = np.zeros(round(PAUSE_S * rate), np.float32)
    spaced = [piece for part in parts for piece in (part.astype(np.float32), pause)]
    return np.concatenate(spaced[:-1])


def voice(folder: Path, placement: Placement) -> Voice:
    """What speaks with the checkpoint in `folder`.

    Raises:
        WrongArchitecture: nothing here does.
        CheckpointError: something that it needs is missing.
    """
    config = config_of(folder)
    kind = config.get("model_type")
    if kind == "speecht5":
        from runtime.runners.speecht5 import SpeechT5

        return SpeechT5(folder, placement)
    if kind == "vits":
        from runtime.runners.vits import Vits

        return Vits(folder, placement)
    if kind == "bark":
        from runtime.runners.bark import Bark

        return Bark(folder, placement)
    named = (config.get("architectures") or ["checkpoint of no named architecture"])[0]
    raise WrongArchitecture(called(folder), named, "text-to-speech")
