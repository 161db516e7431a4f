import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.stand_ins.forge_desk import READER, bench_of
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


# ------------------------------------------------------------------ with a reader

PEOPLE = (
    "The sun was warm that day. Anna lives in Paris. There were many birds. It was a quiet morning.\n"
    "Bob works as a baker. Nobody knew why. The room had a blue door.\n"
)


@pytest.fixture
def asked(having, tmp_path):
    """Asks a document about people, on a machine with these checkpoints."""
    path = tmp_path / "people.txt"

    def ask(question, *ids, text=PEOPLE, **settings):
        path.write_text(text)
        bench = bench_of(having(*ids, **settings))
        bench.artifacts.import_file(path)
        return AnswerFromDocuments(bench)(question=question)

    return ask


def test_a_reader_narrows_the_sentence_to_the_words_that_answer(asked):
    result = asked("Where does Anna live?", READER)

    assert (result["answer"], result["span"]) == ("Anna lives in Paris.", "Paris")
    assert result["models"][0]["checkpoint"] == READER


def test_without_a_reader_there_is_no_span(asked):
    result = asked("Where does Anna live?")

    assert (result["answer"], result["span"], result["models"]) == ("Anna lives in Paris.", None, [])


def test_a_reader_that_finds_nothing_makes_it_less_sure(asked):
    given = {"text": PEOPLE.splitlines()[0], "answer_confidence": 0.0}
    alone = asked("What is the job of Anna?", **given)
    doubted = asked("What is the job of Anna?", READER, **given)

    assert doubted["confidence"] < alone["confidence"]


def test_an_answer_too_unsure_is_marked_for_a_person(asked):
    question = "Where does Anna live?"

    assert [asked(question, review_confidence=least)["escalate"] for least in (0.0, 1.0)] == [False, True]


# ------------------------------------------------------------------ questions of several parts


def test_each_part_of_a_question_is_answered_with_its_own_citation(ask):
    result = ask(question="How many volunteer hours do we receive each year, and how do I request them?")

    assert [part["found"] for part in result["parts"]] == [True, True]
    assert "12 hours" in result["parts"][0]["answer"]
    assert "HR portal" in result["parts"][1]["answer"]
    assert (result["found"], result["gaps"], len(result["citations"])) == (True, [], 2)
    assert "[^1]" in result["summary"]
    assert "[^2]" in result["summary"]


def test_the_part_that_no_document_tells_is_named(ask):
    result = ask(
        question="How many volunteer hours do we receive each year, and what does lunch cost in the cafeteria?"
    )

    assert (result["found"], result["gaps"]) == (False, ["what does lunch cost in the cafeteria?"])
    assert "12 hours" in result["answer"]
    assert "“what does lunch cost in the cafeteria?” The documents do not say." in result["summary"]


def test_a_question_without_an_answer_is_a_gap_and_was_looked_up_again(bench, handbook):
    bench.artifacts.import_file(handbook)
    question = "What does the cafeteria charge for lunch?"
    rounds = [
        AnswerFromDocuments(replace(bench, search_rounds=n))(question=question)["parts"][0]["rounds"] for n in (1, 3)
    ]

    assert rounds == [1, 3]
    assert AnswerFromDocuments(bench)(question=question)["gaps"] == [question]


def test_a_sentence_that_two_documents_have_is_cited_in_both(bench, tmp_path):
    for name, more in (("old.txt", "It was a year of storms."), ("new.txt", "It was a year of calm.")):
        (tmp_path / name).write_text(f"The ferry to the island leaves at seven o'clock.\n{more}\n")
        bench.artifacts.import_file(tmp_path / name)

    result = AnswerFromDocuments(bench)(question="When does the ferry to the island leave?")

    assert {citation["source"] for citation in result["citations"]} == {"old.txt", "new.txt"}
    assert result["summary"].endswith("[^1][^2]")


def test_other_words_are_asked_for_only_where_the_first_round_found_nothing(bench, handbook):
    asked = []
    bench.artifacts.import_file(handbook)
    tool = AnswerFromDocuments(replace(bench, reword=lambda query: asked.append(query) or ("lunch price",)))

    tool(question="How many volunteer hours do we receive each year?")
    assert asked == []
    tool(question="What does the cafeteria charge for lunch?")
    assert asked == ["What does the cafeteria charge for lunch?"]
