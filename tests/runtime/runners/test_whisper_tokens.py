"""What Whisper wrote about a window is cut into segments and words, however it wrote it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runtime.runners.whisper_tokens import Piece, cut, worded

TEXT = 7


def spans(tokens: list[int | float], is_last: bool = False) -> tuple[list[tuple[float, float]], float]:
    pieces, heard_s = cut(tokens, 30.0, is_last)
    return [(piece.start_s, piece.end_s) for piece in pieces], heard_s


def test_speech_cut_off_by_the_border_is_left_to_the_next_window() -> None:
    assert spans([0.0, TEXT, 12.0, 12.0, TEXT, 28.0, 28.0, TEXT, TEXT]) == ([(0.0, 12.0), (12.0, 28.0)], 28.0)


def test_in_the_last_window_nothing_is_left() -> None:
    assert spans([0.0, TEXT, 12.0, 12.0, TEXT], is_last=True) == ([(0.0, 12.0), (12.0, 30.0)], 30.0)


def test_a_single_mark_at_the_end_says_that_the_rest_is_no_speech() -> None:
    assert spans([0.0, TEXT, 12.0]) == ([(0.0, 12.0)], 30.0)


def test_a_window_without_an_end_is_one_segment() -> None:
    assert spans([2.0, TEXT, TEXT]) == ([(2.0, 30.0)], 30.0)
    assert spans([TEXT, TEXT]) == ([(0.0, 30.0)], 30.0)


@pytest.mark.parametrize("tokens", [[], [0.0], [0.0, 0.0], [0.0, TEXT, 0.0, 0.0], [0.0, TEXT, 0.1, 0.1, TEXT]])
def test_it_always_goes_on(tokens: list[int | float]) -> None:
    assert spans(tokens)[1] == 30.0


def test_marks_that_run_backwards_or_past_the_end_are_held_in() -> None:
    pieces, heard_s = cut([5.0, TEXT, 3.0, 3.0, TEXT, 40.0, 40.0], 30.0, is_last=False)

    assert all(0 <= piece.start_s <= piece.end_s <= 30 for piece in pieces)
    assert heard_s == 30.0


def test_a_piece_knows_where_its_tokens_stand() -> None:
    assert cut([0.0, 7, 8, 1.0, 1.0, 9, 2.0], 30.0, is_last=False)[0] == [
        Piece(0.0, 1.0, (1, 2)),
        Piece(1.0, 2.0, (5,)),
    ]


def decoder(*pieces: bytes) -> tuple[Callable[[list[int]], str], range]:
    def decode(tokens: list[int]) -> str:
        return b"".join(pieces[token] for token in tokens).decode("utf-8", "replace")

    return decode, range(len(pieces))


def test_words_begin_at_spaces_and_keep_their_marks() -> None:
    assert list(worded(*decoder(b" Good", b" mor", b"ning", b",", b" Ann", b"."), "en")) == [
        ("Good", 0, 1),
        ("morning,", 1, 4),
        ("Ann.", 4, 6),
    ]


def test_characters_are_timed_where_words_have_no_spaces() -> None:
    sky = "天".encode()

    assert list(worded(*decoder("今".encode(), sky[:1], sky[1:], "。".encode()), "ja")) == [
        ("今", 0, 1),
        ("天。", 1, 4),
    ]


def test_a_character_that_is_torn_at_the_end_does_not_lose_the_rest() -> None:
    assert [word for word, _, _ in worded(*decoder(b" so", b" \xe5"), "en")] == ["so", "\ufffd"]


def test_nothing_has_no_words() -> None:
    assert list(worded(*decoder(), "en")) == []
