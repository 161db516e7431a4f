"""The team as a table: name, remit, tools. A specialist takes a task in words and returns a `Report`."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from smolagents import CodeAgent

from agents.calls.guessing import cues_of, with_roles
from agents.handover import HandOver, told
from agents.marking import marked, quoting, texts_in
from agents.plans import Offer
from runtime.errors import UnknownTool
from runtime.records import MARK, Citation, Event, Json, Report
from tools.animating import AnimatePicture
from tools.answers import AnswerFromDocuments
from tools.article_moods import JudgeArticle
from tools.base import Bench, Sources, Tool
from tools.blanks import FillBlank
from tools.classification import ClassifyText
from tools.cleaning import CleanText
from tools.clip_captions import CaptionVideo
from tools.clip_classes import ClassifyVideo
from tools.clip_editing import CutVideo, JoinVideos
from tools.clip_facts import DescribeVideo
from tools.clip_frames import ExtractFrames
from tools.clip_labels import MatchVideo
from tools.clip_previews import PreviewVideo
from tools.clip_sound import ExtractSound, ReplaceSound
from tools.editing_pictures import EditPicture
from tools.entailment import CheckAnswer
from tools.entities import FindEntities
from tools.files import ListArtifacts, ReadFile
from tools.forecasts import Forecast
from tools.grammar import CheckGrammar
from tools.keywords import ExtractKeywords
from tools.languages import DetectLanguage
from tools.making_clips import MakeVideo
from tools.making_pictures import MakePicture
from tools.moderation import Moderate
from tools.notes import RecallNote, WriteNote
from tools.parts_of_speech import TagPartsOfSpeech
from tools.picture_areas import SegmentPicture
from tools.picture_backgrounds import RemoveBackground, ReplaceBackground
from tools.picture_captions import CaptionPicture
from tools.picture_depth import EstimateDepth
from tools.picture_enlarging import EnlargePicture
from tools.picture_facts import ComparePictures, DescribePicture
from tools.picture_labels import ClassifyPicture
from tools.picture_matching import MatchPicture, ScorePicture
from tools.picture_moderation import ModeratePictures
from tools.picture_objects import DetectObjects, FindObjects
from tools.picture_questions import AskPicture
from tools.picture_search import EmbedPictures, SearchPictures
from tools.picture_sheets import MakeSheet
from tools.picture_talk import DiscussPicture
from tools.picture_text import AskScan, ReadPicture
from tools.read_aloud import ReadAloud
from tools.recall import Recall
from tools.repainting import RepaintPicture
from tools.scenarios import MakeScenarios
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
    Remit(
        "vision",
        "Looks at pictures: says what they show, sorts them under labels, finds, compares and measures them; says "
        "where things in them are and how far, cuts those out, changes backgrounds, and makes sheets.",
        (
            ClassifyPicture,
            MatchPicture,
            ScorePicture,
            SearchPictures,
            EmbedPictures,
            DescribePicture,
            ComparePictures,
            DetectObjects,
            FindObjects,
            SegmentPicture,
            RemoveBackground,
            ReplaceBackground,
            EstimateDepth,
            MakeSheet,
            CaptionPicture,
            AskPicture,
            ReadPicture,
            AskScan,
            DiscussPicture,
            JudgeArticle,
            EnlargePicture,
            ModeratePictures,
        ),
    ),
    Remit(
        "video",
        "Watches and edits videos: what they are and show, key frames, which label fits when, cuts, joins, and their "
        "sound taken out or replaced. What is said in them is written down by the audio specialist.",
        (
            DescribeVideo,
            ExtractFrames,
            ClassifyVideo,
            MatchVideo,
            CaptionVideo,
            CutVideo,
            PreviewVideo,
            JoinVideos,
            ExtractSound,
            ReplaceSound,
        ),
    ),
    Remit(
        "studio",
        "Makes pictures and clips from words, changes pictures, and sets them in motion. What it makes is judged, and "
        "made again where it is rejected. Videos that are at hand are cut and joined by the video specialist.",
        (
            MakeVideo,
            AnimatePicture,
            MakePicture,
            MakeScenarios,
            EditPicture,
            RepaintPicture,
        ),
    ),
)


def offer(tool: type[Tool], specialist: str) -> Offer:
    cues = tool.cues or (() if tool.asks else cues_of(tool.name))
    said = (tool.name, specialist, with_roles(tool.inputs), cues, tool.asks, tool.makes, tool.description)
    return Offer(*said, tool.outcomes, tool.replaces, tool.supersedes, tool.tells)


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

    takes: ClassVar = {"task": {"type": "string"}, "additional_args": {"type": "object", "nullable": True}}
    """For the sandbox: smolagents' own `inputs` leave out that there may be no `additional_args`."""
    labels: ClassVar[tuple[str, ...]] = ()
    """What it reads comes in by its own tools, under the same guard."""

    def __init__(self, remit: Remit, bench: Bench, build: Build, told: list[str] | None = None) -> None:
        """`told` gathers what all specialists of a run reported: where a task repeats it, it is marked as material."""
        self.name = remit.name
        self.description = remit.about
        self.inputs: dict[str, Any] = {}
        self.output_type = "object"
        self._work = Desk(remit, bench, build, [] if told is None else told).work

    def __call__(self, task: str, additional_args: Mapping[str, Json] | None = None) -> Report:
        """Do `task`, in words that name the artifacts it is about."""
        return self._work(str(task), additional_args)


