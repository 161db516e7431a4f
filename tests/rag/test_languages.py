"""Meaning counts less where the encoder does not know the language."""

from __future__ import annotations

import pytest

from rag.lexical import is_english
from rag.retriever import FOREIGN, HALF, Retriever
from rag.tuning import indexed
from runtime.records import Passage

SPANISH = "Los empleados reciben doce horas de voluntariado al año, y el resto se pierde en diciembre."
ENGLISH = "Employees receive twelve hours for volunteering a year, and what is left of them is lost in December."


class Named:
    dimension, max_tokens = 4, 256

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, texts):
        import numpy as np

        return np.full((len(texts), 4), 0.5, np.float32)


def retriever(text: str, name: str) -> Retriever:
    encoder = Named(name)
    passages = [Passage(text, "rules", "rules.txt", position=n) for n in range(3)]
    return Retriever([indexed(passages, encoder([text] * 3))], encoder)


@pytest.mark.parametrize(
    ("text", "name", "weight"),
    [
        (ENGLISH, "sentence-transformers/all-MiniLM-L6-v2", HALF),
        (SPANISH, "sentence-transformers/all-MiniLM-L6-v2", FOREIGN),
        (SPANISH, "intfloat/multilingual-e5-small", HALF),
        ("12", "sentence-transformers/all-MiniLM-L6-v2", HALF),
    ],
)
def test_meaning_counts_half_unless_the_encoder_does_not_know_the_language(text, name, weight) -> None:
    assert retriever(text, name).meaning == weight


def test_german_french_and_japanese_are_told_from_english() -> None:
    assert is_english([ENGLISH])
    assert not is_english(["Die Angestellten erhalten zwölf Stunden im Jahr für ihr Ehrenamt. " * 3])
    assert not is_english(["Les employés reçoivent douze heures de bénévolat par an, et le reste est perdu. " * 3])
    assert not is_english(["従業員 は 年間 十二 時間 の ボランティア 休暇 を 受け取る。" * 3])
