"""Patterns that wait for their first use are the same as compiled ones, and all of them are right."""

from __future__ import annotations

import gc
import pkgutil
import re
from importlib import import_module

import pytest

import agents
import tools
from runtime.regex import LazyPattern, regex


def test_it_finds_what_a_compiled_one_finds() -> None:
    pattern = regex(r"(?P<word>[a-z]+)\d", re.I)

    assert pattern.sub(r"<\g<word>>", "Ab1 c2") == "<Ab> <c>"
    assert [match["word"] for match in pattern.finditer("Ab1 c2")] == ["Ab", "c"]
    assert (pattern.pattern, pattern.flags, pattern.groups) == (
        r"(?P<word>[a-z]+)\d",
        re.compile("", re.I).flags,
        1,
    )


def test_nothing_is_compiled_before_it_is_used() -> None:
    pattern = regex("(unclosed")

    assert pattern.pattern == "(unclosed"
    with pytest.raises(re.error):
        pattern.search("")


def test_every_pattern_of_agents_and_tools_can_be_compiled() -> None:
    for package in (agents, tools):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)

    waiting = [one for one in gc.get_objects() if type(one) is LazyPattern and one.pattern != "(unclosed"]
    assert [one.flags for one in waiting]
