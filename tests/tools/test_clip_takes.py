"""Takes of a clip: which span is bad, what is made anew, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from runtime.records import Artifact, Provenance, Verdict
from tools.clip_orders import ClipOrder
from tools.clip_takes import Patch, bad_span, filmed, judged, mending
from tools.making import Making
from tools.takes import Judgement, Take

BOAT = Making(
    "text-to-video", {"prompt": "a boat", "seed": 3}, {"frames": 16}, "my/filmer", "1",
    {"guidance": 4.0, "steps": 20, "frames": 16},
)  # fmt: skip
FINE, LOW = Verdict("CLIP score of frames", True), Verdict("CLIP score of frames", False, "Too low.")


def frame(level: int, at: int = 0) -> Any:
    """Grey stripes, moved by `at` pixels."""
    row = (np.arange(32) + at) % 8 * 20 + level
    return Image.fromarray(np.tile(row, (32, 1)).astype(np.uint8)).convert("RGB")


def moving(count: int = 8) -> list[Any]:
    return [frame(20, at) for at in range(count)]


def take(judgement: Judgement, making: Making = BOAT, remedy: str = "") -> Take:
    return Take(
        making, Artifact("clip-1", Path("clip.mp4"), "video/mp4", "", Provenance("make_video")), judgement, remedy
    )


def scored(scores: Sequence[float], verdict: Verdict = LOW) -> Judgement:
    return Judgement((verdict,), None, {"frame_scores": {"scores": list(scores)}})


def test_a_model_is_asked_last_and_scores_every_frame() -> None:
    asked: list[int] = []

    def score(frames: Sequence[Any]) -> list[float]:
        asked.append(len(frames))
        return [30.0] * len(frames)

    fine = judged(moving(), "a boat", False, score, 22.0)
    frozen = judged([frame(20)] * 8, "a boat", False, score, 22.0)

    assert (fine.ok, fine.score, asked) == (True, 30.0, [8])
    assert fine.facts["frame_scores"] == {"scores": [30.0] * 8, "mean": 30.0, "minimum": 30.0, "drift": 0.0}
    assert not frozen.ok
    assert "Nothing moves" in frozen.reason


def test_a_clip_that_loses_what_it_shows_is_rejected() -> None:
    lost = judged(moving(), "a boat", False, lambda frames: list(np.linspace(60, 30, len(frames))), 22.0)

    assert [verdict.check for verdict in lost.verdicts if not verdict.ok] == ["no drift"]


def test_what_a_safety_checker_refuses_is_not_tried_again() -> None:
    assert judged(moving(), "a boat", True, None, 22.0).final


def test_only_a_short_span_with_low_scores_is_mended() -> None:
    few = [30.0] * 6 + [10.0, 12.0, 11.0] + [30.0] * 7

    assert bad_span(take(scored(few)), 16, 22.0) == (6, 9)
    assert bad_span(take(scored([10.0] * 12 + [30.0] * 4)), 16, 22.0) is None
    assert bad_span(take(scored(few, FINE)), 16, 40.0) is None
    flickers = Judgement((Verdict("steady", False, "It flickers."),), None, {"frame_scores": {"scores": few}})
    assert bad_span(take(flickers), 16, 22.0) is None


def test_a_span_of_a_long_clip_is_found_though_not_every_frame_was_scored() -> None:
    scores = [30.0] * 64
    scores[10] = 5.0

    first, behind = bad_span(take(scored(scores)), 640, 22.0) or (0, 0)

    assert (first, behind) == (101, 102)


def test_a_patch_covers_the_span_and_fades_on_both_sides() -> None:
    patch = Patch.over((5, 8), 16)
    old, new = [Image.new("L", (1, 1), 0)] * 16, [Image.new("L", (1, 1), 90)] * 9

    levels = [picture.getpixel((0, 0)) for picture in patch.put_into(old, new)]

    assert (patch.start, patch.frames) == (3, 7)
    assert levels == [0, 0, 0, 30, 60, 90, 90, 90, 60, 30, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("span", [(0, 4), (12, 16), (0, 1), (15, 16)])
def test_a_patch_at_an_end_leaves_the_clip_as_long_as_it_was(span: tuple[int, int]) -> None:
    patch, old = Patch.over(span, 16), [Image.new("L", (1, 1), 0)] * 16

    assert len(patch.put_into(old, [Image.new("L", (1, 1), 90)] * patch.frames)) == 16


def test_a_span_is_made_anew_from_a_nearby_seed_in_more_steps() -> None:
    making = mending(take(scored([])), 7)

    assert (making.seed, making.parameters) == (4, {"frames": 7, "steps": 30})
    assert making.checkpoint == "my/filmer"


class Shots:
    """Gives the judgements that it was made with, one a take."""

    def __init__(self, *oks: bool) -> None:
        self._left = list(oks)
        self.said: list[str] = []

    def shoot(self, making: Making, remedy: str) -> Take:
        self.said.append(remedy)
        return take(Judgement((FINE if self._left.pop(0) else LOW,)), making if making.settings else BOAT, remedy)

    def mend(self, before: Take, span: tuple[int, int]) -> Take:
        return self.shoot(before.making, f"span {span}")


def test_a_bad_span_is_mended_before_the_whole_is_made_anew() -> None:
    shots = Shots(False, False, True)

    takes = filmed(BOAT, shots.shoot, shots.mend, lambda one: (2, 4), 3)

    assert [one.ok for one in takes] == [False, False, True]
    assert shots.said == ["", "span (2, 4)", "guidance raised from 4 to 5.6"]


def test_a_mended_span_that_passes_is_the_end_of_it() -> None:
    shots = Shots(False, True)

    assert [one.ok for one in filmed(BOAT, shots.shoot, shots.mend, lambda one: (2, 4), 5)] == [False, True]


def test_no_more_takes_are_made_than_were_allowed() -> None:
    for most in (1, 2, 3):
        shots = Shots(*[False] * 9)

        assert len(filmed(BOAT, shots.shoot, shots.mend, lambda one: (2, 4), most)) == most
        assert len(shots.said) == most


def test_an_order_is_the_same_film_whatever_its_seed() -> None:
    asked = {"frames": 40, "steps": 20}
    one, same, other = (
        ClipOrder.of("make_video", prompt, seed=seed, **asked) for prompt, seed in (("a", 1), ("a", None), ("b", 1))
    )

    assert one.film("my/filmer") == same.film("my/filmer") != other.film("my/filmer")
    assert one.film("my/filmer") != one.film("your/filmer")


def test_words_beside_a_picture_are_scored_only_where_that_is_asked_for() -> None:
    def scored(prompt: str, image: str, judged: bool | None) -> bool:
        return ClipOrder.of("animate_picture", prompt, image=image, judged=judged).scored

    assert scored("a boat", "", None)
    assert not scored("the waves rise", "photo-1", None)
    assert scored("the waves rise", "photo-1", True)
    assert not scored("", "photo-1", True)
    assert not scored("a boat", "", False)
