"""Which tool a request goes to where several are called alike, and what goes to none."""

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


@pytest.fixture
def planned(planner):
    """A request and the titles of the files at hand, and what tools made → its plan."""

    def planned(request, *titles, made=None):
        files = {f"{Path(title).stem.replace('_', '-')}-1": title for title in titles}
        kinds = {name: kind_of(type_of(Path(title))) for name, title in files.items()}
        made = made or {}
        return planner.plan(request, Situation(files, tuple(made) or tuple(files), (), kinds, made))

    return planned


def tools(plan):
    return [node.offer.name for node in plan.nodes]


@pytest.mark.parametrize(
    ("request_", "title", "tool"),
    [
        ("Going by the noise alone, does the crowd in a.mp4 sound like cheering, booing or whistling?", "a.mp4",
         "match_sound"),
        ("Does the crowd in a.mp4 sound more like cheering or booing?", "a.mp4", "match_sound"),
        ("Does a.mp4 fit best under ducks, frogs or empty water?", "a.mp4", "match_video"),
        ("Is a.mp4 more like a parade or a protest?", "a.mp4", "match_video"),
        ("Does song.mp3 count as jazz, blues or folk?", "song.mp3", "match_sound"),
        ("does letter.txt sound more like a complaint or a compliment?", "letter.txt", "classify_text"),
        ("Does a.jpg look like an empty hall or a decorated hall?", "a.jpg", "match_picture"),
        ("Does a.jpg look like rain?", "a.jpg", "ask_picture"),
        ("Does a.mp4 have sound?", "a.mp4", "describe_video"),
    ],
)  # fmt: skip
def test_what_is_put_to_choice_in_a_question_is_sorted(planned, request_, title, tool):
    assert tools(planned(request_, title)) == [tool]


@pytest.mark.parametrize(
    ("request_", "tool"),
    [
        ("label every word of a.txt as noun, verb, adjective and so on", "tag_parts_of_speech"),
        ("Mark all words in a.txt as nouns, verbs or adjectives", "tag_parts_of_speech"),
        ("For a.txt, say of each word whether it's a noun or a verb", "tag_parts_of_speech"),
        ("label a.txt as spam or ham", "classify_text"),
        ("Look up the renewal date in a.txt", "answer_from_documents"),
        ("look up the notice period in a.txt", "answer_from_documents"),
        ("Please look up how much the deposit was in a.txt", "answer_from_documents"),
        ("look up who signed a.txt", "answer_from_documents"),
        ("Look up the passages on damp in a.txt", "search_documents"),
        ("look up the rules on overtime in a.txt", "search_documents"),
        ("Somewhere between pages 20 and 35 of a.txt there is talk of thatched roofs. Please find the places for me.",
         "search_documents"),
        ("Somewhere in a.txt they mention mould. Show me the passages.", "search_documents"),
        ("Find the places named in a.txt", "find_entities"),
        ("have the letters in a.txt been answered?", "answer_from_documents"),
    ],
)  # fmt: skip
def test_a_fact_a_word_and_a_place_are_looked_up_by_tools_of_their_own(planned, request_, tool):
    assert tools(planned(request_, "a.txt")) == [tool]


def test_the_pages_that_were_told_of_are_looked_through(planned):
    told = "Somewhere between pages 20 and 35 of a.pdf there is talk of thatched roofs. Please find the places for me."

    values = planned(told, "a.pdf").nodes[0].values

    assert values == {"query": "thatched roofs", "documents": ["a-1"], "page": 20, "last_page": 35}


@pytest.mark.parametrize(
    "request_",
    [
        "In the table that came of that, which month has the highest middle value?",
        "in that forecast, which week has the highest middle value?",
        "Which month is lowest in it?",
        "what is the average of the middle values?",
    ],
)
def test_a_forecast_is_a_table_that_can_be_asked(planned, request_):
    nodes = planned(request_, "rain.csv", made={"forecast-1": "forecast"}).nodes

    assert [(node.offer.name, node.values["table"]) for node in nodes] == [("ask_table", "forecast-1")]


@pytest.mark.parametrize(
    ("request_", "wanted"),
    [
        ("Take 20 frames from a.mp4 and search those frames for a chick being fed", "search_pictures"),
        ("Take 20 frames from a.mp4, then look in those frames for a crooked label", "find_objects"),
    ],
)
def test_frames_are_searched_as_pictures_and_looked_into_for_things(planned, request_, wanted):
    assert tools(planned(request_, "a.mp4")) == ["extract_frames", wanted]


@pytest.mark.parametrize(
    "request_",
    [
        "How large is a.png in pixels, and in what colours?",
        "How big is each file, and in which format?",
    ],
)
def test_what_is_asked_on_of_a_picture_is_one_question(planned, request_):
    assert tools(planned(request_, "a.png")) == ["describe_picture"]


@pytest.mark.parametrize(
    "request_",
    [
        "Four different programme blurbs for our Advent concert please. temperature 0.9, seed 11",
        "3 slogans for a bakery that opens at night",
        "A short limerick about the cat next door",
        "some headlines for Sunday's bake sale, please",
    ],
)
def test_what_is_to_be_written_may_be_but_named(planned, request_):
    assert tools(planned(request_)) == ["generate_text"]


@pytest.mark.parametrize("said", ["that sentence", "it", "the same sentence", "this phrase"])
def test_a_sentence_quoted_before_is_worked_on_again(planned, said):
    plan = planned(f'Say of each word in "Time flies" which part of speech it is, and show me the tokens of {said}')

    assert [(node.offer.name, node.values["text"]) for node in plan.nodes] == [
        ("tag_parts_of_speech", "Time flies"),
        ("show_tokens", "Time flies"),
    ]


@pytest.mark.parametrize(
    "request_",
    [
        "The password on a.pdf is a nuisance. Please take it off and put the pages in the opposite order.",
        "Remove the password from a.pdf",
        "Protect a.pdf with a password",
        "Please delete page 3 of a.pdf",
        "Rearrange the pages of a.pdf",
        "Merge a.pdf and b.pdf into one file",
        "print a.pdf 25 times and ring the school bell at 8 tomorrow",
        "find out which shop near me sells it",
        "Which hotels near us take dogs?",
        "can you check if a.pdf has been copied from somewhere on the internet?",
        "Was a.pdf lifted from Wikipedia?",
        "have a.pdf stamped",
        "get it notarised and send it to the land registry",
    ],
)
def test_what_no_tool_does_is_done_by_none(planned, request_):
    assert not planned(request_, "a.pdf", "b.pdf").nodes


@pytest.mark.parametrize(
    ("request_", "tool"),
    [
        ("read me page 3 of a.pdf", "read_file"),
        ("what does a.pdf say on plagiarism?", "answer_from_documents"),
        ("is the password policy in a.pdf about phones?", "answer_from_documents"),
        ("turn pages 3 to 5 of a.pdf into speech", "read_aloud"),
    ],
)
def test_what_only_sounds_like_that_is_served(planned, request_, tool):
    assert tools(planned(request_, "a.pdf")) == [tool]
