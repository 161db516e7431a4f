"""What people say of a picture or a clip that is to be made is read as they mean it, and nothing else is read."""

from __future__ import annotations

from typing import Any

import pytest

from agents.clauses import Clause, parse
from agents.filling import CannotFill, beside, extras, fill
from agents.specialists import offers
from runtime.records import Json

TOOLS = {offer.name: offer for offer in offers()}
TITLES = {"wall-1": "wall.png", "mask-1": "mask.png", "monet-1": "monet.jpg", "rain-1": "rain.mp3"}
KINDS = {"wall-1": "picture", "mask-1": "picture", "monet-1": "picture", "rain-1": "sound"}


def read(tool: str, said: str) -> dict[str, Json]:
    """The arguments of `tool`, without the file that it works on."""
    clause = clause_of(said)
    offer = TOOLS[tool]
    values = fill(clause, offer, files_of(tool, clause), True)
    return {name: value for name, value in values.items() if name != offer.single}


def clause_of(said: str) -> Clause:
    return parse(said, TITLES, KINDS).clauses[0]


def files_of(tool: str, clause: Clause) -> tuple[str, ...]:
    parts = beside(clause, TOOLS[tool])
    return tuple(name for name in clause.files if name not in parts and TOOLS[tool].takes(KINDS[name]))


@pytest.mark.parametrize(
    ("said", "prompt"),
    [
        ("I'd like an AI-made clip showing a balloon lifting off", "a balloon lifting off"),
        ("Short clip, please: a ballerina spinning", "a ballerina spinning"),
        ("use SDXL to make a video of a kettle on a stove", "a kettle on a stove"),
        ("For my physics class: make a video of a pendulum", "a pendulum"),
        ("text to video, prompt = a city at night", "a city at night"),
        ("produce a clip of falling blossoms from scratch, please", "falling blossoms"),
        ("Could a film of a candle be generated?", "a candle"),
        ("make a video of a street in the 80s, no sound", "a street in the 80s"),
    ],
)
def test_what_is_to_be_seen_stands_without_what_leads_up_to_it(said: str, prompt: str) -> None:
    assert read("make_video", said) == {"prompt": prompt}


@pytest.mark.parametrize(
    "said",
    ["make a clip", "give me a gif too", "make a video of what the summary describes", "turn that poem into a clip"],
)
def test_words_that_say_nothing_of_what_is_to_be_seen_are_no_prompt(said: str) -> None:
    with pytest.raises(CannotFill, match="What is to be seen"):
        read("make_video", said)


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("a 5s clip of a horse, 24fps, size 576x320", {"seconds": 5.0, "rate": 24.0, "size": "576x320"}),
        ("a clip of a horse, ten seconds long, 16 frames at 8 per second",
         {"seconds": 10.0, "frames": 16, "rate": 8.0}),
        ("a wide clip of a horse, no people, no cars, gif included",
         {"size": "wide", "negative_prompt": "people, cars", "gif": True}),
        ("a clip of a horse, with rain.mp3 laid under it, two takes", {"sound": "rain-1", "takes": 2}),
        ("a clip of a horse for about 1 minute", {"seconds": 60.0}),
        ("a clip of a horse, use damo-vilab/text-to-video-ms-1.7b", {"model": "damo-vilab/text-to-video-ms-1.7b"}),
    ],
)  # fmt: skip
def test_how_a_clip_is_made_is_no_part_of_what_it_shows(said: str, values: Any) -> None:
    assert read("make_video", said) == {"prompt": "a horse", **values}


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("A picture of a fox, square, 512 by 512", {"size": "512x512"}),
        ("picture of a fox, seed number 7, DDIM, cfg scale 9", {"seed": 7, "scheduler": "ddim", "guidance": 9.0}),
        ("half a dozen pictures of a fox", {"count": 6}),
        ("one picture of a fox, not blurry", {"negative_prompt": "blurry"}),
        ("a picture of a fox with monet.jpg as the style reference", {"style": "monet-1"}),
        ("a picture of a fox, borrowing the look of monet.jpg", {"style": "monet-1"}),
        ("a picture of a fox that follows the outlines of wall.png", {"follow": "wall-1"}),
        ("a picture of a fox, with the LoRA pastel_look, steps 30", {"adapters": ["pastel_look"], "steps": 30}),
    ],
)
def test_how_a_picture_is_made_is_no_part_of_what_it_shows(said: str, values: Any) -> None:
    assert read("make_picture", said) == {"prompt": "a fox", **values}


@pytest.mark.parametrize(
    "said",
    [
        "a man walking up three steps",
        "a barn with lightning",
        "two girls painting in a garden",
        "a winter landscape with a portrait",
        "a 1920s detective",
        "a girl with a book about seeds",
        "the finish line",
        "a fox looking at a picture of a hen",
        "a room for my dolls to sleep in",
    ],
)
def test_what_only_sounds_like_a_setting_stays_in_the_prompt(said: str) -> None:
    assert read("make_picture", f"draw {said}") == {"prompt": said}


