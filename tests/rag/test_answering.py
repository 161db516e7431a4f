"""The sentence that answers, and refusing where none does. With the real encoder."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answering import Candidate, answer
from rag.asking import gives, kind_of
from rag.documents import read
from rag.index import DocumentIndex
from rag.lines import lines_of
from rag.retriever import Retriever
from rag.wording import words
from runtime.records import Passage
from runtime.runners.remembering import Remembering

ROOT = Path(__file__).parents[2]

BOATS = Passage(
    "Hiring a boat\n"
    "Rowing boats cost 14 dollars an hour, canoes 11 dollars. Mireille Tanguay looks after the boathouse.\n"
    "Before you set out:\n"
    "• Sign the list at the jetty.\n"
    "• Put on a life jacket; children under ten wear one on the jetty as well.\n"
    "May I fish from the boat?\n"
    "Angling needs a permit, which the town hall issues on weekdays.",
    "boats-1",
    "boats.pdf",
    page=3,
)
SHORE = Passage(
    "The lake is at most 22 metres deep. Swimming is forbidden near the weir, since the current pulls people under.\n"
    "The jetty is closed from November until the end of March.",
    "boats-1",
    "boats.pdf",
    page=4,
    section="The shore",
    position=1,
)
BOTH = [BOATS, SHORE]


@pytest.fixture(scope="module")
def remembering(encoder) -> Remembering:
    return Remembering(encoder)


@pytest.fixture
def ask(remembering) -> Callable[[str], Candidate]:
    return lambda question: answer(question, BOTH, remembering)[0]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How much does a rowing boat cost per hour?", "Rowing boats cost 14 dollars an hour, canoes 11 dollars."),
        ("Who is in charge of the boathouse?", "Mireille Tanguay looks after the boathouse."),
        ("How deep is the lake?", "The lake is at most 22 metres deep."),
        ("When is the jetty shut?", "The jetty is closed from November until the end of March."),
        (
            "Why may I not swim near the weir?",
            "Swimming is forbidden near the weir, since the current pulls people under.",
        ),
        (
            "Do kids need a life jacket on the jetty?",
            "Put on a life jacket; children under ten wear one on the jetty as well.",
        ),
    ],
)
def test_the_sentence_that_says_it_is_found_and_trusted(ask, question: str, said: str) -> None:
    best = ask(question)

    assert best.sentence == said
    assert best.confidence >= 0.5


@pytest.mark.parametrize(
    "question",
    [
        "What does a tent cost?",
        "How much is a cup of coffee?",
        "Who is the mayor of the town?",
        "How long is a sailing course?",
        "How many people live in the town?",
        "When was the French Revolution?",
        "What is the wifi password?",
    ],
)
def test_what_the_document_does_not_say_is_refused(ask, question: str) -> None:
    assert ask(question).confidence < 0.5


@pytest.mark.parametrize(
    "question",
    ["ボートの料金はいくらですか", "كم تكلفة القارب؟", "Сколько стоит лодка?", "???", "\ud800?", "what is it"],
)
def test_a_question_that_cannot_be_read_is_refused_and_does_not_fail(ask, question: str) -> None:
    assert ask(question).confidence < 0.5


@pytest.mark.parametrize("question", ["", "  \n"])
def test_an_empty_question_has_no_answer(remembering, question: str) -> None:
    assert answer(question, BOTH, remembering) == []


@pytest.mark.parametrize("passages", [[], [replace(BOATS, text="")], [replace(BOATS, text=" \n\n")]])
def test_passages_without_text_have_no_answer(remembering, passages: list[Passage]) -> None:
    assert answer("How deep is the lake?", passages, remembering) == []


def test_every_candidate_stands_word_for_word_in_its_passage(remembering) -> None:
    found = answer("What do I do at the jetty before I set out?", BOTH, remembering)

    assert len(found) == 5
    assert all(candidate.sentence in candidate.passage.text for candidate in found)


def test_the_best_comes_first_and_confidences_fall(remembering) -> None:
    confidences = [candidate.confidence for candidate in answer("How deep is the lake?", BOTH, remembering)]

    assert confidences == sorted(confidences, reverse=True)
    assert all(0 <= confidence <= 1 for confidence in confidences)
    assert confidences[1] < 0.1 < 0.9 < confidences[0]


def test_the_same_question_has_the_same_answer(encoder, remembering) -> None:
    question = "Where do I get a permit for angling?"

    once, again = answer(question, BOTH, remembering), answer(question, BOTH, remembering)

    assert once == again
    assert once[0].sentence == answer(question, BOTH, encoder)[0].sentence


def test_one_sentence_alone_can_answer(remembering) -> None:
    (only,) = answer("What is the capital of Kenya?", [replace(SHORE, text="Nairobi is its capital.")], remembering)

    assert only.sentence == "Nairobi is its capital."


def test_a_sentence_in_two_passages_is_quoted_from_the_better_one() -> None:
    repeated = replace(SHORE, text="The lake is at most 22 metres deep. It freezes.", page=9)

    pages = {line.text: line.passage.page for line in lines_of([SHORE, repeated])}

    assert pages["The lake is at most 22 metres deep."] == 4
    assert pages["It freezes."] == 9


def test_headings_questions_and_openings_of_lists_are_read_with_what_follows_but_not_chosen() -> None:
    lines = {line.text: line.around for line in lines_of(BOTH)}

    assert lines["Sign the list at the jetty."] == ("Hiring a boat", "Before you set out:")
    assert lines["Angling needs a permit, which the town hall issues on weekdays."][1] == "May I fish from the boat?"
    assert lines["The lake is at most 22 metres deep."] == ("The shore",)
    assert not lines.keys() & {"Hiring a boat", "Before you set out:", "May I fish from the boat?"}


def test_a_passage_of_headings_alone_still_has_candidates(remembering) -> None:
    assert answer("Where do I sign?", [replace(BOATS, text="Hiring a boat")], remembering)[0].confidence < 0.5


@pytest.mark.parametrize(
    ("question", "says", "does_not"),
    [
        ("How many weeks of leave are there?", "Six weeks are granted.", "Leave is granted in weeks."),
        ("How much is a towel?", "Towels are 2 pounds.", "Towels are on the left."),
        ("I left early. When is the fee due?", "It is due on 3 May.", "It is due as agreed."),
        ("Who do I call when it rains?", "Call the night manager.", "call again when it rains"),
        ("How long is the course?", "It takes two full days.", "It costs 14 dollars an hour."),
        ("How long must a password be?", "It has at least 14 characters.", "It must be long."),
        ("In 1990, how many members were there?", "There were 41 members.", "There were members in 1990."),
    ],
)
def test_the_kind_of_answer_is_recognised_and_an_echo_is_none(question: str, says: str, does_not: str) -> None:
    kind = kind_of(question)

    assert kind is not None
    assert gives(says, kind, set(words(question)))
    assert not gives(does_not, kind, set(words(question)))


@pytest.mark.parametrize("question", ["Is smoking allowed?", "Is it free when it rains?", "It rains. May I go?", ""])
def test_a_question_for_yes_or_no_asks_for_no_kind(question: str) -> None:
    assert kind_of(question) is None


def test_all_sentences_are_embedded_in_one_batch(words) -> None:
    answer("How deep is the lake?", BOTH, words)

    assert len(words.batches) == 1
    assert len(words.batches[0]) == len(set(words.batches[0]))


def test_importing_it_loads_no_torch_and_no_scikit_learn() -> None:
    code = "import sys, rag.answering; print({'torch', 'sklearn', 'openvino'} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"


# --- The example handbook: 60 questions it answers in other words, 30 it comes close to but does not answer ---


@pytest.fixture(scope="module")
def asked(remembering, tmp_path_factory) -> dict[str, tuple[dict, Candidate]]:
    """By question: what the handbook says to it, and what was found."""
    home = tmp_path_factory.mktemp("answering")
    index = DocumentIndex.open_or_build(read(ROOT / "examples" / "handbook.pdf"), "handbook-1", remembering, home)
    retriever = Retriever([index], remembering)
    entries = map(json.loads, (ROOT / "tests" / "data" / "handbook_questions.jsonl").read_text("utf-8").splitlines())
    return {
        entry["question"]: (entry, answer(entry["question"], retriever.search(entry["question"], 6), remembering)[0])
        for entry in entries
    }


def test_three_quarters_of_the_handbook_questions_get_the_right_sentence_and_page(asked) -> None:
    """Measured: 46 of 60; for 55 the answer is among the six passages."""
    answerable = [(entry, best) for entry, best in asked.values() if entry.get("answer")]
    right = [
        best for entry, best in answerable if entry["answer"] in best.sentence and entry["page"] == best.passage.page
    ]

    assert len(right) >= 0.73 * len(answerable)


def test_most_handbook_questions_are_not_refused(asked) -> None:
    """Measured: 12 of 60 refused, some of them for want of the passage."""
    answerable = [best for entry, best in asked.values() if entry.get("answer")]

    assert sum(best.confidence < 0.5 for best in answerable) <= 0.24 * len(answerable)


def test_most_questions_the_handbook_only_comes_close_to_are_refused(asked) -> None:
    """Measured: 21 of 30."""
    close = [best for entry, best in asked.values() if not entry.get("answer")]

    assert sum(best.confidence < 0.5 for best in close) >= 0.66 * len(close)


def test_the_volunteer_hours_are_found(asked) -> None:
    _, best = asked["How many volunteer hours do we receive each year?"]

    assert best.sentence == "Each full-time employee is eligible for 12 hours of volunteer time off per calendar year."
    assert best.passage.page == 7
    assert best.confidence > 0.9


def test_the_price_of_lunch_is_refused(asked) -> None:
    assert asked["What does the cafeteria charge for lunch?"][1].confidence < 0.1
