"""Pictures by what they show: found by words or by another picture, and turned into vectors."""

from __future__ import annotations

import json
from typing import ClassVar

import numpy as np

from runtime.errors import BadInput
from runtime.records import Artifact, Json
from tools.picture_matching import TASK
from tools.pictures import PICTURES, PictureTool, listed

KIND = "application/jsonl"
SEEN = r"(?:pictures?|photos?|photographs?|images?|shots?|snaps?|scans?|stills?|frames?)"
NO_GRAPHIC = r"^(?!.*\b(?:svg|dxf|eps|vector (?:file|graphic|format|drawing|version)s?)\b)"
"""'Vector' also names a kind of drawing, which is none of these."""
MOST = 50


class SearchPictures(PictureTool):
    name = "search_pictures"
    description = (
        "Finds pictures among those of the session, by words for what they show or by another picture like them, best "
        "first, with the cosine of each; and makes one contact sheet of what was found. It looks at pictures, not at "
        "file names."
    )
    inputs = {
        "query": {
            "type": "string",
            "nullable": True,
            "role": "sought",
            "description": "What is to be seen, in a few words. Give this or like.",
        },
        "like": {
            "type": "string",
            "nullable": True,
            "role": "like_picture",
            "description": "Artifact name of a picture that others should look like.",
        },
        "images": PICTURES | {"nullable": True, "description": "Where to look: names of pictures; all if left out."},
        "count": {
            "type": "integer",
            "nullable": True,
            "role": "picture_count",
            "description": f"How many to find, 1 to {MOST}; 5 if left out.",
        },
    }
    returns: ClassVar = {
        "found": ("array", "source and score (cosine, -1 to 1), best first."),
        "searched": ("integer", "Among how many pictures."),
        "artifacts": ("array", "Name of the contact sheet."),
    }
    task = TASK
    side_effects = "saves a contact sheet"
    makes = "image/png"
    cues: ClassVar = (
        r"\b(find|search|look for|which)\b.*\b(picture|photo|image)s?\b.*\b(of|with|show(ing)?|like|similar)\b",
        r"\b(pictures?|photos?|images?) (that look )?(similar to|like)\b",
        r"\b(have (we|i|you) got|do (we|i|you) have) (an?|any|some) (\w+ )?(picture|photo|image|shot)s? "
        r"(of|with|where|show)",
        r"^(search|look through|browse)\b.*\b(pictures|photos|images)\b",
    )
    asks: ClassVar = (
        "find the photos with a boat",
        "which pictures show a red circle?",
        "search my images for sunsets",
        "find pictures similar to this one",
        "show me the photo of the dog",
        "look for images that look like this drawing",
    )

    def forward(
        self,
        query: str | None = None,
        like: str | None = None,
        images: list[str] | None = None,
        count: int | None = None,
    ) -> dict[str, Json]:
        most = 5 if count is None else count
        words = (query or "").strip()
        if bool(words) == bool(like) or not 1 <= most <= MOST:
            raise BadInput(f"Give query or like, and a count of 1 to {MOST}, e.g. search_pictures(query='a boat').")
        wanted = self.picture(like) if like else None
        here = self._searched(images, wanted)
        ran = self.run([one.path for one in here] + ([wanted.path] if wanted else [{"text": words}]))
        *vectors, asked = ran.items
        cosines = np.stack(vectors) @ asked
        order = np.argsort(-cosines, kind="stable")[:most]
        rows = [{"source": here[n].name, "score": round(float(cosines[n]), 4)} for n in order]
        said = [f"{here[n].title} {cosines[n]:.2f}" for n in order]
        sought = f"“{words}”" if words else wanted.title if wanted else ""
        sheet = self._sheet([here[n] for n in order], said, sought)
        return {
            "summary": f"Nearest to {sought} among {len(here)} pictures: {'; '.join(said)}. Side by side in {sheet}.",
            "found": rows,
            "searched": len(here),
            "artifacts": [sheet],
        }

    def _searched(self, images: list[str] | None, wanted: Artifact | None) -> list[Artifact]:
        every = [one.name for one in self.bench.artifacts.list() if one.kind == "picture" and one.made_by == "user"]
        named = images if images and (wanted is None or set(images) != {wanted.name}) else every
        here = [one for one in self.pictures(named) if wanted is None or one.name != wanted.name]
        if not here:
            raise BadInput("There is no other picture to look in. Ask the person to give more with --file photo.jpg.")
        return here

    def _sheet(self, found: list[Artifact], said: list[str], sought: str) -> str:
        from runtime.pictures.sheets import contact_sheet

        sheet = contact_sheet([self.opened(one) for one in found], said)
        made = self.made(None, [one.name for one in found], f"Pictures nearest to {sought}: {listed(said)}")
        return self.save_picture(sheet, "found", made)


class EmbedPictures(PictureTool):
    name = "embed_pictures"
    description = (
        "Turns pictures into vectors for a search or a model of one's own, and saves them as JSON lines: n, source, "
        "vector. Of length 1, so that the product of two is their cosine. To find pictures use search_pictures."
    )
    inputs = {"images": PICTURES}
    returns: ClassVar = {
        "count": ("integer", "How many vectors there are."),
        "dimension": ("integer", "Numbers in each."),
        "artifacts": ("array", "Name of the file with the vectors."),
    }
    task = TASK
    side_effects = "saves a file of vectors"
    makes = KIND
    cues: ClassVar = (
        rf"{NO_GRAPHIC}.*\b(embed|vectori[sz]e)\w*\b.*\b{SEEN}\b",
        rf"{NO_GRAPHIC}.*\b(vectors?|embeddings?)\b.*\b{SEEN}\b",
        rf"{NO_GRAPHIC}.*\b{SEEN}\b.*\b(in)?to\b.*\b(vectors?|embeddings?)\b",
        r"\b(picture|photo|image|visual) (embeddings?|vectors?|features)\b",
        rf"{NO_GRAPHIC}.*\b(vectors?|embeddings?)\b (of|for|from) (each|every|all|both|the|these|those|my|our)\b",
    )
    asks: ClassVar = ("embed the pictures", "make vectors of the photos", "give me image embeddings")

    def forward(self, images: list[str]) -> dict[str, Json]:
        given = self.pictures(images)
        ran = self.run([one.path for one in given])
        vectors = np.stack(ran.items).astype(np.float64)
        lines = [
            json.dumps(
                {"n": n, "source": one.title, "vector": [round(value, 6) for value in vector]}, ensure_ascii=False
            )
            for n, (one, vector) in enumerate(zip(given, vectors.tolist(), strict=True))
        ]
        data = ("\n".join(lines) + "\n").encode("utf-8", "replace")
        made = self.made(ran, [one.name for one in given], "")
        name = self.bench.artifacts.save_bytes(data, "vectors", KIND, made).name
        count, dimension = vectors.shape
        said = "1 vector" if count == 1 else f"{count} vectors"
        return {
            "summary": f"{said} of {dimension} numbers, by {ran.checkpoint.id}, in {name}.",
            "count": count,
            "dimension": dimension,
            "artifacts": [name],
        }
