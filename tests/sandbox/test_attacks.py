"""What agents' code may try and does not get: every attack of the table, in every tier of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import somebody
from trial import ATTACKS, FIRST, USERS

from agents.sandbox.tiers import probe

HERE = Path(__file__).parent
METADATA = {"stat_home"}
"""What tier B is known to let through, and says so: names and sizes of files outside."""
WORTHLESS_ALONE = {"evil_final"}
"""Without smolagents' own executor there is no final answer to hand a live object to."""
OLD_KERNEL = [
    "read_ssh",
    "write_home",
    "other_run_dotdot",
    "hardlink",
    "chmod_home",
    "tcp",
    "udp",
    "unix_path",
    "kill_victim",
]


def tried(script: str, *arguments: str) -> dict[str, tuple[bool, str]]:
    """What came of each attack: whether it went through, and how."""
    done = subprocess.run(
        [sys.executable, HERE / script, *arguments], capture_output=True, text=True, timeout=180, cwd="/"
    )
    lines = [line.split("\t", 2) for line in done.stdout.splitlines() if line.count("\t") >= 2]
    assert done.stdout.endswith("end\n"), f"it ended before its time: {done.stderr[-2000:]} {lines[-1:]}"
    return {name: (went == "in", detail) for name, went, detail in lines}


def succeeded(script: str, *arguments: str) -> dict[str, str]:
    return {name: detail for name, (went, detail) in tried(script, *arguments).items() if went}


def needs(tier: str) -> None:
    if why := probe()[tier]:
        pytest.skip(f"no tier {tier} here: {why}")


def test_without_a_sandbox_nearly_every_attack_succeeds_so_that_blocking_them_means_something():
    results = tried("unlocked.py")

    failed = {name: detail for name, (went, detail) in results.items() if not went}
    assert len(results) >= 95
    assert set(failed) <= WORTHLESS_ALONE, failed


@pytest.mark.parametrize("tier", ["A", "B", "C", "D"])
def test_no_attack_succeeds_in_any_tier_but_that_metadata_is_seen_without_namespaces(tier: str):
    needs(tier)

    through = succeeded("locked.py", tier)

    assert set(through) <= (METADATA if tier == "B" else set()), through


@pytest.mark.parametrize("tier", ["A", "B"])
def test_no_attack_succeeds_where_the_platform_is_no_root(tier: str, root: None):
    needs(tier)

    through = succeeded("locked.py", tier, "--as-somebody", *USERS)

    assert set(through) <= (METADATA if tier == "B" else set()), through


def test_the_filter_of_system_calls_makes_up_for_what_the_first_landlock_lacks():
    needs("B")

    assert not succeeded("locked.py", "B", "--abi", "1", *OLD_KERNEL)


def test_the_table_is_whole():
    assert len(FIRST) >= 99
    assert len(ATTACKS) - len(FIRST) >= 15


def test_becoming_somebody_leaves_python_in_reach(root: None):
    asked = "import os, sys, smolagents; sys.exit(os.getuid() != 12345)"
    code = "import somebody; somebody.become(); import subprocess, sys; "
    code += f"sys.exit(subprocess.call([sys.executable, '-c', {asked!r}]))"

    done = subprocess.run([sys.executable, "-c", code], cwd=HERE, env=os.environ, check=False)

    assert somebody.UID == 12345
    assert done.returncode == 0
