"""What agents wrote down for one another."""

from __future__ import annotations

from typing import ClassVar

from runtime.errors import BadInput
from runtime.records import Json
from tools.base import Tool


class WriteNote(Tool):
    name = "write_note"
    description = (
        "Writes down a fact for the session: a short key and its value. A second value under the same key is kept "
        "beside the first, never over it."
    )
    inputs = {
        "key": {"type": "string", "role": "key", "description": "What the fact is about, in a few words."},
        "value": {"type": "string", "role": "note", "description": "The fact, at most 4,000 characters."},
    }
    returns: ClassVar = {"key": ("string", "The key it was noted under.")}
    side_effects = "writes a note in the session"
    cues: ClassVar = (
        r"\b(remember|note|write down|make a note|jot down|keep in mind)\b(?!.*\?)",
        r"\b(save|store) (this|that|it|a note)\b",
    )
    asks: ClassVar = (
        "remember that the meeting is on Friday",
        "make a note of this",
        "write down that the budget is 500",
        "keep in mind that I work part time",
    )

    def forward(self, key: str, value: str) -> dict[str, Json]:
        if not key.strip() or not value.strip() or len(value) > 4000:
            raise BadInput("A note needs a key and a value of 1 to 4,000 characters. Call write_note again with both.")
        self.bench.notes.write(key.strip(), value.strip(), by=self.agent or self.name)
        return {"summary": f"Noted: {value.strip()}", "key": key.strip()}


class RecallNote(Tool):
    name = "recall_note"
    description = (
        "Finds what was written down in this session that fits a topic, best first. Notes that differ are all shown."
    )
    inputs = {
        "topic": {"type": "string", "role": "query", "description": "What the note should be about."},
    }
    returns: ClassVar = {"notes": ("array", "Best first: key, value, by, score.")}
    task = "sentence-similarity"
    cues: ClassVar = (
        r"\bnotes?\b.*\b(about|on|say)\b",
        r"\b(recall|what did (i|you|we) (note|write|say|tell))\b",
        r"\b(asked|ask|told|tell) (you|me) to (remember|note|keep|write)\b.*\?",
        r"\bdo you remember\b|\bwhat do you remember\b",
        r"\b(my|your|the) notes\b",
    )
    asks: ClassVar = (
        "what did I ask you to remember?",
        "recall the note about the meeting",
        "what do your notes say on this?",
        "do you remember what I told you?",
    )

    def forward(self, topic: str) -> dict[str, Json]:
        found = self.bench.notes.search(topic, self.bench.encoder, k=5)
        lines = [f"{note.key}: {note.value}" for note, _ in found]
        return {
            "summary": "\n".join(lines) or "Nothing was written down in this session.",
            "notes": [{"key": n.key, "value": n.value, "by": n.by, "score": round(float(s), 4)} for n, s in found],
        }
