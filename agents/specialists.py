"""The team as a table: name, remit, tools. A specialist takes a task in words and returns a `Report`."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smolagents import CodeAgent

from agents.planner import Offer
from runtime.records import Citation, Event, Json, Report
from tools.answers import AnswerFromDocuments
from tools.base import Bench, Sources, Tool
from tools.classification import ClassifyText
from tools.files import ListArtifacts, ReadFile
from tools.languages import DetectLanguage
from tools.notes import RecallNote, WriteNote
from tools.search import SearchDocuments
from tools.similarity import CompareSentences
from tools.summaries import Summarize

MARK = re.compile(r"\[\^(\d+)\]")
"""How a text marks a citation while it is on its way: `[^3]`, as Markdown does. Plain `[3]` may stand in a document."""


@dataclass(frozen=True, slots=True)
class Remit:
    """A row of the team."""

    name: str
    about: str
    tools: tuple[type[Tool], ...]


SPECIALISTS = (
    Remit(
        "documents",
        "Knows the files: finds and quotes passages, answers questions from them with page and quote, reads them out, "
        "lists them, and keeps the session's notes.",
        (AnswerFromDocuments, SearchDocuments, ReadFile, ListArtifacts, WriteNote, RecallNote),
    ),
    Remit(
        "language",
        "Works on text: summarises it, sorts it into labels you name, says which language it is in, and compares "
        "sentences.",
        (Summarize, ClassifyText, DetectLanguage, CompareSentences),
    ),
)


def offer(tool: type[Tool], specialist: str) -> Offer:
    return Offer(tool.name, specialist, tool.inputs, tool.cues, tool.asks, tool.makes)


def offers(team: Sequence[Remit] = SPECIALISTS) -> tuple[Offer, ...]:
    """Everything the team can do, as the planner sees it."""
    return tuple(offer(tool, remit.name) for remit in team for tool in remit.tools)


def tool_named(name: str, team: Sequence[Remit] = SPECIALISTS) -> tuple[type[Tool], Remit] | None:
    return next(((tool, remit) for remit in team for tool in remit.tools if tool.name == name), None)


class Specialist:
    """What the manager's code calls. The agent behind it is built on the first call, out of reach of that code."""

    def __init__(self, remit: Remit, bench: Bench, build: Callable[[Remit, list[Tool]], CodeAgent]) -> None:
        self.name = remit.name
        self.description = remit.about
        self.inputs: dict[str, Any] = {}
        self.output_type = "object"
        self._work = working(remit, bench, build)

    def __call__(self, task: str, additional_args: Mapping[str, Json] | None = None) -> Report:
        """Do `task`, in words that name the artifacts it is about."""
        return self._work(task, additional_args)


def working(
    remit: Remit, bench: Bench, build: Callable[[Remit, list[Tool]], CodeAgent]
) -> Callable[[str, Mapping[str, Json] | None], Report]:
    """One specialist's way of working: run the agent on the task, turn what it hands over into a report."""
    results: list[dict[str, Json]] = []
    agents: list[CodeAgent] = []

    def agent() -> CodeAgent:
        if not agents:
            tools = [tool(bench, remit.name) for tool in remit.tools]
            for tool in tools:
                tool.on_result = results.append
            agents.append(build(remit, tools))
        return agents[0]

    def work(task: str, extra: Mapping[str, Json] | None) -> Report:
        results.clear()
        bench.tell(Event("agent-start", remit.name, "manager", arguments={"task": task}))
        start, report, error = time.perf_counter(), None, ""
        try:
            outcome = agent().run(str(task), additional_args=dict(extra) if extra else None)
            report = as_report(outcome, results, bench.sources)
            return report
        except BaseException as problem:
            error = str(problem) or type(problem).__name__
            raise
        finally:
            seconds = time.perf_counter() - start
            summary = report.summary if report else ""
            bench.tell(Event("agent-end", remit.name, "manager", remit.name, {"task": task}, summary, error, seconds))

    return work


def as_report(outcome: Any, results: Sequence[Mapping[str, Json]], sources: Sources) -> Report:
    """What an agent handed over, as a report: a tool's dict, several of them, or words.

    `results` are all its tools returned: what was made is in the report though the agent left it out, and so is what
    its text cites; of several tools' confidences, the lowest.
    """
    handed = [part for part in (outcome if isinstance(outcome, list) else [outcome]) if isinstance(part, Mapping)]
    data: Mapping[str, Json] = handed[0] if len(handed) == 1 else {"results": [dict(part) for part in handed]}
    summary = "\n\n".join(str(part.get("summary", part)) for part in handed) if handed else str(outcome)
    made = dict.fromkeys(name for part in [*results, *handed] for name in part.get("artifacts", ()))
    confidence = min((float(part.get("confidence", 1.0)) for part in (handed or results)), default=1.0)
    return Report(summary, dict(data) if handed else {}, tuple(made), confidence, cited_in(summary, sources))


def cited_in(text: str, sources: Sources) -> tuple[Citation, ...]:
    """The citations that a text's marks stand for; a mark that stands for none is passed over."""
    numbers = dict.fromkeys(int(number) for number in MARK.findall(text))
    return tuple(citation for number in numbers if (citation := sources.numbered(number)))
