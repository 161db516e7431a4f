import json
from pathlib import Path

import pytest

from runtime.errors import BadInput, NoResult
from tools.answers import AnswerFromDocuments

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "data" / "handbook_questions.jsonl").read_text().splitlines()
]


@pytest.fixture
def ask(bench, handbook):
    bench.artifacts.import_file(handbook)
    return AnswerFromDocuments(bench)


def test_the_answer_is_a_sentence_of_the_page_it_names(ask):
    result = ask(question="How many volunteer hours do we receive each year?")

    assert result["answer"] == (
        "Each full-time employee is eligible for 12 hours of volunteer time off per calendar year."
    )
    assert result["place"] == "handbook.pdf, page 7"
    assert result["summary"].endswith("[^1]")
    assert result["citations"][0] | {"score": 0} == {
        "n": 1,
        "source": "handbook.pdf",
        "page": 7,
        "quote": result["answer"],
        "score": 0,
    }


def test_what_the_documents_do_not_say_is_not_guessed(ask):
    result = ask(question="What does the cafeteria charge for lunch?")

    assert result["found"] is False
    assert result["answer"] is None
    assert result["summary"].startswith("The documents do not say. What came nearest: “")
    assert result["citations"]


def test_answers_name_the_right_page_in_three_of_four_and_gaps_are_seen_in_two_of_three(ask):
    results = [(row, ask(question=row["question"])) for row in ROWS]
    answerable = [(row, result) for row, result in results if row["page"]]
    right = [r["citations"][0]["page"] == row["page"] for row, r in answerable if r["found"]]
    refused = [not result["found"] for row, result in results if not row["page"]]

    assert sum(right) / len(right) >= 0.75
    assert sum(refused) / len(refused) >= 2 / 3


def test_without_a_document_there_is_nothing_to_look_in(bench):
    with pytest.raises(NoResult, match="--file"):
        AnswerFromDocuments(bench)(question="How many hours?")


def test_an_empty_question_is_refused(ask):
    with pytest.raises(BadInput, match="question is empty"):
        ask(question=" ")


def test_a_question_in_another_script_is_answered_or_refused_without_an_error(ask):
    assert ask(question="ボランティア休暇は何時間ですか")["found"] in (True, False)
