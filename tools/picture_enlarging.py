"""Pictures made larger, with detail that fits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from runtime.errors import BadInput
from runtime.records import Artifact, Json
from tools.base import Choose
from tools.pictures import PICTURES, PictureTool, listed

MOST = 4_000_000
"""Pixels of a picture that is made larger: on a processor a million take about a minute."""
FACTORS = {2: "caidas/swin2SR-classical-sr-x2-64", 4: "caidas/swin2SR-realworld-sr-x4-64-bsrgan-psnr"}


class EnlargePicture(PictureTool):
    name = "enlarge_picture"
    description = (
        "Makes pictures two or four times as wide and high by a model that adds detail which fits (super-resolution), "
        "and saves each as a PNG. What it adds is a guess: it is no evidence, and makes no small print readable. Slow "
        "without a graphics card."
    )
    inputs = {
        "images": PICTURES,
        "factor": {
            "type": "integer",
            "nullable": True,
            "role": "factor",
            "description": "How many times as wide and high: 2 or 4; 2 if left out.",
        },
    }
    returns: ClassVar = {
        "pictures": ("array", "source, artifact, width, height, of each picture in order."),
        "artifacts": ("array", "Names of the larger pictures."),
    }
    task = "super-resolution"
    side_effects = "saves pictures"
    labels = ()
    makes = "image/png"
    replaces = True
    cues: ClassVar = (
        r"\b(upscale|up-scale|super-?resol\w+|enlarge)\b",
        r"\b(make|blow up|scale up)\b.*\b(pictures?|photos?|images?)\b.*\b(larger|bigger|sharper|higher resolution)\b",
        r"\b(blow|scale) (it|them|this|that|these|the (pictures?|photos?|images?)) up\b",
        r"\b(picture|photo|image|it|them)s?\b.*\b(\d ?(x|times)|twice|(two|four) times|double) "
        r"(as (large|big|high|wide)|larger|bigger|the size)\b",
        r"\b(double|triple|quadruple|increase|improve|raise) the (resolution|size) of\b.*\b(picture|photo|image)s?\b",
    )
    asks: ClassVar = (
        "upscale the picture",
        "make this photo larger and sharper",
        "increase the resolution of the image",
        "enlarge the images four times",
        "apply super-resolution to the photo",
    )

    def forward(self, images: list[str], factor: int | None = None) -> dict[str, Json]:
        times = 2 if factor is None else factor
        if times not in FACTORS:
            raise BadInput(f"factor={times} is neither 2 nor 4. Call enlarge_picture again with factor=2 or factor=4.")
        given = self.pictures(images)
        for picture in given:
            self._check_size(picture)
        rows = [self._enlarged(picture, times) for picture in given]
        said = [
            f"{one.title} is {row['width']} x {row['height']} now: {row['artifact']}"
            for one, row in zip(given, rows, strict=True)
        ]
        return {
            "summary": listed(said),
            "pictures": rows,
            "artifacts": [row["artifact"] for row in rows],
        }

    @classmethod
    def checkpoint_for(cls, task: str, given: Mapping[str, Json], choose: Choose) -> str:
        """The one that was named, else the one for this factor where it is not the default."""
        named, factor = str(given.get("model", "")), given.get("factor")
        return named or (FACTORS[4] if task == cls.task and factor == 4 else "")

    def _check_size(self, picture: Artifact) -> None:
        image = self.opened(picture)
        if image.width * image.height > MOST:
            raise BadInput(
                f"{picture.name} has {image.width} x {image.height} pixels already; up to {MOST:,} are made larger. "
                "Name a smaller one."
            )

    def _enlarged(self, picture: Artifact, times: int) -> dict[str, Json]:
        from PIL import Image

        checkpoint = FACTORS[4] if times == 4 and not self._model else ""
        ran = self.run([picture.path], checkpoint=checkpoint, kept=False)  # pixels would fill the memory of results
        larger = Image.fromarray(ran.items[0])
        scale = larger.width / self.opened(picture).width
        alt = f"{picture.title}, {scale:g} times as wide and high; its detail is a model's guess."
        name = self.save_picture(larger, "larger", self.made(ran, [picture.name], alt))
        return {"source": picture.name, "artifact": name, "width": larger.width, "height": larger.height}
