"""Domains from JSON: tools with their media types and cues. Data that people can read, translate and add to.

{"tools": [{"id": …, "desc": …, "input-type": […], "output-type": […]}],
 "cues": {tool: {"strong": […], "weak": […], "acts": […], "results": […]}},
 "topics": {name: regex}, "mixes": [[[topic, …], [absent topic, …]]],
 "rivals": [[tool, tool]], "askers": [tool], "editors": [tool]}
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from re import I, Pattern
from re import compile as compile_pattern

from agents.planning.records import Cues, Domain, Tool

HUB_TASKS = Path(__file__).parent / "hub_tasks.json"
"""The 23 tasks of the Hugging Face Hub that TaskBench plans over."""


def load_domain(path: Path = HUB_TASKS) -> Domain:
    table = json.loads(path.read_text(encoding="utf-8"))
    cues = {name: Cues(**{kind: tuple(found) for kind, found in row.items()}) for name, row in table["cues"].items()}
    tools = tuple(
        Tool(t["id"], t["desc"], tuple(t["input-type"]), tuple(t["output-type"]), cues.get(t["id"], Cues()))
        for t in table["tools"]
    )
    mixes = tuple((tuple(there), tuple(absent)) for there, absent in table["mixes"])
    rivals = tuple((one, other) for one, other in table["rivals"])
    return Domain(tools, table["topics"], mixes, rivals, frozenset(table["askers"]), frozenset(table["editors"]))


@cache
def pattern(cue: str) -> Pattern[str]:
    return compile_pattern(cue, I)


@cache
def starting(act: str) -> Pattern[str]:
    """`act` where a word begins."""
    return compile_pattern(rf"(?<!\w)(?:{act})", I)
