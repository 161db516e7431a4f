"""A model that reads one text and writes another writes what it learned, and says when it could not read it all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.stand_ins import forge_seq2seq
from app.stand_ins.forge_seq2seq import GRAMMAR
from runtime.devices import Device, Placement
from runtime.errors import MissingExtra
from runtime.recipes import RECIPES
from runtime.runners.seq2seq import Text2Text

AT = Placement(Device("cpu", "fp32", 8.0, ""))


@pytest.fixture(scope="module")
def t5(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return forge_seq2seq.t5(tmp_path_factory.mktemp("t5") / "model")


@pytest.fixture(scope="module")
def writer(t5: Path) -> Text2Text:
    return Text2Text(t5, AT)


def test_grammar_is_corrected_behind_its_prefix(writer: Text2Text) -> None:
    results = writer(list(GRAMMAR), prefix="grammar: ")

    assert results == [{"text": text, "truncated": False} for text in GRAMMAR.values()]


def test_a_batch_writes_what_each_text_gets_alone(writer: Text2Text) -> None:
    texts = [*GRAMMAR, "", "they go " * 30, "小さい猫", "I has a dog"]

    assert writer(texts, prefix="grammar: ", max_new_tokens=30) == [
        writer([text], prefix="grammar: ", max_new_tokens=30)[0] for text in texts
    ]


def test_what_is_longer_than_the_model_reads_is_cut_and_said_to_be(writer: Text2Text) -> None:
    long = writer(["he go home " * 200], prefix="grammar: ", max_new_tokens=10)[0]

    assert long["truncated"]
    assert long["text"]


def test_blank_stays_blank_and_nothing_gives_nothing(writer: Text2Text) -> None:
    assert writer([]) == []
    assert writer(["", " \n"], prefix="grammar: ") == [{"text": "", "truncated": False}] * 2


def test_with_a_seed_the_same_is_drawn_alone_and_among_others(writer: Text2Text) -> None:
    drawn = {"prefix": "grammar: ", "do_sample": True, "temperature": 3.0, "seed": 4, "max_new_tokens": 12}

    among = writer(list(GRAMMAR), **drawn)

    assert among == [writer([text], **drawn)[0] for text in GRAMMAR]
    assert among != writer(list(GRAMMAR), **(drawn | {"seed": 5}))


def test_half_precision_writes_the_same(t5: Path) -> None:
    half = Text2Text(t5, Placement(Device("cpu", "bf16", 8.0, "")))

    assert [result["text"] for result in half(list(GRAMMAR), prefix="grammar: ")] == list(GRAMMAR.values())


def test_nothing_is_said_beside_the_results(t5: Path, capfd: pytest.CaptureFixture[str]) -> None:
    writer = Text2Text(t5, AT)
    capfd.readouterr()

    writer([*GRAMMAR, "long " * 300], prefix="grammar: ", num_beams=2, min_new_tokens=3, max_new_tokens=10)

    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("given", [{"prefix": 7}, {"stop": ["."]}, {"max_new_tokens": 0}])
def test_a_wrong_parameter_is_refused(writer: Text2Text, given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"is not text|no parameter here|not a whole number"):
        writer(["a"], **given)


def test_without_sentencepiece_it_is_said_how_to_add_it(t5: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentencepiece", None)

    with pytest.raises(MissingExtra, match=r"pip install -e '\.\[text\]'"):
        Text2Text(t5, AT)


def test_it_is_what_serves_text2text_generation() -> None:
    assert RECIPES["text2text-generation"].build() is Text2Text


def test_what_is_no_text_is_refused(writer: Text2Text) -> None:
    with pytest.raises(ValueError, match="is not text, but bytes"):
        writer([b"text"])
