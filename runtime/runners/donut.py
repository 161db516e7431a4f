"""Donut: reads a page's picture itself and writes the answer, between marks of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from runtime.devices import Placement
from runtime.progress import Generating
from runtime.runners.base import features, weights
from runtime.runners.decoding import take_over
from runtime.runners.heeding import heed
from runtime.runners.picture_questions import probabilities
from runtime.runners.reading_pictures import ReadingRunner

PROMPT = "<s_docvqa><s_question>{}</s_question><s_answer>"
"""Source: Kim et al., OCR-free Document Understanding Transformer, 2022."""
END = "</s_answer>"
LONGEST = 128
"""Tokens of an answer at most."""
PIXELS = 4096
"""Of a page's longer side: small print is lost in fewer."""


class Donut(ReadingRunner):
    longest = PIXELS

    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self.model = heed(weights("AutoModelForImageTextToText", folder, placement))
        take_over(self.model)
        self._end = self.tokenizer.convert_tokens_to_ids(END)

    def answers(self, inputs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [self._answer(self.opened(item["image"]), str(item["question"]).strip()) for item in inputs]

    def _answer(self, image: Any, question: str) -> dict[str, Any]:
        given = self.looks(image, return_tensors="pt")
        asked = self.tokenizer(PROMPT.format(self._harmless(question)), add_special_tokens=False, return_tensors="pt")
        room = self._room(asked["input_ids"].shape[1])
        out = self.model.generate(
            **features({"pixel_values": given["pixel_values"]}, self.model),
            decoder_input_ids=asked["input_ids"].to(self.model.device),
            max_new_tokens=room,
            do_sample=False,
            eos_token_id=[self._end, self.tokenizer.eos_token_id],
            stopping_criteria=[Generating(room)],
            return_dict_in_generate=True,
            output_logits=True,
        )
        new = out.sequences[0, asked["input_ids"].shape[1] :]
        text = self.tokenizer.decode(new[new != self._end], skip_special_tokens=True).strip()
        score = probabilities(out.sequences, out.logits, self.tokenizer.pad_token_id)[0]
        return {"answer": text, "score": score, "box": None}

    def _room(self, used: int) -> int:
        """
        Raises:
            ValueError: the question leaves none.
        """
        room = min(LONGEST, int(self.model.config.decoder.max_position_embeddings) - used - 1)
        if room < 1:
            raise ValueError("The question is too long for this model. Ask a shorter one.")
        return room

    def _harmless(self, question: str) -> str:
        """With a space in each of its marks: a question cannot answer itself."""
        return question.replace("<s_", "< s_").replace("</s", "< /s")
