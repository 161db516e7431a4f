"""What is only told: a reason, praise, a purpose, a mask, a motion, a note; and the quote or detail beside an order."""

import pytest

from agents.parsing.clauses import parse
from agents.parsing.followups import repeated
from agents.planner import Planner
from agents.plans import Situation
from agents.specialists import offers


@pytest.fixture(scope="module")
def planner(encoder):
    return Planner(offers(), encoder)


KINDS = {"txt": "document", "pdf": "document", "wav": "sound", "mp4": "video", "png": "picture"}


@pytest.fixture
def calls(planner):
    """Request and file names → the tool and the arguments of each node."""

    def calls(request, *files, earlier=()):
        names = {f"{file.split('.')[0]}-1": file for file in files}
        kinds = {name: KINDS[file.split(".")[1]] for name, file in names.items()}
        plan = planner.plan(request, Situation(names, tuple(names), earlier=earlier, kinds=kinds))
        assert plan.refusals == ()
        return [(node.offer.name, dict(node.values)) for node in plan.nodes]

    return calls


@pytest.mark.parametrize(
    "request_",
    [
        "I've broken my glasses and the print is tiny, so would you kindly tell me what the excess is in policy.pdf?",
        "The print is tiny so would you mind telling me what the excess is in policy.pdf?",
        "My eyes are bad, so I'd like to know what the excess is in policy.pdf",
        "I can't read it, so would you be so kind as to tell me what the excess is in policy.pdf?",
        "As my glasses are broken, would you tell me what the excess is in policy.pdf?",
        "I am at work and can't open it - can you tell me what the excess is in policy.pdf?",
        "I've to call them at noon; would you please let me know what the excess is in policy.pdf?",
    ],
)
def test_behind_a_reason_the_question_alone_is_the_question(calls, request_):
    (tool, arguments), *others = calls(request_, "policy.pdf")

    assert (tool, others) == ("answer_from_documents", [])
    assert arguments["question"].strip(" ?") == "what the excess is in policy-1"


@pytest.mark.parametrize(
    "said",
    [
        "Splendid, that came out beautifully, thank you!",
        "What a beauty!",
        "Wow, how crisp that is!",
        "Bravo!",
        "Well done!",
        "Just what I wanted, thanks.",
        "This is lovely work, honestly, thank you so much!",
        "Great work on that one!",
    ],
)
def test_praise_asks_for_nothing(calls, said):
    assert calls(f"{said} Could you make it twice as large, too?", "bonnet.png") == [
        ("enlarge_picture", {"images": ["bonnet-1"], "factor": 2})
    ]


@pytest.mark.parametrize(
    ("asked", "tool"),
    [
        ('reader sent me this, what lang is it?? "Hyvää päivää"', "detect_language"),
        ('"Hyvää päivää" - what language is that?', "detect_language"),
        ('My aunt wrote: "Hyvää päivää". Which language?', "detect_language"),
        ('ok to publish or not? "Hyvää päivää"', "moderate"),
        ('Is this rude? "Hyvää päivää"', "moderate"),
        ('Positive or negative? "Hyvää päivää"', "judge_sentiment"),
        ('Any grammar mistakes here? "Hyvää päivää"', "check_grammar"),
    ],
)
def test_a_short_question_is_asked_of_the_quote_beside_it(calls, asked, tool):
    assert calls(asked) == [(tool, {"text": "Hyvää päivää"})]


def test_a_short_question_is_asked_of_all_that_is_quoted_behind_it(calls):
    assert calls('ok to publish these two comments or not? "Lovely" and "You idiot"') == [
        ("moderate", {"texts": ["Lovely", "You idiot"]})
    ]


@pytest.mark.parametrize(
    "said",
    [
        "This morning I had you jot down something on the hall keys, and it has gone out of my head. What was it?",
        "I asked you to note the hall keys last week. What was it again?",
        "You noted the hall keys for me on Monday; what did you write?",
        "I know I told you to remember something about the hall keys. Remind me?",
        "I made a note about the hall keys yesterday. What did it say?",
        "I gave you a note about the hall keys last Tuesday. Remind me what it said?",
    ],
)
def test_what_was_noted_is_asked_back(calls, said):
    [(tool, arguments)] = calls(said)

    assert (tool, arguments["topic"].removeprefix("the ")) == ("recall_note", "hall keys")


