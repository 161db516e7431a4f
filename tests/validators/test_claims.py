"""What an agent says in its own words is held against the sentence that it cites."""

from __future__ import annotations

import pytest

from runtime.records import Answer, Citation
from validators.claims import claims_of, fault_of
from validators.grounding import Page, citations_are_real

PAGES: list[Page] = [
    (1, "Welcome to the house.\nThe office opens at 9:00 and closes at 17:30 on weekdays."),
    (7, "Each full-time employee is eligible for 12 hours of volunteer time off per calendar year.\n"
        "Unused hours may not be carried over to the next year.\n"
        "Help for a charity counts. Help for a political party, for a business or for your own family does not.\n"
        "Requests must be submitted two weeks in advance.\nOvertime is paid at 1,250.50 euros at most."),
]  # fmt: skip
HOURS = "Each full-time employee is eligible for 12 hours of volunteer time off per calendar year."
CARRIED = "Unused hours may not be carried over to the next year."


def cite(quote: str, page: int | None = 7) -> Citation:
    return Citation("handbook.pdf", page, quote, 0.9, "handbook-1")


def verdict(text: str, *citations: Citation, told: tuple[tuple[str, tuple[Citation, ...]], ...] = ()) -> str:
    """The hint of the check; empty where it has nothing against the answer."""
    check = citations_are_real(lambda name: PAGES, lambda: told)
    return check(Answer(text, citations=citations)).hint


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("We get 14 hours of volunteer time off a year [1].", HOURS),
        ("We get fourteen hours of volunteer time off a year. [1]", HOURS),
        ("We get 120 hours of volunteer time off [1].", HOURS),
        ("Volunteers get 12.5 hours a year [1].", HOURS),
        ("Requests are due three weeks in advance [1].", "Requests must be submitted two weeks in advance."),
        ("- We get 12 hours [1]\n- We get 17 hours a year [1]", HOURS),
    ],
)
def test_a_number_that_was_changed_is_found(text: str, quote: str) -> None:
    assert "the quote does not say" in verdict(text, cite(quote))


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Unused hours may be carried over to the next year [1].", CARRIED),
        ("You can carry unused hours over to next year [1].", CARRIED),
        ("Help for a political party counts [1].", "Help for a political party"),
        ("Employees are not eligible for volunteer time off in a calendar year [1].", HOURS),
    ],
)
def test_the_opposite_of_what_is_cited_is_found(text: str, quote: str) -> None:
    assert "the quote says the opposite" in verdict(text, cite(quote))


def test_what_is_about_something_else_is_found() -> None:
    assert "about something else" in verdict("The canteen is closed during the summer holidays [1].", cite(HOURS))


def test_a_true_quote_on_the_wrong_page_is_found() -> None:
    assert "It stands on page 7; cite that." in verdict("We get 12 hours [1].", cite(HOURS, 1))


def test_a_claim_that_cites_the_wrong_one_of_two_is_found() -> None:
    told = ((f"{HOURS} [^1]", (cite(HOURS),)), (f"{CARRIED} [^2]", (cite(CARRIED),)))

    assert verdict(f"{HOURS} [1] {CARRIED} [2]", cite(HOURS), cite(CARRIED), told=told) == ""
    assert "[2] does not bear out" in verdict(f"{HOURS} [2] Hours [1].", cite(HOURS), cite(CARRIED), told=told)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (f"{HOURS} [1]", HOURS),
        ("Full-time employees get twelve hours of volunteer time off per calendar year [1].", HOURS),
        ("By handbook.pdf, page 7, we get 12 hours off to volunteer [1].", HOURS),
        ("1. We get 12 hours [1].\n2. They cannot be carried over [1].", f"{HOURS} {CARRIED}"),
        ("Unused hours cannot be carried over [1].", CARRIED),
        ("It is impossible to carry over unused hours to the next year [1].", CARRIED),
        ("Ask no later than two weeks in advance [1].", "Requests must be submitted two weeks in advance."),
        ("Overtime is capped at 1250.5 euros [1].", "Overtime is paid at 1,250.50 euros at most."),
        ("Cada empleado tiene 12 horas libres al año para ayudar [1].", HOURS),
        ("Yes [1].", HOURS),
        ("We get 14 hours of sleep, it is said.", HOURS),
        ("`hours = 14` [1]", HOURS),
    ],
)
def test_what_the_citation_bears_out_passes(text: str, quote: str) -> None:
    assert verdict(text, cite(quote)) == ""


def test_a_translation_is_held_to_its_numbers() -> None:
    assert "does not say 14" in verdict("Cada empleado tiene 14 horas libres al año [1].", cite(HOURS))


def test_what_a_tool_reckoned_is_left_to_it() -> None:
    row = cite("Overtime is paid at 1,250.50 euros at most.")

    assert verdict("The sum is 2501 [1].", row, told=(("The sum is 2501 [^1].", (row,)),)) == ""
    assert "does not say 2501" in verdict("The sum is 2501 [1].", row)


def test_part_of_a_sentence_is_read_with_the_whole_of_it() -> None:
    assert verdict("Help for your own family does not count [1].", cite("for a business or for your own family")) == ""


def test_a_mark_belongs_to_the_sentence_before_it() -> None:
    found = list(claims_of("A rule. [1][2] Another rule [3], with more. None here."))

    assert [(claim.text, claim.cited) for claim in found] == [("A rule.", (1, 2)), ("Another rule, with more.", (3,))]


def test_a_citation_without_words_is_compared_with_nothing() -> None:
    assert fault_of("Hours.", [""], [cite("x")]) == ""
