"""The team as a table: name, remit, tools. A specialist takes a task in words and returns a `Report`."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from smolagents import CodeAgent

from agents.handover import HandOver, told
from agents.plans import Offer
from runtime.errors import UnknownTool
from runtime.records import MARK, Citation, Event, Json, Report
from tools.answers import AnswerFromDocuments
from tools.base import Bench, Sources, Tool
from tools.blanks import FillBlank
from tools.classification import ClassifyText
from tools.cleaning import CleanText
from tools.entailment import CheckAnswer
from tools.entities import FindEntities
from tools.files import ListArtifacts, ReadFile
from tools.forecasts import Forecast
from tools.grammar import CheckGrammar
from tools.keywords import ExtractKeywords
from tools.languages import DetectLanguage
from tools.moderation import Moderate
from tools.notes import RecallNote, WriteNote
from tools.parts_of_speech import TagPartsOfSpeech
from tools.read_aloud import ReadAloud
from tools.recall import Recall
from tools.search import SearchDocuments
from tools.sentiment import JudgeSentiment
from tools.similarity import CompareSentences
from tools.sound_editing import EditSound
from tools.sound_facts import DescribeSound
from tools.sound_labels import MatchSound
from tools.sounds import ClassifySound
from tools.spans import FindAnswer
from tools.speech_translation import TranslateSpeech
from tools.subtitles import MakeSubtitles
from tools.summaries import Summarize
from tools.tables import AskTable
from tools.tokens import ShowTokens
from tools.transcripts import Transcribe
from tools.translation import Translate
from tools.vectors import EmbedTexts
from tools.voice_cloning import CloneVoice
from tools.voices import CompareVoices, DescribeVoice, ForgetVoice
from tools.writing import GenerateText

Build = Callable[["Remit", list[Any]], CodeAgent]
"""Makes the agent of a remit over its tools."""


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
        "lists them, and keeps the session's notes. Answers questions about tables, and forecasts their columns.",
        (
            AnswerFromDocuments,
            SearchDocuments,
            ReadFile,
            ListArtifacts,
            WriteNote,
            RecallNote,
            Recall,
            FindAnswer,
            AskTable,
            Forecast,
        ),
    ),
    Remit(
        "language",
        "Works on text: summarises it, translates it, sorts it into labels you name, says which language it is in, "
        "compares sentences, and writes new text. Judges moods, grammar, answers and what may be published; finds "
        "names, key words and parts of speech; fills blanks, cleans white space, and shows tokens and vectors.",
        (
            Summarize,
            ClassifyText,
            DetectLanguage,
            CompareSentences,
            Translate,
            GenerateText,
            JudgeSentiment,
            CheckGrammar,
            CheckAnswer,
            FindEntities,
            TagPartsOfSpeech,
            FillBlank,
            ExtractKeywords,
            EmbedTexts,
            CleanText,
            ShowTokens,
            Moderate,
        ),
    ),
    Remit(
        "audio",
        "Listens and speaks: writes down what is said in recordings, makes subtitles, says which sounds are heard, "
        "edits and measures recordings, compares voices, reads texts aloud, and translates speech.",
        (
            Transcribe,
            MakeSubtitles,
            ClassifySound,
            MatchSound,
            ReadAloud,
            TranslateSpeech,
            EditSound,
            DescribeSound,
            DescribeVoice,
            CompareVoices,
            ForgetVoice,
            CloneVoice,
        ),
    ),
)


def offer(tool: type[Tool], specialist: str) -> Offer:
    return Offer(tool.name, specialist, tool.inputs, tool.cues, tool.asks, tool.makes, tool.description)


def offers(team: Sequence[Remit] = SPECIALISTS) -> tuple[Offer, ...]:
    """Everything the team can do, as the planner sees it."""
    return tuple(offer(tool, remit.name) for remit in team for tool in remit.tools)


def tool_named(name: str, team: Sequence[Remit] = SPECIALISTS) -> tuple[type[Tool], Remit]:
    """
    Raises:
        UnknownTool: nobody in the team has it.
    """
    known = {tool.name: (tool, remit) for remit in team for tool in remit.tools}
    if name not in known:
        raise UnknownTool(name, known)
    return known[name]


class Specialist:
    """What the manager's code calls. The agent behind it is out of reach of that code."""

    def __init__(self, remit: Remit, bench: Bench, build: Build) -> None:
        self.name = remit.name
        self.description = remit.about
        self.inputs: dict[str, Any] = {}
        self.output_type = "object"
        self._work = Desk(remit, bench, build).work

    def __call__(self, task: str, additional_args: Mapping[str, Json] | None = None) -> Report:
        """Do `task`, in words that name the artifacts it is about."""
        return self._work(str(task), additional_args)


class Desk:
    """Where a specialist works. Its agent is built for the first task and starts each with an empty memory."""

    def __init__(self, remit: Remit, bench: Bench, build: Build) -> None:
        self._remit, self._bench, self._build = remit, bench, build
        self._results: list[dict[str, Json]] = []
        self._end = HandOver()

    @cached_property
    def _agent(self) -> CodeAgent:
        tools = [tool(self._bench, self._remit.name) for tool in self._remit.tools]
        for tool in tools:
            tool.on_result = self._results.append
        return self._build(self._remit, [*tools, self._end])

    def work(self, task: str, extra: Mapping[str, Json] | None) -> Report:
        """Run the agent on `task` and turn what it hands over into a report."""
        self._tell("agent-start", "", task)
        start, summary, error = time.perf_counter(), "", ""
        try:
            report = self._report(task, extra)
            summary = report.summary
            return report
        except BaseException as problem:
            error = str(problem) or type(problem).__name__
            raise
        finally:
            self._tell("agent-end", self._remit.name, task, summary, error, time.perf_counter() - start)

    def _report(self, task: str, extra: Mapping[str, Json] | None) -> Report:
        self._results.clear()
        self._end.handed = None
        said = self._agent.run(task, additional_args=dict(extra) if extra else None)
        return as_report(said if self._end.handed is None else self._end.handed, self._results, self._bench.sources)

    def _tell(self, kind: str, tool: str, task: str, text: str = "", error: str = "", seconds: float = 0.0) -> None:
        self._bench.tell(Event(kind, self._remit.name, "manager", tool, {"task": task}, text, error, seconds))


def as_report(outcome: Any, results: Sequence[Mapping[str, Json]], sources: Sources) -> Report:
    """What an agent handed over, as a report: a tool's dict, several of them, or words.

    `results` are all its tools returned: what was made is in the report though the agent left it out, and so is what
    its text cites; of several tools' confidences, the lowest.
    """
    handed = [part for part in (outcome if isinstance(outcome, list) else [outcome]) if isinstance(part, Mapping)]
    data = dict(handed[0]) if len(handed) == 1 else {"results": [dict(part) for part in handed]} if handed else {}
    made = dict.fromkeys(name for part in [*results, *handed] for name in part.get("artifacts", ()))
    confidence = min((float(part.get("confidence", 1.0)) for part in (handed or results)), default=1.0)
    summary = told(outcome)
    return Report(summary, data, tuple(made), confidence, cited_in(summary, sources))


def cited_in(text: str, sources: Sources) -> tuple[Citation, ...]:
    """The citations that a text's marks stand for; a mark that stands for none is passed over."""
    numbers = dict.fromkeys(int(number) for number in MARK.findall(text))
    return tuple(citation for number in numbers if (citation := sources.numbered(number)))
