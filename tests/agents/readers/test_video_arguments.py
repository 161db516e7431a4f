"""What the tools that work on videos are told, as people say it: stretches of time, frames, labels, order, sound."""

import pytest

from agents.calls.filling import fill
from agents.parsing.clauses import Clause, parse
from agents.planner import Planner
from agents.plans import Situation
from agents.readers.several_stretches import parted
from agents.readers.stretches import stretch
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


@pytest.mark.parametrize(
    ("said", "start_s", "end_s"),
    [
        ("trim the video from 0:20 to 1 min 5", 20, 65),
        ("keep only the first minute and a half of the video", None, 90),
        ("three quarters of a minute from the beginning", None, 45),
        ("two-and-a-half minutes from the start", None, 150),
        ("clip from 1h02m03s to 1h02m33s", 3723, 3753),
        ("start at 1'30 and stop at 2'10", 90, 130),
        ("t=12 to t=40", 12, 40),
        ("start=12 end=47", 12, 47),
        ("from the twelfth second to the 47th", 12, 47),
        ("everything from 40 on of the video", 40, None),
        ("take 0:20 until the end", 20, None),
        ("up to and including 0:20", None, 20),
        ("from 0:10 up until 0:20", 10, 20),
        ("the video: 20 seconds starting at 1:05", 65, 85),
        ("ten seconds, beginning with second 30", 30, 40),
        ("from 0:30, duration 20 seconds", 30, 50),
        ("0:30 for the next 20 seconds", 30, 50),
        ("the 20 seconds following 0:30", 30, 50),
        ("the 20 seconds before 1:05", 45, 65),
        ("take 30 s out of the video starting at minute 2", 120, 150),
        ("start after the first ten seconds", 10, None),
        ("skip ahead to 1:30", 90, None),
        ("no later than 1:30", None, 90),
        ("stop it after a minute and 20 seconds", None, 80),
        ("in at 0:12, out at 0:47", 12, 47),
        ("the last 12 seconds of the video", None, None),
        ("cut the last 20 s off the video", None, None),
        ("fade it out over 3 seconds", None, None),
    ],
)
def test_a_stretch_is_read_by_its_length_and_in_bare_numbers_too(said, start_s, end_s):
    assert stretch(Clause(said, said)) == (start_s, end_s)


@pytest.mark.parametrize(
    ("said", "start_s", "end_s"),
    [
        ("I don't need the first 10 s of the video", 10, None),
        ("everything but the first 20 seconds", 20, None),
        ("nothing after 1:30 please", None, 90),
        ("not beyond 1:30", None, 90),
        ("cut off everything after the first minute", None, 60),
        ("trim everything past 1:45 from the video", None, 105),
        ("trim the start of the video by 5 seconds", 5, None),
        ("leave the first 7 seconds of the video out", 7, None),
        ("the first 10 s of the video can go", 10, None),
        ("everything after 2:00 should be removed", None, 120),
        ("the first 20 seconds aren't needed", 20, None),
        ("keep the first 10 s, the rest of it can go", None, 10),
        ("cut the video to the first 10 s; silence is to be removed", None, 10),
    ],
)
def test_what_is_to_go_is_told_in_many_words(said, start_s, end_s):
    assert stretch(Clause(said, said)) == (start_s, end_s)


@pytest.mark.parametrize(
    ("said", "start_s", "end_s"),
    [
        ("The first 8 seconds of the video are black, cut them off", 8, None),
        ("The intro of the video lasts until 0:15, please get rid of it", 15, None),
        ("After 3:10 the video only shows the credits, lose that", None, 190),
        ("The first half minute shows nothing but the floor. Give me the rest.", 30, None),
        ("Everything after 14 minutes and 20 seconds is dull. Drop that and keep what comes before", None, 860),
        ("The first 37.4 seconds are only clamps; give me a version that begins after that", 37.4, None),
        ("give me a version that begins after that. The first 37.4 seconds are only clamps", 37.4, None),
        ("Nothing happens before 0:45, so start there", 45, None),
        ("We start playing at 0:33 in the video; drop what is before.", 33, None),
        ("The goal is at 1:05, start there and end at 1:30", 65, 90),
        ("The goal falls between 1:10 and 1:20; drop what comes after it", None, 80),
        ("The goal falls between 1:10 and 1:20; drop what comes before it", 70, None),
        ("The speech ends at 2:48, keep the video up to there", None, 168),
        ("The credits start at 4:00, drop everything from there on", None, 240),
        ("The interesting part is from 2:10 to 2:40, just keep that", 130, 160),
        ("From 0:10 to 0:20 there is an advert, cut it away", None, None),
    ],
)
def test_words_that_point_back_at_a_moment_say_what_is_kept(said, start_s, end_s):
    assert stretch(Clause(said, said)) == (start_s, end_s)


