"""Questions about what a picture shows, answered in a word or two."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

from runtime.errors import BadInput
from runtime.records import Json
from tools.outcomes import Outcome
from tools.pictures import PICTURES, PictureTool, listed

LONGEST = 200
"""Characters of a question."""
QUESTION: dict[str, Any] = {
    "type": "string",
    "role": "asked",
    "description": f"A question about what is to be seen, at most {LONGEST} characters.",
}


class AskPicture(PictureTool):
    name = "ask_picture"
    description = (
        "Answers a short English question about each picture in a word or two: a colour, a number, yes or no, a thing. "
        "With a score from 0 to 1. Not for what is written in it: for that use ask_scan; nor for long answers: for "
        "those use discuss_picture."
    )
    inputs = {
        "images": PICTURES,
        "question": QUESTION,
        "count": {
            "type": "integer",
            "nullable": True,
            "role": "count",
            "description": "How many answers to name where the model ranks them, 1 to 20; 1 if left out.",
        },
    }
    returns: ClassVar = {
        "pictures": ("array", "source, answer, score, others (answer and score, next best first), of each in order."),
        "answers": ("object", "Answer to how many pictures have it."),
        "confidence": ("number", "The lowest score of an answer."),
    }
    outcomes = (
        Outcome("answers", r"(?:^|[:,] )(?:is|are|does|do|did|has|have|was|were)\b", "yes", how="has"),
        Outcome("answers", r"\banswer\b.*\b(?P<value>yes|no|\w+)$", how="has"),
    )
    task = "visual-question-answering"
    tells = True
    cues: ClassVar = (
        r"\b(what|which) colou?r\b.*\b(in|on) (the|this|that|each) (picture|photo|image)",
        r"\bhow many\b.*\b(in|on) (the|this|that|each|these) (picture|photo|image)",
        r"\b(is|are) there (an?|any|some)\b.*\b(in|on) (the|this|that|each|these) (picture|photo|image)",
    )
    asks: ClassVar = (
        "how many dogs are in the picture?",
        "what colour is the car in the photo?",
        "is there a person in the image?",
        "what is the man on the picture holding?",
        "what is the weather like in the photo?",
    )

    def forward(self, images: list[str], question: str, count: int | None = None) -> dict[str, Json]:
        most, asked = 1 if count is None else count, checked(question, self.name)
        if not 1 <= most <= 20:
            raise BadInput(f"count={most} is outside 1 to 20. Call ask_picture again with a number in that range.")
        given = self.pictures(images)
        ran = self.run([{"image": one.path, "question": asked} for one in given], top_k=most)
        rows = [
            {"source": one.name, **rounded(answers[0]), "others": [rounded(other) for other in answers[1:]]}
            for one, answers in zip(given, ran.items, strict=True)
        ]
        return {
            "summary": told([one.title for one in given], rows),
            "pictures": rows,
            "answers": dict(Counter(str(row["answer"]).lower() for row in rows)),
            "confidence": min(float(row["score"]) for row in rows),
        }


def checked(question: str, tool: str) -> str:
    """
    Raises:
        BadInput: it is blank or too long.
    """
    asked = question.strip()
    if not 1 <= len(asked) <= LONGEST:
        raise BadInput(
            f"question has {len(asked)} characters; give 1 to {LONGEST}, e.g. {tool}(question='what colour is it?')."
        )
    return asked


def rounded(answer: dict[str, Any]) -> dict[str, Any]:
    return {"answer": answer["answer"], "score": round(float(answer["score"]), 4)}


def told(titles: list[str], rows: list[dict[str, Any]]) -> str:
    """
    >>> told(["a.png"], [{"answer": "red", "score": 0.91}])
    'red (score 0.91)'
    >>> told(["a.png", "b.png"], [{"answer": "red", "score": 0.9}, {"answer": "two", "score": 0.4}])
    'a.png: red (score 0.90); b.png: two (score 0.40).'
    """
    said = [f"{row['answer'] or 'no answer'} (score {row['score']:.2f})" for row in rows]
    return said[0] if len(said) == 1 else listed([f"{title}: {one}" for title, one in zip(titles, said, strict=True)])
