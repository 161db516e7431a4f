"""What agents wrote down for one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from memory.notes import Note, said, standing
from memory.recall import told
from runtime.errors import BadInput
from runtime.records import Json
from tools.base import Tool


class WriteNote(Tool):
    name = "write_note"
    description = (
        "Writes down a fact for the session: a short key and its value. Another agent's value under the same key is "
        "kept beside it; your own older one is superseded."
    )
    inputs = {
        "key": {"type": "string", "role": "key", "description": "What the fact is about, in a few words."},
        "value": {"type": "string", "role": "note", "description": "The fact, at most 4,000 characters."},
        "sources": {
            "type": "array",
            "description": "Names of the artifacts it was read from.",
            "nullable": True,
        },
        "confidence": {"type": "number", "description": "How sure it is, 0 to 1; 1 if left out.", "nullable": True},
    }
    returns: ClassVar = {"key": ("string", "The key it was noted under.")}
    side_effects = "writes a note in the session"
    labels = ()
    cues: ClassVar = (
        r"\b((?<!you )remember|note that|(?:^|\W)note:|(?:make|take) a note|keep in mind)\b(?!.*\?)",
        r"\b(write|note|jot|put)\b.{0,6}\bdown\b(?!.*\?)",
        r"^note\b(?! to)(?!.*\?)|\b(save|store) (this|that|it|a note)\b",
    )
    asks: ClassVar = (
        "remember that the meeting is on Friday",
        "make a note of this",
        "write down that the budget is 500",
        "keep in mind that I work part time",
    )

    def forward(
        self, key: str, value: str, sources: list[str] | None = None, confidence: float = 1.0
    ) -> dict[str, Json]:
        if not key.strip() or not value.strip() or len(value) > 4000:
            raise BadInput("A note needs a key and a value of 1 to 4,000 characters. Call write_note again with both.")
        named = [self.bench.artifacts.get(name).name for name in sources or ()]
        self.bench.notes.write(key.strip(), value.strip(), self.agent or self.name, confidence, named)
        self.bench.notes.refresh(self.bench.encoder)
        held = self.bench.notes.read(key)
        conflict = f" Others noted something else: {standing(held)}." if differ(held) else ""
        return {"summary": f"Noted: {value.strip()}{conflict}", "key": key.strip()}


class RecallNote(Tool):
    name = "recall_note"
    description = (
        "Finds what was written down in this session that fits a topic, best first. Notes that differ are all shown."
    )
    inputs = {
        "topic": {"type": "string", "role": "query", "description": "What the note should be about."},
    }
    returns: ClassVar = {
        "notes": ("array", "Best first: key, value, by, run, sources, confidence, at, score."),
        "conflicts": ("array", "Keys under which agents noted different values."),
    }
    task = "sentence-similarity"
    labels = ("reads_untrusted",)
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
        lines = told(self.bench.notes, [note for note, _ in found])
        return {
            "summary": "\n".join(lines) or "Nothing was written down in this session.",
            "notes": [facts(note) | {"score": round(float(score), 4)} for note, score in found],
            "conflicts": sorted(key for key in {note.key for note, _ in found} if differ(self.bench.notes.read(key))),
        }


def differ(held: Sequence[Note]) -> bool:
    return len({said(note.value) for note in held}) > 1


def facts(note: Note) -> dict[str, Json]:
    made = {"run": note.run, "sources": list(note.sources), "confidence": note.confidence, "at": note.created_at}
    return {"key": note.key, "value": note.value, "by": note.by} | made
