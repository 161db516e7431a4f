"""What is on a picture, by the labels that a checkpoint was trained on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, ClassVar

from runtime.errors import BadInput
from runtime.records import Artifact, Json
from tools.outcomes import Outcome
from tools.pictures import PICTURES, PictureTool, listed


class ClassifyPicture(PictureTool):
    name = "classify_picture"
    description = (
        "Says what pictures show, by the classes that its model knows (ImageNet's 1,000 things, or its own), "
        "each with a score from 0 to 1, best first. Of the picture as a whole: not where, and not by labels of yours; "
        "for those use match_picture."
    )
    inputs = {
        "images": PICTURES,
        "count": {
            "type": "integer",
            "nullable": True,
            "role": "count",
            "description": "How many classes to name of each, 1 to 50; 5 if left out.",
        },
    }
    returns: ClassVar = {
        "pictures": ("array", "source, label, scores (class to score, best first), of each picture in order."),
        "labels": ("object", "Best label to how many pictures have it."),
        "classes": ("object", "Every label that is named to how many pictures it is named for."),
        "confidence": ("number", "The lowest of the best labels' scores."),
    }
    task = "image-classification"
    outcomes = (
        Outcome(
            "classes",
            r"\b(?P<value>[a-z' -]+?) (?:is|are)(?: not|n['’]t)? (?:one of|among|in) (?:the|its|your) (?:\w+ )?"
            r"(?:classes|labels|guesses|top)\b",
            how="has",
        ),
    )
    cues: ClassVar = (
        r"\b(classif\w+|categori[sz]e\w*|recogni[sz]e\w*|identify)\b.*\b(pictures?|photos?|images?|drawings?)\b"
        r"(?!.*(?::|,.*\b(?:and|or)\b))"
        r"(?!.*\b(labels|categories|classes)\b.*\b(and|or)\b)",
        r"\bimagenet\b",
        r"\bwhat (is|are) (on|in|shown (on|in)) (the|this|that|these|those|my) (pictures?|photos?|images?|drawings?)\b",
        r"\bwhat (do|does) (the|this|that|these|those) (pictures?|photos?|images?) show\b",
        r"\b(what (kind|sort|type) of|which) (thing|animal|object|plant|food) is (on|in) (the|this|that)\b",
    )
    asks: ClassVar = (
        "what is on this picture?",
        "classify the photos",
        "what does the image show?",
        "recognise what is in the picture",
        "which animal is on the photo?",
        "tag these images",
    )

    def forward(self, images: list[str], count: int | None = None) -> dict[str, Json]:
        most = 5 if count is None else count
        if not 1 <= most <= 50:
            raise BadInput(f"count={most} is outside 1 to 50. Call classify_picture again with a number in that range.")
        given = self.pictures(images)
        found = self.run([one.path for one in given], top_k=most).items
        named = Counter(label["label"] for labels in found for label in labels)
        return ranked(given, found) | {"classes": dict(named.most_common())}


def ranked(given: Sequence[Artifact], found: Sequence[list[dict[str, Any]]]) -> dict[str, Json]:
    """What is told of pictures whose labels, best first, were `found`."""
    rows: list[dict[str, Json]] = [
        {
            "source": one.name,
            "label": labels[0]["label"],
            "scores": {label["label"]: round(float(label["score"]), 4) for label in labels},
        }
        for one, labels in zip(given, found, strict=True)
    ]
    return {
        "summary": listed([f"{one.title}: {scored(labels[:3])}" for one, labels in zip(given, found, strict=True)]),
        "pictures": list(rows),
        "labels": dict(Counter(str(row["label"]) for row in rows).most_common()),
        "confidence": min(round(float(labels[0]["score"]), 4) for labels in found),
    }


def scored(labels: list[dict[str, float]]) -> str:
    """
    >>> scored([{"label": "tabby", "score": 0.91}, {"label": "tiger cat", "score": 0.05}])
    'tabby 0.91, tiger cat 0.05'
    """
    return ", ".join(f"{label['label']} {label['score']:.2f}" for label in labels)
