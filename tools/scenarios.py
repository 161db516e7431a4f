"""Sets of pictures to choose from: one seed and several scenes, one scene and several seeds; on one labelled sheet."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, ClassVar

from runtime.errors import BadInput
from runtime.progress import counted
from runtime.records import Json
from tools.making import Making
from tools.studio import Rules, StudioTool
from tools.studio_inputs import HOW, PROMPT, SEED, SIZE, optional
from tools.takes import Take, best, remedies

MOST = 24
"""Pictures of a set."""


class MakeScenarios(StudioTool):
    name = "make_scenarios"
    description = (
        "Makes a set of pictures from words to choose from, and a sheet of all with a label under each: several scenes "
        "from one seed, so that only the words differ; or one scene from several seeds; or each with each. Every "
        "picture is kept at once: the same set asked for again only makes what is missing. For one picture use "
        "make_picture."
    )
    inputs = {
        "prompts": optional(
            "array", "listed_scenes", "The scenes: ['a boat at dawn', 'a boat at night']; or give prompt."
        ),
        "prompt": PROMPT
        | {"nullable": True, "role": "one_scene", "description": "The scene, where it is one: 'a boat at dawn'."},
        "seeds": optional("array", "seeds", "The seeds: [1, 2, 3]; one for all if left out, made from the words."),
        "count": optional("integer", "versions", f"How many seeds, in place of naming them; up to {MOST} pictures."),
        "seed": SEED | {"description": "The first of the seeds, or the one of all scenes."},
        "size": SIZE,
        **HOW,
    }
    returns: ClassVar = {
        "pictures": (
            "array",
            "artifact, prompt, seed, score (CLIP, 0 to 100), ok, rejected, settings, takes, of each.",
        ),
        "made": ("integer", "How many were not here from before."),
        "artifacts": ("array", "Name of the sheet, of the pictures, then of the takes that were rejected."),
    }
    cues: ClassVar = (
        r"\b(scenarios?|scenario sets?|seed sheets?|prompt sheets?)\b",
        r"\b(draw|paint|make|create|generate|show|render)\b.*\b(in|for) (these|the following|several|different|\w+) "
        r"(scenes|scenarios|settings|moods|places|situations)\b",
        r"\b(with|from|for|using|over|under|across|try) (the )?seeds \d+",
        r"\b(compare|try)\b.*\b(several|different|\w+) (seeds|prompts)\b",
        r"\bprompts? (x|×|by|times) seeds?\b|\bseed (sweep|grid|series|range)\b|\b(one|same) (scene"
        r"|prompt)s?\b.*\bseeds\b",
        r"\bset (of|with) (one|two|three|four|five|\d+) scenes?\b",
        r"\b(draw|paint|make|create|generate)\b.*\b(versions|variants|variations)\b.*\bon (a|one) (contact )?sheet\b",
    )
    asks: ClassVar = (
        "draw a boat in these scenes: at dawn, at noon, at night",
        "make a scenario set of a house with seed 7: in spring, in summer, in winter",
        "generate a castle with seeds 1 to 6",
        "compare several seeds for a portrait of a fox",
        "paint the same knight in different settings: a forest, a city, a desert",
        "make six variations of a logo on one sheet",
    )

    def forward(
        self,
        prompts: list[str] | None = None,
        prompt: str | None = None,
        seeds: list[int] | None = None,
        count: int | None = None,
        seed: int | None = None,
        **how: Any,
    ) -> dict[str, Json]:
        scenes = self._scenes(prompts, prompt)
        begun = self._seeds(scenes, seeds, count, seed)
        if not 2 <= len(scenes) * len(begun) <= MOST:
            raise BadInput(
                f"{len(scenes)} scenes from {len(begun)} seeds are {len(scenes) * len(begun)} pictures; a set has 2 to "
                f"{MOST}. Call make_scenarios(prompts=['a boat at dawn', 'a boat at night'], seed=7)."
            )
        makings = [self.making(scene, number, how) for scene in scenes for number in begun]
        stride = max(begun) - min(begun) + 1
        rules = Rules("scenario", self.most_takes(how), how.get("judged") is not False, True, remedies(stride))
        sets = [self.taken(making, rules) for making in counted(makings, "pictures")]
        return self._told(makings, sets, len(begun))

    def _scenes(self, prompts: Sequence[str] | None, prompt: str | None) -> list[str]:
        """
        Raises:
            BadInput: there is none.
        """
        given = [*(prompts or ())] if prompts and len(prompts) > 1 else [prompt or "", *(prompts or ())]
        scenes = list(dict.fromkeys(scene.strip() for scene in given if isinstance(scene, str) and scene.strip()))
        if not scenes:
            raise BadInput("Which scenes? Call make_scenarios(prompts=['a boat at dawn', 'a boat at night'], seed=7).")
        return scenes

    def _seeds(
        self, scenes: Sequence[str], seeds: Sequence[int] | None, count: int | None, seed: int | None
    ) -> list[int]:
        """As they are named; else so many from the first on, which is made from the words where none is said.

        Raises:
            BadInput: one of them is no seed, or count is out of its range.
        """
        if seeds:
            if not all(isinstance(one, int) and 0 <= one < 2**31 for one in seeds):
                raise BadInput("A seed is a whole number from 0 to 2147483647, e.g. seeds=[1, 2, 3].")
            return list(dict.fromkeys(seeds))
        many = (1 if len(scenes) > 1 else 4) if count is None else count
        if not 1 <= many <= MOST:
            raise BadInput(f"count={count} is outside 1 to {MOST}. Call make_scenarios(prompt='a boat', count=4).")
        first = seed_of(scenes) if seed is None else seed
        return [(first + number) % 2**31 for number in range(many)]

    def _told(self, makings: Sequence[Making], sets: Sequence[tuple[Take, ...]], across: int) -> dict[str, Json]:
        """The result, its sheet first."""
        shown = [best(takes) for takes in sets]
        found = self.result(sets)
        sheet = self._sheet(makings, shown, across)
        fresh = sum(not takes[0].found for takes in sets)
        before = f" {len(sets) - fresh} of them were here from before." if fresh < len(sets) else ""
        return {
            "summary": f"{len(sets)} pictures on one sheet, {sheet}.{before} {found['summary']}",
            "pictures": found["pictures"],
            "made": fresh,
            "artifacts": [sheet, *found["artifacts"]],
        }

    def _sheet(self, makings: Sequence[Making], shown: Sequence[Take], across: int) -> str:
        from runtime.pictures.sheets import contact_sheet

        lines = [label(making, take, across) for making, take in zip(makings, shown, strict=True)]
        images = [self.opened(take.artifact) for take in shown]
        sheet = contact_sheet(images, lines, across if 1 < across < len(shown) else 0)
        alt = f"{len(lines)} generated pictures side by side: {'; '.join(lines)}"
        return self.save_picture(sheet, "scenarios", self.made(None, [take.artifact.name for take in shown], alt))


def label(making: Making, take: Take, across: int) -> str:
    """What stands under a picture: the scene, the seed where there are several, and the score."""
    seed = f", seed {take.making.seed}" if across > 1 or take.making.seed != making.seed else ""
    score = f" ({take.judgement.score:.0f})" if take.judgement.score is not None else ""
    return f"{making.prompt}{seed}{score}{'' if take.ok else ', rejected'}"


def seed_of(scenes: Sequence[str]) -> int:
    """A seed that is the same for the same words, so that a set that was broken off can be asked for again.

    >>> seed_of(["a boat", "a house"]) == seed_of(["a boat", "a house"]) != seed_of(["a boat"])
    True
    """
    return int(hashlib.sha256("\n".join(scenes).encode()).hexdigest()[:7], 16)
