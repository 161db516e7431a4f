"""What a translation model calls its languages is matched with the codes that people use."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from runtime.runners.tongues import Tongues, listed, tongues


def marian(source: str | None, target: str | None, *tokens: str) -> Tongues:
    """As its tokenizer says it."""
    reads: Any = SimpleNamespace(source_lang=source, target_lang=target, supported_language_codes=list(tokens))
    return tongues(SimpleNamespace(model_type="marian"), reads)


@pytest.mark.parametrize("names", [("en", "zh"), ("eng", "zho"), ("eng", "zho_Hans")])
def test_a_pair_is_known_by_codes_of_two_or_three_letters(names: tuple[str, str]) -> None:
    assert marian(*names).direction("en", "zh")[:2] == ("en", "zh")


@pytest.mark.parametrize("group", ["mul", "ROMANCE", "fi_nb_no_nn_ru_sv_en", "bat+en", None, ""])
def test_a_group_of_languages_is_not_taken_for_one(group: str | None) -> None:
    known = marian(group, "eng")

    assert known.sources is None
    assert known.direction("sw", "en")[:2] == ("sw", "en")


def test_what_is_no_language_is_refused_also_by_a_group() -> None:
    with pytest.raises(ValueError, match="does not translate from 'klingon'"):
        marian("mul", "eng").direction("klingon", "en")


def test_the_plainest_token_of_a_language_is_taken() -> None:
    known = marian("en", "zho", ">>cmn_Hant<<", ">>cmn_Hans<<", ">>yue<<", ">>fra_CA<<", ">>fra<<", ">>pt_br<<")

    assert {code: known.direction("en", code)[2].prefix for code in ("zh", "zh-tw", "yue", "fr", "pt")} == {
        "zh": ">>cmn_Hans<< ", "zh-tw": ">>cmn_Hant<< ", "yue": ">>yue<< ", "fr": ">>fra<< ", "pt": ">>pt_br<< ",
    }  # fmt: skip


def test_a_token_of_a_language_without_a_line_goes_by_its_own_name() -> None:
    assert marian("en", "mul", ">>tlh<<", ">>fra<<").direction("en", "tlh")[2].prefix == ">>tlh<< "


def test_few_languages_are_all_named_and_of_many_the_nearest() -> None:
    codes = ["af", "de", "en", "es", "fi", "fr", "hi", "it", "ja", "ko", "nl", "pt", "ru", "zh"]

    assert listed("x", codes[:3]) == "af (Afrikaans), de (German), en (English)"
    assert listed("frensh", codes).startswith("fr (French), ")
    assert listed("frensh", codes).endswith(" and 2 more")
