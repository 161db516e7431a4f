"""Long texts are cut into windows that lose nothing, and slices can be stopped between."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.stand_ins import forge
from runtime.cancel import CancelToken, limited
from runtime.errors import Cancelled
from runtime.runners.rows import limit_of, slices, windows, windows_behind
from runtime.runners.words import joins, trimmed, whole_words


@pytest.fixture(scope="module")
def reads() -> Any:
    return forge.wordpiece(["the quick brown fox met bob jones"], longest=16)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abc é日🎉\n.", max_size=120), max_size=3), st.integers(0, 40))
def test_every_token_is_kept_in_exactly_one_window_in_order(reads: Any, texts: list[str], overlap: int) -> None:
    whole = [reads(text, add_special_tokens=False, return_offsets_mapping=True) for text in texts]

    kept: list[list[tuple[int, tuple[int, int]]]] = [[] for _ in texts]
    for window in windows(reads, texts, overlap):
        assert len(window.fields["input_ids"]) <= 16
        kept[window.text] += [(window.fields["input_ids"][place], window.offsets[place]) for place in window.kept]

    assert kept == [list(zip(one["input_ids"], one["offset_mapping"], strict=True)) for one in whole]


def test_every_window_has_the_whole_question_in_front(reads: Any) -> None:
    question = reads("who met bob", add_special_tokens=False)["input_ids"]

    cut = windows_behind(reads, 7, "who met bob", "the fox met bob " * 20, 16, overlap=3)

    assert len(cut) > 3
    assert all(window.fields["input_ids"][1 : len(question) + 1] == question for window in cut)
    assert {window.text for window in cut} == {7}
    assert min(place for window in cut for place in window.own) == len(question) + 2


def test_a_question_without_room_for_a_text_is_refused(reads: Any) -> None:
    with pytest.raises(ValueError, match=r"The question has 40 tokens; the model reads 16 at once"):
        windows_behind(reads, 0, "fox " * 40, "the fox", 16, overlap=3)


def test_a_text_is_cut_even_where_nobody_says_how_much_fits(reads: Any) -> None:
    told, reads.model_max_length = reads.model_max_length, 10**30
    try:
        lengths = [len(window.fields["input_ids"]) for window in windows(reads, ["fox " * 2000], 50)]
        assert max(lengths) == limit_of(reads) == 512
    finally:
        reads.model_max_length = told


def test_slices_stop_when_they_are_cancelled() -> None:
    token = CancelToken()

    with limited(None, token):
        left = slices(range(10), 4)
        assert list(next(left)) == [0, 1, 2, 3]
        token.cancel()
        with pytest.raises(Cancelled):
            next(left)


@pytest.mark.parametrize(
    ("text", "start", "end", "word"),
    [
        ("in Oslo.", 4, 6, "Oslo"),
        ("日本語", 1, 2, "本"),
        ("नमस्ते जी", 2, 3, "नमस्ते"),
        ("co\u00adop", 0, 2, "co\u00adop"),
        ("Sørensen's", 0, 1, "Sørensen"),
        ("a", 0, 1, "a"),
    ],
)
def test_words_are_whole_in_any_script(text: str, start: int, end: int, word: str) -> None:
    first, last = whole_words(text, start, end)

    assert text[first:last] == word


@given(st.text(), st.integers(0, 30), st.integers(0, 30))
def test_edges_move_only_over_white_space(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))

    first, last = trimmed(text, start, end)

    assert text[first:last] == text[start:end].strip()
    assert not joins(text, 0)
    assert not joins(text, len(text))
