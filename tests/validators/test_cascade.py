"""Who is asked after whom, and what happens when each says no."""

from __future__ import annotations

import pytest

from runtime.errors import Cancelled
from runtime.records import Answer, Verdict
from validators.cascade import Cascade, Outcome
from validators.rules import Check, length, not_empty

ANSWER = Answer("Twelve hours.")


class Asked:
    """Checks that remember that they were asked."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def says(self, name: str, ok: bool) -> Check:
        def check(answer: Answer) -> Verdict:
            self.names.append(name)
            return Verdict(name, ok, "" if ok else f"Change the {name}.")

        return check


@pytest.fixture
def asked() -> Asked:
    return Asked()


def broken(answer: Answer) -> Verdict:
    raise ZeroDivisionError("by nought")


def cancelled(answer: Answer) -> Verdict:
    raise Cancelled


def test_what_all_agree_on_is_shown(asked: Asked) -> None:
    outcome = Cascade([asked.says("rule", True)], [asked.says("judge", True)], asked.says("review", True))(ANSWER)

    assert outcome.decision == "show"
    assert [verdict.check for verdict in outcome.verdicts] == asked.names == ["rule", "judge", "review"]
    assert outcome.hint == ""


def test_a_broken_rule_spares_the_judges_and_tells_every_rule(asked: Asked) -> None:
    rules = [asked.says("length", False), asked.says("language", True), asked.says("quotes", False)]

    outcome = Cascade(rules, [asked.says("judge", True)], asked.says("review", True))(ANSWER)

    assert asked.names == ["length", "language", "quotes"]
    assert (outcome.decision, outcome.hint) == ("retry", "Change the length.\nChange the quotes.")


def test_a_judge_that_says_no_sends_the_answer_back(asked: Asked) -> None:
    outcome = Cascade([], [asked.says("judge", False)], asked.says("review", True))(ANSWER)

    assert (outcome.decision, asked.names) == ("retry", ["judge"])


def test_a_person_is_asked_only_about_what_passed(asked: Asked) -> None:
    outcome = Cascade([asked.says("rule", True)], review=asked.says("review", False))(ANSWER)

    assert (outcome.decision, outcome.hint) == ("ask", "Change the review.")


def test_without_checks_everything_is_shown() -> None:
    assert Cascade([])(ANSWER) == Outcome((), "show")


def test_a_check_that_breaks_is_a_no_and_the_others_are_still_asked() -> None:
    outcome = Cascade([broken, not_empty, length(5)])(ANSWER)

    assert outcome.decision == "retry"
    assert [(verdict.check, verdict.ok) for verdict in outcome.verdicts] == [
        ("broken", False),
        ("not_empty", True),
        ("length", False),
    ]
    assert "ZeroDivisionError: by nought" in outcome.hint


def test_a_review_that_breaks_asks_a_person() -> None:
    assert Cascade([], review=broken)(ANSWER).decision == "ask"


def test_a_cancelled_run_is_not_taken_for_a_failed_check() -> None:
    with pytest.raises(Cancelled):
        Cascade([cancelled])(ANSWER)
