"""The executor of smolagents' CodeAgent that runs its code in a locked child process."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from smolagents.local_python_executor import CodeOutput, PythonExecutor
from smolagents.utils import BASE_BUILTIN_MODULES

from agents.sandbox.calls import Calls
from agents.sandbox.child.orders import Order
from agents.sandbox.guard import Guard
from agents.sandbox.limits import Limits
from agents.sandbox.offspring import Child
from agents.sandbox.steps import SEND_S, Step
from agents.sandbox.tiers import choose, probe
from agents.sandbox.values import outgoing
from agents.sandbox.workspace import Workspace
from agents.sandbox.zygotes import readable, zygote
from runtime.errors import SandboxEnded

NEWEST_ABI = 99
RESTARTED = "(A new process was started: the variables of earlier steps are gone.)\n"
PRELOADED_WITHOUT_FILES = (
    *BASE_BUILTIN_MODULES,
    *("json", "functools", "string", "decimal", "fractions", "textwrap", "csv", "io", "base64", "hashlib", "uuid"),
    *("calendar", "dataclasses", "enum", "typing", "operator", "copy", "heapq", "bisect", "traceback", "_strptime"),
)
"""In tier C nothing can be imported that was not before."""


class SandboxExecutor(PythonExecutor):
    """Has its child made when it is first needed. Steps run one at a time; any thread may stop one."""

    def __init__(
        self,
        workspace: Path | Workspace | None = None,
        tier: str = "auto",
        limits: Limits | None = None,
        imports: Sequence[str] = (),
        preload: Sequence[str] = (),
        guard: Guard | None = None,
        landlock_abi: int = NEWEST_ABI,
        agent: str = "agent",
    ) -> None:
        """
        Args:
            workspace: where code may write; None: a temporary folder of its own.
            tier: `A`, `B`, `C`, or `auto` for the strongest of these.
            imports: what code may import besides the modules that smolagents allows; `*` is everything.
            preload: modules that are imported before the child is made, so that it has them at once.
            agent: whose code it is, for the audit.

        Raises:
            NoSandbox: the tier cannot be had.
        """
        self.limits, self.guard = limits or Limits(), guard or Guard()
        self.preload = tuple(preload) + (PRELOADED_WITHOUT_FILES if tier == "C" else ())
        self.tier = choose(probe(self.preload), tier, "C").tier.name
        self.workspace = workspace if isinstance(workspace, Workspace) else folder(workspace)
        self._owns_workspace = self.workspace is not workspace
        self._imports, self._abi = tuple(sorted({*BASE_BUILTIN_MODULES, *imports})), landlock_abi
        self._calls = Calls(agent, self.guard, self.limits)
        self._variables: dict[str, Any] = {}
        self._child: Child | None = None
        self._stop, self._busy = threading.Event(), threading.Lock()
        self.state: dict[str, Any] = {"_print_outputs": ""}
        """Where smolagents looks for what a failed step printed."""
        self.start_ms = 0.0
        """How long the last child took to be there."""

    @property
    def agent(self) -> str:
        return self._calls.agent

    @agent.setter
    def agent(self, name: str) -> None:
        self._calls.agent = name

    @property
    def alive(self) -> bool:
        return self._child is not None and self._child.alive

    @property
    def pid(self) -> int:
        return self._child.pid if self._child and self.alive else 0

    def send_tools(self, tools: Mapping[str, Any]) -> None:
        self._calls.tools = dict(tools)
        if self._child and self._child.ready:
            self._tell(self._tools())

    def send_variables(self, variables: Mapping[str, Any] | None) -> None:
        new = {name: outgoing(value) for name, value in (variables or {}).items()}
        self._variables |= new
        if new and self._child and self._child.ready:
            self._tell({"op": "vars", "vars": new})

    def order(self) -> None:
        """Have the child made, without waiting for it."""
        if self._child is None:
            self._child = Child(zygote(self.preload), self._order(), self.limits.start_s)

    def start(self) -> None:
        """Have the child made, and wait until it takes orders."""
        began = time.perf_counter()
        self.order()
        assert self._child is not None
        self._child.settle()
        self._tell(self._tools())
        if self._variables:
            self._tell({"op": "vars", "vars": self._variables})
        self.start_ms = (time.perf_counter() - began) * 1000

    def __call__(self, code_action: str) -> CodeOutput:
        """Run one step.

        Raises:
            CodeFailed, SandboxStopped, SandboxEnded, SandboxViolation: see `agents.sandbox`.
            Stopped: the run is over.
        """
        with self._busy:
            self._stop.clear()
            note = self._ready()
            assert self._child is not None
            step = Step(self._child, self._calls, self.limits, self.workspace, self._stop)
            step.printed.add(note)
            try:
                return self._stepped(step, code_action)
            finally:
                self.state = {"_print_outputs": step.printed.text}

    def _stepped(self, step: Step, code: str) -> CodeOutput:
        """Whatever ends a step without the child's word that it is done, ends the child."""
        child = self._child
        assert child is not None
        child.resume()
        try:
            value = step.run(code)
        except SandboxEnded as error:
            child.kill(error.why)
            raise error if child.ended == error.why else SandboxEnded(child.ended) from error
        finally:
            child.pause() if step.done else child.kill("its step was broken off")
        final = self._calls.answered
        return CodeOutput(self._calls.answer if final else value, step.printed.text, final)

    def stop(self) -> None:
        """From any thread: end the running step as softly as can be. What is not running is not stopped."""
        self._stop.set()

    def kill(self, why: str = "somebody ended it") -> None:
        """From any thread: end the child. A running step ends with it, unless it is inside a tool: then after that."""
        if self._child:
            self._child.kill(why)

    def cleanup(self) -> None:
        """End the child, and close what is open. The next step would begin anew, in the same workspace."""
        if self._child:
            self._child.close()
            self._child = None
        if self._owns_workspace:
            self.workspace.close()

    def _ready(self) -> str:
        """See to it that there is a child; what is to be said of that."""
        lost = self._child is not None and self._child.ready and not self._child.alive
        if self._child and not self._child.alive:
            self._child.close()
            self._child = None
        if self._child is None or not self._child.ready:
            self.start()
        return RESTARTED if lost else ""

    def _tools(self) -> dict[str, Any]:
        tools = [{"name": name, "about": str(tool.description)} for name, tool in self._calls.tools.items()]
        return {"op": "tools", "tools": tools}

    def _tell(self, message: dict[str, Any]) -> None:
        assert self._child is not None
        self._child.resume()
        self._child.channel.send(message, time.monotonic() + SEND_S)
        self._child.pause()

    def _order(self) -> Order:
        limits = self.limits
        return Order(
            tier=self.tier,
            workspace=str(self.workspace.folder),
            readable=readable(),
            landlock_abi=self._abi,
            memory_mb=limits.memory_mb,
            cpu_s=limits.cpu_s,
            file_mb=limits.file_mb,
            open_files=limits.open_files,
            temporary_mb=limits.temporary_mb,
            printed=limits.printed,
            shown=limits.shown,
            imports=self._imports,
        )


def folder(given: Path | None) -> Workspace:
    return Workspace(given) if given else Workspace.temporary()
