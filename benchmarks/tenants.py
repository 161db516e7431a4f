"""Tenants at work in one home folder, on many threads at once: does any ever see what is another's?"""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.service import Service
from benchmarks.measure import Figure
from runtime.errors import AtelierError, UnknownSession
from runtime.pool import Pool
from runtime.records import Request
from runtime.settings import Settings, load_settings

NAMES = ("Acme", "acme")
"""They differ in nothing but a capital letter."""
THREADS, SECONDS = 8, 60.0


@dataclass(slots=True)
class Watch:
    """What was done, and every crossing: something of one tenant that another was given."""

    done: dict[str, int] = field(default_factory=dict)
    crossings: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    own: set[str] = field(default_factory=set)
    """Where a tenant found what is its own: reading there would show another's."""

    def saw(self, tenant: str, where: str, told: object) -> None:
        self.done[where] = self.done.get(where, 0) + 1
        if secret(tenant) in str(told):
            self.own.add(where)
        self.crossings += [f"{tenant} saw in {where}: {told}" for other in NAMES if other != tenant
                           and secret(other) in str(told)]  # fmt: skip


def secret(tenant: str) -> str:
    """
    >>> secret("Acme")
    'heron-Acme'
    """
    return f"heron-{tenant}"


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(load_settings(), home=Path(folder), mirrors="vectors,graph")
        watch = work(settings, Service(settings).pool, SECONDS)
    doings = sum(watch.done.values())
    yield Figure(f"tenants, {THREADS} threads, {SECONDS:.0f} s: writes and reads", doings, "", 200, reach=True)
    yield Figure("tenants: crossings and failures", len(watch.crossings) + len(watch.problems), "", 0.5)


def work(settings: Settings, pool: Pool, seconds: float, threads: int = THREADS) -> Watch:
    """Both tenants, with sessions of the same names where they can be had, do everything at random for so long."""
    watch = Watch()
    services = {name: Service(replace(settings, tenant=name), pool) for name in NAMES}
    hands = [Hand(services, NAMES[n % len(NAMES)], watch, random.Random(n)) for n in range(threads)]
    workers = [threading.Thread(target=hand.work, args=(seconds,)) for hand in hands]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for service in services.values():
        service.mirrors.close()
        service.history.close()
    return watch


class Hand:
    """One thread of one tenant, which writes its own and reads wherever something could be read."""

    def __init__(self, services: dict[str, Service], tenant: str, watch: Watch, chance: random.Random) -> None:
        self.services, self.tenant, self.watch, self.chance = services, tenant, watch, chance
        self.service, self.session = services[tenant], ""
        self.others = [service for name, service in services.items() if name != tenant]

    def work(self, seconds: float) -> None:
        """For so long, once a first note is there."""
        doings: Sequence[Callable[[], None]] = (
            self.note, self.document, self.notes, self.runs, self.recall, self.graph, self.artifacts, self.intrude,
        )  # fmt: skip
        self.note()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            doing = self.chance.choice(doings)
            try:
                doing()
            except (AtelierError, OSError) as error:
                self.watch.problems.append(f"{doing.__name__}: {error}")

    def note(self) -> None:
        text = f"Remember: bird {self.chance.randrange(9)} is {secret(self.tenant)}"
        answer = self.service.ask(Request(text, (), self.session))
        self.session = answer.session
        self.watch.saw(self.tenant, "answers", answer)

    def document(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "rules.txt"
            file.write_text(f"The bird of the house is the {secret(self.tenant)}, number {self.chance.random()}.\n" * 3)
            answer = self.service.ask(Request("What is the bird of the house?", (file,), self.session))
        self.watch.saw(self.tenant, "documents", answer)

    def notes(self) -> None:
        opened = self.service.sessions.open(self.session)
        self.watch.saw(self.tenant, "notes", [opened.notes.all(), opened.notes.search("which bird?")])

    def runs(self) -> None:
        runs = self.service.history.all_runs(self.tenant)
        steps = self.service.history.steps(self.chance.choice(runs).id, self.tenant)
        self.watch.saw(self.tenant, "history", [runs, steps, self.service.turns(self.session)])

    def recall(self) -> None:
        self.watch.saw(self.tenant, "vectors", self.service.mirrors.recall("the bird of the house", k=50))

    def graph(self) -> None:
        self.service.mirrors.sync("graph")
        self.watch.saw(self.tenant, "graph", self.service.mirrors.graph.ask("MATCH (n) RETURN n").rows)

    def artifacts(self) -> None:
        kept = self.service.sessions.open(self.session).artifacts
        self.watch.saw(self.tenant, "artifacts", [kept.path.read_bytes() for kept in kept.list()])

    def intrude(self) -> None:
        """Names of another's session and runs, as if guessed, open nothing."""
        for other in self.others:
            for session in other.history.sessions(other.settings.tenant)[:2]:
                told = self.service.history.runs(session, self.tenant)
                self.watch.saw(self.tenant, "others' runs", told)
                with suppress(UnknownSession):
                    self.service.sessions.require(session)
                    self.watch.crossings.append(f"{self.tenant} could open {session}")
