"""Conditions, loops, branches, chains, and what 'it' is: the shape of a plan."""

import pytest

from agents.coding import condition as condition_of
from agents.planner import Planner
from agents.plans import Situation, When
from agents.specialists import offers

LETTERS = Situation({"a-1": "letter_a.txt", "b-1": "letter_b.txt", "c-1": "report.txt"}, ("a-1", "b-1", "c-1"))
LETTER = Situation({"letter-1": "letter.txt"}, ("letter-1",))
TALK = Situation({"talk-1": "talk.wav"}, ("talk-1",), kinds={"talk-1": "sound"})


@pytest.fixture(scope="module")
def planner(encoder):
    return Planner(offers(), encoder)


@pytest.fixture
def steps(planner):
    """Request and situation → for each node: tool, what feeds it, what it depends on."""

    def steps(request, situation=LETTER):
        return [(node.offer.name, node.after, node.when) for node in planner.plan(request, situation).nodes]

    return steps


FRENCH = When(0, "language", "is", "fr")
NOT_ENGLISH = When(0, "language", "is", "en", negated=True)


@pytest.mark.parametrize(
    ("request_", "when"),
    [
        ("If letter.txt is in French, translate it into English", FRENCH),
        ("Translate letter.txt into English if it is in French", FRENCH),
        ("Is letter.txt in French? If so, translate it into English", FRENCH),
        ("if its not in english, translate letter.txt into English", NOT_ENGLISH),
        ("Translate letter.txt into English unless it is in English", NOT_ENGLISH),
    ],
)
def test_a_condition_is_tested_before_what_depends_on_it(steps, request_, when):
    assert steps(request_) == [("detect_language", (), None), ("translate", (), when)]


def test_what_follows_a_condition_with_then_is_done_in_any_case_on_what_was_prepared(steps):
    done = steps("If letter.txt isn't in English, translate it to English first, then summarise it")

    assert done[1:] == [("translate", (), NOT_ENGLISH), ("summarize", (1,), None)]


def test_otherwise_means_the_opposite(steps):
    done = steps("If letter.txt is in French, translate it into English, otherwise summarise it")

    assert done[2] == ("summarize", (), When(0, "language", "is", "fr", negated=True))


@pytest.mark.parametrize(
    ("request_", "when"),
    [
        ("If the recording is longer than 2 minutes, transcribe it", When(0, "seconds", "over", 120.0)),
        ("If there is music in talk.wav, tell me how long it is", When(0, "scores", "has", "music")),
    ],
)
def test_conditions_can_be_about_sounds(steps, request_, when):
    assert steps(request_, TALK)[1][2] == when


def test_what_no_tool_tells_is_not_done_on_a_guess(planner):
    plan = planner.plan("If the moon is full, summarise letter.txt", LETTER)

    assert not plan.nodes
    assert plan.refusals[0].startswith("I cannot test “if the moon is full”")


@pytest.mark.parametrize("request_", ["If you can, summarise letter.txt", "Summarise letter.txt if possible"])
def test_a_courtesy_is_no_condition(steps, request_):
    assert steps(request_) == [("summarize", (), None)]


def test_a_question_about_what_happens_if_is_a_question(steps):
    assert steps("If I lose my badge, who do I call?") == [("answer_from_documents", (), None)]


@pytest.mark.parametrize(
    ("request_", "files"),
    [
        ("For each letter, give me a summary in two sentences", ["a-1", "b-1"]),
        ("Summarise both letters", ["a-1", "b-1"]),
        ("Summarise letter*.txt", ["a-1", "b-1"]),
        ("Summarise each file", ["a-1", "b-1", "c-1"]),
        ("Summarise the report", ["c-1"]),
    ],
)
def test_the_files_that_are_meant_are_found(planner, request_, files):
    plan = planner.plan(request_, LETTERS)

    assert [node.values["text"] for node in plan.nodes] == files
    assert {node.loop for node in plan.nodes} == ({1} if len(files) > 1 else {0})


def test_each_round_has_its_own_condition(planner):
    plan = planner.plan("For each letter, if it is in German, translate it into English", LETTERS)

    assert [(node.values["text"], node.when and node.when.node) for node in plan.nodes] == [
        ("a-1", None), ("b-1", None), ("a-1", 0), ("b-1", 1),
    ]  # fmt: skip


