"""Questions and the passages that fit them."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from rag.index import DocumentIndex
from rag.lexical import BM25, terms
from rag.pages import Document, Page, Paragraph, page_of
from rag.retriever import Retriever, standardised

RULES = (
    "Volunteers get twelve hours a year.",
    "The canteen serves soup on Mondays.",
    "Laptops are replaced after four years.",
    "Overtime is paid at time and a half.",
    "Parking costs nothing before nine.",
)


def document_of(*texts: str, digest: str = "3") -> Document:
    pages = tuple(Page(number, text) for number, text in enumerate(texts, start=1))
    return Document("rules.pdf", pages, "application/pdf", digest * 64)


@pytest.fixture
def rules(words, tmp_path: Path) -> DocumentIndex:
    return DocumentIndex.open_or_build(document_of(*RULES), "rules-1", words, tmp_path)


@pytest.fixture
def retriever(rules: DocumentIndex, words) -> Retriever:
    return Retriever([rules], words)


def test_the_passage_with_the_questions_words_comes_first(retriever: Retriever) -> None:
    found = retriever.search("When does the canteen serve soup?")

    assert (found[0].page, found[0].source) == (2, "rules-1")
    assert [passage.score for passage in found] == sorted((passage.score for passage in found), reverse=True)


def test_other_endings_of_a_word_are_found(retriever: Retriever) -> None:
    assert retriever.search("who replaces a laptop")[0].page == 3


def test_no_more_passages_than_asked_and_no_more_than_there_are(retriever: Retriever) -> None:
    assert len(retriever.search("soup", k=2)) == 2
    assert len(retriever.search("soup", k=50)) == 5
    assert retriever.search("  ") == []


def test_a_question_of_common_words_alone_still_gets_an_order(retriever: Retriever) -> None:
    assert len(retriever.search("what is it?")) == 5


def test_the_question_is_embedded_once_over_all_documents(rules: DocumentIndex, words, tmp_path: Path) -> None:
    other = DocumentIndex.open_or_build(document_of("Fish on Fridays.", digest="4"), "menu-1", words, tmp_path)
    words.batches.clear()

    found = Retriever([rules, other], words).search("fish on Fridays")

    assert words.batches == [["fish on Fridays"]]
    assert (found[0].source, found[0].text) == ("menu-1", "Fish on Fridays.")


def test_a_search_can_be_kept_to_some_documents(rules: DocumentIndex, words, tmp_path: Path) -> None:
    other = DocumentIndex.open_or_build(document_of("Fish on Fridays.", digest="4"), "menu-1", words, tmp_path)
    retriever = Retriever([rules, other], words)

    assert {passage.source for passage in retriever.search("fish", sources=["rules-1"])} == {"rules-1"}
    assert [passage.text for passage in retriever.search("soup", sources=["menu-1"])] == ["Fish on Fridays."]
    assert retriever.search("fish", sources=["other-1"]) == []
    assert Retriever([], words).search("fish") == []


def test_the_heading_above_a_passage_counts(words, tmp_path: Path) -> None:
    pages = [page_of(n, [Paragraph(h, h), Paragraph(t)]) for n, h, t in ((1, "Pets", "x " * 700), (2, "Bikes", "y"))]
    document = Document("rules.pdf", tuple(pages), "application/pdf", "5" * 64)
    index = DocumentIndex.open_or_build(document, "rules-1", words, tmp_path)

    second = Retriever([index], words).search("pets", k=2)[1]

    assert (second.page, second.section) == (1, "Pets")
    assert "Pets" not in second.text


def test_a_hundred_and_more_passages_are_ranked_to_the_end(words, tmp_path: Path) -> None:
    texts = [f"Rule {number} is about thing{number}." for number in range(260)]
    index = DocumentIndex.open_or_build(document_of(*texts), "rules-1", words, tmp_path)

    found = Retriever([index], words).search("thing123", k=260)

    assert found[0].text == texts[123]
    assert len({passage.position for passage in found}) == 260


def test_z_scores_have_mean_zero_and_the_rest_gets_the_lowest() -> None:
    z = standardised(np.array([*range(150), -np.inf], float))

    assert z[50:150].mean() == pytest.approx(0)
    assert z[50:150].std() == pytest.approx(1)
    assert set(z[:50]) | {z[150]} == {z[50]}


def test_equal_scores_say_nothing() -> None:
    assert not standardised(np.ones(5)).any()


def test_bm25_is_the_formula() -> None:
    texts = ["soup soup fish", "fish bread", "bread"]
    idf = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    expected = idf * 2 * 2.5 / (2 + 1.5 * (0.25 + 0.75 * 3 / 2))

    assert BM25(texts)(terms("soup")) == pytest.approx([expected, 0, 0])


def test_bm25_of_texts_without_words_is_zero() -> None:
    assert BM25(["", "?"])(terms("soup")).tolist() == [0, 0]


def test_japanese_is_matched_by_pairs_of_letters(words, tmp_path: Path) -> None:
    texts = ("昼食は十二時からです。", "有給休暇は年に十二日あります。", "駐車場は無料です。")
    index = DocumentIndex.open_or_build(document_of(*texts), "kisoku-1", words, tmp_path)

    assert Retriever([index], words).search("有給休暇は何日ですか")[0].page == 2


def test_meaning_is_found_without_a_shared_word(encoder, tmp_path: Path) -> None:
    index = DocumentIndex.open_or_build(document_of(*RULES), "rules-1", encoder, tmp_path)

    assert Retriever([index], encoder).search("extra pay for working late")[0].page == 4
    assert Retriever([index], encoder).search("where do I leave my car")[0].page == 5


def test_a_search_can_be_kept_to_passages_that_would_not_have_been_among_the_nearest(words, tmp_path: Path) -> None:
    texts = [f"Rule {number} is about thing{number}." for number in range(260)]
    index = DocumentIndex.open_or_build(document_of(*texts), "rules-1", words, tmp_path)

    found = Retriever([index], words).search("thing123", k=260, where=lambda passage: (passage.page or 0) > 250)

    assert {passage.page for passage in found} == set(range(251, 261))
    assert Retriever([index], words).search("thing123", where=lambda passage: False) == []


def test_where_nothing_is_left_out_the_scores_are_the_same(retriever: Retriever) -> None:
    assert retriever.search("soup", where=lambda passage: True) == retriever.search("soup")


def test_other_ways_to_ask_count_together_as_much_as_the_question(retriever: Retriever) -> None:
    question, other = "soup on Mondays", "laptops after four years"

    both = retriever.search(question, also=[other])
    assert {passage.page for passage in both[:2]} == {2, 3}
    assert retriever.search(question, also=[other, other]) == both
    assert retriever.search("help", also=[other])[0].page == 3
    assert retriever.search(question, also=["", "  "]) == retriever.search(question)
