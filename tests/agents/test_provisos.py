"""On which condition something is to be done, wherever in a request that is said."""

import pytest

from agents.coding import condition as condition_of
from agents.parsing.sentences import pieces
from agents.planner import Planner
from agents.plans import Situation
from agents.specialists import offers


@pytest.fixture(scope="module")
def planner(encoder):
    return Planner(offers(), encoder)


@pytest.mark.parametrize(
    ("said", "order", "condition"),
    [
        ("Should it come out as fighting, I'd like 8 frames", "I'd like 8 frames", "it comes out as fighting"),
        ("Should that be the case for it, 8 frames", "8 frames", "that is the case for it"),
        ("Only when that comes out as allow: vtt subtitles for it", "vtt subtitles for it", "that comes out as allow"),
        ("When it comes out as crying, save its sound", "save its sound", "it comes out as crying"),
        ("If it says closed: make a picture of a door", "make a picture of a door", "it says closed"),
        ("If it is safe then a square picture of it", "a square picture of it", "it is safe"),
        ("If there is a dog - cut it to 5 s", "cut it to 5 s", "there is a dog"),
        ("Provided it is in German, translate it", "translate it", "it is in German"),
        ("Cut it to 30 s, provided that it is long", "Cut it to 30 s", "it is long"),
        ("In the event that it is in Polish, translate it", "translate it", "it is in Polish"),
        ("Translate it, but only if it is in French.", "Translate it", "it is in French"),
        ("Translate it. But only if it's in French.", "Translate it.", "it's in French"),
        ("Subtitles for it, but only when the verdict is allow", "Subtitles for it", "the verdict is allow"),
        ("Only if the verdict is allow make it 2 times as large", "make it 2 times as large", "the verdict is allow"),
    ],
)
def test_a_condition_may_be_said_in_many_words_before_the_order_or_behind_it(said, order, condition):
    assert [(piece.text, piece.condition) for piece in pieces(said)] == [(order, condition)]


@pytest.mark.parametrize(
    "said",
    [
        "If music is in it, we have no licence for it, so cut it to 5 s",
        "If music is in it, that is bad news - cut it to 5 s",
        "If music is in it, the neighbours could complain, so please cut it to 5 s",
    ],
)
def test_why_a_condition_matters_is_no_part_of_it(said):
    assert [(piece.text, piece.condition) for piece in pieces(said)] == [("cut it to 5 s", "music is in it")]


@pytest.mark.parametrize(
    "said",
    [
        "If I lose my badge, who do I call?",
        "If I lose my badge, I need a new one",
        "If the moon is full, it is night.",
        "Box every crack in a.jpg, only where you are at least 40% sure",
    ],
)
def test_what_orders_nothing_is_left_as_it_is(said):
    assert [piece.condition for piece in pieces(said)] == [""]


@pytest.mark.parametrize(
    ("request_", "titles", "tools", "condition"),
    [
        ("Sort pond.mp4 under ducks or frogs. Should it be frogs, I want its sound as an mp3", ("pond.mp4",),
         ["match_video", "extract_sound"], "report_1.data.get('label') == 'frogs'"),
        ("Which sounds are heard in a.mp4? If music is among them, we have no licence, so replace its sound with b.wav",
         ("a.mp4", "b.wav"), ["classify_sound", "replace_sound"], "'music'"),
        ("Is the speaker in a.wav and b.wav the same? Should they be the same, cut a.wav to 5 s", ("a.wav", "b.wav"),
         ["compare_voices", "edit_sound"], "report_1.data.get('same') == True"),
        ("Moderate post.txt. Only when that comes out as allow: read post.txt aloud", ("post.txt",),
         ["moderate", "read_aloud"], "report_1.data.get('verdict') == 'allow'"),
        ("Are there any people in a.jpg? If there are, enlarge a.jpg twice", ("a.jpg",),
         ["ask_picture", "enlarge_picture"], "yes"),
    ],
)  # fmt: skip
def test_what_is_wanted_on_a_condition_is_planned_so(planner, request_, titles, tools, condition):
    kinds = {"mp4": "video", "wav": "sound", "jpg": "picture"}
    names = {f"{title[0]}-{n}": title for n, title in enumerate(titles, 1)}
    kinds = {name: kinds.get(title.split(".")[1], "document") for name, title in names.items()}
    plan = planner.plan(request_, Situation(names, kinds=kinds))

    assert [node.offer.name for node in plan.nodes] == tools
    assert condition in condition_of(plan.nodes, plan.nodes[1].when)
