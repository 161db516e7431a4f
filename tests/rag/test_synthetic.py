"""Questions made from documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.documents import read
from rag.pages import Document, Page
from rag.questions import Question, evidence_for
from rag.synthetic import Made, question_of, synthetic
from runtime.records import Passage

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def rules() -> Document:
    return read(ROOT / "examples" / "handbook.pdf")


def test_the_answer_stands_in_its_quote_and_the_quote_on_its_page(rules: Document) -> None:
    texts = {page.number: page.text for page in rules.pages}
    made = synthetic([rules], 60)

    assert len(made) == 60
    for one in made:
        assert one.answer in one.quote
        assert one.quote in texts[one.page]
        assert one.answer not in one.question.replace("____", "")
        assert one.source == "handbook.pdf"


def test_evidence_is_found_for_each_of_them(rules: Document) -> None:
    pages = [Passage(page.text, "handbook-1", rules.title, page.number) for page in rules.pages]

    for one in synthetic([rules], 30):
        assert evidence_for(Question(one.question, (one.answer,), one.source, one.page, one.quote), pages)


def test_the_same_seed_gives_the_same_questions_and_another_gives_others(rules: Document) -> None:
    assert synthetic([rules], 20, seed=1) == synthetic([rules], 20, seed=1)
    assert synthetic([rules], 20, seed=1) != synthetic([rules], 20, seed=2)


def test_documents_get_about_as_many_in_their_order(rules: Document) -> None:
    text = " ".join(f"The lamp of room {n} was changed on {n} May by the caretaker." for n in range(1, 29))
    lamps = Document("lamps.txt", (Page(None, text),), "text/plain", "")

    made = synthetic([lamps, rules], 20)

    assert [one.source for one in made] == ["lamps.txt"] * 10 + ["handbook.pdf"] * 10
    assert len({one.question for one in made}) == 20
    assert {one.page for one in made[:10]} == {None}


def test_nothing_to_ask_about_gives_no_question() -> None:
    text = "Nothing here has names. All of it is in small letters and has no figures at all."

    assert synthetic([Document("plain.txt", (Page(None, text),), "text/plain", "")]) == []
    assert synthetic([]) == []


@pytest.mark.parametrize(
    ("sentence", "form", "answer"),
    [
        ("Marie Curie discovered polonium together with her husband.", "who", "Marie Curie"),
        ("You may carry over 5 days of unused holiday into the next year.", "how many", "5"),
        ("A bicycle loan of up to $2,000 is paid back over one year.", "gap", "$2,000"),
        ("Call the lighthouse line at 1-833-555-0199 whenever you need it.", "", ""),
        ("The first shop was opened by the founders in 1987 near the old pier.", "gap", "1987"),
        ("Books are ordered from the staff of Saltmarsh Kitchen on the first floor.", "gap", "Saltmarsh Kitchen"),
    ],
)
def test_a_sentence_is_asked_about_by_what_it_has(sentence: str, form: str, answer: str) -> None:
    made = question_of(sentence)

    assert (made[2], made[1]) == (form, answer) if made else form == ""


def test_a_row_of_a_table_is_not_asked_about() -> None:
    text = "| Marie Curie discovered polonium | 1898 | with her husband in Paris, in a shed | far away from all. |."

    assert synthetic([Document("t.md", (Page(None, text),), "text/markdown", "")]) == []


def test_what_is_made_has_only_plain_values(rules: Document) -> None:
    assert {type(value) for one in synthetic([rules], 5) for value in one} <= {str, int}
    assert Made._fields == ("question", "answer", "source", "page", "quote", "form")
