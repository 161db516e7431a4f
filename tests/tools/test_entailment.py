"""Whether a sentence answers a question is told, of documents which of theirs do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.service import Service
from app.stand_ins.forge_desk import bench_of
from app.stand_ins.forge_reading import FACES, QNLI
from runtime.errors import BadInput, CheckpointNotFound, UnknownArtifact
from runtime.records import Request
from tools.entailment import CheckAnswer, entailment

Having = Callable[..., Service]
QUESTION, ANSWER, OTHER = "Where does Anna live?", "Anna lives in a town.", "Anna eats fresh fish."


def test_a_sentence_that_answers_is_told_from_one_that_does_not(having: Having) -> None:
    check = CheckAnswer(bench_of(having(QNLI)))

    yes, no = check(text=ANSWER, question=QUESTION), check(text=OTHER, question=QUESTION)

    assert (yes["answers"], no["answers"]) == (True, False)
    assert yes["score"] > 0.9 > 0.1 > no["score"]
    assert no["summary"].startswith(f"No sentence answers “{QUESTION}”")
    assert min(yes["confidence"], no["confidence"]) > 0.9


def test_the_question_may_stand_in_the_text(having: Having) -> None:
    result = CheckAnswer(bench_of(having(QNLI)))(text=f"{QUESTION} {ANSWER}")

    assert result["answers"]
    assert [row["text"] for row in result["sentences"]] == [ANSWER]


def test_of_a_document_the_best_sentence_comes_first_and_is_cited(having: Having, tmp_path: Path) -> None:
    bench = bench_of(having(QNLI))
    path = tmp_path / "anna.txt"
    path.write_text(f"{OTHER} {ANSWER} Anna plays the piano.")
    name = bench.artifacts.import_file(path).name

    result = CheckAnswer(bench)(text=name, question=QUESTION)

    assert result["sentences"][0]["text"] == ANSWER
    assert [row["answers"] for row in result["sentences"]] == [True, False, False]
    assert [citation["quote"] for citation in result["citations"]] == [ANSWER]
    assert result["summary"].endswith("[^1]")


def test_a_single_score_and_two_labels_mean_the_same() -> None:
    assert entailment([{"label": "LABEL_0", "score": 0.9}]) == 0.9
    assert entailment([{"label": "LABEL_1", "score": 0.9}, {"label": "LABEL_0", "score": 0.1}]) == 0.1
    with pytest.raises(BadInput, match="do not say what answers"):
        entailment([{"label": "cat", "score": 0.9}])


@pytest.mark.parametrize("text", [ANSWER, QUESTION, "?"])
def test_without_a_question_or_an_answer_it_says_how_to_call_it(having: Having, text: str) -> None:
    with pytest.raises(BadInput, match=r"needs a question and a sentence\. Call it as check_answer"):
        CheckAnswer(bench_of(having(QNLI)))(text=text)


def test_wrong_input_is_refused(having: Having) -> None:
    check = CheckAnswer(bench_of(having(QNLI, FACES)))

    with pytest.raises(BadInput, match="text is missing"):
        check(question=QUESTION)
    with pytest.raises(UnknownArtifact):
        check(text="anna-9", question=QUESTION)
    with pytest.raises(BadInput, match="do not say what answers"):
        check(text=ANSWER, question=QUESTION, model=FACES)


@pytest.mark.parametrize("text", ["アンナは町に住んでいます。", "word " * 20_000])
def test_any_text_is_judged(having: Having, text: str) -> None:
    assert 0 <= CheckAnswer(bench_of(having(QNLI)))(text=text, question=QUESTION)["score"] <= 1


def test_a_request_is_answered_or_names_what_is_missing(having: Having) -> None:
    asked = Request(f'Does "{ANSWER}" answer the question "{QUESTION}"?')
    with pytest.raises(CheckpointNotFound, match=f"atelier pull {QNLI}"):
        having().ask(asked)

    assert having(QNLI).ask(asked).text.startswith(f"“{QUESTION}” is answered by:")
