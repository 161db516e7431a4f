"""Nothing that the platform keeps to itself is anywhere in a child's memory."""

from __future__ import annotations

import os
import re
from pathlib import Path

import parts
import pytest
from locked import limits

from agents.sandbox.executor import SandboxExecutor
from agents.sandbox.tiers import probe
from agents.sandbox.workspace import Workspace

CANARY = re.compile(rb"CANARY-[A-Z]+-[0-9a-f]{4,}")


@pytest.mark.parametrize("tier", ["A", "B", "C"])
def test_no_canary_is_in_the_memory_environment_or_descriptors_of_a_child(
    tier: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: None
):
    if why := probe()[tier]:
        pytest.skip(f"no tier {tier} here: {why}")
    monkeypatch.setenv("PLATFORM_API_KEY", "CANARY-ENV-" + os.urandom(6).hex())
    monkeypatch.setattr(parts, "PARENT_SECRET", "CANARY-MEM-" + os.urandom(6).hex())
    workspace = Workspace(tmp_path / "run")
    executor = SandboxExecutor(workspace=workspace, tier=tier, limits=limits(), imports=("*",))
    platform = parts.Parts()
    platform.renew(workspace.open)
    executor.send_tools(platform.given)

    executor("helper('y')\nfound = web_search('x')\nmake_image(8, 8)\nmine = 'MARK-' + 'of-this-child'")

    searched = memory(executor.pid)
    assert b"MARK-of-this-child" in searched, "this looked into the wrong process"
    assert not CANARY.findall(searched)
    assert b"CANARY" not in Path(f"/proc/{executor.pid}/environ").read_bytes()
    assert {path.name for path in Path(f"/proc/{executor.pid}/fd").iterdir()} <= {"0", "1", "2", "3"}
    executor.cleanup()
    workspace.close()


def memory(pid: int) -> bytes:
    """All of a process's that can be read, one after another."""
    found = bytearray()
    with Path(f"/proc/{pid}/mem").open("rb", 0) as file:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights = line.split()[:2]
            low, high = (int(number, 16) for number in place.split("-"))
            if "r" in rights and "[v" not in line:
                file.seek(low)
                found += read(file, high - low)
    return bytes(found)


def read(file, size: int) -> bytes:
    try:
        return file.read(size)
    except OSError:
        return b""
