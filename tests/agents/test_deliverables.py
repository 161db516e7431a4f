import time

import pytest

from agents.parsing.deliverables import spelled_out
from agents.parsing.sentences import pieces
from agents.planner import Planner
from agents.specialists import offers
from benchmarks.own_plans import situation_of


@pytest.fixture(scope="module")
def planner(encoder):
    return Planner(offers(), encoder)


def planned(planner, request, *titles):
    files = {f"{title.split('.')[0]}-1": title for title in titles}
    nodes = planner.plan(request, situation_of({"files": files})).nodes
    return [(node.offer.name, node.after) for node in nodes]


@pytest.mark.parametrize(
    ("request_", "title", "wanted"),
    [
        ("a one-sentence caption of x.jpg, translated into Dutch", "x.jpg",
         [("caption_picture", ()), ("translate", (0,))]),
        ("give me the transcript of x.mp3 translated to German", "x.mp3", [("transcribe", ()), ("translate", (0,))]),
        ("the text in x.png, summarised in two sentences please", "x.png",
         [("read_picture", ()), ("summarize", (0,))]),
        ("have x.txt translated into Spanish and read aloud", "x.txt", [("translate", ()), ("read_aloud", (0,))]),
        ("Translate x.txt into English and have the translation read aloud", "x.txt",
         [("translate", ()), ("read_aloud", (0,))]),
        ("Can I have x.pdf summarised in five sentences and translated to Italian?", "x.pdf",
         [("summarize", ()), ("translate", (0,))]),
        ("I want three frames from x.mp4, captioned", "x.mp4", [("extract_frames", ()), ("caption_picture", (0,))]),
        ("From x.mp4 I want the frame at 12:00 minutes, and then the people in that frame boxed.", "x.mp4",
         [("extract_frames", ()), ("detect_objects", (0,))]),
        ("I want this photo enlarged twice and put on one sheet", "x.jpg", [("enlarge_picture", ()),
         ("make_sheet", (0,))]),
        ("x.jpg with its background removed and enlarged four times", "x.jpg",
         [("remove_background", ()), ("enlarge_picture", (0,))]),
        ("what was said in x.mp3, translated into English", "x.mp3", [("transcribe", ()), ("translate", (0,))]),
    ],
)  # fmt: skip
def test_how_a_thing_is_to_be_treated_is_an_order(planner, request_, title, wanted):
    assert planned(planner, request_, title) == wanted


@pytest.mark.parametrize(
    ("request_", "title", "wanted"),
    [
        ("I need a depth map and a caption for x.jpg", "x.jpg", ["estimate_depth", "caption_picture"]),
        ("For x.jpg I need two things: a depth map, and a semantic segmentation restricted to rock and sky.", "x.jpg",
         ["estimate_depth", "segment_picture"]),
        ("Get me a transcript of x.mp3, subtitles as vtt and a summary in three sentences", "x.mp3",
         ["transcribe", "make_subtitles", "summarize"]),
        ("five keywords and a two-sentence summary of x.pdf", "x.pdf", ["extract_keywords", "summarize"]),
        ("Summary of x.pdf in three sentences, plus five keywords", "x.pdf", ["summarize", "extract_keywords"]),
        ("x.pdf: five keywords and a short summary", "x.pdf", ["extract_keywords", "summarize"]),
        ("Get me the sound of x.mp4 as mp3 and a transcript", "x.mp4", ["extract_sound", "transcribe"]),
        ("a gif and a short description of x.mp4", "x.mp4", ["preview_video", "caption_video"]),
        ("a transcript of x.mp3 and its sentiment please", "x.mp3", ["transcribe", "judge_sentiment"]),
        ("Send me a caption and a depth map of x.jpg", "x.jpg", ["caption_picture", "estimate_depth"]),
    ],
)  # fmt: skip
def test_each_thing_that_is_wanted_is_an_order(planner, request_, title, wanted):
    assert [tool for tool, _ in planned(planner, request_, title)] == wanted


@pytest.mark.parametrize(
    "said",
    [
        "Is the letter in ⟦F0⟧ translated into German?",
        "The letter was translated into German and read aloud",
        "draw a fox read aloud by a child",
        "a video of a boat turned into a house",
        "find the passage about a letter translated into Latin",
        "if the transcript isn't in English, make English subtitles",
        "Caption ⟦F0⟧, ⟦F1⟧ and ⟦F2⟧, every caption beginning with ⟦Q3⟧",
    ],
)
def test_what_is_only_told_or_already_has_its_verb_stays_as_it_is(said):
    assert spelled_out(said) == [said]


@pytest.mark.parametrize(
    "said", ["have the " * 700, "a caption, " * 500, "give me an x and " * 300, "translated " * 450]
)
def test_long_text_is_read_quickly(said):
    start = time.perf_counter()
    spelled_out(said)

    assert time.perf_counter() - start < 1.0


def test_numbers_that_are_told_of_but_asked_nothing_of_are_not_lost():
    asked = pieces("41, 44, 39, 47, 52, 50. That is how many came. Forecast the next 3.")
    told = pieces("41, 44, 39, 47, 52, 50. That is how many came.")

    assert asked[-1].text.startswith("Forecast the next 3: 41, 44, 39, 47, 52, 50")
    assert [piece.text for piece in told] == ["That is how many came: 41, 44, 39, 47, 52, 50"]
