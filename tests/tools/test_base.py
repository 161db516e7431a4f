import json

import pytest

from runtime import cancel
from runtime.errors import BadInput, DeadlinePassed, OutsideWorkspace, UnknownArtifact
from runtime.records import Citation
from tools.base import Sources
from tools.languages import DetectLanguage
from tools.similarity import CompareSentences
from tools.summaries import Summarize


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({}, "text is missing"),
        ({"text": 5}, "text must be of type string"),
        ({"text": "x", "sentences": "3"}, "sentences must be of type integer"),
        ({"text": "x", "sentences": True}, "sentences must be of type integer"),
        ({"text": "x", "words": 3}, "'words' is not an argument"),
    ],
)
def test_a_wrong_argument_is_answered_with_how_to_call_it(bench, given, fault):
    with pytest.raises(BadInput) as error:
        Summarize(bench)(**given)

    assert fault in str(error.value)
    assert "Call it again as summarize(text: string, sentences: integer (optional), " in str(error.value)


def test_arguments_may_come_by_position_or_as_one_dict(bench):
    tool = CompareSentences(bench)

    assert tool("a cat", ["a kitten"]) == tool({"sentence": "a cat", "others": ["a kitten"]})


def test_too_many_arguments_are_refused(bench):
    with pytest.raises(BadInput, match="'extra' is not an argument"):
        DetectLanguage(bench)("some text", "extra")


def test_an_artifact_that_is_not_there_is_not_taken_for_a_text(bench):
    with pytest.raises(UnknownArtifact, match="No artifact 'handbook-9'"):
        DetectLanguage(bench)(text="handbook-9")


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "handbook-1/../x-1"])
def test_a_path_is_never_opened(bench, name):
    from tools.files import ReadFile

    with pytest.raises(OutsideWorkspace):
        ReadFile(bench)(file=name)


def test_a_blank_text_is_refused(bench):
    with pytest.raises(BadInput, match="empty text"):
        DetectLanguage(bench)(text="  \n ")


def test_a_tool_does_not_start_when_the_time_is_up(bench):
    with cancel.limited(0.0), pytest.raises(DeadlinePassed):
        DetectLanguage(bench)(text="good morning")


def test_every_result_is_json_and_told(bench, heard):
    result = CompareSentences(bench, "language")(sentence="a cat", others=["a kitten"])

    assert json.loads(json.dumps(result)) == result
    assert [(event.kind, event.agent, event.tool) for event in heard] == [
        ("tool-start", "language", "compare_sentences"),
        ("tool-end", "language", "compare_sentences"),
    ]
    assert heard[1].text == result["summary"]


def test_a_failure_is_told_too(bench, heard):
    with pytest.raises(BadInput):
        DetectLanguage(bench)(text=" ")

    assert "empty text" in heard[-1].error


def test_one_place_has_one_number():
    sources = Sources()
    place = Citation("a.pdf", 1, "words", 0.5, "a-1")

    assert [sources.cite(place), sources.cite(Citation("a.pdf", 2, "words", 0.5, "a-1")), sources.cite(place)] == [
        1,
        2,
        1,
    ]
    assert sources.numbered(3) is None


def test_what_the_model_said_itself_is_kept_on_request(service):
    arguments = {"text": "a goal was scored", "labels": ["sport", "law"]}

    plain, raw = service.run_tool("classify_text", arguments), service.run_tool("classify_text", arguments, raw=True)

    assert "raw" not in plain
    assert raw["raw"][0]["labels"] == ["sport", "law"]
    assert plain["scores"] == raw["scores"]
