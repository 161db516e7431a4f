"""How far things in a picture are."""

from __future__ import annotations

from typing import Any, ClassVar

from runtime.calls import Results
from runtime.progress import counted
from runtime.records import Artifact, Json
from tools.pictures import PICTURES, PictureTool, listed

TOGETHER = 16
"""Pictures whose depths are held at a time."""


class EstimateDepth(PictureTool):
    name = "estimate_depth"
    description = (
        "Makes depth maps of pictures, of the same size: one in colours to look at, bright where it is near, with a "
        "scale, and one in grey of 16 bits with the numbers. Guessed from one picture: which part is nearer is "
        "mostly right. In metres only with a model that gives those (GLPN, for rooms); else on no scale."
    )
    inputs = {"images": PICTURES}
    returns: ClassVar = {
        "pictures": ("array", "source, map, raw (artifact names), nearest (where), metres, from_m, to_m, of each."),
        "artifacts": ("array", "Names of the maps: for each picture the one in colours, then the raw one."),
    }
    task = "depth-estimation"
    side_effects = "saves two pictures for each"
    makes = "image/png"
    cues: ClassVar = (
        r"\bdepth\b.*\b(maps?|picture|photo|image|estimat\w+|of)\b",
        r"\bestimate\b.*\bdepths?\b",
        r"\bhow (far( away)?|near|close|distant)\b.*\b(picture|photo|image)s?\b",
        r"\bwhat is (nearest|closest|farthest|furthest)\b.*\b(picture|photo|image)\b",
    )
    asks: ClassVar = (
        "make a depth map of the photo",
        "estimate the depth of this picture",
        "how far away are things in the image?",
        "what is nearest in the photo?",
        "show near and far in the pictures",
        "give me depth maps of these images",
    )

    def forward(self, images: list[str]) -> dict[str, Json]:
        given, rows = self.pictures(images), list[dict[str, Json]]()
        for start in counted(range(0, len(given), TOGETHER), "pictures"):
            some = given[start : start + TOGETHER]
            ran = self.run([one.path for one in some])
            rows += [self._row(one, found, ran) for one, found in zip(some, ran.items, strict=True)]
        said = [told(one.title, row) for one, row in zip(given, rows, strict=True)]
        notes = "".join(self.scaled_note(one) for one in given[:3])
        return {
            "summary": listed(said) + notes,
            "pictures": rows,
            "artifacts": [row[key] for row in rows for key in ("map", "raw")],
        }

    def _row(self, picture: Artifact, found: dict[str, Any], ran: Results) -> dict[str, Json]:
        from runtime import pictures
        from runtime.pictures.depths import depth_picture, nearest_place, raw_depth

        depth, metres = found["depth"], bool(found["metres"])
        size, where = pictures.probe(picture.path).given, nearest_place(depth, metres)
        alt = f"How far things in {picture.title} are: bright is near. Nearest is the {where}."
        made = self.made(ran, [picture.name], alt)
        shown = self.save_picture(depth_picture(depth, metres, size), "depth", made)
        unit = "millimetres" if metres else "65535 is nearest, 0 farthest"
        raw = self.made(ran, [picture.name], f"Depth of {picture.title} in 16 bits: {unit}.")
        row: dict[str, Json] = {"source": picture.name, "map": shown, "nearest": where, "metres": metres}
        row["raw"] = self.save_picture(raw_depth(depth, metres, size), "depth-raw", raw)
        return row | ({"from_m": round(float(depth.min()), 2), "to_m": round(float(depth.max()), 2)} if metres else {})


def told(title: str, row: dict[str, Json]) -> str:
    """
    >>> told("a.png", {"nearest": "bottom left", "metres": True, "from_m": 0.8, "to_m": 4.2, "map": "depth-1"})
    'a.png: nearest at the bottom left, from 0.8 to 4.2 m (depth-1)'
    """
    metres = f", from {row['from_m']} to {row['to_m']} m" if row["metres"] else ""
    return f"{title}: nearest at the {row['nearest']}{metres} ({row['map']})"
