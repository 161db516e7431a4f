"""Passages, cut from documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rag.chunks import split
from rag.documents import read
from rag.pages import Document, Page
from runtime.errors import SettingsError


def plain(text: str) -> Document:
    return Document("notes.txt", (Page(None, text),), "text/plain", "")


def test_page_numbers_survive_the_cut(document: Document) -> None:
    for passage in split(document, "rules-1"):
        topic = ("leave", "lunch", "laptops")[(passage.page or 0) - 1]
        assert topic in passage.text
        assert passage.text in document.pages[(passage.page or 0) - 1].text
        assert (passage.source, passage.title) == ("rules-1", "rules.pdf")


def test_positions_run_through_the_document(document: Document) -> None:
    passages = split(document, "rules-1")

    assert len(passages) >= 6
    assert [passage.position for passage in passages] == list(range(len(passages)))


def test_the_section_is_the_nearest_heading_above_even_on_the_page_before(document: Document) -> None:
    pages = (*document.pages, Page(4, "No heading here."))

    passages = split(Document("rules.pdf", pages, "application/pdf", ""), "rules-1")

    assert {passage.section for passage in passages if passage.page == 2} == {"2. About lunch"}
    assert passages[-1].section == "More"


def test_what_stands_before_the_first_heading_has_no_section() -> None:
    assert split(plain("Preface."), "notes-1")[0].section == ""


@pytest.mark.parametrize(("size", "overlap"), [(900, 150), (200, 50), (60, 0)])
def test_no_passage_is_longer_than_asked_and_a_heading(document: Document, size: int, overlap: int) -> None:
    longest = size + len("3. About laptops\n")

    assert all(0 < len(passage.text) <= longest for passage in split(document, "rules-1", size, overlap))


def test_no_passage_is_a_heading_alone(document: Document) -> None:
    passages = split(document, "rules-1")

    assert passages[0].text.startswith("1. About leave\nRule 0")
    assert passages[3].text.startswith("Rule ")
    assert passages[3].text.endswith("matters.\nMore")


def test_cuts_fall_between_sentences_and_neighbours_share_some(document: Document) -> None:
    first, second = split(document, "rules-1")[:2]

    assert first.text.endswith(".")
    assert second.text.startswith("Rule ")
    assert second.text[:40] in first.text


def test_nothing_is_left_out(document: Document) -> None:
    passages = split(document, "rules-1", size=200, overlap=0)

    assert "".join("".join(passage.text for passage in passages).split()) == "".join(document.text.split())


@pytest.mark.parametrize("text", ["x" * 5000, "有給休暇は年に十二日あります。" * 200, '{"a":[1,2],"b":3},' * 300])
def test_text_without_blanks_is_cut_too(text: str) -> None:
    passages = split(plain(text), "notes-1")

    assert all(len(passage.text) <= 900 for passage in passages)
    assert sum(len(passage.text) for passage in passages) >= len(text)


def test_rows_of_a_table_keep_their_number(file_of: Callable[[str, bytes], Path]) -> None:
    passages = split(read(file_of("hours.csv", b"name,hours\nAda,12\nBo,14\n")), "hours-1")

    assert [(passage.page, passage.section) for passage in passages] == [(None, "row 1"), (None, "row 2")]


def test_an_overlap_as_large_as_the_passage_is_refused(document: Document) -> None:
    with pytest.raises(SettingsError, match="chunk_overlap=900 must be smaller than chunk_size=900"):
        split(document, "rules-1", overlap=900)
