"""A language that a tool does not speak is no word lost: what it reads or writes is translated."""

from __future__ import annotations

import pytest

from agents.planner import Planner
from agents.plans import Situation
from agents.specialists import offers

FILES = Situation({"notes-1": "notes.txt"}, kinds={"notes-1": "document"})
PHOTOS = Situation({"a-1": "a.jpg", "b-1": "b.jpg"}, kinds={"a-1": "picture", "b-1": "picture"})
TALK = Situation({"talk-1": "talk.wav"}, kinds={"talk-1": "sound"})


@pytest.fixture(scope="module")
def planner(encoder):
    return Planner(offers(), encoder)


def steps(planner, request_, situation):
    plan = planner.plan(request_, situation)
    assert not plan.refusals
    return [(node.offer.name, node.values.get("to", ""), node.after) for node in plan.nodes]


@pytest.mark.parametrize(
    ("request_", "situation", "maker"),
    [
        ("caption these photos and read the captions aloud in Spanish", PHOTOS, "caption_picture"),
        ("Caption these photos, then read the captions out loud in Spanish, please", PHOTOS, "caption_picture"),
        ("transcribe talk.wav and read the transcript aloud in Spanish", TALK, "transcribe"),
        ("summarise notes.txt and read the summary out in Spanish", FILES, "summarize"),
    ],
)
def test_what_was_made_is_translated_before_it_is_read(planner, request_, situation, maker):
    assert steps(planner, request_, situation) == [
        (maker, "", ()),
        ("translate", "es", (0,)),
        ("read_aloud", "", (1,)),
    ]


@pytest.mark.parametrize("request_", ["read notes.txt aloud in French", "Read it out loud in French, please"])
def test_a_file_is_translated_before_it_is_read_unless_it_is_in_that_language(planner, request_):
    plan = planner.plan(request_, FILES)

    assert [node.offer.name for node in plan.nodes] == ["detect_language", "translate", "read_aloud"]
    when = plan.nodes[1].when
    assert when
    assert (when.node, when.value, when.negated) == (0, "fr", True)
    assert plan.nodes[2].after == (1,)


def test_what_stands_in_quotes_is_translated_and_read(planner):
    (translated, read) = planner.plan('Read "good morning" aloud in French', Situation()).nodes

    assert translated.values == {"text": "good morning", "to": "fr"}
    assert (read.offer.name, read.after) == ("read_aloud", (0,))


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ("summarise notes.txt in French", "fr"),
        ("Sum up notes.txt in two sentences, in German please", "de"),
        ("summarise notes.txt in English", "en"),
    ],
)
def test_a_summary_is_translated_where_its_text_is_in_another_language(planner, request_, code):
    plan = planner.plan(request_, FILES)

    assert [node.offer.name for node in plan.nodes] == ["summarize", "detect_language", "translate"]
    assert (plan.nodes[2].after, plan.nodes[2].values) == ((0,), {"to": code})
    assert plan.nodes[2].when
    assert plan.nodes[2].when.value == code


def test_captions_are_english_and_so_only_translated_into_others(planner):
    assert steps(planner, "caption a.jpg in Dutch", PHOTOS) == [("caption_picture", "", ()), ("translate", "nl", (0,))]
    assert steps(planner, "caption a.jpg in English", PHOTOS) == [("caption_picture", "", ())]


@pytest.mark.parametrize(
    ("request_", "situation", "tool"),
    [
        ("translate notes.txt into French", FILES, "translate"),
        ("read notes.txt aloud", FILES, "read_aloud"),
        ("transcribe talk.wav, they speak in Polish", TALK, "transcribe"),
        ("write a limerick about tea in French", Situation(), "generate_text"),
    ],
)
def test_tools_that_are_told_the_language_themselves_stay_alone(planner, request_, situation, tool):
    assert [node.offer.name for node in planner.plan(request_, situation).nodes] == [tool]


def test_nothing_is_translated_twice(planner):
    request_ = "Summarise notes.txt in French and read the summary aloud in French"
    names = [node.offer.name for node in planner.plan(request_, FILES).nodes]

    assert names == ["summarize", "detect_language", "translate", "read_aloud"]
