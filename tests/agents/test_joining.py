"""Pieces of videos that are wanted as one, and what was made that goes on with what is at hand."""

import pytest

from agents.parsing.clauses import Clause
from agents.planner import Planner
from agents.plans import Situation
from agents.readers.clip_order import in_order
from agents.specialists import offers

FILES = {"a-1": "a.mp4", "b-1": "b.mp4", "poem-1": "poem.txt"}
KINDS = {"a-1": "video", "b-1": "video"}


@pytest.fixture(scope="module")
def steps(encoder):
    planner = Planner(offers(), encoder)

    def steps(request, names=("a-1", "b-1")):
        titles = {name: FILES[name] for name in names}
        nodes = planner.plan(request, Situation(titles, tuple(titles), kinds=KINDS)).nodes
        return [(node.offer.name, node.values, node.after) for node in nodes]

    return steps


@pytest.mark.parametrize(
    "request_",
    [
        "I need seconds 5 to 15 of a.mp4 and 1:00 to 1:20 of b.mp4, as one video, in that order.",
        "Put 0:05 to 0:15 of a.mp4 and 1:00 to 1:20 of b.mp4 back to back",
        "Take seconds 5 to 15 of a.mp4 and 1:00 to 1:20 of b.mp4 and make one clip of them",
        "0:05-0:15 of a.mp4 and 1:00-1:20 of b.mp4, joined into one clip please",
        "Join 0:05 to 0:15 of a.mp4 and 1:00 to 1:20 of b.mp4",
        "Splice together a.mp4 from 0:05 to 0:15 and b.mp4 from 1:00 to 1:20",
        "From a.mp4 I need 0:05 to 0:15 as one piece and from b.mp4 1:00 to 1:20 as a second piece. Then join both.",
        "Cut 0:05 to 0:15 out of a.mp4 and 1:00 to 1:20 out of b.mp4 and join them",
    ],
)
def test_pieces_that_are_wanted_as_one_video_are_cut_and_joined(steps, request_):
    assert steps(request_) == [
        ("cut_video", {"video": "a-1", "start_s": 5.0, "end_s": 15.0}, ()),
        ("cut_video", {"video": "b-1", "start_s": 60.0, "end_s": 80.0}, ()),
        ("join_videos", {}, (0, 1)),
    ]


@pytest.mark.parametrize(
    "request_",
    [
        "Cut 0:05 to 0:15 and 1:00 to 1:20 out of a.mp4 as separate clips",
        "From a.mp4 I need 0:05 to 0:15 as one clip and 1:00 to 1:20 as another",
        "From a.mp4 cut 0:05 to 0:15 for the intro and 1:00 to 1:20 for the ending",
    ],
)
def test_pieces_that_are_wanted_each_for_itself_are_not_joined(steps, request_):
    assert [tool for tool, _, _ in steps(request_, ("a-1",))] == ["cut_video", "cut_video"]


@pytest.mark.parametrize(
    ("more", "tool"),
    [
        ("then join it with b.mp4", "join_videos"),
        ("append b.mp4 to it", "join_videos"),
        ("put that clip behind b.mp4", "join_videos"),
    ],
)
def test_what_was_made_goes_on_with_a_file_that_is_named(steps, more, tool):
    assert steps(f"Cut a.mp4 to its first 10 seconds and {more}")[1] == (tool, {"videos": ["b-1"]}, (0,))


@pytest.mark.parametrize(
    ("said", "files", "order"),
    [
        ("put intro-1 in front of it", ("intro-1", "cut-2"), ["intro-1", "cut-2"]),
        ("append outro-1 to it", ("outro-1", "cut-2"), ["cut-2", "outro-1"]),
        ("put that clip behind intro-1", ("intro-1", "cut-2"), ["intro-1", "cut-2"]),
        ("join it with b-1", ("b-1", "cut-2"), ["cut-2", "b-1"]),
        ("prepend intro-1 to it", ("intro-1", "cut-2"), ["intro-1", "cut-2"]),
        ("join intro-1, it and outro-1", ("intro-1", "outro-1", "cut-2"), ["intro-1", "cut-2", "outro-1"]),
    ],
)
def test_a_video_that_is_only_pointed_at_has_its_place_in_the_order(said, files, order):
    assert (in_order(Clause(said, said, files=files)) or list(files)) == order


