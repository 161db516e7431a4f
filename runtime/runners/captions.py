"""Says in a sentence what a picture shows: BLIP, GIT, an encoder with GPT-2, and what else writes after a picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from runtime.devices import Placement
from runtime.progress import Generating
from runtime.runners.base import features, weights
from runtime.runners.chance import processors
from runtime.runners.decoding import ONE_TEXT, Decoding, decoding, settles, take_over
from runtime.runners.heeding import heed
from runtime.runners.reading_pictures import ReadingRunner

LONGEST = 40
"""Tokens of a caption at most, where nobody says."""


class Captioner(ReadingRunner):
    batch_size: ClassVar[int] = 8

    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self._model = heed(weights("AutoModelForImageTextToText", folder, placement))
        self._kind = self._model.config.model_type
        self._own = take_over(self._model)

    def run(self, inputs: list[Any], *, beginning: str = "", **parameters: Any) -> list[dict[str, str]]:
        """For each picture `{"text": "a red boat"}`, going on from `beginning` where one is given.

        The other parameters are those of `Decoding` for one text; 40 tokens are written at most where they do not say.

        Raises:
            ValueError: a parameter has no such value, or an input is no picture.
            FileProblem: an input is a file that cannot be read.
        """
        how = decoding(parameters, ONE_TEXT, max_new_tokens=LONGEST).with_own(self._own)
        if not inputs:
            return []
        given = self._given([self.opened(item) for item in inputs], beginning.strip())
        rows = self._written(given, how, len(inputs))
        return [{"text": self._said(row, beginning.strip())} for row in rows]

    def settles(self, parameters: Mapping[str, Any]) -> bool:
        return settles(parameters)

    def _given(self, pictures: list[Any], beginning: str) -> dict[str, Any]:
        """What `generate` is given, all of one beginning: so nothing is filled up."""
        if self._kind not in ("blip", "git", "vision-encoder-decoder"):
            return dict(self.processor(images=pictures, text=[beginning] * len(pictures), return_tensors="pt"))
        given = dict(self.looks(pictures, return_tensors="pt"))
        return given | self._begun(beginning, len(pictures)) if beginning else given

    def _begun(self, beginning: str, count: int) -> dict[str, Any]:
        """The words to go on from. BLIP leaves out the last of its tokens itself; the others end with a word."""
        import torch

        words = self.tokenizer(beginning, add_special_tokens=False)["input_ids"]
        first, last = self._marks()
        ids = torch.tensor([[first, *words, *last]] * count)
        if self._kind == "vision-encoder-decoder":
            return {"decoder_input_ids": ids}
        return {"input_ids": ids, "attention_mask": torch.ones_like(ids)}

    def _marks(self) -> tuple[int, list[int]]:
        if self._kind == "vision-encoder-decoder":
            return int(self._model.config.decoder_start_token_id), []
        last = [self.tokenizer.sep_token_id] if self._kind == "blip" else []
        return int(self.tokenizer.cls_token_id), last

    def _written(self, given: Mapping[str, Any], how: Decoding, count: int) -> list[list[int]]:
        device = self._model.device
        rows: list[list[int]] = self._model.generate(
            **features(given, self._model),
            stopping_criteria=[Generating(how.max_new_tokens)],
            logits_processor=processors(how, [0] * count, device),
            **how.options(),
        ).tolist()
        return rows

    def _said(self, row: list[int], beginning: str) -> str:
        text: str = self.tokenizer.decode(row, skip_special_tokens=True).strip()
        begun = text.casefold().startswith(beginning.casefold())
        return text if begun else f"{beginning} {text}"
