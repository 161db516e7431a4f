"""Where sentences end, and where they only seem to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sentences import sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "Dr. Okafor met Mrs. Lee on Jan. 5 at 9 a.m. in room 3.2.",
        "Bring papers, e.g. a passport, i.e. something with a photo.",
        "The U.S. Department pays $1,250.75 vs. No. 7 on p. 12.",
        "J. R. Smith and A. Lee et al. wrote it, cf. Fig. 3 and Sec. 4.",
        "Acme Inc. and Harbour & Pine Ltd. Moncton signed it.",
        "“Really?” she asked.",
        "Version 2.0.1 costs 3.5 % more… or less.",
        "See www.example.org/a.html for more.",
        "1. Apply in the portal.",
        "• Ask first, then go.",
        "Approx. 30 people came.",
    ],
)
def test_a_dot_inside_a_sentence_does_not_end_it(sentence: str) -> None:
    assert sentences(sentence) == [sentence]


@pytest.mark.parametrize(
    "text",
    [
        "He left the U.S.| The rest stayed.",
        "It opens at 9 a.m.| The canteen closes at 3 p.m.| We wait.",
        "Is it free?| Yes!| It is.",
        'She said "Stop."| Then she left.',
        "They sell chairs, tables, etc.| This is all.",
        "Wait...| Now go.",
        "It costs $5.| 3 people paid.",
        "(It is closed.)| Come back later.",
        "Page one.\n| Page two",
        "申請は二週間前まで。|「はい。」|本当？|はい！",
        "¿Cuánto cuesta?| ¡Nada!| Gracias.",
    ],
)
def test_sentences_end_where_a_reader_would_say_so(text: str) -> None:
    assert sentences(text.replace("|", "")) == [part.strip() for part in text.split("|")]


def test_lines_and_bullets_are_sentences_without_a_full_stop() -> None:
    assert sentences("Leave policy\n- twelve days\n- ask first\n\n") == ["Leave policy", "- twelve days", "- ask first"]


@given(st.text(st.sampled_from("aB1 .!?…\n\"'”)。「」•-"), max_size=60))
def test_nothing_is_lost_and_nothing_is_empty(text: str) -> None:
    found = sentences(text)

    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(part == part.strip() != "" for part in found)
