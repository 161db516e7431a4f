"""Orders that only name what is to be seen, sets that are listed, and what is pointed at among pictures."""

from __future__ import annotations

from typing import Any

import pytest

from agents.planner import Planner
from agents.plans import Plan, Situation
from agents.specialists import offers

NOTHING = Situation()
HERE = {"yard-1": "yard.jpg", "mask-1": "mask.png", "rain-1": "rain.wav", "notes-1": "notes.txt", "barn-1": "barn.jpg"}
KINDS = {"yard-1": "picture", "mask-1": "picture", "rain-1": "sound", "notes-1": "document", "barn-1": "picture"}


@pytest.fixture(scope="module")
def planner(encoder: Any) -> Planner:
    return Planner(offers(), encoder)


def given(*names: str) -> Situation:
    return Situation({name: HERE[name] for name in names}, names, kinds={name: KINDS[name] for name in names})


def calls(plan: Plan) -> list[tuple[str, dict[str, Any]]]:
    return [(node.offer.name, dict(node.values)) for node in plan.nodes]


@pytest.mark.parametrize(
    ("request_", "tool", "values"),
    [
        ("barn owl in mid flight, wide. dont judge it, take whatever comes out first", "make_picture",
         {"prompt": "barn owl in mid flight", "size": "wide", "judged": False}),
        ("forklift blocking an aisle. draw it in 4 versions, 512x512, seed 1000", "make_picture",
         {"prompt": "forklift blocking an aisle", "count": 4, "size": "512x512", "seed": 1000}),
        ("An old sailor with a pipe. Paint that, please.", "make_picture", {"prompt": "An old sailor with a pipe"}),
        ("a lighthouse in a storm. seed 7, 30 steps", "make_picture",
         {"prompt": "a lighthouse in a storm", "seed": 7, "steps": 30}),
        ("sunlit kitchen, 20 steps. 2 versions please", "make_picture",
         {"prompt": "sunlit kitchen", "steps": 20, "count": 2}),
        ("Quick draft: a submarine", "make_picture", {"prompt": "a submarine"}),
        ("quick n dirty: a robot watering cacti, 2 versions, just whatever comes out", "make_picture",
         {"prompt": "a robot watering cacti", "count": 2, "judged": False}),
        ("need a pic for the shop window: buns on a plate, portrait. no people, no letters", "make_picture",
         {"prompt": "buns on a plate", "size": "portrait", "negative_prompt": "people, letters"}),
        ("4 options for a bakery logo: a croissant like a moon", "make_picture",
         {"prompt": "a croissant like a moon", "count": 4}),
        ("concept art: floating islands with waterfalls", "make_picture",
         {"prompt": "floating islands with waterfalls"}),
        ("knight fighting a snail, tall format, seed 33", "make_picture",
         {"prompt": "knight fighting a snail", "size": "portrait", "seed": 33}),
        ("Try up to 6 takes: a hand holding three dice", "make_picture",
         {"prompt": "a hand holding three dice", "takes": 6}),
        ("storm over wheat fields, 24 fps", "make_video", {"prompt": "storm over wheat fields", "rate": 24.0}),
        ("waves at night as a clip, 6 seconds", "make_video", {"prompt": "waves at night", "seconds": 6.0}),
        ("need a 20 sec music visual: jellyfish in the dark", "make_video",
         {"prompt": "jellyfish in the dark", "seconds": 20.0}),
    ],
)  # fmt: skip
def test_a_name_for_what_is_to_be_seen_is_an_order(
    planner: Planner, request_: str, tool: str, values: dict[str, Any]
) -> None:
    plan = planner.plan(request_, NOTHING)

    assert calls(plan) == [(tool, values)]
    assert not plan.refusals


@pytest.mark.parametrize(
    "request_",
    ["A very long day! Thanks.", "Quick draft: a letter to my landlord", "names and places, sorted", "top 3 classes"],
)
def test_other_names_order_no_picture(planner: Planner, request_: str) -> None:
    assert not {"make_picture", "make_video", "make_scenarios"} & {
        name for name, _ in calls(planner.plan(request_, NOTHING))
    }


