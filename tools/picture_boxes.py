"""What the tools that find things in pictures share: boxes drawn, things cut out, and what is told of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from runtime.calls import Results
from runtime.errors import BadInput, NoResult
from runtime.records import Artifact, Json
from tools.object_words import counted
from tools.pictures import PictureTool, listed

MOST_DRAWN, MOST_CUT, LISTED = 24, 200, 200
"""Pictures that boxes are drawn on, things that are cut out, and things in a result, at most."""
THRESHOLD: dict[str, Any] = {
    "type": "number",
    "nullable": True,
    "role": "threshold",
    "description": "How sure it must be of a thing, 0 to 1.",
}
CUT_OUT: dict[str, Any] = {
    "type": "boolean",
    "nullable": True,
    "role": "cut_out",
    "description": "Whether to cut each thing out as a picture of its own, in place of drawing boxes.",
}


@dataclass(frozen=True, slots=True)
class Looked:
    """A picture and what was found in it."""

    picture: Artifact
    things: list[dict[str, Any]]
    """As `runtime.runners.boxes.Found` says."""

    @property
    def said(self) -> str:
        """`park.jpg: 2 dogs, 1 cat`."""
        counts = Counter(str(thing["label"]) for thing in self.things)
        return f"{self.picture.title}: {', '.join(counted(n, name) for name, n in counts.most_common()) or 'none'}"


class BoxTool(PictureTool):
    def told(self, looked: Sequence[Looked], cut_out: bool, ran: Results, sought: str) -> dict[str, Json]:
        """The result: pictures with boxes or what was cut out, and the things as rows.

        Raises:
            NoResult: something was to be cut out, and there is nothing.
        """
        every = [thing for one in looked for thing in one.things]
        if cut_out and not every:
            raise NoResult(f"No {sought} was found in {', '.join(one.picture.title for one in looked[:5])}.")
        artifacts = self._cut(looked, ran) if cut_out else self._drawn(looked, ran)
        rows, whole = self._rows(looked, ran)
        counts = Counter(str(thing["label"]) for thing in every)
        told: dict[str, Json] = {
            "summary": listed([one.said for one in looked]) + self._where(looked, artifacts, cut_out),
            "pictures": rows,
            "counts": dict(counts.most_common()),
            "count": len(every),
            "artifacts": artifacts + whole,
        }
        sure = {"confidence": round(min(float(thing["score"]) for thing in every), 4)} if every else {}
        return told | sure

    def _where(self, looked: Sequence[Looked], artifacts: Sequence[str], cut_out: bool) -> str:
        if not artifacts:
            return ""
        many = f" and {len(artifacts) - 3} more" if len(artifacts) > 3 else ""
        how = "Cut out as" if cut_out else "Boxes are drawn in"
        notes = "".join(self.scaled_note(one.picture) for one in looked[:MOST_DRAWN])
        left = len(looked) > MOST_DRAWN and not cut_out
        return f" {how} {', '.join(artifacts[:3])}{many}." + (" Only the first are drawn." if left else "") + notes

    def _rows(self, looked: Sequence[Looked], ran: Results) -> tuple[list[Json], list[str]]:
        """Things by picture; where there are many, only so many, and all of them in a file."""
        rows: list[Json] = [
            {
                "source": one.picture.name,
                "count": len(one.things),
                "things": [thing | {"score": round(float(thing["score"]), 4)} for thing in one.things],
            }
            for one in looked
        ]
        if sum(len(one.things) for one in looked) <= LISTED:
            return rows, []
        made = self.made(ran, [one.picture.name for one in looked], "")
        short = [{"source": one.picture.name, "count": len(one.things), "things": one.things[:3]} for one in looked]
        return short[:LISTED], [self.save_list(rows, "things", made)]

    def _drawn(self, looked: Sequence[Looked], ran: Results) -> list[str]:
        """Names of the pictures with boxes; one where nothing was found has none."""
        from runtime.pictures.drawing import Mark, draw_boxes

        names = []
        for one in [one for one in looked if one.things][:MOST_DRAWN]:
            image = self.opened(one.picture)
            scale = self._scale(one.picture, image)
            marks = [Mark(scaled(thing["box"], scale), thing["label"], thing["score"]) for thing in one.things]
            names.append(
                self.save_picture(draw_boxes(image, marks), "boxes", self.made(ran, [one.picture.name], one.said))
            )
        return names

    def _cut(self, looked: Sequence[Looked], ran: Results) -> list[str]:
        """Names of the things, each a picture of its own."""
        names: list[str] = []
        for one in looked:
            image = self.opened(one.picture) if one.things else None
            scale = self._scale(one.picture, image) if one.things else 1.0
            for thing in one.things[: MOST_CUT - len(names)]:
                piece = image.crop(whole(scaled(thing["box"], scale)))  # type: ignore[union-attr]
                alt = f"{thing['label']}, cut out of {one.picture.title}, {thing['score']:.2f} sure"
                made = self.made(ran, [one.picture.name], alt, box=thing["box"])
                names.append(self.save_picture(piece, str(thing["label"]), made))
        return names

    @staticmethod
    def _scale(picture: Artifact, image: Any) -> float:
        """Pixels of the opened picture for one of the picture itself."""
        from runtime import pictures

        return float(image.width) / pictures.probe(picture.path).width


def scaled(box: Sequence[float], scale: float) -> tuple[float, float, float, float]:
    left, top, right, bottom = (edge * scale for edge in box)
    return left, top, right, bottom


def whole(box: Sequence[float]) -> tuple[int, int, int, int]:
    """A box in whole pixels, at least one wide and high.

    >>> whole((10.4, 3.0, 10.6, 9.5))
    (10, 3, 11, 10)
    """
    left, top = round(box[0]), round(box[1])
    return left, top, max(left + 1, round(box[2] + 1e-6)), max(top + 1, round(box[3] + 1e-6))


def listed_words(words: Sequence[Json] | None, tool: str, most: int = 50) -> list[str]:
    """What is to be found, once each.

    Raises:
        BadInput: there are none that are words, or too many.
    """
    wanted = list(dict.fromkeys(word.strip() for word in words or () if isinstance(word, str) and word.strip()))
    if not 1 <= len(wanted) <= most or any(len(word) > 100 for word in wanted):
        raise BadInput(
            f"Name 1 to {most} things in a few words each, e.g. {tool}(images=['photo-1'], things=['a mug'])."
        )
    return wanted


def checked_threshold(threshold: float | None, tool: str) -> dict[str, float]:
    """As a parameter, if it is given.

    Raises:
        BadInput: it is not from 0 to 1.
    """
    if threshold is not None and not 0 <= threshold <= 1:
        raise BadInput(f"threshold={threshold} is outside 0 to 1. Call {tool}(..., threshold=0.5) again.")
    return {} if threshold is None else {"threshold": float(threshold)}
