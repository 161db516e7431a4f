"""The frames that tell what a video shows."""

from __future__ import annotations

from typing import Any, ClassVar

from runtime.errors import BadInput
from runtime.records import Artifact, Json
from tools.clip_facts import NOUN
from tools.clips import VIDEO, ClipTool, moment, reading

MOST_FRAMES, USUAL_FRAMES = 48, 9
LONGEST = 1920
"""Pixels of the longer side of frames that are saved."""


class ExtractFrames(ClipTool):
    name = "extract_frames"
    description = (
        "Takes key frames out of a video and saves each as a picture: evenly spaced, or with scenes=True one where "
        "each scene begins, or with at_s the one of a moment. With sheet=True also a contact sheet with their times."
    )
    inputs = {
        "video": VIDEO,
        "count": {
            "type": "integer",
            "nullable": True,
            "role": "frame_count",
            "description": f"How many frames, 1 to {MOST_FRAMES}; {USUAL_FRAMES} if left out; of scenes at most.",
        },
        "scenes": {
            "type": "boolean",
            "nullable": True,
            "role": "by_scene",
            "description": "True for a frame of each scene instead of evenly spaced ones.",
        },
        "at_s": {
            "type": "number",
            "nullable": True,
            "role": "moment",
            "description": "The one moment, in seconds, of which the frame is wanted.",
        },
        "sheet": {
            "type": "boolean",
            "nullable": True,
            "role": "on_a_sheet",
            "description": "True for a contact sheet of them beside the pictures.",
        },
    }
    returns: ClassVar = {
        "frames": ("array", "time_s and picture (artifact name), of each in order."),
        "artifacts": ("array", "Names of the pictures, and of the sheet where one was asked for."),
    }
    labels = ()
    side_effects = "saves pictures"
    makes = "image/png"
    supersedes = "video"
    cues: ClassVar = (
        rf"\b(key ?)?(frames?|stills?|thumbnails?|screenshots?|snapshots?)\b.*\b(of|from|out of|in) .*\b{NOUN}\b",
        rf"\b{NOUN}\b.*\b(key ?frames?|stills|thumbnails?|contact sheet)\b",
        rf"\b(contact sheet|storyboard|overview)\b.*\b{NOUN}\b",
        rf"\b(scenes?|scene changes?|shots)\b.*\b(of|in|from) .*\b{NOUN}\b",
        r"\bkey ?frames?\b",
        r"\b(picture|photo|image|shot) of (that|this|the) (very |exact )?(moment|instant|second)\b",
        r"\b(frames?|stills?|screenshots?|snapshots?) (at|@) (?!least|most)\S",
        r"\b(contact )?sheet\b.*\btimes(tamps)?\b(?!.*\bcolumns\b)",
        r"\b(exactly |just )?(that|this|the exact|the very) (video )?(frame|still)\b.*\b(as an? |picture|image|png)",
    )
    asks: ClassVar = (
        "extract key frames from the video",
        "make a contact sheet of the clip",
        "take 12 stills out of the video",
        "show me a frame of each scene of the film",
        "grab a screenshot of the video at 0:12",
        "where do the scenes change in the video?",
    )

    def forward(
        self,
        video: str,
        count: int | None = None,
        scenes: bool | None = None,
        at_s: float | None = None,
        sheet: bool | None = None,
    ) -> dict[str, Json]:
        wanted = USUAL_FRAMES if count is None else count
        if not 1 <= wanted <= MOST_FRAMES:
            raise BadInput(f"count={wanted} is outside 1 to {MOST_FRAMES}. Call extract_frames again with one in it.")
        given = self.video(video)
        facts = self.facts(given)
        if at_s is not None and not 0 <= at_s <= facts.seconds:
            raise BadInput(f"at_s={at_s:g} is outside the video, which lasts {facts.seconds:.1f} s.")
        with reading(given):
            times = [at_s] if at_s is not None else self._times(given, facts, wanted, bool(scenes))
            rows, small = self._taken(given, times)
        names = [str(row["picture"]) for row in rows]
        sheets = [self._sheet(given, small)] if sheet else []
        what = "scenes" if scenes and at_s is None else "frames"
        listed = ", ".join(moment(at) for at in times)
        return {
            "summary": f"Took {len(rows)} {what if len(rows) > 1 else what[:-1]} out of {given.title}, at {listed}: "
            f"{', '.join(names)}." + (f" All are on {sheets[0]}." if sheets else ""),
            "frames": rows,
            "artifacts": [*names, *sheets],
        }

    @staticmethod
    def _times(given: Artifact, facts: Any, count: int, scenes: bool) -> list[float]:
        from runtime import video
        from runtime.video import scenes as finding

        if not scenes:
            return video.evenly(facts.seconds, count)
        return finding.scenes(given.path, facts)[:count]

    def _taken(self, given: Artifact, times: list[float]) -> tuple[list[dict[str, Json]], list[tuple[float, Any]]]:
        """Save the frames, one after the other; what is kept of each is small."""
        from runtime import video
        from runtime.pictures.sheets import CELL, fitted

        rows: list[dict[str, Json]] = []
        small = []
        for at, picture in video.frames(given.path, times, LONGEST):
            rows.append({"time_s": round(at, 2), "picture": self._saved(given, at, picture)})
            small.append((at, fitted(picture, CELL)))
        return rows, small

    def _saved(self, given: Artifact, at: float, picture: Any) -> str:
        alt = f"The frame of {given.title} at {moment(at)}."
        return self.save_picture(picture, "frame", self.made(None, [given.name], alt, time_s=round(at, 3)))

    def _sheet(self, given: Artifact, shown: list[tuple[float, Any]]) -> str:
        from runtime.pictures.sheets import contact_sheet

        sheet = contact_sheet([picture for _, picture in shown], [moment(at) for at, _ in shown])
        alt = f"{len(shown)} frames of {given.title}, from {moment(shown[0][0])} to {moment(shown[-1][0])}."
        return self.save_picture(sheet, "contact-sheet", self.made(None, [given.name], alt))
