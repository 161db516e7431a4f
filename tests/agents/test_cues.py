"""Cues in clauses: one pattern for all of a tool finds what each of them finds alone."""

import json
import re
from pathlib import Path

import pytest

from agents.choosing.cues import alternatives, any_of, cue_in
from agents.parsing.clauses import Clause
from agents.plans import Offer
from agents.specialists import offers

ROWS = Path(__file__).parents[2] / "benchmarks" / "data" / "plans_more.jsonl"


def requests() -> list[str]:
    return [json.loads(line)["request"].lower() for line in ROWS.read_text(encoding="utf-8").splitlines()[:150]]


def offer(*cues: str) -> Offer:
    return Offer("cut", "editor", {}, cues)


def test_one_pattern_for_all_cues_finds_what_each_finds_alone():
    said = requests()
    for one in offers():
        if one.cues:
            alone = [re.compile(cue, re.I) for cue in one.cues]
            found = [any(cue.search(text) for cue in alone) for text in said]
            assert [bool(any_of(one.cues)(text)) for text in said] == found, one.name


def test_a_cue_is_shown_as_it_was_said():
    assert cue_in(Clause("", "Please Trim It, now"), offer(r"\btrim it\b", r"^cut")) == "Trim It"


@pytest.mark.parametrize(
    ("cues", "said", "found"),
    [
        ((r"\bcut\b|_{3}",), "fill ___ in", True),
        ((r"\bcut\b|_{3}",), "uncut", False),
        ((r"^trim|\bcrop\b", r"\.mp4$"), "see a.mp4", True),
        ((r"[|(]x",), "a(x", True),
        ((r"a\|b",), "a|b", True),
        ((r"a\|b",), "b", False),
        ((r"\Bcut",), "uncut", True),
        ((r"\Bcut",), "cut", False),
    ],
)
def test_bars_in_sets_and_behind_strokes_part_nothing(cues, said, found):
    assert bool(any_of(cues)(said)) is found


def test_bars_in_brackets_part_nothing():
    assert alternatives(r"(a|b(c|d))|e[|]f|") == ["(a|b(c|d))", "e[|]f", ""]
