"""A thing or a colour that is told of first, and only pointed at where something is to be done with it."""

from pathlib import Path

import pytest

from agents.planner import Planner
from agents.plans import Situation
from agents.specialists import offers
from memory.artifacts import type_of
from runtime.records import kind_of


@pytest.fixture(scope="module")
def planner(encoder):
    return Planner(offers(), encoder)


def last(planner, request, *titles):
    files = {f"{Path(title).stem}-1": title for title in titles}
    kinds = {name: kind_of(type_of(Path(title))) for name, title in files.items()}
    node = planner.plan(request, Situation(files, tuple(files), (), kinds)).nodes[-1]
    return node.offer.name, dict(node.values)


@pytest.mark.parametrize(
    ("request_", "thing", "prompt"),
    [
        ("the bucket on dock.png bores me. paint a pelican over it, dont touch anything else", "bucket", "a pelican"),
        ("there's an ugly bin in dock.png. put a flower tub in its place", "ugly bin", "a flower tub"),
        ("That old sofa ruins dock.png! Please paint a rose bush over it, seed 4", "old sofa", "a rose bush"),
        ("the man in the hat in dock.png is in the way: paint a lamp over him", "man", "a lamp"),
        ("The sign above the door in dock.png is ugly, so paint ivy over it.", "sign", "ivy"),
        ("I cannot stand the wallpaper in dock.png; paint bare brick over it", "wallpaper", "bare brick"),
        ("You see the lamp post on the left of dock.png? Paint a birch over it and leave the rest alone.",
         "lamp post", "a birch"),
        ("paint a paper lantern where the red balloon is in dock.png, and don't touch anything else in it",
         "red balloon", "a paper lantern"),
    ],
)  # fmt: skip
def test_what_was_told_of_is_painted_over(planner, request_, thing, prompt):
    tool, values = last(planner, request_, "dock.png")

    assert (tool, values["thing"], values["prompt"]) == ("repaint_picture", thing, prompt)


@pytest.mark.parametrize(
    ("request_", "colour"),
    [
        ("our house colour is #f4f1e8 - can you put that behind the things in a.jpg, b.jpg and c.jpg?", "#f4f1e8"),
        ("Our brand colour is #2040a0. Put it behind the shoes in a.jpg, b.jpg and c.jpg", "#2040a0"),
        ("We always use #eeeeee. Replace the background of a.jpg, b.jpg and c.jpg with that.", "#eeeeee"),
    ],
)
def test_a_colour_that_was_told_is_put_behind_things(planner, request_, colour):
    tool, values = last(planner, request_, "a.jpg", "b.jpg", "c.jpg")

    assert tool == "replace_background"
    assert values == {"images": ["a-1", "b-1", "c-1"], "background": colour}
