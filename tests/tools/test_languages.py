import pytest

from runtime.errors import NoResult
from tools.languages import NAMES, DetectLanguage

SAMPLES = {
    "en": "The meeting was moved to Thursday because of the storm.",
    "de": "Die Sitzung wurde wegen des Sturms auf Donnerstag verschoben.",
    "es": "La reunión se trasladó al jueves a causa de la tormenta.",
    "fr": "La réunion a été reportée à jeudi en raison de la tempête.",
    "ja": "会議は嵐のため木曜日に延期されました。",
    "ru": "Совещание перенесли на четверг, потому что ожидается сильная буря.",
}


@pytest.mark.parametrize("code", SAMPLES)
def test_language_of_a_sentence_is_told(bench, code):
    result = DetectLanguage(bench)(text=SAMPLES[code])

    assert result["language"] == code
    assert NAMES[code] in result["summary"]
    assert result["confidence"] > 0.9


def test_a_document_is_judged_as_a_whole(bench, handbook):
    name = bench.artifacts.import_file(handbook).name

    assert DetectLanguage(bench)(text=name)["summary"] == "handbook.pdf is written in English (en)."


def test_a_short_text_is_called_a_guess(bench):
    assert "a guess" in DetectLanguage(bench)(text="Guten Tag")["summary"]


def test_the_same_text_gets_the_same_answer(bench):
    assert len({str(DetectLanguage(bench)(text="ok then")) for _ in range(5)}) == 1


def test_digits_have_no_language(bench):
    with pytest.raises(NoResult, match="no letters"):
        DetectLanguage(bench)(text="1234 5678")
