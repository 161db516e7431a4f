"""What detectors know by name, and how people say it: COCO's 80 classes, their plurals and some other words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

COCO = (
    "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat", "traffic light",
    "fire hydrant", "stop sign", "parking meter", "bench", "bird", "cat", "dog", "horse", "sheep", "cow", "elephant",
    "bear", "zebra", "giraffe", "backpack", "umbrella", "handbag", "tie", "suitcase", "frisbee", "skis", "snowboard",
    "sports ball", "kite", "baseball bat", "baseball glove", "skateboard", "surfboard", "tennis racket", "bottle",
    "wine glass", "cup", "fork", "knife", "spoon", "bowl", "banana", "apple", "sandwich", "orange", "broccoli",
    "carrot", "hot dog", "pizza", "donut", "cake", "chair", "couch", "potted plant", "bed", "dining table", "toilet",
    "tv", "laptop", "mouse", "remote", "keyboard", "cell phone", "microwave", "oven", "toaster", "sink",
    "refrigerator", "book", "clock", "vase", "scissors", "teddy bear", "hair drier", "toothbrush",
)  # fmt: skip
"""Source: Lin et al., Common Objects in Context, 2014."""
ALSO = {
    "people": "person", "man": "person", "men": "person", "woman": "person", "women": "person", "child": "person",
    "children": "person", "kids": "person", "bike": "bicycle", "motorbike": "motorcycle", "plane": "airplane",
    "aeroplane": "airplane", "sofa": "couch", "television": "tv", "phone": "cell phone", "plant": "potted plant",
    "ball": "sports ball", "fridge": "refrigerator", "table": "dining table", "knives": "knife", "mice": "mouse",
}  # fmt: skip
"""Other words for a class."""
PLURAL = r"(?:e?s)?"


def class_meant(word: str, classes: Sequence[str]) -> str:
    """The class that a person means; empty where it is none of `classes`.

    >>> [class_meant(word, ("person", "dog", "bus")) for word in ("Dogs", "people", "a bus", "buses", "mug")]
    ['dog', 'person', 'bus', 'bus', '']
    """
    said = re.sub(r"^(?:an?|the|all|any|every) ", "", word.strip().lower())
    forms = [said, said.removesuffix("s"), said.removesuffix("es"), re.sub("ies$", "y", said)]
    known = {name.strip().lower(): name for name in classes}
    meant = (known.get(other, "") for form in forms for other in (form, ALSO.get(form, "")))
    return next(filter(None, meant), "")


def spoken(names: Iterable[str] = (*COCO, *ALSO)) -> str:
    """A pattern for any of these words, one or many; the longest first."""
    return "(?:" + "|".join(re.escape(name) + PLURAL for name in sorted(names, key=len, reverse=True)) + ")"


def counted(number: int, name: str) -> str:
    """
    >>> counted(1, "dog"), counted(3, "bus"), counted(2, "person"), counted(2, "sheep")
    ('1 dog', '3 buses', '2 people', '2 sheep')
    """
    irregular = {"person": "people", "sheep": "sheep", "knife": "knives", "mouse": "mice", "skis": "skis"}
    ending = "es" if name.endswith(("s", "x", "ch", "sh")) else "s"
    return f"{number} {name if number == 1 else irregular.get(name, name + ending)}"
