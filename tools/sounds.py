"""What is heard in a recording besides words: which sounds, which music."""

from __future__ import annotations

from typing import ClassVar

from runtime.errors import BadInput
from runtime.records import Json
from tools.outcomes import Outcome
from tools.recordings import RecordingTool


class ClassifySound(RecordingTool):
    name = "classify_sound"
    description = (
        "Says which sounds are heard in a recording (speech, rain, a dog, a guitar …), by the classes that its model "
        "knows, each with a score from 0 to 1, best first. Over the whole recording: not when, and not what is said."
    )
    inputs = {
        "sound": {"type": "string", "role": "sound", "description": "Artifact name of a recording or a video."},
        "count": {
            "type": "integer",
            "nullable": True,
            "role": "count",
            "description": "How many classes to name, 1 to 50; 5 if left out.",
        },
    }
    returns: ClassVar = {
        "label": ("string", "The class that fits best."),
        "scores": ("object", "Class to score, best first."),
        "confidence": ("number", "The best one's score."),
    }
    task = "audio-classification"
    labels = ()
    outcomes = (
        Outcome(
            "scores",
            r"\b(?:there(?:['’]s| is| are)|it has|contains?|(?:you|we) (?:can )?hear) "
            r"(?:not? |any |some |an? )*(?P<value>[a-z]+)\b",
            how="has",
        ),
        Outcome(
            "scores",
            r"^(?:not )?(?:is|are) (?:there )?(?:any(?:one|body|thing)?|some(?:one|body|thing)?|an?|the|people)"
            r"(?: \w+)?? "
            r"(?P<value>shout|cry|cough|laugh|sing|bark|whistl|clap|snor|scream|drum|cheer|sneez|purr|knock|ring)",
            how="has",
        ),
    )
    cues: ClassVar = (
        r"\b(what|which) (kinds? of |sort of )?(sounds?|noises?|instruments?|music|genre)\b(?!.*\bmatch)",
        r"\bwhat (can|do) (you|we|i) hear\b",
        r"\bwhat (is|can be) heard\b",
        r"\b(classify|identify|recogni[sz]e|detect|name|tag)\b.*\b(sounds?|noises?|instruments?|genre)\b(?!.*[:,])",
        r"\bis there (any )?(music|speech|singing|barking|applause)\b",
    )
    asks: ClassVar = (
        "which sounds are in the recording?",
        "what can you hear in it?",
        "classify the sound",
        "what kind of noise is this?",
        "identify the instruments in the recording",
        "is there music in this recording?",
    )

    def forward(self, sound: str, count: int | None = None) -> dict[str, Json]:
        most = 5 if count is None else count
        if not 1 <= most <= 50:
            raise BadInput(f"count={most} is outside 1 to 50. Call classify_sound again with a number in that range.")
        recording = self.recording(sound)
        found = self.run([recording.path], top_k=most).items[0]
        scores = {label["label"]: round(float(label["score"]), 4) for label in found}
        best = found[0]["label"]
        listed = ", ".join(f"{label} {score:.2f}" for label, score in scores.items())
        return {
            "summary": f"In {recording.title} is heard: {listed}.",
            "label": best,
            "scores": scores,
            "confidence": min(1.0, max(0.0, scores[best])),
        }