@pytest.mark.parametrize(
    ("request_", "values"),
    [
        ("Client wants options! All on one sheet pls: a shoe on asphalt, a shoe in sand, a shoe on a jetty. 20 steps",
         {"prompts": ["a shoe on asphalt", "a shoe in sand", "a shoe on a jetty"], "steps": 20}),
        ("my editor wants options side by side: a bear baking, a bear ice skating, a bear on a bicycle. can you do me "
         "the whole set to pick from, no text in any of them?",
         {"prompts": ["a bear baking", "a bear ice skating", "a bear on a bicycle"], "negative_prompt": "text"}),
        ('Scenario set: "a wet road", "a gravel road". Each of them with seeds 11, 12 and 13, all 640x640.',
         {"prompts": ["a wet road", "a gravel road"], "seeds": [11, 12, 13], "size": "640x640"}),
        ("I want to compare seeds. One scene: a lab bench after a spill. 12 seeds, the first one is 200. All on a "
         "sheet so I can choose.", {"prompt": "a lab bench after a spill", "count": 12, "seed": 200}),
        ("One scene please, a hedgehog on a bicycle, and let me pick: I'd like to see it from the seeds 11, 12 and 13.",
         {"prompt": "a hedgehog on a bicycle", "seeds": [11, 12, 13]}),
        ("the same fox in spring, in summer, in autumn and in winter; all from seed 12",
         {"prompts": [f"the same fox in {time}" for time in ("spring", "summer", "autumn", "winter")], "seed": 12}),
    ],
)  # fmt: skip
def test_scenes_to_choose_from_are_one_set_however_many_sentences_tell_of_it(
    planner: Planner, request_: str, values: dict[str, Any]
) -> None:
    assert calls(planner.plan(request_, NOTHING)) == [("make_scenarios", values)]


@pytest.mark.parametrize(
    ("request_", "tool", "values"),
    [
        ("make one clip of an acorn sprouting and another one of an oak in a storm, 4 seconds each", "make_video",
         [{"prompt": "an acorn sprouting", "seconds": 4.0}, {"prompt": "an oak in a storm", "seconds": 4.0}]),
        ("Two pictures please: one of a ship in calm water, one of a ship in a storm. Both 640x640.", "make_picture",
         [{"prompt": "a ship in calm water", "size": "640x640"}, {"prompt": "a ship in a storm", "size": "640x640"}]),
    ],
)  # fmt: skip
def test_one_thing_and_another_are_two_orders(
    planner: Planner, request_: str, tool: str, values: list[dict[str, Any]]
) -> None:
    assert calls(planner.plan(request_, NOTHING)) == [(tool, one) for one in values]


def test_one_picture_is_turned_into_one_thing_and_into_another(planner: Planner) -> None:
    plan = planner.plan("Turn yard.jpg into a watercolour, and separately into a woodcut", given("yard-1"))

    assert [values["change"].split()[-1] for _, values in calls(plan)] == ["watercolour", "woodcut"]


@pytest.mark.parametrize(
    ("request_", "judged", "takes"),
    [
        ("a clip of a dividing cell. If it fails the check make it again, 4 times at most.", None, 4),
        ("a clip of a boat, at most 3 takes if it doesn't pass the checks", None, 3),
        ("a clip of a boat, up to 5 tries until it passes the checks", None, 5),
        ("a clip of a boat. Reject it if it does not look like one.", True, None),
        ("a clip of a boat, don't judge it or make it again", False, None),
        ("a clip of a boat, the first one will do", False, None),
    ],
)
def test_that_what_fails_is_made_again_goes_without_saying(
    planner: Planner, request_: str, judged: bool | None, takes: int | None
) -> None:
    ((_, values),) = calls(planner.plan(request_, NOTHING))

    assert (values.get("judged"), values.get("takes")) == (judged, takes)


@pytest.mark.parametrize(
    ("request_", "thing", "painted"),
    [
        ("Check yard.jpg for cars. If there is a car, paint a hedge where it stands.", "car", "a hedge"),
        ("Is there a dog in yard.jpg? If yes, paint a fox in its place.", "dog", "a fox"),
        ("Does yard.jpg show a tent? if so, replace it with a caravan", "tent", "a caravan"),
        ("find a dog in yard.jpg and if there is one paint a cat over it", "dog", "a cat"),
    ],
)
def test_what_was_looked_for_is_what_is_painted_over(planner: Planner, request_: str, thing: str, painted: str) -> None:
    _, (tool, values) = calls(planner.plan(request_, given("yard-1")))

    assert (tool, values["thing"], values["prompt"]) == ("repaint_picture", thing, painted)


@pytest.mark.parametrize(
    "request_",
    [
        "yard.jpg - paint a curtain wherever the mask mask.png is white. Strength 0.9 please.",
        "The part to redo in yard.jpg is white in mask.png. Put a curtain there, strength 0.9.",
    ],
)
def test_a_mask_says_where_it_is_painted(planner: Planner, request_: str) -> None:
    ((tool, values),) = calls(planner.plan(request_, given("yard-1", "mask-1")))

    assert tool == "repaint_picture"
    assert (values["image"], values["mask"], values["strength"]) == ("yard-1", "mask-1", 0.9)
    assert "a curtain" in values["prompt"]


