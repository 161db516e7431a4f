"""Sets of pictures are made on one labelled sheet; what is there from before is not made again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.stand_ins import forge_easel
from app.stand_ins.forge_painters import clearly
from memory.artifacts import Artifacts
from runtime.errors import BadInput
from runtime.records import Request
from tools.scenarios import MakeScenarios, seed_of

QUICK = {"steps": 4, "guidance": 3.0}
COLOURS = ["a red picture", "a green picture", "a blue picture"]


def painted(bench: Any, name: str) -> str:
    with Image.open(bench.artifacts.get(name).path) as image:
        return clearly(image)


def test_several_scenes_from_one_seed_differ_by_their_words_alone(easel: Any) -> None:
    bench = easel()

    result = MakeScenarios(bench)(prompts=COLOURS, seed=7, **QUICK)

    sheet, *pictures = result["artifacts"]
    assert [painted(bench, name) for name in pictures] == ["red", "green", "blue"]
    assert [row["seed"] for row in result["pictures"]] == [7, 7, 7]
    with Image.open(bench.artifacts.get(sheet).path) as image:
        assert image.width > 320 < image.height
    alt = bench.artifacts.get(sheet).provenance.parameters["alt"]
    assert alt.startswith("3 generated pictures side by side: a red picture (")
    assert bench.artifacts.get(sheet).sources == tuple(pictures)
    assert result["summary"].startswith(f"3 pictures on one sheet, {sheet}. “a red picture”: scenario-1, 16 x 16")


def test_one_scene_from_several_seeds_and_each_with_each(easel: Any) -> None:
    make = MakeScenarios(easel())

    seeds = make(prompt="a red picture", seeds=[3, 5], **QUICK)
    grid = make(prompts=COLOURS[:2], count=2, seed=9, **QUICK)

    assert [row["seed"] for row in seeds["pictures"]] == [3, 5]
    assert [(row["prompt"], row["seed"]) for row in grid["pictures"]] == [
        (COLOURS[0], 9),
        (COLOURS[0], 10),
        (COLOURS[1], 9),
        (COLOURS[1], 10),
    ]


def test_the_same_set_again_makes_only_what_is_missing(easel: Any) -> None:
    bench = easel()
    first = MakeScenarios(bench)(prompts=COLOURS, **QUICK)
    bench.artifacts.forget(first["artifacts"][2])

    again = MakeScenarios(bench)(prompts=COLOURS, **QUICK)

    assert (first["made"], again["made"]) == (3, 1)
    assert again["artifacts"][1] == first["artifacts"][1]
    assert "2 of them were here from before" in again["summary"]
    assert painted(bench, again["artifacts"][2]) == "green"


def test_takes_that_were_rejected_are_found_again_too(easel: Any) -> None:
    bench = easel(clip_score=99.0)
    first = MakeScenarios(bench)(prompts=COLOURS[:2], takes=2, **QUICK)
    again = MakeScenarios(bench)(prompts=COLOURS[:2], takes=2, **QUICK)

    assert first["made"] == 2
    assert again["made"] == 0
    assert again["artifacts"][1:] == first["artifacts"][1:]
    assert not any(row["ok"] for row in again["pictures"])


def test_without_a_seed_it_is_made_from_the_words(easel: Any) -> None:
    result = MakeScenarios(easel())(prompts=COLOURS[:2], **QUICK)

    assert {row["seed"] for row in result["pictures"]} == {seed_of(COLOURS[:2])}


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({}, "Which scenes"),
        ({"prompts": ["one"], "count": 1}, "1 scenes from 1 seeds are 1 pictures"),
        ({"prompts": [f"scene {n}" for n in range(25)]}, "are 25 pictures; a set has 2 to 24"),
        ({"prompt": "a boat", "count": 25}, "count=25 is outside 1 to 24"),
        ({"prompt": "a boat", "seeds": [1, -2]}, "A seed is a whole number"),
        ({"prompt": "a boat", "seeds": ["one"]}, "A seed is a whole number"),
        ({"prompts": "a boat"}, "must be of type array"),
    ],
)
def test_what_cannot_be_used_is_refused(easel: Any, given: dict[str, Any], complaint: str) -> None:
    with pytest.raises(BadInput, match=complaint):
        MakeScenarios(easel())(**given)


SCENES = ["a red picture", "a green picture", "a blue picture", "red", "green"]
CHILD = """
import sys
from pathlib import Path
import huggingface_hub.constants
huggingface_hub.constants.HF_HUB_CACHE = sys.argv[1]
from app import run
from app.service import Service
from runtime.settings import Settings
from tools.scenarios import MakeScenarios
service = Service(Settings(home=Path(sys.argv[2]), threads=1, device="cpu", dtype="fp32", pool_gb=100, clip_score=50))
session = service.sessions.open()
print(session.id, session.artifacts.folder, flush=True)
bench = run.bench(service.settings, service.calls, session, lambda event: None)
MakeScenarios(bench)(prompts=sys.argv[3:], steps=40, guidance=3.0)
"""


def test_a_set_that_was_killed_goes_on_where_it_was(
    easel: Any, easel_hub: Path, fresh_home: Path, cli_environment: dict[str, str]
) -> None:
    command = [sys.executable, "-W", "ignore", "-c", CHILD, str(easel_hub), str(fresh_home), *SCENES]
    environment = cli_environment | {"PYTHONWARNINGS": "ignore", "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as child:
        session, folder = child.stdout.readline().split()
        until = time.monotonic() + 90
        while not Artifacts(Path(folder)).list() and time.monotonic() < until:
            time.sleep(0.02)
        os.kill(child.pid, signal.SIGKILL)
    before = {artifact.name: artifact.sha256 for artifact in Artifacts(Path(folder)).list()}

    result = MakeScenarios(easel(session))(prompts=SCENES, steps=40, guidance=3.0)

    after = {artifact.name: artifact for artifact in Artifacts(Path(folder)).list()}
    assert 1 <= len(before) < len(SCENES)
    assert result["made"] == len(SCENES) - len(before)
    assert {name: after[name].sha256 for name in before} == before
    makings = [
        json.dumps(one.provenance.parameters["making"]["input"])
        for one in after.values()
        if one.name in made_of(result)
    ]
    assert len(makings) == len(set(makings)) == len(SCENES)


def made_of(result: dict[str, Any]) -> set[str]:
    return {str(row["artifact"]) for row in result["pictures"]}


def test_it_is_planned_from_a_request(having: Any, home: Path, hub: Path) -> None:
    forge_easel.install(home, hub, forge_easel.PAINTER)

    answer = having(pool_gb=100).ask(
        Request("Draw a wall in these scenes: in red, in green and in blue, seed 3, in 4 steps")
    )

    made = [artifact for artifact in answer.artifacts if artifact.made_by == "make_scenarios"]
    assert [artifact.name for artifact in made] == ["scenario-1", "scenario-2", "scenario-3", "scenarios-1"]
    assert answer.text.startswith("3 pictures on one sheet, scenarios-1. “a wall in red”: scenario-1, 16 x 16")
