"""Subtitles keep to the guidelines, whatever the words and times are."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tools.captions import (
    GAP_MS,
    LINE,
    LINES,
    LONGEST_MS,
    SHORTEST_MS,
    Caption,
    Word,
    as_srt,
    as_vtt,
    captions,
    width,
    words_of,
)

TEXT = (
    "When the rain had stopped, they went on to the harbour. Nobody had seen the boat since Monday; the old man said "
    "it would be back before the tide. He was right."
)


def spoken(text: str, start_ms: int = 0, each_ms: int = 300) -> list[Word]:
    """A word after the other, without a pause."""
    return [Word(word, start_ms + n * each_ms, start_ms + (n + 1) * each_ms) for n, word in enumerate(text.split())]


def keeps_to_the_guidelines(shown: list[Caption]) -> bool:
    lengths = all(SHORTEST_MS <= one.end_ms - one.start_ms <= LONGEST_MS for one in shown)
    apart = all(before.end_ms + GAP_MS <= after.start_ms for before, after in pairwise(shown))
    lines = all(1 <= len(one.lines) <= LINES and max(map(width, one.lines)) <= LINE for one in shown)
    return lengths and apart and lines


def test_a_talk_keeps_to_the_guidelines_and_loses_no_word() -> None:
    shown = captions(spoken(TEXT))

    assert keeps_to_the_guidelines(shown)
    assert " ".join(line for one in shown for line in one.lines) == TEXT
    assert shown[0].lines == ("When the rain had stopped,", "they went on to the harbour.")


@given(
    st.lists(
        st.tuples(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=60), st.integers(0, 9000)),
        max_size=40,
    ),
    st.integers(-500, 500),
)
@settings(deadline=None, max_examples=60)
def test_any_words_with_any_times_keep_to_the_guidelines(words: list[tuple[str, int]], overlap: int) -> None:
    at, said = 0, []
    for text, length in words:
        said.append(Word(text, at, at + length))
        at = max(0, at + length + overlap)

    shown = captions(said)

    assert keeps_to_the_guidelines(shown)
    letters = "".join(line for one in shown for line in one.lines).replace(" ", "")
    assert letters == "".join(text for text, _ in words)


def test_a_new_subtitle_begins_after_a_pause() -> None:
    words = [*spoken("so that is how it was", 0), *spoken("and now to something else", 5000)]

    assert [one.lines for one in captions(words)] == [("so that is how it was",), ("and now to something else",)]


def test_what_is_short_is_shown_long_enough_to_be_read() -> None:
    one, two = captions([Word("Extraordinary!", 0, 200), Word("Yes.", 9000, 9100)])

    assert one.end_ms - one.start_ms >= SHORTEST_MS
    assert two.end_ms - two.start_ms == SHORTEST_MS


def test_a_subtitle_goes_when_nobody_has_spoken_for_long() -> None:
    assert captions([Word("Hm.", 0, 60_000)])[0].end_ms == LONGEST_MS


def test_a_word_longer_than_a_line_is_cut() -> None:
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"

    shown = captions([Word(long, 0, 4000)])

    assert keeps_to_the_guidelines(shown)
    assert "".join(line for one in shown for line in one.lines).replace(" ", "") == long


def test_full_width_characters_take_two_columns() -> None:
    said = "雨が止んだあと、彼らは港へ向かった。船は月曜日から誰も見ていない。潮が満ちる前に戻るだろうと老人は言った。"

    shown = captions(words_of([{"start_s": 0, "end_s": 14, "text": said}], []))

    assert keeps_to_the_guidelines(shown)
    assert "".join(line for one in shown for line in one.lines) == said
    assert len(shown) > 1


def test_words_win_over_segments_and_segments_do_without() -> None:
    segment = {"start_s": 1.0, "end_s": 3.0, "text": "good day"}
    word = {"start_s": 1.5, "end_s": 2.0, "text": "good"}

    assert words_of([segment], [word]) == [Word("good", 1500, 2000)]
    assert [word.start_ms for word in words_of([segment], [])] == [1000, 2142]
    assert words_of([], []) == []


def test_srt_has_numbers_commas_and_a_blank_line_between() -> None:
    shown = [Caption(0, 1500, ("One",)), Caption(3_661_001, 3_663_000, ("Two", "lines"))]

    assert as_srt(shown) == ("1\n00:00:00,000 --> 00:00:01,500\nOne\n\n2\n01:01:01,001 --> 01:01:03,000\nTwo\nlines\n")


def test_vtt_has_its_head_and_escapes_its_marks() -> None:
    text = as_vtt([Caption(0, 1500, ("a < b & c --> d",))])

    assert text == "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\na &lt; b &amp; c --&gt; d\n"
    assert len(re.findall("-->", text)) == 1
