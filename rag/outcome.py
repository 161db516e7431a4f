"""What came of bringing documents into a collection."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.manifests import Version
from rag.sources import Failure
from runtime.records import Json


@dataclass(slots=True)
class Outcome:
    """What came of it."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    passed_over: int = 0
    """Files of kinds that are not read."""
    failures: list[Failure] = field(default_factory=list)
    notes: list[Failure] = field(default_factory=list)
    """Documents of which a part could not be read."""
    version: Version | None = None
    is_new: bool = False
    """Whether there is a new version."""

    @property
    def differs(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    @property
    def what(self) -> str:
        counts = {"added": self.added, "changed": self.changed, "removed": self.removed}
        return ", ".join(f"{name} {len(places)}" for name, places in counts.items() if places) or "made anew"

    @property
    def fields(self) -> dict[str, Json]:
        live = self.version
        told: dict[str, Json] = {"version": live.number if live else None, "new_version": self.is_new}
        told |= {"documents": len(live.documents) if live else 0, "passages": live.passages if live else 0}
        told |= {"added": self.added, "changed": self.changed, "removed": self.removed, "unchanged": self.unchanged}
        troubles = {"failures": self.failures, "notes": self.notes}
        listed = {name: [{"source": t.source, "why": t.why} for t in those] for name, those in troubles.items()}
        return told | {"passed_over": self.passed_over} | listed
