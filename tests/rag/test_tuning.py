"""Ways to cut, compared."""

from __future__ import annotations

import pytest

from rag.cut import Cut
from rag.pages import Document
from rag.questions import Evidence, Question
from rag.tuning import Tried, ahead, best_of, cuts, tried
from runtime.errors import Cancelled, SettingsError

ASKED = [
    (Question(f"What does rule {n} about {topic} say?"), Evidence("", None, (), (f"rule {n} about {topic}",)))
    for topic in ("leave", "lunch")
    for n in (3, 17)
]


def test_each_cut_is_tried_on_every_question(document: Document, words) -> None:
    wanted = [Cut(), Cut(200, 50), Cut(200, 0)]

    found = tried([document], ASKED, wanted, words)

    assert [one.cut for one in found] == wanted
    assert all(len(one.ranks) == len(ASKED) for one in found)
    assert found[0].passages < found[1].passages
    assert all(0 <= one.mrr <= one.ndcg <= one.hit(10) <= 1 for one in found)


def test_a_passage_that_cuts_have_in_common_is_embedded_once(document: Document, words) -> None:
    wanted = [Cut(900, 0), Cut(900, 150), Cut(900, 150, mode="recursive")]

    tried([document], ASKED, wanted, words)

    embedded = [text for batch in words.batches for text in batch]
    assert len(embedded) == len(set(embedded))


def test_what_the_progress_raises_stops_it(document: Document, words) -> None:
    def stop(done: int, total: int) -> None:
        raise Cancelled()

    with pytest.raises(Cancelled):
        tried([document], ASKED, [Cut()], words, stop)


def test_tokens_without_a_tokenizer_are_refused(document: Document, words) -> None:
    with pytest.raises(SettingsError, match="does not count tokens"):
        tried([document], ASKED, [Cut(unit="tokens")], words)


def test_the_best_is_found_by_ndcg_and_of_equals_has_fewer_passages() -> None:
    good, better, same = (
        Tried(Cut(300), 30, (1, 2, None)),
        Tried(Cut(600), 20, (1, 1, None)),
        Tried(Cut(900), 10, (1, None, 1)),
    )

    assert best_of([good, better, same]) is same
    assert best_of([good, better]) is better


def test_how_far_one_is_ahead_comes_with_what_may_be_chance() -> None:
    one, other = Tried(Cut(), 1, (1,) * 40), Tried(Cut(300), 1, (1,) * 39 + (None,))

    gain, chance = ahead(one, other)

    assert gain == pytest.approx(1 / 40)
    assert chance == pytest.approx(2 / 40)
    assert ahead(Tried(Cut(), 1, (1,)), Tried(Cut(), 1, (2,)))[1] == float("inf")


def test_an_overlap_that_is_no_smaller_than_its_size_is_left_out() -> None:
    assert [(cut.size, cut.overlap) for cut in cuts([100, 300], [0, 100, 200], ["characters"], ["auto"])] == [
        (100, 0),
        (300, 0),
        (300, 100),
        (300, 200),
    ]
