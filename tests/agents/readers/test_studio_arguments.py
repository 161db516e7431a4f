"""What people say of a picture or a clip that is to be made is read as they mean it, and nothing else is read."""

from __future__ import annotations

from typing import Any

import pytest

from agents.calls.filling import CannotFill, beside, extras, fill
from agents.choosing.cues import cue_in
from agents.parsing.clauses import Clause, parse
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


@pytest.mark.parametrize(
    ("said", "barred"),
    [
        ("a fox without people or cars", "people, cars"),
        ("a fox, and please no letters in there", "letters"),
        ("a fox, please don't include trees", "trees"),
        ("a fox, leave out the hunters", "hunters"),
        ("a fox, but keep people out of it", "people"),
        ("a fox, no people, cars or birds", "people, cars, birds"),
        ("a fox, free of text", "text"),
        ("a fox and no text anywhere", "text"),
        ("a fox --no text", "text"),
        ("a fox, negative: blurry, people", "blurry, people"),
        ("a fox, neg prompt blurry, lowres", "blurry, lowres"),
    ],
)
def test_what_should_not_be_seen_is_told_in_many_ways(said: str, barred: str) -> None:
    assert read("make_picture", f"draw {said}") == {"prompt": "a fox", "negative_prompt": barred}


@pytest.mark.parametrize(
    ("said", "barred"),
    [
        ("There should be no people in it and no writing", "people, writing"),
        ("There must not be any text", "text"),
        ("I don't want any text or logos in it", "text, logos"),
        ("I don't want to see any people", "people"),
        ("It should not contain any letters or numbers", "letters, numbers"),
        ("Don't put any people in it", "people"),
        ("No text please", "text"),
        ("Negative prompt: cars, litter", "cars, litter"),
    ],
)
def test_a_sentence_of_its_own_says_what_should_not_be_seen(said: str, barred: str) -> None:
    assert extras(clause_of(said), TOOLS["make_picture"]) == {"negative_prompt": barred}


@pytest.mark.parametrize(
    "said",
    ["I don't want it too dark", "No rush", "There is no need to hurry", "Don't touch the rest", "Keep it simple"],
)
def test_what_only_sounds_barred_is_not(said: str) -> None:
    assert extras(clause_of(said), TOOLS["make_picture"]) == {}


@pytest.mark.parametrize(
    "said",
    [
        "judging off", "turn the judging off", "no retries", "no quality check", "unjudged", "judged: false",
        "skip the checks", "disable judging", "don't check it", "I don't want failed ones made again",
        "keep whatever comes out",
    ],
)  # fmt: skip
def test_judging_is_turned_off_in_many_ways(said: str) -> None:
    assert extras(clause_of(said), TOOLS["make_video"]) == {"judged": False}


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("give it thirty steps", {"steps": 30}),
        ("num_inference_steps 30", {"steps": 30}),
        ("guidance_scale 7.5", {"guidance": 7.5}),
        ("7.5 guidance", {"guidance": 7.5}),
        ("set the seed to 7", {"seed": 7}),
        ("random seed 7", {"seed": 7}),
        ("seed #7", {"seed": 7}),
        ("euler_a", {"scheduler": "euler-a"}),
        ("dpm++ with 25 steps", {"scheduler": "dpm++", "steps": 25}),
        ("on the heun scheduler", {"scheduler": "heun"}),
        ("scheduler set to ddim", {"scheduler": "ddim"}),
        ("size: 768*512", {"size": "768x512"}),
        ("768 pixels wide and 512 high", {"size": "768x512"}),
        ("upright format", {"size": "portrait"}),
        ("as a square", {"size": "square"}),
        ("max 3 tries", {"takes": 3}),
        ("three tries at most", {"takes": 3}),
        ("4 alternatives to pick from", {"count": 4}),
        ("I'd like four versions of it", {"count": 4}),
    ],
)  # fmt: skip
def test_a_setting_takes_what_leads_to_it_out_of_the_prompt(said: str, values: Any) -> None:
    for mark in ",.":
        clause = Clause(f"draw a fox in the snow{mark} {said}", f"draw a fox in the snow{mark} {said}")
        assert fill(clause, TOOLS["make_picture"], (), True) == {"prompt": "a fox in the snow", **values}


