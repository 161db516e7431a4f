"""Texts are sorted under labels named on the spot, as the pipeline of transformers would answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from runtime.cancel import limited
from runtime.errors import DeadlinePassed
from runtime.runners.sentence_embedding import SentenceEncoder
from runtime.runners.zero_shot import WINDOW, WINDOWS, EmbeddingZeroShot, windows

DATA = Path(__file__).parents[1] / "data" / "zero_shot.jsonl"
EXAMPLES = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
GOAL = "The striker scored twice and the home side won."


@pytest.fixture(scope="module")
def sort(encoder: SentenceEncoder) -> EmbeddingZeroShot:
    return EmbeddingZeroShot(encoder)


def test_most_texts_find_their_label(sort: EmbeddingZeroShot) -> None:
    """37 of 40 when it was written; chance is 10."""
    found = [sort(example["text"], example["labels"])["labels"][0] for example in EXAMPLES]

    assert sum(label == example["gold"] for label, example in zip(found, EXAMPLES, strict=True)) >= 36


def test_scores_say_how_sure_it_is(sort: EmbeddingZeroShot) -> None:
    """Where the best score is at least 0.9 it is right: 26 of 26 when it was written."""
    results = [(sort(example["text"], example["labels"]), example["gold"]) for example in EXAMPLES]
    sure = [result["labels"][0] == gold for result, gold in results if result["scores"][0] >= 0.9]

    assert len(sure) >= 20
    assert sum(sure) >= len(sure) - 1


def test_it_answers_like_the_pipeline(sort: EmbeddingZeroShot) -> None:
    result = sort(GOAL, candidate_labels=["law", "sport", "food"])

    assert list(result) == ["sequence", "labels", "scores"]
    assert result["sequence"] == GOAL
    assert result["labels"][0] == "sport"
    assert result["scores"] == sorted(result["scores"], reverse=True)
    assert sum(result["scores"]) == pytest.approx(1)
    assert json.dumps(result)


def test_several_texts_get_several_answers(sort: EmbeddingZeroShot) -> None:
    results = sort([GOAL, "Fry the onions in butter."], ["sport", "food"])

    assert [result["labels"][0] for result in results] == ["sport", "food"]
    assert sort([GOAL], ["sport", "food"]) == results[:1]


def test_labels_may_be_one_string_with_commas(sort: EmbeddingZeroShot) -> None:
    assert sort(GOAL, "law, sport,food ,")["labels"] == sort(GOAL, ["law", "sport", "food"])["labels"]


def test_with_multi_label_each_label_stands_for_itself(sort: EmbeddingZeroShot) -> None:
    labels = ["football", "cooking", "medicine", "law", "health"]

    result = sort("The doctor prescribed a new medicine against the flu.", labels, multi_label=True)
    scores = dict(zip(result["labels"], result["scores"], strict=True))

    assert min(scores["medicine"], scores["health"]) > 0.9
    assert max(scores["football"], scores["cooking"], scores["law"]) < 0.2


def test_one_label_alone_is_certain_unless_it_stands_for_itself(sort: EmbeddingZeroShot) -> None:
    assert sort(GOAL, ["law"])["scores"] == [1.0]
    assert sort(GOAL, ["law"], multi_label=True)["scores"][0] < 0.5


def test_a_template_of_ones_own_is_used(sort: EmbeddingZeroShot) -> None:
    texts: list[str] = []

    def spy(asked: Sequence[str]) -> Any:
        texts.extend(asked)
        return np.ones((len(asked), 3), np.float32)

    EmbeddingZeroShot(spy)("a", ["{x}", "y"], "Is it {}?")

    assert texts == ["Is it {x}?", "Is it y?", "a"]


@pytest.mark.parametrize(("labels", "template"), [([], "{}"), ("", "{}"), ([" "], "{}"), (["a"], "no place for it")])
def test_no_label_or_no_place_for_it_is_refused(sort: EmbeddingZeroShot, labels: Any, template: str) -> None:
    with pytest.raises(ValueError, match="at least one label, and a template"):
        sort(GOAL, labels, template)


def test_a_text_without_words_gets_an_answer(sort: EmbeddingZeroShot) -> None:
    assert sum(sort(" \n", ["a", "b"])["scores"]) == pytest.approx(1)


def test_the_end_of_a_long_text_counts_as_much_as_its_beginning(sort: EmbeddingZeroShot) -> None:
    football, cooking = GOAL + " ", "Fry the onions in butter. "

    result = sort(football * 40 + cooking * 200, ["sport", "food"])

    assert result["labels"][0] == "food"


def test_a_very_long_text_is_read_in_evenly_spread_pieces() -> None:
    words = [str(number) for number in range(WINDOW * 1000)]

    pieces = windows(" ".join(words))

    starts = [int(piece.split()[0]) for piece in pieces]
    assert len(pieces) == WINDOWS
    assert all(len(piece.split()) == WINDOW for piece in pieces)
    assert (starts[0], starts[-1]) == (0, WINDOW * 999)
    assert np.diff(starts).max() - np.diff(starts).min() <= WINDOW


def test_a_short_text_is_one_piece_and_every_word_of_a_longer_one_is_read() -> None:
    text = " ".join(map(str, range(WINDOW * 3 + 1)))

    assert windows("two words") == ["two words"]
    assert windows("") == [""]
    assert " ".join(windows(text)) == text


def test_it_stops_when_the_time_is_up(sort: EmbeddingZeroShot) -> None:
    with limited(0), pytest.raises(DeadlinePassed):
        sort([GOAL] * 1000, ["a", "b"])
