"""Where things are in pictures: those that a model was trained on, and those that you name."""

from __future__ import annotations

from typing import Any, ClassVar

from runtime.errors import BadInput
from runtime.records import Json
from tools.object_words import class_meant, spoken
from tools.outcomes import Outcome
from tools.picture_boxes import CUT_OUT, THRESHOLD, BoxTool, Looked, checked_threshold, listed_words
from tools.pictures import PICTURES

SEEK = r"(?:find|look for|search for|spot|locate|detect|count|mark|box|show me|cut out|crop|where (?:is|are)|how many)"
SEEN = r"(?:pictures?|photos?|photographs?|images?|drawings?|shots?)"
SINGLE = r"(?:picture|photo|photograph|image|drawing|shot|frame|still|scan)"
LOOKING = r"(?:find|spot|locate|mark|box|point out|pinpoint|highlight|flag|where(?: exactly)? (?:is|are|can|do))"
KNOWN = rf"(?:{spoken()})"
UNSEEN = r"\b(?:text|words?|similar|nud\w+|violen\w+|offensive|inappropriate|mistakes?|duplicates?|metadata|gps|exif)\b"
"""What is looked for in pictures by other tools."""
RETURNS: dict[str, tuple[str, str]] = {
    "pictures": (
        "array",
        "source, count, things (label, score, box: left, top, right, bottom in its pixels), of each.",
    ),
    "counts": ("object", "Label to how many there are in all pictures."),
    "count": ("integer", "How many things there are in all."),
    "artifacts": ("array", "Names of the pictures with boxes, or of what was cut out."),
    "confidence": ("number", "The lowest score; left out where nothing was found."),
}


class DetectObjects(BoxTool):
    name = "detect_objects"
    description = (
        "Finds people, animals, vehicles and everyday things in pictures: COCO's 80 classes, or its model's own. "
        "Returns each with its box in the picture's pixels and a score, and draws the boxes on a copy; with "
        "cut_out=True it saves each thing as a picture of its own instead. For things that it has no class for, use "
        "find_objects."
    )
    inputs = {
        "images": PICTURES,
        "things": {
            "type": "array",
            "nullable": True,
            "role": "known_things",
            "description": "Only these classes, e.g. ['dog', 'person']; all if left out.",
        },
        "threshold": THRESHOLD | {"description": "How sure it must be of a thing, 0 to 1; 0.5 if left out."},
        "cut_out": CUT_OUT,
    }
    returns: ClassVar = RETURNS
    task = "object-detection"
    side_effects = "saves pictures"
    makes = "image/png"
    supersedes = "cut_out"
    outcomes = (
        Outcome(
            "counts",
            r"\b(?:shows?|contains?|has|have|there(?:['’]s| is| are)|(?:can )?see|finds?|detects?|spots?)\b"
            rf"(?: not?| any| some| an?| the| at least one)* (?P<value>{KNOWN})\b",
            how="has",
            reads="thing",
        ),
        Outcome(
            "counts",
            rf"\b(?P<value>{KNOWN}) (?:is|are|was|were|appears?)(?: not|n['’]t)? "
            r"(?:in|on|found|detected|seen|visible|there|among)\b",
            how="has",
            reads="thing",
        ),
    )
    cues: ClassVar = (
        rf"\b{SEEK}\b(?: \w+){{0,3}} {KNOWN}\b.{{0,120}}?\b(?:in|on|from|of|out of)\b.{{0,80}}?\b{SEEN}\b",
        rf"\b{SEEN}\b.*\b{SEEK}\b(?: \w+){{0,3}} {KNOWN}\b",
        r"\b(detect|find|mark|locate|box)\b((?!\bkeep|\baccept|\breport)[^,;])*\b(objects?|things|everything|items)\b",
        r"\bobject[- ]detection\b",
        r"\bbounding box(es)?\b",
        r"\bcut (everything|the (objects|things)) out\b|\bcut out everything\b",
        rf"\bhow many {KNOWN}\b.*\b(are|is|can you see|do you see)\b",
    )
    asks: ClassVar = (
        "find all dogs in these pictures",
        "how many people are in the photo?",
        "detect the objects in the image",
        "draw boxes around the cars in the picture",
        "where is the cat in this photo?",
        "cut out the people in the photos",
        "count the bottles in the picture",
    )

    def forward(
        self,
        images: list[str],
        things: list[str] | None = None,
        threshold: float | None = None,
        cut_out: bool | None = None,
    ) -> dict[str, Json]:
        given = self.pictures(images)
        ran = self.run([one.path for one in given], also=checked_threshold(threshold, self.name))
        wanted = self._classes(things, ran.items[0]["classes"], images) if things else ()
        looked = [Looked(one, only(found["things"], wanted)) for one, found in zip(given, ran.items, strict=True)]
        return self.told(looked, bool(cut_out), ran, " or ".join(wanted) or "thing that the model knows")

    def _classes(self, things: list[str], classes: list[str], images: list[str]) -> tuple[str, ...]:
        """The model's names of `things`.

        Raises:
            BadInput: it knows one of them not; the sentence says which tool finds it.
        """
        wanted = listed_words(things, self.name)
        unknown = [thing for thing in wanted if not class_meant(thing, classes)]
        if unknown:
            known = ", ".join(classes[:8]) + (" …" if len(classes) > 8 else "")
            raise BadInput(
                f"The model has no class for {', '.join(map(repr, unknown))}; it knows {known}. "
                f"Call find_objects(images={images[:3]!r}, things={unknown!r}), which finds what you name."
            )
        return tuple(dict.fromkeys(class_meant(thing, classes) for thing in wanted))


