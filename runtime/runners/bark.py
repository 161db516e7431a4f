"""Bark: expressive speech in thirteen languages, with laughter and sighs, in one of its prepared voices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from runtime.cancel import check
from runtime.devices import Placement
from runtime.errors import nearest
from runtime.progress import report
from runtime.runners.base import SAFE, weights
from runtime.runners.hush import hush_generate
from runtime.runners.sentences import pieces, sentences
from runtime.runners.voices import Manner, Said

MOST_TOKENS = 200
"""In a piece. It reads 256, and says no more than fits in about 13 seconds."""
LEAST_TOKENS = 10
"""Of meaning, 0.2 s: of fewer no sound can be made."""


class Bark:
    def __init__(self, folder: Path, placement: Placement) -> None:
        import transformers

        hush_generate()
        self.model = weights("BarkModel", folder, placement)
        self.model.codec_model.float()  # its rounding would be heard
        kind: Any = transformers.BarkProcessor
        self._processor = kind.from_pretrained(folder, **SAFE)
        self.rate: int = self.model.generation_config.sample_rate
        self._steps = 0
        for part in (self.model.semantic, self.model.coarse_acoustics, self.model.fine_acoustics):
            part.register_forward_pre_hook(self._step)

    def modules(self) -> list[Any]:
        return [self.model]

    def check(self, manner: Manner) -> None:
        if manner.speaker_embedding is not None or manner.speaking_rate is not None:
            raise ValueError("This model takes neither speaker_embedding nor speaking_rate. Choose one of its voices.")
        known = self._processor.available_voice_presets
        if manner.voice is not None and manner.voice not in known:
            raise ValueError(f"voice={manner.voice!r} is not there. {nearest(str(manner.voice), known, 'Voices')}")

    def sentences(self, text: str) -> list[str]:
        """As many sentences each as it says at once."""
        if not text.strip():
            raise ValueError("There is nothing to say: the text is empty.")
        return [piece for sentence in sentences(text) for piece in pieces(sentence, self._lengths, MOST_TOKENS)]

    def say(self, sentence: str, manner: Manner) -> Said:
        given = self._processor(sentence, voice_preset=manner.voice).to(self.model.device)
        if "history_prompt" in given:
            given["history_prompt"] = given["history_prompt"].to(self.model.device)
        self._steps = 0
        wave = self.model.generate(**given, do_sample=True, semantic_min_new_tokens=LEAST_TOKENS)[0]
        return Said(wave.float().cpu().numpy(), str(manner.voice or "default"))

    def _step(self, *_: Any) -> None:
        check()
        self._steps += 1
        report("token", self._steps, None)

    def _lengths(self, texts: Any) -> list[int]:
        return [len(ids) for ids in self._processor.tokenizer(list(texts), verbose=False)["input_ids"]]
