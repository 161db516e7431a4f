"""What is known of a picture without looking at what it shows, and how alike two are."""

from __future__ import annotations

from dataclasses import asdict
from typing import ClassVar

from runtime.errors import BadInput
from runtime.records import Artifact, Json
from tools.pictures import PICTURES, PictureTool, listed

NEARLY = 10
"""Bits of the difference hash under which two pictures are the same one, saved again or scaled."""

FIGURES = r"(size|width|height|dimensions|resolution|(?<!portrait )(?<!landscape )(?<!square )format|exif|metadata)"
"""What is asked about a picture; in 'portrait format' no format is."""


class DescribePicture(PictureTool):
    name = "describe_picture"
    description = (
        "Says what pictures are as files: width and height in pixels, format, colours, frames, and what the camera "
        "wrote (make, date, exposure). Where a photo was taken is left out unless location=True. Not what they show: "
        "for that use classify_picture or caption_picture."
    )
    inputs = {
        "images": PICTURES,
        "location": {
            "type": "boolean",
            "nullable": True,
            "role": "location",
            "description": "Whether to tell where it was taken, if the file says so; false if left out.",
        },
    }
    returns: ClassVar = {
        "pictures": ("array", "source, width, height, format, mode, frames, bytes, camera, of each in order."),
    }
    cues: ClassVar = (
        rf"\b{FIGURES}\b.*\b(picture|photo|image)s?\b",
        rf"\b(picture|photo|image)s?\b.*\b{FIGURES}\b",
        r"\bhow (big|large|wide|high) (is|are) (the|this|that|these|my) (picture|photo|image)s?\b",
        r"\b(when|where) (was|were) (the|this|that|these) (picture|photo|image)s? taken\b",
        r"\b(which|what) (camera|lens)\b",
        r"\b(gps|geo-?tag\w*|exif|megapixels?|aperture)\b",
        r"\b(shutter (speed|time)|focal length|exposure (data|time|settings?))\b",
    )
    asks: ClassVar = (
        "how big is the picture?",
        "show me the EXIF data of the photo",
        "when was this photo taken?",
        "which camera took the picture?",
        "what is the resolution of the images?",
        "what format is the image?",
    )

    def forward(self, images: list[str], location: bool | None = None) -> dict[str, Json]:
        given = self.pictures(images)
        rows = [self._row(one, bool(location)) for one in given]
        return {
            "summary": listed([said(one.title, row) for one, row in zip(given, rows, strict=True)]),
            "pictures": rows,
        }

    def _row(self, picture: Artifact, where: bool) -> dict[str, Json]:
        from runtime.errors import FileProblem
        from runtime.pictures import probe
        from runtime.pictures.exif import camera_facts, has_place

        try:
            facts, camera = probe(picture.path), camera_facts(picture.path, where)
            hidden = not where and has_place(picture.path)
        except FileProblem as error:
            raise BadInput(f"{picture.name}: {error}") from error
        about: dict[str, Json] = {"bytes": picture.path.stat().st_size, "camera": dict(camera)}
        return {"source": picture.name} | asdict(facts) | about | {"location_left_out": hidden}


def said(title: str, row: dict[str, Json]) -> str:
    """
    >>> row = {"width": 40, "height": 30, "format": "PNG", "mode": "RGB", "frames": 1, "camera": {"Model": "X100"}}
    >>> said("a.png", row | {"location_left_out": True})
    'a.png: 40 x 30 pixels, PNG, RGB, taken with X100; it says where it was taken, which is left out'
    """
    camera = row["camera"] if isinstance(row["camera"], dict) else {}
    told = [f"{title}: {row['width']} x {row['height']} pixels", str(row["format"]), str(row["mode"])]
    told += [f"{row['frames']} frames"] if row["frames"] != 1 else []
    told += [f"taken {camera[key]}" for key in ("DateTimeOriginal",) if key in camera]
    told += [f"taken with {camera[key]}" for key in ("Model",) if key in camera]
    left_out = "; it says where it was taken, which is left out" if row["location_left_out"] else ""
    return ", ".join(told) + left_out


class ComparePictures(PictureTool):
    name = "compare_pictures"
    description = (
        "Compares two pictures pixel by pixel: structural similarity (SSIM, 1 for the same), PSNR in dB, the share of "
        "pixels that changed, and whether one is the other saved again; and makes a picture of where they differ. It "
        "does not know what they show: for that compare their captions."
    )
    labels = ()
    inputs = {"images": PICTURES | {"description": "Artifact names of two pictures."}}
    returns: ClassVar = {
        "ssim": ("number", "-1 to 1; 1 for the same."),
        "psnr_db": ("number", "Above 40 hardly anybody sees a difference; null for the same pixels."),
        "changed": ("number", "Share of pixels that differ visibly, 0 to 1."),
        "same_picture": ("boolean", "Whether one is the other, scaled or saved again."),
        "artifacts": ("array", "Name of a picture of the differences."),
    }
    side_effects = "saves a picture"
    makes = "image/png"
    cues: ClassVar = (
        r"\b(compare|differ\w*|difference|same)\b.*\b(pictures|photos|images|stills|screenshots)\b",
        r"\b(picture|photo|image)s?\b.*\b(the same|differ\w*|identical|duplicates?)\b",
        r"\b(ssim|psnr)\b",
    )
    asks: ClassVar = (
        "compare the two pictures",
        "are these photos the same?",
        "where do the images differ?",
        "show the difference between the two pictures",
        "is one photo a copy of the other?",
    )

    def forward(self, images: list[str]) -> dict[str, Json]:
        from runtime.pictures.likeness import difference, likeness

        given = self.pictures(images)
        if len(given) != 2:
            raise BadInput(f"compare_pictures takes two different pictures; {len(given)} were named.")
        one, other = (self.opened(picture) for picture in given)
        found = likeness(one, other)
        same = found.hash_distance < NEARLY and found.ssim > 0.5
        titles = " and ".join(picture.title for picture in given)
        alt = f"Where {titles} differ: bright where they do. SSIM {found.ssim:.3f}."
        made = self.made(None, [picture.name for picture in given], alt)
        name = self.save_picture(difference(one, other), "difference", made)
        verdict = "the same pixels" if found.psnr_db is None else "one picture twice" if same else "different pictures"
        return {
            "summary": f"{titles} are {verdict}: SSIM {found.ssim:.3f}, {found.changed:.1%} of the pixels differ "
            f"visibly. Where, shows {name}.",
            "ssim": found.ssim,
            "psnr_db": found.psnr_db,
            "changed": found.changed,
            "same_picture": same,
            "artifacts": [name],
        }
