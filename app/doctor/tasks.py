"""The models: the encoder that comes along, and which tasks run now, after a download, or not yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app.doctor.finding import Finding
from runtime.catalog import TIERS, Checkpoint
from runtime.records import Json


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands between a task and its running here."""

    task: str
    when: Literal["now", "download", "never"]
    line: Checkpoint | None = None
    """What runs it, or what to fetch first."""

    @property
    def says(self) -> str:
        if self.line is None:
            return "nothing here runs it yet"
        if self.when == "now":
            return f"runs now with {self.line.id}"
        terms = ", after you accept its terms on the Hub" if self.line.gated else ""
        return f"needs: atelier pull {self.line.id} ({self.line.disk_gb:g} GB{terms})"

    def fields(self) -> dict[str, Json]:
        return {"task": self.task, "when": self.when, "id": self.line.id if self.line else None}


def readiness() -> list[Readiness]:
    """Every task of the catalog, in its order."""
    from runtime.catalog import load_catalog

    catalog = load_catalog()
    return [ready(task, catalog.serving(task)) for task in catalog.tasks()]


def ready(task: str, lines: Sequence[Checkpoint]) -> Readiness:
    """What can be done of one task, by the catalog's `lines` for it; those used only when asked for come last."""
    from runtime import loaders
    from runtime.places import is_here

    standing = [line for line in lines if not line.serves_instead and not line.remote_code]
    runnable = [line for line in standing if line.package or loaders.runs(task)]
    usual = [line for line in runnable if not line.when_asked] or runnable
    here = [line for line in usual if is_here(line)]
    if here:
        return Readiness(task, "now", max(here, key=lambda line: TIERS.index(line.tier)))
    return Readiness(task, "download", usual[0]) if usual else Readiness(task, "never")


def tasks_finding(every: Sequence[Readiness], full: bool = False) -> Finding:
    """How many tasks are how far; `full` puts each into the facts."""
    counts = {when: sum(one.when == when for one in every) for when in ("now", "download", "never")}
    says = [_counted(counts["now"], "runs now", "run now")]
    if counts["download"]:
        says.append(_counted(counts["download"], "needs a download", "need a download") + ": atelier models fit")
    if counts["never"]:
        says.append(
            _counted(counts["never"], "has nothing here that runs it yet", "have nothing here that runs them yet")
        )
    facts: dict[str, Json] = dict(counts)
    return Finding("tasks", "ok", "; ".join(says), facts | ({"tasks": [one.fields() for one in every]} if full else {}))


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {'task' if count == 1 else 'tasks'} {one if count == 1 else several}"


def tasks_table(every: Sequence[Readiness]) -> Any:
    from app.output import table

    return table("", ["task", "here"], [[one.task, one.says] for one in every])


def encoder() -> str:
    """Whether the embedded encoder's weights are here."""
    from runtime.catalog import load_catalog
    from runtime.places import is_here

    checkpoint = load_catalog().serving("sentence-similarity", "embedded")[0]
    if not is_here(checkpoint):
        raise RuntimeError(f"{checkpoint.id} is not here. Install it with: make install")
    return f"{checkpoint.id} is here"
