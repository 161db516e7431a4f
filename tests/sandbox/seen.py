"""How the success of an attack is seen, after its step, in the process of the platform."""

from __future__ import annotations

import os
import random
import stat
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ground import Ground, settle
from parts import Parts
from watch import Watch

STEP_S = 0.3
"""Computing time that a step has."""
PATIENCE_S = 2.0
"""Over that, it hung."""
ALLOWED_TEXT, QUOTA_MB, QUOTA_FILES = 3_000_000, 64, 2_000


@dataclass(slots=True)
class Trial:
    """One attack as it went."""

    ground: Ground
    parts: Parts
    secret: str
    platform_output: Path
    watch: Watch
    signals: list[int] = field(default_factory=list)
    out: Any = None
    logs: str = ""
    error: str = ""
    unclean: bool = False
    """An exception came out that is none of ours."""
    final: bool = False
    hung: bool = False
    seconds: float = 0.0
    next_step: Callable[[], bool] = lambda: True
    """Whether the platform's next step works."""
    child_ticks: Callable[[], int] = lambda: 0
    """Processor time of the child so far."""

    @property
    def text(self) -> str:
        return " ".join(str(part)[:200_000] for part in (self.out, self.logs, self.error))


def endless_text(trial: Trial, _: str) -> bool:
    """Whether making text of the result, as smolagents does, does not end."""
    thread = threading.Thread(target=lambda: str(trial.out), daemon=True)
    thread.start()
    thread.join(PATIENCE_S)
    return thread.is_alive()


def escape(trial: Trial, _: str) -> bool:
    """Characters that steer a terminal, or turn the direction of text."""
    steering = {*range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F)}
    return any(ord(letter) in steering | set(range(0x2066, 0x206A)) for letter in trial.text)


def surrogate(trial: Trial, _: str) -> bool:
    return any(0xD800 <= ord(letter) <= 0xDFFF for letter in trial.text)


def changed_mode(trial: Trial, what: str) -> bool:
    path, mode = what.rsplit(":", 1)
    return stat.S_IMODE(Path(path).stat().st_mode) == int(mode, 8)


def content(trial: Trial, what: str) -> bool:
    path, text = what.rsplit(":", 1)
    return text in Path(path).read_text()


def disk(trial: Trial, _: str) -> bool:
    """Far over the quota, wherever in the workspace: also in closed folders, under names longer than a path."""
    subprocess.run(["chmod", "-R", "u+rwX", trial.ground.workspace], capture_output=True, check=False)
    sizes = (
        os.stat(name, dir_fd=fd, follow_symlinks=False).st_blocks * 512
        for _, _, names, fd in os.fwalk(trial.ground.workspace)
        for name in names
    )
    return sum(sizes) > (QUOTA_MB + 100) << 20


def runs_as_owner(trial: Trial, _: str) -> bool:
    modes = [path.lstat().st_mode for path in trial.ground.workspace.rglob("*")]
    return any(stat.S_ISREG(mode) and mode & (stat.S_ISUID | stat.S_ISGID) for mode in modes)


def late(trial: Trial, _: str) -> bool:
    file = trial.ground.workspace / "late.txt"
    before = file.stat().st_size if file.exists() else 0
    settle(0.5)
    return file.exists() and file.stat().st_size > before


def spins(trial: Trial, _: str) -> bool:
    """Whether the child computes on, long after its step."""
    settle(0.2)
    before = trial.child_ticks()
    settle(0.6)
    return trial.child_ticks() - before > 10 * os.sysconf("SC_CLK_TCK") // 100


def hijacked(trial: Trial, _: str) -> bool:
    return "HIJACK" in str(trial.parts.search.forward("x"))


def hurt(trial: Trial, _: str) -> bool:
    """The platform hung, grew, raised what is none of its errors, or cannot go on."""
    return trial.hung or trial.unclean or trial.watch.own_mb > 220 or not trial.next_step()


def flood(trial: Trial, _: str) -> bool:
    size = len(str(trial.out or "")) + len(trial.logs) + len(trial.error)
    return trial.hung or size > ALLOWED_TEXT or trial.watch.own_mb > 200


def after(wait: float, look: Callable[[Trial], bool]) -> Callable[[Trial, str], bool]:
    def seen(trial: Trial, _: str) -> bool:
        settle(wait)
        return look(trial)

    return seen


def network(trial: Trial, name: str) -> bool:
    settle()
    return name in trial.ground.hits


def live(trial: Trial, _: str) -> bool:
    return trial.final and not isinstance(trial.out, str | int | float | bool | list | dict | None)


WAYS: dict[str, Callable[[Trial, str], bool]] = {
    "leak": lambda trial, what: what in trial.text,
    "secret": lambda trial, _: trial.secret in trial.text,
    "file": lambda trial, path: Path(path).exists(),
    "gone": lambda trial, path: not Path(path).exists(),
    "mode": changed_mode,
    "content": content,
    "net": network,
    "victim": after(0.2, lambda trial: not trial.ground.victim.alive),
    "signalled": after(0.2, lambda trial: bool(trial.signals)),
    "hang": lambda trial, _: trial.hung or trial.seconds > STEP_S + PATIENCE_S,
    "crash": lambda trial, _: trial.hung,
    "endless_text": endless_text,
    "live_object": live,
    "processes": lambda trial, _: trial.watch.processes > 20,
    "threads": lambda trial, _: trial.watch.threads > 50,
    "memory": lambda trial, _: trial.watch.largest_mb > 900,
    "flood": flood,
    "disk": disk,
    "inodes": lambda trial, _: len([*trial.ground.workspace.iterdir()]) > 20 * QUOTA_FILES,
    "runs_as_owner": runs_as_owner,
    "late": late,
    "spins": spins,
    "helper_changed": lambda trial, _: trial.parts.helper.max_steps > 100,
    "tool_changed": hijacked,
    "module_changed": lambda trial, _: random.choice([1]) == "HIJACK",
    "helper_kwargs": lambda trial, _: bool({"max_steps", "reset"} & set(trial.parts.started_with)),
    "escape": escape,
    "surrogate": surrogate,
    "stdout": lambda trial, _: "SPOOFED-LINE" in trial.platform_output.read_text(errors="replace"),
    "mail": lambda trial, _: bool(trial.parts.mail.sent),
    "calls": lambda trial, _: trial.hung or trial.parts.search.calls > 1000,
    "hurt": hurt,
}
ENDLESS = {"hang", "crash", "endless_text"}
"""Seen from outside as well: the process does not come back, or not alive."""


def success(trial: Trial, seen: str, places: dict[str, object]) -> bool:
    kind, _, what = seen.partition(":")
    return WAYS[kind](trial, what.replace("$HOME", str(places["HOME"])))
