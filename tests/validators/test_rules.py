"""Cheap checks pass what is right, and their hints say what to change."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from runtime.errors import BadArgument
from runtime.records import Answer
from validators.rules import json_schema, language, length, not_empty

GERMAN = "Die Kündigungsfrist beträgt vier Wochen zum Ende des Monats."
ENGLISH = "The notice period is four weeks to the end of a month."
SCHEMA = {"type": "object", "properties": {"weeks": {"type": "integer"}}, "required": ["weeks"]}


@pytest.mark.parametrize("text", ["", " \n", "...", "[]", "\u200b"])
def test_an_answer_without_words_is_empty(text: str) -> None:
    verdict = not_empty(Answer(text))

    assert not verdict.ok
    assert "Say what was found" in verdict.hint


@pytest.mark.parametrize("text", ["4", "да", "四周"])
def test_a_short_answer_is_not_empty(text: str) -> None:
    assert not_empty(Answer(text)).ok


def test_length_counts_characters_and_says_how_many() -> None:
    assert length(5)(Answer("12345")).ok
    verdict = length(5)(Answer("123456"))
    assert (verdict.check, verdict.ok) == ("length", False)
    assert "6 characters; the limit is 5" in verdict.hint


def test_the_wrong_language_is_sent_back_with_the_right_one() -> None:
    assert language("de")(Answer(GERMAN)).ok
    assert language("EN")(Answer(ENGLISH)).ok
    verdict = language("en")(Answer(GERMAN))
    assert not verdict.ok
    assert "'de'" in verdict.hint
    assert "'en'" in verdict.hint


@pytest.mark.parametrize("text", ["Vier Wochen.", "12:30", "", "ሰላም " * 10])
def test_a_text_too_short_or_strange_to_judge_passes(text: str) -> None:
    assert language("en")(Answer(text)).ok


def test_a_language_that_is_not_known_passes() -> None:
    assert language("ga")(Answer(ENGLISH)).ok


def test_chinese_is_one_language() -> None:
    assert language("zh")(Answer("员工在合同结束前四周必须以书面形式通知雇主，否则合同自动延长一年。")).ok


def test_eight_threads_agree_on_the_language() -> None:
    with ThreadPoolExecutor(8) as threads:
        verdicts = set(threads.map(lambda _: language("de")(Answer(ENGLISH)).ok, range(32)))

    assert verdicts == {False}


def test_json_that_fits_its_schema_passes() -> None:
    assert json_schema(SCHEMA)(Answer(' {"weeks": 4}\n')).ok


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('{"weeks": "four"}', "at $.weeks: 'four' is not of type 'integer'"),
        ("{}", "at $: 'weeks' is a required property"),
        ("Four weeks.", "not JSON"),
        ('```json\n{"weeks": 4}\n```', "without other words or code fences"),
        ('{"weeks": NaN}', "NaN is not a JSON value"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_json_that_does_not_fit_is_sent_back_with_the_place(text: str, hint: str) -> None:
    verdict = json_schema(SCHEMA)(Answer(text))

    assert not verdict.ok
    assert hint in verdict.hint
    assert len(verdict.hint) < 500


def test_a_schema_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(BadArgument, match=r"\$.type"):
        json_schema({"type": "integr"})


def test_a_schema_that_points_elsewhere_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def dialled(*_: object, **__: object) -> None:
        pytest.fail("the network was asked")

    monkeypatch.setattr("socket.socket.connect", dialled)
    check = json_schema({"$ref": "http://127.0.0.1:9/schema.json"})

    with pytest.raises(Exception, match="Unresolvable"):
        check(Answer("{}"))
