"""What the parent orders from the zygote: one child, with its lock and its limits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Order:
    """Comes as JSON from the parent, before any agents' code has run."""

    tier: str
    """`A`, `B` or `C`."""
    workspace: str
    """The folder outside, as the parent sees it."""
    readable: tuple[str, ...]
    """Files and folders of Python's that may be read."""
    landlock_abi: int
    memory_mb: int
    cpu_s: int
    file_mb: int
    open_files: int
    temporary_mb: int
    printed: int
    """Characters that are sent of what is printed in a step."""
    shown: int
    """Characters of a value or an error."""
    imports: tuple[str, ...]
    """What code may import; `*` is everything."""

    @property
    def files(self) -> bool:
        return self.tier != "C"

    @property
    def inside(self) -> str:
        """Where the workspace is for the child."""
        return "/workspace" if self.tier == "A" else self.workspace

    @property
    def writable(self) -> tuple[str, ...]:
        return (self.inside, "/tmp") if self.tier == "A" else (self.inside,)
