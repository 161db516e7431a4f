"""The base of the tools that make clips: segments are made, put together, given a sound, and told of."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from runtime.errors import BadInput, NoResult
from runtime.records import Artifact, Json
from tools.camera import Camera, Reel, begun, derived, frames_of, tags_of
from tools.clip_orders import ClipOrder
from tools.clip_takes import Score
from tools.clips import ClipTool, reading
from tools.studio import JUDGES, SCORED, judge_of
from tools.takes import told

if TYPE_CHECKING:
    from runtime.sound.facts import Audio
    from runtime.studio.clip_families import ClipFamily

GIF_SIDE, GIF_RATE, GIF_S = 320, 8, 10.0
"""Pixels of the longer side of a preview; its pictures a second; how much of the clip it shows."""
FILMED: dict[str, tuple[str, str]] = {
    "seconds": ("number", "How long it lasts."),
    "frames": ("integer", "How many pictures it has."),
    "rate": ("number", "Pictures a second."),
    "size": ("array", "Width and height in pixels."),
    "seed": ("integer", "With it the same clip can be made again."),
    "ok": ("boolean", "Whether it passed all checks."),
    "segments": ("array", "The parts it was made of: frames, seed, and the takes of each with their scores."),
    "artifacts": ("array", "Names of the clip and of its preview, then of takes that were rejected."),
}


class FilmTool(ClipTool):
    """Base of the tools that make clips."""

    def filmed(self, task: str, order: ClipOrder, *, sound: str | None, gif: bool) -> dict[str, Json]:
        """The clip that was ordered, as a result.

        Raises:
            BadInput: the order does not fit the checkpoint, or the sound is none.
            NoResult: the checkpoint's safety checker refused it.
        """
        heard = self.heard(sound) if sound else None
        camera = self.camera(task, order)
        reels = camera.reels()
        if refused := next((reel.take for reel in reels if reel.take.judgement.final), None):
            raise NoResult(f"{self.name}: {refused.judgement.reason}")
        made = self.put_together(reels, camera, heard)
        others = [take.artifact.name for reel in reels for take in reel.takes if take is not reel.take]
        shown = [made.name, *([self.preview(made)] if gif else [])]
        return self.result(made, reels, camera) | {"artifacts": [*shown, *others]}

    def camera(self, task: str, order: ClipOrder) -> Camera:
        from runtime.runners.clip_making import family_of

        line = self.bench.pool.choice(task, self._model).checkpoint
        family = family_of(line)
        score = self.scorer(order, family)
        most = (order.takes or self.bench.takes) if order.judged else 1
        seed = order.seed if order.seed is not None else begun(self.bench.artifacts, self.name, order.film(line.id))
        seed = random.SystemRandom().randrange(2**31) if seed is None else seed
        return Camera(self, task, order, line.id, family, score, self.bench.clip_score, max(1, most), seed)

    def scorer(self, order: ClipOrder, family: ClipFamily) -> Score | None:
        """What judges how well frames fit the words; None where nothing does, or no words steer it."""
        judge = judge_of(self.bench.pool.choice) if order.scored and self.bench.clip_score else ""
        if not judge or not family.reads:
            return None

        def score(frames: Sequence[Any]) -> list[float]:
            given = [{"image": frame, "text": order.prompt} for frame in frames]
            return [float(item["score"]) for item in self.run(given, SCORED, checkpoint=judge, kept=False).items]

        return score

    def heard(self, name: str) -> Artifact:
        """
        Raises:
            BadInput: it is no recording.
            UnknownArtifact, OutsideWorkspace: there is no such artifact.
        """
        return self.file_of_kind(name, ("sound", "video"), "recording", "music.mp3")

    def put_together(self, reels: Sequence[Reel], camera: Camera, heard: Artifact | None) -> Artifact:
        """One clip of all segments, with its sound; a single one that is silent is that already."""
        from runtime import video
        from runtime.video.fading import faded

        first = reels[0].take
        if len(reels) == 1 and heard is None:
            return first.artifact
        rate = video.probe(first.artifact.path).rate
        audio = sound_of(heard, order_seconds(reels, float(rate))) if heard else None
        clips, shared = [reel.take.artifact for reel in reels], [reel.segment.shared for reel in reels]
        sources = [*dict.fromkeys(clip.name for clip in clips), *([heard.name] if heard else [])]
        if found := derived(self.bench.artifacts, self.name, sources, shared=shared):
            return found
        tags = tags_of(first.making, self.name)
        return self.save_clip(
            lambda path: video.write(path, faded(map(frames_of, clips), shared), rate, audio, tags),
            sources,
            alt=tags["title"],
            seed=camera.seed,
            shared=shared,
            film={"of": camera.film, "seed": camera.seed, "done": True},
        )

    def preview(self, made: Artifact) -> str:
        """Name of a small GIF of its beginning."""
        from runtime import video

        seconds = min(GIF_S, self.facts(made).seconds)
        times = video.evenly(seconds, max(2, round(GIF_RATE * seconds)))
        with reading(made):
            shown = [picture for _, picture in video.frames(made.path, times, GIF_SIDE)]
        told = self.made(None, [made.name], f"{made.name}, moving.")
        return self.bench.artifacts.save_bytes(
            video.gif(shown, seconds / len(shown)), "preview", "image/gif", told
        ).name

    def result(self, made: Artifact, reels: Sequence[Reel], camera: Camera) -> dict[str, Json]:
        facts, first = self.facts(made), reels[0].take
        settings = first.making.settings
        return {
            "summary": summary(made, facts, reels, camera),
            "seconds": round(facts.seconds, 3),
            "frames": facts.frames,
            "rate": float(facts.rate),
            "size": [facts.width, facts.height],
            "seed": camera.seed,
            "steps": settings.get("steps"),
            "guidance": settings.get("guidance"),
            "notes": [*settings.get("notes", ()), *rounded_note(facts.frames, camera)],
            "ok": all(reel.take.ok for reel in reels),
            "segments": [
                {"frames": reel.segment.frames, "seed": reel.segment.seed, "takes": [t.facts() for t in reel.takes]}
                for reel in reels
            ],
        }


def summary(made: Artifact, facts: Any, reels: Sequence[Reel], camera: Camera) -> str:
    """What a person is told."""
    take, parts = reels[0].take, f" in {len(reels)} segments" if len(reels) > 1 else ""
    what = f"of “{camera.order.prompt}”" if camera.order.prompt else f"from {camera.order.image}"
    size = f"{facts.seconds:.1f} s, {facts.width} x {facts.height} pixels, {float(facts.rate):g} frames a second"
    how = f"by {take.making.checkpoint}, seed {camera.seed}, {take.making.settings.get('steps')} steps"
    return f"Made {made.name} {what}{parts}: {size}; {how}.{scored(reels, camera)}" + "".join(
        told(reel.takes) for reel in reels
    )


def rounded_note(frames: int, camera: Camera) -> list[str]:
    asked = camera.order.frames
    return (
        [f"{asked} frames became {frames}, the next number that this model makes."] if asked and asked != frames else []
    )


def scored(reels: Sequence[Reel], camera: Camera) -> str:
    """How well it fits the words, or why that is not known."""
    found = [reel.take.judgement.facts.get("frame_scores") for reel in reels]
    rows = [row for row in found if row]
    if rows:
        mean = sum(row["mean"] for row in rows) / len(rows)
        return f" CLIP score {mean:.1f}, at least {min(row['minimum'] for row in rows):.1f} in each frame."
    wanted = camera.order.scored and camera.least and camera.family.reads
    if wanted and camera.score is None:
        return f" Whether it shows that was not scored: no CLIP is here. Get one with: atelier pull {JUDGES[0]}"
    return ""


def order_seconds(reels: Sequence[Reel], rate: float) -> float:
    return sum(reel.segment.adds for reel in reels) / rate


def sound_of(heard: Artifact, seconds: float) -> Audio:
    """(2, T) at 48 kHz: the beginning of a recording, at most so long."""
    from runtime.video.editing import soundtrack
    from runtime.video.writing import SOUND_HZ

    wanted, blocks, length = round(seconds * SOUND_HZ), [], 0
    with reading(heard):
        for block in soundtrack(heard.path):
            blocks.append(block)
            length += block.shape[1]
            if length >= wanted:
                break
    if not blocks:
        raise BadInput(f"{heard.name} has no sound. Give a recording that has some.")
    return np.concatenate(blocks, axis=1)[:, :wanted]
