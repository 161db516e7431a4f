"""What a clip is to be, as it was asked for, and as the checkpoint that makes it can."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Self

from runtime.errors import BadInput
from runtime.records import Json
from tools.studio_inputs import HOW, SEED, SIZE, check_range, optional, parameters_of
from tools.studio_sizes import LEAST, MOST, PIXELS

if TYPE_CHECKING:
    from runtime.studio.clip_families import ClipFamily

MOST_FRAMES = 2000
RANGES: dict[str, tuple[float, float]] = {"seconds": (0.1, 120), "frames": (2, MOST_FRAMES), "rate": (1, 60)}
SHAPES = {"square": 1.0, "landscape": 4 / 3, "portrait": 3 / 4, "wide": 16 / 9, "widescreen": 16 / 9}
"""Names of sizes: width by height, of about as many pixels as the checkpoint's own size has."""
ORDER: dict[str, Any] = {
    "seconds": optional("number", "clip_seconds", "How long it lasts, 0.1 to 120; the model's usual if left out."),
    "frames": optional("integer", "clip_frames", f"How many pictures it has, 2 to {MOST_FRAMES}, in place of seconds."),
    "rate": optional("number", "frame_rate", "Pictures a second, 1 to 60; the model's own if left out."),
    "size": SIZE,
    "seed": SEED,
    **HOW,
    "sound": optional("string", "clip_sound", "Artifact name of a recording that it sounds with, cut to its length."),
    "gif": optional("boolean", "gif", "Whether a small GIF of its beginning is made too."),
}
"""Arguments that all tools take which make clips."""


UNLIKE = ("seed", "judged", "insists", "takes")
"""What two orders of the same film may differ in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipOrder:
    """All of it as it was asked for; what is None is left to the checkpoint."""

    prompt: str
    seed: int | None = None
    image: str = ""
    """Artifact name of the picture that it begins with."""
    seconds: float | None = None
    frames: int | None = None
    rate: float | None = None
    size: str | None = None
    how: Mapping[str, Json] = field(default_factory=dict)
    """What a runner takes as it is: steps, guidance, negative_prompt, scheduler, adapters."""
    judged: bool = True
    insists: bool = False
    """Whether judging was asked for in so many words."""
    takes: int | None = None
    """How often a segment is made at most; as the settings say where it is None."""

    @classmethod
    def of(cls, tool: str, prompt: str, *, image: str = "", seed: int | None = None, **asked: Any) -> Self:
        """
        Raises:
            BadInput: a value is out of range; the sentence says what to give.
        """
        for name, (low, high) in RANGES.items():
            if asked.get(name) is not None and not low <= asked[name] <= high:
                raise BadInput(
                    f"{name}={asked[name]} is outside {low:g} to {high:g}. Call {tool}(..., {name}=…) again."
                )
        if asked.get("frames") is not None and asked.get("seconds") is not None:
            raise BadInput(f"{tool} takes seconds or frames, not both: 3 seconds at 8 a second are 24 frames.")
        check_range("seed", seed, tool)
        check_size(asked.get("size"), tool)
        own: dict[str, Any] = {
            name: asked[name] for name in ("seconds", "frames", "rate", "size", "takes") if name in asked
        }
        how, judged = parameters_of(asked, tool), asked.get("judged")
        own |= {"judged": judged is not False, "insists": judged is True}
        return cls(prompt=prompt, seed=seed, image=image, how=how, **own)

    @property
    def scored(self) -> bool:
        """Whether CLIP has a say; beside a picture only if asked: words tell what happens, which no one frame shows."""
        return self.judged and bool(self.prompt) and (self.insists or not self.image)

    def film(self, checkpoint: str) -> str:
        """What stands for this order, whatever its seed: who asks for the same again may mean to go on with it."""
        asked = {name: value for name, value in asdict(self).items() if name not in UNLIKE}
        return sha256(json.dumps([checkpoint, asked], sort_keys=True).encode()).hexdigest()[:16]

    def count(self, family: ClipFamily) -> int:
        """How many frames that is.

        Raises:
            BadInput: they are too many.
        """
        rate = self.rate or family.rate
        wanted = self.frames or (max(2, round(self.seconds * rate)) if self.seconds else family.frames)
        if wanted > MOST_FRAMES:
            least = f"Ask for at most {MOST_FRAMES / rate:g} seconds."
            raise BadInput(f"{wanted} frames are more than {MOST_FRAMES}. {least}")
        return wanted

    def pixels(self, family: ClipFamily) -> dict[str, int]:
        """`width` and `height` where a size was asked for."""
        if self.size is None:
            return {}
        if found := PIXELS.fullmatch(self.size.lower()):
            return {"width": int(found[1]), "height": int(found[2])}
        return shaped(named(self.size), family)

    def parameters(self, family: ClipFamily, frames: int) -> dict[str, Json]:
        """What the runner is called with, for so many frames; what is not there is left to the checkpoint."""
        rate = {} if self.rate is None else {"rate": self.rate}
        return {"frames": frames, **rate, **self.pixels(family), **self.how}


def shaped(shape: str, family: ClipFamily) -> dict[str, int]:
    """A width and height of that shape, with about as many pixels as the checkpoint's own size has.

    >>> from runtime.studio.clip_families import FAMILIES
    >>> diff, cog = FAMILIES[:2]
    >>> shaped("landscape", cog), shaped("portrait", cog), shaped("portrait", diff)
    ({'width': 720, 'height': 480}, {'width': 480, 'height': 720}, {'width': 440, 'height': 592})
    """
    wide, high = sorted((family.width, family.height), reverse=True)
    if wide > high and shape in ("landscape", "portrait"):
        return {"width": wide, "height": high} if shape == "landscape" else {"width": high, "height": wide}
    width = math.sqrt(wide * high * SHAPES[shape])
    return {"width": evened(width, family.side), "height": evened(width / SHAPES[shape], family.side)}


def named(size: str) -> str:
    """
    >>> named("Wide screen")
    'widescreen'
    """
    return size.strip().lower().replace(" ", "").replace("-", "")


def evened(pixels: float, side: int) -> int:
    """The nearest multiple of `side`, which is at least that.

    >>> evened(443.4, 16)
    448
    """
    return max(1, round(pixels / side)) * side


def check_size(size: str | None, tool: str) -> None:
    """
    Raises:
        BadInput: it is neither pixels nor a known shape.
    """
    found = PIXELS.fullmatch(size.lower()) if size else None
    if size is not None and not found and named(size) not in SHAPES:
        raise BadInput(f"size={size!r} is none. Call {tool}(..., size='512x320'), or one of: {', '.join(SHAPES)}.")
    if found and not all(LEAST <= int(side) <= MOST for side in found.groups()):
        raise BadInput(f"size={size!r}: a side has {LEAST} to {MOST} pixels, e.g. size='512x320'.")
