"""What pictures are made with beside the painter: outlines, a style, LoRAs, a safety checker, instructions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app import run
from app.service import Service
from app.stand_ins import forge, forge_painter_families
from app.stand_ins.forge_sight import draw
from app.stand_ins.forge_studio import stable_diffusion
from runtime.catalog import Checkpoint, load_catalog
from runtime.choosing import HERE, Choice
from runtime.devices import choose
from runtime.errors import CheckpointNotFound, NoResult
from runtime.loaders import measurements, model_pool
from runtime.settings import Settings
from tools.editing_pictures import INSTRUCTED, EditPicture
from tools.making import Making
from tools.making_pictures import MakePicture
from tools.outlines import follower
from tools.studio import JUDGES, judge_of

PAINTER, CONTROL = "stable-diffusion-v1-5/stable-diffusion-v1-5", "lllyasviel/sd-controlnet-canny"
BROKEN, KIN = "SG161222/Realistic_Vision_V5.1_noVAE", "KBlueLeaf/kohaku-v2.1"
STYLER, LORA, CHECKED = "h94/IP-Adapter", "my/lora", "CompVis/stable-diffusion-v1-4"
ONCE = {"seed": 7, "steps": 2, "judged": False}


def running_over(folder: Path) -> Path:
    """A painter whose decoder comes to no numbers, as one in half precision may."""
    import torch

    painter = stable_diffusion()
    with torch.no_grad():
        painter.vae.decoder.conv_out.bias.fill_(float("nan"))
    painter.save_pretrained(folder)
    return folder


FORGED: dict[str, Callable[[Path], Path]] = {
    PAINTER: forge_painter_families.stable,
    CONTROL: forge_painter_families.controlnet,
    STYLER: lambda folder: forge_painter_families.ip_adapter(folder, stable_diffusion()),
    LORA: lambda folder: forge_painter_families.lora(folder, stable_diffusion()),
    CHECKED: forge_painter_families.checked,
    INSTRUCTED[0]: forge_painter_families.instructed,
    BROKEN: running_over,
    KIN: forge_painter_families.stable,
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of the Hub with untrained painters and what can be added to them."""
    hub, raw = tmp_path_factory.mktemp("hub"), tmp_path_factory.mktemp("raw")
    for number, (id, build) in enumerate(FORGED.items()):
        forge.hub_install(build(raw / str(number)), id, hub)
    return hub


@pytest.fixture(scope="module")
def shelf_pool(tmp_path_factory: pytest.TempPathFactory) -> Any:
    settings = Settings(home=tmp_path_factory.mktemp("pool"), threads=1, pool_gb=100)
    return model_pool(settings, choose("cpu", "fp32"), measurements(settings))


@pytest.fixture
def atelier(shelf: Path, shelf_pool: Any, fresh_home: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(shelf))
    service = Service(Settings(home=fresh_home, threads=1), shelf_pool)
    return run.bench(service.settings, service.calls, service.sessions.open(), lambda event: None)


def digest(bench: Any, result: Any) -> str:
    return str(bench.artifacts.get(result["artifacts"][0]).sha256)


def test_outlines_of_a_picture_are_followed_and_kept(atelier: Any, hang: Any) -> None:
    make, shown = MakePicture(atelier), hang(atelier, "sketch.png", draw("red square", 64))

    plain = make(prompt="a boat", **ONCE)
    followed = make(prompt="a boat", follow=shown, **ONCE)

    made = atelier.artifacts.get(followed["artifacts"][0]).provenance
    making = Making.from_json(made.parameters["making"])
    assert made.sources == ("outlines-1",)
    assert atelier.artifacts.get("outlines-1").sources == (shown,)
    with Image.open(atelier.artifacts.get("outlines-1").path) as edges:
        assert edges.convert("L").getextrema() == (0, 255)
    assert making.settings["control"] == CONTROL
    assert making.parts[CONTROL]["licence"] == "openrail"
    assert digest(atelier, plain) != digest(atelier, followed)


