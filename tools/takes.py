"""One take after another, until one is worth showing: made, judged, changed by what helps, made again.

    takes = retaken(Making("text-to-image", {"prompt": "a red boat", "seed": 7}), shoot, 3, remedies())
    best(takes).artifact.name

What `shoot` makes it keeps, judged, at once: so the same takes are found again after a run was killed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from memory.artifacts import Artifacts
from runtime.records import Artifact, Json, Verdict
from tools.making import Making

RAISED, MOST_GUIDANCE = 1.4, 12.0
"""How much the guidance is raised by, and to what at most: over it pictures burn out and clips flicker."""
LONGER, MOST_STEPS = 1.5, 100
"""How many times as many steps, and how many at most."""
STRONGER, MOST_STRENGTH = 0.2, 0.95
"""How much more of a picture is made anew, and how much at most: at 1 nothing of it is left."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of looking at one take."""

    verdicts: tuple[Verdict, ...]
    score: float | None = None
    """The CLIP score, 0 to 100; the mean of a clip's frames. None where it was not looked at."""
    facts: Mapping[str, Json] = field(default_factory=dict)
    """More for the result, such as the scores of frames."""
    final: bool = False
    """Whether no other take may follow: a safety checker refused it."""

    @property
    def ok(self) -> bool:
        return all(verdict.ok for verdict in self.verdicts)

    @property
    def reason(self) -> str:
        """Why it was rejected; empty where it was not."""
        return " ".join(verdict.hint for verdict in self.verdicts if not verdict.ok)

    def to_json(self) -> dict[str, Json]:
        """As it stands in the provenance: `rejected` is the reason, and is not there where it is fine."""
        told: dict[str, Json] = {"checks": [[one.check, one.ok, one.hint] for one in self.verdicts]}
        told |= {"score": self.score} if self.score is not None else {}
        told |= {"facts": dict(self.facts)} if self.facts else {}
        return told | ({"rejected": self.reason, "final": self.final} if not self.ok else {})

    @classmethod
    def from_json(cls, record: Mapping[str, Json]) -> Judgement:
        verdicts = tuple(Verdict(*row) for row in record.get("checks", ()))
        return cls(verdicts, record.get("score"), dict(record.get("facts", {})), bool(record.get("final")))


@dataclass(frozen=True, slots=True)
class Take:
    """One attempt, as it was kept."""

    making: Making
    """As it was really made."""
    artifact: Artifact
    judgement: Judgement
    remedy: str = ""
    """What was changed against the take before, in words; empty for the first."""
    found: bool = False
    """Whether it was there from before."""

    @property
    def ok(self) -> bool:
        return self.judgement.ok

    def facts(self) -> dict[str, Json]:
        """As a row of a result."""
        told: dict[str, Json] = {"artifact": self.artifact.name, "seed": self.making.seed, "ok": self.ok}
        told |= {"score": round(self.judgement.score, 2)} if self.judgement.score is not None else {}
        told |= {"changed": self.remedy} if self.remedy else {}
        return told | ({"rejected": self.judgement.reason} if not self.ok else {}) | dict(self.judgement.facts)


Shoot = Callable[[Making, str], Take]
"""Makes, judges and keeps one take; the words are what was changed."""
Remedy = Callable[[Take], tuple[Making, str] | None]
"""What to make after a take that was rejected, and what is changed by that in words; None where it is of no use."""


def more_guidance(take: Take) -> tuple[Making, str] | None:
    """Closer to the prompt. A checkpoint that is made to run without guidance gets none."""
    now = take.making.settings.get("guidance")
    if not isinstance(now, int | float) or not 1 < now < MOST_GUIDANCE:
        return None
    raised = round(min(now * RAISED, MOST_GUIDANCE), 2)
    return changed(take, guidance=raised), f"guidance raised from {now:g} to {raised:g}"


