"""Is this picture worth showing? Certain checks first, a model's opinion last."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runtime.records import Verdict

Pixels = NDArray[np.int16]
"""(H, W, 3), each 0 to 255: signed, so that differences are what they are."""
FLAT = 12
"""Of 255: a picture is one colour whose 1st and 99th hundredth lie no further apart, whatever the colour. Grain with a
standard deviation of 2, as a decoder leaves it on an even wall, makes that 9; a wash over 6 % of the range makes it 15.
"""
BLACK = 10
"""Of 255: a picture whose brightest hundredth is under this is black."""
SAME = 1.0
"""Of 255: what passes through a decoder and back, with nothing else done to it, differs by more."""
PLAIN = "plain solid uniform blank flat empty monochrome monotone".split()
COLOURS = (
    "red green blue yellow orange purple violet pink brown black white grey gray cyan magenta teal turquoise beige "
    "navy maroon olive crimson scarlet lime gold silver".split()
)
FRAME = (
    "a an the of in one single all only just very completely entirely dark light deep pale bright pure picture image "
    "photo photograph colour color coloured colored background backdrop wallpaper canvas surface sheet page fill "
    "texture square rectangle screen clip video".split()
)
"""Words that, beside a colour or a plain one, ask for nothing else to be seen."""
DARK = re.compile(r"\b(black|pitch[- ]dark|darkness|total(ly)? dark|night sky without)\b", re.I)


def pixels_of(image: Any) -> Pixels:
    """A PIL picture's colours."""
    pixels: Pixels = np.asarray(image.convert("RGB")).astype(np.int16)
    return pixels


def asks_for_one_colour(prompt: str) -> bool:
    """Whether a picture of one colour is what was asked for: the prompt says that it is plain, or which colour, and
    nothing besides but words for a picture.

    >>> [asks_for_one_colour(text) for text in ("a red picture", "blue", "plain page", "a boat, plain")]
    [True, True, True, False]
    """
    words = re.findall(r"[^\W\d_]+", prompt.lower())
    wanted = [word for word in words if word in COLOURS or word in PLAIN]
    return bool(wanted) and all(word in FRAME for word in words if word not in wanted)


def not_flagged(flagged: bool) -> Verdict:
    """What the checkpoint's own safety checker will not have shown is refused, not tried again."""
    return verdict(
        "safe", not flagged, "The checkpoint's safety checker found what must not be shown. Ask for another."
    )


def not_black(image: Any, prompt: str = "") -> Verdict:
    """A black picture that nobody asked for is what NaN becomes when it is saved, or what a safety checker leaves."""
    black = bool(np.percentile(pixels_of(image), 99) < BLACK) and not DARK.search(prompt)
    return verdict(
        "not black", not black, "It is black, as where numbers run over. Try another seed, or dtype bf16 or fp32."
    )


def not_blank(image: Any, prompt: str = "") -> Verdict:
    """A picture of nearly one colour is a failed one, unless its prompt asks for one colour."""
    if asks_for_one_colour(prompt):
        return verdict("not blank", True, "")
    return verdict("not blank", spread(pixels_of(image)) > FLAT, "It is nearly one colour. Try another seed.")


def spread(pixels: Pixels) -> float:
    """How far the 1st and the 99th hundredth lie apart, 0 to 255, in the colour in which that is most."""
    low, high = np.percentile(pixels.reshape(-1, pixels.shape[-1]), (1, 99), axis=0)
    return float((high - low).max())


def differs(image: Any, before: Any) -> Verdict:
    """Whether a picture that was made from another is another: by more than rounding, `SAME` of 255 on average."""
    then = before.convert("RGB").resize(image.size)
    apart = float(np.abs(pixels_of(image) - pixels_of(then)).mean())
    return verdict("differs", apart > SAME, "It is as it was before. Give it more strength, such as strength=0.8.")


def fits_prompt(score: float, least: float) -> Verdict:
    """Whether the CLIP score of a picture and its prompt, 0 to 100, is `least` or more.

    Source: Hessel et al., CLIPScore, 2021, without its factor of 2.5.
    """
    hint = f"Its CLIP score is {score:.1f}, under {least:g}: it does not show what was asked for."
    return verdict("CLIP score", score >= least, f"{hint} Raise the guidance, take another seed, or say it otherwise.")


def judged(
    image: Any, prompt: str, flagged: bool = False, more: Sequence[Callable[[Any], Verdict]] = ()
) -> tuple[Verdict, ...]:
    """The checks that are certain, in order, up to the first that fails; `more` are those of whoever asks."""
    verdicts: list[Verdict] = []
    for check in (
        lambda image: not_flagged(flagged),
        lambda image: not_black(image, prompt),
        lambda image: not_blank(image, prompt),
        *more,
    ):
        verdicts.append(check(image))
        if not verdicts[-1].ok:
            break
    return tuple(verdicts)


def verdict(check: str, ok: bool, hint: str) -> Verdict:
    return Verdict(check, ok, "" if ok else hint)
