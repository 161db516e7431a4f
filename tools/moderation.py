"""Whether a text may be shown as it is, or what in it stands against that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from runtime.records import Json
from tools.base import Tool
from tools.moderation_policy import VERDICTS, Finding, Policy, policy_of
from tools.outcomes import Outcome
from tools.texts import MOST_ROWS, TEXT, TEXTS, Given, Piece, cite, given, listed, provenance, sentences_of

SHOWN = 5
TITLES = {"allow": "may be shown", "review": "should be looked at by a person", "block": "should not be shown"}


SPOKEN_VERDICTS = (
    Outcome("verdict", r"\bverdict\b.*\b(?:ok(?:ay)?|fine|clean)\b|\ballow(?:ed)?\b|\bpass(?:es|ed)?\b", "allow"),
    Outcome("verdict", r"\bverdict\b.*\breview\b", "review"),
    Outcome("verdict", r"\bblock(?:ed)?\b|\bfail(?:s|ed)?\b", "block"),
)
"""How people speak of a verdict, of texts or of pictures."""


class Moderate(Tool):
    name = "moderate"
    description = (
        "Judges whether a text, a document or each of several comments may be published: allow, review by a person, or "
        "block, with a score from 0 to 1 for toxicity, hate, threat, sexual, self-harm and spam, and the sentences "
        "that gave the reason. A help for a person, not a judge: it misses hints and irony."
    )
    inputs = {"text": TEXT, "texts": TEXTS}
    returns: ClassVar = {
        "verdict": ("string", "allow, review or block; of several texts the worst."),
        "categories": ("object", "Category to the highest score of a sentence, 0 to 1; only those that are judged."),
        "reasons": ("array", "Sentences at or near a threshold, worst first: category, score, quote, page, of (number "
                    "of its text, from 0), verdict."),
        "results": ("array", "For each text: text, verdict, categories."),
        "thresholds": ("object", "Category to the score from which it is blocked; from 0.2 under that it is reviewed."),
        "confidence": ("number", "0 to 1: lower, the nearer a score is to its threshold."),
        "citations": ("array", "Reasons found in documents: n, source, page, quote, score (0 to 1)."),
    }  # fmt: skip
    task = "text-moderation"
    labels = ("reads_untrusted",)
    outcomes = (
        Outcome(
            "verdict",
            r"\b(?:safe|ok(?:ay)?|fit|suitable|allowed) to (?:publish|post|show|print|be published)\b",
            "allow",
        ),
        Outcome("verdict", r"\b(?:clean|harmless|inoffensive)\b", "allow"),
        Outcome("verdict", r"\b(?:toxic|offensive|abusive|hateful|insulting|inappropriate|spam)\b", "block"),
        *SPOKEN_VERDICTS,
    )
    cues: ClassVar = (
        r"\bmoderat(e|es|ed|ing|ion)\b",
        r"\b(toxic(ity)?|hate ?speech|hateful|offensive|abusive|inappropriate|harmful|insult(s|ing)?|threats?|spam)\b",
        r"\b(safe|ok(ay)?|fit|suitable|allowed) to (publish|post|show|print|be published|be posted)\b",
        r"\b(may|can|should) (we|i|it|this|that|the \w+|QTEXT) (be )?(publish|post|show)(ed|n)?\b",
        r"\b(can|could|may|might) be (published|posted|printed|broadcast)\b",
        r"\bflag\b.*\b(comments?|texts?|messages?|posts?|reviews?|QTEXT|it|this|document)\b",
    )
    asks: ClassVar = (
        "moderate this comment",
        "is this text toxic or offensive?",
        "check these messages for hate speech and threats",
        "is this post spam?",
        "may this comment be published?",
        "flag the inappropriate reviews",
        "is the document safe to publish?",
    )

    def forward(self, text: str | None = None, texts: list[str] | None = None) -> dict[str, Json]:
        sources, policy = given(self, text, texts), policy_of(self.bench.moderation)
        pieces = list(sentences_of(sources))
        ran = self.run([piece.text for piece in pieces])
        findings = findings_of(pieces, ran.items, policy)
        results = [_result(number, source, findings, policy) for number, source in enumerate(sources)]
        reasons = sorted(
            (one for one in findings if policy.verdict(one.category, one.score) != "allow"), key=lambda one: -one.score
        )
        worst = policy.worst(findings)
        parameters: dict[str, Json] = {"thresholds": dict(policy.blocked)}
        shown = listed(self, "results", results, provenance(self, sources, parameters, ran))
        summary, citations = self._told(sources, results, reasons, worst)
        return {
            "summary": summary,
            "verdict": worst,
            "categories": highest(findings),
            "reasons": [_reason(one, policy) for one in reasons[:MOST_ROWS]],
            "thresholds": dict(policy.blocked),
            "confidence": _confidence(findings, policy),
            "citations": citations,
        } | {name: shown[name] for name in ("results", "artifacts")}

    def _told(
        self, sources: Sequence[Given], results: Sequence[Mapping[str, Json]], reasons: Sequence[Finding], worst: str
    ) -> tuple[str, list[dict[str, Json]]]:
        lines, citations = [], []
        for one in reasons[:SHOWN]:
            mark, citation = cite(self, sources[one.of], Piece(one.reason, one.of, one.page), one.score)
            lines.append(f"{one.category} {one.score:.2f}: “{one.reason}”{mark}")
            citations += citation
        if len(sources) == 1:
            return "\n".join((f"{sources[0].title} {TITLES[worst]} ({worst}).", *lines)), citations
        counts = [(verdict, sum(result["verdict"] == verdict for result in results)) for verdict in VERDICTS[::-1]]
        said = ", ".join(f"{count} {verdict}" for verdict, count in counts if count)
        return "\n".join((f"Of {len(sources)} texts: {said}.", *lines)), citations


def findings_of(pieces: Sequence[Piece], scores: Sequence[Mapping[str, float]], policy: Policy) -> list[Finding]:
    """What each sentence scores in each category that the policy and the model know."""
    return [
        Finding(category, round(float(score), 4), piece.of, piece.text, piece.page)
        for piece, found in zip(pieces, scores, strict=True)
        for category, score in found.items()
        if category in policy.blocked
    ]


def highest(findings: Sequence[Finding]) -> dict[str, float]:
    """Category to its highest score."""
    found: dict[str, float] = {}
    for one in findings:
        found[one.category] = max(found.get(one.category, 0.0), one.score)
    return found


def _result(number: int, source: Given, findings: Sequence[Finding], policy: Policy) -> dict[str, Json]:
    own = [one for one in findings if one.of == number]
    return {"text": source.title, "verdict": policy.worst(own), "categories": highest(own)}


def _reason(one: Finding, policy: Policy) -> dict[str, Json]:
    return {
        "category": one.category,
        "score": one.score,
        "quote": one.reason,
        "page": one.page,
        "of": one.of,
        "verdict": policy.verdict(one.category, one.score),
    }


def _confidence(findings: Sequence[Finding], policy: Policy) -> float:
    """1 where every category is far from its threshold, less where one is near it: half of 1 at the threshold."""
    away = [abs(score - policy.blocked[category]) for category, score in highest(findings).items()]
    return round(min([0.5 + distance for distance in away] + [1.0]), 4)
