"""smolagents' steps → our events, and the place where a stopped run ends."""

from __future__ import annotations

from typing import Any

from smolagents.memory import ActionStep, PlanningStep

from runtime import cancel
from runtime.records import Event, Listener


def step_callbacks(agent: str, parent: str, tell: Listener) -> dict[type, Any]:
    """Callbacks for one agent. Each first ends the run where its time is up; a callback that raises aborts a run."""

    def planned(step: PlanningStep, **_: Any) -> None:
        cancel.check()
        plan = str(step.model_output_message.content or "")
        tell(Event("plan", agent, parent, text=plan, seconds=seconds(step), **tokens(step)))

    def acted(step: ActionStep, **_: Any) -> None:
        cancel.check()
        error = str(step.error) if step.error else ""
        tell(
            Event(
                "code", agent, parent, text=step.code_action or "", error=error, seconds=seconds(step), **tokens(step)
            )
        )

    return {PlanningStep: planned, ActionStep: acted}


def seconds(step: Any) -> float:
    return float(step.timing.duration or 0.0) if step.timing else 0.0


def tokens(step: Any) -> dict[str, Any]:
    usage = step.token_usage
    return {"input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens} if usage else {}
