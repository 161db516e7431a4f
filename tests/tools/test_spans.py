"""The words that answer are found where they stand; without a reader, the sentence that says it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fpdf import FPDF

from app.service import Service
from app.stand_ins.forge_desk import READER, bench_of
from runtime.errors import BadInput, CheckpointNotFound, UnknownArtifact
from runtime.records import Request
from tools.spans import FindAnswer

Having = Callable[..., Service]
TEXT = "the sun was warm that day . anna lives in paris . nobody knew why . "


@pytest.fixture
def reader(having: Having) -> FindAnswer:
    return FindAnswer(bench_of(having(READER)))


@pytest.fixture
def unaided(having: Having) -> FindAnswer:
    return FindAnswer(bench_of(having()))


def pdf(path: Path, *pages: str) -> Path:
    made = FPDF()
    made.set_font("Helvetica", size=12)
    for page in pages:
        made.add_page()
        made.multi_cell(0, 8, page)
    made.output(str(path))
    return path


def test_the_words_that_answer_are_quoted_with_their_place(reader: FindAnswer) -> None:
    result = reader(question="where does anna live ?", text=TEXT)

    assert (result["found"], result["answer"], result["by"]) == (True, "paris", "words")
    assert TEXT[result["start"] : result["end"]] == "paris"
    assert "anna lives in paris" in result["sentence"]
    assert 0.5 < result["score"] == result["confidence"] <= 1
    assert result["models"][0]["checkpoint"] == READER


def test_a_text_that_does_not_tell_is_not_guessed_from(reader: FindAnswer) -> None:
    result = reader(question="what is the job of anna ?", text=TEXT)

    assert (result["found"], result["answer"], result["answers"]) == (False, None, [])
    assert result["summary"] == "the text does not tell."
    assert result["confidence"] > 0.5


def test_of_a_document_the_page_is_named_and_cited(reader: FindAnswer, tmp_path: Path) -> None:
    file = pdf(tmp_path / "people.pdf", "nobody knew why . it was a quiet morning . ", "bob works as a baker . ")
    name = reader.bench.artifacts.import_file(file).name

    result = reader(question="what is the job of bob ?", text=name)

    assert (result["answer"], result["page"]) == ("baker", 2)
    assert result["summary"].endswith("[^1]")
    assert (result["citations"][0]["page"], result["citations"][0]["source"]) == (2, "people.pdf")


def test_a_long_text_is_read_to_its_end(reader: FindAnswer) -> None:
    text = "there were many birds . " * 200 + "emma lives in rome . "

    result = reader(question="where does emma live ?", text=text)

    assert (result["answer"], text[result["start"] : result["end"]]) == ("rome", "rome")


def test_several_answers_come_best_first(reader: FindAnswer) -> None:
    answers = reader(question="where does anna live ?", text=TEXT, answers=3)["answers"]

    assert answers[0]["answer"] == "paris"
    assert [one["score"] for one in answers] == sorted((one["score"] for one in answers), reverse=True)


def test_without_a_reader_it_is_the_sentence_that_answers(unaided: FindAnswer) -> None:
    text = "Breakfast is at eight. Anna sang in the old harbour on Sunday. Nobody paid."

    result = unaided(question="Where did Anna sing?", text=text)

    assert (result["answer"], result["by"]) == ("Anna sang in the old harbour on Sunday.", "sentence")
    assert text[result["start"] : result["end"]] == result["sentence"] == result["answer"]


def test_without_a_reader_what_a_document_does_not_say_is_refused(unaided: FindAnswer, handbook: Path) -> None:
    name = unaided.bench.artifacts.import_file(handbook).name

    assert unaided(question="How many volunteer hours do we receive each year?", text=name)["page"] == 7
    assert unaided(question="What does the cafeteria charge for lunch?", text=name)["found"] is False


def test_an_unsure_answer_is_marked_for_a_person(having: Having) -> None:
    careful = FindAnswer(bench_of(having(READER, review_confidence=1.0)))

    assert careful(question="where does anna live ?", text=TEXT)["escalate"] is True


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"question": " "}, "The question has 1 characters"),
        ({"question": "x" * 2000}, "The question has 2000 characters"),
        ({"question": "who?", "answers": 99}, "answers=99 is outside 1 to 10"),
        ({"question": 3}, "question must be of type string"),
        ({}, "question is missing"),
    ],
)
def test_a_wrong_wish_is_answered_with_how_to_call_it(unaided: FindAnswer, given: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        unaided(text=TEXT, **given)


def test_a_text_that_is_not_there_or_blank_is_refused(unaided: FindAnswer) -> None:
    with pytest.raises(UnknownArtifact):
        unaided(question="who?", text="letter-9")
    with pytest.raises(BadInput, match="empty text"):
        unaided(question="who?", text=" ")


def test_a_text_in_another_script_is_answered_or_refused_without_an_error(reader: FindAnswer) -> None:
    assert reader(question="猫はどこ？", text="猫は庭にいます。" * 50)["found"] in (True, False)


def test_a_model_that_is_not_here_is_named_with_the_command(unaided: FindAnswer) -> None:
    with pytest.raises(CheckpointNotFound, match=f"atelier pull {READER}"):
        unaided(question="who?", text=TEXT, model=READER)


def test_a_request_is_answered_with_the_words(having: Having, tmp_path: Path) -> None:
    path = tmp_path / "people.txt"
    path.write_text(TEXT)

    answer = having(READER).ask(
        Request("Find the exact words in people.txt that answer “where does anna live ?”", (path,))
    )

    assert answer.text.startswith("paris")
    assert all(verdict.ok for verdict in answer.verdicts)
