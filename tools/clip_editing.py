"""Videos cut, and put one after another."""

from __future__ import annotations

from typing import ClassVar

from runtime.errors import BadInput
from runtime.records import Json
from tools.clip_facts import NOUN
from tools.clips import MOST_VIDEOS, VIDEO, ClipTool, reading
from tools.recordings import clock


class CutVideo(ClipTool):
    name = "cut_video"
    description = (
        "Keeps the part of a video from one second to another, with its sound, and saves it as a new mp4 (H.264, AAC), "
        "exact to the frame. It removes nothing from the middle."
    )
    inputs = {
        "video": VIDEO,
        "start_s": {
            "type": "number",
            "nullable": True,
            "role": "start",
            "description": "Keep it from this second on; from its beginning if left out.",
        },
        "end_s": {
            "type": "number",
            "nullable": True,
            "role": "end",
            "description": "Keep it up to this second; to its end if left out.",
        },
    }
    returns: ClassVar = {
        "seconds": ("number", "How long the result lasts."),
        "artifacts": ("array", "Name of the result."),
    }
    labels = ()
    side_effects = "saves a video"
    makes = "video/mp4"
    replaces = True
    cues: ClassVar = (
        rf"\b(cut|clip|crop|trim|shorten|keep)\b.*\b{NOUN}\b.*\b(first|from|between|until|after|to)\b.*\d",
        rf"\b(cut|clip|trim|keep|take|extract|save)\b.*\b(first|part|from|between|seconds?|minutes?)\b.*\d.*\b{NOUN}\b",
        rf"\b(cut|trim|shorten) (the|this|that|my) {NOUN}\b",
        rf"\bfirst \S+ (seconds?|minutes?) of (the|this|that|my) {NOUN}\b",
        r"\b(version|copy|cut|one) (of (it|that) )?(that|which) (only )?(begins?|starts?|ends?|stops?)\b",
        r"\b(keep|drop|lose|skip|want|need) (only |just )?(what|everything|all) (that )?(comes|is) (before|after)\b",
        r"\b(cut|trim|shorten|crop|clip) (it|that|this|them)( down)? to \S+ ?(seconds?|minutes?|secs?|s|min)\b",
        r"\b(cut|trim|chop|clip) (off|away) (everything|all|what\w*)\b.*\b(after|before|past|until)\b.*\d",
        r"\b(start|begin|end|stop) (it )?(there|at that (point|moment))\b",
    )
    asks: ClassVar = (
        "cut the video from 3 to 10 seconds",
        "keep the first 5 seconds of the clip",
        "trim the video to 0:30",
        "save the part of the film between 1:00 and 1:30",
        "shorten the clip to ten seconds",
    )

    def forward(self, video: str, start_s: float | None = None, end_s: float | None = None) -> dict[str, Json]:
        from runtime.video.editing import cut

        if start_s is None and end_s is None:
            raise BadInput("cut_video needs start_s, end_s or both, in seconds, e.g. cut_video('clip-1', 2, 10).")
        given = self.video(video)
        first, last = start_s or 0.0, self.facts(given).seconds if end_s is None else end_s
        try:
            with reading(given):
                made = self.save_clip(
                    lambda path: cut(given.path, path, first, last), [given.name], start_s=start_s, end_s=end_s
                )
        except ValueError as error:
            raise BadInput(f"cut_video: {error}. Give times inside it.") from error
        seconds = round(self.facts(made).seconds, 3)
        return {
            "summary": f"Made {made.name} of {given.title}: {clock(seconds)}, from {first:g} s on.",
            "seconds": seconds,
            "artifacts": [made.name],
        }


class JoinVideos(ClipTool):
    name = "join_videos"
    description = (
        "Puts videos one after another, in the order they are named, into one new mp4 of the first one's size and "
        "frame rate: others are fitted in, black around. Sound comes along; what has none is silent."
    )
    inputs = {
        "videos": {
            "type": "array",
            "role": "videos",
            "description": f"Artifact names of 2 to {MOST_VIDEOS} videos, in their order.",
        }
    }
    returns: ClassVar = {
        "seconds": ("number", "How long the result lasts."),
        "artifacts": ("array", "Name of the result."),
    }
    labels = ()
    side_effects = "saves a video"
    makes = "video/mp4"
    cues: ClassVar = (
        rf"\b(put|place|set) (it|that|this|them|(the|that|this)( \w+){{1,2}}) (\w+ )?"
        rf"(before|behind|after|in front of|ahead of)"
        rf" .*\b({NOUN}|it)\b",
        rf"\b(join|concatenate|combine|merge|append|stitch|glue|splice|chain)\b.*\b({NOUN}|them|both)\b",
        rf"\b(put|string|stick) .*\b{NOUN}\b.*\b(together|one after (the other|another)|into one|in a row)\b",
        rf"\b{NOUN}\b.*\b(one after (the other|another)|into one|back to back)\b",
        rf"\b(one|a single) {NOUN} (out )?of (them|these|the two|all|both)\b",
        r"\b(put|play|set|place|show)\b.*\bthe video\b.*"
        r"\b(one after (another|the other)|back to back|in a row|in sequence)\b",
        r"\bthe video (right |directly )?"
        r"(behind|after|before|in front of|(on|at) (to )?the (end|start|beginning|front) of|followed by) the video\b",
    )
    asks: ClassVar = (
        "join these clips",
        "concatenate the two videos",
        "put the clips one after another into one video",
        "merge both films into one",
        "stitch the videos together",
    )

    def forward(self, videos: list[str]) -> dict[str, Json]:
        from runtime.video.editing import join

        wanted = [name.strip() for name in videos if isinstance(name, str) and name.strip()]
        if not 2 <= len(wanted) <= MOST_VIDEOS:
            raise BadInput(f"join_videos takes 2 to {MOST_VIDEOS} videos; {len(wanted)} were named.")
        given = [self.video(name) for name in wanted]
        for one in given:
            self.facts(one)
        with reading(given[0]):
            made = self.save_clip(lambda path: join([one.path for one in given], path), [one.name for one in given])
        facts = self.facts(made)
        order = ", ".join(one.title for one in given)
        return {
            "summary": f"Made {made.name} of {order}: {clock(facts.seconds)}, {facts.width} x {facts.height} pixels.",
            "seconds": round(facts.seconds, 3),
            "artifacts": [made.name],
        }
