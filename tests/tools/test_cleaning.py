"""White space is put right, and what means something is left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from runtime.errors import BadInput, UnknownArtifact
from runtime.records import Request
from tools.cleaning import CleanText, cleaned


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("two  spaces and\ta tab", "two spaces and a tab"),
        ("Hello , world !", "Hello, world!"),
        ("I do n't know ; she 's ( not ) here .", "I don't know; she's (not) here."),
        ("  edges  \n\n\n\n  of lines ", "edges\n\nof lines"),
        ("zero\u200bwidth, so\u00adft, \ufeffmark", "zerowidth, soft, mark"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a smile :) and .5 of .NET", "a smile :) and .5 of .NET"),
        ("wait ...", "wait..."),
        ("one ,two ;three and 1 ,5", "one,two;three and 1 ,5"),
        ("nothing to do here.", "nothing to do here."),
    ],
)
def test_what_tokenizers_and_copying_leave_behind_is_put_right(before: str, after: str) -> None:
    assert cleaned(before)[0] == after


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("会議 は 木曜日 です 。", "ja"),
        ("你好 , 世界 !", "zh-cn"),
        ("ภาษาไทย . คำ", "th"),
        ("ພາສາລາວ , ດີ", "lo"),
        ("ភាសាខ្មែរ . ល្អ", "km"),
        ("မြန်မာ , ကောင်း", "my"),
        ("Tu viens ? C'est vrai !", "fr"),
        ("می\u200cخواهم", "fa"),
        ("👩\u200d👩\u200d👧", "en"),
        ("\u3000全角の字下げ", "ja"),
    ],
)
def test_what_means_something_in_other_scripts_is_left(text: str, language: str) -> None:
    assert cleaned(text, language) == (text, {})


def test_compatibility_letters_are_changed_only_on_demand() -> None:
    assert cleaned("ﬁne Ｔｅｘｔ")[0] == "ﬁne Ｔｅｘｔ"
    assert cleaned("ﬁne Ｔｅｘｔ", unicode=True) == ("fine Text", {"letters of compatibility": 5})
    assert cleaned("e\u0301", unicode=True) == ("é", {"letters of compatibility": 1})


def test_punctuation_is_left_on_demand() -> None:
    assert cleaned("Hello , world", punctuation=False) == ("Hello , world", {})


def test_what_was_changed_is_counted_and_the_result_is_kept(bench: Any) -> None:
    result = CleanText(bench)(text="It 's  late , \n is n't it ?")

    assert result["text"] == "It's late,\nisn't it?"
    assert result["changes"] == {
        "lines with spaces at their ends": 2,
        "repeated spaces": 1,
        "spaces beside punctuation": 4,
    }
    assert bench.artifacts.text(result["artifacts"][0]) == result["text"]
    assert result["characters"] == {"before": 27, "after": 20}
    assert "1 repeated spaces" in result["summary"]


def test_a_file_keeps_its_lines(bench: Any, tmp_path: Path) -> None:
    (tmp_path / "poem.txt").write_text("The  sea ,\nthe sea .  \n\n\n\nBlue.\n")
    name = bench.artifacts.import_file(tmp_path / "poem.txt").name

    result = CleanText(bench)(text=name)

    assert result["text"] == "The sea,\nthe sea.\n\nBlue."
    assert bench.artifacts.get(result["artifacts"][0]).sources == (name,)


def test_a_file_in_an_old_encoding_is_read_too(bench: Any, tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_bytes("Häuser  und Bäume , viele Straßen .".encode("latin-1"))
    name = bench.artifacts.import_file(tmp_path / "old.txt").name

    assert CleanText(bench)(text=name)["text"] == "Häuser und Bäume, viele Straßen."


def test_source_code_is_refused(bench: Any, tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text("if x:\n    y = 1\n")
    name = bench.artifacts.import_file(tmp_path / "code.py").name

    with pytest.raises(BadInput, match="where spaces mean something"):
        CleanText(bench)(text=name)


def test_a_clean_text_is_said_to_be_clean(bench: Any) -> None:
    assert CleanText(bench)(text="All is well.")["summary"].endswith("nothing had to be changed.")


def test_a_huge_text_takes_no_long_time(bench: Any) -> None:
    result = CleanText(bench)(text="a" + " " * 300_000 + "b , " * 100_000)

    assert result["characters"]["after"] < 400_000
    assert len(result["text"]) == 2_000


@pytest.mark.parametrize("given", [{}, {"text": " "}, {"text": "a", "unicode": "yes"}])
def test_wrong_input_is_refused(bench: Any, given: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        CleanText(bench)(**given)


def test_a_file_that_is_not_there_is_named(bench: Any) -> None:
    with pytest.raises(UnknownArtifact):
        CleanText(bench)(text="poem-2")


def test_a_request_is_answered(service: Any) -> None:
    answer = service.ask(Request('Fix the spacing in "Hello , world !  How are you ?"'))

    assert "3 spaces beside punctuation" in answer.text
    assert answer.artifacts[0].path.read_text() == "Hello, world! How are you?"
