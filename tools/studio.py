"""What the tools that make pictures share: made, judged, taken again, kept and told."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from runtime.catalog import load_catalog
from runtime.errors import CheckpointError, NoResult
from runtime.places import folder_of
from runtime.records import Json, Verdict
from tools.base import Choose
from tools.made_files import keep_picture
from tools.making import Drawn, Making, render
from tools.pictures import SAID, PictureTool
from tools.studio_inputs import check_range, parameters_of, prompt_of
from tools.studio_sizes import own_side, sides
from tools.takes import Judgement, Remedy, Take, best, known, remedies, retaken, told

TASKS = ("text-to-image", "image-to-image", "inpainting")
SCORED = "zero-shot-image-classification"
JUDGES = ("openai/clip-vit-base-patch32", "laion/CLIP-ViT-H-14-laion2B-s32B-b79K")
"""Whose scores the threshold is meant for, where the settings name no other checkpoint for that task."""
TOLD = ("width", "height", "steps", "guidance", "strength", "scheduler", "notes")
"""Of the settings that were used, those that a result shows; all are in the artifact's provenance."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How the takes of one picture are gone about."""

    kind: str
    """What its artifact is called; `rejected-` goes before where it is."""
    most: int
    """Takes."""
    scored: bool = True
    """Whether CLIP has a say."""
    resumes: bool = False
    """Whether a take that is here from before is not made again."""
    remedies: Sequence[Remedy] = remedies()
    check: Callable[[Any], Verdict] | None = None
    """What more a tool judges the picture by, before CLIP is asked."""
    part: Callable[[Any], Any] = lambda image: image
    """What of the picture CLIP looks at."""


