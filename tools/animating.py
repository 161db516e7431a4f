"""Pictures set in motion."""

from __future__ import annotations

from typing import Any, ClassVar

from runtime.records import Json
from tools.clip_orders import ORDER, ClipOrder
from tools.filming import FILMED, FilmTool
from tools.making_clips import CLIPS, THINGS

THE = r"(?:the|this|that|these|those|my|each|every|both)"
MOVING = r"(?:move|moving|drift|rise|flow|wave|walk|turn|fly|rock|fall|dance|swim|sway|blink|smile|spin|run)"


class AnimatePicture(FilmTool):
    name = "animate_picture"
    description = (
        "Sets a picture in motion, by a video diffusion model that begins with it: an mp4 (H.264) that browsers play, "
        "silent unless it is given a sound. Words say what moves, where the model reads any. It is judged as by "
        "make_video, by its words only where that is asked for, and made again where it is rejected. It gives no face "
        "or voice of a person to another. For a clip from words alone use make_video."
    )
    inputs = {
        "image": {
            "type": "string",
            "role": "picture",
            "description": "Artifact name of the picture that it begins with.",
        },
        "prompt": {
            "type": "string",
            "nullable": True,
            "role": "motion",
            "description": "What is to happen, in English, e.g. 'the waves rise'.",
        },
        **ORDER,
    }
    returns: ClassVar = FILMED
    task = "image-to-video"
    labels = ("reads_untrusted",)
    side_effects = "saves videos"
    makes = "video/mp4"
    cues: ClassVar = (
        rf"\banimate (?:it|them|{THE})\b",
        rf"\b(?:bring|wake)\b.*\b(?:{THE} {THINGS}|it|them)\b.*\b(?:to life|alive)\b",
        rf"\b(?:set|put) (?:it|{THE} {THINGS})\b.* in(?:to)? motion\b",
        rf"\b(?:make|let|have) (?:it|{THE} {THINGS}) {MOVING}\b",
        rf"\b(?:make|let|have) (?:the |an? )?.+ (?:in|on|of) {THE} {THINGS}\b.*\b{MOVING}\b",
        rf"\b(?:turn|convert|transform|make)\b (?:it|{THE} ?(?:\w+ )?{THINGS}) (?:in)?to "
        rf"(?:an? )?(?:[\w.-]+ ){{0,4}}?{CLIPS}",
        rf"\b{CLIPS} (?:of|from|out of|that (?:begins|starts) with) {THE} (?:\w+ )?{THINGS}\b",
        rf"\b(?:set|put) (?:it|them|{THE} (?:\w+ )?(?:{THINGS}|results?|stills?)) (?:all )?in(?:to)? motion\b",
        rf"\b(?:want|need|like)s? (?:it|them|{THE} {THINGS}) (?:to move|animated|in motion|moving)\b",
        r"\b(?:image[- ]to[- ]video|img2vid|i2v)\b",
        rf"^(?:please )?(?:wake up|awaken|bring to life) {THE} {THINGS}\b",
    )
    asks: ClassVar = (
        "animate the picture",
        "turn this photo into a short video",
        "make the picture move",
        "bring the photo to life",
        "let the clouds in the picture drift",
        "make a clip that begins with this image",
    )

    def forward(
        self, image: str, prompt: str | None = None, sound: str | None = None, gif: bool | None = None, **asked: Any
    ) -> dict[str, Json]:
        order = ClipOrder.of(self.name, prompt or "", image=self.picture(image).name, **asked)
        return self.filmed(self.task, order, sound=sound, gif=bool(gif))
