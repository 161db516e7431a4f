"""What a camera wrote is read; where it stood only if asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from runtime.errors import FileProblem
from runtime.pictures.exif import LONGEST, camera_facts, has_place


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    exif = Image.Exif()
    exif[0x010F], exif[0x010E] = "Maker\x00 ", "long " * 100
    exif.get_ifd(0x8769).update({0x829A: 0.005, 0x927C: b"maker's own"})
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.5)})
    Image.new("RGB", (8, 8)).save(tmp_path / "photo.jpg", exif=exif)
    return tmp_path / "photo.jpg"


def test_values_are_plain_and_short_and_makers_blocks_are_left_out(photo: Path) -> None:
    facts = camera_facts(photo)

    assert facts["Make"] == "Maker"
    assert facts["ExposureTime"] == "0.005"
    assert len(facts["ImageDescription"]) == LONGEST
    assert not facts.keys() & {"MakerNote", "ExifOffset", "GPSInfo"}


def test_the_place_is_told_only_if_asked(photo: Path) -> None:
    assert has_place(photo)
    assert not any(name.startswith("GPS") for name in camera_facts(photo))
    assert camera_facts(photo, where=True)["GPSLatitude"] == "52.0, 31.0, 12.5"


def test_a_picture_without_any_has_none(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "plain.png")

    assert camera_facts(tmp_path / "plain.png") == {}
    assert not has_place(tmp_path / "plain.png")


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n")

    with pytest.raises(FileProblem):
        camera_facts(tmp_path / "cut.png")
