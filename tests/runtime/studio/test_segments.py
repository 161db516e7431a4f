"""A long clip is planned as the fewest equal segments, by the family's rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runtime.studio.clip_families import FAMILIES, ClipFamily
from runtime.studio.segments import longest, planned, rounded, shared_by, total

BY_NAME = {family.pipeline: family for family in FAMILIES}
WORDS, PICTURE = BY_NAME["AnimateDiffPipeline"], BY_NAME["StableVideoDiffusionPipeline"]


@pytest.mark.parametrize("family", FAMILIES, ids=BY_NAME)
def test_every_plan_gives_at_least_what_was_asked_in_clips_that_the_family_makes(family: ClipFamily) -> None:
    for frames in (*range(1, 60), 100, 161, 257, 258, 500, 1000, 3000):
        plan = planned(frames, family, 7)

        assert frames <= total(plan) < frames + len(plan) * family.every + family.least
        assert all(family.least <= part.frames <= family.most for part in plan)
        assert all(part.frames == rounded(part.frames, family) for part in plan)
        assert len(plan) == 1 or frames > longest(family)


@pytest.mark.parametrize("family", FAMILIES, ids=BY_NAME)
def test_what_was_planned_is_planned_again_alike(family: ClipFamily) -> None:
    for frames in (1, 9, 24, 50, 100, 333, 1000):
        plan = planned(frames, family, 7)

        assert planned(total(plan), family, 7) == plan


def test_a_short_clip_is_one_segment_that_begins_with_nothing() -> None:
    (only,) = planned(16, WORDS, 7)

    assert (only.number, only.frames, only.shared, only.seed, only.goes_on) == (0, 16, 0, 7, False)


def test_words_alone_are_cross_faded_from_nearby_seeds() -> None:
    first, second = planned(50, WORDS, 7)

    assert (first.seed, second.seed) == (7, 8)
    assert (first.shared, second.shared) == (0, shared_by(WORDS)) == (0, 4)
    assert not first.goes_on
    assert not second.goes_on


def test_a_family_that_takes_a_picture_goes_on_from_the_last_one() -> None:
    first, *others = planned(60, PICTURE, 7)

    assert not first.goes_on
    assert others
    assert all(part.goes_on and part.shared == 1 for part in others)


def test_the_seed_after_the_last_one_is_the_first_one() -> None:
    assert [part.seed for part in planned(50, WORDS, 2**63 - 1)] == [2**63 - 1, 0]


def test_a_checkpoint_that_makes_few_frames_makes_more_segments() -> None:
    assert len(planned(60, replace(PICTURE, most=14), 0)) > len(planned(60, PICTURE, 0))
