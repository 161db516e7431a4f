"""What an export of the memory looks like, as a JSON Schema: what does not fit it is not imported."""

from __future__ import annotations

from typing import Any

VERSION = 1
"""Raise it when an older Atelier could no longer read what is written."""
SESSION = r"^[a-z0-9][a-z0-9-]{0,63}\Z"
LONGEST_TEXT = 10_000_000
MOST_TOKENS = 10**12


def text(longest: int = LONGEST_TEXT) -> dict[str, Any]:
    return {"type": "string", "maxLength": longest}


def matching(pattern: str) -> dict[str, Any]:
    return {"type": "string", "pattern": pattern, "maxLength": 64}


def number(least: float, most: float, kind: str = "number") -> dict[str, Any]:
    return {"type": kind, "minimum": least, "maximum": most}


def record(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """An object with these fields and no other."""
    fields = required | optional
    return {"type": "object", "properties": fields, "required": list(required), "additionalProperties": False}


def either(*kinds: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": list(kinds)}


NOTHING = {"type": "null"}
ID = matching(r"^[0-9a-f]{32}\Z")
TIME = matching(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}(Z|[+-][0-9]{2}:[0-9]{2})\Z")
MAYBE_TIME = either(TIME, {"const": ""})
STATUS = {"enum": ["running", "done", "failed", "stopped", "interrupted"]}
KIND = matching(r"^[a-z]+(-[a-z]+)*\Z")
NAMES = {"type": "array", "items": text(300), "maxItems": 10_000}
STEP_ID = number(1, 2**62, "integer")

ARTIFACT = record(
    {
        "name": text(300),
        "path": text(300),
        "media_type": text(300),
        "sha256": text(64),
        "provenance": {"type": "object"},
        "created_at": text(40),
    }
)
CITATION = record(
    {
        "source": text(1000),
        "page": either(number(0, 10**9, "integer"), NOTHING),
        "quote": text(),
        "score": number(-9, 9),
    },
    artifact=text(300),
    line=either(number(1, 10**9, "integer"), NOTHING),
    seconds=either(number(0, 10**9), NOTHING),
)
ANSWER = {
    "type": "object",
    "properties": {
        "text": text(),
        "artifacts": {"type": "array", "items": ARTIFACT},
        "citations": {"type": "array", "items": CITATION},
    },
    "required": ["text", "citations"],
}
STEP = record(
    {
        "id": STEP_ID,
        "parent": either(STEP_ID, NOTHING),
        "at": TIME,
        "kind": KIND,
        "agent": text(300),
        "caller": text(300),
        "tool": text(300),
        "arguments": {"type": "object"},
        "text": text(),
        "error": text(),
        "seconds": number(0, 1e9),
        "input_tokens": number(0, MOST_TOKENS, "integer"),
        "output_tokens": number(0, MOST_TOKENS, "integer"),
        "fraction": either(number(0, 1), NOTHING),
    }
)
REQUEST = record({"text": text(), "files": NAMES, "language": text(40)})
RUN = record(
    {
        "id": ID,
        "session": matching(SESSION),
        "parent": text(64),
        "request": REQUEST,
        "answer": either(ANSWER, NOTHING),
        "status": STATUS,
        "started_at": TIME,
        "finished_at": MAYBE_TIME,
        "steps": {"type": "array", "items": STEP},
    }
)
NOTE = record(
    {
        "session": matching(SESSION),
        "key": text(10_000) | {"minLength": 1},
        "value": {},
        "by": text(300),
        "confidence": number(0, 1),
        "sources": NAMES,
        "created_at": TIME,
        "run": either(ID, {"const": ""}),
        "superseded_at": MAYBE_TIME,
    }
)
EXPORT = record(
    {
        "atelier_memory": {"const": VERSION},
        "exported_at": TIME,
        "runs": {"type": "array", "items": RUN, "maxItems": 1_000_000},
        "notes": {"type": "array", "items": NOTE, "maxItems": 1_000_000},
    }
)
