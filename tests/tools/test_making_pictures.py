"""Pictures are made from words; what is not what was asked for is made again, and every take is kept."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.service import Service
from app.stand_ins import forge, forge_easel
from app.stand_ins.forge_easel import JUDGE, PAINTER
from app.stand_ins.forge_painters import clearly
from app.stand_ins.forge_sight import draw
from runtime.errors import BadInput, CheckpointNotFound
from runtime.records import Request
from tools.making import Making
from tools.making_pictures import MakePicture
from tools.studio import judge_of
from tools.studio_sizes import own_side, sides
from tools.takes import Judgement

QUICK = {"steps": 4, "guidance": 3.0}


def shown(bench: Any, name: str) -> Any:
    with Image.open(bench.artifacts.get(name).path) as image:
        return image.convert("RGB")


@pytest.mark.parametrize("colour", ["red", "green", "blue"])
def test_the_prompt_decides_what_is_painted(easel: Any, colour: str) -> None:
    bench = easel()

    result = MakePicture(bench)(prompt=f"a {colour} picture", seed=7, **QUICK)

    assert clearly(shown(bench, result["artifacts"][0])) == colour
    assert result["pictures"][0]["ok"]
    assert result["pictures"][0]["score"] > 60
    assert result["summary"].startswith(f"“a {colour} picture”: picture-1, 16 x 16 pixels, seed 7, by {PAINTER}; CLIP")


def test_the_prompt_may_be_a_text_that_was_made(easel: Any, tmp_path: Path) -> None:
    bench = easel()
    (tmp_path / "wish.txt").write_text("a green\npicture\n")
    name = bench.artifacts.import_file(tmp_path / "wish.txt").name

    result = MakePicture(bench)(prompt=name, seed=7, **QUICK)

    assert clearly(shown(bench, result["artifacts"][0])) == "green"
    assert result["summary"].startswith("“a green picture”")


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(easel: Any) -> None:
    bench = easel()
    names = [MakePicture(bench)(prompt="a red picture", seed=seed, **QUICK)["artifacts"][0] for seed in (7, 7, 8)]

    one, same, other = (bench.artifacts.get(name).sha256 for name in names)

    assert one == same != other


def test_all_that_decided_it_is_kept_with_it(easel: Any) -> None:
    bench = easel()

    result = MakePicture(bench)(prompt="a red picture", seed=7, negative_prompt="blue", scheduler="euler", **QUICK)

    made = bench.artifacts.get(result["artifacts"][0]).provenance
    making = Making.from_json(made.parameters["making"])
    assert (made.seed, made.checkpoint, made.device) == (7, PAINTER, "cpu, fp32")
    assert making.settings["negative_prompt"] == "blue"
    assert making.settings["scheduler_settings"]["class"] == "EulerDiscreteScheduler"
    assert making.libraries.keys() >= {"torch", "diffusers"}
    assert Judgement.from_json(made.parameters["judgement"]).ok
    assert "rejected" not in made.parameters


def test_versions_differ_by_their_seeds(easel: Any) -> None:
    bench = easel()

    result = MakePicture(bench)(prompt="a red picture", seed=2**31 - 1, count=3, **QUICK)

    assert [row["seed"] for row in result["pictures"]] == [2**31 - 1, 0, 1]
    assert len({bench.artifacts.get(name).sha256 for name in result["artifacts"]}) == 3


def test_without_a_seed_one_is_drawn_by_lot_and_told(easel: Any) -> None:
    seeds = {MakePicture(easel())(prompt="red", **QUICK)["pictures"][0]["seed"] for _ in range(2)}

    assert len(seeds) == 2


# ------------------------------------------------------------------ taken again


def test_what_does_not_show_it_is_rejected_kept_and_the_best_is_shown(easel: Any) -> None:
    bench = easel(clip_score=99.0)

    result = MakePicture(bench)(prompt="a red picture", seed=7, **QUICK)

    (row,) = result["pictures"]
    assert not row["ok"]
    assert [take["seed"] for take in row["takes"]] == [7, 7, 8]
    assert len(result["artifacts"]) == len(set(result["artifacts"])) == 3
    assert row["score"] == max(take["score"] for take in row["takes"])
    reasons = [bench.artifacts.get(name).provenance.parameters["rejected"] for name in result["artifacts"]]
    assert all(re.match(r"Its CLIP score is \d+\.\d, under 99:", reason) for reason in reasons)
    assert "None of 3 takes did pass; the best is shown, rejected-picture-" in result["summary"]


def test_takes_are_as_many_as_were_asked_for_and_one_without_judging(easel: Any) -> None:
    make = MakePicture(easel(clip_score=99.0))

    assert len(make(prompt="a red picture", seed=7, takes=2, **QUICK)["artifacts"]) == 2
    unjudged = make(prompt="a red picture", seed=7, judged=False, **QUICK)
    assert unjudged["artifacts"] == ["picture-1"]
    assert "score" not in unjudged["pictures"][0]


def test_versions_that_are_taken_again_never_share_a_seed(easel: Any) -> None:
    result = MakePicture(easel(clip_score=99.0))(prompt="a red picture", seed=7, count=2, **QUICK)

    assert [[take["seed"] for take in row["takes"]] for row in result["pictures"]] == [[7, 7, 9], [8, 8, 10]]


def test_a_threshold_of_nothing_rejects_nothing(easel: Any) -> None:
    result = MakePicture(easel(clip_score=0.0))(prompt="a red picture", seed=7, **QUICK)

    assert result["pictures"][0]["ok"]
    assert "CLIP" not in result["summary"]


def test_the_retry_mends_what_was_painted_wrong_all_through_the_manager(
    having: Any, home: Path, hub: Path, easel: Any, tmp_path: Path
) -> None:
    forge_easel.install(home, hub, JUDGE)
    forge.hub_install(forge_easel.hard_of_hearing(home, tmp_path / "deaf"), PAINTER, hub)
    service: Service = having(clip_score=45.0, pool_gb=100)
    colour, words = forge_easel.misheard(service)

    answer = service.ask(Request(f'Draw "a {colour} picture", {words}, reject it if it does not look like one'))

    by_name = {artifact.name: artifact for artifact in answer.artifacts}
    assert set(by_name) == {"rejected-picture-1", "picture-1"}
    first, second = (
        Making.from_json(by_name[n].provenance.parameters["making"]) for n in sorted(by_name, reverse=True)
    )
    assert "under 45" in by_name["rejected-picture-1"].provenance.parameters["rejected"]
    assert second.settings["guidance"] > first.settings["guidance"] or second.seed > first.seed
    with Image.open(by_name["picture-1"].path) as image:
        assert clearly(image) == colour
    assert "rejected-picture-1 was rejected: Its CLIP score is" in answer.text
    assert "What helped: guidance raised from" in answer.text


# ------------------------------------------------------------------ without a judge


def test_where_no_clip_is_here_the_score_is_left_out_and_that_is_said(
    having: Any, home: Path, hub: Path, tmp_path: Path
) -> None:
    from app import run

    forge_easel.install(home, hub, PAINTER)
    service = having(pool_gb=100)
    bench = run.bench(service.settings, service.calls, service.sessions.open(), lambda event: None)

    result = MakePicture(bench)(prompt="a red picture", seed=7, **QUICK)

    assert result["pictures"][0]["ok"]
    assert result["summary"].endswith(f"no CLIP is here. Get one with: atelier pull {JUDGE}")
    assert judge_of(bench.pool.choice) == ""


def test_without_a_painter_the_error_says_what_to_fetch(having: Any) -> None:
    from app import run

    service = having()
    empty = run.bench(service.settings, service.calls, service.sessions.open(), lambda event: None)

    with pytest.raises(CheckpointNotFound, match="atelier pull"):
        MakePicture(empty)(prompt="a red picture")


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"prompt": "  "}, "takes 1 to 2000"),
        ({"prompt": "x" * 2001}, "has 2001 characters"),
        ({"prompt": "a boat", "count": 9}, "count=9 is outside 1 to 8"),
        ({"prompt": "a boat", "seed": -1}, "seed=-1 is outside"),
        ({"prompt": "a boat", "steps": 0}, "steps=0 is outside 1 to 150"),
        ({"prompt": "a boat", "guidance": 31}, "guidance=31 is outside"),
        ({"prompt": "a boat", "takes": 11}, "takes=11 is outside 1 to 10"),
        ({"prompt": "a boat", "size": "huge"}, "size='huge' is none"),
        ({"prompt": "a boat", "size": "9000x2"}, "a side has 8 to 4096"),
        ({"prompt": "a boat", "scheduler": "magic"}, "scheduler='magic' is not known"),
        ({"prompt": "a boat", "adapters": ["a/b=x"]}, "adapters='a/b=x'"),
        ({"prompt": "a boat", "style": "photo-9"}, "photo-9"),
        ({"prompt": 5}, "must be of type string"),
    ],
)
def test_what_cannot_be_used_is_refused(easel: Any, given: dict[str, Any], complaint: str) -> None:
    with pytest.raises((BadInput, Exception), match=complaint):
        MakePicture(easel())(**given)


def test_words_in_other_scripts_are_taken(easel: Any) -> None:
    result = MakePicture(easel())(prompt="una città rossa 赤い", seed=7, judged=False, **QUICK)

    assert result["pictures"][0]["prompt"] == "una città rossa 赤い"


# ------------------------------------------------------------------ sizes


def test_a_size_is_pixels_or_a_shape_with_about_as_many_as_the_checkpoint_was_made_for(easel: Any) -> None:
    bench = easel()

    result = MakePicture(bench)(prompt="a red picture", seed=7, size="24x16", **QUICK)

    assert shown(bench, result["artifacts"][0]).size == (24, 16)
    assert sides("landscape", 1024) == (1280, 832)
    assert sides("640 x 384 px", 512) == (640, 384)


def test_the_side_is_read_from_the_checkpoint(easel_hub: Path) -> None:
    (folder,) = (easel_hub / f"models--{PAINTER.replace('/', '--')}" / "snapshots").iterdir()

    assert own_side(folder) == 16


def test_a_picture_that_is_no_picture_is_refused_as_style(easel: Any, hang: Any, tmp_path: Path) -> None:
    bench = easel()
    (tmp_path / "notes.txt").write_text("a red style")
    name = bench.artifacts.import_file(tmp_path / "notes.txt").name

    with pytest.raises(BadInput, match="not a picture"):
        MakePicture(bench)(prompt="a boat", style=name)
    assert hang(bench, "a.png", draw()).startswith("a-")
