"""Several pictures on one sheet, a caption under each."""

from __future__ import annotations

from typing import Any, ClassVar

from runtime.errors import BadInput, FileProblem
from runtime.records import Artifact, Json
from tools.pictures import PICTURES, PictureTool

MOST, MOST_COLUMNS = 200, 12


class MakeSheet(PictureTool):
    name = "make_sheet"
    description = (
        "Puts pictures side by side on one sheet (contact sheet, collage) with a caption under each: those you give, "
        "or what caption_picture wrote of the same pictures in this session, or else their names."
    )
    inputs = {
        "images": PICTURES | {"description": f"Artifact names of pictures, 1 to {MOST}, in the order of the sheet."},
        "captions": {
            "type": "array",
            "nullable": True,
            "role": "captions",
            "description": "A line for each picture, in the same order; their captions or names if left out.",
        },
        "columns": {
            "type": "integer",
            "nullable": True,
            "role": "columns",
            "description": f"Pictures beside one another, 1 to {MOST_COLUMNS}; about square if left out.",
        },
    }
    returns: ClassVar = {
        "pictures": ("array", "source and caption, in order."),
        "artifacts": ("array", "Name of the sheet."),
    }
    side_effects = "saves a picture"
    makes = "image/png"
    cues: ClassVar = (
        r"\b(contact|picture|photo|index|caption|one|single) ?sheets?\b",
        r"\b(collage|montage|mosaic)\b",
        r"^(caption|label|title) (it|them|these|the (pictures?|photos?|images?)) (with )?QTEXT\b.*\bQTEXT",
        r"\b(pictures?|photos?|images?|them|all|everything)\b.*\b(side by side|on (one|a|a single) (sheet|page))\b",
        r"\b(make|put|give|lay|arrange|show|build)\b.*\b(on|in|into|as) (one|a|a single) sheet\b",
        r"\bsheet (of|with) (the|these|those|all|my) (\w+ )?(pictures?|photos?|images?)\b",
    )
    asks: ClassVar = (
        "make a contact sheet of these pictures",
        "put the photos on one sheet",
        "give me one sheet",
        "show the images side by side",
        "make a collage of my photos",
        "arrange the pictures in three columns",
    )

    def forward(
        self, images: list[str], captions: list[str] | None = None, columns: int | None = None
    ) -> dict[str, Json]:
        from runtime.pictures.sheets import contact_sheet

        given = self.pictures(images)
        lines = self._lines(given, captions)
        if len(given) > MOST or not 1 <= (columns or 1) <= MOST_COLUMNS:
            raise BadInput(f"A sheet holds 1 to {MOST} pictures in 1 to {MOST_COLUMNS} columns, e.g. columns=3.")
        sheet = contact_sheet([self._small(one) for one in given], lines, columns or 0)
        alt = f"{len(given)} pictures side by side: {'; '.join(lines[:20])}"
        name = self.save_picture(sheet, "sheet", self.made(None, [one.name for one in given], alt))
        many = "1 picture" if len(given) == 1 else f"{len(given)} pictures"
        return {
            "summary": f"{many} on one sheet: {name}.",
            "pictures": [{"source": one.name, "caption": line} for one, line in zip(given, lines, strict=True)],
            "artifacts": [name],
        }

    def _small(self, picture: Artifact) -> Any:
        """As large as it stands on the sheet: two hundred of full size would not fit the memory.

        Raises:
            BadInput: the file cannot be read.
        """
        from runtime import pictures
        from runtime.pictures.sheets import CELL

        try:
            return pictures.read(picture.path, CELL)
        except FileProblem as error:
            raise BadInput(f"{picture.name}: {error}") from error

    def _lines(self, given: list[Artifact], captions: list[str] | None) -> list[str]:
        """A line for each picture.

        Raises:
            BadInput: there is not one for each.
        """
        if captions is None:
            known = self._known(given)
            return [known.get(one.name, one.title) for one in given]
        if len(captions) != len(given) or not all(isinstance(line, str) for line in captions):
            raise BadInput(f"{len(captions)} captions for {len(given)} pictures: give a line for each, or none at all.")
        return [line.strip() for line in captions]

    def _known(self, given: list[Artifact]) -> dict[str, str]:
        """Picture → what caption_picture wrote of it in this session, the newest."""
        known, titles = dict[str, str](), {one.name: one.title for one in given}
        for text in self.bench.artifacts.list():
            if text.made_by == "caption_picture" and text.media_type == "text/plain":
                lines = zip(text.sources, self.bench.artifacts.text(text.name).splitlines(), strict=False)
                known |= {name: line.removeprefix(f"{titles[name]}: ") for name, line in lines if name in titles}
        return known
