"""Rules, then judges, then a person: what happens when each says no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from runtime.errors import Stopped
from runtime.records import Answer, Verdict
from validators.rules import Check


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the checks said together."""

    verdicts: tuple[Verdict, ...]
    decision: Literal["show", "retry", "ask"]
    """Show the answer, let the agent try again, or ask a person to look at it first."""

    @property
    def hint(self) -> str:
        """What to change, for the agent.

        >>> Outcome((Verdict("a", True), Verdict("b", False, "Shorten it.")), "retry").hint
        'Shorten it.'
        """
        return "\n".join(verdict.hint for verdict in self.verdicts if not verdict.ok)


@dataclass(frozen=True, slots=True)
class Cascade:
    """Each stage is asked only where the one before it had nothing to say against the answer."""

    rules: Sequence[Check]
    judges: Sequence[Check] = ()
    review: Check | None = None
    """Whether the answer can do without a person."""

    def __call__(self, answer: Answer) -> Outcome:
        verdicts: tuple[Verdict, ...] = ()
        for stage in (self.rules, self.judges):
            verdicts += tuple(verdict_of(check, answer) for check in stage)
            if not all(verdict.ok for verdict in verdicts):
                return Outcome(verdicts, "retry")
        if self.review is None:
            return Outcome(verdicts, "show")
        last = verdict_of(self.review, answer)
        return Outcome((*verdicts, last), "show" if last.ok else "ask")


def verdict_of(check: Check, answer: Answer) -> Verdict:
    """What `check` says; an error in it is a no.

    Raises:
        Stopped: the run's time is up, or it was cancelled.
    """
    try:
        return check(answer)
    except Stopped:
        raise
    except Exception as error:
        return Verdict(name_of(check), False, f"The check {name_of(check)} failed: {type(error).__name__}: {error}")


def name_of(check: Check) -> str:
    """
    >>> from validators.rules import length, not_empty
    >>> name_of(not_empty), name_of(length(5))
    ('not_empty', 'length')
    """
    name: str = getattr(check, "__qualname__", type(check).__name__)
    return name.partition(".<locals>")[0]