class Desk:
    """Where a specialist works. Its agent is built for the first task and starts each with an empty memory."""

    def __init__(self, remit: Remit, bench: Bench, build: Build, told: list[str]) -> None:
        self._remit, self._bench, self._build, self._told = remit, bench, build, told
        self._results: list[dict[str, Json]] = []
        self._end = HandOver()

    @cached_property
    def _tools(self) -> list[Tool]:
        tools = [tool(self._bench, self._remit.name) for tool in self._remit.tools]
        for tool in tools:
            tool.on_result = self._results.append
        return tools

    @cached_property
    def _agent(self) -> CodeAgent:
        return self._build(self._remit, [*self._tools, self._end])

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
        for tool in self._tools:
            tool.begin(task)
        self._agent.state.update(extra or {})
        said = self._agent.run(self._as_told(task, extra))
        outcome = said if self._end.handed is None else self._end.handed
        report = as_report(outcome, self._results, self._bench.sources)
        self._told += [report.summary, *texts_in(dict(report.data))]
        return report

    def _as_told(self, task: str, extra: Mapping[str, Json] | None) -> str:
        """The task and its variables as the agent reads them: what other specialists reported stands between marks."""
        said = quoting(task, self._told)
        return f"{said}\nYou have these variables:\n{marked(str(dict(extra)))}" if extra else said

    def _tell(self, kind: str, tool: str, task: str, text: str = "", error: str = "", seconds: float = 0.0) -> None:
        self._bench.tell(Event(kind, self._remit.name, "manager", tool, {"task": task}, text, error, seconds))


def as_report(outcome: Any, results: Sequence[Mapping[str, Json]], sources: Sources) -> Report:
    """What an agent handed over, as a report: a tool's dict, several of them, or words.

    `results` are all its tools returned: what was made is in the report though the agent left it out, and so is what
    its text cites; of several tools' confidences, the lowest.
    """
    handed = [part for part in (outcome if isinstance(outcome, list) else [outcome]) if isinstance(part, Mapping)]
    data = dict(handed[0]) if len(handed) == 1 else {"results": [dict(part) for part in handed]} if handed else {}
    if missing := unanswered(results):
        data.setdefault("gaps", missing)
    made = dict.fromkeys(name for part in [*results, *handed] for name in part.get("artifacts", ()))
    confidence = min((float(part.get("confidence", 1.0)) for part in (handed or results)), default=1.0)
    summary = told(outcome)
    return Report(summary, data, tuple(made), confidence, cited_in(summary, sources))


def unanswered(results: Sequence[Mapping[str, Json]]) -> list[str]:
    """The questions that no document answered, in the last try at each."""
    looked_up = [part for result in results if "gaps" in result for part in result["parts"]]
    last = {part["question"]: part["found"] for part in looked_up}
    return [question for question, found in last.items() if not found]


def cited_in(text: str, sources: Sources) -> tuple[Citation, ...]:
    """The citations that a text's marks stand for; a mark that stands for none is passed over."""
    numbers = dict.fromkeys(int(number) for number in MARK.findall(text))
    return tuple(citation for number in numbers if (citation := sources.numbered(number)))
