"""How an article and its picture sound together: positive, neutral or negative, with the reasons."""

from __future__ import annotations

import re
from typing import ClassVar

from runtime.errors import BadInput, NoResult
from runtime.records import Json
from tools.mood_labels import MOODS, moods
from tools.outcomes import Outcome
from tools.pictures import PictureTool
from tools.texts import TEXT

LONGEST, TOKENS = 6000, 300
"""Characters of an article that are read, and tokens of the reasons."""
MOOD = re.compile(r"\b(positive|neutral|negative)\b", re.I)
FEELS, TOLD = r"(sentiment|mood|tone|outlook|positive|negative)", r"(article|text|story|news|post|document)"
PROMPT = (
    "Read this article and look at its picture.\n\nArticle: {article}\n\nIs what both say about {subject} positive, "
    "neutral or negative? Begin with that one word. Then give the reasons in two or three sentences: what in the "
    "article, and what in the picture."
)


def prompt_of(article: str, subject: str) -> str:
    return PROMPT.format(article=article, subject=subject or "its subject")


class JudgeArticle(PictureTool):
    name = "judge_article"
    description = (
        "Judges how an article and its picture sound together about a subject, such as a company or a share: positive, "
        "neutral or negative, with the reasons. Where the text alone sounds otherwise, says so: then a person should "
        "look. For a text without a picture use judge_sentiment."
    )
    inputs = {
        "text": TEXT | {"nullable": False},
        "image": {"type": "string", "role": "illustration", "description": "Artifact name of the article's picture."},
        "subject": {
            "type": "string",
            "nullable": True,
            "role": "subject",
            "description": "About what: 'the share price of Ford'; its main subject if left out.",
        },
    }
    returns: ClassVar = {
        "label": ("string", "positive, neutral or negative."),
        "reasons": ("string", "The model's own words."),
        "text_label": ("string", "What the text alone sounds like."),
        "conflict": ("boolean", "Whether one is positive and the other negative: a person should look at it."),
        "truncated": ("boolean", f"Whether only the first {LONGEST} characters were read."),
        "confidence": (
            "number",
            "0.8 where text and picture agree, 0.5 where one is neutral, 0.2 where they conflict.",
        ),
    }
    task = "image-text-to-text"
    outcomes = tuple(Outcome("label", rf"\b{mood}\b", mood) for mood in MOODS)
    cues: ClassVar = (
        r"\b(taken together|between them|together)\b.*\b(sound|come across|seem|feel|positive|negative)\b"
        r".*\b(about|towards?)\b",
        rf"\b{FEELS}\b.*\b{TOLD}\b.*\b(picture|photo|image)\b",
        rf"\b{TOLD}\b.*\b(with|and) (its|the|this) (picture|photo|image)\b.*\b{FEELS}\b",
    )
    asks: ClassVar = (
        "what is the sentiment of the article together with its picture?",
        "do the text and the photo sound positive or negative about the company?",
        "judge the mood of this news story and its image",
        "multi-modal sentiment of the post and the picture",
    )

    @classmethod
    def needs(cls) -> tuple[str, ...]:
        return (cls.task, "sentiment-analysis")

    def forward(self, text: str, image: str, subject: str | None = None) -> dict[str, Json]:
        document, name = self.material(text)
        picture, about = self.picture(image), (subject or "").strip()
        article = " ".join(document.text.split())
        if len(about) > 200:
            raise BadInput("subject is longer than 200 characters. Name it in a few words, e.g. 'the share price'.")
        asked = {"images": [picture.path], "prompt": prompt_of(article[:LONGEST], about)}
        said = str(self.run([asked], max_new_tokens=TOKENS).items[0]["text"])
        match = MOOD.search(said)
        if match is None:
            raise NoResult(f"The model named no mood; it said: {said[:200]!r}. Say so rather than trying again.")
        label, alone = match[1].lower(), self._alone(article[:LONGEST])
        sure = 0.8 if label == alone else 0.2 if "neutral" not in (label, alone) else 0.5
        told = f"{document.title if name else 'The text'} with {picture.title} is {label}. {said}"
        warned = f" The text alone sounds {alone}: a person should look at it." if sure == 0.2 else ""
        return {
            "summary": told + warned,
            "label": label,
            "reasons": said,
            "text_label": alone,
            "conflict": sure == 0.2,
            "truncated": len(article) > LONGEST,
            "confidence": sure,
        }

    def _alone(self, article: str) -> str:
        """What the text sounds like without the picture."""
        scores = moods(self.run([article], "sentiment-analysis").items[0])
        return max(scores, key=scores.__getitem__)
