"""Which of the labels you name fits a sound."""

from __future__ import annotations

from typing import ClassVar

from runtime.errors import BadInput
from runtime.records import Json
from tools.recordings import RecordingTool


class MatchSound(RecordingTool):
    name = "match_sound"
    description = (
        "Sorts a recording under one of the labels you name, by how it sounds. Returns every label with a score; the "
        "scores sum to one. Labels are words for a sound: 'rain', 'a crowd', 'a sad piano'. It does not hear words."
    )
    inputs = {
        "sound": {"type": "string", "role": "sound", "description": "Artifact name of a recording or a video."},
        "labels": {"type": "array", "role": "labels", "description": "Two to fifty labels, each a word or a few."},
    }
    returns: ClassVar = {
        "label": ("string", "The label that fits best."),
        "scores": ("object", "Label to score; they sum to one."),
        "confidence": ("number", "The best label's score."),
    }
    task = "zero-shot-audio-classification"
    labels = ("reads_untrusted",)
    cues: ClassVar = (
        r"\b(sort|classif\w+|categori[sz]e\w*|label|tag)\b.*\b(recording|sound|noise)\b.*\b(as|into|under|one of)\b",
        r"\b(recording|sound|noise)\b.*\b(one of|which of)\b.*[:,]",
        r"\bwhich (of these |of the following )?(sounds?|labels?) (match|fit|describe)",
        r"\bdoes (it|this|that|the recording) sound (more )?like\b.*\bor\b",
        r"\bis (it|this|that)\b.* or .*\b(in|on) the recording\b",
        r"\bis (the recording|this sound|that sound) (of )?(an? )?.*\bor\b",
    )
    asks: ClassVar = (
        "sort the recording into one of: rain, wind, traffic",
        "does the recording sound like rain or applause?",
        "which of these sounds matches the recording best: a dog, a cat, a bird",
        "label the sound as calm or tense",
        "is the recording a piano or a guitar?",
        "classify the recording as speech, music or noise",
    )

    def forward(self, sound: str, labels: list[str]) -> dict[str, Json]:
        wanted = list(dict.fromkeys(label.strip() for label in labels if isinstance(label, str) and label.strip()))
        if not 2 <= len(wanted) <= 50:
            raise BadInput(f"{len(wanted)} labels were given; give 2 to 50, e.g. labels=['rain', 'traffic'].")
        recording = self.recording(sound)
        found = self.run([recording.path], candidate_labels=wanted).items[0]
        scores = {label["label"]: round(float(label["score"]), 4) for label in found}
        best, *others = scores
        rest = ", ".join(f"{label} {scores[label]:.2f}" for label in others)
        return {
            "summary": f"{recording.title} sounds most like “{best}” ({scores[best]:.2f}; {rest}).",
            "label": best,
            "scores": scores,
            "confidence": scores[best],
        }
