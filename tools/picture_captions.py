"""What pictures show, in a sentence each."""

from __future__ import annotations

from typing import ClassVar

from runtime.calls import Results
from runtime.errors import BadInput, NoResult
from runtime.records import Artifact, Json
from tools.pictures import PICTURES, PictureTool, listed

LONGEST = 100
"""Characters that a caption may be told to begin with."""


class CaptionPicture(PictureTool):
    name = "caption_picture"
    description = (
        "Describes pictures in a short English sentence each, and saves the sentences as a text, a line "
        "for each; to see them under their pictures use make_sheet then. A guess by a model: names what is striking, "
        "may add what is not there, and reads no small print; for that use read_picture."
    )
    inputs = {
        "images": PICTURES,
        "beginning": {
            "type": "string",
            "nullable": True,
            "role": "beginning",
            "description": f"Words that each caption goes on from, such as 'a photo of'; at most {LONGEST} characters.",
        },
    }
    returns: ClassVar = {
        "pictures": ("array", "source, caption, of each picture in order."),
        "artifacts": ("array", "Name of the text."),
    }
    task = "image-to-text"
    side_effects = "saves a text"
    makes = "text/plain"
    cues: ClassVar = (
        r"\bcaption(s|ed|ing)?\b(?=.*\b(pictures?|photos?|photographs?|images?|drawings?|it|them|each|this|these)\b)",
        r"\b(pictures?|photos?|images?)\b.*\bcaption",
        r"\b(describe|description of) (the|this|that|these|those|my|each|every|both|all) ?(\w+ )?"
        r"(pictures?|photos?|images?|drawings?)\b",
        r"\balt[- ]?texts?\b",
        r"\bwhat (is happening|happens|is going on) (on|in) (the|this|that|these|my) (picture|photo|image)",
    )
    asks: ClassVar = (
        "caption this picture",
        "describe the photo",
        "write a caption for each image",
        "give me alt text for the pictures",
        "what is happening in the picture?",
        "describe these images in a sentence",
    )

    def forward(self, images: list[str], beginning: str | None = None) -> dict[str, Json]:
        begun = (beginning or "").strip()
        if len(begun) > LONGEST:
            raise BadInput(f"beginning has {len(begun)} characters; give {LONGEST} at most, e.g. 'a photo of'.")
        given = self.pictures(images)
        ran = self.run([one.path for one in given], also={"beginning": begun} if begun else {})
        captions = [str(found["text"]).strip() for found in ran.items]
        if not any(captions):
            raise NoResult("The model found no words for any of these pictures. Try another one with model=...")
        said = [f"{one.title}: {caption}" for one, caption in zip(given, captions, strict=True)]
        return {
            "summary": captions[0] if len(captions) == 1 else listed(said),
            "pictures": [{"source": a.name, "caption": text} for a, text in zip(given, captions, strict=True)],
            "artifacts": [self._saved(given, captions, said, ran)],
        }

    def _saved(self, given: list[Artifact], captions: list[str], said: list[str], ran: Results) -> str:
        text = captions[0] if len(given) == 1 else "\n".join(said)
        made = self.made(ran, [one.name for one in given], "")
        return self.bench.artifacts.save_text(text + "\n", "captions", made).name