def test_words_in_quotes_that_a_picture_shows_are_not_all_that_it_shows() -> None:
    assert read("make_picture", 'a poster of a fox with the words "Film Night"')["prompt"] != "Film Night"


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("several options for a poster of a fox, with a labelled sheet of them all", {"prompt": "a poster of a fox"}),
        ("let me choose among 5 takes on a fox at dusk", {"prompt": "a fox at dusk", "count": 5}),
        ("a fox from four different seeds, side by side", {"prompt": "a fox", "count": 4}),
        ("a sheet of a fox under seeds 101 to 103, 768 by 432",
         {"prompt": "a fox", "seeds": [101, 102, 103], "size": "768x432"}),
        ("same seed, four scenes: a hut in spring, summer and winter",
         {"prompts": ["a hut in spring", "a hut in summer", "a hut in winter"]}),
        ("the same hut with roses, with ivy and with snow, all from seed 7",
         {"prompts": ["the same hut with roses", "the same hut with ivy", "the same hut with snow"], "seed": 7}),
        ("I want to compare: market in rain, market in sun, market in snow",
         {"prompts": ["market in rain", "market in sun", "market in snow"]}),
        ("a cake in three styles: baroque, rustic, gothic", {"prompts": ["a cake, baroque", "a cake, rustic",
                                                                        "a cake, gothic"]}),
    ],
)  # fmt: skip
def test_a_set_is_one_scene_or_those_that_are_listed(said: str, values: Any) -> None:
    assert read("make_scenarios", said) == values


@pytest.mark.parametrize(
    ("said", "motion"),
    [
        ("set wall.png in motion, the flame should flicker", "the flame should flicker"),
        ("Make the tree in the painting sway, please", "the tree sway"),
        ("I'd like to see the koi in wall.png swim", "the koi swim"),
        ("turn wall.png into a moving clip with hair blowing", "hair blowing"),
        ("Let it snow in wall.png", "it snow"),
        ("Have the edited picture move: snow falling", "snow falling"),
        ("Make the picture of the waterfall move", None),
        ("let the generated picture come alive", None),
        ("make a movie from the picture you painted", None),
    ],
)
def test_what_is_to_happen_is_told_from_that_something_happens(said: str, motion: str | None) -> None:
    assert read("animate_picture", said) == ({"prompt": motion} if motion else {})


@pytest.mark.parametrize(
    ("said", "change"),
    [
        ("Render wall.png in the style of a comic book", "Render it in the style of a comic book"),
        ("I'd like wall.png in the manner of a woodcut", "in the manner of a woodcut"),
        ("edit wall.png -> comic book style", "comic book style"),
        ("Can wall.png be turned into a claymation scene?", "turned into a claymation scene"),
        ("Convert the poster to a 70s retro look", "Convert the poster to a 70s retro look"),
    ],
)
def test_a_change_is_told_without_the_name_of_the_picture(said: str, change: str) -> None:
    assert read("edit_picture", said) == {"change": change}


def test_how_strongly_it_is_changed_is_read_in_percent_and_in_words() -> None:
    assert read("edit_picture", "make it winter, strength 40 percent") == {"change": "make it winter", "strength": 0.4}
    assert read("edit_picture", "make it winter at half strength") == {"change": "make it winter", "strength": 0.5}


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("put a cat in place of the dog in this picture", {"thing": "dog", "prompt": "a cat"}),
        ("Paint a plant where the bin stands", {"thing": "bin", "prompt": "a plant"}),
        ("In wall.png turn the bin into a pot", {"thing": "bin", "prompt": "a pot"}),
        ("The teapot in it should become a kettle", {"thing": "teapot", "prompt": "a kettle"}),
        ("get rid of the bicycle in wall.png, grass instead", {"thing": "bicycle", "prompt": "grass"}),
        ("I'd like the graffiti on wall.png gone, with plaster in its place",
         {"thing": "graffiti", "prompt": "plaster"}),
        ("make the front door in wall.png yellow and leave everything else as it is",
         {"thing": "front door", "prompt": "yellow front door"}),
        ("Swap the goat for a sheep and leave the rest be", {"thing": "goat", "prompt": "a sheep"}),
        ("Inpaint the masked area of wall.png using mask.png: a round window",
         {"prompt": "a round window", "mask": "mask-1"}),
        ("paint a sun into wall.png, with mask.png as the mask", {"prompt": "a sun", "mask": "mask-1"}),
        ("Paint ivy into wall.png where mask.png is white, nowhere else", {"prompt": "ivy", "mask": "mask-1"}),
        ("Fill the area marked white in mask.png with grass in wall.png", {"prompt": "grass", "mask": "mask-1"}),
    ],
)  # fmt: skip
def test_what_is_there_and_what_is_to_be_there_are_told_apart(said: str, values: Any) -> None:
    assert read("repaint_picture", said) == values


def test_a_mask_is_not_the_picture_that_is_worked_on() -> None:
    clause = clause_of("paint a sun into wall.png, with mask.png as the mask")

    assert files_of("repaint_picture", clause) == ("wall-1",)


def test_a_length_that_a_clip_is_cut_to_is_not_that_of_the_clip_to_be_made() -> None:
    made, cut = parse("make a 5 second clip of a fox and cut it to 2 seconds", {}).clauses

    assert extras(made, TOOLS["make_video"]) == {"seconds": 5.0}
    assert extras(cut, TOOLS["make_video"]) == {}
