"""Texts are cut where a sentence ends, and nothing of them is lost."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.runners.sentences import pieces, sentences

STORY = "One two three. Four five six! Seven eight? Nine ten eleven twelve. "


def words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def letters(texts: Sequence[str]) -> list[int]:
    """As a tokenizer might that has never seen the script: 3 for each character, 1 more for each text."""
    return [3 * len(text) + 1 for text in texts]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('He said "Go!" Then he left.', ['He said "Go!" ', "Then he left."]),
        ("3.5 is less than 4.", ["3.5 is less than 4."]),
        ("今日は休みです。「はい。」明日は？", ["今日は休みです。", "「はい。」", "明日は？"]),
        ("नमस्ते। आप कैसे हैं?", ["नमस्ते। ", "आप कैसे हैं?"]),
        ("هل أنت هنا؟ نعم.", ["هل أنت هنا؟ ", "نعم."]),
        ("a line\nand another", ["a line\n", "and another"]),
        ("", []),
    ],
)
def test_a_sentence_ends_where_its_script_says(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


def test_as_many_sentences_as_fit_go_together() -> None:
    assert pieces(STORY, words, 8) == ["One two three. Four five six! Seven eight? ", "Nine ten eleven twelve. "]


def test_even_pieces_are_about_equally_long() -> None:
    assert words(pieces("a b c d e. " * 11, words, 50)) == [50, 5]
    assert words(pieces("a b c d e. " * 11, words, 50, even=True)) == [30, 25]


def test_what_fits_stays_whole_and_what_is_blank_goes() -> None:
    assert pieces(STORY, words, 100) == [STORY]
    assert pieces(" \n ", words, 100) == []


def test_a_long_sentence_is_cut_between_words_and_a_long_word_between_characters() -> None:
    assert pieces("a b c d e", words, 2) == ["a b ", "c d ", "e"]
    assert max(letters(pieces("x" * 1000, letters, 40))) <= 40


@given(st.text(max_size=300), st.integers(min_value=32, max_value=90))
def test_nothing_is_lost_and_every_piece_fits(text: str, most: int) -> None:
    found = pieces(text, letters, most)

    assert max(letters([piece.strip() for piece in found]), default=0) <= most
    assert "".join("".join(found).split()) == "".join(text.split())
