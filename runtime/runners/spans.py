"""Answers questions with words quoted from a text, and says where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from runtime.devices import Placement
from runtime.errors import WrongArchitecture
from runtime.places import config_of
from runtime.runners.base import Runner, weights
from runtime.runners.rows import Window, limit_of, padded, placing_reader, slices, windows_behind
from runtime.runners.words import trimmed, whole_words

Span = tuple[int, int]
"""Where an answer begins, and the first character behind it."""
NOTHING: Span = (0, 0)
LONGEST = 384
"""Tokens in a window, at most: what such checkpoints were trained on."""
HEADS = ("ForQuestionAnswering", "ForQuestionAnsweringSimple")
CHOICES = 8
"""Spans weighed in a window for each answer that is wanted: several can be pieces of the same words."""


class ExtractiveAnswers(Runner):
    batch_size: ClassVar[int] = 16

    def __init__(self, folder: Path, placement: Placement) -> None:
        """
        Raises:
            WrongArchitecture: it answers in its own words, or was made for something else.
            CheckpointError: its tokenizer does not say where in a text its tokens lie.
        """
        super().__init__(folder, placement)
        kind = str((config_of(folder).get("architectures") or ["checkpoint of no named architecture"])[0])
        if not kind.endswith(HEADS):  # transformers would give it an untrained head without a word
            raise WrongArchitecture(str(folder), f"{kind} that quotes nothing", "question-answering")
        self._model = weights("AutoModelForQuestionAnswering", folder, placement)
        self._tokenizer = placing_reader(folder, self._model.config)

    def run(
        self,
        inputs: list[Mapping[str, str]],
        top_k: int = 1,
        no_answer: bool = True,
        max_answer_tokens: int = 30,
        stride_tokens: int = 128,
        **parameters: Any,
    ) -> list[list[dict[str, Any]]]:
        """For each `{"question", "context"}` up to `top_k` of `{"answer", "score", "start", "end"}`, the best first.

        `answer` is what stands in the context from character `start` to before `end`, whole words; with `no_answer`
        it may be "" from 0 to 0, which says that the context does not tell. `score` is 0 to 1. Long contexts are read
        in windows that share `stride_tokens` tokens; what several of them find has the score of the surest.

        Raises:
            ValueError: an input has no question or no context, a question is too long, or a parameter is out of range.
            Stopped: asked before each slice of `batch_size` windows.
        """
        if top_k < 1 or max_answer_tokens < 1 or stride_tokens < 0:
            raise ValueError("top_k and max_answer_tokens are 1 or more, stride_tokens is 0 or more.")
        cut = self._windows(inputs, stride_tokens)
        found: list[dict[Span, float]] = [{} for _ in inputs]
        for window, starts, ends, silence in self._chances(cut):
            spans = _spans(window, inputs[window.text]["context"], starts, ends, max_answer_tokens, CHOICES * top_k)
            for span, score in spans:
                found[window.text][span] = max(score, found[window.text].get(span, 0.0))
            found[window.text][NOTHING] = min(silence, found[window.text].get(NOTHING, 1.0))
        return [_ranked(spans, item["context"], no_answer)[:top_k] for spans, item in zip(found, inputs, strict=True)]

    def size(self, item: Mapping[str, str]) -> int:
        return len(item["question"]) + len(item["context"])

    def _windows(self, inputs: Sequence[Mapping[str, str]], overlap: int) -> list[Window]:
        limit = min(limit_of(self._tokenizer), LONGEST)
        cut: list[Window] = []
        for number, item in enumerate(inputs):
            if not {"question", "context"} <= item.keys() or not item["question"].strip():
                raise ValueError('Give a question and a text, as {"question": "Who sang?", "context": "Anna sang."}.')
            cut += windows_behind(self._tokenizer, number, item["question"], item["context"], limit, overlap)
        return cut

    def _chances(self, cut: Sequence[Window]) -> Iterator[tuple[Window, Any, Any, float]]:
        """Each window, the chances of its own tokens to begin and to end the answer, (own,), and that of no answer.

        No answer is what the window's [CLS] speaks for. Tokens of the question are not weighed.
        """
        for part in slices(cut, self.batch_size):
            found = self._model(**padded(self._tokenizer, [window.fields for window in part], self._model.device))
            for window, *sides in zip(part, found.start_logits, found.end_logits, strict=True):
                silent = self._silent(window)
                starts, ends = (side[[*silent, *window.own]].float().softmax(-1).cpu() for side in sides)
                silence = float(starts[0] * ends[0]) if silent else 0.0
                yield window, starts[len(silent) :], ends[len(silent) :], silence

    def _silent(self, window: Window) -> list[int]:
        """Where the window's [CLS] stands; nowhere for tokenizers that have none."""
        ids = window.fields["input_ids"]
        return [ids.index(self._tokenizer.cls_token_id)] if self._tokenizer.cls_token_id in ids else []


def _spans(
    window: Window, context: str, starts: Any, ends: Any, longest: int, count: int
) -> Iterator[tuple[Span, float]]:
    """The likeliest answers in a window, as whole words."""
    chances = (starts[:, None] * ends[None, :]).triu().tril(longest - 1)
    best = chances.flatten().topk(min(count, chances.numel()))
    for score, place in zip(best.values.tolist(), best.indices.tolist(), strict=True):
        first, last = divmod(place, len(window.own))
        edges = window.offsets[window.own[first]][0], window.offsets[window.own[last]][1]
        start, end = trimmed(context, *edges)
        if score > 0 and start < end:
            yield whole_words(context, start, end), score


def _ranked(spans: Mapping[Span, float], context: str, no_answer: bool) -> list[dict[str, Any]]:
    allowed = ((span, score) for span, score in spans.items() if no_answer or span != NOTHING)
    return [
        {"answer": context[start:end], "score": score, "start": start, "end": end}
        for (start, end), score in sorted(allowed, key=lambda found: -found[1])
    ]
