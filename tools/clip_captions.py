"""What videos show, frame by frame, in sentences."""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from runtime.errors import BadInput, NoResult
from runtime.records import Artifact, Json
from tools.clip_facts import NOUN
from tools.clips import VIDEO, ClipTool, moment, reading

MOST_CAPTIONS, USUAL_CAPTIONS = 48, 6
LOOKED_AT = 1024
"""Pixels of the longer side of frames that are captioned."""


class CaptionVideo(ClipTool):
    name = "caption_video"
    description = (
        "Describes a video by its frames: evenly spaced ones, each in a short English sentence with its time, the same "
        "said once; saved as a text and as a contact sheet. A guess by a model that sees stills: no motion, no sound."
    )
    inputs = {
        "video": VIDEO,
        "count": {
            "type": "integer",
            "nullable": True,
            "role": "frame_count",
            "description": f"How many frames to look at, 1 to {MOST_CAPTIONS}; {USUAL_CAPTIONS} if left out.",
        },
    }
    returns: ClassVar = {
        "frames": ("array", "time_s and caption, of each frame in order."),
        "artifacts": ("array", "Names of the text and of the sheet."),
    }
    task = "image-to-text"
    side_effects = "saves a text and a picture"
    makes = "text/plain"
    cues: ClassVar = (
        rf"\bcaption(s|ed|ing)?\b.*\b{NOUN}\b(?!.*\b(srt|vtt|subtitles?)\b)",
        rf"\b(describe|description of)\b.*\b{NOUN}\b",
        rf"\bwhat (is (happening|going on|shown|seen|to be seen)|happens|goes on) (on|in) (the|this|that|my) {NOUN}\b",
        rf"\bwhat (can|could|do|does) (be|you|one|we|i)\b.*\bseen?\b.*\b{NOUN}\b",
        rf"\bwhat (do|does) (the|this|that|my) {NOUN} show\b|\bwhat is (on|in) (the|this|that|my) {NOUN}\b",
        rf"\b{NOUN}\b.*\b(in words|in a sentence|described)\b",
    )
    asks: ClassVar = (
        "describe the video",
        "what happens in this clip?",
        "caption the video frame by frame",
        "what does the film show?",
        "what is going on in the video?",
        "tell me in words what is seen in the clip",
    )

    def forward(self, video: str, count: int | None = None) -> dict[str, Json]:
        from runtime import video as watching

        wanted = USUAL_CAPTIONS if count is None else count
        if not 1 <= wanted <= MOST_CAPTIONS:
            raise BadInput(f"count={wanted} is outside 1 to {MOST_CAPTIONS}. Call caption_video again with one in it.")
        given = self.video(video)
        times = watching.evenly(self.facts(given).seconds, wanted)
        with reading(given):
            shown = [picture for _, picture in watching.frames(given.path, times, LOOKED_AT)]
        ran = self.run(shown)
        captions = [str(found["text"]).strip() for found in ran.items]
        if not any(captions):
            raise NoResult("The model found no words for any frame of it. Try another one with model=...")
        told = said_once(times, captions)
        names = [self.bench.artifacts.save_text(told + "\n", "captions", self.made(ran, [given.name], "")).name]
        names.append(self._sheet(given, shown, times, captions))
        return {
            "summary": f"{given.title}: {told}",
            "frames": [{"time_s": round(at, 2), "caption": text} for at, text in zip(times, captions, strict=True)],
            "artifacts": names,
        }

    def _sheet(self, given: Artifact, shown: list[object], times: list[float], captions: list[str]) -> str:
        from runtime.pictures.sheets import contact_sheet

        under = [f"{moment(at)} {text}" for at, text in zip(times, captions, strict=True)]
        alt = f"Frames of {given.title}: {'; '.join(under)}."
        return self.save_picture(contact_sheet(shown, under), "captioned", self.made(None, [given.name], alt))


def said_once(times: list[float], captions: list[str]) -> str:
    """Captions in their order, each with the time from which on it holds.

    >>> said_once([1.0, 3.0, 5.0], ["a dog", "a dog", "a cat"])
    'from 0:01.0 a dog; from 0:05.0 a cat.'
    """
    groups = [
        (next(group)[0], text) for text, group in groupby(zip(times, captions, strict=True), lambda pair: pair[1])
    ]
    return "; ".join(f"from {moment(at)} {text}" for at, text in groups) + "."
