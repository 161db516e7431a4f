"""One request under way: its bench, its manager, the checks on what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from smolagents import CodeAgent
from smolagents.utils import AgentGenerationError

from agents.brains import Brain
from agents.checks import final_answer_check
from agents.compaction import MADE_BY
from agents.ledger import Ledger
from agents.manager import Limits, build_manager, task_text
from agents.plans import Situation
from agents.specialists import Remit
from app.consenting import announced
from app.mirroring import past_for
from app.sessions import Session
from memory.history import Turn
from memory.recall import relevant
from memory.voices import Ask, nobody, voices_at, voices_folder
from runtime.calls import Calls
from runtime.errors import AtelierError, BrainError
from runtime.records import MARK, Answer, Artifact, Event, Listener, Request
from runtime.settings import Settings
from tools.base import Bench
from validators.cascade import Cascade, Outcome
from validators.grounding import artifacts_exist, citations_are_real, confidence_at_least
from validators.rules import json_schema, language, length, not_empty


class Run:
    """Everything here lives as long as one request."""

    def __init__(
        self,
        settings: Settings,
        calls: Calls,
        session: Session,
        listeners: Sequence[Listener],
        ask: Ask = nobody,
        number: str = "",
    ) -> None:
        """`number` is the run's id in the history."""
        self.settings, self.session = settings, session
        self.ledger = Ledger()
        self.tell = fan([self.ledger, *listeners])
        own = bench(settings, calls, session, self.tell, ask)
        self.bench = replace(own, notes=session.notes.during(number))
        self._before = set(session.artifacts.names())

    def answer(
        self, request: Request, brain: Brain, team: Sequence[Remit], imported: Sequence[Artifact], turns: Sequence[Turn]
    ) -> Answer:
        """Let the manager work, then judge what it came to: smolagents leaves its own checks out at the last step."""
        self.tell(Event("run-start", text=request.text))
        cascade = checks(self.settings, self.session, request)
        situation = replace(
            given_files(self.session),
            focus=tuple(artifact.name for artifact in imported),
            earlier=tuple(turn.request for turn in turns),
        )
        limits = limits_of(self.settings)
        judged = final_answer_check(lambda text: cascade(self.draft(text)))
        manager = build_manager(brain, self.bench, situation, limits, [judged], team)
        answer = self.draft(worked(manager, self._task(request, turns), brain))
        return self._closed(answer, cascade(answer))

    def draft(self, text: str) -> Answer:
        """An answer not yet judged: citations numbered from 1 in the order the text marks them, and what was made.

        A mark that stands for nothing stays as it is, for the checks to find.
        """
        sources = self.bench.sources
        marked = dict.fromkeys(int(number) for number in MARK.findall(text))
        cited = {number: citation for number in marked if (citation := sources.numbered(number))}
        places = {number: place for place, number in enumerate(cited, 1)}
        said = MARK.sub(lambda m: f"[{places[int(m[1])]}]" if int(m[1]) in places else m[0], text.strip())
        new = (artifact for artifact in self.session.artifacts.list() if artifact.name not in self._before)
        made = tuple(artifact for artifact in new if artifact.made_by != MADE_BY)
        return Answer(said, made, tuple(cited.values()), session=self.session.id)

    def _task(self, request: Request, turns: Sequence[Turn]) -> str:
        artifacts = self.session.artifacts
        files = {artifact.name: artifact.title for artifact in artifacts.list()}
        notes = relevant(self.bench.notes, request.text, lambda: self.bench.encoder, self.settings.notes_tokens)
        return task_text(request, files, turns, notes)

    def _closed(self, answer: Answer, outcome: Outcome) -> Answer:
        for verdict in outcome.verdicts:
            self.tell(Event("check", tool=verdict.check, error="" if verdict.ok else verdict.hint))
        self.tell(Event("run-end", text=answer.text))
        steps, usage = self.ledger.steps(), self.ledger.usage()
        return replace(answer, verdicts=outcome.verdicts, steps=steps, usage=usage)


def limits_of(settings: Settings) -> Limits:
    return Limits(
        settings.max_steps, settings.specialist_steps, settings.planning_interval, settings.observation_tokens
    )


def worked(manager: CodeAgent, task: str, brain: Brain) -> str:
    """What the manager came to.

    Raises:
        BrainError: the language model failed in the middle.
        AtelierError: what was raised inside it: the run was stopped, say.
    """
    try:
        return str(manager.run(task))
    except AgentGenerationError as error:
        if isinstance(error.__cause__, AtelierError):
            raise error.__cause__ from error
        why = " ".join(str(error.__cause__ or error).split())[:300]
        raise BrainError(f"The language model {brain.name} failed: {why}. Look at its server and ask again.") from error


def given_files(session: Session) -> Situation:
    """The files that people gave in a session, oldest first."""
    files = [artifact for artifact in session.artifacts.list() if artifact.made_by == "user"]
    return Situation({file.name: file.title for file in files}, kinds={file.name: file.kind for file in files})


def bench(settings: Settings, calls: Calls, session: Session, tell: Listener, ask: Ask = nobody) -> Bench:
    """What the tools of one run, or one tool run directly, may use. `ask` is how a person is asked for a consent."""
    session.library.tell = tell
    return Bench(
        calls,
        session.artifacts,
        session.library,
        session.notes,
        voices=voices_at(voices_folder(settings.home, settings.tenant), settings.voice_key, announced(ask, tell)),
        tell=tell,
        passages=settings.passages,
        answer_confidence=settings.answer_confidence,
        review_confidence=settings.review_confidence,
        moderation=settings.moderation,
        recollect=past_for(settings, lambda: calls.pool).recall,
    )


def checks(settings: Settings, session: Session, request: Request) -> Cascade:
    """Rules first; where the settings want one, a look at how sure the answer is."""
    rules = [
        not_empty,
        length(settings.answer_max_chars),
        citations_are_real(session.library.pages),
        artifacts_exist(session.artifacts.names),
    ]
    asked = [language(request.language)] if request.language else []
    asked += [json_schema(request.schema)] if request.schema is not None else []
    least = settings.review_confidence
    return Cascade([*rules, *asked], review=confidence_at_least(least) if least else None)


def fan(listeners: Sequence[Listener]) -> Listener:
    """One listener that tells them all."""

    def tell(event: Event) -> None:
        for listener in listeners:
            listener(event)

    return tell
