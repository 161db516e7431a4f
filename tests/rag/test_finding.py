"""What a search shows: no text twice, what goes well together, what stands around it, from where it was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.diversity import diverse
from rag.duplicates import merged
from rag.filters import Part, moment, of_kind, part_of, since
from rag.neighbours import Around, around
from runtime.errors import BadInput, NoResult
from runtime.records import Artifact, Passage, Provenance

HOURS = "Each full-time employee is eligible for 12 hours of volunteer time off per calendar year, after a month."


def passage(text: str, source: str = "a-1", position: int = 0, score: float = 1.0, **given: object) -> Passage:
    return Passage(text, source, f"{source}.txt", position=position, score=score, **given)  # type: ignore[arg-type]


# ------------------------------------------------------------------ near-duplicates


def test_nearly_the_same_text_is_told_once_with_all_its_places() -> None:
    again = HOURS.replace("calendar year, after", "calendar  year – after")
    found = merged([passage(HOURS), passage("Lunch is free on Fridays."), passage(again, "b-1")])

    assert [(group.passage.source, [other.source for other in group.also]) for group in found] == [
        ("a-1", ["b-1"]),
        ("a-1", []),
    ]


@pytest.mark.parametrize(
    "other",
    [
        HOURS.replace("12", "14"),
        HOURS.replace("is eligible", "is not eligible"),
        HOURS.replace("after a month", "without a month's wait"),
    ],
)
def test_texts_that_contradict_each_other_are_both_told(other: str) -> None:
    assert len(merged([passage(HOURS), passage(other, "b-1")])) == 2


def test_short_and_empty_texts_are_compared_whole() -> None:
    found = merged([passage("Yes."), passage("No.", "b-1"), passage("yes", "c-1"), passage("…", "d-1")])

    assert [len(group.also) for group in found] == [1, 0, 0]


# ------------------------------------------------------------------ diversity


def test_what_repeats_the_best_makes_room_for_what_is_new() -> None:
    same = [
        passage(f"Volunteers get twelve hours a year, says page {n}.", f"s-{n}", score=9 - n / 10) for n in (1, 2, 3)
    ]
    other = passage("Requests go through the portal.", "o-1", score=8.0)

    shown = diverse([*same, other, passage("Zebras.", "z-1", score=1.0)], 3)

    assert shown[0] is same[0]
    assert other in shown
    assert [p.score for p in shown] == sorted((p.score for p in shown), reverse=True)


def test_fewer_than_asked_for_are_all_shown() -> None:
    few = [passage("One."), passage("Two.", "b-1")]

    assert diverse(few, 5) == few
    assert diverse([], 3) == []


# ------------------------------------------------------------------ neighbours


def test_what_stands_around_a_passage_is_told_without_what_they_share() -> None:
    texts = ("First rule. Second rule.", "Second rule. Third rule.", "Third rule. Last rule.")
    passages = [passage(text, position=place) for place, text in enumerate(texts)]

    assert around(passages, passages[1:2]) == {("a-1", 1): Around("First rule.", "Last rule.")}


def test_a_neighbour_that_is_shown_itself_is_not_told_twice() -> None:
    passages = [passage(text, position=place) for place, text in enumerate(("One rule.", "Two rules.", "Three rules."))]

    assert around(passages, passages[:2])["a-1", 0] == Around("", "")
    assert around(passages, passages[:2])["a-1", 1] == Around("", "Three rules.")


def test_another_documents_passages_are_no_neighbours() -> None:
    one, other = passage("One rule."), passage("Two rules.", "b-1", 1)

    assert around([one, other], [one]) == {("a-1", 0): Around("", "")}


# ------------------------------------------------------------------ filters


def given(name: str, suffix: str, day: str = "2026-11-01T08:00:00+00:00") -> Artifact:
    return Artifact(f"{name}-1", Path(f"{name}{suffix}"), "text/plain", "0" * 64, Provenance("user"), day)


def test_pages_and_headings_are_looked_at() -> None:
    leave, lunch = passage("Off.", page=2, section="2. Annual Leave"), passage("Soup.", page=3, section="Lunch")

    assert [Part(2, 3).has(p) for p in (leave, lunch)] == [True, True]
    assert [Part(3).has(p) for p in (leave, lunch)] == [False, True]
    assert [Part(section="annual leave").has(p) for p in (leave, lunch)] == [True, False]
    assert not Part(1).has(passage("No pages here."))


def test_a_page_or_heading_that_is_not_there_is_answered_with_those_that_are() -> None:
    passages = [passage("Off.", page=2, section="Leave"), passage("Soup.", page=3, section="Lunch")]

    with pytest.raises(BadInput, match=r"No passage is on page 9\. a-1\.txt has pages 2 to 3\."):
        Part(9).must_be_in(passages)
    with pytest.raises(BadInput, match=r"'Leav' .*|'lunhc'.* Did you mean|No section has 'lnch'"):
        Part(section="lnch").must_be_in(passages)
    with pytest.raises(BadInput, match="They have no headings; leave it out"):
        Part(section="lunch").must_be_in([passage("Off.", page=2)])


@pytest.mark.parametrize(("first", "last"), [(0, None), (5, 3), (-1, 2)])
def test_pages_that_are_no_range_are_refused(first: int, last: int | None) -> None:
    with pytest.raises(BadInput, match="Pages count from 1"):
        part_of(first, last, None)


def test_kinds_are_named_as_people_name_them() -> None:
    files = [given("a", ".pdf"), given("b", ".markdown"), given("c", ".htm")]

    assert [of_kind(files, kind)[0].name for kind in ("PDF", "md", ".html")] == ["a-1", "b-1", "c-1"]
    page = Artifact("p-1", Path("https://a.b/c"), "text/html", "0" * 64, Provenance("user", original="A page"))
    assert of_kind([page], "html") == [page]
    with pytest.raises(BadInput, match=r"kind 'pptx'\. Kinds here: pdf, md, html\."):
        of_kind(files, "pptx")


def test_documents_are_chosen_by_the_day_they_were_given() -> None:
    old, new = given("old", ".txt"), given("new", ".txt", "2026-11-20T10:00:00+00:00")

    assert since([old, new], "2026-11-20") == [new]
    with pytest.raises(NoResult, match="the newest is of 2026-11-20"):
        since([old, new], "2026-12-01")
    with pytest.raises(BadInput, match="Write it as 2026-11-21"):
        moment("last week")
