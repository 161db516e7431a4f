"""What works on this machine and what does not, each in one line; what may crash is tried in processes of their own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from app.doctor import machine, parts, torch_build
from app.doctor.cards import card_findings
from app.doctor.child import Child, asked
from app.doctor.finding import Finding, found
from app.doctor.sandbox import sandbox
from app.doctor.seen import Shown, shown, smi
from runtime.settings import Settings

__all__ = ["Finding", "examine"]

LIMIT_S = 60.0
"""Seconds that torch may take to be imported and tried."""
PROGRAM_LIMIT_S = 5.0


def examine(settings: Settings, full: bool = False, limit_s: float = LIMIT_S) -> Iterator[Finding]:
    """Every finding, as soon as it is there: what is cheap first. None raises: what is broken is a finding too.

    `full` puts each task of the catalog into the facts of the finding `tasks`. `limit_s` bounds what is tried in
    processes of their own.
    """
    started = start(settings, limit_s)
    try:
        yield from cheap(settings, full)
        yield from tried(settings, started)
    finally:
        started.close()


@dataclass(frozen=True, slots=True)
class Started:
    """The processes that run while the cheap things are found."""

    torch: Child
    brain: Child
    smi: Child | None
    companions: dict[str, Child]
    programs: dict[str, Child]

    def close(self) -> None:
        for child in (self.torch, self.brain, self.smi, *self.companions.values(), *self.programs.values()):
            if child:
                child.close()


def start(settings: Settings, limit_s: float) -> Started:
    programs = {
        program.name: Child([path, program.version], PROGRAM_LIMIT_S)
        for program in parts.PROGRAMS
        if (path := shutil.which(program.name))
    }
    return Started(
        torch=asked("torch", settings, limit_s),
        brain=asked("brain", settings, limit_s),
        smi=smi(),
        companions={name: asked(name, settings, limit_s) for name in torch_build.companions()},
        programs=programs,
    )


def cheap(settings: Settings, full: bool) -> Iterator[Finding]:
    from app.doctor import tasks

    yield found("python", machine.python)
    yield found("settings", lambda: machine.changed(settings))
    yield found("home", lambda: machine.home(settings))
    yield found("disk", lambda: machine.disk(settings))
    yield found("cache", machine.cache)
    yield found("hub", machine.hub)
    yield found("encoder", tasks.encoder)
    yield found("tasks", lambda: tasks.tasks_finding(tasks.readiness(), full))
    yield found("history", lambda: machine.history(settings))
    yield found("sandbox", lambda: sandbox(settings))
    for package in parts.NEEDED:
        yield found(package, partial(parts.needed, package))
    yield from parts.extra_findings()


def tried(settings: Settings, started: Started) -> Iterator[Finding]:
    """What the processes found, each waited for in turn."""
    for program in parts.PROGRAMS:
        child = started.programs.get(program.name)
        yield parts.program_finding(program, child.ended() if child else None)
    yield brain_finding(started.brain)
    look = torch_build.looked(started.torch.ended(), parts.version_of("torch"))
    yield torch_build.torch_finding(look)
    yield from on_cards(look, shown(started.smi), settings)
    for name in torch_build.COMPANIONS:
        companion = started.companions.get(name)
        yield torch_build.companion_finding(name, companion.ended() if companion else None, look)


def on_cards(look: torch_build.Look, shown: Shown, settings: Settings) -> Iterator[Finding]:
    """The cards, the device that would be used, and a product on it, as far as torch came."""
    if look.died and look.seen.version and not look.seen.device:
        yield Finding("accelerator", "broken", f"torch {look.died}")
    else:
        yield from card_findings(look.seen, shown, settings)
    yield torch_build.device_finding(look, settings)
    if look.seen.device:
        yield torch_build.product_finding(look)


def brain_finding(child: Child) -> Finding:
    """Whether the brain can be had: its package, its server, its weights."""
    ended = child.ended()
    told = ended.told()
    if "says" in told:
        return Finding("brain", "ok", str(told["says"]))
    return Finding("brain", "broken", str(told.get("error") or f"{ended.fate}. {ended.last_words}"))
