"""How well each passage answers a question, read together: slower than comparing vectors, and surer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from runtime.devices import Placement
from runtime.errors import WrongArchitecture
from runtime.runners.base import Runner, weights
from runtime.runners.rows import limit_of, padded, reader

Pair = Mapping[str, str]
"""`{"text": the question, "text_pair": the passage}`."""


class PassageRanker(Runner):
    """A cross-encoder: BERT or the like with one output (Nogueira and Cho 2019, arXiv 1901.04085)."""

    batch_size: ClassVar[int] = 16

    def __init__(self, folder: Path, placement: Placement) -> None:
        """
        Raises:
            WrongArchitecture: it has more outputs than one, so its labels mean something else.
        """
        super().__init__(folder, placement)
        self._model = weights("AutoModelForSequenceClassification", folder, placement)
        config = self._model.config
        if config.num_labels != 1:
            kind = (config.architectures or ["model"])[0]
            raise WrongArchitecture(str(folder), f"{kind} of {config.num_labels} labels, not one score", "text-ranking")
        self._tokenizer = reader(folder, config)

    def run(self, inputs: list[Pair], **parameters: Any) -> list[float]:
        """For each pair how well the passage answers: log-odds, comparable between passages of one question.

        Of a long passage the end is cut, never of the question, unless it fills half of what the model reads by itself.

        Raises:
            ValueError: an input is no pair of texts.
        """
        if not inputs:
            return []
        rows = [self._row(item) for item in inputs]
        logits = self._model(**padded(self._tokenizer, rows, self._model.device)).logits
        scores: list[float] = logits.float()[:, 0].tolist()
        return scores

    def size(self, item: Pair) -> int:
        return sum(map(len, item.values()))

    def _row(self, item: Pair) -> Mapping[str, list[int]]:
        if not isinstance(item, Mapping) or {"text", "text_pair"} - item.keys():
            raise ValueError('Give a question and a passage: {"text": "Who sang?", "text_pair": "Anna sang."}.')
        asked = len(self._tokenizer(item["text"], add_special_tokens=False, verbose=False)["input_ids"])
        cut = "only_second" if asked < limit_of(self._tokenizer) // 2 else "longest_first"
        row: Mapping[str, list[int]] = self._tokenizer(item["text"], item["text_pair"], truncation=cut)
        return row