def only(things: list[dict[str, Any]], wanted: tuple[str, ...]) -> list[dict[str, Any]]:
    return [thing for thing in things if not wanted or thing["label"] in wanted]


class FindObjects(BoxTool):
    name = "find_objects"
    description = (
        "Finds things in pictures that you name in words: 'a red mug', 'the licence plate'. Returns each with its box "
        "in the picture's pixels and a score, and draws the boxes on a copy; with cut_out=True it saves each as a "
        "picture of its own instead. Slower and less sure than detect_objects, which knows people, animals, vehicles "
        "and everyday things; it may take something else for what is not there."
    )
    inputs = {
        "images": PICTURES,
        "things": {
            "type": "array",
            "role": "named_things",
            "description": "What to find, 1 to 50 things, a few words each: ['a red mug'].",
        },
        "threshold": THRESHOLD | {"description": "How sure it must be, 0 to 1; by the model if left out: 0.1 or 0.25."},
        "cut_out": CUT_OUT,
    }
    returns: ClassVar = RETURNS
    task = "zero-shot-object-detection"
    side_effects = "saves pictures"
    makes = "image/png"
    supersedes = "cut_out"
    cues: ClassVar = (
        rf"\b{LOOKING}\b(?!.*\b{KNOWN}\b)(?! (?:{SEEN}|more|other|similar)\b)"
        rf"(?!.*\b(?:objects|everything|text|words?|similar)\b).*\b(?:in|on)\b.*\b{SEEN}\b",
        rf"\bwhere (?:in|on) (?:the|this|that|these|those|each) {SEEN}\b(?!.*\b{KNOWN}\b).*\b(?:is|are|does|do|can)\b",
        r"\b(?:look|search|hunt|check|scan|inspect|examine|go|comb)\w* (?:(?:through|in|at|over) )?"
        rf"(?:the|this|that) {SINGLE}\b(?! (?:and|or)\b).*\bfor\b(?!.*(?:{UNSEEN}|\b{KNOWN}\b))",
        r"\blook\w* (?:in|at|over) (?:the|those|these|all) (?:pictures|photos|images|frames|stills)\b.{0,20}? for\b",
        rf"\b(?:look|search|hunt|check)\w* for\b(?! {SEEN}\b)(?!.*(?:{UNSEEN}|\b{KNOWN}\b))"
        rf".*\b(?:in|on) (?:the|this|that) {SINGLE}\b",
        rf"\bcut out\b(?!.*\b{KNOWN}\b)(?! (?:them|each|everything)\b).*\b(?:in|on|from|of)\b.*\b{SEEN}\b",
        r"\b(?:cut|crop|clip)(?! (?:out|it|them|to)\b)"
        rf"(?!.*\b(?:{KNOWN}|background|subject|foreground|objects?|things)\b)"
        rf".*\b(?:out of|from)\b.*\b{SEEN}\b",
    )
    asks: ClassVar = (
        "find the red mug in the picture",
        "search the picture for a hard hat and a ladder",
        "where is the licence plate on this photo?",
        "locate the logo in the image",
        "mark the broken window in the photos",
        "spot the blue door in these pictures",
        "cut out the lighthouse from the photo",
    )

    def forward(
        self, images: list[str], things: list[str], threshold: float | None = None, cut_out: bool | None = None
    ) -> dict[str, Json]:
        wanted = listed_words(things, self.name)
        given = self.pictures(images)
        also = checked_threshold(threshold, self.name)
        ran = self.run([one.path for one in given], candidate_labels=wanted, also=also)
        looked = [Looked(one, found) for one, found in zip(given, ran.items, strict=True)]
        return self.told(looked, bool(cut_out), ran, " or ".join(wanted))