def test_a_picture_lends_its_style(atelier: Any, hang: Any) -> None:
    make, shown = MakePicture(atelier), hang(atelier, "mosaic.png", draw("blue circle", 64))

    plain = make(prompt="a boat", **ONCE)
    styled = make(prompt="a boat", style=shown, **ONCE)
    after = make(prompt="a boat", **ONCE)

    assert digest(atelier, plain) == digest(atelier, after) != digest(atelier, styled)
    assert atelier.artifacts.get(styled["artifacts"][0]).sources == (shown,)


def test_a_lora_is_weighed_and_its_licence_kept(atelier: Any) -> None:
    make = MakePicture(atelier)

    plain, unfelt, felt = (
        make(prompt="a boat", adapters=adapters, **ONCE) for adapters in ([], [f"{LORA}=0"], [f"{LORA}=0.9"])
    )

    making = Making.from_json(atelier.artifacts.get(felt["artifacts"][0]).provenance.parameters["making"])
    assert making.parameters["adapters"] == [[LORA, 0.9]]
    assert making.parts[LORA]["licence"] == "unknown"
    assert digest(atelier, felt) != digest(atelier, plain)
    with Image.open(atelier.artifacts.get(plain["artifacts"][0]).path) as one:
        with Image.open(atelier.artifacts.get(unfelt["artifacts"][0]).path) as other:
            assert one.tobytes() == other.tobytes()


def test_what_a_safety_checker_flags_is_refused_and_not_tried_again(atelier: Any) -> None:
    with pytest.raises(NoResult, match="safety checker found what must not be shown"):
        MakePicture(atelier)(prompt="a boat", seed=7, steps=2, takes=3, model=CHECKED)

    (kept,) = atelier.artifacts.list()
    assert kept.name == "rejected-picture-1"
    assert "safety checker" in kept.provenance.parameters["rejected"]


def test_one_that_is_told_what_to_do_edits_where_it_is_here(atelier: Any, hang: Any) -> None:
    shown = hang(atelier, "photo.png", draw("red square", 16))

    result = EditPicture(atelier)(image=shown, change="make it winter", **ONCE)

    made = atelier.artifacts.get(result["artifacts"][0]).provenance
    making = Making.from_json(made.parameters["making"])
    assert (made.checkpoint, making.task) == (INSTRUCTED[0], "image-to-image")
    assert making.parts[INSTRUCTED[0]]["licence"] == "mit"
    assert "strength" not in result["pictures"][0]


@pytest.mark.filterwarnings("ignore:invalid value encountered in cast:RuntimeWarning")
def test_numbers_that_ran_over_are_a_black_picture_which_is_rejected(atelier: Any) -> None:
    result = MakePicture(atelier)(prompt="a boat", seed=7, steps=2, takes=2, model=BROKEN)

    (row,) = result["pictures"]
    assert not row["ok"]
    assert row["rejected"].startswith("It is black, as where numbers run over.")
    assert len(row["takes"]) == 2


def test_outlines_are_followed_by_what_goes_with_the_painter(shelf: Path, atelier: Any) -> None:
    of_it, kin = (load_catalog().find(id) for id in (PAINTER, KIN))
    other = load_catalog().find("stabilityai/stable-diffusion-xl-base-1.0")

    assert follower(of_it) == CONTROL
    assert follower(kin) == CONTROL
    assert follower(other) == "diffusers/controlnet-canny-sdxl-1.0"


def test_the_judge_is_what_a_person_named_else_a_clip_that_is_here() -> None:
    def having(*ids: str, named: str = "") -> Any:
        def choose(task: str, id: str, tier: str) -> Any:
            if (not id and not named) or (id and id not in ids):
                raise CheckpointNotFound(id, task, Path())
            line = Checkpoint(task, id or named, "light", 0.1, "mit", "")
            return Choice(line, HERE, "", named=bool(named))

        return choose

    assert judge_of(having(*JUDGES)) == JUDGES[0]
    assert judge_of(having(JUDGES[1])) == JUDGES[1]
    assert judge_of(having(*JUDGES, named="my/siglip")) == "my/siglip"
    assert judge_of(having()) == ""
