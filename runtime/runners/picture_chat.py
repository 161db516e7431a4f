"""Talks about pictures at length: LLaVA, SmolVLM, Qwen2-VL and their kin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from runtime.cancel import check
from runtime.devices import Placement
from runtime.progress import Generating
from runtime.runners.base import features, weights
from runtime.runners.chance import processors
from runtime.runners.decoding import ONE_TEXT, Decoding, decoding, settles, take_over
from runtime.runners.heeding import heed
from runtime.runners.reading_pictures import ReadingRunner

UNTOLD = 4096
"""Tokens in a window where the model does not say how many fit."""


class PictureChat(ReadingRunner):
    batch_size: ClassVar[int] = 1

    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self._model = heed(weights("AutoModelForImageTextToText", folder, placement))
        self._own = take_over(self._model)
        words = self._model.config.get_text_config()
        self._window = int(getattr(words, "max_position_embeddings", 0) or UNTOLD)
        added = [str(token) for token in self.tokenizer.added_tokens_decoder.values() if token.special]
        self._marks = sorted({*self.tokenizer.all_special_tokens, *added})

    def run(self, inputs: list[Mapping[str, Any]], **parameters: Any) -> list[dict[str, Any]]:
        """For each `{"images": pictures, "prompt": text}` what is said: `{"text": …, "tokens": 12}`.

        Parameters are those of `Decoding` for one text. Of a model without a chat template, such as PaliGemma, the
        prompt is what it was trained on: `caption en`.

        Raises:
            ValueError: a parameter has no such value, a prompt is blank, or prompt and pictures are too long.
            FileProblem: a picture is a file that cannot be read.
            Stopped: the run's time is up, or it was cancelled.
        """
        how = decoding(parameters, ONE_TEXT).with_own(self._own)
        return [self._answer([self.opened(one) for one in item["images"]], item["prompt"], how) for item in inputs]

    def settles(self, parameters: Mapping[str, Any]) -> bool:
        return settles(parameters)

    def _answer(self, pictures: Sequence[Any], prompt: str, how: Decoding) -> dict[str, Any]:
        check()
        given = self.processor(text=[self._told(pictures, prompt)], images=list(pictures), return_tensors="pt")
        read = given["input_ids"].shape[1]
        room = min(how.max_new_tokens, self._window - read)
        if room < 1:
            raise ValueError(f"Pictures and prompt are {read} tokens; the model reads {self._window}. Give fewer.")
        options = how.options() | {"max_new_tokens": room}
        ids = self._model.generate(
            **features(given, self._model),
            stopping_criteria=[Generating(room)],
            logits_processor=processors(how, [0], self._model.device),
            **options,
        )[0, read:]
        return {"text": self.tokenizer.decode(ids, skip_special_tokens=True).strip(), "tokens": len(ids)}

    def _told(self, pictures: Sequence[Any], prompt: str) -> str:
        """The chat as the model was trained on it, with a mark for each picture."""
        said = self._harmless(prompt).strip()
        if not said:
            raise ValueError("Give a prompt that is not empty.")
        if not getattr(self.processor, "chat_template", None):
            return said
        content = [*({"type": "image"} for _ in pictures), {"type": "text", "text": said}]
        chat = [{"role": "user", "content": content}]
        text: str = self.processor.apply_chat_template(chat, add_generation_prompt=True, tokenize=False)
        return text

    def _harmless(self, text: str) -> str:
        """`text` with a space in each of the tokenizer's marks: it cannot end itself and speak for another."""
        for mark in self._marks:
            text = text.replace(mark, f"{mark[:1]} {mark[1:]}")
        return text