@pytest.mark.parametrize(
    ("said", "files", "tools"),
    [
        (
            "who gets name-dropped in a.wav? Transcribe it and list the persons in the transcript",
            ["a.wav"],
            ["transcribe", "find_entities"],
        ),
        ("What is this? Classify a.png, top 5", ["a.png"], ["classify_picture"]),
        ("How do they feel? Transcribe a.wav and judge the sentiment of the transcript", ["a.wav"],
         ["transcribe", "judge_sentiment"]),
        ("Where in a.txt does it say who locked it? I want the exact words, the 3 best spots.", ["a.txt"],
         ["find_answer"]),
        ("How long is a.wav? Transcribe it and sum up the transcript", ["a.wav"],
         ["describe_sound", "transcribe", "summarize"]),
        ("Is there a dog in a.png? Cut it out", ["a.png"], ["ask_picture", "remove_background"]),
    ],
)  # fmt: skip
def test_a_question_that_the_orders_behind_it_answer_is_no_step_of_its_own(calls, said, files, tools):
    assert [tool for tool, _ in calls(said, *files)] == tools


@pytest.mark.parametrize(
    ("said", "files", "tools"),
    [
        ("tell me the length of a.wav and of b.wav, and whether it's the same speaker", ["a.wav", "b.wav"],
         ["describe_sound", "describe_sound", "compare_voices"]),
        ("let me know the size of a.png and whether there is a dog in it", ["a.png"],
         ["describe_picture", "ask_picture"]),
        ("I'd like to know the language of a.txt and whether its grammar is acceptable", ["a.txt"],
         ["detect_language", "check_grammar"]),
        ("Tell me how long a.wav is, and whether it is in stereo", ["a.wav"], ["describe_sound"]),
        ("For every one of these clips I'd like length and resolution, and the sound saved as flac. Thx!!", ["a.mp4"],
         ["describe_video", "extract_sound"]),
        ("for each of these clips I'd like its length, and the sound saved as mp3", ["a.mp4"],
         ["describe_video", "extract_sound"]),
        ("For every one of these photos I'd like a caption and a depth map", ["a.png", "b.png"],
         ["caption_picture", "estimate_depth"]),
        ("For each of these letters I want a summary and the language", ["a.txt"], ["summarize", "detect_language"]),
    ],
)  # fmt: skip
def test_each_thing_that_is_wanted_is_a_step(calls, said, files, tools):
    assert [tool for tool, _ in calls(said, *files)] == tools


@pytest.mark.parametrize(
    ("order", "motion"),
    [
        ("Could ship.png come to life?", "Banners flutter in the wind"),
        ("Animate ship.png.", "The sea heaves and foam flies"),
        ("Please bring ship.png to life.", "The captain waves and a gull lands on the rail"),
        ("I'd love ship.png animated!", "The lantern swings slowly from left to right, smoke rises"),
        ("Let ship.png come alive.", "Snow falling thickly, the sails flapping"),
    ],
)
def test_what_is_told_behind_an_order_to_animate_is_what_moves(calls, order, motion):
    assert calls(f"{order} {motion}. Five seconds, and a little gif of it as well.", "ship.png") == [
        ("animate_picture", {"image": "ship-1", "prompt": motion, "seconds": 5.0, "gif": True})
    ]


@pytest.mark.parametrize(
    "said",
    [
        "The exhibition opens on Friday.",
        "Grandpa built that boat himself.",
        "My daughter drew the waves.",
        "The printer wants it tonight.",
    ],
)
def test_what_is_told_of_the_world_moves_nothing(calls, said):
    assert calls(f"Animate ship.png. {said}", "ship.png") == [("animate_picture", {"image": "ship-1"})]


@pytest.mark.parametrize(
    "said",
    [
        "I've drawn a mask, m.png, for p.png. Where it is white I'd like a small pond painted in.",
        "the white part of m.png is where i want a small pond in p.png",
        "p.png has a hole, and m.png is the mask for it, white where it goes. Paint a small pond there, "
        "nothing outside may change",
        "m.png is the mask for p.png. Where it's white I want a small pond",
        "Here is p.png, and m.png is its mask. In the white area put a small pond",
        "I painted m.png as a mask over p.png: wherever it is white there should be a small pond",
        "Wherever m.png is white, paint a small pond into p.png",
        "I made you a mask for p.png, it's m.png. Fill the white part with a small pond",
    ],
)
def test_a_mask_that_is_only_told_is_the_mask(calls, said):
    assert calls(said, "p.png", "m.png") == [
        ("repaint_picture", {"image": "p-1", "prompt": "a small pond", "mask": "m-1"})
    ]


