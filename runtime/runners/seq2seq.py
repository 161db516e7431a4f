"""Models that read one text and write another: what all of them share, and the one that simply does it."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from runtime.devices import Placement
from runtime.errors import need
from runtime.progress import Generating
from runtime.runners.base import Runner, tokenizer, weights
from runtime.runners.chance import processors
from runtime.runners.decoding import ONE_TEXT, Decoding, decoding, settles, take_over
from runtime.runners.heeding import heed
from runtime.runners.rows import UNTOLD, slices
from runtime.runners.together import alike

READ = ("max_encoder_position_embeddings", "n_positions")
WRITTEN = ("max_decoder_position_embeddings", "max_position_embeddings")
"""What configurations call the places in an encoder and a decoder; one for the mark of the beginning among these."""
COUNTED = 256
"""Texts whose tokens are counted at once."""


class Seq2Seq(Runner):
    """Base of the runners over an encoder and a decoder."""

    batch_size: ClassVar[int] = 8
    task: ClassVar[str] = ""
    """What config.json calls it in `task_specific_params`, where it has settings for it."""

    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self.model = heed(weights("AutoModelForSeq2SeqLM", folder, placement))
        config = self.model.config
        self.tokenizer = reader(folder, config)
        self.reads = fitting(self.tokenizer.model_max_length, positions(config, *READ))
        """Tokens of a text that fit, marks included."""
        self.writes = (positions(config, *WRITTEN) or self.reads) - 1
        """Most tokens it can write."""
        self._own = take_over(self.model, self.task)
        self.tokenizer.padding_side = self.tokenizer.truncation_side = "right"

    def settles(self, parameters: Mapping[str, Any]) -> bool:
        return settles(parameters)

    def count(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each has, without marks.

        Raises:
            Stopped: the run's time is up, or it was cancelled.
        """
        lengths: list[int] = []
        for some in slices(texts, COUNTED):  # the tokenizers of Marian and M2M100 are slow
            ids = self.tokenizer(list(some), add_special_tokens=False, verbose=False)["input_ids"]
            lengths += map(len, ids)
        return lengths

    def room(self, prefix: str = "") -> int:
        """Tokens that fit behind `prefix`."""
        marks = int(self.tokenizer.num_special_tokens_to_add())
        return max(1, self.reads - marks - self.count([prefix])[0])

    def generate(self, texts: Sequence[str], asked: Sequence[Decoding], **more: Any) -> list[list[int]]:
        """The ids that are written for each of `texts`, up to the mark of their end; what does not fit is cut.

        Each is written as its own of `asked` says. `more` goes to transformers' `generate`.

        Raises:
            Stopped: the run's time is up, or it was cancelled.
        """
        written: list[list[int]] = [[] for _ in texts]
        limited = [replace(how, max_new_tokens=min(how.max_new_tokens, self.writes)) for how in asked]
        for places in alike(limited, lambda how: how, self.batch_size):
            ids = self._generated([texts[place] for place in places], limited[places[0]], **more)
            for place, row in zip(places, ids, strict=True):
                written[place] = row
        return written

    def _generated(self, texts: Sequence[str], how: Decoding, **more: Any) -> list[list[int]]:
        device = self.model.device
        shape = {"padding": True, "truncation": True, "max_length": self.reads}
        given = self.tokenizer(list(texts), return_tensors="pt", **shape)
        ids = self.model.generate(
            input_ids=given["input_ids"].to(device),
            attention_mask=given["attention_mask"].to(device),
            stopping_criteria=[Generating(how.max_new_tokens)],
            logits_processor=processors(how, [0] * len(texts), device),
            **how.options(),
            **more,
        )
        return [self._ended(row) for row in ids[:, 1:].tolist()]

    def _ended(self, ids: list[int]) -> list[int]:
        marks = self.model.generation_config
        ends = marks.eos_token_id if isinstance(marks.eos_token_id, list) else [marks.eos_token_id]
        return ids[: next((place for place, number in enumerate(ids) if number in ends), len(ids))]

    def said(self, rows: Sequence[Sequence[int]]) -> list[str]:
        """The texts that ids are."""
        return [self.tokenizer.decode(list(row), skip_special_tokens=True).strip() for row in rows]


class Text2Text(Seq2Seq):
    """Writes what it was trained to make of a text: a correction, an answer, a headline."""

    task: ClassVar[str] = "text2text-generation"

    def run(self, inputs: list[str], **parameters: Any) -> list[dict[str, Any]]:
        """For each text `{"text": …, "truncated": …}`; `truncated` says that it was cut at its end to fit.

        `prefix` goes in front of each, as some models were taught: `grammar: `. Blank texts stay blank. The other
        parameters are those of `Decoding` for one text.

        Raises:
            ValueError: a parameter has no such value.
        """
        insist_on_texts(inputs)
        prefix = text_of("prefix", parameters.pop("prefix", None) or "")
        how = decoding(parameters, ONE_TEXT).with_own(self._own)
        asked = [f"{prefix}{text}" for text in inputs if text.strip()]
        lengths, room = self.count(asked), self.room()
        written = iter(zip(self.said(self.generate(asked, [how] * len(asked))), lengths, strict=True))
        results = []
        for text in inputs:
            made, length = next(written) if text.strip() else ("", 0)
            results.append({"text": made, "truncated": length > room})
        return results


def insist_on_texts(inputs: Sequence[Any]) -> None:
    """Raise ValueError where one of `inputs` is no text."""
    for given in inputs:
        text_of("input", given)


def text_of(name: str, value: Any) -> str:
    """`value`, of the parameter `name`, which must be text."""
    if not isinstance(value, str):
        raise ValueError(f"{name}={str(value)[:80]!r} is not text, but {type(value).__name__}.")
    return value


def reader(folder: Path, config: Any) -> Any:
    """The tokenizer in `folder`.

    Raises:
        MissingExtra: its vocabulary is SentencePiece's, which is not installed.
    """
    converted = (folder / "tokenizer.json").is_file()
    if any(folder.glob("*.spm")) or (any(folder.glob("*.model")) and not converted):
        need("sentencepiece", "text")
    with warnings.catch_warnings():  # Marian's recommends sacremoses, which it then does not use
        warnings.filterwarnings("ignore", message="Recommended: pip install sacremoses")
        return tokenizer(folder, config)


def positions(config: Any, *names: str) -> int:
    """How many places for tokens `config` counts, under the first of `names` that it has; 0 for none."""
    return int(next((found for name in names if (found := getattr(config, name, None))), 0))


def fitting(*said: float) -> int:
    """The least of what tokenizer and model say, leaving out 0 and 1e30, which mean that they do not say."""
    return int(min((number for number in said if 0 < number < 1_000_000), default=UNTOLD))
