"""The order in which things are to be done, and orders that are said in another form than that of an order."""

import pytest

from agents.parsing.sentences import pieces
from agents.planner import Planner
from agents.plans import Situation
from agents.specialists import SPECIALISTS, offers


def texts(said):
    return [(piece.text.rstrip("."), piece.on_result) for piece in pieces(said)]


@pytest.mark.parametrize(
    "said",
    [
        "Transcribe it, but cut it to 10 s first",
        "Transcribe it - so cut it to 10 s first",
        "Transcribe it. Before that, cut it to 10 s.",
        "Transcribe it, but beforehand cut it to 10 s",
        "Before you transcribe it, cut it to 10 s",
        "Before transcribing it: cut it to 10 s",
        "Cut it to 10 s before transcribing it",
        "Cut it to 10 s before you transcribe it",
        "Transcribe it after cutting it to 10 s",
    ],
)
def test_what_is_to_be_done_first_comes_first_however_that_is_said(said):
    (first, prepares), (main, on_result) = texts(said)

    assert first.startswith(("cut it to 10 s", "Cut it to 10 s"))
    assert (main.lower(), prepares, on_result) == ("transcribe it", False, True)


@pytest.mark.parametrize(
    "said",
    ["Check the grammar before I send it", "cut it before 1:05", "translate it before Monday", "What came before?"],
)
def test_before_is_no_order_of_work_where_no_work_of_ours_follows(said):
    assert texts(said) == [(said, False)]


def test_the_part_that_is_meant_goes_with_what_is_done_first():
    said = "srt subtitles for it, but only for the part from 2:00 to 7:30 - so cut that part out first"

    assert texts(said) == [("cut the part from 2:00 to 7:30 out first", False), ("srt subtitles for it", True)]


@pytest.mark.parametrize(
    ("said", "order"),
    [
        ("Have it transcribed", "transcribe it"),
        ("get that translated into German", "translate that into German"),
        ("Could you get the recording cut to ten seconds", "cut the recording to ten seconds"),
        ("have it spoken", "speak it"),
        ("I'd like to have both summarised", "summarise both"),
        ("get the file called notes", "get the file called notes"),
        ("have a look at it", "have a look at it"),
    ],
)
def test_what_somebody_wants_to_have_done_is_an_order(said, order):
    assert texts(said) == [(order, False)]


def test_what_somebody_wants_to_have_done_starts_a_piece_of_its_own():
    assert [text for text, _ in texts("Write a poem, have it spoken, and have it saved as mp3")] == [
        "Write a poem", "speak it", "save it as mp3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        "Describe for me, in a few sentences, what is to be seen in it",
        "Tell me, please, what is said in it",
        "Say briefly, in one word, which language it is in",
        "List for us, word for word, what is said in it",
    ],
)
def test_how_and_to_whom_it_is_told_is_no_piece_of_its_own(said):
    assert texts(said) == [(said, False)]


@pytest.mark.parametrize(
    "who", ["My boss insists", "The museum has asked me again", "She says this", "Our lawyer wants"]
)
def test_what_somebody_asks_for_stands_behind_a_colon(who):
    assert texts(f"{who}: please cut it to 10 s") == [
        (who, False),
        ("please cut it to 10 s".removeprefix("please "), False),
    ]


def test_keep_orders_something_unless_it_tells_how():
    assert texts("He agreed. Keep his voice from it") == [("He agreed", False), ("Keep his voice from it", False)]
    assert texts("Sum it up. Keep it short") == [("Sum it up. Keep it short", False)]


@pytest.fixture(scope="module")
def planner(encoder):
    return Planner(offers(), encoder)


VOICES = Situation({"bert-1": "bert.wav"}, ("bert-1",), kinds={"bert-1": "sound"})


@pytest.mark.parametrize(
    ("more", "tool", "values"),
    [
        ('let the kept voice say "Dinner is ready", seed 5', "clone_voice", {"text": "Dinner is ready", "seed": 5}),
        ('say "Good morning" in that voice', "clone_voice", {"text": "Good morning"}),
        ("then forget it again", "forget_voice", {}),
    ],
)
def test_a_voice_that_was_kept_is_spoken_in_or_forgotten(planner, more, tool, values):
    first, then = planner.plan(f"Keep his voice from bert.wav, {'and ' if more[0] == 's' else ''}{more}", VOICES).nodes

    assert (first.offer.name, then.offer.name, then.values, then.after) == ("describe_voice", tool, values, (0,))


def test_a_specialist_speaks_in_the_voice_that_its_task_names(encoder):
    audio = Planner(offers([next(remit for remit in SPECIALISTS if remit.name == "audio")]), encoder)
    made = Situation({"voice-1": "voice-1"}, kinds={"voice-1": "voice"})

    node = audio.plan('let the kept voice say "Dinner is ready" [voice-1]', made).nodes[0]

    assert node.values == {"text": "Dinner is ready", "voice_from": "voice-1"}


def test_a_translation_is_said_in_somebodys_voice(planner):
    both = Situation({"a-1": "a.txt", "bert-1": "bert.wav"}, kinds={"bert-1": "sound"})
    nodes = planner.plan("Translate a.txt into English and say the translation in the voice of bert.wav", both).nodes

    assert [(node.offer.name, node.after) for node in nodes] == [("translate", ()), ("clone_voice", (0,))]


@pytest.mark.parametrize(
    ("said", "tool", "values"),
    [
        ("The sermon in bert.wav is in Portuguese. Can you turn it into spoken German?", "translate_speech",
         {"sound": "bert-1", "language": "pt", "target": "de"}),
        ("He speaks Polish, so make English subtitles for bert.wav", "make_subtitles",
         {"sound": "bert-1", "language": "pl", "translate": True}),
    ],
)  # fmt: skip
def test_the_language_that_is_heard_may_be_told_before(planner, said, tool, values):
    assert [(node.offer.name, node.values) for node in planner.plan(said, VOICES).nodes] == [(tool, values)]
