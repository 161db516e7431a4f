"""Which of the labels you name fits a picture, and how well a caption fits one."""

from __future__ import annotations

from typing import ClassVar

from runtime.errors import BadInput
from runtime.records import Json
from tools.picture_labels import ranked
from tools.pictures import PICTURES, PictureTool, listed

TASK = "zero-shot-image-classification"
LABELS, LONGEST = 200, 300
"""Labels, and characters of a caption, at most."""


class MatchPicture(PictureTool):
    name = "match_picture"
    description = (
        "Sorts pictures under labels you name, by what they look like. Returns every label with a score from 0 to 1 "
        "for each picture. Labels are a few words for what is to be seen: 'a red boat', 'a receipt'."
    )
    inputs = {
        "images": PICTURES,
        "labels": {"type": "array", "role": "labels", "description": "Two to two hundred labels, a few words each."},
        "template": {
            "type": "string",
            "nullable": True,
            "role": "template",
            "description": "A sentence with {} where the label goes; 'This is a photo of {}.' if left out.",
        },
    }
    returns: ClassVar = {
        "pictures": ("array", "source, label, scores (label to score, best first), of each picture in order."),
        "labels": ("object", "Label to how many pictures it fits best."),
        "confidence": ("number", "The lowest of the best labels' scores."),
    }
    task = TASK
    cues: ClassVar = (
        r"\b(sort|classif\w+|categori[sz]e\w*|label|tag)\b.*\b(picture|photo|image)s?\b"
        r".*\b(as|into|under|among|between|one of)\b",
        r"\bdecide\b(?=.*\b(picture|photo|image)s?\b).*\b(and|or)\b",
        r"\b(picture|photo|image|drawing)\b.*\b(one of|which of)\b.*[:,]",
        r"\b(sort|classif\w+|categori[sz]e\w*|label|tag|assign)\b.*\b(picture|photo|image)s?\b"
        r"(:|.*\b(labels|categories|classes|options)\b).*\b(and|or)\b",
        r"\bwhich (label|category|class|heading)s? (fits?|suits?|describes?|applies|apply)\b"
        r".*\b(picture|photo|image)s?\b",
        r"\bput\b.*\b(pictures?|photos?|images?)\b.*\b(in)?to\b.*\bor\b",
        r"\b(picture|photo|image)s?\b (\w+ )?(looks?|is|are|shows?) (more|rather|nearer|closer)\b.*\bor\b",
        r"\bdoes the (picture|photo|image) (show|look (more )?like)\b.*\bor\b",
        r"\bis (the|this|that) (picture|photo|image) (of )?(an? )?.*\bor\b",
    )
    asks: ClassVar = (
        "sort the photos into: beach, mountain, city",
        "is this picture a cat or a dog?",
        "which of these labels fits the image: a receipt, a letter, a photo",
        "label the pictures as day or night",
        "does the photo show a boat or a car?",
        "classify the images as indoor, outdoor",
    )

    def forward(self, images: list[str], labels: list[str], template: str | None = None) -> dict[str, Json]:
        wanted = list(dict.fromkeys(label.strip() for label in labels if isinstance(label, str) and label.strip()))
        if not 2 <= len(wanted) <= LABELS:
            raise BadInput(f"{len(wanted)} labels were given; give 2 to {LABELS}, e.g. labels=['a boat', 'a car'].")
        if template is not None and "{}" not in template:
            raise BadInput("template has no {} for the label, e.g. template='A drawing of {}.'")
        given = self.pictures(images)
        also = {"hypothesis_template": template} if template else {}
        found = self.run([one.path for one in given], candidate_labels=wanted, also=also).items
        return ranked(given, found)


class ScorePicture(PictureTool):
    name = "score_picture"
    description = (
        "Says how well a caption fits pictures: the CLIP score, 0 to 100 (100 x the cosine of picture and caption, 0 "
        "below; what fits has about 25 to 35 with CLIP's usual checkpoints). Compare scores of one checkpoint only."
    )
    inputs = {
        "images": PICTURES,
        "caption": {
            "type": "string",
            "role": "caption",
            "description": "What the pictures should show, in a sentence of at most 77 tokens.",
        },
    }
    returns: ClassVar = {
        "pictures": ("array", "source, score (0 to 100), cosine (-1 to 1), of each picture in order."),
        "mean": ("number", "Of the scores."),
        "best": ("string", "The picture that fits best."),
    }
    task = TASK
    cues: ClassVar = (
        r"\bclip ?-?score\b",
        r"\b(rate|score|grade|judge|measure|check|test|compare)\b.{0,60}?\b(pictures?|photos?|images?)\b"
        r".{0,60}?\b(against|by|for|with) (the |this |that |my |our )?(caption|sentence|description|phrase|QTEXT)\b",
        r"\bhow well (does|do) QTEXT\b",
        r"\bhow well (does|do) (the |this |that )?(caption|text|sentence|description)\b.*\b(fit|match|describe)",
        r"\bhow (well|closely|nearly|accurately|much|far|strongly|good) (does|do|is|are)\b"
        r"(?=.*\b(picture|photo|image)s?\b)"
        r".*\b(fits?|match(es)?|suits?|describes?|corresponds?|(caption|text|sentence|description) (fits?|of))\b",
        r"\bhow well (does|do) (the|this|that|these) (pictures?|photos?|images?) (look like|show)",
    )
    asks: ClassVar = (
        "what is the CLIP score of the picture for 'a paper boat'?",
        "how well does the caption fit the photo?",
        "how well does this image match 'a red circle'?",
        "score the pictures against the text",
    )

    def forward(self, images: list[str], caption: str) -> dict[str, Json]:
        text = caption.strip()
        if not 1 <= len(text) <= LONGEST:
            raise BadInput(f"caption has {len(text)} characters; give 1 to {LONGEST}, e.g. caption='a paper boat'.")
        given = self.pictures(images)
        found = self.run([{"image": one.path, "text": text} for one in given]).items
        rows = [
            {"source": one.name, "score": round(fits["score"], 2), "cosine": round(fits["cosine"], 4)}
            for one, fits in zip(given, found, strict=True)
        ]
        best = max(rows, key=lambda row: row["score"])
        said = [f"{one.title}: {row['score']:.1f} of 100" for one, row in zip(given, rows, strict=True)]
        return {
            "summary": f"How well “{text}” fits (CLIP score). {listed(said)}",
            "pictures": rows,
            "mean": round(sum(row["score"] for row in rows) / len(rows), 2),
            "best": best["source"],
        }
