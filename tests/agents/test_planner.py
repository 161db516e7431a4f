import json
from pathlib import Path

import pytest

from agents.planner import Planner
from agents.plans import Offer, Situation
from agents.specialists import offers
from memory.artifacts import type_of
from runtime.records import kind_of

DATA = Path(__file__).parent.parent / "data"
ROWS = [json.loads(line) for line in (DATA / "requests.jsonl").read_text().splitlines()]
HANDBOOK = Situation({"handbook-1": "handbook.pdf"}, ("handbook-1",))


def given(row):
    """The files of a request: artifact name → title; the handbook where it names none."""
    if "files" not in row:
        return HANDBOOK
    kinds = {name: kind_of(type_of(Path(title))) for name, title in row["files"].items()}
    return Situation(row["files"], tuple(row["files"]), kinds=kinds)


@pytest.fixture(scope="module")
def planner(encoder):
    return Planner(offers(), encoder)


@pytest.mark.parametrize("row", ROWS, ids=[row["request"][:60] for row in ROWS])
def test_request_gets_the_tools_it_needs(planner, row):
    assert [node.offer.name for node in planner.plan(row["request"], given(row)).nodes] == row["tools"]


def test_requests_that_were_not_fitted_to_get_their_tools_nine_times_in_ten(planner):
    rows = [json.loads(line) for line in (DATA / "requests_unseen.jsonl").read_text().splitlines()]

    right = [[n.offer.name for n in planner.plan(row["request"], given(row)).nodes] == row["tools"] for row in rows]

    assert sum(right) / len(right) >= 0.9


def test_a_plan_is_the_same_every_time(planner):
    request = "Summarise handbook.pdf in two sentences and find the passages about travel"

    assert planner.plan(request, HANDBOOK) == planner.plan(request, HANDBOOK)


def test_arguments_are_read_from_the_request(planner):
    plan = planner.plan("Sort handbook.pdf into one of: policy, recipe, novel", HANDBOOK)

    assert plan.nodes[0].values == {"text": "handbook-1", "labels": ["policy", "recipe", "novel"]}


def test_the_file_is_no_part_of_a_label(planner):
    plan = planner.plan("Is handbook.pdf a policy or a recipe?", HANDBOOK)

    assert plan.nodes[0].values == {"text": "handbook-1", "labels": ["policy", "recipe"]}


def test_a_text_in_quotes_is_worked_on_rather_than_the_file(planner):
    plan = planner.plan('Which language is "Je ne sais pas" in?', HANDBOOK)

    assert plan.nodes[0].values == {"text": "Je ne sais pas"}


def test_a_question_in_quotes_is_a_text_to_work_on_too(planner):
    plan = planner.plan('Which language is "Wie geht es Ihnen?" in?', Situation())

    assert plan.nodes[0].values == {"text": "Wie geht es Ihnen?"}


def test_two_files_are_worked_on_one_after_the_other(planner):
    both = Situation({"a-1": "a.txt", "b-1": "b.txt"}, ("a-1", "b-1"))

    assert [node.values["text"] for node in planner.plan("Summarise them", both).nodes] == ["a-1", "b-1"]


def test_what_comes_later_can_work_on_the_summary_made_before(planner):
    plan = planner.plan("Summarise the handbook and then tell me which language the summary is in", HANDBOOK)

    assert plan.nodes[1].after == (0,)


def test_a_request_no_tool_serves_is_refused_with_the_nearest_tools(planner):
    plan = planner.plan("Send the handbook to my manager", HANDBOOK)

    assert not plan.nodes
    assert "actions outside" in plan.refusals[0]
    assert plan.refusals[0].count(",") >= 2


def test_the_part_that_can_be_done_is_done(planner):
    plan = planner.plan("Summarise the handbook and compose a melody", HANDBOOK)

    assert [node.offer.name for node in plan.nodes] == ["summarize"]
    assert len(plan.refusals) == 1


@pytest.mark.parametrize("said", ["Hello!", "thanks", "What can you do?", "help", "Good morning"])
def test_small_talk_is_answered_with_what_can_be_done(planner, said):
    plan = planner.plan(said, HANDBOOK)

    assert not plan.nodes
    assert "summarize" in plan.refusals[0]


def test_a_file_that_was_not_given_is_asked_for(planner):
    assert "--file contract.pdf" in planner.plan("Summarise contract.pdf", HANDBOOK).refusals[0]


def test_a_question_without_a_document_asks_for_one(planner):
    assert "--file" in planner.plan("How many days of leave do we get?", Situation()).refusals[0]


def test_labels_that_were_not_named_are_asked_for(planner):
    assert "Which labels?" in planner.plan("Classify the handbook", HANDBOOK).refusals[0]


