"""Answers short questions about a picture: ViLT picks one of the answers it knows, BLIP and its kin write one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from runtime.devices import Placement
from runtime.places import config_of
from runtime.progress import Generating
from runtime.runners.base import features, weights
from runtime.runners.heeding import heed
from runtime.runners.labelling import each_alone
from runtime.runners.reading_pictures import ReadingRunner

LONGEST = 20
"""Tokens of an answer at most."""
ASKS = {"blip-2": "Question: {} Answer:"}
"""How a model was taught to be asked, by its type. Source: Li et al., BLIP-2, 2023."""


class PictureAnswers(ReadingRunner):
    batch_size: ClassVar[int] = 8

    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        kind = str(config_of(folder).get("model_type"))
        self._asks = ASKS.get(kind, "{}")
        self._picks = kind == "vilt"
        asks = "AutoModelForVisualQuestionAnswering" if kind in ("vilt", "blip") else "AutoModelForImageTextToText"
        self._model = heed(weights(asks, folder, placement))
        if kind not in ("vilt", "blip"):
            self.tokenizer.padding_side = "left"  # its answer goes on from the question
        if self._picks:
            self.tokenizer.model_max_length = self._model.config.max_position_embeddings

    def run(self, inputs: list[Mapping[str, Any]], *, top_k: int = 1, **parameters: Any) -> list[list[dict[str, Any]]]:
        """For each `{"image": picture, "question": text}` its answers, best first: `[{"answer": "red", "score": 0.9}]`.

        ViLT's scores are each 0 to 1 by itself, and there are up to `top_k`; what is written is one answer, whose
        score is its probability.

        Raises:
            ValueError: `top_k` is not 1 or more, a question is blank, or an input is no picture.
            FileProblem: an input is a file that cannot be read.
        """
        if parameters or isinstance(top_k, bool) or not isinstance(top_k, int) or top_k < 1:
            raise ValueError(f"top_k={top_k!r} {parameters or ''}: give a whole number, 1 or more, and nothing else.")
        if not inputs:
            return []
        pictures, questions = [self.opened(item["image"]) for item in inputs], asked(inputs)
        questions = [self._asks.format(question) for question in questions]
        given = self.processor(images=pictures, text=questions, return_tensors="pt", padding=True, truncation=True)
        found = features(given, self._model)
        return self._picked(found, top_k) if self._picks else self._written(found)

    def size(self, item: Any) -> int:
        return len(item["question"]) if isinstance(item, Mapping) else 0

    def _picked(self, given: Mapping[str, Any], top_k: int) -> list[list[dict[str, Any]]]:
        logits = self._model(**given).logits.float().cpu().numpy()
        names = [self._model.config.id2label[number] for number in range(logits.shape[1])]
        ranked = [each_alone(names, row)[:top_k] for row in logits]
        return [[{"answer": one["label"], "score": one["score"]} for one in row] for row in ranked]

    def _written(self, given: Mapping[str, Any]) -> list[list[dict[str, Any]]]:
        out = self._model.generate(
            **given,
            max_new_tokens=LONGEST,
            do_sample=False,
            num_beams=1,
            stopping_criteria=[Generating(LONGEST)],
            return_dict_in_generate=True,
            output_logits=True,
        )
        new = out.sequences[:, out.sequences.shape[1] - len(out.logits) :]
        texts = self.tokenizer.batch_decode(new, skip_special_tokens=True)
        scores = probabilities(out.sequences, out.logits, self.tokenizer.pad_token_id)
        return [[{"answer": text.strip(), "score": score}] for text, score in zip(texts, scores, strict=True)]


def asked(inputs: Sequence[Mapping[str, Any]]) -> list[str]:
    questions = [str(item["question"]).strip() for item in inputs]
    if not all(questions):
        raise ValueError("Give a question that is not empty.")
    return questions


def probabilities(sequences: Any, logits: Sequence[Any], pad: int) -> list[float]:
    """How likely each row was to be written: the product over its new tokens. `sequences` is (N, T), `logits` are
    (N, V) for each new token."""
    import torch

    new = sequences[:, sequences.shape[1] - len(logits) :]
    each = torch.stack([step.float().log_softmax(-1) for step in logits], dim=1)
    chosen = each.gather(-1, new[..., None])[..., 0].masked_fill(new == pad, 0.0)
    found: list[float] = chosen.sum(-1).exp().tolist()
    return found
