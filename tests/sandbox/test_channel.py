"""Whatever a child sends, the parent reads it, refuses it, and goes on. A minute of it: `make bench-sandbox`."""

from __future__ import annotations

import pytest

from agents.sandbox.tiers import probe
from benchmarks.hostile_frames import at_executor, at_reader


def test_thousands_of_hostile_frames_do_not_trouble_the_reader():
    done = at_reader(1.5)

    assert not done.unexpected
    assert done.frames > 2000
    assert done.slowest_s < 1
    assert done.grown_mb < 50


@pytest.mark.parametrize("tier", ["B", "C"])
def test_a_child_that_sends_hostile_frames_troubles_nobody_but_itself(tier: str):
    if why := probe()[tier]:
        pytest.skip(f"no tier {tier} here: {why}")

    done = at_executor(2, tier)

    assert not done.unexpected
    assert done.frames > 20
    assert done.slowest_s < 5
    assert done.grown_mb < 50
