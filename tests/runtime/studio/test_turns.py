"""Several calls are told as one count."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from runtime import progress
from runtime.progress import Progress, report, show, watched
from runtime.studio.turns import as_one


@pytest.fixture(autouse=True)
def every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "OFTEN_S", 0.0)


def told(turns: int, steps: int) -> list[Progress]:
    heard: list[Progress] = []
    with watched(heard.append), as_one(turns):
        for _ in range(turns):
            for step in range(1, steps + 1):
                report("denoising", step, steps)
    return heard


@pytest.mark.parametrize("steps", [1, 3])
def test_steps_are_counted_over_all_turns(steps: int) -> None:
    assert [(one.step, one.total) for one in told(3, steps)] == [(at, 3 * steps) for at in range(1, 3 * steps + 1)]


def test_the_seconds_left_are_those_of_all_turns() -> None:
    heard = told(2, 40)

    assert heard[0].seconds_left is None
    assert heard[-1].seconds_left == 0
    assert all(one.seconds_left is not None for one in heard[1:])


def test_one_turn_is_told_as_it_is() -> None:
    assert [(one.step, one.total) for one in told(1, 2)] == [(1, 2), (2, 2)]


def test_nobody_needs_to_watch() -> None:
    with as_one(3):
        report("denoising", 1, 2)


@pytest.mark.parametrize(("previewed", "placed"), [((2,), (2, 5)), ((1, 2, 3), (1, 2, 3, 4, 5, 6)), ((1,), (1, 4))])
def test_previews_are_handed_on_with_their_place_among_all(previewed: Sequence[int], placed: Sequence[int]) -> None:
    heard: list[Progress] = []

    with watched(heard.append, previews=2), as_one(2):
        for _ in range(2):
            for step in range(1, 4):
                if step in previewed:
                    show("picture", step, 3)
                report("denoising", step, 3)

    assert [(one.what, one.step) for one in heard if one.picture] == [("preview", step) for step in placed]
    assert all(one.total == 6 for one in heard)
    assert [one.step for one in heard if not one.picture] == [1, 2, 3, 4, 5, 6]


def test_nobody_who_wants_no_previews_gets_any() -> None:
    heard: list[Progress] = []

    with watched(heard.append), as_one(2):
        show("picture", 1, 2)

    assert heard == []


def test_a_pipeline_that_counts_twice_in_a_turn_never_passes_its_total() -> None:
    heard: list[Progress] = []

    with watched(heard.append), as_one(2):
        for steps in (2, 3, 2, 3):
            for step in range(1, steps + 1):
                report("denoising", step, steps)

    assert [one.step for one in heard] == list(range(1, 11))
    assert all(one.total is not None and one.step <= one.total for one in heard)
