"""Goes on from a prompt, or answers a chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from runtime.devices import Placement
from runtime.progress import Generating
from runtime.runners.base import Runner, tokenizer, weights
from runtime.runners.chance import processors
from runtime.runners.decoding import Decoding, decoding, settles, take_over
from runtime.runners.heeding import heed
from runtime.runners.prompts import Chat, Prompt, Prompter
from runtime.runners.stops import StopStrings, cut
from runtime.runners.together import alike, left_padded

Copy = tuple[Prompt, int]
"""A prompt, and which of the texts for it is to be written: from 0."""
HALF_WRITTEN = "\N{REPLACEMENT CHARACTER}"
"""What the first bytes of a character are shown as, where its last ones were not written any more."""
UNTOLD = 2048
"""Tokens in a window where neither the tokenizer nor the model says how many fit."""


class TextGenerator(Runner):
    batch_size: ClassVar[int] = 16

    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self.model = heed(weights("AutoModelForCausalLM", folder, placement))
        self.tokenizer = tokenizer(folder, self.model.config)
        self._own = take_over(self.model)
        self._ends = self._settle_marks()
        self._prompter = Prompter(self.tokenizer, window(self.model.config, self.tokenizer.model_max_length))

    def run(self, inputs: list[str | Chat], **parameters: Any) -> list[list[dict[str, Any]]]:
        """For each prompt or chat the texts that follow, most often one: `[{"text": …, "tokens": 12, …}]`.

        `finish` is `stop` where the model ended, or a stop string did, else `length`; `tokens` were written and
        `prompt_tokens` read; `truncated` says that the prompt was longer than the window and lost its beginning.
        Parameters are those of `Decoding`, and for prompts `return_full_text`: their own text in front.

        Raises:
            ValueError: a parameter has no such value, or an input is a chat and the model holds none.
        """
        full = bool(parameters.pop("return_full_text", False))
        if full and not all(isinstance(item, str) for item in inputs):
            raise ValueError("return_full_text is for prompts: the messages of a chat are not one text. Leave it out.")
        how = decoding(parameters).with_own(self._own)
        prompts = [self._prompter.prompt(item, how.max_new_tokens) for item in inputs]
        copies = [(prompt, copy) for prompt in prompts for copy in range(how.num_return_sequences)]
        written = self._written(copies, how)
        texts = [self._result(*pair, how, full) for pair in zip(copies, written, strict=True)]
        count = how.num_return_sequences
        return [texts[start : start + count] for start in range(0, len(texts), count)]

    def chat(self, messages: Chat, stops: Sequence[str], max_new_tokens: int) -> tuple[str, int, int]:
        """The likeliest answer to `messages` up to the first of `stops`, and the tokens read and written.

        Raises:
            Stopped: the run's time is up, or it was cancelled.
            ValueError: the model has no chat template, or it refuses these messages.
        """
        answer = self([messages], stop=list(stops), max_new_tokens=max_new_tokens)[0][0]
        return answer["text"], answer["prompt_tokens"], answer["tokens"]

    def size(self, item: str | Chat) -> int:
        return len(str(item))

    def settles(self, parameters: Mapping[str, Any]) -> bool:
        return settles(parameters)

    def _settle_marks(self) -> set[int]:
        """Which tokens end a text. Where the checkpoint has nothing to fill up short rows, one of these does it."""
        marks, reads = self.model.generation_config, self.tokenizer
        if marks.eos_token_id is None:
            marks.eos_token_id = reads.eos_token_id
        ends = marks.eos_token_id if isinstance(marks.eos_token_id, list) else [marks.eos_token_id]
        ends = [number for number in ends if number is not None]
        known = self.model.get_input_embeddings().num_embeddings
        if reads.pad_token_id is None or reads.pad_token_id >= known:
            reads.pad_token_id = ends[0] if ends else 0
        marks.pad_token_id = reads.pad_token_id
        return set(ends)

    def _written(self, copies: Sequence[Copy], how: Decoding) -> list[list[int]]:
        """The new tokens of each, and what comes after their end."""
        per_row = how.num_return_sequences if how.num_beams > 1 else 1
        rows = copies[::per_row]
        written: list[list[list[int]]] = [[] for _ in rows]
        for places in alike(rows, lambda copy: copy[0].room, self.batch_size):
            found = self._generated([rows[place] for place in places], how)
            for number, place in enumerate(places):
                written[place] = found[number * per_row : (number + 1) * per_row]
        return [ids for texts in written for ids in texts]

    def _generated(self, copies: Sequence[Copy], how: Decoding) -> list[list[int]]:
        given = left_padded([prompt.ids for prompt, _ in copies], self.tokenizer.pad_token_id, self.model.device)
        length, room = given["input_ids"].shape[1], copies[0][0].room
        criteria: list[Any] = [Generating(room)]
        if how.stop:
            criteria.append(StopStrings(self.tokenizer, how.stop, length))
        ids = self.model.generate(
            **given,
            **replace(how, max_new_tokens=room).options(),
            stopping_criteria=criteria,
            logits_processor=processors(how, [copy for _, copy in copies], self.model.device),
        )
        rows: list[list[int]] = ids[:, length:].tolist()
        return rows

    def _result(self, copy: Copy, ids: list[int], how: Decoding, full: bool) -> dict[str, Any]:
        prompt = copy[0]
        ids = self._unpadded(ids)
        end = next((place for place, number in enumerate(ids) if number in self._ends), len(ids))
        written = self._text(prompt, ids[:end])
        text = cut(written, how.stop)
        ended = end < len(ids) and text == written
        stopped = ended or text != written
        text = text if stopped else text.rstrip(HALF_WRITTEN)
        return {
            "text": f"{prompt.given}{text}" if full else text,
            "tokens": end + ended,
            "finish": "stop" if stopped else "length",
            "prompt_tokens": len(prompt.ids),
            "truncated": prompt.truncated,
        }

    def _unpadded(self, ids: list[int]) -> list[int]:
        """Without what fills up the row of a text that ended with a stop string, before others did."""
        pad, length = self.tokenizer.pad_token_id, len(ids)
        while pad not in self._ends and length and ids[length - 1] == pad:
            length -= 1
        return ids[:length]

    def _text(self, prompt: Prompt, ids: list[int]) -> str:
        """What `ids` say. Behind a prompt it keeps a space in front, which some tokenizers drop where a text begins."""

        def said(numbers: list[int]) -> str:
            return str(self.tokenizer.decode(numbers, skip_special_tokens=True))

        return said(ids) if prompt.is_chat else said(prompt.ids + ids)[len(said(prompt.ids)) :]


def window(config: Any, told: int) -> int:
    """Tokens that are read and written together, where the tokenizer was `told` a number, 1e30 for none."""
    positions = getattr(config.get_text_config(), "max_position_embeddings", None) or 0
    said = [number for number in (told, positions) if 0 < number < 1e9]
    return int(min(said, default=UNTOLD))
