"""Key words and key phrases are found in the words of the text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.wording import stems, words
from runtime.errors import BadInput, NoResult, UnknownArtifact
from runtime.records import Request
from tools.keywords import MOST_CANDIDATES, ExtractKeywords, Phrase, candidates, diverse, runs
from tools.stop_words import STOP_WORDS, stop_words

DATA = Path(__file__).parents[1] / "data" / "keywords.jsonl"
LABELLED = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
SOLAR = LABELLED[0]["text"]


def found(gold: str, keywords: list[dict[str, Any]]) -> bool:
    """Whether a phrase is among them: the same stems, or one within the other."""
    wanted = set(stems(words(gold)))
    every = [set(stems(words(keyword["text"]))) for keyword in keywords]
    return any(wanted <= one or one <= wanted for one in every)


@pytest.mark.parametrize(("half", "least"), [("tuning", 0.9), ("held out", 0.8)])
def test_most_of_the_labelled_phrases_are_among_eight(bench: Any, half: str, least: float) -> None:
    """39 of 41 and 35 of 41 when it was written."""
    rows = [row for row in LABELLED if row["half"] == half]
    results = ExtractKeywords(bench)(texts=[row["text"] for row in rows])["results"]

    hits = [found(g, one["keywords"]) for row, one in zip(rows, results, strict=True) for g in row["gold"]]

    assert sum(hits) / len(hits) >= least


def test_every_keyword_stands_in_the_text_with_its_count_and_cosine(bench: Any) -> None:
    result = ExtractKeywords(bench)(text=SOLAR, count=5)

    assert len(result["keywords"]) == 5
    for keyword in result["keywords"]:
        assert keyword["text"] in SOLAR
        assert keyword["count"] >= 1
        assert -1 <= keyword["score"] <= 1
    assert result["summary"].startswith("the text: Solar panels")
    assert result["confidence"] == 1.0


def test_no_keyword_repeats_the_words_of_another(bench: Any) -> None:
    sets = [set(one["text"].casefold().split()) for one in ExtractKeywords(bench)(text=SOLAR, count=20)["keywords"]]

    assert not any(a < b for a in sets for b in sets)


def test_each_of_several_files_gets_its_own(bench: Any, handbook: Path, tmp_path: Path) -> None:
    (tmp_path / "wolves.txt").write_text(LABELLED[4]["text"])
    names = [bench.artifacts.import_file(path).name for path in (handbook, tmp_path / "wolves.txt")]

    results = ExtractKeywords(bench)(texts=names)["results"]

    assert [one["source"] for one in results] == ["handbook.pdf", "wolves.txt"]
    assert found("annual leave", results[0]["keywords"])
    assert found("wolves", results[1]["keywords"])


def test_stop_words_of_the_language_end_a_phrase(bench: Any) -> None:
    german = "Die neue Straßenbahn verbindet die Universität mit dem Hauptbahnhof und fährt alle sechs Minuten."

    result = ExtractKeywords(bench)(text=german)

    assert result["results"][0]["language"] == "de"
    assert {word for one in result["keywords"] for word in one["text"].split()}.isdisjoint(STOP_WORDS["de"].split())


def test_a_language_without_a_list_is_called_rough(bench: Any) -> None:
    result = ExtractKeywords(bench)(text="Совещание перенесли на четверг, потому что ожидается сильная буря в городе.")

    assert "rough: no stop words for Russian" in result["summary"]
    assert result["confidence"] == 0.5


def test_a_language_without_spaces_is_said_to_be_impossible(bench: Any) -> None:
    with pytest.raises(NoResult, match="no spaces between words"):
        ExtractKeywords(bench)(text="会議は嵐のため木曜日に延期されました。")


def test_words_that_name_nothing_are_no_keywords(bench: Any) -> None:
    with pytest.raises(NoResult, match="no words that name anything"):
        ExtractKeywords(bench)(text="It was there, and then it was not.")


def test_phrases_end_at_stop_words_numbers_and_marks() -> None:
    text = "Heat pumps, solar panels and 17th century tiles"

    assert [run for run in runs(text, stop_words("en")) if run] == [
        ["Heat", "pumps"],
        ["solar", "panels"],
        ["century", "tiles"],
    ]


def test_of_a_long_text_the_most_frequent_phrases_are_weighed() -> None:
    rare = " . ".join(f"word{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}{chr(97 + n // 676)}x" for n in range(2000))

    weighed = candidates(f"{rare} . tram . tram . tram", frozenset())

    assert len(weighed) == MOST_CANDIDATES
    assert weighed[0] == Phrase("tram", 3)


def test_the_second_choice_is_unlike_the_first() -> None:
    vectors = np.array([[1, 0], [0.99, 0.141], [0.1, 0.995]], np.float32)
    phrases = [Phrase(text, 1) for text in ("sea", "ocean", "harbour")]

    assert diverse(vectors, np.array([0.9, 0.89, 0.8], np.float32), 2, phrases) == [0, 2]


@pytest.mark.parametrize("count", [0, 51])
def test_a_count_out_of_range_is_refused(bench: Any, count: int) -> None:
    with pytest.raises(BadInput, match="outside 1 to 50"):
        ExtractKeywords(bench)(text=SOLAR, count=count)


def test_wrong_input_is_refused(bench: Any) -> None:
    with pytest.raises(BadInput, match="takes 1 to 200 texts"):
        ExtractKeywords(bench)()
    with pytest.raises(UnknownArtifact):
        ExtractKeywords(bench)(text="report-7")


def test_a_request_is_answered(service: Any, handbook: Path) -> None:
    answer = service.ask(Request("Give me five keywords for the handbook", (handbook,)))

    assert answer.text.startswith("handbook.pdf: ")
    assert answer.text.count(",") == 4
