"""LayoutLM: the words of a page and where they stand, and which of them answer a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runtime.devices import Placement
from runtime.pictures.facts import LONGEST
from runtime.pictures.tesseract import Word, written_in
from runtime.runners.base import weights
from runtime.runners.heeding import heed
from runtime.runners.rows import limit_of, reader, slices
from runtime.runners.seeing import opened

SCALE = 1000
"""Boxes are given in thousandths of the page. Source: Xu et al., LayoutLM, 2020."""
OVERLAP, ANSWER = 128, 15
"""Tokens that windows share, and words of an answer at most."""
AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Page:
    """As many of the words as go into a window, after the question."""

    fields: Mapping[str, list[Any]]
    words: Sequence[int | None]
    """For each token the number of its word; None for those of the question, and for marks."""


class Layouts:
    def __init__(self, folder: Path, placement: Placement) -> None:
        self.model = heed(weights("AutoModelForDocumentQuestionAnswering", folder, placement))
        self._tokenizer = reader(folder, self.model.config)

    def answers(self, inputs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [self._answer(opened(item["image"], LONGEST), str(item["question"])) for item in inputs]

    def _answer(self, image: Any, question: str) -> dict[str, Any]:
        words = written_in(image)
        if not words:
            return {"answer": "", "score": 0.0, "box": None}
        score, first, last = max(self._spans(list(self._pages(question, words, image.size))))
        said = words[first : last + 1]
        return {"answer": " ".join(word.text for word in said), "score": score, "box": around(said)}

    def _pages(self, question: str, words: Sequence[Word], size: tuple[int, int]) -> Iterator[Page]:
        """
        Raises:
            ValueError: the question leaves no room for words.
        """
        boxes, limit = [thousandths(word.box, size) for word in words], min(limit_of(self._tokenizer), 512)
        asked = question.split()
        room = limit - len(self._tokenizer(asked, is_split_into_words=True)["input_ids"])
        if room < limit // 4:
            raise ValueError("The question is too long for this model. Ask a shorter one.")
        given = self._tokenizer(
            asked, [word.text for word in words], is_split_into_words=True, truncation="only_second",
            max_length=limit, stride=min(OVERLAP, room // 2), return_overflowing_tokens=True,
        )  # fmt: skip
        for number, ids in enumerate(given["input_ids"]):
            sides = given.sequence_ids(number)
            own = [word if side == 1 else None for side, word in zip(sides, given.word_ids(number), strict=True)]
            empty = [[SCALE] * 4 if one == self._tokenizer.sep_token_id else [0] * 4 for one in ids]
            places = [boxes[word] if word is not None else none for word, none in zip(own, empty, strict=True)]
            named = {name: given[name][number] for name in self._tokenizer.model_input_names if name in given}
            yield Page(named | {"bbox": places}, own)

    def _spans(self, pages: Sequence[Page]) -> Iterator[tuple[float, int, int]]:
        """The likeliest answer of each page: its chance, its first word, its last word."""
        import torch

        for some in slices(pages, AT_ONCE):
            for page in some:
                rows = {name: torch.tensor([row], device=self.model.device) for name, row in page.fields.items()}
                found = self.model(**rows)
                own = [place for place, word in enumerate(page.words) if word is not None]
                starts, ends = (side[0, own].float().softmax(-1) for side in (found.start_logits, found.end_logits))
                chances = (starts[:, None] * ends[None, :]).triu().tril(ANSWER - 1)
                first, last = divmod(int(chances.argmax()), len(own))
                yield float(chances.max()), page.words[own[first]] or 0, page.words[own[last]] or 0


def thousandths(box: Sequence[float], size: tuple[int, int]) -> list[int]:
    """
    >>> thousandths((10, 20, 210, 40), (200, 100))
    [50, 200, 1000, 400]
    """
    scales = (*size, *size)
    return [min(SCALE, max(0, round(SCALE * side / scale))) for side, scale in zip(box, scales, strict=True)]


def around(words: Sequence[Word]) -> tuple[float, float, float, float]:
    """The box that holds all of these."""
    lefts, tops, rights, bottoms = zip(*(word.box for word in words), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