@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("Stills please! 6 of them, evenly spaced, from x.mp4", ("extract_frames", {"video": "x-1", "count": 6})),
        ("Frames, please! Ten of them, from the clip.", ("extract_frames", {"video": "x-1", "count": 10})),
        ("Thumbnails! 8 of them, from x.mp4.", ("extract_frames", {"video": "x-1", "count": 8})),
        ("GIF time! Seconds 3 to 6 of x.mp4.", ("preview_video", {"video": "x-1", "start_s": 3.0, "end_s": 6.0})),
    ],
)
def test_details_stand_behind_an_order_that_is_a_noun(calls, said, call):
    assert calls(said, "x.mp4") == [call]


def test_an_order_behind_a_colon_is_no_scene(calls):
    asked = "I'd love both to move a little: animate each one for 3 seconds"

    assert calls(asked, "a.png", "b.png") == [
        ("animate_picture", {"image": "a-1", "seconds": 3.0}),
        ("animate_picture", {"image": "b-1", "seconds": 3.0}),
    ]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("hm, once more the same scene from scratch, but portrait and with seed 77", "a hare, portrait, seed 77"),
        ("Again, but square please", "a hare, square, seed 12"),
        ("the same again, but portrait", "a hare, portrait, seed 12"),
        ("Do it again from scratch, but square", "a hare, square, seed 12"),
        ("Once more that scene, but this time portrait with seed 5.", "a hare, portrait, seed 5"),
        ("again but as a square, seed 4", "a hare, square, seed 4"),
        ("the same scene anew, but with seed 4", "a hare, landscape, seed 4"),
    ],
)
def test_once_more_with_other_details_is_what_was_asked_with_those(said, meant):
    assert repeated(said, ["Draw a hare, landscape, seed 12"], {}).removeprefix("hm, ") == f"Draw {meant}"


@pytest.mark.parametrize(
    "said",
    [
        "hmm, only 5? give me the 15 likeliest ones",
        "show me the 15 likeliest",
        "I want the best 15 instead",
        "hmm, I need the top 15",
        "Only 2 of them? The 15 most likely please.",
    ],
)
def test_more_of_what_was_found_is_asked_for(said):
    assert repeated(said, ["Which sounds are in a.wav?"], {}) == "Which sounds are in a.wav, top 15"
    assert repeated(said, ["Name the top 5 sounds in a.wav"], {}) == "Name the top 15 sounds in a.wav"


def test_a_number_alone_asks_for_nothing_more():
    assert repeated("make it 12", ["Which sounds are in a.wav?"], {}) == "make it 12"


def test_a_remark_is_a_sentence_of_its_own():
    assert [clause.text for clause in parse("Name the sounds! Top five, please", {}).clauses] == [
        "Name the sounds!",
        "Top five, please",
    ]
    assert [clause.text for clause in parse("Sum it up. In two lines", {}).clauses] == ["Sum it up. In two lines"]


@pytest.mark.parametrize(
    "said",
    [
        "x.mp4, from 0:10 to 0:14: once as a gif and once as a proper video",
        "x.mp4, 0:10 to 0:14: once as a gif and once as a clip",
        "Seconds 10 to 14 of x.mp4, both as a gif and as a video",
    ],
)
def test_what_is_wanted_in_two_forms_is_made_twice(calls, said):
    times = {"video": "x-1", "start_s": 10.0, "end_s": 14.0}

    assert calls(said, "x.mp4") == [("preview_video", times), ("cut_video", times)]


def test_the_picture_of_a_moment_that_is_told_is_a_frame(calls):
    asked = "The chuck let go at 47 seconds in x.mp4. Get me the picture of that moment and blow it up four times"

    assert calls(asked, "x.mp4") == [
        ("extract_frames", {"video": "x-1", "at_s": 47.0}),
        ("enlarge_picture", {"factor": 4}),
    ]


def test_one_and_the_same_scene_is_one_scene(calls):
    asked = "I want to pick from several tries of one and the same scene: an oak table with peonies and candles. "

    assert calls(f"{asked}Seeds 11, 12 and 13, please.") == [
        ("make_scenarios", {"prompt": "an oak table with peonies and candles", "seeds": [11, 12, 13]})
    ]


@pytest.mark.parametrize(
    ("said", "factor"),
    [
        ("For the album: the frame at 0:04 of x.mp4, background cut away, and that cutout 4 times as big", 4),
        ("the frame at 0:04 of x.mp4, its background removed, and the cutout twice as big", 2),
        ("The still at 4 s of x.mp4, background taken out, and that cut-out three times as large please", 3),
    ],
)
def test_each_thing_named_in_a_row_is_made_of_the_one_before(calls, said, factor):
    assert calls(said, "x.mp4") == [
        ("extract_frames", {"video": "x-1", "at_s": 4.0}),
        ("remove_background", {}),
        ("enlarge_picture", {"factor": factor}),
    ]
