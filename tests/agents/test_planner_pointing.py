"""What a later part of a request points at: what was made, by its kind; a test made before; the part before."""

from pathlib import Path

import pytest

from agents.coding import task
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
        ("list the organisations named in wire.txt. if Siemens is one of them, tell me the sentiment of the piece",
         "wire.txt", (0, "names", "has", "Siemens", False)),
        ("Who is mentioned in wire.txt? If Angela Merkel is among them, translate it into French", "wire.txt",
         (0, "names", "has", "Angela Merkel", False)),
        ("Find the places in wire.txt and if Berlin is not on the list, sum it up", "wire.txt",
         (0, "names", "has", "Berlin", True)),
        ("If wire.txt mentions Siemens, translate it into German", "wire.txt", (0, "names", "has", "Siemens", False)),
        ("Extract the keywords of wire.txt. If inflation is among them, summarise it", "wire.txt",
         (0, "", "has", "inflation", False)),
        ("Moderate letters.txt. Allowed? Then translate it into French", "letters.txt",
         (0, "verdict", "is", "allow", False)),
        ("run letters.txt through moderation. verdict allow? then, and only then, get me 7 keywords from it",
         "letters.txt", (0, "verdict", "is", "allow", False)),
        ("In French? Then translate letters.txt into English", "letters.txt", (0, "language", "is", "fr", False)),
        ("Is letters.txt in French? Only then translate it into English", "letters.txt",
         (0, "language", "is", "fr", False)),
        ("Is there a wolf in night.png? If there is, my editor finds it too scary: paint a fawn over it and keep the "
         "rest", "night.png", (0, "answers", "has", "yes", False)),
    ],
)  # fmt: skip
def test_conditions_are_about_results(planner, request_, title, when):
    plan = planned(planner, request_, title)

    last = plan.nodes[-1].when
    assert len(plan.nodes) == 2
    assert (last.node, last.field, last.how, last.value, last.negated) == when


@pytest.mark.parametrize(
    ("request_", "title"),
    [
        ("Sort bridge.png under daytime or night. If it's daytime, change the whole picture to a starry night; if it's "
         "night, animate it for 4 seconds", "bridge.png"),
        ("Is review.txt positive or negative? If it is positive, translate it into French. If it is negative, sum it "
         "up", "review.txt"),
    ],
)  # fmt: skip
def test_what_is_done_in_either_case_is_done_to_the_thing_itself(planner, request_, title):
    _, *either = planned(planner, request_, title).nodes

    assert [(node.after, node.when.node) for node in either] == [((), 0), ((), 0)]
    assert either[0].when.value != either[1].when.value


@pytest.mark.parametrize("order", ["translate it", "Then what is it about?", "Then sum it up"])
def test_a_whole_question_before_an_order_is_no_condition(planner, order):
    plan = planned(planner, f"Which language is letters.txt in? {order}", "letters.txt")

    assert not any(node.when for node in plan.nodes)


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


@pytest.mark.parametrize(
    ("request_", "titles", "wanted"),
    [
        ("Strip the backgrounds off hoop.jpg and stud.jpg and put the cutouts together on one sheet",
         ("hoop.jpg", "stud.jpg"), [("remove_background", ()), ("make_sheet", (0,))]),
        ("Join one.mp4 and two.mp4, and make English subtitles for the joined film", ("one.mp4", "two.mp4"),
         [("join_videos", ()), ("make_subtitles", (0,))]),
        ("Cut the first ten minutes out of talk.mp4, transcribe the cut", ("talk.mp4",),
         [("cut_video", ()), ("transcribe", (0,))]),
        ("Mark the cars in lot.jpg, and tell me when that photo was taken", ("lot.jpg",),
         [("detect_objects", ()), ("describe_picture", ())]),
        ("Take the frame at 10 s of tram.mp4 and translate the text on it to French", ("tram.mp4",),
         [("extract_frames", ()), ("read_picture", (0,)), ("translate", (1,))]),
        ("Summarise lease.pdf in 4 sentences and keep that summary as a note under \"lease\"", ("lease.pdf",),
         [("summarize", ()), ("write_note", (0,))]),
        ("Write down what is said in talk.mp4 and give me 6 keywords of the transcript for the newsletter",
         ("talk.mp4",), [("transcribe", ()), ("extract_keywords", (0,))]),
        ("Remove the first 4 seconds from each of the takes, then string what remains together: a.mp4, b.mp4",
         ("a.mp4", "b.mp4"), [("cut_video", ()), ("cut_video", ()), ("join_videos", (0, 1))]),
    ],
)  # fmt: skip
def test_words_for_what_was_made_are_told_from_words_for_what_was_given(planner, request_, titles, wanted):
    assert steps(planned(planner, request_, *titles)) == wanted


