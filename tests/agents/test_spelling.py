"""Slips of the keyboard are put right; words that are none of them stay as they are."""

import pytest

from agents.parsing.spelling import Speller
from agents.specialists import offers


@pytest.fixture(scope="module")
def spell():
    known = offers()
    return Speller([*(phrase for one in known for phrase in one.phrases), *(cue for one in known for cue in one.cues)])


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("genrate", "generate"),
        ("chnage", "change"),
        ("seperate", "separate"),
        ("discribe", "describe"),
        ("backround", "background"),
        ("captoins", "captions"),
        ("simmilar", "similar"),
        ("wether", "whether"),
    ],
)
def test_a_slip_is_put_right(spell, said, meant):
    assert spell(said) == meant


@pytest.mark.parametrize(
    "word",
    "stork surer mending pasted cloned pests lathe latex pears rewording chirp fonts sneaker snore broth doves".split(),
)
def test_a_rare_word_is_no_slip(spell, word):
    assert spell(word) == word
