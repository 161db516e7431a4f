"""What a later part of a request points at: what was made, by its kind; a test made before; the part before."""

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


def planned(planner, request, *titles, made=None, focus=None):
    """Tool, and what feeds it, of each call."""
    files = {f"{Path(title).stem}-1": title for title in titles}
    kinds = {name: kind_of(type_of(Path(title))) for name, title in files.items()} | (made or {})
    tools = dict.fromkeys(made or {}, "cut_video")
    return planner.plan(request, Situation(files, focus or (), (), kinds, tools))


def steps(plan):
    return [(node.offer.name, node.after) for node in plan.nodes]


@pytest.mark.parametrize(
    ("request_", "title", "wanted"),
    [
        ("Pull 6 frames out of party.mp4 and check whether those pictures are OK to publish", "party.mp4",
         [("extract_frames", ()), ("moderate_pictures", (0,))]),
        ("Save the sound of hall.mp4 as mp3, write down what is said in that mp3", "hall.mp4",
         [("extract_sound", ()), ("transcribe", (0,))]),
        ("Enlarge beetle.png four times, then classify the enlarged one", "beetle.png",
         [("enlarge_picture", ()), ("classify_picture", (0,))]),
        ("Describe what can be seen in farm.mp4 and translate that description into Dutch", "farm.mp4",
         [("caption_video", ()), ("translate", (0,))]),
        ("get the picture at 0:42 out of lot.mp4 and draw a box round every car in it", "lot.mp4",
         [("extract_frames", ()), ("detect_objects", (0,))]),
        ("Translate haiku.txt into English and then make a picture from the translation", "haiku.txt",
         [("translate", ()), ("make_picture", (0,))]),
        ("Make barn.jpg look like winter and tell me how well \"a barn in the snow\" fits the result", "barn.jpg",
         [("edit_picture", ()), ("score_picture", (0,))]),
    ],
)  # fmt: skip
def test_what_was_made_is_worked_on(planner, request_, title, wanted):
    assert steps(planned(planner, request_, title)) == wanted


def test_what_an_earlier_request_made_is_called_by_how_it_was_made(planner):
    plan = planned(planner, "put the song under the cut clip", "race.mp4", "song.mp3", made={"cut-1": "video"})

    assert plan.nodes[0].values == {"video": "cut-1", "sound": "song-1"}


@pytest.mark.parametrize(
    ("request_", "title", "when"),
    [
        ("Which actions do you recognise in clip.mp4? If surfing is one of them, make a gif of it", "clip.mp4",
         (0, "scores", "has", "surfing", False)),
        ("Is the lot in lot.jpg full, yes or no? If yes, detect all the cars in it", "lot.jpg",
         (0, "answers", "has", "yes", False)),
        ("Moderate poster.png. Only if the verdict is allow, enlarge it four times", "poster.png",
         (0, "verdict", "is", "allow", False)),
        ("If there is no dog in garden.jpg, remove its background", "garden.jpg",
         (0, "counts", "has", "dog", True)),
    ],
)  # fmt: skip
def test_conditions_are_about_results(planner, request_, title, when):
    plan = planned(planner, request_, title)

    last = plan.nodes[-1].when
    assert len(plan.nodes) == 2
    assert (last.node, last.field, last.how, last.value, last.negated) == when


@pytest.mark.parametrize(
    ("request_", "title", "tools"),
    [
        ("When and where was ridge.jpg taken, and with which camera?", "ridge.jpg", ["describe_picture"]),
        ("How many hours do we get, and on which page?", "handbook.pdf", ["answer_from_documents"]),
        ("Is plaza.mp4 crowded, half full or empty, and when does that change over the video?", "plaza.mp4",
         ["match_video"]),
        ("Please go through kitchen.mp4 moment by moment and say whether it's chopping, frying or washing up.",
         "kitchen.mp4", ["match_video"]),
        ("My gas bill is in there as bill.png, what's the meter number it gives?", "bill.png", ["ask_scan"]),
    ],
)  # fmt: skip
def test_one_thing_said_in_two_parts_is_done_once(planner, request_, title, tools):
    assert [node.offer.name for node in planned(planner, request_, title).nodes] == tools


def test_a_remark_behind_gives_its_argument(planner):
    plan = planned(planner, "Is plaza.mp4 crowded or empty? Smooth over 5 moments.", "plaza.mp4")

    assert plan.nodes[0].values["smooth"] == 5


def test_a_tool_that_has_nothing_to_work_on_is_not_run_unasked(planner):
    plan = planned(planner, "make it nicer", "notes.txt")

    assert not plan.nodes
    assert plan.doubts[0].tool != "edit_picture"


@pytest.mark.parametrize("request_", ["slow clip.mp4 down to half speed", "swap the faces in clip.mp4"])
def test_what_no_tool_does_to_a_video_is_refused(planner, request_):
    plan = planned(planner, request_, "clip.mp4")

    assert not plan.nodes
    assert plan.refusals
