"""Pictures are read as they are meant to be seen, and what cannot be read is refused in one sentence."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from runtime.errors import FileBroken, FileEmpty, FileMissing, KindNotRead, TooMuchInside
from runtime.pictures import Picture, probe, read, read_with_alpha

RED, BLUE = (220, 20, 20), (20, 20, 220)


def half(size=(40, 20)) -> Image.Image:
    """Red at the left, blue at the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image


def near(image: Image.Image, at: tuple[int, int], colour: tuple[int, int, int], by: int = 40) -> bool:
    return all(abs(one - other) <= by for one, other in zip(image.getpixel(at), colour, strict=True))


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "gif", "tiff", "bmp", "avif"])
def test_every_kind_is_read_with_its_colours(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"photo.{ending}"
    half().save(path)

    image = read(path)

    assert (image.mode, image.size) == ("RGB", (40, 20))
    assert near(image, (5, 10), RED)
    assert near(image, (35, 10), BLUE)


def test_a_picture_is_turned_as_its_camera_was(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    half().save(tmp_path / "turned.jpg", exif=exif)

    assert probe(tmp_path / "turned.jpg") == Picture(20, 40, "JPEG", "RGB")
    assert near(read(tmp_path / "turned.jpg"), (10, 5), RED)


@pytest.mark.parametrize("mode", ["CMYK", "L", "P", "1", "YCbCr"])
def test_other_ways_to_keep_pixels_become_rgb(tmp_path: Path, mode: str) -> None:
    path = tmp_path / ("photo.tiff" if mode in ("CMYK", "YCbCr") else "photo.png")
    half().convert(mode).save(path)

    assert read(path).mode == "RGB"
    if mode in ("CMYK", "P", "YCbCr"):
        assert near(read(path), (5, 10), RED)


def test_sixteen_bits_keep_their_brightness(tmp_path: Path) -> None:
    values = np.full((10, 10), 0x4000, np.uint16)
    values[:, 5:] = 0xFFFF
    Image.fromarray(values).save(tmp_path / "deep.png")

    image = read(tmp_path / "deep.png")

    assert (image.getpixel((1, 1)), image.getpixel((8, 1))) == ((64,) * 3, (255,) * 3)


def test_what_is_transparent_is_white_or_kept(tmp_path: Path) -> None:
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(tmp_path / "glass.png")

    assert read(tmp_path / "glass.png").getpixel((3, 3)) == (255, 255, 255)
    assert read_with_alpha(tmp_path / "glass.png").getpixel((3, 3))[3] == 0


def test_of_an_animation_the_first_frame_is_read(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in (RED, BLUE)]
    frames[0].save(tmp_path / "clip.gif", save_all=True, append_images=frames[1:])

    assert probe(tmp_path / "clip.gif").frames == 2
    assert near(read(tmp_path / "clip.gif"), (1, 1), RED)


def test_a_very_wide_picture_is_scaled_down(tmp_path: Path) -> None:
    Image.new("RGB", (20_000, 100), RED).save(tmp_path / "wide.png")

    assert probe(tmp_path / "wide.png").given == (8192, 41)
    assert read(tmp_path / "wide.png").size == (8192, 41)


def bomb(path: Path, side: int) -> Path:
    """A PNG that claims more pixels than anybody could decode, in fewer than 100 bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"x") + chunk(b"IEND", b""))
    return path


@pytest.mark.parametrize("side", [17_000, 100_000])
def test_a_bomb_is_refused_before_it_is_decoded(tmp_path: Path, side: int) -> None:
    with pytest.raises(TooMuchInside, match="pixels"):
        read(bomb(tmp_path / "bomb.png", side))


def test_what_is_no_picture_is_refused_in_one_sentence(tmp_path: Path) -> None:
    half((400, 400)).save(tmp_path / "whole.jpg")
    cut = tmp_path / "cut.jpg"
    cut.write_bytes((tmp_path / "whole.jpg").read_bytes()[:900])
    (tmp_path / "empty.png").touch()
    (tmp_path / "words.png").write_text("not a picture")

    with pytest.raises(FileMissing):
        read(tmp_path / "none.png")
    with pytest.raises(FileEmpty):
        read(tmp_path / "empty.png")
    with pytest.raises(KindNotRead, match=r"Kinds that are: \.png"):
        read(tmp_path / "words.png")
    with pytest.raises(FileBroken, match="truncated"):
        read(cut)
