"""What the tools that work on videos are told, as people say it: stretches of time, frames, labels, order, sound."""

import pytest

from agents.clauses import parse
from agents.filling import fill
from agents.planner import Planner
from agents.plans import Situation
from agents.specialists import offers

OFFERS = {offer.name: offer for offer in offers()}
CLIPS = {"talk-1": "talk.mp4", "outro-1": "outro.mp4", "coffee-1": "coffee.mov"}
KINDS = dict.fromkeys(CLIPS, "video")


@pytest.fixture(scope="module")
def planner(encoder):
    return Planner(offers(), encoder)


def told(tool, said, files=("talk-1",)):
    """The arguments of a tool that one clause gives, without its file."""
    clause = parse(said, CLIPS, KINDS).clauses[0]
    values = fill(clause, OFFERS[tool], clause.files or files, False)
    return {name: value for name, value in values.items() if name != OFFERS[tool].single}


@pytest.mark.parametrize(
    ("said", "start_s", "end_s"),
    [
        ("keep only seconds 15 to 48 of the video", 15, 48),
        ("I need just the first minute of it", None, 60),
        ("give me the bit between two and three minutes", 120, 180),
        ("shorten talk.mp4 to its first thirty seconds", None, 30),
        ("take the last bit of talk.mp4, from 2 minutes 40 on", 160, None),
        ("the part between the 90th and the 120th second", 90, 120),
        ("clip 00:01:00-00:01:30 out of talk.mp4", 60, 90),
        ("trim talk.mp4 ss=3.5 to=19", 3.5, 19),
        ("tighten it, start at 2 seconds and finish at 5 and a half", 2, 5.5),
        ("keep half a minute in until 55 seconds", 30, 55),
        ("only the first quarter of a minute of that clip", None, 15),
        ("save a 20-second excerpt of the video starting at 3 minutes", 180, 200),
        ("make talk.mp4 start at the 25-second mark", 25, None),
        ("let the film end after ninety seconds", None, 90),
        ("cut it from 2 h 5 min to 2 h 6 min", 7500, 7560),
        ("trim it from the start to 0:30", None, 30),
        ("the first one and a half minutes", None, 90),
        ("take 15 seconds from the beginning", None, 15),
        ("5 seconds from 1m20s", 80, 85),
    ],
)
def test_a_stretch_of_time_is_read_however_it_is_said(said, start_s, end_s):
    wanted = {"start_s": start_s, "end_s": end_s}
    assert told("cut_video", said) == {name: value for name, value in wanted.items() if value is not None}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("chop off the first 8 secs of the video", {"start_s": 8}),
        ("shave the opening 4 seconds off the footage", {"start_s": 4}),
        ("remove everything before 1:02 from talk.mp4", {"start_s": 62}),
        ("remove the beginning of this film, up to the twelfth second", {"start_s": 12}),
        ("lose everything after 2:15 in talk.mp4", {"end_s": 135}),
        ("cut the dubbed video off at one minute", {"end_s": 60}),
        ("trim 5 seconds off the start", {"start_s": 5}),
        ("drop everything before 1:05 and after 2:00", {"start_s": 65, "end_s": 120}),
        ("keep 5 to 10 s and remove the rest", {"start_s": 5, "end_s": 10}),
    ],
)
def test_what_is_to_go_is_told_from_what_is_to_stay(said, kept):
    assert told("cut_video", said) == kept


def test_a_middle_that_is_to_go_is_not_taken_for_what_is_kept():
    assert told("cut_video", "remove 0:10 to 0:20 from the video") == {}


