"""What was said in earlier conversations."""

from __future__ import annotations

from typing import ClassVar

from memory.vectors import KINDS
from runtime.errors import BadArgument, BadInput, MirrorOutOfReach, MissingExtra, NoResult
from runtime.records import Json
from tools.base import Tool

MOST = 20
LEAST = 0.25
"""Cosine under which two texts have little to do with each other: that of unrelated sentences stays below."""


class Recall(Tool):
    name = "recall"
    description = (
        "Finds what was said in earlier sessions that is nearest in meaning, best first: notes, answers and what "
        "tools came to, each with its session and date. It reads no documents; the notes of this session alone are "
        "found by recall_note."
    )
    inputs = {
        "query": {"type": "string", "role": "query", "description": "What it should be about."},
        "k": {
            "type": "integer",
            "role": "limit",
            "nullable": True,
            "description": "How many; 5 if left out, at most 20.",
        },
        "kind": {
            "type": "string",
            "role": "memory_kind",
            "nullable": True,
            "description": "Only these: note, answer or step.",
        },
        "since": {
            "type": "string",
            "role": "since",
            "nullable": True,
            "description": "Only from this ISO 8601 date on: 2027-01-31.",
        },
    }
    returns: ClassVar = {"recalled": ("array", "Best first: kind, text, session, by, at, score (cosine).")}
    task = "sentence-similarity"
    labels = ("reads_untrusted", "reads_private")
    tells = True
    cues: ClassVar = (
        r"\b(earlier|previous|past|former|old(er)?|other|all) (sessions?|conversations?|chats?)\b",
        r"\b(we|you|i) (said|found( out)?|talked about|discussed|concluded|worked out) "
        r"(last (week|month|time|year)|the other day|yesterday|before|earlier)\b",
        r"\b(did|have|had) (we|you|i) (say|said|find|found|conclude|discuss|decide|talk|work)\w*\b.*"
        r"\b(last|yesterday|before|"
        r"earlier|previous|the other day)\b",
        r"\b(earlier|previous|past|former|old(er)?) (notes|answers|steps)\b",
        r"\bin (any|another) (session|conversation|chat)\b",
    )
    asks: ClassVar = (
        "what did we find out about this in earlier sessions?",
        "have we discussed that in a previous conversation?",
        "search all past conversations for a topic",
        "what was the answer last week in another session?",
    )

    def forward(
        self, query: str, k: int | None = None, kind: str | None = None, since: str | None = None
    ) -> dict[str, Json]:
        if not query.strip():
            raise BadInput("recall was given no query. Call it again with what it should be about.")
        try:
            found = self.bench.recollect(query, min(max(k or 5, 1), MOST), kind or "", since or "")
        except BadArgument as error:
            raise BadInput(f"recall: {error}") from error
        except (MissingExtra, MirrorOutOfReach) as error:
            raise NoResult(f"Earlier sessions cannot be searched now: {error} Say so.") from error
        near = [each for each in found if each.score >= LEAST]
        lines = [f"{each.at[:10]}, {each.kind} of session {each.session}: {each.text}" for each in near]
        facts = ("kind", "text", "session", "by", "at", "score")
        return {
            "summary": "\n\n".join(lines) or f"Nothing like that was said in earlier sessions ({', '.join(KINDS)}).",
            "recalled": [{name: getattr(each, name) for name in facts} for each in near],
        }