def test_an_order_that_comes_then_and_is_another_tools_says_no_more_of_the_one_before(steps):
    done = steps("Grab the frame of a.mp4 at 10 s and the one at 300 s, then compare the two stills", ("a-1",))

    assert done == [
        ("extract_frames", {"video": "a-1", "at_s": 10.0}, ()),
        ("extract_frames", {"video": "a-1", "at_s": 300.0}, ()),
        ("compare_pictures", {}, (0, 1)),
    ]


@pytest.mark.parametrize("each", ["every one of", "each one of", "all of", "both of", "each of"])
def test_each_of_several_is_worked_on_and_each_result_after_it(steps, each):
    done = steps(f"For {each} these clips, save the sound as an mp3, and then write down what is said in the mp3s")

    assert [(tool, after) for tool, _, after in done] == [
        ("extract_sound", ()), ("extract_sound", ()), ("transcribe", (0,)), ("transcribe", (1,)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        "make the reading the sound of a.mp4, which is silent so far",
        "put the reading under a.mp4",
        "use it as the sound of a.mp4",
        "let that be the new soundtrack of a.mp4",
    ],
)
def test_what_was_read_aloud_becomes_the_sound_of_a_video(steps, said):
    assert steps(f"Read poem.txt aloud and {said}", ("poem-1", "a-1")) == [
        ("read_aloud", {"text": "poem-1"}, ()),
        ("replace_sound", {"video": "a-1"}, (0,)),
    ]


@pytest.mark.parametrize(
    "request_",
    [
        "Show a.mp4 and b.mp4 side by side in a split screen",
        "Join a.mp4 and b.mp4 side by side",
        "Put b.mp4 as a picture-in-picture into a.mp4",
        "Play both clips next to each other",
        "Please blur the children's faces all through a.mp4",
        "Pixelate every face in a.mp4",
    ],
)
def test_what_nothing_here_does_with_videos_is_said(steps, request_):
    assert steps(request_) == []


@pytest.mark.parametrize(
    ("request_", "kept"),
    [
        ("Split a.mp4 at 10:00 into two videos", [(None, 600), (600, None)]),
        ("Cut a.mp4 into three parts at 5:00 and 10:00", [(None, 300), (300, 600), (600, None)]),
        ("Divide a.mp4 at 90 seconds", [(None, 90), (90, None)]),
    ],
)
def test_a_video_is_split_at_the_moments_that_are_named(steps, request_, kept):
    done = steps(request_, ("a-1",))

    assert [(values.get("start_s"), values.get("end_s")) for _, values, _ in done] == kept
    assert {tool for tool, _, _ in done} == {"cut_video"}


@pytest.mark.parametrize(
    "request_",
    [
        "Remove the middle part of a.mp4 from 1:00 to 2:00",
        "Everything but 1:00 to 2:00 of a.mp4 please",
        "Drop 1:00 to 2:00 from a.mp4",
    ],
)
def test_what_goes_from_the_middle_leaves_two_sides_that_are_joined(steps, request_):
    assert steps(request_, ("a-1",)) == [
        ("cut_video", {"video": "a-1", "end_s": 60.0}, ()),
        ("cut_video", {"video": "a-1", "start_s": 120.0}, ()),
        ("join_videos", {}, (0, 1)),
    ]


def test_a_changed_video_stays_a_video(steps):
    done = steps("Cut both clips to 1 minute, join the two and then cut the result down to the first 30 seconds")

    assert [tool for tool, _, _ in done] == ["cut_video", "cut_video", "join_videos", "cut_video"]


@pytest.mark.parametrize(
    ("request_", "title"),
    [
        ("Add an echo to a.wav", "a.wav"),
        ("Bring a.wav up by two semitones", "a.wav"),
        ("Detect who speaks when in a.wav", "a.wav"),
        ("Compress a.mp4 so that it is under 10 MB", "a.mp4"),
        ("Convert a.mp4 to mkv", "a.mp4"),
        ("Mute a.mp4", "a.mp4"),
    ],
)
def test_what_nothing_here_does_with_sounds_and_videos_is_said(encoder, request_, title):
    kind = "sound" if title.endswith("wav") else "video"
    plan = Planner(offers(), encoder).plan(request_, Situation({"a-1": title}, kinds={"a-1": kind}))

    assert not plan.nodes
    assert plan.refusals[0].startswith("No tool here does")
