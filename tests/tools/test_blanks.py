"""Blanks are filled, however they are written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.service import Service
from app.stand_ins.forge_desk import bench_of
from app.stand_ins.forge_reading import BERT, ROBERTA
from runtime.errors import BadInput, CheckpointNotFound, UnknownArtifact
from runtime.records import Request
from tools.blanks import FillBlank

Having = Callable[..., Service]


@pytest.mark.parametrize("id", [ROBERTA, BERT])
@pytest.mark.parametrize("blank", ["___", "[MASK]", "<mask>", "________"])
def test_a_blank_is_filled_however_it_is_written(having: Having, id: str, blank: str) -> None:
    result = FillBlank(bench_of(having(id)))(text=f"The capital of Japan is {blank}.")

    assert result["blanks"][0][0]["word"].lower() == "tokyo"
    assert result["filled"].lower() == "the capital of japan is tokyo."
    assert len(result["blanks"][0]) == 5
    assert result["confidence"] == result["blanks"][0][0]["score"] > 0.5
    assert result["models"][0]["checkpoint"] == id


def test_several_blanks_are_filled_each_by_itself(having: Having) -> None:
    result = FillBlank(bench_of(having(ROBERTA)))(text="The ___ of ___ is Tokyo.")

    assert [words[0]["word"] for words in result["blanks"]] == ["capital", "Japan"]
    assert result["filled"] == "The capital of Japan is Tokyo."


def test_only_the_words_that_were_named_are_weighed(having: Having) -> None:
    result = FillBlank(bench_of(having(ROBERTA)))(
        text="The capital of Egypt is ___.", choices=["Paris", "Cairo"], guesses=2
    )

    assert [word["word"] for word in result["blanks"][0]] == ["Cairo", "Paris"]
    assert "else Paris" in result["summary"]


def test_a_word_that_the_model_does_not_have_is_named(having: Having) -> None:
    with pytest.raises(BadInput, match="no single token for: Constantinople"):
        FillBlank(bench_of(having(ROBERTA)))(text="It is ___.", choices=["Constantinople"])


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"text": "no blank"}, "has 0 blanks"),
        ({"text": "___ " * 21}, "has 21 blanks"),
        ({"text": "a ___", "guesses": 0}, "outside 1 to 100"),
        ({"text": "a ___", "guesses": 101}, "outside 1 to 100"),
        ({"text": "a ___", "choices": [5]}, "choices must be words"),
        ({"text": "  "}, "empty text"),
        ({}, "text is missing"),
    ],
)
def test_what_cannot_be_filled_is_refused_with_how_to_call_it(
    having: Having, given: dict[str, Any], fault: str
) -> None:
    with pytest.raises(BadInput, match=fault):
        FillBlank(bench_of(having(ROBERTA)))(**given)


def test_a_file_that_is_not_there_is_named(having: Having) -> None:
    with pytest.raises(UnknownArtifact):
        FillBlank(bench_of(having(ROBERTA)))(text="letter-1")


@pytest.mark.parametrize("text", ["首都は ___ です。", "word " * 5_000 + "___"])
def test_any_text_with_a_blank_gets_words(having: Having, text: str) -> None:
    assert FillBlank(bench_of(having(ROBERTA)))(text=text)["blanks"][0]


def test_a_request_is_answered_or_names_what_is_missing(having: Having) -> None:
    asked = Request("Fill in the blank: The capital of France is ___.")
    with pytest.raises(CheckpointNotFound, match="atelier pull distilbert/distilbert-base-uncased"):
        having().ask(asked)

    assert "The capital of France is Paris" in having(ROBERTA).ask(asked).text
