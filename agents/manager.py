"""Turns one request into specialists' work and one text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smolagents import CodeAgent, LogLevel
from smolagents.agents import populate_template

from agents.brains import Brain
from agents.compaction import Compactor, keeper
from agents.handover import HandOver
from agents.keep_text import KeepText
from agents.marking import disarmed
from agents.observers import step_callbacks
from agents.plans import Situation
from agents.prompts import prompts
from agents.sandbox.pen import Pen, default_pen
from agents.specialists import SPECIALISTS, Remit, Specialist
from runtime.records import Request
from tools.base import Bench

TEMPLATES = ("system_prompt", "planning", "managed_agent", "final_answer")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a run may do."""

    steps: int = 8
    specialist_steps: int = 6
    planning_interval: int = 4
    observation_tokens: int = 2000
    """Tokens of what a step observed that an agent is shown; 0 leaves all as it is."""


def build_manager(
    brain: Brain,
    bench: Bench,
    situation: Situation,
    limits: Limits,
    checks: Sequence[Callable[..., bool]] = (),
    team: Sequence[Remit] = SPECIALISTS,
    pen: Pen | None = None,
) -> CodeAgent:
    """A manager over its team, whose code runs in `pen`. One per request: smolagents' agents keep state."""
    pen = pen or default_pen()

    reported: list[str] = []

    def compact(agent: str) -> Compactor:
        return Compactor(limits.observation_tokens, keeper(bench.artifacts, agent))

    def build_specialist(remit: Remit, tools: list[Any]) -> CodeAgent:
        return code_agent(
            "specialist",
            remit.name,
            pen,
            tools=[*tools, *pen.tools(bench, remit.name)],
            model=brain.for_specialist(remit, bench),
            max_steps=limits.specialist_steps,
            instructions=f"You are called {remit.name}. {remit.about}",
            step_callbacks=step_callbacks(remit.name, "manager", bench.tell, compact(remit.name)),
        )

    return code_agent(
        "manager",
        "manager",
        pen,
        tools=[HandOver(), KeepText(bench)],
        model=brain.for_manager(team, situation),
        managed_agents=[Specialist(remit, bench, build_specialist, reported) for remit in team],
        max_steps=brain.manager_steps or limits.steps,
        planning_interval=limits.planning_interval or None,
        final_answer_checks=list(checks),
        step_callbacks=step_callbacks("manager", "", bench.tell, compact("manager")),
    )


def code_agent(templates: str, name: str, pen: Pen, **given: Any) -> CodeAgent:
    """A smolagents CodeAgent that prints nothing. What its code may do, and for how long, the pen says."""
    texts: Any = {text: prompts(templates)[text] for text in TEMPLATES}
    return CodeAgent(
        prompt_templates=texts,
        verbosity_level=LogLevel.OFF,
        additional_authorized_imports=list(pen.imports),
        executor=pen.executor(name),
        **given,
    )


def task_text(
    request: Request, files: Mapping[str, str], turns: Sequence[Any], notes: Sequence[Any], hint: str = ""
) -> str:
    """The request with what the manager needs to know around it. `files`: artifact name → what people call it."""
    schema = "" if request.schema is None else json.dumps(request.schema)
    variables: dict[str, Any] = {"request": request.text, "language": request.language, "schema": schema, "hint": hint}
    titles = {name: disarmed(title) for name, title in files.items()}
    variables |= {"files": titles, "notes": [disarmed(str(note)) for note in notes]}
    variables["turns"] = [{"request": turn.request, "answer": disarmed(turn.answer)} for turn in turns]
    text: str = populate_template(prompts("manager")["task"], variables=variables)
    return text
