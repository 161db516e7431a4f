"""One runner translates with every family of models, each told of its languages in its own way."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

import pytest

from app.stand_ins import forge_seq2seq
from app.stand_ins.forge_seq2seq import FRENCH, GERMAN
from runtime.cancel import CancelToken, limited
from runtime.devices import Device, Placement
from runtime.errors import Cancelled, CheckpointError
from runtime.recipes import RECIPES
from runtime.runners.translation import Translator

AT = Placement(Device("cpu", "fp32", 8.0, ""))
TO_FRENCH, TO_GERMAN = {"source": "en", "target": "fr"}, {"source": "en", "target": "de"}
FAMILIES = ("m2m100", "nllb", "mbart50")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("translators")
    several = {">>fra<<": FRENCH, ">>deu<<": GERMAN}
    made = {name: getattr(forge_seq2seq, name)(root / name) for name in (*FAMILIES, "marian")}
    return made | {"marian several": forge_seq2seq.marian(root / "several", several)}


@pytest.fixture(scope="module")
def marian(folders: dict[str, Path]) -> Translator:
    return Translator(folders["marian"], AT)


@pytest.fixture(scope="module")
def nllb(folders: dict[str, Path]) -> Translator:
    return Translator(folders["nllb"], AT)


@pytest.fixture(scope="module")
def t5(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return forge_seq2seq.t5(tmp_path_factory.mktemp("t5") / "model")


def texts(results: list[dict[str, str]]) -> list[str]:
    return [result["text"] for result in results]


# ------------------------------------------------------------------ families


@pytest.mark.parametrize("family", [*FAMILIES, "marian several"])
def test_a_family_of_many_languages_writes_the_one_that_is_asked_for(folders: dict[str, Path], family: str) -> None:
    translator = Translator(folders[family], AT)

    assert texts(translator(list(FRENCH), **TO_FRENCH)) == list(FRENCH.values())
    assert texts(translator(list(GERMAN), **TO_GERMAN)) == list(GERMAN.values())


def test_a_model_for_one_pair_needs_no_codes_and_says_what_it_did(marian: Translator) -> None:
    results = marian(list(FRENCH), **TO_FRENCH)

    assert results == [{"text": says, "source": "en", "target": "fr"} for says in FRENCH.values()]


def test_t5_is_told_in_words(t5: Path) -> None:
    known = dict(list(FRENCH.items())[:4])

    assert texts(Translator(t5, AT)(list(known), **TO_FRENCH)) == list(known.values())


def test_a_t5_that_lists_its_pairs_does_no_others(t5: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(t5, tmp_path / "model")
    tasks = {"translation_en_to_fr": {"prefix": "translate English to French: "}, "translation_de_to_en": {}}
    forge_seq2seq.amended(folder, task_specific_params=tasks | {"summarization": {"prefix": "summarize: "}})
    translator = Translator(folder, AT)

    assert texts(translator(["I love you."], **TO_FRENCH)) == [FRENCH["I love you."]]
    assert translator.languages() == {"sources": ["de", "en"], "targets": ["en", "fr"]}
    with pytest.raises(ValueError, match=r"does not translate de to fr\. It translates en to fr, de to en"):
        translator(["Hallo"], source="de", target="fr")


def test_a_model_that_is_told_in_no_known_way_is_refused(tmp_path: Path) -> None:
    folder = forge_seq2seq.bart(tmp_path / "model")

    with pytest.raises(CheckpointError, match=r"Translation runs Marian, M2M100, .*; this is 'bart'"):
        Translator(folder, AT)


def test_it_is_what_serves_translation() -> None:
    assert RECIPES["translation"].build() is Translator


# ------------------------------------------------------------------ languages


def test_it_says_which_languages_it_knows(folders: dict[str, Path], marian: Translator, nllb: Translator) -> None:
    assert marian.languages() == {"sources": ["en"], "targets": ["fr"]}
    assert Translator(folders["marian several"], AT).languages() == {"sources": ["en"], "targets": ["de", "fr"]}
    assert len(nllb.languages()["targets"] or []) == 203


def test_languages_go_by_other_names_too(nllb: Translator) -> None:
    results = nllb(["I love you."], source="English", target="fra_Latn")

    assert results == [{"text": "Je t'aime.", "source": "en", "target": "fr"}]


def test_a_language_it_does_not_write_is_refused_with_those_it_does(marian: Translator) -> None:
    with pytest.raises(ValueError, match=r"does not translate into 'es'\. It translates into fr \(French\)\."):
        marian(["Good morning."], source="en", target="es")
    with pytest.raises(ValueError, match=r"does not translate from 'de'\. It translates from en \(English\)\."):
        marian(["Guten Morgen."], source="de", target="fr")


def test_of_many_languages_the_nearest_are_named_first(nllb: Translator) -> None:
    with pytest.raises(ValueError, match=r"into 'frech'\. It translates into fr \(French\), .* and 191 more\."):
        nllb(["Good morning."], source="en", target="frech")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"source": "en"}, "not said which language to translate into"),
        ({"target": "fr"}, "not said which language to translate from"),
        ({"source": "en", "target": "English"}, "Source and target are both 'en'"),
        ({"source": 7, "target": "fr"}, "source='7' is not text"),
        ({**TO_FRENCH, "num_beams": 0}, "num_beams=0 is not a whole number"),
        ({**TO_FRENCH, "beams": 2}, "'beams' is no parameter here"),
    ],
)
def test_a_wrong_parameter_is_refused(nllb: Translator, given: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        nllb(["Good morning."], **given)


# ------------------------------------------------------------------ texts


def test_lines_and_paragraphs_stay_where_they_are(nllb: Translator) -> None:
    text = "Good morning.\n\n  - I love you.\n  2) The cat sleeps.\n\n---\n42\n# How are you?\r\n"

    assert texts(nllb([text], **TO_FRENCH)) == [
        "Bonjour.\n\n  - Je t'aime.\n  2) Le chat dort.\n\n---\n42\n# Comment allez-vous ?\r\n"
    ]


def test_a_long_line_is_translated_in_chunks_of_sentences(marian: Translator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.runners.translation.SOME_SENTENCES", 16)

    assert texts(marian(["I love you. Good morning. I love you."], **TO_FRENCH)) == ["Je t'aime. Bonjour. Je t'aime."]


def test_a_text_of_any_length_is_read_to_its_end(marian: Translator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.runners.translation.SOME_SENTENCES", 16)
    text = "The cat sleeps. " * 50 + "Good morning."

    assert texts(marian([text], **TO_FRENCH)) == ["Le chat dort. " * 50 + "Bonjour."]


def test_blank_stays_blank_and_nothing_gives_nothing(marian: Translator) -> None:
    assert marian([], **TO_FRENCH) == []
    assert texts(marian(["", " \n\n ", "12 + 30"], **TO_FRENCH)) == ["", " \n\n ", "12 + 30"]


def test_a_batch_writes_what_each_text_gets_alone(marian: Translator) -> None:
    given = [*FRENCH, "", "We drink tea.", "小さい猫。", "I love you.\nGood morning.", "water " * 100]

    assert marian(given, **TO_FRENCH) == [marian([text], **TO_FRENCH)[0] for text in given]


def test_a_translation_ends_at_the_tokens_that_are_allowed(marian: Translator) -> None:
    assert texts(marian(["The house is red."], **TO_FRENCH, max_new_tokens=1))[0] in "La maison est rouge."


def test_half_precision_writes_the_same(folders: dict[str, Path]) -> None:
    half = Translator(folders["nllb"], Placement(Device("cpu", "bf16", 8.0, "")))

    assert texts(half(list(GERMAN), **TO_GERMAN)) == list(GERMAN.values())


@pytest.mark.parametrize("family", [*FAMILIES, "marian"])
def test_nothing_is_said_beside_the_results(
    folders: dict[str, Path], family: str, capfd: pytest.CaptureFixture[str]
) -> None:
    translator = Translator(folders[family], AT)
    translator(["I love you.", "water " * 100], **TO_FRENCH)

    assert capfd.readouterr() == ("", "")


def test_a_cancel_in_the_middle_of_a_long_text_is_heard_at_once(marian: Translator) -> None:
    token, pressed = CancelToken(), list[float]()
    timer = threading.Timer(0.3, lambda: (pressed.append(time.monotonic()), token.cancel()))
    timer.start()

    with limited(120, token), pytest.raises(Cancelled):
        marian(["".join(f"The cat {number} sleeps.\n" for number in range(5000))], **TO_FRENCH)

    assert time.monotonic() - pressed[0] < 1


def test_what_is_no_text_is_refused(marian: Translator) -> None:
    with pytest.raises(ValueError, match="is not text, but int"):
        marian([7], **TO_FRENCH)