def test_what_is_made_of_several_is_worked_on_one_by_one_or_together(steps):
    recordings = Situation(
        {"a-1": "a.wav", "b-1": "b.wav"}, ("a-1", "b-1"), kinds=dict.fromkeys(("a-1", "b-1"), "sound")
    )

    one_by_one = steps("Transcribe a.wav and b.wav, then summarise both transcripts", recordings)
    together = steps("Transcribe a.wav and b.wav, then list the people in both transcripts", recordings)

    assert [after for _, after, _ in one_by_one] == [(), (), (0,), (1,)]
    assert [after for _, after, _ in together] == [(), (), (0, 1)]


def test_a_chain_goes_on_with_what_was_made_last(steps):
    assert [after for _, after, _ in steps("Write a poem about rain, translate it into Italian and read it aloud")] == [
        (), (0,), (1,),
    ]  # fmt: skip


def test_what_is_to_be_done_first_comes_first(steps):
    assert steps("Read letter.txt aloud after translating it into English") == [
        ("translate", (), None), ("read_aloud", (0,), None),
    ]  # fmt: skip


def test_several_languages_are_several_translations(planner):
    plan = planner.plan('Translate "Good morning" into French, German and Japanese', Situation())

    assert [node.values["to"] for node in plan.nodes] == ["fr", "de", "ja"]


def test_two_things_said_of_one_edit_are_one_call(planner):
    plan = planner.plan("Cut talk.wav from 10 to 40 seconds and save it as flac", TALK)

    assert [node.values for node in plan.nodes] == [
        {"sound": "talk-1", "start_s": 10.0, "end_s": 40.0, "format": "flac"}
    ]


def test_a_quoted_text_is_what_it_means_in_the_next_sentence(planner):
    plan = planner.plan('Which language is "Buongiorno" in? Then put it into English', Situation())

    assert plan.nodes[1].values == {"text": "Buongiorno", "to": "en"}


MADE = Situation(
    {"report-1": "report.pdf"},
    earlier=("Summarise report.pdf",),
    made={"summary-1": "summarize", "summary-2": "summarize"},
)


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        ("Translate it into Spanish", "summary-2"),
        ("Read the summary aloud", "summary-2"),
        ("Translate summary-1 into Spanish", "summary-1"),
        ("Which language is it in?", "report-1"),
    ],
)
def test_what_was_made_in_an_earlier_turn_can_be_meant(planner, request_, text):
    assert [node.values["text"] for node in planner.plan(request_, MADE).nodes] == [text]


@pytest.mark.parametrize(
    ("request_", "title", "tool", "condition"),
    [
        ("Sort pond.mp4 under ducks, frogs or empty water. If it's frogs, save its sound as an mp3", "pond.mp4",
         "match_video", "report_1.data.get('label') == 'frogs'"),
        ("Describe door.mp4. Only if a cat turns up in the description, cut it from 0:20 to 0:35", "door.mp4",
         "caption_video", "'cat' in report_1.summary.lower()"),
        ("Look up in permits.csv what the status of stall 14 is; if it's expired, write a letter to the council",
         "permits.csv", "ask_table", "'expired' in report_1.summary.lower()"),
        ("What does lease.txt say about pets? If it says not allowed, tell me which language it is in", "lease.txt",
         "answer_from_documents", "'not allowed' in report_1.summary.lower()"),
        ("Sum up lease.txt, and if it doesn't mention pets, translate it into French", "lease.txt",
         "summarize", "'pets' not in report_1.summary.lower()"),
        ("What sounds are there in night.wav? If an owl is among them, cut it from 0:15 to 0:40", "night.wav",
         "classify_sound",
         "any('owl' in label.lower() and score >= 0.3 for label, score in report_1.data.get('scores', {}).items())"),
    ],
)  # fmt: skip
def test_a_condition_may_be_about_what_the_result_before_it_says(planner, request_, title, tool, condition):
    kind = {"mp4": "video", "wav": "sound"}.get(title.split(".")[1], "document")
    plan = planner.plan(request_, Situation({"a-1": title}, kinds={"a-1": kind}))

    assert plan.nodes[0].offer.name == tool
    assert len(plan.nodes) == 2
    assert condition_of(plan.nodes, plan.nodes[1].when) == condition