@pytest.mark.parametrize(
    ("request_", "titles", "last"),
    [
        ("Make a mask of the sky in street.jpg, then use that mask to paint dark storm clouds there", ("street.jpg",),
         ("repaint_picture", {"image": "street-1", "prompt": "dark storm clouds"}, (0,))),
        ("Make a picture of a marble tabletop, then use that as the new background in candle.jpg", ("candle.jpg",),
         ("replace_background", {"images": ["candle-1"]}, (0,))),
        ("Read tale.txt aloud, then animate cover.png and use that reading as the sound of the clip",
         ("tale.txt", "cover.png"), ("animate_picture", {"image": "cover-1"}, (0,))),
    ],
)  # fmt: skip
def test_what_was_made_can_go_beside_what_is_worked_on(planner, request_, titles, last):
    node = planned(planner, request_, *titles).nodes[-1]

    assert (node.offer.name, node.values, node.after) == last


def test_the_specialist_is_told_the_file_and_what_goes_beside_it(planner):
    plan = planned(
        planner, "Make a mask of the sky in street.jpg, then use that mask to paint clouds there", "street.jpg"
    )

    assert task(plan.nodes, 1).startswith("'use that mask to paint clouds there [street-1, ' + report_1")

    handed = planned(planner, "use that mask to paint clouds there [street-1, mask-1]", "street.jpg", "mask.png")
    assert handed.nodes[0].values == {"image": "street-1", "prompt": "clouds", "mask": "mask-1"}


def test_a_note_of_what_was_made_names_the_text(planner):
    plan = planned(planner, 'save the sentence as a note under the key "lease" [sum-1]', "sum.txt")

    assert plan.nodes[0].values == {"key": "lease", "value": "sum-1"}


@pytest.mark.parametrize(
    ("request_", "title", "tools", "fed"),
    [
        ("Get me page 4 of lease.pdf and translate just that page into English", "lease.pdf",
         ["read_file", "translate"], True),
        ("Print pages 3 to 5 of bylaws.pdf and read them out to me", "bylaws.pdf", ["read_file", "read_aloud"], True),
        ("In waits.csv, which team had the longest wait? Speak the answer, my hands are full", "waits.csv",
         ["ask_table", "read_aloud"], True),
        ("What is the deadline according to call.pdf? Read it aloud", "call.pdf",
         ["answer_from_documents", "read_aloud"], True),
        ("Find the three best passages on microphones in guide.pdf and put them into Spanish", "guide.pdf",
         ["search_documents", "translate"], True),
        ("Look up my note about the stocktake and read it aloud", "other.txt", ["recall_note", "read_aloud"], True),
        ("Explain the chart in rain.png at length and give me that explanation in Spanish", "rain.png",
         ["discuss_picture", "translate"], True),
        ("When is the hearing, according to summons.pdf? Write the answer down as a note under \"hearing\".",
         "summons.pdf", ["answer_from_documents", "write_note"], True),
        ("How many days of leave do we get? And summarise it in 3 sentences", "handbook.pdf",
         ["answer_from_documents", "summarize"], False),
        ("Find passages on overtime in handbook.pdf, then give me 5 keywords for the whole file", "handbook.pdf",
         ["search_documents", "extract_keywords"], False),
        ("Print letter.txt and translate it into French", "letter.txt", ["read_file", "translate"], False),
    ],
)  # fmt: skip
def test_what_a_tool_only_says_can_be_worked_on(planner, request_, title, tools, fed):
    nodes = planned(planner, request_, title).nodes

    assert [node.offer.name for node in nodes] == tools
    assert nodes[1].after == ((0,) if fed else ())
