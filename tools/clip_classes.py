"""What is done in videos, by the classes that a model knows."""

from __future__ import annotations

from typing import ClassVar

from runtime.errors import BadInput
from runtime.records import Json
from tools.clip_facts import NOUN
from tools.clips import VIDEO, ClipTool, reading
from tools.outcomes import Outcome
from tools.picture_labels import scored


class ClassifyVideo(ClipTool):
    name = "classify_video"
    description = (
        "Says what is done in a video, by the classes that its model knows (of most 400 human actions, such as "
        "'playing guitar'), each with a score, best first; over the whole video, from a few of its frames. For labels "
        "of your own use match_video, for a description caption_video."
    )
    inputs = {
        "video": VIDEO,
        "count": {
            "type": "integer",
            "nullable": True,
            "role": "guesses",
            "description": "How many classes to name, 1 to 50; 5 if left out.",
        },
    }
    returns: ClassVar = {
        "label": ("string", "The class that fits best."),
        "scores": ("object", "Class to score, best first."),
        "confidence": ("number", "The best one's score."),
    }
    task = "video-classification"
    outcomes = (
        Outcome(
            "scores",
            r"^(?:not )?(?P<value>[a-z' -]+?) (?:is|are)(?: not|n['’]t)? (?:one of|among|in) (?:them|those|these|the )",
            how="has",
        ),
        Outcome(
            "scores",
            r"\b(?:some(?:one|body)|any(?:one|body)|people|they|he|she|it)(?: is| are|['’]s|['’]re)(?: not)? "
            r"(?P<value>[a-z]+ing(?: [a-z]+)?)\b",
            how="has",
        ),
        Outcome(
            "scores",
            r"\b(?:there(?:['’]s| is| are)|it (?:shows|has|contains)|the video shows)(?: not?| any| some| an?)* "
            r"(?P<value>[a-z' -]+?)(?: (?:among|in|on)\b.*)?$",
            how="has",
        ),
    )
    cues: ClassVar = (
        rf"\b(classify|recogni[sz]e|identify|tag)\b.*\b{NOUN}\b(?!.*[:,])",
        rf"\bwhat(?:['’]s| is| are| was| were)\b.*\b(done|doing)\b.*\b{NOUN}\b",
        rf"\bwhat (is|are)\b.*\b{NOUN}\b.*\bdoing\b",
        rf"\b(which|what) (action|activity|activities|actions|sport|movement|motion|gesture)\b.*\b{NOUN}\b",
        rf"\b(action|activity) recognition\b|\b(actions?|activit\w+)\b.*\b{NOUN}\b",
    )
    asks: ClassVar = (
        "classify the video",
        "which action is seen in the video?",
        "what are the people doing in the clip?",
        "recognise the activity in this film",
        "which sport is played in the video?",
        "what is done in this clip?",
    )

    def forward(self, video: str, count: int | None = None) -> dict[str, Json]:
        most = 5 if count is None else count
        if not 1 <= most <= 50:
            raise BadInput(f"count={most} is outside 1 to 50. Call classify_video again with a number in that range.")
        given = self.video(video)
        self.facts(given)
        with reading(given):
            found = self.run([given.path], top_k=most).items[0]
        scores = {label["label"]: round(float(label["score"]), 4) for label in found}
        best = str(found[0]["label"])
        return {
            "summary": f"{given.title}: {scored(found[:5])}.",
            "label": best,
            "scores": scores,
            "confidence": scores[best],
        }
