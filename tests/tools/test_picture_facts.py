"""What pictures are as files is told, without where they were taken unless that is asked; two are compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.service import Service
from app.stand_ins.forge_sight import draw
from runtime.errors import BadInput
from runtime.records import Provenance, Request
from tools.picture_facts import ComparePictures, DescribePicture


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """A photo that says which camera took it, when, and where."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Maker", "X100", 6
    exif.get_ifd(0x8769)[0x9003] = "2024:05:01 12:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 0.0)})
    draw("red circle", 80).resize((80, 40)).save(tmp_path / "snapshot.jpg", exif=exif)
    return tmp_path / "snapshot.jpg"


def test_size_kind_and_camera_are_told_and_the_place_only_if_asked(bench: Any, snapshot: Path) -> None:
    name = bench.artifacts.import_file(snapshot).name

    kept, told = (DescribePicture(bench)(images=[name], location=where)["pictures"][0] for where in (None, True))

    assert (kept["width"], kept["height"], kept["format"], kept["frames"]) == (40, 80, "JPEG", 1)
    assert (kept["camera"]["Model"], kept["camera"]["DateTimeOriginal"]) == ("X100", "2024:05:01 12:00:00")
    assert (kept["location_left_out"], told["location_left_out"]) == (True, False)
    assert "GPSLatitude" not in kept["camera"]
    assert told["camera"]["GPSLatitude"] == "52.0, 31.0, 12.0"
    assert kept["bytes"] == snapshot.stat().st_size


def test_a_file_that_lost_its_end_is_named(bench: Any) -> None:
    name = bench.artifacts.save_bytes(b"\x89PNG\r\n\x1a\n", "cut", "image/png", Provenance("user")).name

    with pytest.raises(BadInput, match=f"^{name}: "):
        DescribePicture(bench)(images=[name])


def test_a_picture_is_the_same_when_saved_again_and_not_when_changed(bench: Any, hang: Any) -> None:
    photo = Image.radial_gradient("L").resize((200, 150)).convert("RGB")
    photo.paste((200, 40, 40), (20, 20, 90, 90))
    changed = photo.copy()
    changed.paste((0, 255, 0), (100, 50, 160, 130))
    one, again = hang(bench, "one.png", photo), hang(bench, "again.jpg", photo)
    other, copy = hang(bench, "other.png", changed), hang(bench, "copy.png", photo)

    same = ComparePictures(bench)(images=[one, again])
    different = ComparePictures(bench)(images=[one, other])
    twice = ComparePictures(bench)(images=[one, copy])

    assert (same["same_picture"], same["ssim"] > 0.9, same["psnr_db"] > 30) == (True, True, True)
    assert different["changed"] == pytest.approx(60 * 80 / (200 * 150), abs=0.01)
    assert different["ssim"] < same["ssim"]
    assert (twice["psnr_db"], twice["ssim"]) == (None, 1.0)
    assert "are the same pixels" in twice["summary"]
    with Image.open(bench.artifacts.get(different["artifacts"][0]).path) as shown:
        assert sum(shown.getpixel((130, 90))) > 300 > 100 > sum(shown.getpixel((10, 140)))


@pytest.mark.parametrize("names", [["one.png"], ["one.png", "two.png", "three.png"]])
def test_one_picture_and_three_are_refused(bench: Any, hang: Any, names: list[str]) -> None:
    images = [hang(bench, name, draw()) for name in names]

    with pytest.raises(BadInput, match="takes two different pictures"):
        ComparePictures(bench)(images=images)


def test_both_are_planned_from_requests(service: Service, snapshot: Path, tmp_path: Path) -> None:
    draw("blue square", 60).save(tmp_path / "sign.png")

    facts = service.ask(Request("Which camera took the picture?", (snapshot,)))
    alike = service.ask(Request("Are these pictures the same?", (snapshot, tmp_path / "sign.png")))

    assert facts.text.startswith(
        "snapshot.jpg: 40 x 80 pixels, JPEG, RGB, taken 2024:05:01 12:00:00, taken with X100; it says where it was"
    )
    assert alike.text.startswith("snapshot.jpg and sign.png are different pictures: SSIM ")
