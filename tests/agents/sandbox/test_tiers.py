"""The strongest tier that works is taken, weaker ones with a warning, and none at all only when asked for."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from agents.sandbox.tiers import TIERS, choose, probe
from runtime.errors import NoSandbox

ALL = {"A": "", "B": "", "C": "", "D": ""}
DOCKER = ALL | {"A": "unshare: Operation not permitted"}
NONE = dict.fromkeys("ABCD", "not here")


def test_the_strongest_is_taken_and_nothing_is_said() -> None:
    assert (choose(ALL).tier.name, choose(ALL).notice) == ("A", "")


def test_a_weaker_one_says_what_it_is_and_why() -> None:
    choice = choose(DOCKER)

    assert choice.tier.name == "B"
    assert "names and sizes of files outside the workspace can be probed" in choice.notice
    assert "Why: A: unshare: Operation not permitted." in choice.notice


@pytest.mark.parametrize("tier", "BCD")
def test_one_that_was_asked_for_is_taken(tier: str) -> None:
    assert choose(ALL, tier).tier is TIERS[tier]


@pytest.mark.parametrize(
    ("lacks", "wanted", "least", "says"),
    [
        (NONE, "auto", "D", "there is none here (A: not here; B: not here"),
        (DOCKER, "A", "D", "(tier A), and there is none here (A: unshare"),
        (DOCKER, "auto", "A", "(A or stronger)"),
        (ALL, "C", "B", "require_tier=B forbids it"),
        (ALL, "none", "B", "forbidden by require_tier=B"),
    ],
)
def test_where_there_is_none_one_sentence_refuses(lacks: dict[str, str], wanted: str, least: str, says: str) -> None:
    with pytest.raises(NoSandbox) as refused:
        choose(lacks, wanted, least)

    assert says in str(refused.value)


def test_none_is_said_loudly() -> None:
    assert "UNPROTECTED" in choose({}, "none").notice


def test_the_machine_is_really_tried() -> None:
    lacks = probe()

    assert lacks.keys() == {"A", "B", "C", "D"}
    assert (not lacks["C"]) is (sys.platform == "linux")


def test_a_module_that_cannot_be_imported_before_is_the_reason() -> None:
    assert "No module named 'no_such_module'" in probe(("no_such_module",))["A"]


def test_the_zygote_ends_with_this_process_however_it_ends() -> None:
    code = (
        "from agents.sandbox.zygotes import zygote; import os, sys; z = zygote(); z.lacks; "
        "print(z.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    zygote = int(ran.stdout)
    for _ in range(500):
        if not os.path.exists(f"/proc/{zygote}"):  # noqa: PTH110
            break
        __import__("time").sleep(0.01)

    assert not os.path.exists(f"/proc/{zygote}")  # noqa: PTH110
