"""A text is translated by the checkpoint of its pair, and what did not come through is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.service import Service
from app.stand_ins.forge_desk import EN_FR, FR_EN, M2M100, NAMER, bench_of
from app.stand_ins.forge_seq2seq import FRENCH, GERMAN
from runtime.errors import BadInput, CheckpointNotFound, UnknownArtifact
from runtime.records import Request
from tools.translation import Translate

Having = Callable[..., Service]
ENGLISH = "\n".join(FRENCH)


def test_each_line_is_translated_and_the_whole_is_kept(having: Having) -> None:
    bench = bench_of(having(EN_FR))

    result = Translate(bench)(text=ENGLISH, to="French")

    assert result["text"] == "\n".join(FRENCH.values())
    assert (result["source"], result["language"], result["paragraphs"]) == ("en", "fr", len(FRENCH))
    assert 0.9 <= result["source_confidence"] <= 1
    assert result["summary"].startswith("the text in French:\nLe chat dort.")
    made = bench.artifacts.get(result["artifacts"][0])
    assert bench.artifacts.text(made.name) == result["text"]
    assert (made.provenance.checkpoint, made.provenance.parameters["target"]) == (EN_FR, "fr")
    assert result["models"][-1]["checkpoint"] == EN_FR


def test_a_document_keeps_its_paragraphs(having: Having, tmp_path: Path) -> None:
    bench = bench_of(having(EN_FR))
    path = tmp_path / "letter.md"
    path.write_text("# Good morning.\n\n- I love you.\n- How are you?\n\nOpen the window.\n")
    name = bench.artifacts.import_file(path).name

    result = Translate(bench)(text=name, to="fr", source="English")

    assert result["text"] == "# Bonjour.\n- Je t'aime.\n- Comment allez-vous ?\nOuvrez la fenêtre."
    assert bench.artifacts.get(result["artifacts"][0]).sources == (name,)


def test_the_model_of_the_pair_goes_before_one_of_many_languages(having: Having) -> None:
    service = having(EN_FR, M2M100)

    to_french, to_german = (
        Translate(bench_of(service))(text="The cat sleeps.", to=to, source="en") for to in ("fr", "de")
    )

    assert (to_french["text"], to_french["models"][-1]["checkpoint"]) == ("Le chat dort.", EN_FR)
    assert (to_german["text"], to_german["models"][-1]["checkpoint"]) == (GERMAN["The cat sleeps."], M2M100)


def test_a_model_that_was_named_is_used_instead(having: Having) -> None:
    result = Translate(bench_of(having(EN_FR, M2M100)))(text="I love you.", to="fr", source="en", model=M2M100)

    assert result["models"][-1]["checkpoint"] == M2M100


def test_the_model_that_the_settings_name_is_used_for_every_pair(having: Having) -> None:
    service = having(EN_FR, M2M100, models=f"translation={M2M100}")

    result = Translate(bench_of(service))(text="I love you.", to="fr", source="en")

    assert result["models"][-1]["checkpoint"] == M2M100


def test_a_model_that_does_not_know_the_language_says_what_it_does(having: Having) -> None:
    with pytest.raises(BadInput, match=r"does not translate into 'es'\. It translates into fr \(French\)"):
        Translate(bench_of(having(EN_FR)))(text="I love you.", to="es", source="en", model=EN_FR)


@pytest.mark.parametrize(
    ("source", "to", "pulls"),
    [
        ("en", "es", "Helsinki-NLP/opus-mt-en-es"),
        ("de", "en", "Helsinki-NLP/opus-mt-de-en"),
        ("Welsh", "English", "Helsinki-NLP/opus-mt-mul-en"),
        ("English", "Finnish", "Helsinki-NLP/opus-mt-en-mul"),
        ("German", "Japanese", "facebook/m2m100_418M"),
        ("Acehnese", "French", "facebook/nllb-200-distilled-600M"),
    ],
)
def test_what_is_missing_for_a_pair_is_named_with_the_command(having: Having, source: str, to: str, pulls: str) -> None:
    with pytest.raises(CheckpointNotFound, match=f"Fetch it with: atelier pull {pulls}"):
        Translate(bench_of(having(EN_FR)))(text="…", to=to, source=source)


def test_a_request_for_a_pair_that_is_not_here_ends_before_its_first_step(having: Having, handbook: Path) -> None:
    service = having(EN_FR)

    with pytest.raises(CheckpointNotFound, match="atelier pull Helsinki-NLP/opus-mt-en-de"):
        service.ask(Request("Translate the handbook from English into German", (handbook,)))
    with pytest.raises(CheckpointNotFound, match="atelier pull Helsinki-NLP/opus-mt-mul-en"):
        service.ask(Request("Translate the handbook into English", (handbook,)))
    assert service.sessions.known() == ()
    foreseen = service.foresee(Request("Translate the handbook into German", (handbook,)))
    assert [model.checkpoint for model in foreseen.models] == ["Helsinki-NLP/opus-mt-en-de"]


def test_a_request_is_translated(having: Having) -> None:
    answer = having(EN_FR).ask(Request("Translate “Where is the station?” from English into French"))

    assert "Où est la gare ?" in answer.text
    assert [artifact.name for artifact in answer.artifacts] == ["translation-1"]


def test_a_summary_made_before_is_translated_in_turn(having: Having, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("The house is red.\n")

    answer = having(EN_FR).ask(
        Request("Summarise note.txt in one sentence and translate the summary from English into French", (path,))
    )

    assert "La maison est rouge." in answer.text


# ------------------------------------------------------------------ what did not come through


def test_names_that_did_not_come_through_are_told_by_the_model_for_names(having: Having) -> None:
    text = "my friend Alice Smith visited Paris"

    result = Translate(bench_of(having(EN_FR, NAMER)))(text=text, to="fr", source="en")

    assert (result["names_lost"], result["names_by"]) == (["Alice Smith"], NAMER)
    assert "Names that did not come through: Alice Smith." in result["summary"]


def test_without_that_model_names_are_told_by_their_capitals(having: Having) -> None:
    result = Translate(bench_of(having(EN_FR)))(text="We met Alice Smith of OpenAI there", to="fr", source="en")

    assert (result["names_lost"], result["names_by"]) == (["Alice Smith", "OpenAI"], "capitals")


def test_a_translation_is_translated_back_and_compared(having: Having) -> None:
    result = Translate(bench_of(having(EN_FR, FR_EN)))(
        text="The cat sleeps.\nWe drink water.", to="fr", source="en", check=True
    )

    back = result["round_trip"]
    assert back["text"] == "The cat sleeps.\nWe drink water."
    assert (round(back["score"], 3), back["least"], back["most"]) == (1.0, -1.0, 1.0)
    assert back["measure"] == "cosine of the meanings by all-MiniLM-L6-v2"


def test_words_are_compared_where_no_encoder_reads_the_language(having: Having) -> None:
    result = Translate(bench_of(having(EN_FR, FR_EN)))(text="Le chat dort.", to="en", source="fr", check=True)

    back = result["round_trip"]
    assert (back["measure"], back["score"], back["least"]) == ("words in common", 1.0, 0.0)


def test_without_a_way_back_the_check_says_what_it_takes(having: Having) -> None:
    result = Translate(bench_of(having(EN_FR)))(text="I love you.", to="fr", source="en", check=True)

    assert result["round_trip"]["score"] is None
    assert "atelier pull Helsinki-NLP/opus-mt-fr-en" in result["summary"]


# ------------------------------------------------------------------ bad input


def test_a_text_too_short_to_tell_its_language_asks_for_it(having: Having) -> None:
    with pytest.raises(BadInput, match=r"too short to tell .*source='en'"):
        Translate(bench_of(having(EN_FR)))(text="Hallo", to="fr")


def test_a_few_letters_of_a_script_of_its_own_are_enough(having: Having) -> None:
    with pytest.raises(CheckpointNotFound, match="m2m100"):
        Translate(bench_of(having(EN_FR)))(text="こんにちは", to="fr")


def test_a_text_that_is_in_the_language_already_is_not_translated(having: Having) -> None:
    with pytest.raises(BadInput, match="is in English already"):
        Translate(bench_of(having(EN_FR)))(text=ENGLISH, to="en")


@pytest.mark.parametrize("given", [{"to": "Klingon"}, {"to": "fr", "source": "xx-yy"}, {"to": ""}])
def test_an_unknown_language_is_refused_with_an_example(having: Having, given: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="no language that is known here"):
        Translate(bench_of(having()))(text="Good morning", **given)


def test_what_is_not_there_or_blank_or_of_another_type_is_refused(having: Having) -> None:
    translate = Translate(bench_of(having()))

    with pytest.raises(UnknownArtifact):
        translate(text="letter-9", to="fr")
    with pytest.raises(BadInput, match="empty text"):
        translate(text=" \n", to="fr")
    with pytest.raises(BadInput, match="to must be of type string"):
        translate(text="Hello", to=["fr"])


def test_a_long_text_is_cut_in_the_result_and_whole_in_the_artifact(having: Having) -> None:
    bench = bench_of(having(EN_FR))

    result = Translate(bench)(text="We drink water.\n" * 1500, to="fr", source="en")

    assert len(result["text"]) == 20_000
    assert bench.artifacts.text("translation-1").count("Nous buvons de l'eau.") == 1500
    assert len(result["summary"]) < 2_000
