"""Clips made from words."""

from __future__ import annotations

from typing import Any, ClassVar

from runtime.records import Json
from tools.clip_orders import ORDER, ClipOrder
from tools.filming import FILMED, FilmTool
from tools.studio_inputs import prompt_of

CLIPS = r"(?:video clips?|clips?|videos?|films?|movies?|animations?|gifs?|footage)"
MAKE = r"(?:make|create|generate|produce|render|film|shoot|animate|design)"
THINGS = r"(?:pictures?|photos?|photographs?|images?|drawings?)"
AT_HAND = (
    rf"(?! (?:it|them|these|those|both|all|each|every|(?:the|this|that|my) (?:first|last|two|\d|{CLIPS}|{THINGS}|"
    r"recording|document))\b)"
)
"""What follows where a clip of what is at hand is meant."""


NEW = (
    r"(?!.*\b(?:the (?:picture|video|recording|document|photo|image|clip)|cut|trim|convert|turn|join|export|save"
    r"|download|it|them"
    r"|these|this)\b)"
)
"""What stands before where nothing at hand is meant."""


LONG = r"(?:\S+[ -]?(?:s|secs?|seconds?|minutes?)[ -](?:long )?)"


class MakeVideo(FilmTool):
    name = "make_video"
    description = (
        "Makes a new clip from words, by a video diffusion model: an mp4 (H.264) that browsers play, silent unless it "
        "is given a sound. Longer clips are made in segments that fade into one another. Each is judged (empty, "
        "frozen, flickering; how well each frame fits the words, where a CLIP is here) and made again where it is "
        "rejected. To set a picture in motion use animate_picture; to cut or join videos cut_video and join_videos."
    )
    inputs = {
        "prompt": {
            "type": "string",
            "role": "scene",
            "description": "What is to be seen and how it moves, in English, e.g. 'a paper boat drifting on a pond'; "
            "or the artifact name of a text that says it.",
        },
        **ORDER,
    }
    returns: ClassVar = FILMED
    task = "text-to-video"
    labels = ()
    side_effects = "saves videos"
    makes = "video/mp4"
    cues: ClassVar = (
        r"^film (what|a|an|the|this|that|some)\b",
        rf"\b{MAKE}\b (?:(?:me|us) )?(?:(?:an?|some|one|the|\d\S*) )?(?:[\w.-]+ ){{0,5}}?{CLIPS}"
        rf" (?:of|showing|with|where|in which|that shows?|about)\b{AT_HAND}(?!.*\b(?:the|this|that|my) {CLIPS}\b)",
        rf"\b{MAKE}\b (?:(?:me|us) )?(?:an? )?(?:[\w.-]+ ){{0,3}}?{CLIPS}\s*"
        r"(?::| from (?:the )?(?:words|text|prompt)\b| QTEXT)",
        rf"^(?:i|we) (?:want|need|would like|['’]d like) (?:an? |some )?(?:[\w.-]+ ){{0,3}}?{CLIPS} "
        rf"(?:of|showing)\b{AT_HAND}",
        r"^(?:film|shoot|animate) (?:(?:me|us) )?an? (?!few|couple)",
        r"^render (?:(?:me|us) )?an? (?!few|couple)(?=.*\b(?:seconds?|\d ?s|frames?|fps|moving|clip|video)\b)",
        rf"^{NEW}.*(?:(?:[,;]|\bas)\s+(?:as )?(?:an?|one) (?:{LONG}|short )?|[,;]\s*(?:{LONG}|short ))"
        r"(?:clip|video|film|movie|animation)(?: (?:please|pls|if you can))*(?:\W*$|\s*,)",
        rf"^{NEW}{CLIPS}\s*:",
        rf"^(?:an? )(?:[\w.-]+ ){{0,3}}?{CLIPS} (?:of|showing) an? ",
        rf"^{MAKE} (?:(?:me|us) )?(?:an?|some) (?:(?:short|new|little) )?{CLIPS}$",
        r"\b(?:text[- ]to[- ]video|t2v)\b",
        rf"^(?!.*\b(?:the (?:picture|video|document)|cut|trim|join|frames? of)\b)(?:(?:an?|one|short|new|quick) "
        rf"|{LONG}){{0,2}}"
        rf"{CLIPS} (?:of|showing) (?!the\b|this\b|that\b|my\b|it\b|them\b|our\b)\w+ \w+",
        rf"\bprompt (?:of|for) an? (?:[\w-]+ ){{0,2}}?{CLIPS}\b",
    )
    asks: ClassVar = (
        "make a clip of a paper boat",
        "generate a video of a fox running through snow",
        "create a 4 second animation of a rocket taking off",
        "film a city at night, 16 frames a second",
        "render a short movie of waves on a beach",
        "I want a video of a dancing robot",
        "produce a video from this text with a gif preview",
    )

    def forward(self, prompt: str, sound: str | None = None, gif: bool | None = None, **asked: Any) -> dict[str, Json]:
        order = ClipOrder.of(self.name, prompt_of(self, prompt), **asked)
        return self.filmed(self.task, order, sound=sound, gif=bool(gif))