def nearby_seed(stride: int) -> Remedy:
    """Other noise to begin from: the seed that is `stride` further, so that no two pictures of a set share one."""

    def other(take: Take) -> tuple[Making, str] | None:
        seed = (take.making.seed + stride) % 2**31
        making = replace(changed(take), input={**take.making.input, "seed": seed})
        return making, f"seed {seed} in place of {take.making.seed}"

    return other


def more_steps(take: Take) -> tuple[Making, str] | None:
    """More time to come to it. A checkpoint that is made for so many steps keeps to them: it has no guidance either."""
    now, guidance = take.making.settings.get("steps"), take.making.settings.get("guidance")
    if not isinstance(now, int) or now >= MOST_STEPS or (isinstance(guidance, int | float) and guidance <= 1):
        return None
    more = min(MOST_STEPS, max(now + 1, round(now * LONGER)))
    return changed(take, steps=more), f"{more} steps in place of {now}"


def more_strength(take: Take) -> tuple[Making, str] | None:
    """More of the picture that it begins with is made anew."""
    now = take.making.settings.get("strength")
    if not isinstance(now, int | float) or now >= MOST_STRENGTH:
        return None
    more = round(min(MOST_STRENGTH, now + STRONGER), 2)
    return changed(take, strength=more), f"strength raised from {now:g} to {more:g}"


def remedies(stride: int = 1) -> tuple[Remedy, ...]:
    """In the order in which they are tried, each on top of those before; when all were, they begin anew."""
    return more_guidance, nearby_seed(stride), more_steps


def changed(take: Take, **parameters: Json) -> Making:
    """What to make in its place: asked for as it was, by the same checkpoint, with other `parameters`."""
    made = take.making
    return Making(made.task, made.input, {**made.parameters, **parameters}, made.checkpoint)


def retaken(first: Making, shoot: Shoot, most: int, remedies: Sequence[Remedy]) -> tuple[Take, ...]:
    """Takes, at most `most`, up to the first that is fine."""
    takes, at = [shoot(first, "")], 0
    while len(takes) < most and not takes[-1].ok and not takes[-1].judgement.final:
        order = [*remedies[at:], *remedies[:at]]
        found = next(((remedy, answer) for remedy in order if (answer := remedy(takes[-1]))), None)
        if found is None:
            break
        remedy, (making, said) = found
        at = (remedies.index(remedy) + 1) % len(remedies)
        takes.append(shoot(making, said))
    return tuple(takes)


def best(takes: Sequence[Take]) -> Take:
    """The one to show: the first that is fine, else the one that passed most checks, with the highest score."""

    def worth(take: Take) -> tuple[bool, int, float]:
        passed = sum(verdict.ok for verdict in take.judgement.verdicts)
        return take.ok, passed, take.judgement.score or 0.0

    return max(takes, key=worth)


def known(artifacts: Artifacts, tool: str, making: Making) -> Take | None:
    """The take of that making which the tool has kept here before, if any, its file still as it was."""
    for artifact in artifacts.list():
        record = artifact.provenance.parameters
        if artifact.made_by != tool or "making" not in record or "judgement" not in record:
            continue
        made = Making.from_json(record["making"])
        if making.is_same(made) and artifacts.verify(artifact.name):
            judgement = Judgement.from_json(record["judgement"])
            return Take(made, artifact, judgement, str(record.get("changed", "")), found=True)
    return None


def told(takes: Sequence[Take]) -> str:
    """What a person is told of takes that were rejected; empty where the first was fine."""
    if len(takes) == 1 and takes[0].ok:
        return ""
    rejected = [f"{take.artifact.name} was rejected: {take.judgement.reason}" for take in takes if not take.ok]
    if takes[-1].ok:
        tries = ", then ".join(take.remedy for take in takes[1:])
        return f" {' '.join(rejected)} What helped: {tries}."
    shown = best(takes)
    many = "The only take did" if len(takes) == 1 else f"None of {len(takes)} takes did"
    return f" {many} pass; the best is shown, {shown.artifact.name}: {shown.judgement.reason}"
