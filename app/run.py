"""One request under way: its bench, its manager, the checks on what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from smolagents import CodeAgent
from smolagents.utils import AgentGenerationError

from agents.brains import Brain
from agents.checks import final_answer_check
from agents.compaction import MADE_BY
from agents.ledger import Ledger
from agents.manager import Limits, build_manager, task_text
from agents.plans import Situation
from agents.rewording import rewording
from agents.sandbox.guard import Approve, Guard, no_one
from agents.sandbox.pen import Pen
from agents.sandbox.tiers import Choice
from agents.specialists import Remit, cited_in
from app.approving import announced as announced_call
from app.beside import beside
from app.confining import chosen, importable, limits_for
from app.consenting import announced
from app.mirroring import past_for
from app.sessions import Session
from memory.history import Turn
from memory.recall import relevant
from memory.recorder import Recorder
from memory.voices import Ask, nobody, voices_at, voices_folder
from runtime.calls import Calls
from runtime.errors import AtelierError, BrainError
from runtime.records import MARK, Answer, Artifact, Event, Listener, Request
from runtime.settings import Settings
from tools.base import Bench
from validators.cascade import Cascade, Outcome
from validators.claims import Told
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
        approve: Approve = no_one,
        sandbox: Choice | None = None,
    ) -> None:
        """`number` is the run's id in the history; `sandbox` what its agents' code is locked in."""
        self.settings, self.session = settings, session
        self.ledger = Ledger()
        self.tell = fan([self.ledger, *listeners])
        self.sandbox = sandbox or chosen(settings)
        self.guard = Guard(announced_call(approve, self.tell), self.tell)
        own = bench(settings, calls, session, self.tell, ask, is_watched(listeners))
        self.bench = replace(own, notes=session.notes.during(number))
        self._before = set(session.artifacts.names())

    def answer(
        self,
        request: Request,
        brain: Brain,
        team: Sequence[Remit],
        imported: Sequence[Artifact],
        turns: Sequence[Turn],
        hint: str = "",
    ) -> Answer:
        """Let the manager work, then judge what it came to: smolagents leaves its own checks out at the last step.

        `hint` is a draft of the code for a manager that is a language model.
        """
        self.tell(Event("run-start", text=request.text))
        cascade = checks(self.settings, self.session, request, self._told)
        situation = replace(
            given_files(self.session),
            focus=tuple(artifact.name for artifact in imported),
            earlier=tuple(turn.request for turn in turns),
        )
        situation = beside(situation, self.session.library.collection, request)
        limits = limits_of(self.settings)
        judged = final_answer_check(lambda text: cascade(self.draft(text)))
        at = replace(self.bench, reword=rewording(brain.aside, self.settings.rewordings, self.tell))
        with self._pen() as pen:
            manager = build_manager(brain, at, situation, limits, [judged], team, pen)
            answer = self.draft(worked(manager, self._task(request, brain, turns, hint), brain))
        return self._closed(answer, cascade(answer))

    def _pen(self) -> Pen:
        """Where agents' code runs; said in the run, so that it can be looked up later."""
        tier, notice = self.sandbox.tier, self.sandbox.notice
        self.tell(Event("sandbox", tool=tier.name, text=notice or f"Sandbox {tier.name} ({tier.how})."))
        return Pen(self.sandbox, self.guard, limits_for(self.settings), importable(self.settings))

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

    def _task(self, request: Request, brain: Brain, turns: Sequence[Turn], hint: str) -> str:
        artifacts = self.session.artifacts
        files = {artifact.name: artifact.title for artifact in artifacts.list()}
        if collection := self.session.library.collection:
            files[collection.all] = collection.told()
        notes = relevant(self.bench.notes, request.text, lambda: self.bench.encoder, self.settings.notes_tokens)
        for source, there in (("earlier answers", turns), ("notes", notes)):
            if there and brain.swayed:  # they may hold what a document said
                self.guard.taint(source)
        return task_text(request, files, turns, notes, hint)

    def _told(self) -> list[Told]:
        """What tools, not agents, said so far."""
        said = [step.summary for step in self.ledger.steps() if step.agent != "manager"]
        return [(text, cited_in(text, self.bench.sources)) for text in said]

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
    """The files that people gave in a session, oldest first, and what tools made there."""
    every = session.artifacts.list()
    files = {file.name: file.title for file in every if file.made_by == "user"}
    made = {file.name: file.made_by for file in every if file.made_by not in ("user", MADE_BY)}
    return Situation(files, kinds={file.name: file.kind for file in every}, made=made)


def is_watched(listeners: Sequence[Listener]) -> bool:
    """Whether somebody looks on, beside the history."""
    return any(not isinstance(listener, Recorder) for listener in listeners)


def bench(
    settings: Settings, calls: Calls, session: Session, tell: Listener, ask: Ask = nobody, watched: bool = False
) -> Bench:
    """What the tools of one run, or one tool run directly, may use. `ask` is how a person is asked for a consent.

    Where it is `watched`, previews of what is being made are drawn.
    """
    session.library.tell = tell
    return Bench(
        calls,
        session.artifacts,
        session.library,
        session.notes,
        voices=voices_at(voices_folder(settings.home, settings.tenant), settings.voice_key, announced(ask, tell)),
        tell=tell,
        passages=settings.passages,
        rerank=settings.rerank,
        search_rounds=settings.search_rounds,
        answer_confidence=settings.answer_confidence,
        review_confidence=settings.review_confidence,
        moderation=settings.moderation,
        clip_score=settings.clip_score,
        takes=settings.takes,
        prompts_in_files=settings.prompts_in_files,
        preview_steps=settings.preview_steps if watched else 0,
        recollect=past_for(settings, lambda: calls.pool).recall,
    )


def checks(
    settings: Settings, session: Session, request: Request, told: Callable[[], Iterable[Told]] = lambda: ()
) -> Cascade:
    """Rules first; where the settings want one, a look at how sure the answer is. `told` is what tools told so far."""
    rules = [
        not_empty,
        length(settings.answer_max_chars),
        citations_are_real(session.library.pages, told),
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
