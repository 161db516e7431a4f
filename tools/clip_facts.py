"""What a video is as a file."""

from __future__ import annotations

from typing import ClassVar

from runtime.records import Json
from tools.clips import VIDEO, ClipTool
from tools.outcomes import Outcome
from tools.recordings import clock

NOUN = r"(?:video|clip|film|movie|footage)s?"
"""What people call a video."""


class DescribeVideo(ClipTool):
    name = "describe_video"
    description = (
        "Says what a video is as a file: length, width and height in pixels, frames a second, codec, container, and "
        "its sound track. Not what it shows: for that use caption_video or classify_video."
    )
    inputs = {"video": VIDEO}
    returns: ClassVar = {
        "seconds": ("number", "How long it lasts."),
        "width": ("integer", "Pixels, as it is meant to be seen."),
        "height": ("integer", "Pixels."),
        "frames_per_s": ("number", "On average."),
        "frames": ("integer", "About how many."),
        "codec": ("string", "h264, hevc, vp9, av1 …"),
        "format": ("string", "mov (mp4 and mov), matroska (mkv and webm), avi …"),
        "turned": ("integer", "Degrees, counter-clockwise, by which the camera's pixels are turned: 0, 90, 180, 270."),
        "sound": ("string", "Code of the sound track; null where there is none."),
        "bytes": ("integer", "Size of the file."),
    }
    labels = ()
    outcomes = (
        Outcome("seconds", r"\b(?:longer than|more than|over|at least) (?P<value>\d[\w:. ]*?)(?: long)?$", how="over",
                reads="duration"),
        Outcome("seconds", r"\b(?:shorter than|less than|under|at most) (?P<value>\d[\w:. ]*?)(?: long)?$", how="under",
                reads="duration"),
    )  # fmt: skip
    cues: ClassVar = (
        rf"\b(size|width|height|dimensions|resolution|codec|format|frame ?rate|fps|length|duration|facts|properties|"
        rf"details|metadata)\b.*\b{NOUN}\b",
        rf"\b{NOUN}\b.*\b(size|width|height|dimensions|resolution|codec|format|frame ?rate|fps|duration|metadata)\b",
        rf"\bhow (long|big|large|wide|high) (is|are) (the|this|that|these|my) {NOUN}\b",
        r"\bhow (long|big|large|wide|high) "
        r"((is|are|was|were) (it|they|each)|(it|they|each( one)?) (is|are|was|were))\b",
        rf"\b(has|have|does|do|is there) .*\b{NOUN}\b.*\bsound( track)?\b(?! (more |rather |most )?like)",
        r"\b(frames (per|a) second|frame ?rate|video codec)\b",
        rf"\b{NOUN}\b.*\b(portrait|landscape|upright|vertical|horizontal|4k|1080p|720p|full hd)\b.*\bor\b",
        rf"\b(technical|file) (data|details|facts|properties|info\w*)\b.*\b{NOUN}\b|\bcontainer\b.*\bcodec\b",
    )
    asks: ClassVar = (
        "how long is the video?",
        "what is the resolution of the clip?",
        "which codec and frame rate does the video have?",
        "give me the facts of this video file",
        "does the video have a sound track?",
        "how many frames per second has the clip?",
    )

    def forward(self, video: str) -> dict[str, Json]:
        given = self.video(video)
        facts = self.facts(given)
        rate = round(float(facts.rate), 3)
        sound = f"sound as {facts.sound}" if facts.sound else "no sound"
        turned = f", turned by {facts.turned} degrees" if facts.turned else ""
        return {
            "summary": f"{given.title}: {clock(facts.seconds)}, {facts.width} x {facts.height} pixels, {rate:g} frames "
            f"a second, {facts.codec} in {facts.format}{turned}, {sound}.",
            "seconds": round(facts.seconds, 3),
            "width": facts.width,
            "height": facts.height,
            "frames_per_s": rate,
            "frames": facts.frames,
            "codec": facts.codec,
            "format": facts.format,
            "turned": facts.turned,
            "sound": facts.sound or None,
            "bytes": given.path.stat().st_size,
        }