@pytest.mark.parametrize(
    ("tool", "said", "parts"),
    [
        (
            "cut_video",
            "save 0:10-0:20 and 0:40-0:50 of talk.mp4",
            [{"start_s": 10, "end_s": 20}, {"start_s": 40, "end_s": 50}],
        ),
        (
            "cut_video",
            "from talk.mp4 I need: the first 15 s and from 1:30 to 2:00",
            [{"end_s": 15}, {"start_s": 90, "end_s": 120}],
        ),
        ("cut_video", "keep talk.mp4 up to 1:05, and from 1:12 to the end", [{"end_s": 65}, {"start_s": 72}]),
        (
            "preview_video",
            "gifs of seconds 5 to 8 and 20 to 23 of talk.mp4, 240 wide",
            [{"start_s": 5, "end_s": 8, "width": 240}, {"start_s": 20, "end_s": 23, "width": 240}],
        ),
        ("extract_frames", "frames of talk.mp4 at 3, 7 and 12 seconds", [{"at_s": 3}, {"at_s": 7}, {"at_s": 12}]),
        (
            "extract_frames",
            "3 screenshots of talk.mp4, at second 4, 8 and 15",
            [{"at_s": 4}, {"at_s": 8}, {"at_s": 15}],
        ),
        ("extract_frames", "the picture at 1:03 and the one at 1:08 from talk.mp4", [{"at_s": 63}, {"at_s": 68}]),
        ("cut_video", "drop everything before 1:05 and after 2:00 in talk.mp4", [{"start_s": 65, "end_s": 120}]),
        ("cut_video", "trim talk.mp4 to between 0:10 and 0:20", [{"start_s": 10, "end_s": 20}]),
    ],
)
def test_stretches_and_moments_that_are_listed_are_each_their_own_call(tool, said, parts):
    clause = parse(said, CLIPS, KINDS).clauses[0]
    found = [fill(one, OFFERS[tool], one.files, False) for one in parted(clause, OFFERS[tool])]
    assert [{name: value for name, value in one.items() if name != "video"} for one in found] == parts


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        (
            "take the first 10 s of talk.mp4 and everything from 40 on of outro.mp4",
            [("talk-1", None, 10), ("outro-1", 40, None)],
        ),
        (
            "drop the first 5 seconds of talk.mp4 and the first 8 of outro.mp4",
            [("talk-1", 5, None), ("outro-1", 8, None)],
        ),
        (
            "keep the first minute of talk.mp4, the first 2 of outro.mp4 and the first 3 of coffee.mov",
            [("talk-1", None, 60), ("outro-1", None, 120), ("coffee-1", None, 180)],
        ),
        ("cut talk.mp4 from 0:10 to 0:20 and outro.mp4 from 0:05 to 0:08", [("talk-1", 10, 20), ("outro-1", 5, 8)]),
    ],
)
def test_each_video_has_the_stretch_that_is_said_of_it(said, parts):
    clause = parse(said, CLIPS, KINDS).clauses[0]
    found = parted(clause, OFFERS["cut_video"])
    assert [(*one.files, *stretch(one)) for one in found] == parts


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "contact sheet of talk.mp4 with one picture per scene, 16 at most",
            {"count": 16, "scenes": True, "sheet": True},
        ),
        ("a picture of every shot in talk.mp4, max 12", {"count": 12, "scenes": True}),
        ("two dozen stills from talk.mp4", {"count": 24}),
        ("show me the very first frame of talk.mp4", {"at_s": 0}),
        ("pictures of all shots in talk.mp4, no sheet", {"scenes": True}),
    ],
)
def test_frames_are_limited_and_laid_out_as_it_is_said(said, wanted):
    assert told("extract_frames", said) == wanted


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "know when the animals are sleeping, grooming or swimming: a moment every 10 seconds, scores averaged over "
            "5 moments, and ignore the sound",
            {"labels": ["sleeping", "grooming", "swimming"], "step_s": 10, "smooth": 5, "sound": False},
        ),
        (
            "sort talk.mp4 under indoors and outdoors, with a step of 5 seconds",
            {"labels": ["indoors", "outdoors"], "step_s": 5},
        ),
        ("score talk.mp4 for laughter, applause and silence", {"labels": ["laughter", "applause", "silence"]}),
        (
            "does talk.mp4 show day or night, sampled twice a second, unsmoothed",
            {"labels": ["day", "night"], "step_s": 0.5, "smooth": 1},
        ),
        ("label the ride in talk.mp4 as smooth, bumpy or rough", {"labels": ["smooth", "bumpy", "rough"]}),
        (
            "label talk.mp4 as goal, foul or play, smooth=5, only by what is seen",
            {"labels": ["goal", "foul", "play"], "smooth": 5, "sound": False},
        ),
        ("which of the labels red, green and blue light fits talk.mp4", {"labels": ["red", "green", "blue light"]}),
        ("is it speech, music or no sound?", {"labels": ["speech", "music", "no sound"]}),
    ],
)
def test_labels_end_where_it_is_said_how_to_judge(said, wanted):
    assert told("match_video", said) == wanted


