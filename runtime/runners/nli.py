"""Sorts texts under labels named on the spot, by whether a sentence with the label follows from the text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from runtime.devices import Placement
from runtime.errors import WrongArchitecture
from runtime.runners.base import Runner, weights
from runtime.runners.rows import limit_of, padded, reader, slices


class NliZeroShot(Runner):
    batch_size: ClassVar[int] = 16

    def __init__(self, folder: Path, placement: Placement) -> None:
        """
        Raises:
            WrongArchitecture: none of its labels is entailment.
        """
        super().__init__(folder, placement)
        self._model = weights("AutoModelForSequenceClassification", folder, placement)
        self._model.config.use_cache = False  # BART would keep what only writing needs
        self._tokenizer = reader(folder, self._model.config)
        self._entailed, self._denied = _places(self._model.config, folder)

    def run(
        self,
        inputs: list[str],
        candidate_labels: str | Sequence[str] = (),
        hypothesis_template: str = "This example is {}.",
        multi_label: bool = False,
        **parameters: Any,
    ) -> list[dict[str, Any]]:
        """For each text `{"sequence", "labels", "scores"}`, the best label first.

        Labels may also be one string with commas. Scores sum to one; with `multi_label`, or with one label only, each
        is 0 to 1 by itself. Of a long text the end is cut, never of the sentence with the label.

        Raises:
            ValueError: there is no label, or the template has no {} for it.
            Stopped: asked before each slice of `batch_size` pairs of text and label.
        """
        given = candidate_labels.split(",") if isinstance(candidate_labels, str) else candidate_labels
        labels = [label.strip() for label in given if label.strip()]
        if not labels or "{}" not in hypothesis_template:
            raise ValueError("Give at least one label, and a template with {} where the label goes.")
        hypotheses = [self._hypothesis(hypothesis_template.replace("{}", label)) for label in labels]
        logits = self._logits([(text, *hypothesis) for text in inputs for hypothesis in hypotheses])
        alone = multi_label or len(labels) == 1
        return [
            self._result(text, labels, logits[place * len(labels) : (place + 1) * len(labels)], alone)
            for place, text in enumerate(inputs)
        ]

    def _hypothesis(self, sentence: str) -> tuple[str, str]:
        """The sentence, and what is cut where a text and it do not fit together: the text, if that is enough."""
        room = limit_of(self._tokenizer) - self._tokenizer.num_special_tokens_to_add(pair=True)
        length = len(self._tokenizer(sentence, add_special_tokens=False, verbose=False)["input_ids"])
        return sentence, "only_first" if length < room else "longest_first"

    def _logits(self, pairs: Sequence[tuple[str, str, str]]) -> list[Any]:
        """For each text and hypothesis a tensor: how much speaks for each of the model's labels."""
        found: list[Any] = []
        for part in slices(pairs, self.batch_size):
            rows = [self._tokenizer(text, sentence, truncation=cut) for text, sentence, cut in part]
            found.extend(self._model(**padded(self._tokenizer, rows, self._model.device)).logits.float())
        return found

    def _result(self, text: str, labels: Sequence[str], logits: Sequence[Any], alone: bool) -> dict[str, Any]:
        import torch

        rows = torch.stack(list(logits))
        if alone:
            scores = rows[:, [self._denied, self._entailed]].softmax(-1)[:, 1]
        else:
            scores = rows[:, self._entailed].softmax(-1)
        ranked = sorted(zip(scores.tolist(), labels, strict=True), key=lambda pair: -pair[0])
        return {"sequence": text, "labels": [label for _, label in ranked], "scores": [score for score, _ in ranked]}


def _places(config: Any, folder: Path) -> tuple[int, int]:
    """Where the logits for and against entailment stand. Unnamed, the latter is first, or last if entailment is."""
    places = {label.lower(): place for place, label in config.id2label.items()}
    entailed = next((place for label, place in places.items() if label.startswith("entail")), None)
    if entailed is None:
        kind = (config.architectures or ["model"])[0]
        raise WrongArchitecture(str(folder), f"{kind} that does not judge entailment", "zero-shot-classification")
    denied = next((place for label, place in places.items() if label.startswith(("contra", "not_entail"))), None)
    return entailed, denied if denied is not None else (config.num_labels - 1 if entailed == 0 else 0)
