"""How much agents' code may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one child; the workspace is shared by the children of a run."""

    step_s: float = 60.0
    """Seconds that the code of one step may compute by itself; what its tools take does not count."""
    grace_s: float = 0.5
    """Seconds that a step has to end softly after its time; then the child is ended, and its variables are lost."""
    stop_grace_s: float = 0.06
    """The same after a person stopped it."""
    start_s: float = 20.0
    memory_mb: int = 1024
    """Of address space: exact, for the child can start no other process."""
    cpu_s: int = 3600
    """In the child's whole life."""
    file_mb: int = 64
    """One file."""
    workspace_mb: int = 256
    workspace_files: int = 2000
    temporary_mb: int = 32
    """/tmp, where there is one: in tier A."""
    open_files: int = 64
    calls_per_step: int = 500
    printed: int = 2_000_000
    """Characters that one step may print."""
    shown: int = 600_000
    """Characters of a step's last value, or of its error."""
    result_mb: float = 8.0
    """What a tool may return, as JSON."""
