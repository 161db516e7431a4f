"""Every word gets its part of speech."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.service import Service
from app.stand_ins.forge_desk import bench_of
from app.stand_ins.forge_reading import SPEECH
from runtime.errors import BadInput, CheckpointNotFound, UnknownArtifact
from runtime.records import Request
from tools.parts_of_speech import TagPartsOfSpeech

Having = Callable[..., Service]
SENTENCE = "the old dog sees my car"


def test_each_word_has_its_label_its_name_and_its_place(having: Having) -> None:
    result = TagPartsOfSpeech(bench_of(having(SPEECH)))(text=SENTENCE)

    assert [row["label"] for row in result["words"]] == ["DET", "ADJ", "NOUN", "VERB", "DET", "NOUN"]
    assert [row["name"] for row in result["words"][:3]] == ["determiner", "adjective", "noun"]
    assert [SENTENCE[row["start"] : row["end"]] for row in result["words"]] == SENTENCE.split()
    assert result["labels"] == {"DET": 2, "NOUN": 2, "ADJ": 1, "VERB": 1}
    assert result["summary"].startswith("the/DET old/ADJ dog/NOUN")
    assert "2 noun" in result["summary"]
    assert result["confidence"] > 0.9


def test_several_texts_are_read_in_one_call(having: Having) -> None:
    result = TagPartsOfSpeech(bench_of(having(SPEECH)))(texts=["the dog", "my car"])

    assert [row["source"] for row in result["words"]] == ["text 1", "text 1", "text 2", "text 2"]
    assert len(result["models"]) == 1


def test_a_long_text_is_read_to_the_end_and_kept_in_a_file(having: Having) -> None:
    bench = bench_of(having(SPEECH))

    result = TagPartsOfSpeech(bench)(text=f"{SENTENCE} " * 100)

    assert (len(result["words"]), result["count"]) == (200, 600)
    assert result["labels"]["NOUN"] == pytest.approx(200, abs=10)
    assert bench.artifacts.get(result["artifacts"][0]).media_type == "application/json"


def test_wrong_input_is_refused(having: Having) -> None:
    tag = TagPartsOfSpeech(bench_of(having(SPEECH)))

    with pytest.raises(BadInput, match="takes 1 to 200 texts"):
        tag()
    with pytest.raises(BadInput, match="empty text"):
        tag(text="\n")
    with pytest.raises(UnknownArtifact):
        tag(text="letter-3")
    assert tag(text="犬は車を見る")["count"] > 0


def test_a_request_is_answered_or_names_what_is_missing(having: Having) -> None:
    asked = Request(f'Which words are nouns in "{SENTENCE}"?')
    with pytest.raises(CheckpointNotFound, match=f"atelier pull {SPEECH}"):
        having().ask(asked)

    assert "dog/NOUN" in having(SPEECH).ask(asked).text
