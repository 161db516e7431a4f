"""Answers questions from a picture of a text: LayoutLM quotes words that Tesseract read, Donut reads by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from runtime.devices import Placement
from runtime.errors import WrongArchitecture
from runtime.places import config_of
from runtime.runners.base import Runner
from runtime.runners.donut import Donut
from runtime.runners.layouts import Layouts

WAYS: Mapping[str, type[Layouts] | type[Donut]] = {"layoutlm": Layouts, "vision-encoder-decoder": Donut}
"""By the model's type."""


class ScanAnswers(Runner):
    batch_size: ClassVar[int] = 4

    def __init__(self, folder: Path, placement: Placement) -> None:
        """
        Raises:
            WrongArchitecture: it is of another type than those two.
        """
        super().__init__(folder, placement)
        kind = str(config_of(folder).get("model_type"))
        if kind not in WAYS:
            raise WrongArchitecture(str(folder), f"a model of type {kind}", "document-question-answering")
        self._way = WAYS[kind](folder, placement)

    def run(self, inputs: list[Mapping[str, Any]], **parameters: Any) -> list[dict[str, Any]]:
        """For each `{"image": picture, "question": text}`: `{"answer": "4711", "score": 0.9, "box": (l, t, r, b)}`.

        The box is in the picture's pixels where the words were read one by one, else None. An answer may be empty:
        nothing is written there, or the model found none.

        Raises:
            MissingProgram: Tesseract is needed and not here.
            ValueError: a parameter is given, a question is blank, or an input is no picture.
            FileProblem: an input is a file that cannot be read.
        """
        if parameters:
            raise ValueError(f"{parameters}: there are no parameters here.")
        if not all(str(item["question"]).strip() for item in inputs):
            raise ValueError("Give a question that is not empty.")
        return self._way.answers(inputs) if inputs else []

    def modules(self) -> Iterable[Any]:
        return [self._way.model]