@pytest.mark.parametrize(
    ("said", "adapters"),
    [
        ("use the nerijs/pixel-art-xl LoRA at 0.8", ["nerijs/pixel-art-xl=0.8"]),
        ("lora: nerijs/pixel-art-xl, weight 0.8", ["nerijs/pixel-art-xl=0.8"]),
        ("LoRA nerijs/pixel-art-xl at 80%", ["nerijs/pixel-art-xl=0.8"]),
        ("with the adapter nerijs/pixel-art-xl (0.8)", ["nerijs/pixel-art-xl=0.8"]),
        ("the LoRAs nerijs/pixel-art-xl at 0.8 and my-org/toy at 0.5", ["nerijs/pixel-art-xl=0.8", "my-org/toy=0.5"]),
    ],
)
def test_loras_have_weights_in_many_ways(said: str, adapters: list[str]) -> None:
    assert extras(clause_of(said), TOOLS["make_picture"])["adapters"] == adapters


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("that follows the outlines of the wall", {"follow": "wall-1"}),
        ("with ControlNet on wall.png", {"follow": "wall-1"}),
        ("it should follow the lines of wall.png", {"follow": "wall-1"}),
        ("guided by the edges of wall.png", {"follow": "wall-1"}),
        ("with the same composition as wall.png", {"follow": "wall-1"}),
        ("outlines from wall.png", {"follow": "wall-1"}),
        ("in the same style as monet.jpg", {"style": "monet-1"}),
        ("style reference monet.jpg", {"style": "monet-1"}),
        ("borrow the style of monet.jpg", {"style": "monet-1"}),
        ("with the colours and brushwork of monet.jpg", {"style": "monet-1"}),
        ("(stabilityai/sdxl-turbo)", {"model": "stabilityai/sdxl-turbo"}),
        ("model=stabilityai/sdxl-turbo", {"model": "stabilityai/sdxl-turbo"}),
    ],
)
def test_a_file_lends_its_outlines_or_its_style_in_many_ways(said: str, values: Any) -> None:
    assert read("make_picture", f"draw a fox, {said}") == {"prompt": "a fox", **values}


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("make a clip of a horse that is 8 seconds long", {"seconds": 8.0}),
        ("a horse, 8 second clip please", {"seconds": 8.0}),
        ("make a video of a horse, duration 8 seconds", {"seconds": 8.0}),
        ("a horse, as a short clip", {}),
        ("make a video of a horse, num_frames 49", {"frames": 49}),
        ("make a video of a horse, frame rate 12", {"rate": 12.0}),
        ("make a video of a horse at 12 frames/s", {"rate": 12.0}),
        ("make a vertical video of a horse", {"size": "portrait"}),
        ("make a video of a horse, I also need a gif", {"gif": True}),
        ("make a video of a horse, both mp4 and gif", {"gif": True}),
        ("make a video of a horse, sound: rain.mp3", {"sound": "rain-1"}),
        ("make a video of a horse set to rain.mp3", {"sound": "rain-1"}),
        ("make a video of a horse with rain.mp3 playing", {"sound": "rain-1"}),
    ],
)
def test_how_long_how_fast_and_with_what_sound_is_told_in_many_ways(said: str, values: Any) -> None:
    assert read("make_video", said) == {"prompt": "a horse", **values}


@pytest.mark.parametrize(
    "said",
    [
        "SDXL base please: a fox in the snow",
        "Text-to-image test: a fox in the snow",
        "generate an image with the prompt: a fox in the snow",
        "use the prompt a fox in the snow",
        "Generate this: a fox in the snow",
        "quick render: a fox in the snow",
        "the picture should show a fox in the snow",
        "a fox in the snow, one picture",
    ],
)
def test_a_prompt_stands_behind_what_announces_it(said: str) -> None:
    assert read("make_picture", said) == {"prompt": "a fox in the snow"}


@pytest.mark.parametrize(
    "said",
    [
        "make a picture out of that text",
        "draw a picture from the haiku",
        "use the caption as the prompt for a new picture",
        "make a picture of what it says",
        "paint what the transcript describes",
        "draw the scene that the text describes",
        "create an image based on that description",
        "make a picture out of the letter",
    ],
)
def test_words_that_point_at_a_text_are_no_prompt(said: str) -> None:
    with pytest.raises(CannotFill, match="What is to be seen"):
        read("make_picture", said)


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("One scene, four seeds: a fox, seeds 11, 22, 33 and 44", {"prompt": "a fox", "seeds": [11, 22, 33, 44]}),
        ("seed sweep 1 to 3 for a fox", {"prompt": "a fox", "seeds": [1, 2, 3]}),
        ("For the vote: a set with one scene, a fox, over seeds 1 and 2", {"prompt": "a fox", "seeds": [1, 2]}),
        ("Scenes: a fox, a hen. Three seeds for each of them", {"prompts": ["a fox", "a hen"], "count": 3}),
        ("prompt x seed grid: a fox, a hen, three seeds each", {"prompts": ["a fox", "a hen"], "count": 3}),
    ],
)
def test_seeds_are_named_or_counted(said: str, values: Any) -> None:
    assert read("make_scenarios", said) == values


