"""What is cited exists and says so, word for word; what only looks cited is sent back."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.errors import OutsideWorkspace, UnknownArtifact
from runtime.records import Answer, Artifact, Citation, Provenance
from validators.grounding import Page, artifacts_exist, citations_are_real, confidence_at_least, normal

HANDBOOK: tuple[Page, ...] = (
    (1, "Employees work at most 12 hours\u00a0a   day.\nShort-\nterm leave is pos\u00adsible.\nHere is the end"),
    (2, "Staff Handbook\nThe ofﬁce gives 112 days of notice, or 2.5 hours.\nEvery change of this contract has to be"),
    (3, "made in writing and signed by both. The peri-"),
    (4, "od ends in 2020-\n2021. “Quoted” words. 通知期为四\n周。 Nothing that is said aloud\n4 of 5"),
    (5, "Staff Handbook\n\ncounts as a change of the terms.\n5 of 5"),
)
PLAIN: tuple[Page, ...] = ((None, "A note. It says"), (None, "that the office opens at 9."))
BOOKS = {"handbook-1": HANDBOOK, "note-1": PLAIN, "blank-1": ()}


def pages(name: str) -> Sequence[Page]:
    if "/" in name:
        raise OutsideWorkspace(name)
    if name not in BOOKS:
        raise UnknownArtifact(name, BOOKS)
    return BOOKS[name]


check = citations_are_real(pages)


def cite(quote: str, page: int | None = 1, artifact: str = "handbook-1", score: float = 0.9) -> Citation:
    return Citation("handbook.pdf", page, quote, score, artifact)


def says(quote: str, page: int | None, artifact: str = "handbook-1") -> bool:
    return check(Answer("So [1].", citations=(cite(quote, page, artifact),))).ok


@pytest.mark.parametrize(
    ("quote", "page"),
    [
        ("at most 12 hours a day", 1),
        ("at most\n12  hours a\u00a0day.", 1),
        ("Short-term leave is possible", 1),
        ("Short-\nterm leave", 1),
        ("term leave is possible", 1),
        ("a day. Short-", 1),
        ("The office gives", 2),
        ("The ofﬁce gives 112 days", 2),
        ("2.5 hours", 2),
        ("ends in 2020-2021", 4),
        ('"Quoted" words', 4),
        ("通知期为四周", 4),
    ],
)
def test_a_quote_is_found_however_its_page_was_set(quote: str, page: int) -> None:
    assert says(quote, page)


@pytest.mark.parametrize(
    ("quote", "page"),
    [
        ("has to be made in writing", 2),  # straight over
        ("The period ends", 3),  # over, inside a word
        ("Nothing that is said aloud counts as a change", 4),  # over, with page number and title between
    ],
)
def test_a_quote_over_a_page_break_is_found_on_the_page_where_it_begins(quote: str, page: int) -> None:
    assert says(quote, page)
    assert not says(quote, page + 1)


@pytest.mark.parametrize(
    ("quote", "page"),
    [
        ("at most 13 hours a day", 1),
        ("12 days of notice", 2),  # 112
        ("5 hours", 2),  # 2.5
        ("hours a da", 1),
        ("mployees work", 1),
        ("employees work", 1),
        ("made in writing", 2),  # all of it on the next page
        ("12 hours a day. Every change", 1),
        ("Short-term leave is possible. The office gives", 1),  # joined over the break, with words left out
        ("Here is the end of notice", 1),
        ("in 2020-202", 4),
    ],
)
def test_what_is_not_said_is_not_found(quote: str, page: int) -> None:
    assert not says(quote, page)


def test_a_document_without_pages_is_one_text() -> None:
    assert says("It says that the office", None, "note-1")
    assert not says("It says", 1, "note-1")
    assert not says("It says", None, "handbook-1")


@pytest.mark.parametrize(
    ("citation", "hint"),
    [
        (cite("12 hours", artifact="handbook-9"), "No artifact 'handbook-9'. Known artifacts: handbook-1"),
        (cite("12 hours", artifact="../x"), "'../x' is not an artifact's name"),
        (cite("12 hours", artifact=""), "names no artifact"),
        (cite("12 hours", page=6), "pages 1 to 5; it gives page 6"),
        (cite("12 hours", page=0), "pages 1 to 5; it gives page 0"),
        (cite("12 hours", page=None), "pages 1 to 5; it gives no page"),
        (cite("12 hours", artifact="blank-1"), "no pages"),
        (cite("12 hours", score=1.01), "score 1.01 is outside"),
        (cite("12 hours", score=-0.1), "outside 0 to 1"),
        (cite("12 hours", score=float("nan")), "outside 0 to 1"),
        (cite(""), "quotes nothing"),
        (cite(" .\u00ad"), "quotes nothing"),
        (cite("112 days", page=5), "stands on page 2; cite that"),
        (cite("a bonus", page=1), "does not say 'a bonus'. Quote word for word"),
    ],
)
def test_a_false_citation_is_sent_back_with_what_is_wrong(citation: Citation, hint: str) -> None:
    verdict = check(Answer("So [1].", citations=(cite("12 hours"), citation)))

    assert not verdict.ok
    assert verdict.hint.startswith("Citation 2: ")
    assert hint in verdict.hint


def test_every_fault_is_told_at_once() -> None:
    verdict = check(Answer("So [1] and [3].", citations=(cite("nothing"), cite("void"))))

    assert verdict.hint.startswith("[3] stands in the text, but there are 2 citations.")
    assert "Citation 1:" in verdict.hint
    assert "Citation 2:" in verdict.hint


@pytest.mark.parametrize("text", ["It is so [2].", "So [1][9].", "So [0].", "So [1, 2].", "So [7,\n1]."])
def test_a_marker_without_a_citation_is_sent_back(text: str) -> None:
    assert not check(Answer(text, citations=(cite("12 hours"),))).ok


@pytest.mark.parametrize(
    "text", ["So [1].", "In [2024].", "At [12, 30, 88, 200].", "Use `items[5]`.", "```\nx[7]\n``` [1]", "[a]"]
)
def test_what_is_no_marker_needs_no_citation(text: str) -> None:
    assert check(Answer(text, citations=(cite("12 hours"),))).ok


def test_an_answer_that_cites_nothing_is_grounded_in_nothing_false() -> None:
    assert check(Answer("The points are at [1, 2] and [3, 4].")).ok
    assert not check(Answer("It is so [1].")).ok


def test_a_document_is_read_once_for_all_its_citations() -> None:
    read: list[str] = []

    def counted(name: str) -> Sequence[Page]:
        read.append(name)
        return HANDBOOK

    citations_are_real(counted)(Answer("", citations=(cite("12 hours"),) * 5))

    assert read == ["handbook-1"]


def test_a_long_document_is_checked_in_under_two_seconds() -> None:
    book = tuple(
        (number, f"Page {number}. " + "Nothing of note happened on that day. " * 80) for number in range(1, 301)
    )

    start = time.perf_counter()
    assert not citations_are_real(lambda _: book)(Answer("[1]", citations=(cite("Something happened " * 20, 5),))).ok
    assert time.perf_counter() - start < 2


@given(st.text(max_size=60))
def test_a_normal_form_has_single_spaces_and_nothing_invisible(text: str) -> None:
    once = normal(text)

    assert once == " ".join(once.split())
    assert not set(once) & set("\u00ad\u200b\ufeff")


@given(st.integers(0, 60), st.integers(1, 60))
def test_any_run_of_words_on_a_page_is_found_there(start: int, count: int) -> None:
    words = " ".join(text for _, text in HANDBOOK).split()
    quote = " ".join(words[start : start + count])

    if any(map(str.isalnum, quote)):
        assert citations_are_real(lambda _: [(1, " ".join(words))])(Answer("", citations=(cite(quote),))).ok


def artifact(name: str) -> Artifact:
    return Artifact(name, Path(name), "text/plain", "", Provenance("summarize"))


known = artifacts_exist(lambda: ("summary-1", "depth-map-2"))


@pytest.mark.parametrize(
    "text",
    [
        "The summary is summary-1.",
        "See summary-1.txt, **depth-map-2** and (summary-1)",
        "Fill in form-12 about covid-19.",
        "A depth-9 search of map-2.",
        "The pre-summary-7 and summary-7b are words",
        "",
    ],
)
def test_words_that_are_known_or_no_names_pass(text: str) -> None:
    assert known(Answer(text, (artifact("summary-1"),))).ok


@pytest.mark.parametrize("text", ["It is summary-2.", "Look at _depth-map-1_!", "summary-2.txt", "`summary-10`"])
def test_a_name_of_a_known_kind_that_is_not_there_is_sent_back(text: str) -> None:
    verdict = known(Answer(text))

    assert not verdict.ok
    assert "Name only artifacts there are: summary-1, depth-map-2." in verdict.hint


def test_an_artifact_of_the_answer_that_is_not_there_is_sent_back() -> None:
    verdict = known(Answer("Here.", (artifact("photo-1"), artifact("summary-1"))))

    assert not verdict.ok
    assert verdict.hint.startswith("There is no photo-1.")
    assert artifacts_exist(lambda: ())(Answer("summary-2")).ok


def test_the_weakest_citation_decides_on_confidence() -> None:
    check = confidence_at_least(0.5)
    strong = cite("12 hours", score=0.5)

    assert check(Answer("")).ok
    assert check(Answer("", citations=(strong,))).ok
    verdict = check(Answer("", citations=(strong, replace(strong, score=0.31, page=2))))
    assert not verdict.ok
    assert "handbook.pdf, page 2 has a confidence of 0.31, under 0.5" in verdict.hint
    assert not check(Answer("", citations=(replace(strong, score=float("nan")),))).ok


def test_a_mark_that_no_tool_gave_is_told(tmp_path):
    verdict = citations_are_real(lambda name: [(1, "text")])(Answer("See [^7]."))

    assert not verdict.ok
    assert "[^7]" in verdict.hint


def test_a_marker_that_stands_in_the_document_is_its_own():
    cited = Citation("paper.txt", 1, "as shown in [12]", 1.0, "paper-1")

    assert citations_are_real(lambda name: [(1, "It holds, as shown in [12].")])(
        Answer("It holds, as shown in [12]. [1]", citations=(cited,))
    ).ok
