"""Every language that a multilingual checkpoint was trained on has a line, and is found by whatever it is called."""

from __future__ import annotations

import pytest

from runtime.runners.language_codes import ALIASES, UNSPACED, known_languages, language


@pytest.mark.parametrize(("family", "field"), [("nllb", "flores"), ("mbart50", "mbart"), ("m2m_100", "m2m")])
def test_every_language_of_a_family_is_in_the_table_and_no_other(family: str, field: str) -> None:
    from importlib import import_module

    theirs = import_module(f"transformers.models.{family}.tokenization_{family}").FAIRSEQ_LANGUAGE_CODES
    codes = theirs["m2m100"] if family == "m2m_100" else theirs

    assert {getattr(one, field) for one in known_languages()} - {""} == set(codes)


def test_no_code_and_no_flores_code_stands_for_two_languages() -> None:
    codes = [one.code for one in known_languages()]
    scripts = [one.flores for one in known_languages() if one.flores and one.code != "no"]

    assert len(codes) == len(set(codes))
    assert len(scripts) == len(set(scripts))


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("EN", "en"), ("eng", "en"), ("eng_Latn", "en"), ("English", "en"), ("en-GB", "en"), ("en_XX", "en"),
        ("pt-BR", "pt"), ("arb", "ar"), ("cmn", "zh"), ("zh-cn", "zh"), ("zh-TW", "zh-tw"), ("zho_Hant", "zh-tw"),
        ("yue", "yue"), ("no", "no"), ("nb", "nb"), ("swa", "sw"), ("swh", "sw"), ("iw", "he"), ("kas_Deva", "ks-deva"),
        ("knc", "kr"), (" french ", "fr"),
    ],
)  # fmt: skip
def test_a_language_is_found_by_what_it_is_called(word: str, code: str) -> None:
    found = language(word)

    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("word", ["", "xx", "klingon", "-", "mul", "ROMANCE"])
def test_what_is_no_language_is_not_found(word: str) -> None:
    assert language(word) is None


def test_every_other_name_leads_to_a_line() -> None:
    assert {*ALIASES.values(), *UNSPACED} <= {one.code for one in known_languages()}
