"""How well passages are found and answers hold: what is counted, and what the figures are."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from rag.evaluate import Said, evaluated, faithful, scores_of
from rag.questions import Question, evidence_for, read_questions, unknown_sources
from rag.scores import exact, f1, ndcg
from runtime.errors import BadArgument, FileEmpty, FileMissing, KindNotRead
from runtime.records import Citation, Passage

PAGES = (
    Passage("Each of us has 12 hours a year. Ask your manager.", "rules-1", "rules.pdf", 1),
    Passage("The canteen opens at noon. Lunch is free.", "rules-1", "rules.pdf", 2),
    Passage("After 112 hours the lamp is changed.", "lamps-1", "lamps.md"),
)


def written(path: Path, *rows: object) -> Path:
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return path


def test_a_line_is_a_question_with_what_is_known_of_its_answer(tmp_path: Path) -> None:
    rows = [
        {"question": " How many? ", "answer": ["12", "twelve"], "source": "rules.pdf", "page": 1, "mine": True},
        {"question": "What is it?", "passage": "It is so."},
        {"question": "Who?", "answer": None},
        {"question": "Why?"},
    ]

    many, what, who, why = read_questions(written(tmp_path / "q.jsonl", *rows[:2], "", *rows[2:]))

    assert many == Question("How many?", ("12", "twelve"), "rules.pdf", 1, line=1)
    assert (what.quote, what.absent, what.placed) == ("It is so.", False, True)
    assert (who.absent, who.line) == (True, 4)
    assert (why.absent, why.placed) == (False, False)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("no JSON", "line 2 is no JSON"),
        ("[" * 100_000, "line 2 is no JSON"),
        ("[1]", 'line 2 has no text under "question"'),
        ('{"question": 3}', 'line 2 has no text under "question"'),
        ('{"question": " "}', 'line 2 has no text under "question"'),
        ('{"question": "a", "page": "2"}', "line 2 has a .page. that is no whole number"),
        ('{"question": "a", "page": true}', "line 2 has a .page. that is no whole number"),
        ('{"question": "a", "answer": {}}', "line 2 has an .answer. that is neither"),
        ('{"question": "a", "quote": []}', "none"),
        ('{"question": "a", "source": 4}', "line 2 has a .quote. or .source. that is no text"),
    ],
)
def test_a_line_that_is_no_question_is_named_with_its_number(tmp_path: Path, line: str, why: str) -> None:
    path = written(tmp_path / "q.jsonl", {"question": "Good?"}, line)
    if why == "none":
        assert len(read_questions(path)) == 2
        return
    with pytest.raises(BadArgument, match=why):
        read_questions(path)


def test_a_file_that_is_not_there_or_empty_or_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n\n")
    (tmp_path / "q.pdf").write_text("x")
    for name, error in (("none.jsonl", FileMissing), ("empty.jsonl", FileEmpty), ("q.pdf", KindNotRead)):
        with pytest.raises(error):
            read_questions(tmp_path / name)


@pytest.mark.parametrize(
    ("question", "where"),
    [
        (Question("?", ("12 hours",)), [0]),
        (Question("?", ("112 hours",)), [2]),
        (Question("?", ("hours",)), [0, 2]),
        (Question("?", ("hours",), source="LAMPS.md"), [2]),
        (Question("?", source="/docs/rules.pdf"), [0, 1]),
        (Question("?", ("a dozen hours",), source="rules.pdf", page=1), [0]),
        (Question("?", quote="“The canteen opens at noon; lunch is free!”"), [1]),
        (Question("?", quote="The canteen opens at noon. " + "And much more that stands elsewhere. " * 3), []),
        (Question("?", ("twelve moons",)), []),
        (Question("?"), []),
        (Question("?", absent=True, source="rules.pdf"), []),
    ],
)
def test_evidence_is_the_place_and_the_words_as_far_as_they_are_told(question: Question, where: list[int]) -> None:
    evidence = evidence_for(question, PAGES)

    assert [n for n, page in enumerate(PAGES) if evidence and evidence.stands_in(page)] == where


def test_a_page_counts_only_where_the_document_has_pages() -> None:
    evidence = evidence_for(Question("?", page=9, source="lamps.md"), PAGES)

    assert evidence
    assert evidence.stands_in(PAGES[2])


def test_a_quote_that_goes_over_a_cut_counts_for_the_passage_with_most_of_it() -> None:
    quote = "The canteen opens at noon, as it has done for years. Lunch is free."
    evidence = evidence_for(Question("?", quote=quote), [Passage(quote, "r", "r.md")])

    assert evidence
    assert evidence.stands_in(Passage("Fish. The canteen opens at noon, as it has done for years.", "r", "r.md"))
    assert not evidence.stands_in(Passage("Lunch is free. Soup too.", "r", "r.md"))


def test_words_are_found_in_scripts_without_blanks() -> None:
    page = Passage("有給休暇は年に十二日あります。", "k", "k.txt")

    assert evidence_for(Question("?", ("十二日",)), [page])


def test_files_that_questions_name_and_nobody_gave_are_told_once() -> None:
    asked = [Question("?", source=name) for name in ("rules.pdf", "old.pdf", "x/old.pdf", "")]

    assert unknown_sources(asked, ["Rules.PDF"]) == ["old.pdf"]


# --- Figures ---


def finding(*order: int) -> Callable[[str, int], Sequence[Passage]]:
    return lambda question, k: [PAGES[n] for n in order][:k]


def test_ranks_become_hits_mrr_and_ndcg() -> None:
    asked = [Question("?", ("12 hours",)), Question("?", ("noon",)), Question("?", ("lamp",)), Question("?")]

    scores = scores_of(list(evaluated(asked, PAGES, finding(0, 1))), k=2)

    assert (scores.questions, scores.placed) == (4, 3)
    assert dict(scores.hits) == pytest.approx({1: 1 / 3, 2: 2 / 3})
    assert scores.mrr == pytest.approx((1 + 0.5 + 0) / 3)
    assert scores.ndcg == pytest.approx((1 + 1 / np.log2(3) + 0) / 3)
    assert scores.faithful is scores.exact is scores.refused is scores.absent_refused is None
    assert 0 <= (scores.p50_ms or 0) <= (scores.p95_ms or 0)


def test_no_question_makes_no_figure() -> None:
    scores = scores_of([])

    assert (scores.questions, scores.mrr, scores.p50_ms, dict(scores.hits)[1]) == (0, None, None, 0.0)


def test_answers_are_compared_as_squad_does() -> None:
    assert exact("The 12 hours.", ["ten", "12 hours"]) == 1
    assert exact("12 hours a year", ["12 hours"]) == 0
    assert f1("12 hours year", ["ten", "12 hours"]) == pytest.approx(0.8)
    assert f1("", ["12"]) == 0


def test_ndcg_is_that_of_jarvelin_and_kekalainen() -> None:
    """The worked example of the English Wikipedia on discounted cumulative gain: 0.961 without, and 0.785 with, what
    the list left out."""
    found = [3, 2, 3, 0, 1, 2]

    assert ndcg(found, found) == pytest.approx(0.961, abs=5e-4)
    assert ndcg(found, [*found, 3, 2], 6) == pytest.approx(0.785, abs=5e-4)


ANSWERS = {
    "hours?": Said("Each of us has 12 hours a year.", (Citation("rules.pdf", 1, PAGES[0].text, 1, "rules-1"),)),
    "noon?": Said("It opens at 13:00. Lunch is free.", (Citation("rules.pdf", 2, PAGES[1].text, 1, "rules-1"),)),
    "lamp?": Said(""),
    "gone?": Said(""),
}


def test_answers_are_told_exact_refused_and_faithful() -> None:
    asked = [
        Question("hours?", ("12 hours",)),
        Question("noon?", ("noon",)),
        Question("lamp?", ("112 hours",)),
        Question("gone?", absent=True),
    ]

    scores = scores_of(list(evaluated(asked, PAGES, finding(0, 1, 2), ANSWERS.__getitem__)))

    assert scores.told == pytest.approx(1 / 3)
    assert scores.refused == pytest.approx(1 / 3)
    assert scores.absent_refused == 1
    assert scores.faithful == pytest.approx((1 + 0.5) / 2)
    assert scores.exact == 0
    assert 0 < (scores.f1 or 0) < 0.5


def test_words_that_were_marked_as_answering_are_compared_too() -> None:
    said = Said("Each of us has 12 hours a year.", span="12 hours")

    (outcome,) = evaluated([Question("?", ("12 hours",))], PAGES, finding(0), lambda question: said)

    assert scores_of([outcome]).exact == 1


def test_what_a_citation_does_not_hold_is_not_faithful() -> None:
    said = Said("Each of us has 12 hours a year. [^1]", (Citation("rules.pdf", 1, PAGES[0].text, 1, "rules-1"),))

    assert faithful(said, lambda citation: True) == 1
    assert faithful(said, lambda citation: False) == 0
