"""LoRAs, ControlNets and IP-Adapters change what is drawn, and taken off again leave nothing behind."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from app.stand_ins import forge, forge_studio
from app.stand_ins import forge_painter_families as families
from runtime.catalog import load_catalog
from runtime.devices import IN_PIECES, OFFLOADED, Placement, processor
from runtime.errors import CheckpointError, CheckpointNotFound
from runtime.loaders import located, model_pool
from runtime.places import is_here
from runtime.runners.picture_making import PictureMaker
from runtime.settings import Settings

HERE = Placement(processor("fp32"))
PAINTER, XL = "stable-diffusion-v1-5/stable-diffusion-v1-5", "stabilityai/stable-diffusion-xl-base-1.0"
LCM, CANNY, STYLER = "latent-consistency/lcm-lora-sdv1-5", "lllyasviel/sd-controlnet-canny", "h94/IP-Adapter"


@pytest.fixture(scope="module")
def forged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a painter and what can be added to it."""
    root, plain = tmp_path_factory.mktemp("forged"), forge_studio.stable_diffusion
    families.stable(root / "painter")
    families.lora(root / "lora", plain())
    families.controlnet(root / "control")
    families.ip_adapter(root / "style", plain())
    return root


@pytest.fixture(scope="module")
def maker(forged: Path) -> PictureMaker:
    return PictureMaker(forged / "painter", HERE)


def scene(colour: str = "red") -> Image.Image:
    image = Image.new("RGB", (32, 32), "blue")
    ImageDraw.Draw(image).ellipse((4, 4, 20, 28), fill=colour)
    return image


def drawn(maker: PictureMaker, begun: dict[str, Any] | None = None, **parameters: Any) -> dict[str, Any]:
    small = {"width": 16, "height": 16, "steps": 2} | parameters
    made: dict[str, Any] = maker([{"prompt": "abc", "seed": 1} | (begun or {})], **small)[0]
    return made


def same(first: dict[str, Any], second: dict[str, Any]) -> bool:
    return np.array_equal(np.asarray(first["image"]), np.asarray(second["image"]))


def test_a_lora_changes_the_picture_by_its_weight_and_leaves_nothing_behind(maker: PictureMaker, forged: Path) -> None:
    lora = str(forged / "lora")
    plain = drawn(maker)

    full, half, none = (drawn(maker, adapters=[(lora, weight)]) for weight in (1.0, 0.5, 0.0))

    assert not same(full, plain)
    assert not same(full, half)
    assert same(none, plain)
    assert same(drawn(maker, adapters=((lora, 1.0),)), full)
    assert same(drawn(maker), plain)
    assert full["settings"]["adapters"] == [[lora, 1.0]]
    assert full["settings"]["parts"][lora]["revision"].startswith("files-")


def test_two_loras_add_up(maker: PictureMaker, forged: Path, tmp_path: Path) -> None:
    shutil.copytree(forged / "lora", tmp_path / "other")
    lora, other = str(forged / "lora"), str(tmp_path / "other")

    both = drawn(maker, adapters=[(lora, 0.5), (other, 0.5)])
    full = drawn(maker, adapters=[(lora, 1.0)])

    assert np.abs(np.asarray(both["image"], int) - np.asarray(full["image"], int)).max() <= 1


def test_of_several_files_one_is_named(maker: PictureMaker, forged: Path, tmp_path: Path) -> None:
    (file,) = (forged / "lora").glob("*.safetensors")
    for name in ("a.safetensors", "b.safetensors"):
        shutil.copy(file, tmp_path / name)

    assert same(
        drawn(maker, adapters=[(f"{tmp_path}:b.safetensors", 1)]), drawn(maker, adapters=[(f"{file.parent}", 1)])
    )
    with pytest.raises(ValueError, match=r"has several files. Say which: .*:a.safetensors. Files: a.*, b"):
        drawn(maker, adapters=[(str(tmp_path), 1.0)])
    with pytest.raises(ValueError, match=r"has no file 'c.safetensors' here"):
        drawn(maker, adapters=[(f"{tmp_path}:c.safetensors", 1.0)])