@pytest.mark.parametrize(
    "said",
    [
        "paint a rose bush over the bin and leave everything else alone",
        "there's an ugly old bin in wall.png, can you paint a rose bush over the bin",
        "put a rose bush where the bin is",
        "I'd like a rose bush where the bin stands",
        "where the bin stands I want a rose bush",
        "paint the bin over with a rose bush",
        "paint over the bin: a rose bush",
        "hide the bin behind a rose bush",
        "have a rose bush painted over the bin",
        "let a rose bush take the place of the bin",
        "a rose bush should be where the bin is",
        "the bin has to become a rose bush",
        "Could the bin be a rose bush?",
        "don't touch the rest, just swap the bin for a rose bush",
        "Get rid of the bin: a rose bush instead",
    ],
)
def test_one_thing_comes_in_the_place_of_another_in_many_ways(said: str) -> None:
    assert read("repaint_picture", said) == {"thing": "bin", "prompt": "a rose bush"}


@pytest.mark.parametrize(
    "said",
    [
        "In wall.png paint ivy, mask: mask.png",
        "inpaint wall.png, mask=mask.png, prompt: ivy",
        "Repaint the white area of mask.png in wall.png as ivy",
        "paint ivy into wall.png, mask is mask.png (white = repaint)",
    ],
)
def test_a_mask_is_named_in_many_ways(said: str) -> None:
    assert read("repaint_picture", said) == {"prompt": "ivy", "mask": "mask-1"}


def test_a_picture_that_is_there_keeps_its_own_lines() -> None:
    assert read("repaint_picture", "erase the power lines in wall.png, sky instead") == {
        "thing": "power lines",
        "prompt": "sky",
    }


@pytest.mark.parametrize(
    "said",
    [
        "Animate each of the kids' drawings for 3 seconds please",
        "animate all of them, 3 seconds each",
        "make these pictures move for 3 s",
        "animate both photos for 3 seconds",
        "animate the results for 3 seconds each",
        "3 second clip of wall.png, please",
    ],
)
def test_which_pictures_move_says_nothing_of_what_happens_in_them(said: str) -> None:
    assert read("animate_picture", said) == {"seconds": 3.0}


@pytest.mark.parametrize(
    ("tool", "said"),
    [
        ("make_picture", "a red library at golden hour, 30 steps, CFG 6.5"),
        ("make_picture", "Generate a stack of roof tiles with moss, seed 77, 768x768"),
        ("make_picture", "SDXL: a red library at golden hour"),
        ("make_picture", "one picture please: two herons"),
        ("make_video", "jellyfish drifting through dark water, 8 second clip please"),
        ("make_video", "a heron taking off, as a 5s video, 16 fps"),
        ("make_scenarios", "same prompt, five seeds: a fox"),
        ("edit_picture", "the same picture as a woodcut please"),
        ("edit_picture", "turn the whole picture into early morning"),
        ("edit_picture", "give wall.png a 1970s look"),
        ("repaint_picture", "put a greyhound where the chair is"),
        ("repaint_picture", "paint the dish over with a fern"),
        ("animate_picture", "set the result in motion"),
        ("animate_picture", "my daughter took wall.png and wants it to move"),
    ],
)
def test_an_order_says_its_tool(tool: str, said: str) -> None:
    assert cue_in(clause_of(said), TOOLS[tool])


@pytest.mark.parametrize(
    "said",
    [
        "seed 5 and 30 steps, guidance 7, for all of them",
        "Explain the law, with guidance for tenants",
        "Tell me how bread is baked, in 3 easy steps",
        "I want to know where the house is",
        "put a box over the dog that is asleep",
        "the same thing in French please",
        "put some music instead of the noise",
        "show me all pictures, videos, and notes",
        "save it as a video",
    ],
)
def test_words_that_the_studio_shares_with_other_work_are_no_order_for_it(said: str) -> None:
    made = ("make_picture", "make_scenarios", "edit_picture", "repaint_picture", "make_video", "animate_picture")

    assert [tool for tool in made if cue_in(clause_of(said), TOOLS[tool])] == []


@pytest.mark.parametrize(
    ("said", "prompt"),
    [
        ("For our school newsletter I need a drawing of an otter", "a drawing of an otter"),
        ("Our client wants three alternatives of a tea tin", "a tea tin"),
        ("draw a heron at dusk. I scanned the pond for it, seed 4", "a heron at dusk"),
    ],
)
def test_who_wants_it_and_what_was_told_besides_is_no_part_of_a_prompt(said: str, prompt: str) -> None:
    assert fill(Clause(said, said), TOOLS["make_picture"], (), True)["prompt"] == prompt