def test_numbers_that_are_no_times_are_not_read_as_times():
    assert told("edit_sound", "convert it from 8 to 16 kHz") == {"rate_hz": 16000}
    assert told("edit_sound", "cut it to 45 seconds and fade it out over 3 seconds")["end_s"] == 45


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("half a dozen pictures out of talk.mp4", {"count": 6}),
        ("stills from my dance video, eight of them", {"count": 8}),
        ("frames from talk.mp4, n=16", {"count": 16}),
        ("thumbnails for this video, 6 evenly spaced + contact sheet", {"count": 6, "sheet": True}),
        ("one photo from this film for every new scene in it", {"scenes": True}),
        ("key frames at every scene change in talk.mp4", {"scenes": True}),
        ("a still from talk.mp4 at 1 minute 10", {"at_s": 70}),
        ("one still at the third minute", {"at_s": 180}),
        ("grab the frame @ 3.5s from talk.mp4", {"at_s": 3.5}),
        ("frames of the 20 second clip", {}),
    ],
)
def test_frames_are_counted_or_named_by_their_moment_or_scene(said, wanted):
    assert told("extract_frames", said) == wanted


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("sort talk.mp4 into talking and writing, moment by moment", {"labels": ["talking", "writing"]}),
        (
            "label the clip as quiet, fox or hens in uproar, by picture only, never mind the sound",
            {"labels": ["quiet", "fox", "hens in uproar"], "sound": False},
        ),
        ("when does it change from standing to lying down?", {"labels": ["standing", "lying down"]}),
        ("labels=[typing, idle] over talk.mp4, step 1s", {"labels": ["typing", "idle"], "step_s": 1}),
        ("video vs my labels walk/run/stand, 0.5s steps", {"labels": ["walk", "run", "stand"], "step_s": 0.5}),
        ("plot day versus night along talk.mp4, no smoothing", {"labels": ["day", "night"], "smooth": 1}),
        (
            'under which of the labels "calm" and "riot" does talk.mp4 fall, and from when?',
            {"labels": ["calm", "riot"]},
        ),
        ("is this video a lecture, a concert or a match?", {"labels": ["lecture", "concert", "match"]}),
        ("mark it sowing, mowing or idling, once a second", {"labels": ["sowing", "mowing", "idling"], "step_s": 1}),
    ],
)
def test_how_to_judge_is_told_from_the_labels(said, wanted):
    assert told("match_video", said) == wanted


def test_the_words_of_a_number_count_descriptions_and_guesses():
    assert told("caption_video", "describe talk.mp4 in eight sentences") == {"count": 8}
    assert told("caption_video", "describe it with nlpconnect/vit-gpt2-image-captioning") == {
        "model": "nlpconnect/vit-gpt2-image-captioning"
    }
    assert told("classify_video", "give me the six most probable actions in talk.mp4") == {"count": 6}
    assert told("classify_video", "which of the 400 human actions is it?") == {}
    assert told("preview_video", "a gif of it from 0:22, 240 wide") == {"start_s": 22, "width": 240}


@pytest.mark.parametrize(
    ("said", "order"),
    [
        ("join talk.mp4 and outro.mp4", ["talk-1", "outro-1"]),
        ("append outro.mp4 to the end of talk.mp4", ["talk-1", "outro-1"]),
        ("one film from talk.mp4, outro.mp4 and coffee.mov, coffee comes first", ["coffee-1", "talk-1", "outro-1"]),
    ],
)
def test_videos_are_joined_in_the_order_that_is_said(said, order):
    assert told("join_videos", said) == {"videos": order}


@pytest.mark.parametrize("said", ["use the sound from talk.mp4 on outro.mp4", "put talk.mp4's audio on outro.mp4"])
def test_the_video_whose_sound_is_spoken_of_gives_it(planner, said):
    here = Situation({"talk-1": "talk.mp4", "outro-1": "outro.mp4"}, kinds=KINDS)
    (node,) = planner.plan(f"{said} in place of its own", here).nodes
    assert (node.offer.name, node.values) == ("replace_sound", {"video": "outro-1", "sound": "talk-1"})


def test_the_clip_in_focus_gets_the_sound_where_no_video_is_named(planner):
    here = Situation(
        {"talk-1": "talk.mp4", "song-1": "song.mp3"},
        focus=("cut-1",),
        kinds={"talk-1": "video", "song-1": "sound", "cut-1": "video"},
        made={"cut-1": "cut_video"},
    )
    (node,) = planner.plan("put song.mp3 on the clip in place of its own sound", here).nodes
    assert node.values == {"video": "cut-1", "sound": "song-1"}
