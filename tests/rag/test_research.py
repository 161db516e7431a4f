"""A question is taken apart, looked up in rounds, and what no document tells is a gap."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.answering import Candidate
from rag.parts import Part, parts_of
from rag.research import Desk, Look, Reading, gaps, research
from runtime.cancel import CancelToken, limited
from runtime.errors import Cancelled
from runtime.records import Passage

PAGES = [Passage(f"Volunteer hours: rule {n}.", "rules-1", "rules.txt", page=n // 4, position=n) for n in range(12)]


class Shelf:
    """Retrieves three passages a depth, in their order, and is as sure of a passage as it was told to be."""

    def __init__(self, sure: dict[int, float], also: tuple[str, ...] = ()) -> None:
        self.sure, self.also = sure, also
        self.looks: list[Look] = []
        self.read: list[list[int]] = []

    def retrieve(self, look: Look) -> Sequence[Passage]:
        self.looks.append(look)
        return PAGES[: 3 * look.depth]

    def reading(self, question: str, passages: Sequence[Passage]) -> Reading | None:
        self.read.append([passage.position for passage in passages])
        best = max(passages, key=lambda passage: self.sure.get(passage.position, 0.1), default=None)
        sure = self.sure.get(best.position, 0.1) if best else 0.0
        return Reading(Candidate(best.text, best, sure), sure) if best else None

    def desk(self) -> Desk:
        return Desk(self.retrieve, self.reading, lambda query: self.also)


def test_what_is_found_at_once_is_looked_up_once() -> None:
    shelf = Shelf({1: 0.9})

    (finding,) = research("How many volunteer hours?", shelf.desk(), rounds=3, enough=0.5)

    assert (finding.found, finding.rounds, gaps([finding])) == (True, 1, [])


def test_what_is_not_found_is_looked_for_further_down_and_nothing_is_read_twice() -> None:
    shelf = Shelf({4: 0.9})

    (finding,) = research("How many volunteer hours?", shelf.desk(), rounds=3, enough=0.5)

    assert (finding.found, finding.rounds) == (True, 2)
    assert shelf.read == [[0, 1, 2], [3, 4, 5]]


def test_each_round_must_be_surer_than_the_one_before() -> None:
    found = [research("How many hours?", Shelf({row: 0.55}).desk(), 3, 0.5)[0].found for row in (1, 4)]

    assert found == [True, False]


def test_after_the_last_round_it_is_a_gap_with_what_the_first_found_nearest() -> None:
    shelf = Shelf({1: 0.3, 4: 0.4})

    (finding,) = research("How many volunteer hours?", shelf.desk(), rounds=2, enough=0.5)

    assert (finding.found, finding.rounds, gaps([finding])) == (False, 2, ["How many volunteer hours?"])
    assert finding.best is not None
    assert finding.best.candidate.passage.position == 1


def test_where_nothing_new_turns_up_it_ends_early() -> None:
    shelf = Shelf({})

    (finding,) = research("How many volunteer hours?", shelf.desk(), rounds=50, enough=0.5)

    assert finding.rounds == 4


def test_other_words_are_tried_before_looking_further_down() -> None:
    shelf = Shelf({}, also=("charity leave",))

    research("How many volunteer hours?", shelf.desk(), rounds=3, enough=0.5)

    assert [look.also for look in shelf.looks] == [(), ("charity leave",), ("charity leave",)]


def test_what_follows_up_on_a_topic_is_answered_on_its_page_or_where_its_words_are() -> None:
    shelf = Shelf({})

    research("who approves them?", shelf.desk(), rounds=4, enough=0.5, topic="parking fees")

    assert shelf.looks[0].near
    assert shelf.read == [[0, 1, 2]]  # no passage further away has the words


def test_a_run_that_is_cancelled_looks_nothing_up() -> None:
    shelf, token = Shelf({}), CancelToken()
    token.cancel()

    with limited(60, token), pytest.raises(Cancelled):
        research("How many hours?", shelf.desk(), 3, 0.5)
    assert shelf.looks == []


def test_no_round_at_all_is_one() -> None:
    assert research("How many hours?", Shelf({1: 0.9}).desk(), rounds=0, enough=0.5)[0].found


# ------------------------------------------------------------------ parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("How much is lunch and when does it open?", [("How much is lunch?", ""), ("when does it open?", "lunch")]),
        ("What is the dress code, where is the canteen, and when does the office open?",
         [("What is the dress code?", ""), ("where is the canteen?", ""), ("when does the office open?", "")]),
        ("Who pays for travel? Until when?", [("Who pays for travel?", ""), ("Until when?", "pays travel")]),
    ],
)  # fmt: skip
def test_a_question_is_cut_where_another_begins(question: str, parts: list[tuple[str, str]]) -> None:
    assert parts_of(question) == tuple(Part(*part) for part in parts)


@pytest.mark.parametrize(
    "question",
    [
        "When and where does the canteen open?",
        "What is the difference between what I earn and what I take home?",
        "When imperialism changes the norms of a state, what is it called?",
        "Which people, who work on Sundays, get a bonus?",
        "I'm broke this week. Can I borrow against my salary?",
        "volunteer hours",
        "?",
        "",
        "年に何時間ですか",
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert parts_of(question) == (Part(question),)