def test_a_tool_that_has_only_a_description_can_be_planned(encoder):
    chess = Offer(
        "next_move", "chess", {}, description="Suggests the best next move in a game of chess. Takes no time."
    )

    plan = Planner([*offers(), chess], encoder).plan("suggest my next chess move", Situation())

    assert [node.offer.name for node in plan.nodes] == ["next_move"]


TABLE = Situation({"sales-1": "sales.csv"}, ("sales-1",))


def test_a_translation_is_told_both_languages_where_both_are_named(planner):
    plan = planner.plan("Translate the handbook from English into Portuguese", HANDBOOK)

    assert plan.nodes[0].values == {"text": "handbook-1", "to": "pt", "source": "en"}


def test_a_translation_without_a_language_asks_for_one(planner):
    assert "Into which language?" in planner.plan("Translate the handbook", HANDBOOK).refusals[0]


def test_a_question_goes_to_the_table_where_only_tables_are_at_hand(planner):
    both = Situation({"sales-1": "sales.csv", "handbook-1": "handbook.pdf"})
    question = "What is the highest price?"

    tools = [planner.plan(question, files).nodes[0].offer.name for files in (TABLE, HANDBOOK, both)]

    assert tools == ["ask_table", "answer_from_documents", "answer_from_documents"]
    assert planner.plan(f"{question[:-1]} in sales.csv?", both).nodes[0].values == {
        "question": question,
        "table": "sales-1",
    }


def test_a_forecast_is_told_how_far_and_of_which_column(planner):
    plan = planner.plan("Forecast revenue for the next 6 months", TABLE)

    assert plan.nodes[0].values == {"table": "sales-1", "column": "revenue", "horizon": 6}


def test_numbers_in_a_request_are_a_series_of_their_own(planner):
    plan = planner.plan("Forecast 12, 14, 13.5, 15 for three more steps", HANDBOOK)

    assert plan.nodes[0].values == {"values": [12.0, 14.0, 13.5, 15.0], "horizon": 3}


def test_a_forecast_without_a_table_asks_for_one(planner):
    assert "--file sales.csv" in planner.plan("Forecast the next 6 months", HANDBOOK).refusals[0]


def test_a_letter_to_be_answered_is_what_the_new_text_is_about(planner):
    letter = Situation({"letter-1": "letter.docx"})

    assert planner.plan("Draft a reply to letter.docx", letter).nodes[0].values == {
        "prompt": "Draft a reply to the text",
        "document": "letter-1",
    }


TALK = Situation({"talk-1": "talk.wav"}, ("talk-1",), kinds={"talk-1": "sound"})


@pytest.mark.parametrize(
    ("request_", "values"),
    [
        ("Transcribe the recording word by word", {"sound": "talk-1", "timestamps": "word"}),
        ("Make English subtitles for talk.wav as vtt", {"sound": "talk-1", "format": "vtt", "translate": True}),
        ("Cut talk.wav from 1 to 2 minutes", {"sound": "talk-1", "start_s": 60.0, "end_s": 120.0}),
        ("Normalise it to -23 LUFS, mono, at 16 kHz, as flac",
         {"sound": "talk-1", "lufs": -23.0, "mono": True, "rate_hz": 16000, "format": "flac"}),
        ("Fade the recording in over 2 seconds and out", {"sound": "talk-1", "fade_in_s": 2.0, "fade_out_s": 1.0}),
        ("Dub talk.wav in German", {"sound": "talk-1", "target": "de"}),
        ('Read "hello" aloud at 1.5x', {"text": "hello", "speed": 1.5}),
        ('Say "hello" in the voice of talk.wav', {"text": "hello", "voice_from": "talk-1"}),
        ('Say "hello" in voice-2', {"text": "hello", "voice_from": "voice-2"}),
        ("Forget voice-2", {"voice": "voice-2"}),
        ("What does the audio processor do to it?", {"sound": "talk-1", "processor": "usual"}),
    ],
)  # fmt: skip
def test_what_tools_for_sound_are_told_is_read_from_the_request(planner, request_, values):
    assert [node.values for node in planner.plan(request_, TALK).nodes] == [values]


def test_a_voice_is_borrowed_only_in_so_many_words(planner):
    plan = planner.plan('Read "hello there, my friends" to the people in the recording', TALK)

    assert "clone_voice" not in [node.offer.name for node in plan.nodes]


def test_a_part_that_waits_for_what_cannot_be_made_is_not_made_of_something_else(planner):
    plan = planner.plan("Compose a jingle and read the caption aloud", HANDBOOK)

    assert not plan.nodes
    assert len(plan.refusals) == 2


def test_what_is_asked_for_twice_is_done_once(planner):
    plan = planner.plan("Transcribe the recording. Please transcribe talk.wav", TALK)

    assert len(plan.nodes) == 1


def test_a_document_is_not_read_aloud_to_be_heard(planner):
    assert not planner.plan("Transcribe the handbook", HANDBOOK).nodes
