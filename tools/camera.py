"""Makes the segments of a clip: each take is judged and kept at once, so that what was made before is found again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from memory.artifacts import Artifacts
from runtime.progress import counted
from runtime.records import Artifact, Json, Provenance
from tools.clip_orders import ClipOrder
from tools.clip_takes import Patch, Score, bad_span, filmed, judged, mending
from tools.clips import ClipTool, reading
from tools.made_files import alt, keep_clip, texts
from tools.making import Making, render
from tools.takes import Judgement, Take, best, known
from validators.images import not_flagged

if TYPE_CHECKING:
    from runtime.studio.clip_families import ClipFamily
    from runtime.studio.segments import Segment

PART = "segment"
"""What the parts of a longer clip are called."""
LARGEST = 4096
"""Pixels of a frame's longer side: none is made larger, so none is scaled down when it is read again."""


@dataclass(frozen=True, slots=True)
class Reel:
    """One segment, as it was made."""

    segment: Segment
    takes: tuple[Take, ...]

    @property
    def take(self) -> Take:
        """The one to show."""
        return best(self.takes)


@dataclass(frozen=True, slots=True)
class Camera:
    """What shoots one clip."""

    tool: ClipTool
    task: str
    order: ClipOrder
    checkpoint: str
    family: ClipFamily
    score: Score | None
    """None where no model judges."""
    least: float
    """The lowest CLIP score of a frame that is fine."""
    most: int
    """Takes of a segment."""
    seed: int

    def reels(self) -> list[Reel]:
        """Every segment, in order."""
        from runtime.studio.segments import planned

        made: list[Reel] = []
        segments = planned(self.order.count(self.family), self.family, self.seed)
        for segment in counted(segments, "segment") if len(segments) > 1 else segments:
            begins = self.still(made[-1].take.artifact, -1) if segment.goes_on else self.order.image
            making, shoot = (
                self.making(segment, begins),
                partial(self.shoot, kind=PART if len(segments) > 1 else "clip"),
            )
            made.append(Reel(segment, filmed(making, shoot, self.mend, self.bad_span, self.most)))
        return made

    def making(self, segment: Segment, image: str) -> Making:
        begins = {"image": image} if image else {}
        given = {"prompt": self.order.prompt, "seed": segment.seed, **begins}
        return Making(self.task, given, self.order.parameters(self.family, segment.frames), self.checkpoint)

    def shoot(self, making: Making, remedy: str, kind: str = "clip") -> Take:
        """One take, kept as a `kind`; the one that is here already, where it was made before."""
        if found := known(self.artifacts, self.tool.name, making):
            return found if self.is_judged(found.judgement) else self.judged_now(found)
        drawn = render(self.tool, making)
        judgement = self.judgement(drawn.result["frames"], bool(drawn.result.get("flagged")))
        told: dict[str, Json] = {"judgement": judgement.to_json(), "rejected": judgement.reason or None}
        told |= {"changed": remedy or None, "film": {"of": self.film, "seed": self.seed} if kind == PART else None}
        kept = keep_clip(self.tool, drawn, kind if judgement.ok else f"rejected-{kind}", **told)
        return Take(drawn.making, kept, judgement, remedy)

    def judgement(self, frames: Sequence[Any], flagged: bool) -> Judgement:
        if not self.order.judged:
            return Judgement((not_flagged(flagged),), final=flagged)
        return judged(frames, self.order.prompt, flagged, self.score, self.least)

    def is_judged(self, judgement: Judgement) -> bool:
        """Whether a take from before was looked at as closely as is asked now."""
        scored = judgement.score is not None or self.score is None
        return not self.order.judged or not judgement.ok or (len(judgement.verdicts) > 1 and scored)

    def judged_now(self, take: Take) -> Take:
        return replace(take, judgement=self.judgement(list(frames_of(take.artifact)), False))

    def bad_span(self, take: Take) -> tuple[int, int] | None:
        return bad_span(take, int(take.making.settings.get("frames", 0)), self.least)

    def mend(self, take: Take, span: tuple[int, int]) -> Take:
        """The take with that span made anew, from a nearby seed and in more steps, and faded in."""
        from runtime.studio.segments import rounded

        frames = list(frames_of(take.artifact))
        patch = Patch.over(span, len(frames))
        making = mending(take, rounded(patch.frames, self.family))
        if self.family.animates:
            making = replace(making, input={**making.input, "image": self.still(take.artifact, patch.start)})
        said = f"frames {span[0] + 1} to {span[1]} made anew with seed {making.seed}"
        made = self.shoot(making, said, "patch")
        put = patch.put_into(frames, list(frames_of(made.artifact)))
        judgement = self.judgement(put, False)
        return Take(take.making, self._kept(put, (take, made), judgement, said), judgement, said)

    def _kept(self, frames: Sequence[Any], of: tuple[Take, Take], judgement: Judgement, said: str) -> Artifact:
        from runtime import video

        sources = [take.artifact.name for take in of]
        if found := derived(self.artifacts, self.tool.name, sources, changed=said):
            return found
        rate, tags = video.probe(of[0].artifact.path).rate, tags_of(of[0].making, self.tool.name)
        told: dict[str, Json] = {"alt": alt(of[0].making), "changed": said, "judgement": judgement.to_json()}
        told |= {"rejected": judgement.reason or None}
        return self.tool.save_clip(lambda path: video.write(path, frames, rate, tags=tags), sources, **told)

    def still(self, clip: Artifact, place: int) -> str:
        """Name of a frame of a clip as a picture: what the next one begins with. -1 is the last."""
        if found := derived(self.artifacts, self.tool.name, [clip.name], frame=place):
            return found.name
        frame = list(frames_of(clip))[place]
        made = Provenance(self.tool.name, (clip.name,), {"frame": place, "alt": f"A frame of {clip.name}."})
        return self.tool.save_picture(frame, "frame", made)

    @property
    def film(self) -> str:
        return self.order.film(self.checkpoint)

    @property
    def artifacts(self) -> Artifacts:
        return self.tool.bench.artifacts


def begun(artifacts: Artifacts, tool: str, film: str) -> int | None:
    """The seed of a film of that order that was begun here and not put together: its run was killed."""
    made = [one.provenance for one in artifacts.list() if one.made_by == tool]
    films = [made_.parameters.get("film") or {} for made_ in made]
    done = {each["seed"] for each in films if each.get("of") == film and each.get("done")}
    open_ = [each["seed"] for each in films if each.get("of") == film and each["seed"] not in done]
    return int(open_[-1]) if open_ else None


def tags_of(making: Making, tool: str) -> dict[str, str]:
    """What a clip that was put together says of itself: as its parts do."""
    said = texts(making, tool)
    return {"title": alt(making), "description": said["disclaimer"], "comment": said["comment"]}


def frames_of(clip: Artifact) -> Iterator[Any]:
    """Every frame of a clip as it was saved, a `PIL.Image` each: what is put together of them is always the same."""
    from runtime import video

    with reading(clip):
        facts = video.probe(clip.path)
        for _, picture in video.frames(clip.path, video.evenly(facts.seconds, facts.frames), LARGEST):
            yield picture


def derived(artifacts: Artifacts, tool: str, sources: Sequence[str], **parameters: Json) -> Artifact | None:
    """What the tool made before of exactly these sources, with these parameters; None where there is none."""
    for artifact in artifacts.list():
        made = artifact.provenance
        same = made.tool == tool and made.sources == tuple(sources)
        if same and all(made.parameters.get(name) == value for name, value in parameters.items()):
            return artifact if artifacts.verify(artifact.name) else None
    return None
