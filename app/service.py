"""A request in, an answer out. The CLI, the chat and whatever comes after call `ask`."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from agents.brains import Brain, EmbeddedBrain, brain_of
from agents.coding import manager_lines
from agents.plans import Plan, Situation
from agents.reading import unread
from agents.sandbox.guard import Approve, no_one
from agents.sandbox.tiers import Choice
from agents.specialists import SPECIALISTS, Remit, tool_named
from app.beside import beside
from app.collections import Collections
from app.confining import chosen, prepared
from app.foresight import Foreseer, Foresight, equipped, missing
from app.intake import taken
from app.mirroring import mirrors_for
from app.retention import retained
from app.run import Run, bench, fan, given_files
from app.sessions import Session, Sessions
from memory.artifacts import slug, type_of
from memory.history import History, Turn
from memory.mirror import Mirrors
from memory.notes import Notes
from memory.recorder import Recorder
from memory.voices import Ask, nobody
from rag.documents import Document
from rag.embeddings import encoder_for
from rag.library import silent
from runtime import cancel
from runtime.calls import Calls, results_of
from runtime.catalog import Checkpoint
from runtime.devices import choose
from runtime.errors import EmptyRequest, LanguageNotRead, RequestTooLong, Stopped
from runtime.loaders import chooser, measurements, model_pool
from runtime.measured import Measured
from runtime.pool import Pool
from runtime.records import Answer, Artifact, Event, Json, Listener, Request, kind_of
from runtime.settings import Settings
from tools.base import Bench
from validators.rules import json_schema

TURNS = 6
"""Earlier exchanges that a request is read in the light of."""


class Service:
    """One per process: it holds the pool, the history and the open sessions. Safe to call from several threads."""

    def __init__(
        self,
        settings: Settings,
        pool: Pool | None = None,
        brain: Brain | None = None,
        team: Sequence[Remit] = SPECIALISTS,
        consent: Ask = nobody,
        approve: Approve = no_one,
    ) -> None:
        """The person at this face of the program is asked by `consent` whether something may be said in somebody's
        voice, and by `approve` whether a call may be made after what others wrote was read."""
        self.settings, self.team, self._consent, self._approve = settings, tuple(team), consent, approve
        self._given_pool, self._given_brain = pool, brain
        self._building = threading.RLock()
        self._listening: list[Listener] = []
        retained(settings, lambda: self.pool)

    def ask(self, request: Request, *listeners: Listener, token: cancel.CancelToken | None = None) -> Answer:
        """Answer one request. Nothing is written before the request and its files were found to be good.

        Raises:
            RequestError: the request or one of its files cannot be used as it is.
            BrainError, CheckpointError, MissingExtra: what should do the work is not there.
            NoSandbox: agents' code cannot be locked in here as the settings want it.
            Stopped: the time ran out, or `token` was cancelled.
        """
        start = time.perf_counter()
        prepared(self.settings)
        brain, documents = self._checked(request)
        team = self._equipped(self._plan(brain, request))
        sandbox = self.sandbox
        session = self.sessions.open(request.session)
        with session.busy, cancel.limited(self.settings.timeout_s, token):
            session.library.beside(self.collections.meant(request.collection), request.text)
            imported = tuple(self._import(session, path, document) for path, document in documents.items())
            turns = self.turns(session.id)
            number = self.history.start(session.id, self.settings.tenant, request)
            with self.mirrors.following(number, session.id), self._recorded(number) as answers:
                recorder = Recorder(self.history, number)
                tell: list[Listener] = [recorder, *listeners]
                run = Run(self.settings, self.calls, session, tell, self._consent, number, self._approve, sandbox)
                with self._heard(run.tell):
                    answer = run.answer(request, brain, team, imported, turns, self._hint(brain, request))
                answers.append(replace(answer, seconds=round(time.perf_counter() - start, 4)))
        return answers[0]

    def foresee(self, request: Request) -> Foresight:
        """What `request` would take. Runs no tool, loads none of their models and writes nothing.

        Raises:
            RequestError: the request or one of its files cannot be used as it is.
        """
        brain, _ = self._checked(request)
        device = choose(self.settings.device, self.settings.dtype)
        chooses = chooser(self.settings, device, self.measured)
        foreseer = Foreseer(chooses, self.measured, lambda tool: self.history.seconds_of(tool, self.settings.tenant))
        return foreseer.foresee(self._plan(brain, request), self.team)

    def plan(self, request: Request) -> Plan:
        """What the embedded planner makes of `request`, whatever the brain. Runs no tool and writes nothing.

        Raises:
            RequestError: the request or one of its files cannot be used as it is.
        """
        self._checked(request)
        return self._planner.plan(request.text, self.team, self._situation(request))

    def run_tool(
        self, name: str, arguments: Mapping[str, Json], session: str = "", *listeners: Listener, raw: bool = False
    ) -> dict[str, Json]:
        """Run one tool directly, in a session; `raw` adds what its models said, before the tool made its own of it.

        Raises:
            UnknownTool: there is none of that name.
            ToolError: it could not do it.
        """
        tool, _ = tool_named(name, self.team)
        opened, tell = self.sessions.open(session), fan(listeners)
        with opened.busy, cancel.limited(self.settings.timeout_s), self._heard(tell):
            opened.library.beside(self.collections.meant(""))
            own = bench(self.settings, self.calls, opened, tell, self._consent, bool(listeners))
            at = replace(own, keeps_raw=raw)
            return tool(at, "you")(**arguments)

    @contextmanager
    def tool_at_work(
        self, name: str, session: str, *listeners: Listener
    ) -> Iterator[Callable[[Mapping[str, Json]], dict[str, Json]]]:
        """A function that runs one tool in a session, again and again and from any thread. Listeners hear of loading.

        Raises:
            UnknownTool, UnknownSession: there is none of that name.
        """
        tool, _ = tool_named(name, self.team)
        opened = self.sessions.open(session)

        def work(arguments: Mapping[str, Json]) -> dict[str, Json]:
            with cancel.limited(self.settings.timeout_s):
                result: dict[str, Json] = tool(at, "you")(**arguments)
                return result

        with opened.busy, self._heard(fan(listeners)):
            at = bench(self.settings, self.calls, opened, silent)
            yield work

    @contextmanager
    def bench_in(self, session: str, *listeners: Listener) -> Iterator[Bench]:
        """What tools work on, in a session that nobody else works in meanwhile. Listeners hear of loading.

        Raises:
            UnknownSession: there is none of that name.
        """
        opened, tell = self.sessions.open(session), fan(listeners)
        with opened.busy, cancel.limited(self.settings.timeout_s), self._heard(tell):
            yield bench(self.settings, self.calls, opened, tell, self._consent)

    def take(self, path: Path, session: str = "") -> tuple[str, Artifact]:
        """Import a file into a session (a new one where none is named). Returns the session's id and the artifact."""
        document = taken(path, self.settings.max_file_mb)
        opened = self.sessions.open(session)
        return opened.id, self._import(opened, path, document)

    def turns(self, session: str) -> tuple[Turn, ...]:
        return self.history.turns(session, self.settings.tenant, TURNS)

    @cached_property
    def pool(self) -> Pool:
        if self._given_pool:
            return self._given_pool
        device = choose(self.settings.device, self.settings.dtype)
        pool = model_pool(self.settings, device, self.measured, self._loading)
        if self.settings.keep_warm:
            threading.Thread(target=pool.warm, name="keep warm", daemon=True).start()
        return pool

    @cached_property
    def calls(self) -> Calls:
        cache = results_of(self.settings, self._troubled) if self.settings.cache_gb else None
        return Calls(self.pool, cache, self.measured)

    @cached_property
    def sandbox(self) -> Choice:
        """What agents' code is locked in.

        Raises:
            NoSandbox: nothing that the settings allow.
        """
        return chosen(self.settings)

    @cached_property
    def measured(self) -> Measured:
        return measurements(self.settings)

    @cached_property
    def history(self) -> History:
        return History(self.settings.history_at)

    @cached_property
    def mirrors(self) -> Mirrors:
        return mirrors_for(self.settings, lambda: self.history, lambda: self.pool)

    @cached_property
    def brain(self) -> Brain:
        return self._given_brain or brain_of(self.settings, self.pool)

    @cached_property
    def collections(self) -> Collections:
        return Collections(self.settings)

    @cached_property
    def _planner(self) -> EmbeddedBrain:
        return self.brain if isinstance(self.brain, EmbeddedBrain) else EmbeddedBrain(self.pool)

    @cached_property
    def sessions(self) -> Sessions:
        def notes(session: str) -> Notes:
            return Notes(self.history.engine, session, self.settings.tenant)

        return Sessions(self.settings, lambda: encoder_for(self.settings.embedding_model, self.pool), notes)

    def _checked(self, request: Request) -> tuple[Brain, dict[Path, Document | None]]:
        """The brain, and the request's files read. Cheap checks come first."""
        if not request.text.strip():
            raise EmptyRequest()
        if len(request.text) > self.settings.max_request_chars:
            raise RequestTooLong(len(request.text), self.settings.max_request_chars)
        if request.session:
            self.sessions.require(request.session)
        self.collections.meant(request.collection)
        if request.schema is not None:
            json_schema(request.schema)
        with self._building:
            brain = self.brain
        if not brain.reads_any_language and (found := unread(request.text)):
            raise LanguageNotRead(found)
        return brain, {path: taken(path, self.settings.max_file_mb) for path in request.files}

    def _plan(self, brain: Brain, request: Request) -> Plan | None:
        """What the brain will do; None where it decides as it goes."""
        return brain.foresees(request.text, self.team, self._situation(request))

    def _situation(self, request: Request) -> Situation:
        """What a request stands in, its files under the names that they should get."""
        here = given_files(self.sessions.open(request.session)) if request.session else Situation()
        given = {f"{slug(path.stem)}-1": path for path in request.files}
        earlier = tuple(turn.request for turn in self.turns(request.session)) if request.session else ()
        situation = Situation(
            {**here.titles, **{name: path.name for name, path in given.items()}},
            tuple(given),
            earlier,
            {**here.kinds, **{name: kind_of(type_of(path)) for name, path in given.items()}},
            here.made,
        )
        return beside(situation, self.collections.meant(request.collection), request)

    def _hint(self, brain: Brain, request: Request) -> str:
        """The embedded planner's draft for a language model, where the settings want one and it has an idea."""
        if self.settings.plan_hint == "off" or not brain.reads_any_language or unread(request.text):
            return ""
        plan = self._planner.plan(request.text, self.team, self._situation(request))
        return "\n".join(manager_lines(plan)) if plan.nodes else ""

    def _equipped(self, plan: Plan | None) -> tuple[Remit, ...]:
        """The team, found to have the models for `plan`; without one, less the tools that lack theirs.

        Raises:
            CheckpointError: a model that the plan needs is not on this machine, or does not fit.
        """
        if plan is None:
            return equipped(self.team, self.pool)
        if problem := missing(plan, self.team, self.pool):
            raise problem
        return self.team

    def _import(self, session: Session, path: Path, document: Document | None) -> Artifact:
        artifact = session.artifacts.import_file(path)
        if document is not None:
            session.library.keep(artifact, document)
        return artifact

    def _troubled(self, trouble: str) -> None:
        for tell in list(self._listening):
            tell(Event("progress", text=trouble))

    def _loading(self, checkpoint: Checkpoint, phase: str) -> None:
        """Tell every request under way that a model is being loaded: it may be what they wait for."""
        for tell in list(self._listening):
            tell(Event("progress", text=f"{phase} {checkpoint.id}"))

    @contextmanager
    def _heard(self, tell: Listener) -> Iterator[None]:
        self._listening.append(tell)
        try:
            yield
        finally:
            self._listening.remove(tell)

    @contextmanager
    def _recorded(self, run: str) -> Iterator[list[Answer]]:
        """Close the run in the history however it ends. What is put into the list is its answer."""
        answers: list[Answer] = []
        status: Literal["done", "failed", "stopped"] = "failed"
        try:
            yield answers
            status = "done"
        except (Stopped, KeyboardInterrupt):
            status = "stopped"
            raise
        finally:
            self.history.finish(run, answers[0] if answers else None, status)
