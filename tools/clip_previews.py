"""A few seconds of a video as a small moving picture."""

from __future__ import annotations

from typing import ClassVar

from runtime.errors import BadInput
from runtime.records import Json
from tools.clip_facts import NOUN
from tools.clips import VIDEO, ClipTool, moment, reading

LONGEST_S, USUAL_S, RATE = 20.0, 5.0, 8
"""Seconds that it may last, and does if nobody says; frames a second."""
WIDTHS, USUAL_WIDTH = (32, 640), 320


class PreviewVideo(ClipTool):
    name = "preview_video"
    description = (
        f"Makes a GIF of a part of a video: small, without sound, {RATE} frames a second, repeated for ever; of its "
        f"first {USUAL_S:g} seconds unless told otherwise, {LONGEST_S:g} at most. For a video use cut_video."
    )
    inputs = {
        "video": VIDEO,
        "start_s": {"type": "number", "nullable": True, "role": "start", "description": "From this second on."},
        "end_s": {"type": "number", "nullable": True, "role": "end", "description": "Up to this second."},
        "width": {
            "type": "integer",
            "nullable": True,
            "role": "gif_width",
            "description": f"Pixels of the longer side, {WIDTHS[0]} to {WIDTHS[1]}; {USUAL_WIDTH} if left out.",
        },
    }
    returns: ClassVar = {
        "seconds": ("number", "How much of the video it shows."),
        "frames": ("integer", "How many pictures it has."),
        "artifacts": ("array", "Name of the GIF."),
    }
    labels = ()
    side_effects = "saves a picture"
    makes = "image/gif"
    cues: ClassVar = (
        r"\bgif (of|from|out of) it\b",
        r"\bgifs? (of|from|out of) (the )?(first |last |part |bit )?(from )?(seconds?|minutes?|\d)",
        rf"\bgifs?\b.*\b{NOUN}\b|\b{NOUN}\b.*\bgif\b",
        rf"\b(moving|animated) (picture|image|preview)s?\b.*\b{NOUN}\b",
    )
    asks: ClassVar = (
        "make a gif of the video",
        "turn the clip into an animated gif",
        "make a small moving preview of the film",
        "convert the first 3 seconds of the video to a gif",
    )

    def forward(
        self, video: str, start_s: float | None = None, end_s: float | None = None, width: int | None = None
    ) -> dict[str, Json]:
        from runtime import video as watching

        longest = USUAL_WIDTH if width is None else width
        if not WIDTHS[0] <= longest <= WIDTHS[1]:
            raise BadInput(f"width={longest} is outside {WIDTHS[0]} to {WIDTHS[1]} pixels. Give one in that range.")
        given = self.video(video)
        first = start_s or 0.0
        last = min(self.facts(given).seconds, first + USUAL_S if end_s is None else end_s)
        if not 0 <= first < last or last - first > LONGEST_S:
            raise BadInput(f"start_s={first:g} and end_s={last:g}: give a part of it of {LONGEST_S:g} s at most.")
        times = watching.evenly(last - first, max(2, round(RATE * (last - first))), first)
        with reading(given):
            shown = [picture for _, picture in watching.frames(given.path, times, longest)]
        alt = f"{given.title} from {moment(first)} to {moment(last)}, moving."
        made = self.made(None, [given.name], alt, start_s=start_s, end_s=end_s, width=width)
        data = watching.gif(shown, (last - first) / len(shown))
        name = self.bench.artifacts.save_bytes(data, "preview", "image/gif", made).name
        return {
            "summary": f"Made {name} of {given.title}: {last - first:.1f} s in {len(shown)} pictures.",
            "seconds": round(last - first, 3),
            "frames": len(shown),
            "artifacts": [name],
        }
