"""What the tools that make pictures and clips are told is read from the request."""

from __future__ import annotations

from typing import Any

import pytest

from agents.planner import Planner
from agents.plans import Situation
from agents.specialists import offers

NOTHING = Situation()
KINDS = {"photo-1": "picture", "sketch-1": "picture", "mask-1": "picture", "music-1": "sound"}
FILES = {"photo-1": "photo.jpg", "sketch-1": "sketch.png", "mask-1": "mask.png", "music-1": "music.mp3"}


@pytest.fixture(scope="module")
def planner(encoder: Any) -> Planner:
    return Planner(offers(), encoder)


def with_files(*names: str) -> Situation:
    return Situation({name: FILES[name] for name in names}, names, kinds={name: KINDS[name] for name in names})


@pytest.mark.parametrize(
    ("request_", "tool", "values"),
    [
        ("make a 3 second clip of a paper boat, reject it if it does not look like one", "make_video",
         {"prompt": "a paper boat", "seconds": 3.0, "judged": True}),
        ("a 1 second clip of a red picture", "make_video", {"prompt": "a red picture", "seconds": 1.0}),
        ("Film a city at night without people, 24 frames at 12 fps, 30 steps, guidance 7.5, at most two tries",
         "make_video", {"prompt": "a city at night", "frames": 24, "rate": 12.0, "steps": 30, "guidance": 7.5,
                        "negative_prompt": "people", "takes": 2}),
        ("Create a short animation of a rocket taking off, 512x320, seed 7, with a gif preview", "make_video",
         {"prompt": "a rocket taking off", "size": "512x320", "seed": 7, "gif": True}),
        ("Draw four versions of a red boat on a lake in landscape format, seed 42", "make_picture",
         {"prompt": "a red boat on a lake", "count": 4, "size": "landscape", "seed": 42}),
        ("draw a fox with the LoRA nerijs/pixel-art-xl at 0.8", "make_picture",
         {"prompt": "a fox", "adapters": ["nerijs/pixel-art-xl=0.8"]}),
        ("generate a castle with seeds 1 to 4", "make_scenarios", {"prompt": "a castle", "seeds": [1, 2, 3, 4]}),
    ],
)  # fmt: skip
def test_what_is_made_from_words_is_told_how(planner: Planner, request_: str, tool: str, values: Any) -> None:
    nodes = planner.plan(request_, NOTHING).nodes

    assert [(node.offer.name, node.values) for node in nodes] == [(tool, values)]


@pytest.mark.parametrize(
    ("request_", "tool", "values", "files"),
    [
        ("animate photo.jpg for 2 seconds: the waves rise", "animate_picture",
         {"image": "photo-1", "seconds": 2.0, "prompt": "the waves rise"}, ("photo-1",)),
        ("let the clouds in photo.jpg drift, seed 3", "animate_picture",
         {"image": "photo-1", "prompt": "the clouds drift", "seed": 3}, ("photo-1",)),
        ("Make a video from this image with music.mp3 under it", "animate_picture",
         {"image": "photo-1", "sound": "music-1"}, ("photo-1", "music-1")),
        ("paint a castle in the style of photo.jpg following the edges of sketch.png", "make_picture",
         {"prompt": "a castle", "style": "photo-1", "follow": "sketch-1"}, ("photo-1", "sketch-1")),
        ("make it winter in photo.jpg with a strength of 40%", "edit_picture",
         {"image": "photo-1", "change": "make it winter", "strength": 0.4}, ("photo-1",)),
        ("replace the red mug in photo.jpg with a vase", "repaint_picture",
         {"image": "photo-1", "thing": "red mug", "prompt": "a vase"}, ("photo-1",)),
        ("paint a boat inside the mask mask.png of photo.jpg", "repaint_picture",
         {"image": "photo-1", "mask": "mask-1", "prompt": "a boat"}, ("photo-1", "mask-1")),
    ],
)  # fmt: skip
def test_files_have_the_part_that_they_were_named_for(
    planner: Planner, request_: str, tool: str, values: Any, files: tuple[str, ...]
) -> None:
    nodes = planner.plan(request_, with_files(*files)).nodes

    assert [(node.offer.name, node.values) for node in nodes] == [(tool, values)]
    assert all(name in nodes[0].words for name in files)


def test_what_was_drawn_is_set_in_motion(planner: Planner) -> None:
    drawn, moved = planner.plan("draw a boat and animate it for 2 seconds", NOTHING).nodes

    assert (drawn.offer.name, moved.offer.name, moved.after) == ("make_picture", "animate_picture", (0,))
    assert moved.values == {"seconds": 2.0}


def test_a_remark_on_how_it_is_judged_belongs_to_what_was_asked_before(planner: Planner) -> None:
    plan = planner.plan("Make a clip of a boat. Reject it if it does not look like one.", NOTHING)

    assert [node.values for node in plan.nodes] == [{"prompt": "a boat", "judged": True}]
    assert not plan.refusals


@pytest.mark.parametrize(
    ("request_", "says"),
    [("Make me a short film", "What is to be seen?"), ("Animate the picture", "--file photo.jpg")],
)
def test_what_is_lacking_is_asked_for(planner: Planner, request_: str, says: str) -> None:
    plan = planner.plan(request_, NOTHING)

    assert not plan.nodes
    assert says in plan.refusals[0]


def test_a_condition_on_something_else_is_still_one(planner: Planner) -> None:
    german = Situation({"a-1": "a.txt"}, ("a-1",))

    plan = planner.plan("If a.txt is in German, translate it into English", german)

    assert plan.nodes[-1].when is not None
