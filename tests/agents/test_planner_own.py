"""The platform's own 180 requests: how many plans are exactly right, and whether what is planned is what is done."""

import pytest

from agents.coding import manager_lines
from agents.planner import Planner
from agents.plans import Situation
from agents.specialists import SPECIALISTS, offers
from benchmarks.own_plans import OTHERS, OURS, load, share_right, situation_of
from runtime.records import kind_of

ROWS = load()
SOUNDS = ("soundtrack", "clip_sound")
"""Roles of what a video is given to sound with."""


@pytest.fixture(scope="module")
def planner(encoder):
    return Planner(offers(), encoder)


@pytest.fixture(scope="module")
def specialists(encoder):
    return {remit.name: Planner(offers([remit]), encoder) for remit in SPECIALISTS}


def test_there_are_180_requests_half_of_them_kept_for_testing():
    assert [sum(row["split"] == split for row in ROWS) for split in ("dev", "test")] == [90, 90]


@pytest.mark.parametrize(
    ("named", "split", "least"),
    [
        (OURS, "dev", 0.95),
        (OURS, "test", 0.85),
        (OTHERS, "dev", 0.9),
        (OTHERS, "test", 0.7),
        (OURS + OTHERS, "test", 0.82),
    ],
)
def test_plans_are_exactly_right(planner, named, split, least):
    assert share_right(planner, [row for row in ROWS if row["specialist"] in named], split) >= least


def test_a_specialist_makes_of_its_task_the_call_that_was_planned(planner, specialists):
    done = [row for row in ROWS if row["split"] == "dev"]

    wrong = [
        (row["request"], node.words) for row in done for node, call in calls(row, planner, specialists) if not call
    ]

    assert wrong == []


def calls(row, planner, specialists):
    """Each node of a row's plan, and whether its specialist would call the same tool with the same arguments."""
    situation = situation_of(row)
    plan = planner.plan(row["request"], situation)
    for node in plan.nodes:
        made = {f"made-{n}": kind_of(plan.nodes[earlier].offer.makes) for n, earlier in enumerate(node.after, 1)}
        opening = f"{node.words.removesuffix(']')}, " if node.words.endswith("]") else f"{node.words} ["
        words = f"{opening}{', '.join(made)}]" if made else node.words
        at = Situation({**situation.names, **{name: name for name in made}}, kinds={**situation.kinds, **made})
        planned = specialists[node.offer.specialist].plan(words, at)
        argument = node.offer.single if len(made) == 1 and node.offer.single else node.offer.several
        fed = {argument: next(iter(made)) if argument == node.offer.single else list(made)} if made else {}
        sound = next((node.offer.roles()[role] for role in SOUNDS if role in node.offer.roles()), "")
        fed = {sound: next(iter(made))} if sound and list(made.values()) == ["sound"] else fed
        scene = node.offer.roles().get("scene", "")
        fed = {scene: next(iter(made))} if scene and list(made.values()) == ["document"] else fed
        yield (
            node,
            [(other.offer.name, other.values) for other in planned.nodes] == [(node.offer.name, node.values | fed)],
        )


def test_all_code_that_plans_come_to_is_python(planner):
    for row in ROWS:
        code = compile("\n".join(manager_lines(planner.plan(row["request"], situation_of(row)))), "plan", "exec")
        assert code.co_code