def test_what_is_put_where_something_was_taken_out_is_one_order(planner: Planner) -> None:
    plan = planner.plan("Get rid of the bin in yard.jpg and put a flowerpot there", given("yard-1"))

    assert calls(plan) == [("repaint_picture", {"image": "yard-1", "thing": "bin", "prompt": "a flowerpot"})]


@pytest.mark.parametrize(
    ("said", "name"),
    [("The second one is perfect! Let it breathe smoke.", "picture-2"),
     ("Let the last version breathe smoke", "picture-3"), ("Take number 1 and let it breathe smoke", "picture-1")],
)  # fmt: skip
def test_one_of_several_is_meant_by_its_place(planner: Planner, said: str, name: str) -> None:
    made = {f"picture-{n}": "make_picture" for n in (1, 2, 3)}
    three = Situation({}, tuple(made), ("Give me three versions of a dragon",), dict.fromkeys(made, "picture"), made)

    ((tool, values),) = calls(planner.plan(said, three))

    assert (tool, values["image"]) == ("animate_picture", name)


def test_a_number_that_was_told_is_meant_by_its_name(planner: Planner) -> None:
    plan = planner.plan("Note down that the campaign uses seed 4711. And with that seed draw a polar bear", NOTHING)

    assert calls(plan)[-1] == ("make_picture", {"prompt": "a polar bear", "seed": 4711})


@pytest.mark.parametrize(
    ("request_", "tools"),
    [
        ("Generate a cluttered living room, seed 77, then a depth map of it.", ["make_picture", "estimate_depth"]),
        ("Draw a fox, get it enlarged twofold and have it captioned",
         ["make_picture", "enlarge_picture", "caption_picture"]),
        ("video of a train, then a still from it at 2 seconds", ["make_video", "extract_frames"]),
    ],
)  # fmt: skip
def test_what_comes_next_needs_no_verb_of_its_own(planner: Planner, request_: str, tools: list[str]) -> None:
    plan = planner.plan(request_, NOTHING)

    assert [name for name, _ in calls(plan)] == tools
    assert [node.after for node in plan.nodes] == [(), *((n,) for n in range(len(tools) - 1))]


def test_the_other_case_may_be_told_by_its_picture_alone(planner: Planner) -> None:
    plan = planner.plan(
        "Is notes.txt positive or negative? If it's negative, draw a storm. If it isn't, a funfair at noon.",
        given("notes-1"),
    )

    assert [values["prompt"] for _, values in calls(plan)[1:]] == ["a storm", "a funfair at noon"]
    assert [node.when and node.when.negated for node in plan.nodes[1:]] == [False, True]


@pytest.mark.parametrize("said", [", and let rain.wav be its sound", ". It should sound with rain.wav"])
def test_a_clip_that_is_made_takes_the_sound_that_is_named_behind(planner: Planner, said: str) -> None:
    plan = planner.plan(f"have yard.jpg drift through the fog for 10 seconds{said}", given("yard-1", "rain-1"))

    values = {"image": "yard-1", "prompt": "drift through the fog", "seconds": 10.0, "sound": "rain-1"}
    assert calls(plan) == [("animate_picture", values)]


@pytest.mark.parametrize(
    "request_",
    [
        "train a LoRA on these portraits, rank 16, 2000 steps, and give me the safetensors",
        "make a LoRA of my dog from these",
        "Can you turn yard.jpg into a rigged 3D model, .fbx so I can drop it into Unity?",
        "give me an stl of this vase",
        "Compose a 30 second waltz for our trailer, something with an accordion",
        "write me a song about rain with guitar",
        "Draw a bar chart of the sales",
    ],
)
def test_what_no_tool_makes_is_not_made_by_another(planner: Planner, request_: str) -> None:
    plan = planner.plan(request_, given("yard-1", "barn-1"))

    assert not plan.nodes
    assert plan.refusals


def test_the_results_of_a_loop_are_laid_out_together(planner: Planner) -> None:
    plan = planner.plan(
        "For each of these photos make it a sunny afternoon, and afterwards put the new versions on one sheet",
        given("yard-1", "barn-1"),
    )

    assert [node.offer.name for node in plan.nodes] == ["edit_picture", "edit_picture", "make_sheet"]
    assert plan.nodes[-1].after == (0, 1)
