"""'And the page after that': what was asked of a page before is asked of the one beside it."""

import pytest

from agents.parsing.next_pages import turned

ASKED = ["Show me page 3 of a.pdf"]


@pytest.mark.parametrize(
    ("request_", "page"),
    [
        ("and the page after that, please", "page 4"),
        ("next page", "page 4"),
        ("the next page please", "page 4"),
        ("And the next two pages?", "pages 4 to 5"),
        ("the one after that", "page 4"),
        ("what's on the page before that?", "page 2"),
        ("one more page", "page 4"),
        ("can you show me the following page", "page 4"),
        ("and the previous one", "page 2"),
        ("the two pages after it", "pages 4 to 5"),
        ("and the page after that one", "page 4"),
    ],
)
def test_the_page_beside_the_one_asked_for_is_meant(request_, page):
    assert turned(request_, ASKED) == f"Show me {page} of a.pdf"


@pytest.mark.parametrize(
    "request_", ["page 7", "the next page mentions hail?", "show me the page", "and the three before it"]
)
def test_another_request_stays_as_it_is(request_):
    assert turned(request_, ASKED) == request_


def test_before_the_first_page_there_is_none():
    assert turned("the page before that", ["page 1 of a.pdf"]) == "the page before that"
