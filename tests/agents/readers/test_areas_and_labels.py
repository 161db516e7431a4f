"""Which areas, which labels and which background a clause names, and what is left of a prompt."""

import pytest

from agents.parsing.clauses import Clause
from agents.readers.choice_arguments import UNPUNCTUATED
from agents.readers.reading_arguments import READERS as TOLD
from agents.readers.sight_arguments import READERS
from agents.readers.sound_arguments import READERS as HEARD
from agents.readers.timeline_labels import timeline_labels
from agents.readers.writing_arguments import READERS as WRITTEN

PAIR = ("a-1", "b-1")


def read(role, words, files=()):
    return READERS[role](Clause(words, words, files=files))


@pytest.mark.parametrize(
    ("words", "things"),
    [
        ("colour in the areas that are road or sidewalk", ["road", "sidewalk"]),
        ("show which pixels are floor and which are wall", ["floor", "wall"]),
        ("which parts are roof, which are wall and which are window", ["roof", "wall", "window"]),
        ("mask the regions that show snow and the ones that show rock", ["snow", "rock"]),
        ("I need the pixels that belong to the tree", ["tree"]),
        ("tint everything that is water or sand", ["water", "sand"]),
        ("colour whatever is sky", ["sky"]),
        ("shade the areas covered by ice", ["ice"]),
        ("what's road and what's pavement?", ["road", "pavement"]),
        ("a mask of the sky in a-1 first", ["sky"]),
        ("a mask of just the sky would help our retoucher a lot, can you make one?", ["sky"]),
        ("a mask of the wall alone", ["wall"]),
        ("the area of the lake in blue", ["lake"]),
        ("one mask for the sky and one for the sea", ["sky", "sea"]),
        ("the sky's mask", ["sky"]),
        ("mask off the sky, nothing else", ["sky"]),
    ],
)
def test_areas_are_named_by_what_they_are(words, things):
    assert read("area_things", words, ("a-1",)) == things


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("work out when there is a badger, when a fox and when only an empty clearing",
         ["badger", "fox", "empty clearing"]),
        ("when there's rain, when snow and when sun", ["rain", "snow", "sun"]),
        ("Watch it for me: is the belt running, stopped or jammed, and when does that change?",
         ["running", "stopped", "jammed"]),
        ("is the baby asleep, awake or crying", ["asleep", "awake", "crying"]),
        ("is my cat eating, sleeping or playing?", ["eating", "sleeping", "playing"]),
        ("are they talking, silent or singing", ["talking", "silent", "singing"]),
        ("when is the road empty and when is there traffic", ["empty", "traffic"]),
    ],
)  # fmt: skip
def test_what_is_asked_about_is_no_part_of_a_label(words, labels):
    assert timeline_labels(Clause(words, words)) == labels


@pytest.mark.parametrize(
    ("words", "background"),
    [
        ("our house colour is #f4f1e8 - put that behind the things in a-1 and b-1", "#f4f1e8"),
        ("our brand colour is teal, use it as the background of a-1 and b-1", "teal"),
        ("hex f4f1e8 behind the cup in a-1 and b-1", "#f4f1e8"),
        ("I want white behind the dog in a-1 and in b-1", "white"),
        ("a-1 onto pure white, b-1 too", "white"),
        ("replace the background of a-1 with b-1", "b-1"),
        ("put the person from a-1 in front of b-1", "b-1"),
        ("put the white dog of a-1 before b-1", "b-1"),
    ],
)
def test_a_colour_that_is_told_is_the_background_unless_a_picture_is(words, background):
    assert read("background", words, PAIR) == background


@pytest.mark.parametrize(
    "words",
    [
        "Look at a-1 and b-1 together and tell a story",
        "look at these two pictures and tell a story",
        "Looking at a-1 and b-1 together, tell a story",
        "have a look at a-1 and b-1, then tell a story",
        "Study a-1 and b-1 side by side and tell a story",
        "with a-1 and b-1 before you, tell a story",
        "from a-1 and b-1 taken together tell a story",
        "Consider both photos together: tell a story",
    ],
)
def test_that_pictures_are_looked_at_is_no_part_of_the_prompt(words):
    assert read("picture_prompt", words, PAIR) == "tell a story"


@pytest.mark.parametrize(
    "words",
    [
        "don't touch the spaces beside punctuation",
        "dont touch the spaces beside punctuation",
        "spaces around punctuation can stay",
        "do not change any of the spaces beside punctuation marks",
        "hands off the spaces next to the punctuation",
        "except for the spaces beside punctuation",
        "never touch the space before a colon",
    ],
)
def test_spaces_beside_punctuation_are_left_where_that_is_said(words):
    assert UNPUNCTUATED.search(words)


@pytest.mark.parametrize("words", ["put the spaces and the punctuation right", "fix the spaces before punctuation"])
def test_spaces_beside_punctuation_are_put_right_else(words):
    assert not UNPUNCTUATED.search(words)


@pytest.mark.parametrize(
    ("read", "words", "value"),
    [
        (HEARD["sound_format"], "save the sound as flacs", "flac"),
        (HEARD["sound_format"], "as a wave file", "wav"),
        (HEARD["mono"], "not stereo, please", True),
        (WRITTEN["style"], "its most central sentences as they stand", "extractive"),
        (WRITTEN["style"], "using the author's sentences", "extractive"),
        (WRITTEN["style"], "quote its sentences", "extractive"),
        (WRITTEN["style"], "a freely rewritten summary", "abstractive"),
        (TOLD["multi_label"], "both may be true", True),
        (TOLD["multi_label"], "as many labels as fit", True),
        (TOLD["unicode"], "write the odd letters as normal ones", True),
        (READERS["cut_out"], "save them as pictures of their own", True),
        (READERS["cut_out"], "snip them out", True),
        (READERS["cut_out"], "one file per dog", True),
    ],
)
def test_a_choice_is_read_as_people_call_it(read, words, value):
    assert read(Clause(words, words)) == value
