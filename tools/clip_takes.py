"""Takes of a clip: judged frame by frame, a bad span made anew and put in its place, else the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from runtime.records import Verdict
from tools.making import Making
from tools.takes import Judgement, Shoot, Take, more_steps, nearby_seed, remedies, retaken
from validators.images import not_flagged
from validators.video import FrameScores, frames_fit, keeps_to_prompt, not_frozen, shows_something, steady

MOST_SCORED = 64
"""Frames of a clip that are scored: of a longer one evenly so many."""
SHARE = 0.5
"""A span longer than this share of its clip is not mended: the clip is made anew."""
FADE = 2
"""Frames on each side of a span that was made anew, over which it fades in and out."""
Score = Callable[[Sequence[Any]], Sequence[float]]
"""Frames → their CLIP scores, 0 to 100."""
Mend = Callable[[Take, tuple[int, int]], Take]
"""Makes a span of a take anew: first frame, and the one behind the last."""
Span = Callable[[Take], tuple[int, int] | None]
"""The span of a take that is to be made anew; None where there is none, or it is the whole."""


def judged(frames: Sequence[Any], prompt: str, flagged: bool, score: Score | None, least: float) -> Judgement:
    """What the checks say of a clip, the certain ones first; a model's opinion only where those hold."""
    checks: Sequence[Callable[[], Verdict]] = (
        lambda: not_flagged(flagged),
        lambda: shows_something(frames, prompt),
        lambda: not_frozen(frames, prompt),
        lambda: steady(frames, prompt),
    )
    verdicts: list[Verdict] = []
    for check in checks:
        verdicts.append(check())
        if not verdicts[-1].ok:
            return Judgement(tuple(verdicts), final=flagged)
    if score is None:
        return Judgement(tuple(verdicts))
    places = looked_at(len(frames))
    found = FrameScores(tuple(score([frames[place] for place in places])))
    verdicts += [frames_fit(found, least), keeps_to_prompt(found)]
    return Judgement(tuple(verdicts), found.mean, {"frame_scores": found.facts(), "scored_frames": len(places)})


def looked_at(count: int) -> list[int]:
    """Places of the frames that are scored.

    >>> looked_at(3), len(looked_at(200)), looked_at(200)[-1]
    ([0, 1, 2], 64, 199)
    """
    if count <= MOST_SCORED:
        return list(range(count))
    return [round(number * (count - 1) / (MOST_SCORED - 1)) for number in range(MOST_SCORED)]


def bad_span(take: Take, frames: int, least: float) -> tuple[int, int] | None:
    """The frames of a take that fit its prompt too little, where they are few enough to be made anew alone."""
    scores = tuple(take.judgement.facts.get("frame_scores", {}).get("scores", ()))
    spans = FrameScores(scores).spans_under(least) if scores else ()
    failed = {verdict.check for verdict in take.judgement.verdicts if not verdict.ok}
    if not spans or not failed <= {"CLIP score of frames", "no drift"}:
        return None
    places = looked_at(frames)
    first, behind = places[spans[0][0]], places[spans[-1][1] - 1] + 1
    return (first, behind) if 0 < behind - first <= SHARE * frames else None


def filmed(first: Making, shoot: Shoot, mend: Mend, span: Span, most: int) -> tuple[Take, ...]:
    """Takes, at most `most`, up to the first that is fine: after the first one its bad span, then the whole anew."""
    one = shoot(first, "")

    def again(making: Making, said: str) -> Take:
        return shoot(making, said) if said else one

    bad = span(one) if most > 1 else None
    if bad is None:
        return retaken(first, again, most, remedies())
    mended = mend(one, bad)
    return (one, mended) if mended.ok else (one, mended, *retaken(first, again, most - 1, remedies())[1:])


@dataclass(frozen=True, slots=True)
class Patch:
    """A span of a clip that is made anew, with the frames beside it that it fades in and out over."""

    first: int
    behind: int
    """The frame behind the span's last."""
    before: int
    after: int

    @classmethod
    def over(cls, span: tuple[int, int], frames: int) -> Patch:
        """
        >>> Patch.over((0, 3), 16).frames, Patch.over((5, 8), 16).frames
        (5, 7)
        """
        first, behind = span
        return cls(first, behind, min(FADE, first), min(FADE, frames - behind))

    @property
    def frames(self) -> int:
        return self.before + self.behind - self.first + self.after

    @property
    def start(self) -> int:
        """The first frame of the clip that it covers."""
        return self.first - self.before

    def put_into(self, frames: Sequence[Any], made: Sequence[Any]) -> list[Any]:
        """`frames` with the first of those that were `made` in their place."""
        from runtime.video.fading import faded

        parts = (frames[: self.first], made[: self.frames], frames[self.behind :])
        return list(faded(parts, (0, self.before, self.after)))


def mending(take: Take, frames: int) -> Making:
    """How a span of so many frames is made anew: from a nearby seed, in more steps."""
    answers = (remedy(take) for remedy in (nearby_seed(1), more_steps))
    found = [making for making, _ in filter(None, answers)]
    seed, steps = found[0].seed, found[-1].parameters.get("steps")
    parameters = {**found[0].parameters, "frames": frames} | ({"steps": steps} if steps else {})
    return replace(found[0], input={**found[0].input, "seed": seed}, parameters=parameters)