def test_a_lora_of_another_model_is_refused_in_one_sentence(forged: Path, tmp_path: Path, maker: PictureMaker) -> None:
    larger = PictureMaker(families.sdxl(tmp_path), HERE)
    plain = drawn(larger)

    with pytest.raises(ValueError, match=r"is no LoRA for this model: it was made for another"):
        drawn(larger, adapters=[(str(forged / "lora"), 1.0)])
    with pytest.raises(ValueError, match=r"is no LoRA for this model"):
        drawn(maker, adapters=[(str(forged / "control"), 1.0)])

    assert same(drawn(larger), plain)


def test_an_add_on_that_is_not_here_says_how_to_fetch_it(maker: PictureMaker, hub: Path, tmp_path: Path) -> None:
    with pytest.raises(CheckpointNotFound, match=r"Fetch it with: atelier pull nerijs/pixel-art-xl"):
        drawn(maker, adapters=[("nerijs/pixel-art-xl", 1.0)])
    (tmp_path / "pickled").mkdir()
    (tmp_path / "pickled" / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(CheckpointError, match=r"only pickled weights"):
        drawn(maker, adapters=[(str(tmp_path / "pickled"), 1.0)])


@pytest.mark.parametrize(
    ("begun", "kind"),
    [
        ({}, "StableDiffusionControlNetPipeline"),
        ({"image": scene("green")}, "StableDiffusionControlNetImg2ImgPipeline"),
        (
            {"image": scene("green"), "mask": Image.new("L", (32, 32), 255)},
            "StableDiffusionControlNetInpaintPipeline",
        ),
    ],
)
def test_a_hint_leads_where_a_control_net_reads_it(
    maker: PictureMaker, forged: Path, begun: dict[str, Any], kind: str
) -> None:
    control, hinted = str(forged / "control"), begun | {"hint": scene()}
    plain = drawn(maker, begun)

    led = drawn(maker, hinted, control=control)

    assert led["settings"]["pipeline"] == kind
    assert (led["settings"]["control"], led["settings"]["control_weight"]) == (control, 1.0)
    assert not same(led, plain)
    assert same(drawn(maker, hinted, control=control, control_weight=0), plain)
    assert same(drawn(maker, begun), plain)


def test_what_is_no_control_net_for_this_model_is_refused(maker: PictureMaker, forged: Path, tmp_path: Path) -> None:
    wide = families.controlnet(tmp_path / "wide", cross=32)

    with pytest.raises(ValueError, match=r"was made for another model. Choose a ControlNet made for this one"):
        drawn(maker, {"hint": scene()}, control=str(wide))
    with pytest.raises(ValueError, match=r"is no ControlNet"):
        drawn(maker, {"hint": scene()}, control=str(forged / "lora"))


def test_the_style_of_a_picture_shows_by_its_weight_and_leaves_nothing_behind(
    maker: PictureMaker, forged: Path
) -> None:
    styler, plain = str(forged / "style"), drawn(maker)

    red, green = (drawn(maker, {"style": scene(colour)}, styler=styler) for colour in ("red", "white"))

    assert not same(red, plain)
    assert not same(red, green)
    assert red["settings"]["style_weight"] == 0.6
    assert same(drawn(maker, {"style": scene()}, styler=styler, style_weight=0), plain)
    assert same(drawn(maker), plain)


def test_what_fails_half_way_leaves_nothing_behind(maker: PictureMaker, forged: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    shutil.copytree(forged / "style", tmp_path / "style")
    file = tmp_path / "style" / "models" / "ip-adapter_sd15.safetensors"
    save_file({name: values for name, values in load_file(file).items() if "to_v_ip" not in name}, file)
    save_file({"nothing.weight": load_file(file)["image_proj.norm.bias"]}, tmp_path / "empty.safetensors")
    plain, lora = drawn(maker), str(forged / "lora")

    with pytest.raises(ValueError, match=r"does not go with this model. Leave style out"):
        drawn(maker, {"style": scene()}, styler=str(tmp_path / "style"))
    with pytest.raises(ValueError, match=r"is no LoRA for this model"):
        drawn(maker, adapters=[(lora, 1.0), (f"{tmp_path}:empty.safetensors", 1.0)])
    shutil.rmtree(tmp_path / "style" / "models" / "image_encoder")
    with pytest.raises(CheckpointError, match=r"has no models/image_encoder/model.safetensors here"):
        drawn(maker, {"style": scene()}, styler=str(tmp_path / "style"))

    assert same(drawn(maker), plain)
    assert same(drawn(maker, {"image": scene()}), drawn(PictureMaker(forged / "painter", HERE), {"image": scene()}))


def test_all_add_ons_go_together(maker: PictureMaker, forged: Path) -> None:
    begun = {"style": scene(), "hint": scene(), "image": scene("white")}
    asked = {
        "styler": str(forged / "style"),
        "control": str(forged / "control"),
        "adapters": [(str(forged / "lora"), 1)],
    }

    made = drawn(maker, begun, **asked)

    assert set(made["settings"]["parts"]) == {str(forged / name) for name in ("style", "control", "lora")}
    assert same(drawn(maker, begun, **asked), made)


@pytest.mark.parametrize("rung", [OFFLOADED, IN_PIECES])
def test_parts_that_only_visit_the_device_can_be_added_to(maker: PictureMaker, forged: Path, rung: str) -> None:
    visiting = PictureMaker(forged / "painter", Placement(processor("fp32"), offload=True, rung=rung))
    styler, adapters = str(forged / "style"), [(str(forged / "lora"), 1.0)]

    for begun, asked in (({}, {}), ({}, {"adapters": adapters}), ({"style": scene()}, {"styler": styler}), ({}, {})):
        assert same(drawn(visiting, begun, **asked), drawn(maker, begun, **asked))


# ------------------------------------------------------------------ through the catalog


@pytest.fixture
def installed(forged: Path, hub: Path) -> None:
    for name, id in (("painter", PAINTER), ("lora", LCM), ("control", CANNY), ("style", STYLER)):
        forge.hub_install(forged / name, id, hub)


def test_an_add_on_is_here_only_with_its_base(installed: None, hub: Path) -> None:
    line = load_catalog().find(LCM)
    assert line is not None
    assert is_here(line)

    shutil.rmtree(hub / "models--stable-diffusion-v1-5--stable-diffusion-v1-5")

    with pytest.raises(CheckpointNotFound, match=f"atelier pull {PAINTER}"):
        located(line)


def test_a_model_that_is_an_add_on_draws_over_its_base_and_shares_its_memory(installed: None, fresh_home: Path) -> None:
    from runtime.devices import choose
    from runtime.loaders import measurements

    settings = Settings(home=fresh_home, pool_gb=100)
    pool = model_pool(settings, choose("cpu"), measurements(settings))
    one = {"prompt": "abc", "seed": 1}

    with pool.acquire("text-to-image") as base, pool.acquire("text-to-image", LCM) as quick:
        (plain,), (added,) = base.call([one], {"steps": 2}).results, quick.call([one], {}).results
        assert quick.placement == base.placement

    told = added["settings"]
    assert not same(plain, added)
    assert (told["adapters"], told["scheduler"], told["steps"], told["guidance"]) == ([[LCM, 1.0]], "lcm", 4, 1.0)
    licences = {id: part["licence"] for id, part in told["parts"].items()}
    assert licences == {LCM: "openrail++", PAINTER: "creativeml-openrail-m"}
    assert all(len(part["revision"]) == 40 for part in told["parts"].values())
    assert [loaded.memory_gb for loaded in pool.loaded()].count(0) == 1


def test_one_checkpoint_serves_three_tasks_with_one_set_of_weights(installed: None, fresh_home: Path) -> None:
    from runtime.devices import choose
    from runtime.loaders import measurements

    settings = Settings(home=fresh_home, pool_gb=100)
    pool = model_pool(settings, choose("cpu"), measurements(settings))

    runners = {id(pool.get(task)) for task in ("text-to-image", "image-to-image", "inpainting")}

    assert len(runners) == 1


def test_control_nets_and_styles_are_models_too(installed: None, fresh_home: Path) -> None:
    from runtime.devices import choose
    from runtime.loaders import measurements

    settings = Settings(home=fresh_home, pool_gb=100)
    pool = model_pool(settings, choose("cpu"), measurements(settings))
    one = {"prompt": "abc", "seed": 1}

    (led,) = pool.get("image-to-image", CANNY)([one | {"hint": scene()}], steps=2)
    (styled,) = pool.get("image-to-image", STYLER)([one | {"style": scene()}], steps=2)

    assert led["settings"]["control"] == CANNY
    assert styled["settings"]["parts"][STYLER]["licence"] == "apache-2.0"
    assert len(styled["settings"]["parts"][STYLER]["revision"]) == 40
    with pytest.raises(ValueError, match=r"needs a hint"):
        pool.get("image-to-image", CANNY)([one])
