"""Whether pictures may be shown as they are, or what in them stands against that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from runtime.records import Artifact, Json
from tools.moderation import SPOKEN_VERDICTS, TITLES, highest
from tools.moderation_policy import VERDICTS, Finding, Policy, policy_of
from tools.outcomes import Outcome
from tools.picture_matching import TASK
from tools.pictures import PICTURES, PictureTool, listed

SHOWS: dict[str, tuple[str, ...]] = {
    "sexual": ("a naked person", "pornography", "people having sex"),
    "threat": ("a weapon pointed at somebody", "blood and a wounded body", "people fighting violently"),
    "hate": ("a swastika", "a racist caricature"),
    "self-harm": ("a person hurting themselves", "cuts on an arm"),
    "": ("an everyday photo", "a landscape", "a portrait of a dressed person", "an animal", "a drawing", "a document",
         "food", "a street with buildings"),
}  # fmt: skip
"""Category to what a picture of it shows; the last are harmless. Their scores sum to one."""


class ModeratePictures(PictureTool):
    name = "moderate_pictures"
    description = (
        "Judges whether pictures may be published: allow, review by a person, or block, with a score from 0 to 1 for "
        "sexual content, violence and threats, hate symbols and self-harm. It compares each picture with descriptions "
        "of such (CLIP): a help for a person, not a judge. For texts use moderate."
    )
    inputs = {"images": PICTURES}
    returns: ClassVar = {
        "verdict": ("string", "allow, review or block; of several pictures the worst."),
        "pictures": ("array", "source, verdict, categories (category to score), looks_like, of each in order."),
        "thresholds": ("object", "Category to the score from which it is blocked; from 0.2 under that it is reviewed."),
        "confidence": ("number", "0 to 1: lower, the nearer a score is to its threshold."),
    }
    task = TASK
    outcomes = (
        Outcome("verdict", r"\b(?:safe|ok(?:ay)?|fit|suitable|allowed) to (?:publish|post|show|print)\b", "allow"),
        Outcome("verdict", r"\b(?:nsfw|unsafe|explicit|inappropriate)\b", "block"),
        *SPOKEN_VERDICTS,
    )
    cues: ClassVar = (
        r"\b(through|to|past|pass(es)?) (the )?moderation\b",
        r"\bnsfw\b",
        r"\b(may|can|could|should|are|is it (ok(ay)?|fine|alright|safe|all right)) (we|i|they|one|allowed)? ?"
        r"(allowed )?(to )?(\w+ )?(print|publish|post|show|air|exhibit|share) "
        r"(these|this|those|them|it|that|both|all|the picture)\b",
        r"\b(moderate|moderation|screen)\b.*\b(pictures?|photos?|images?)\b",
        r"\bflag (any |all |every |these |those |the |my |our )*(\w+ )?(pictures?|photos?|images?)\b",
        r"\b(pictures?|photos?|images?)\b.*\b(safe|ok(ay)?|fit|suitable|allowed) (to|for)\b",
        r"\b(pictures?|photos?|images?)\b.*\b(violen\w+|nud\w+|naked|porn\w*|inappropriate|offensive|explicit)\b",
        r"\b(violen\w+|nud\w+|naked|porn\w*|inappropriate|offensive|explicit)\b.*\b(pictures?|photos?|images?)\b",
    )
    asks: ClassVar = (
        "may this picture be published?",
        "is the photo safe to post?",
        "moderate these images",
        "check the pictures for nudity and violence",
        "is the image NSFW?",
        "flag the inappropriate photos",
    )

    def forward(self, images: list[str]) -> dict[str, Json]:
        given, policy = self.pictures(images), policy_of(self.bench.moderation)
        shown = {sentence: category for category, sentences in SHOWS.items() for sentence in sentences}
        ran = self.run([one.path for one in given], candidate_labels=list(shown))
        findings = [of_picture(number, ranked, shown, policy) for number, ranked in enumerate(ran.items)]
        rows = [
            row(one, own, str(ranked[0]["label"]), policy)
            for one, own, ranked in zip(given, findings, ran.items, strict=True)
        ]
        every = [one for own in findings for one in own]
        away = [abs(one.score - policy.blocked[one.category]) for one in every]
        return {
            "summary": listed([said(one, own) for one, own in zip(given, rows, strict=True)]),
            "verdict": max((str(one["verdict"]) for one in rows), key=VERDICTS.index),
            "pictures": rows,
            "thresholds": {category: policy.blocked[category] for category in SHOWS if category in policy.blocked},
            "confidence": round(min([0.5 + distance for distance in away] + [1.0]), 4),
        }


def of_picture(
    number: int, ranked: Sequence[Mapping[str, float | str]], shown: Mapping[str, str], policy: Policy
) -> list[Finding]:
    """What a picture scores in each category that the policy judges: the sum of the category's descriptions."""
    found: dict[str, float] = dict.fromkeys((one for one in SHOWS if one in policy.blocked), 0.0)
    for one in ranked:
        category = shown[str(one["label"])]
        if category in found:
            found[category] += float(one["score"])
    best = {shown[str(one["label"])]: str(one["label"]) for one in reversed(ranked)}
    return [Finding(category, round(min(1.0, score), 4), number, best[category]) for category, score in found.items()]


def row(picture: Artifact, findings: Sequence[Finding], looks_like: str, policy: Policy) -> dict[str, Json]:
    return {
        "source": picture.name,
        "verdict": policy.worst(findings),
        "categories": highest(findings),
        "looks_like": looks_like,
    }


def said(picture: Artifact, result: Mapping[str, Json]) -> str:
    categories = dict(result["categories"]) if isinstance(result["categories"], dict) else {}
    worst = max(categories, key=lambda one: float(categories[one]), default="")
    reason = f": {worst} {float(categories[worst]):.2f}" if worst and result["verdict"] != "allow" else ""
    return f"{picture.title} {TITLES[str(result['verdict'])]} ({result['verdict']}{reason})"
