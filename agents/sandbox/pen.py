"""Where the agents of one run execute their code: one tier, one workspace, one guard, and a child for each."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

from smolagents.local_python_executor import LocalPythonExecutor, PythonExecutor

from agents.sandbox.executor import SandboxExecutor
from agents.sandbox.guard import Guard
from agents.sandbox.keeping import KeepFile
from agents.sandbox.limits import Limits
from agents.sandbox.monty import MontyExecutor
from agents.sandbox.tiers import Choice, choose, probe
from agents.sandbox.workspace import Workspace
from tools.base import Bench, Tool

AHEAD = 2
"""Children that are made while the first agent still thinks: the manager's, and that of the first specialist."""


def default_pen() -> Pen:
    """The strongest sandbox that is here, for a team without a run. It is cleared away with its executors.

    Raises:
        NoSandbox: there is none.
    """
    return Pen(choose(probe()), Guard(), ahead=0)


class Pen:
    """Lives as long as a run; at its end no process, descriptor or file of it is left."""

    def __init__(
        self,
        choice: Choice,
        guard: Guard,
        limits: Limits | None = None,
        imports: Sequence[str] = (),
        ahead: int = AHEAD,
    ) -> None:
        """`imports`: packages that code may import besides; they are preloaded."""
        self._choice, self._guard, self._limits = choice, guard, limits or Limits()
        self.imports = tuple(imports)
        self._workspace = Workspace.temporary() if choice.tier.name in "ABC" else None
        self._given: list[SandboxExecutor | MontyExecutor] = []
        self._waiting = [self._made() for _ in range(ahead if choice.tier.name != "none" else 0)]
        for executor in self._waiting:
            if isinstance(executor, SandboxExecutor):
                executor.order()

    def executor(self, agent: str) -> PythonExecutor:
        """A new executor for the code of `agent`."""
        if self._choice.tier.name == "none":
            most = self._limits.printed
            return LocalPythonExecutor(list(self.imports), max_print_outputs_length=most, timeout_seconds=None)
        executor = self._waiting.pop(0) if self._waiting else self._made()
        executor.agent = agent
        self._given.append(executor)
        return executor

    def _made(self) -> SandboxExecutor | MontyExecutor:
        if self._choice.tier.name == "D":
            return MontyExecutor(limits=self._limits, guard=self._guard)
        named = tuple(name for name in self.imports if name != "*")
        return SandboxExecutor(self._workspace, self._choice.tier.name, self._limits, self.imports, named, self._guard)

    def tools(self, bench: Bench, agent: str) -> list[Tool]:
        """What code can do with the files that it writes, where it can write any."""
        return [KeepFile(bench, agent, self._workspace)] if self._workspace and self._choice.tier.name in "AB" else []

    def close(self) -> None:
        for executor in (*self._given, *self._waiting):
            executor.cleanup()
        self._given, self._waiting = [], []
        if self._workspace:
            self._workspace.close()

    def __enter__(self) -> Pen:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()
