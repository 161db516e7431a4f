"""Settings → what locks agents' code in: the tier, its limits, and who judges its calls."""

from __future__ import annotations

import sys

from agents.sandbox.limits import Limits
from agents.sandbox.tiers import Choice, choose, probe
from runtime.settings import Settings


def importable(settings: Settings) -> tuple[str, ...]:
    """The packages that agents' code may import besides the harmless ones of Python's."""
    return tuple(name.strip() for name in settings.sandbox_imports.split(",") if name.strip())


def prepared(settings: Settings) -> None:
    """Have the process that children are forked from started, without waiting for it."""
    if sys.platform == "linux" and settings.sandbox not in ("none", "D"):
        from agents.sandbox.zygotes import zygote

        zygote(importable(settings))


def chosen(settings: Settings) -> Choice:
    """
    Raises:
        NoSandbox: this machine has none, or none that the settings allow.
    """
    lacks = {} if settings.sandbox == "none" else probe(importable(settings))
    return choose(lacks, settings.sandbox, settings.require_tier)


def warned(settings: Settings) -> Settings:
    """The settings as they are; where they lock nothing in, a person is told, also by a quiet command."""
    if settings.sandbox == "none":
        print(choose({}, "none", settings.require_tier).notice, file=sys.stderr)
    return settings


def limits_for(settings: Settings) -> Limits:
    return Limits(step_s=settings.sandbox_step_s, memory_mb=settings.sandbox_memory_mb)
