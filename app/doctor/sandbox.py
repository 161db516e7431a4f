"""What locks agents' code in on this machine, and what keeps it from anything stronger."""

from __future__ import annotations

from app.confining import importable
from app.doctor.finding import Finding
from runtime.errors import NoSandbox
from runtime.records import Json
from runtime.settings import Settings


def sandbox(settings: Settings) -> Finding:
    """The tier in force; `missing` where a stronger one could be had, `broken` where agents may run no code."""
    from agents.sandbox.tiers import choose, probe

    lacks = probe(importable(settings))
    facts: dict[str, Json] = {"tiers": {name: why or "works" for name, why in lacks.items()}}
    try:
        choice = choose(lacks, settings.sandbox, settings.require_tier)
    except NoSandbox as error:
        return Finding("sandbox", "broken", str(error), facts)
    facts |= {"tier": choice.tier.name}
    if choice.notice:
        return Finding("sandbox", "missing", choice.notice.removeprefix("Sandbox "), facts)
    return Finding("sandbox", "ok", f"{choice.tier.name} ({choice.tier.how})", facts)
