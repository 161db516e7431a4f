"""Which of the labels you name fits a video, moment by moment, by what is seen and what is heard."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from runtime.errors import BadInput, CheckpointError, NoSound
from runtime.records import Artifact, Json
from tools.clip_facts import NOUN
from tools.clip_fusing import Timeline, timeline
from tools.clips import VIDEO, ClipTool, moment, reading
from tools.recordings import MOST

HEARING = "zero-shot-audio-classification"
HEARD_HZ = 48_000
"""What CLAP listens at."""
USUAL_STEP_S, SHORTEST_STEP_S, MOST_MOMENTS, USUAL_MOMENTS = 0.5, 0.1, 600, 120
WIDEST = 25
"""Moments that can be smoothed over."""
SILENT_DBFS, LEAST_HEARD_S, MOST_HEARD_S = -60.0, 1.0, 5.0
"""What is quieter is not judged by its sound; so many seconds around the middle of a moment are heard."""
THUMBS = 10


class MatchVideo(ClipTool):
    name = "match_video"
    description = (
        "Sorts a video under the labels you name, moment by moment: by what is seen and, where it has sound, by what "
        "is heard, the two multiplied and smoothed. Says which label fits as a whole and when that changes; makes a "
        "plot and a table (CSV). The scores of a moment sum to one, so the labels should cover what can happen."
    )
    inputs = {
        "video": VIDEO,
        "labels": {"type": "array", "role": "labels", "description": "Two to twenty labels, each a word or a few."},
        "step_s": {
            "type": "number",
            "nullable": True,
            "role": "step",
            "description": f"Seconds from one moment to the next, from {SHORTEST_STEP_S}; {USUAL_STEP_S} if left out, "
            f"more where the video is longer than a minute.",
        },
        "smooth": {
            "type": "integer",
            "nullable": True,
            "role": "smooth",
            "description": f"Moments that the scores are averaged over, 1 (not at all) to {WIDEST}; 3 if left out.",
        },
        "sound": {
            "type": "boolean",
            "nullable": True,
            "role": "by_sound",
            "description": "False to judge by the pictures alone.",
        },
    }
    returns: ClassVar = {
        "label": ("string", "The label that fits best over all."),
        "scores": ("object", "Label to score over the whole video, best first; they sum to one."),
        "confidence": ("number", "The best label's score."),
        "timeline": ("array", "time_s, label, scores (smoothed), pictures and sound (their own for that label; null)."),
        "turns": ("array", "time_s, before, after: where another label becomes the best and stays."),
        "artifacts": ("array", "Names of the plot and of the table."),
    }
    task = "zero-shot-video-classification"
    side_effects = "saves a picture and a table"
    makes = "image/png"
    cues: ClassVar = (
        rf"\b(sort|classif\w+|categori[sz]e\w*|label|tag|match|score)\b.*\b{NOUN}\b.*\b(as|into|under|one of|with)\b",
        rf"\b{NOUN}\b.*\b(one of|which of)\b.*[:,]",
        rf"\bis (the|this|that) {NOUN} .*\bor\b|\bdoes (the|this|that) {NOUN} show .*\bor\b",
        rf"\b{NOUN}\b.*\b(over time|moment by moment|second by second|timeline|inflection|when does .* change)\b",
        rf"\b(plot|chart|curve|timeline) .*\b{NOUN}\b.*:",
        r"\bwhen (does|do|did) (it|that|this|they|the label) change\b|\bwhen (it|that|this|the label) changes\b",
    )
    asks: ClassVar = (
        "sort the video into one of: joy, fear, surprise",
        "does the clip show a goal or a foul?",
        "label the film as calm or tense, moment by moment",
        "plot joy and fear over the video",
        "is the video a lecture, a concert or a match?",
        "when does the mood in the clip change: joy, fear?",
    )

    def forward(
        self,
        video: str,
        labels: list[str],
        step_s: float | None = None,
        smooth: int | None = None,
        sound: bool | None = None,
    ) -> dict[str, Json]:
        wanted = list(dict.fromkeys(label.strip() for label in labels if isinstance(label, str) and label.strip()))
        window = 3 if smooth is None else smooth
        if not 2 <= len(wanted) <= 20:
            raise BadInput(f"{len(wanted)} labels were given; give 2 to 20, e.g. labels=['joy', 'fear'].")
        if not 1 <= window <= WIDEST:
            raise BadInput(f"smooth={window} is outside 1 to {WIDEST}. Call match_video again with a number in it.")
        given = self.video(video)
        facts = self.facts(given)
        step = stride(facts.seconds, step_s)
        begins = [float(begin) for begin in np.arange(max(1, int(facts.seconds / step + 1e-6))) * step]
        with reading(given):
            seen = self._seen(given, wanted, begins, step)
            heard, note = self._heard(given, wanted, begins, step) if sound is not False else (None, "")
        heard = np.full_like(seen, np.nan) if heard is None else heard
        line = timeline(wanted, [begin + step / 2 for begin in begins], seen, heard, window)
        return self._told(given, line, note, {"labels": wanted, "step_s": step, "smooth": window})

    def _seen(self, given: Artifact, labels: list[str], begins: list[float], step: float) -> Any:
        clips = [{"video": given.path, "start_s": begin, "seconds": step} for begin in begins]
        return table(self.run(clips, candidate_labels=labels).items, labels)

    def _heard(self, given: Artifact, labels: list[str], begins: list[float], step: float) -> tuple[Any, str]:
        """(moments, labels), without numbers where it is silent; None where nothing can be heard, and why."""
        from runtime import sound

        try:
            sound.probe(given.path)
            self.bench.pool.choice(HEARING)
        except NoSound:
            return None, " It has no sound, so the pictures alone were judged."
        except CheckpointError as error:
            return None, f" Judged by the pictures alone: {error}"
        long = min(max(step, LEAST_HEARD_S), MOST_HEARD_S)
        starts = [max(0.0, begin + (step - long) / 2) for begin in begins]
        pieces = [sound.read(given.path, HEARD_HZ, start_s=start, seconds=long)[0] for start in starts]
        loud = [place for place, piece in enumerate(pieces) if is_loud(piece)]
        if not loud:
            return None, " It is silent, so the pictures alone were judged."
        items = [{"audio": pieces[place], "sample_rate_hz": HEARD_HZ} for place in loud]
        scores = np.full((len(begins), len(labels)), np.nan)
        scores[loud] = table(self.run(items, HEARING, candidate_labels=labels).items, labels)
        return scores, " Pictures and sound were judged together."

    def _told(self, given: Artifact, line: Timeline, note: str, parameters: dict[str, Json]) -> dict[str, Json]:
        overall, rows = line.overall(), line.rows()
        best, *others = overall
        rest = ", ".join(f"{label} {overall[label]:.2f}" for label in others)
        turns = [f"at {moment(turn.time_s)} from {turn.before} to {turn.after}" for turn in line.turns]
        changes = f" It turns {'; '.join(turns[:12])}." if turns else " One label is the best throughout."
        summary = f"{given.title} is most of all “{best}” ({overall[best]:.2f}; {rest}).{changes}{note}"
        csv = self.bench.artifacts.save_bytes(
            line.as_csv().encode(), "timeline", "text/csv", self.made(None, [given.name], "", **parameters)
        )
        return {
            "summary": summary,
            "label": best,
            "scores": overall,
            "confidence": overall[best],
            "timeline": rows[:MOST],
            "moments": len(rows),
            "turns": [{"time_s": turn.time_s, "before": turn.before, "after": turn.after} for turn in line.turns],
            "artifacts": [self._plot(given, line, summary, parameters), csv.name],
        }

    def _plot(self, given: Artifact, line: Timeline, alt: str, parameters: dict[str, Json]) -> str:
        from runtime import video
        from runtime.pictures.curves import Chart, drawn

        lines = {label: line.smoothed[:, place].tolist() for place, label in enumerate(line.labels)}
        dots = {label: line.fused[:, place].tolist() for place, label in enumerate(line.labels)}
        marks = {turn.time_s: f"{turn.before} to {turn.after}, {turn.time_s:g} s" for turn in line.turns}
        chosen = np.linspace(line.times_s[0], line.times_s[-1], min(THUMBS, len(line.times_s))).tolist()
        seen = list(video.frames(given.path, chosen, 320))
        chart = Chart(f"What fits {given.title}", line.times_s, lines, dots, marks)
        return self.save_picture(drawn(chart, seen), "plot", self.made(None, [given.name], alt, **parameters))


def stride(seconds: float, wanted: float | None) -> float:
    """Seconds between two moments; of a long video so many that they do not become too many.

    >>> stride(20.0, None), stride(600.0, None), stride(600.0, 1)
    (0.5, 5.0, 1.0)

    Raises:
        BadInput: what is wanted makes too many.
    """
    if wanted is None:
        return max(USUAL_STEP_S, seconds / USUAL_MOMENTS)
    if wanted < SHORTEST_STEP_S or seconds / wanted > MOST_MOMENTS:
        least = max(SHORTEST_STEP_S, seconds / MOST_MOMENTS)
        raise BadInput(f"step_s={wanted:g} makes more than {MOST_MOMENTS} moments of it. Give {least:.1f} or more.")
    return float(wanted)


def table(found: list[list[dict[str, Any]]], labels: list[str]) -> Any:
    """(moments, labels) of what a model said of each moment, best first."""
    return np.array([[{one["label"]: one["score"] for one in each}[label] for label in labels] for each in found])


def is_loud(samples: Any) -> bool:
    from runtime.sound import level_dbfs

    return bool(len(samples)) and level_dbfs(samples) > SILENT_DBFS