class StudioTool(PictureTool):
    """Base of the tools that make pictures from words."""

    labels: ClassVar[tuple[str, ...]] = ()
    task = "text-to-image"
    side_effects = "saves pictures"
    makes = "image/png"
    replaces = True

    def making(self, prompt: str, seed: int, how: Mapping[str, Json], **pictures: str) -> Making:
        """What to make, by the checkpoint that was named or is chosen for the tool's task.

        `pictures` are names of artifacts: image, mask, hint or style.

        Raises:
            BadInput: something cannot be used; the sentence says what can.
        """
        check_range("seed", seed, self.name)
        given = {"prompt": prompt_of(self, prompt), "seed": seed, **pictures}
        chosen = self.checkpoint_for(self.task, {"model": self._model}, self.bench.pool.choice)
        parameters = parameters_of(how, self.name)
        if how.get("size") is not None:
            width, height = sides(str(how["size"]), self._own_side(chosen))
            parameters |= {"width": width, "height": height}
        return Making(task_of(chosen, TASKS) if chosen else self.task, given, parameters, chosen)

    def _own_side(self, chosen: str) -> int:
        line = self.bench.pool.choice(self.task, chosen).checkpoint
        return own_side(folder_of(load_catalog().find(line.base) or line if line.base else line))

    @staticmethod
    def lot(seed: int | None) -> int:
        """The seed that was given, else one drawn by lot."""
        return random.SystemRandom().randrange(2**31) if seed is None else seed

    def most_takes(self, how: Mapping[str, Json]) -> int:
        """How often a picture is made at most."""
        if how.get("judged") is False:
            return 1
        return max(1, int(how.get("takes") or self.bench.takes))

    def taken(self, making: Making, rules: Rules) -> tuple[Take, ...]:
        """Takes of `making`, each an artifact as soon as it is made, until one passes."""
        return retaken(making, lambda made, remedy: self._shot(made, remedy, rules), rules.most, rules.remedies)

    def _shot(self, making: Making, remedy: str, rules: Rules) -> Take:
        if rules.resumes and (found := known(self.bench.artifacts, self.name, making)):
            return found
        drawn = render(self, making)
        judgement = self._judged(drawn, rules)
        kind = rules.kind if judgement.ok else f"rejected-{rules.kind}"
        told, why = judgement.to_json(), judgement.reason or None
        kept = keep_picture(self, drawn, kind, judgement=told, rejected=why, changed=remedy or None)
        return Take(drawn.making, kept, judgement, remedy)

    def _judged(self, drawn: Drawn, rules: Rules) -> Judgement:
        """What all pictures are checked for; CLIP is asked last, if one is on this machine and a threshold is set."""
        from validators.images import fits_prompt, judged

        image, prompt, flagged = drawn.result["image"], drawn.making.prompt, bool(drawn.result.get("flagged"))
        verdicts = judged(image, prompt, flagged, [rules.check] if rules.check else [])
        asks = rules.scored and bool(self.bench.clip_score and self.judge)
        if not asks or not all(one.ok for one in verdicts):
            return Judgement(verdicts, final=flagged)
        score = self.score(rules.part(image), prompt)
        return Judgement((*verdicts, fits_prompt(score, self.bench.clip_score)), score)

    def score(self, image: Any, prompt: str) -> float:
        """The CLIP score of a PIL picture and a prompt, 0 to 100."""
        found = self.run([{"image": image, "text": prompt}], SCORED, checkpoint=self.judge, kept=False).items
        return float(found[0]["score"])

    @property
    def judge(self) -> str:
        """The checkpoint that scores; empty where none is on this machine."""
        return judge_of(self.bench.pool.choice)

    def result(self, sets: Sequence[tuple[Take, ...]], scored: bool = True) -> dict[str, Json]:
        """What a person is told of pictures, each with its takes.

        Raises:
            NoResult: a safety checker refused them all.
        """
        shown = [best(takes) for takes in sets]
        if all(take.judgement.final for take in shown):
            raise NoResult(f"{self.name} shows nothing: {shown[0].judgement.reason}")
        said = [described(take) + told(takes) for take, takes in zip(shown, sets, strict=True)]
        more = f" And {len(said) - SAID} more." if len(said) > SAID else ""
        others = [take.artifact.name for takes in sets for take in takes if take not in shown]
        return {
            "summary": " ".join(said[:SAID]) + more + (self.unscored(shown) if scored else ""),
            "pictures": [row_of(takes) for takes in sets],
            "artifacts": [*(take.artifact.name for take in shown), *others],
        }

    def unscored(self, shown: Sequence[Take]) -> str:
        """A sentence where nothing says whether pictures show what was asked for; empty where a score does."""
        if not self.bench.clip_score or self.judge:
            return ""
        many = "it shows" if len(shown) == 1 else "they show"
        return f" Whether {many} that was not scored: no CLIP is here. Get one with: atelier pull {JUDGES[0]}"


def task_of(id: str, tasks: Sequence[str]) -> str:
    """The first of `tasks` that the catalog lists the checkpoint for; the first of all where it lists it for none."""
    catalog = load_catalog()
    return next((task for task in tasks if catalog.find(id, task)), tasks[0])


def judge_of(choose: Choose) -> str:
    """The CLIP that scores pictures: what a person named for the task, else the first of `JUDGES` that is here."""
    for id in ("", *JUDGES):
        try:
            choice = choose(SCORED, id, "")
        except CheckpointError:
            continue
        if id or choice.named:
            return choice.checkpoint.id
    return ""


def described(take: Take) -> str:
    """One picture, in a sentence."""
    used = take.making.settings
    size = f"{used['width']} x {used['height']} pixels, " if "width" in used and "height" in used else ""
    score = f"; CLIP score {take.judgement.score:.1f} of 100" if take.judgement.score is not None else ""
    how = f"{size}seed {take.making.seed}, by {take.making.checkpoint}{score}"
    notes = "".join(f" {note}" for note in used.get("notes") or ())
    return f"“{take.making.prompt}”: {take.artifact.name}, {how}.{notes}"


def row_of(takes: Sequence[Take]) -> dict[str, Json]:
    """A picture in a result: the settings that it was made by, and all its takes."""
    shown = best(takes)
    used = {name: value for name in TOLD if (value := shown.making.settings.get(name)) is not None}
    row = {"prompt": shown.making.prompt, **shown.facts(), **used, "checkpoint": shown.making.checkpoint}
    return row | ({"takes": [take.facts() for take in takes]} if len(takes) > 1 else {})
