"""A picture changed by words: told what to do, or made anew from it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from runtime.errors import CheckpointError
from runtime.records import Json
from tools.base import Choose
from tools.studio import Rules, StudioTool
from tools.studio_inputs import HOW, JUDGED, PROMPT, SEED, optional
from tools.takes import more_strength, remedies

INSTRUCTED = ("timbrooks/instruct-pix2pix",)
"""Checkpoints that are told what to do to a picture; the others are told what it should show."""


PICTURE = r"(?:picture|photo|photograph|image|drawing|painting|poster|render)s?"
NO_EDIT = (
    r"video|clip|gif|film|movie|animation|loop|sheet|text|pdf|svg|png|jpe?g|webp|vector|mask|table|description|caption"
)
"""What a picture is turned into by other tools."""


class EditPicture(StudioTool):
    name = "edit_picture"
    description = (
        "Changes a whole picture by words and keeps its composition: 'make it winter', 'as a watercolour'. By "
        "InstructPix2Pix where that is here, which is told what to do; else made anew from the picture, by as much as "
        "its strength says. Details and faces change too: to change one thing use repaint_picture, for backgrounds "
        "replace_background, to enlarge enlarge_picture. It does not put a person's face into another picture."
    )
    inputs = {
        "image": {"type": "string", "role": "picture", "description": "Artifact name of a picture."},
        "change": PROMPT | {"role": "change", "description": "What to do, or what it should show: 'make it winter'."},
        "strength": optional(
            "number", "edit_strength", "0.01 to 1: how much of it is made anew; 0.75. Not for InstructPix2Pix."
        ),
        "seed": SEED,
        **HOW,
        "judged": JUDGED
        | {"description": "False: made once, whatever came out. True: its CLIP score with the words counts too."},
    }
    returns: ClassVar = {
        "pictures": ("array", "artifact, prompt, seed, ok, rejected, score where asked, settings, takes, of the one."),
        "artifacts": ("array", "Name of the picture, then of the takes that were rejected."),
    }
    cues: ClassVar = (
        r"^(please )?(edit|alter|modify|retouch|restyle|stylize|stylise)\b(?!.*\b(text|document|recording|sound)\b)",
        r"\b(make|turn|change|convert|transform)\b (it|this|that|the (picture|photo|image|drawing|scene))\b(?! (larger|"
        r"bigger|smaller|sharper|transparent|into (a |an )?(video|clip|gif|sheet|text|pdf))).*\b(winter|summer|spring|"
        r"autumn|night|day|dawn|sunset|snow\w*|rain\w*|watercolou?r|oil painting|painting|cartoon|anime|sketch|drawing|"
        r"black and white|vintage|style|pixel art|older|younger|red|green|blue|yellow|purple|golden|darker|warmer)\b",
        r"\bmake the \w+( in| of)? (the |this )?(\w+ )?(picture|photo|image) (red|green|blue|yellow|purple|golden)\b",
        r"\b(?:make|turn|change|convert|transform|redo|render|reimagine|repaint)\b (?:(?:each|every|all|both)(?:"
        r" one)? (?:of )?"
        r"(?:(?:the|these|those|my|our) )?|(?:the|this|that|my|these|those|our) )(?:two |three |four )?(?:whole "
        r"|entire |full |same )?"
        rf"(?:[a-z]+ )?{PICTURE}\b(?! (?:with|larger|bigger|smaller|sharper|transparent|move|come"
        rf"|(?:in)?to (?:an? )?(?:\w+ )?(?:{NO_EDIT})))"
        r" (?:(?:in)?to|as|look|so that|in the style) ",
        r"\b(?:make|turn|change|convert|transform|redo|render|reimagine) (?:each|every|all|both)(?: one)?(?: of)? "
        r"(?:these|those|my|our) (?:[a-z-]+ ){0,2}[a-z-]+s (?:(?:in)?to|as) "
        rf"(?!(?:[\w-]+ ){{0,2}}(?:{NO_EDIT}|mp3|wav|flac|ogg)s?\b)(?:an? )?",
        rf"^(?:(?:now|and|then|but|please) )*(?:the )?same {PICTURE}\b.*?\b(?:as|in|but"
        r"|at|like)\b",
        rf"^(?:the )?{PICTURE} (?:as|in the style of|in the manner of) an? ",
        rf"^give (?:it|(?:the|this|that|my) {PICTURE}) an? (?:[\w-]+ ){{1,4}}?(?:look|style|feel|touch|mood"
        rf"|atmosphere)\b",
        r"\b(?:img2img|image[- ]to[- ]image|instruct ?-?pix2pix)\b",
        r"\bcolou?ri[sz]e\b",
        r"^the checkpoint on the picture\b",
        r"^(?:how|what) would (?:the|my|our|this|it|that)\b.* look\b(?: like)? (?:with|in|as|if|under|at)\b",
        r"^(?:could|can|may|might) (?:i|we|you) (?:see|have|show me|show us|picture) (?:it|the|this|that|my"
        r"|our)\b.* (?:in|as) an? .*"
        r"\b(?:style|look|manner|light|colou?rs?)\b",
        r"\bin the style of an? (watercolou?r|oil painting|cartoon|anime|sketch|comic)\b",
    )
    asks: ClassVar = (
        "make it winter",
        "edit the photo: make the sky purple",
        "turn the picture into a watercolour",
        "change this image to look like night",
        "colorize the old photo",
        "make the drawing look like an oil painting",
        "alter the picture so that it rains",
    )

    def forward(
        self, image: str, change: str, strength: float | None = None, seed: int | None = None, **how: Any
    ) -> dict[str, Json]:
        from validators.images import differs

        picture = self.picture(image)
        making = self.making(change, self.lot(seed), how | {"strength": strength}, image=picture.name)
        check = partial(differs, before=self.opened(picture))
        order = (more_strength, *remedies())
        scored = how.get("judged") is True
        rules = Rules("edited", self.most_takes(how), scored, remedies=order, check=check)
        found = self.result([self.taken(making, rules)], scored)
        return found | {"summary": f"{picture.title} was changed. {found['summary']}"}

    @classmethod
    def checkpoint_for(cls, task: str, given: Mapping[str, Json], choose: Choose) -> str:
        """The one that was named, else one that is told what to do, if it is here."""
        named = str(given.get("model", ""))
        return named or next((id for id in INSTRUCTED if is_here(id, "image-to-image", choose)), "")


def is_here(id: str, task: str, choose: Choose) -> bool:
    try:
        return bool(choose(task, id, ""))
    except CheckpointError:
        return False
