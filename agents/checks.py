"""Verdicts → smolagents' final answer checks: a failed one goes back to the manager with its hint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from runtime.errors import AtelierError
from validators.cascade import Outcome


class CheckFailed(AtelierError):
    """The answer is not good enough yet. The text says what to change."""


def final_answer_check(judge: Callable[[str], Outcome]) -> Callable[..., bool]:
    """`judge` takes the text that the manager wants to answer with. smolagents calls what is returned here.

    It raises rather than returning False: smolagents shows the manager an exception's text, and for False nothing.
    """

    def checks(final_answer: Any, memory: Any, agent: Any = None) -> bool:
        outcome = judge(str(final_answer))
        if outcome.decision == "retry":
            raise CheckFailed(outcome.hint)
        return True

    return checks