@pytest.mark.parametrize(
    ("tool", "said", "wanted"),
    [
        (
            "preview_video",
            "loop 12 s to 15 s of talk.mp4 as a gif, longer side 256",
            {"start_s": 12, "end_s": 15, "width": 256},
        ),
        ("preview_video", "a gif of talk.mp4 from 0:20, its longer side at 500", {"start_s": 20, "width": 500}),
        ("classify_video", "classify talk.mp4, just the most likely class", {"count": 1}),
        ("classify_video", "classify talk.mp4 with a count of 7", {"count": 7}),
    ],
)
def test_the_width_of_a_gif_and_the_number_of_guesses_are_read(tool, said, wanted):
    assert told(tool, said) == wanted


@pytest.mark.parametrize(
    ("said", "order"),
    [
        ("add outro.mp4 at the end of talk.mp4", ["talk-1", "outro-1"]),
        ("outro.mp4 should come after talk.mp4", ["talk-1", "outro-1"]),
        ("prepend outro.mp4 to talk.mp4", ["outro-1", "talk-1"]),
        ("join outro.mp4 and talk.mp4 in reverse order", ["talk-1", "outro-1"]),
        ("merge talk.mp4 and outro.mp4 with outro.mp4 coming first", ["outro-1", "talk-1"]),
        ("put talk.mp4 and outro.mp4 together, beginning with outro.mp4", ["outro-1", "talk-1"]),
        (
            "combine talk.mp4, outro.mp4 and coffee.mov in the order coffee, talk, outro",
            ["coffee-1", "talk-1", "outro-1"],
        ),
        ("join talk.mp4, outro.mp4 and coffee.mov in alphabetical order", ["coffee-1", "outro-1", "talk-1"]),
    ],
)
def test_an_order_is_read_from_before_and_behind_the_names(said, order):
    assert told("join_videos", said) == {"videos": order}


@pytest.mark.parametrize(
    "said",
    ["outro.mp4 is all crackle. Give it the audio of talk.mp4 instead.", "replace its sound with that of talk.mp4"],
)
def test_the_other_video_gets_the_sound_of_the_one_that_is_named(planner, said):
    here = Situation({"talk-1": "talk.mp4", "outro-1": "outro.mp4"}, kinds=KINDS)
    (node,) = planner.plan(said, here).nodes
    assert (node.offer.name, node.values) == ("replace_sound", {"video": "outro-1", "sound": "talk-1"})


def test_a_video_gets_no_sound_of_another_that_nobody_speaks_of(planner):
    here = Situation({"talk-1": "talk.mp4", "outro-1": "outro.mp4"}, kinds=KINDS)
    assert not planner.plan("replace the sound of talk.mp4", here).nodes


@pytest.mark.parametrize(
    ("said", "labels"),
    [
        ("When does he do squats, when lunges, and when is he resting in talk.mp4?", ["squats", "lunges", "resting"]),
        ("When is the road empty and when is there traffic in talk.mp4?", ["empty", "traffic"]),
        ("when is the baby asleep in talk.mp4, when awake, and when is it crying?", ["asleep", "awake", "crying"]),
        ("In talk.mp4, when is it raining, when is it dry? Ignore the sound", ["raining", "dry"]),
    ],
)
def test_what_is_asked_of_several_moments_in_a_row_is_one_question(planner, said, labels):
    nodes = planner.plan(said, Situation({"talk-1": "talk.mp4"}, kinds=KINDS)).nodes

    assert [(node.offer.name, node.values["labels"]) for node in nodes] == [("match_video", labels)]
