"""A part of a picture painted anew, all else left as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

import numpy as np

from runtime.errors import BadInput
from runtime.records import Artifact, Json
from tools.base import Choose
from tools.editing_pictures import is_here
from tools.masking import masked
from tools.studio import TASKS, Rules, StudioTool
from tools.studio_inputs import HOW, PROMPT, SEED, optional

ROOM = 0.25
"""How much around a mask CLIP looks at too, as a share of it on each side."""


HERE = re.compile(r"\s+(in|on|of|from) (the|this|that|my) (picture|photo|image|drawing)\s*$", re.I)
"""What people add to a thing that is to be found in a picture."""


HIS = r"(?:the|his|her|its|my|that|our|their)"
NO_MARK = (
    r"(?!(?:\w+ )?(?:box|frame|mark|label|circle|line|rectangle|subtitle|caption|text|list|look|note|table"
    r"|report)e?s?\b)"
)
"""What is put over a thing to show it is not painted in its place."""


class RepaintPicture(StudioTool):
    name = "repaint_picture"
    description = (
        "Paints a part of a picture anew (inpainting) and leaves every pixel outside of it as it was: what is there "
        "now is named in words and found, or a mask says where, white on black. Returns a picture of the same size, "
        "and the mask. To change the whole picture use edit_picture; to cut something out, remove_background."
    )
    inputs = {
        "image": {"type": "string", "role": "picture", "description": "Artifact name of a picture."},
        "prompt": PROMPT | {"role": "painted_in", "description": "What is to be seen there: 'a vase of flowers'."},
        "thing": optional("string", "painted_over", "What is there now and is painted over: 'the red mug'."),
        "mask": optional(
            "string", "mask_picture", "Artifact name of a mask of the picture's size, white where it is painted."
        ),
        "strength": optional("number", "edit_strength", "0.01 to 1: how much of that part is made anew; all of it."),
        "seed": SEED,
        **HOW,
    }
    returns: ClassVar = {
        "pictures": ("array", "artifact, prompt, seed, score (CLIP, 0 to 100), ok, rejected, settings, takes."),
        "mask": ("string", "Artifact name of the mask."),
        "share": ("number", "The share of the picture that was painted, 0 to 1."),
        "artifacts": (
            "array",
            "Names of the picture, of the mask if it was made, and of the takes that were rejected.",
        ),
    }
    task = "inpainting"
    cues: ClassVar = (
        r"\b(replace|swap|exchange|substitute)\b (?!.*\b(background|sound|audio|music|words?|text)\b).*\b(with|by|for)"
        r"\b.*\b(in|on|of) (the |this |that |my )?(picture|photo|image|drawing)\b",
        r"\b(replace|swap|exchange|substitute)\b (?!.*\b(background|sound|audio|music|words?|text)\b).*\b(in|on) \S+\."
        r"(png|jpe?g|webp|gif|bmp|tiff?)\b.*\b(with|by|for)\b",
        r"\b(in|on) (the |this |that |my )?(picture|photo|image|drawing)\b.*\b(replace|swap|exchange|substitute)\b"
        r"(?!.*\bbackground\b)",
        r"\b(replace|swap|turn|change)\b (?!.*\bbackgrounds?\b).*\bin (the |this |that |my )?(picture|photo|image)\b.*"
        r"\b(with|into|for|to) an? \w+",
        r"\b(?:replace|swap|exchange|substitute)\b (?!.*\b(?:background|sound|audio|music|words?"
        r"|text)\b).*\b(?:with|by|for)\b"
        r".*\b(?:in|on|of) (?:all|each|every|both)\b(?: of)?(?: [\w-]+){0,3}? (?:picture|photo|image|drawing|shot)s?\b",
        rf"^(?:in|on) the picture,? {HIS} [^,.;]{{2,50}}? (?:should|must|shall|has to|needs to|ought to) (?:be"
        rf"|become|turn)\b"
        r"(?!.*\b(?:backgrounds?|outlined|boxed|marked|found|blurred|cut|removed|transparent|masked)\b)",
        r"\b(repaint|inpaint|paint over|in-?painting)\b",
        r"\b(?:paint|put|draw|place|fill)\b.*\b(?:inside|in|within|under|where(?:ver)?|over|on) (?:the|that|this|my) "
        r"(?:\w+ )?mask\b",
        r"\b(?:paint|put|draw|place)\b(?!.*\b(?:sound|music|text|word|caption|label|box)s?\b).*\bwhere(?:ver)?"
        r" (?:it|that|"
        r"this|they|he|she|those|these) (?:is|are|was|were|stands?|sits?|hangs?|lies|used to be)\b",
        rf"\b(?:put|paint|draw|place|want|like|have) (?:an?|some|two|three) {NO_MARK}.{{2,60}}?\b(?:where|over) {HIS} "
        r"(?:[\w'’-]+ ){1,4}?(?:is|are|stands?|was|sits?|hangs?)\b",
        rf"^(?:paint|draw) (?:an? |some ){NO_MARK}(?:[\w'’-]+ ){{1,5}}?over {HIS} ",
        r"^(?:paint|cover) (?:the|his|her|its|my|that|our|their) (?:[\w'’-]+ ){1,4}?(?:over|up) with ",
        r"\b(?:paint|put|draw|place)\b(?!.*\b(?:sound|music|audio|voice|noise|text|word"
        r"|background)s?\b).*\b(?:in (?:its|his|her|their) place|instead of (?:the|his|her|its))\b",
    )
    asks: ClassVar = (
        "replace the red mug in the photo with a vase",
        "repaint the car as a horse",
        "swap the dog for a cat in this picture",
        "inpaint the sky with a rainbow",
        "inpaint the hat in the photo with a crown, using the mask",
        "paint a boat inside the mask",
        "turn the hat in the picture into a crown",
    )

    def forward(
        self,
        image: str,
        prompt: str,
        thing: str | None = None,
        mask: str | None = None,
        strength: float | None = None,
        seed: int | None = None,
        **how: Any,
    ) -> dict[str, Json]:
        from validators.images import differs

        picture = self.picture(image)
        before = self.opened(picture)
        where = self._mask(picture, before, thing, mask)
        white = np.asarray(self.opened(where).convert("L").resize(before.size)) > 127
        if not white.any():
            raise BadInput(f"Nothing in {where.name} is white. Make white what is to be painted, and call it again.")
        given = {"image": picture.name, "mask": where.name}
        making = self.making(prompt, self.lot(seed), how | {"strength": strength}, **given)
        part = partial(cropped, box=around(white))
        check = partial(differs_there, before=before, box=around(white), differs=differs)
        scored = how.get("judged") is not False
        found = self.result(
            [self.taken(making, Rules("repainted", self.most_takes(how), scored, check=check, part=part))]
        )
        share = round(float(white.mean()), 4)
        said = f"{share:.0%} of {picture.title} was painted anew, the rest is as it was. ".replace("%", " %", 1)
        shown, *rest = found["artifacts"]
        names = [shown, *([] if mask else [where.name]), *rest]
        return found | {"summary": said + found["summary"], "mask": where.name, "share": share, "artifacts": names}

    @classmethod
    def checkpoint_for(cls, task: str, given: Mapping[str, Json], choose: Choose) -> str:
        """The one that was named; where none is here that was made to paint in masks, one that draws from words."""
        named = str(given.get("model", ""))
        if named or is_here("", task, choose) or not is_here("", TASKS[0], choose):
            return named
        return choose(TASKS[0], "", "").checkpoint.id

    def _mask(self, picture: Artifact, image: Any, thing: str | None, mask: str | None) -> Artifact:
        """The mask that was given, or one of what was named, kept as an artifact.

        Raises:
            BadInput: neither was said, the mask has another size, or nothing like that is there.
        """
        if mask:
            return self._given(self.picture(mask), image)
        if not thing or not thing.strip():
            raise BadInput(
                "Where? Name what is painted over, e.g. repaint_picture(image='photo-1', prompt='a vase', thing='the "
                "red mug'), or give a mask."
            )
        named = HERE.sub("", thing).strip()
        found = masked(self, picture, image, named)
        made = self.made(None, [picture.name], f"White over {named} in {picture.title}.", thing=named)
        return self.bench.artifacts.get(self.save_picture(found, "mask", made))

    def _given(self, mask: Artifact, image: Any) -> Artifact:
        size = self.opened(mask).size
        if size != image.size:
            told = " x ".join(map(str, image.size))
            raise BadInput(f"{mask.name} has {size[0]} x {size[1]} pixels; a mask is as large as the picture, {told}.")
        return mask


def around(white: Any) -> tuple[int, int, int, int]:
    """The box of a mask, (H, W) bool, and a little more on each side."""
    rows, columns = np.flatnonzero(white.any(1)), np.flatnonzero(white.any(0))
    high, wide = int(ROOM * (rows[-1] - rows[0] + 1)), int(ROOM * (columns[-1] - columns[0] + 1))
    left, top = max(0, int(columns[0]) - wide), max(0, int(rows[0]) - high)
    return left, top, min(white.shape[1], int(columns[-1]) + 1 + wide), min(white.shape[0], int(rows[-1]) + 1 + high)


def cropped(image: Any, box: tuple[int, int, int, int]) -> Any:
    return image.crop(box)


def differs_there(image: Any, before: Any, box: tuple[int, int, int, int], differs: Any) -> Any:
    """Whether what was painted is other than what was there."""
    return differs(image.crop(box), before.crop(box))
