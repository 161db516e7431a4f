"""smolagents' steps → our events, and the place where a stopped run ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from smolagents.memory import ActionStep, PlanningStep

from runtime import cancel
from runtime.records import Event, Listener

Compact = Callable[[ActionStep, Sequence[Any]], None]
"""Takes a step that is done and those before it, and shortens what a prompt would repeat of them."""


def as_it_is(step: ActionStep, earlier: Sequence[Any]) -> None:
    """Shortens nothing."""


def step_callbacks(agent: str, parent: str, tell: Listener, compact: Compact = as_it_is) -> dict[type, Any]:
    """Callbacks for one agent. Each first ends the run where its time is up; a callback that raises aborts a run."""

    def planned(step: PlanningStep, **_: Any) -> None:
        cancel.check()
        plan = str(step.model_output_message.content or "")
        tell(Event("plan", agent, parent, text=plan, seconds=seconds(step), **tokens(step)))

    def acted(step: ActionStep, **given: Any) -> None:
        cancel.check()
        compact(step, given["agent"].memory.steps)
        error = str(step.error) if step.error else ""
        tell(
            Event(
                "code", agent, parent, text=step.code_action or "", error=error, seconds=seconds(step), **tokens(step)
            )
        )
        if step.observations and not step.is_final_answer:  # whose observation is the answer
            tell(Event("observation", agent, parent, text=step.observations))

    return {PlanningStep: planned, ActionStep: acted}


def seconds(step: Any) -> float:
    return float(step.timing.duration or 0.0) if step.timing else 0.0


def tokens(step: Any) -> dict[str, Any]:
    usage = step.token_usage
    return {"input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens} if usage else {}
