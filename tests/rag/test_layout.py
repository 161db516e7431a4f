"""Lines of a page, joined."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.hyphens import joined, safe
from rag.layout import Line, Style, paragraphs, style_of

TEXT = Style(size=11, leading=14)


def page(*rows: tuple[str, float], size: float = 11, x: float = 50) -> list[Line]:
    """Lines at heights in points, from above."""
    return [Line(text, size, x=x, y=800 - down) for text, down in rows]


def texts(lines: list[Line], style: Style = TEXT) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(lines, style)]


FULL = "This line runs as far to the right as the column lets it and"


def test_a_wider_gap_begins_a_paragraph() -> None:
    assert texts(page((FULL, 0), ("goes on here", 14), (FULL, 34), ("ends", 48))) == [
        f"{FULL} goes on here",
        f"{FULL} ends",
    ]


def test_a_line_with_room_for_the_next_word_ends_its_paragraph() -> None:
    lines = page((FULL, 0), ("goes on", 14), ("Bread 3.50", 28), ("Soup 4.20", 42))

    assert texts(lines) == [f"{FULL} goes on", "Bread 3.50", "Soup 4.20"]


def test_an_indent_after_a_full_stop_begins_a_paragraph() -> None:
    first, second = page((FULL + ".", 0))[0], page((FULL, 14), x=65)[0]

    assert len(texts([first, second])) == 2


def test_a_column_that_goes_on_above_is_one_paragraph() -> None:
    assert len(texts([*page((FULL, 700)), *page(("and so on", 0), x=300)])) == 1


def test_a_dot_drawn_on_its_own_joins_its_item() -> None:
    assert texts(page(("•", 0), ("Twelve days", 0), ("•", 14), ("Ask first", 14))) == ["• Twelve days", "• Ask first"]


def test_a_number_in_running_text_is_no_item() -> None:
    assert texts(page((FULL + " see page", 0), ("12. Then it says more about that.", 14))) == [
        f"{FULL} see page 12. Then it says more about that."
    ]


def test_bold_and_large_lines_are_headings() -> None:
    lines = [Line("Leave", 11, bold=True, y=100), Line(FULL, 11, y=80), Line("Pay", 14, y=50)]

    found = paragraphs(lines, TEXT)

    assert [paragraph.heading for paragraph in found] == ["Leave", "", "Pay"]


def test_a_heading_that_was_wrapped_is_one() -> None:
    lines = [Line(FULL, 16, y=100), Line("a heading too long", 16, y=80), Line(FULL, 11, y=50)]

    assert [paragraph.heading for paragraph in paragraphs(lines, TEXT)] == [f"{FULL} a heading too long", ""]


def test_the_running_texts_style_is_what_most_letters_have() -> None:
    lines = [*page(("Big", 0), size=20), *page((FULL, 40), (FULL, 54), (FULL, 68))]

    assert style_of([lines]) == Style(11, False, 14)


@given(
    st.lists(
        st.builds(
            Line,
            st.text(st.characters(codec="utf-8", exclude_characters="-\u2010\u00ad"), max_size=80),
            st.sampled_from([0.0, 9.0, 11.0, 16.0]),
            st.booleans(),
            st.floats(0, 600),
            st.none() | st.floats(0, 800),
        ),
        max_size=12,
    )
)
def test_white_space_aside_nothing_is_lost_added_or_moved(lines: list[Line]) -> None:
    joined_again = "".join(text for text in texts(lines, style_of([lines])))

    assert "".join(joined_again.split()) == "".join("".join(line.text for line in lines).split())


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (["the organi-", "sation"], "the organisation"),
        (["a well-", "known rule"], "a well-known rule"),
        (["in Baden-", "Baden"], "in Baden-Baden"),
        (["after COVID-", "19 came"], "after COVID- 19 came"),
        (["pre- and", "post-tests"], "pre- and post-tests"),
        (["the office -", "which is new -"], "the office - which is new -"),
        (["soft\u00ad", "ware"], "software"),
        (["state-of-", "the-art"], "state-of-the-art"),
    ],
)
def test_only_a_safe_hyphen_goes(lines: list[str], whole: str) -> None:
    assert joined(lines) == whole


def test_the_documents_own_spelling_decides_about_a_hyphen() -> None:
    assert not safe("data", "base", {"data-base"})
    assert safe("on", "line", {"online"})
