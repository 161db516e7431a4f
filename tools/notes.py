"""What agents wrote down for one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from memory.notes import Note, said, standing
from memory.recall import told
from runtime.errors import BadInput
from runtime.records import Json
from tools.base import Tool

HERE = r"(?!.*\b(earlier|previous|past|former|older?|other|another|last) (sessions?|conversations?|chats?)\b)"
"""Not where it is about what was said in other sessions."""


class WriteNote(Tool):
    name = "write_note"
    description = (
        "Writes down a fact for the session: a short key and its value. Another agent's value under the same key is "
        "kept beside it; your own older one is superseded."
    )
    inputs = {
        "key": {"type": "string", "role": "key", "description": "What the fact is about, in a few words."},
        "value": {
            "type": "string",
            "role": "note",
            "description": "The fact, at most 4,000 characters; or the artifact name of a text that says it.",
        },
        "sources": {
            "type": "array",
            "role": "note_sources",
            "description": "Names of the artifacts it was read from.",
            "nullable": True,
        },
        "confidence": {
            "type": "number",
            "role": "note_confidence",
            "description": "How sure it is, 0 to 1; 1 if left out.",
            "nullable": True,
        },
    }
    returns: ClassVar = {"key": ("string", "The key it was noted under.")}
    side_effects = "writes a note in the session"
    labels = ()
    cues: ClassVar = (
        r"\b((?<!you )(?<!told you to )(?<!asked you to )remember|note that|(?:^|\W)note:|"
        r"(?:make|take) a note|keep in mind)\b(?!.*\?)",
        r"\b(write|note|jot|put|take|scribble)\b.{0,6}\bdown\b(?!.*\?)",
        r"^(put|add|write|enter|save|store|keep|record)\b.*\b(to|in|into|among) (my|your|the|our) notes\b",
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
        named = [self.bench.artifacts.get(name).name for name in sources or ()]
        text, made = self._text(value.strip())
        if not key.strip() or not text or len(text) > 4000:
            raise BadInput("A note needs a key and a value of 1 to 4,000 characters. Call write_note again with both.")
        self.bench.notes.write(key.strip(), text, self.agent or self.name, confidence, [*named, *made])
        self.bench.notes.refresh(self.bench.encoder)
        held = self.bench.notes.read(key)
        conflict = f" Others noted something else: {standing(held)}." if differ(held) else ""
        said = f"what {made[0]} says" if made else text  # not its words: they are data, and nobody asked to see them
        return {"summary": f"Noted: {said}{conflict}", "key": key.strip()}

    def _text(self, value: str) -> tuple[str, list[str]]:
        """What is noted, and the artifact that says it, if `value` names one."""
        if value not in self.bench.artifacts.names():
            return value, []
        document, name = self.material(value)
        return " ".join(" ".join(page.text.split()) for page in document.pages), [name]


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
    tells = True
    cues: ClassVar = (
        rf"\bnotes?\b{HERE}.*\b(about|on|say)\b",
        rf"\b(recall|what did (i|you|we) (note|write|say|tell))\b{HERE}",
        r"\b(what|anything|everything|something|whatever)\b.{0,20}\b(i|you|we)\b.{0,12}"
        r"\b(written|wrote|write|noted?|jot(ted)?|scribbled) (it )?(down|up|so far|about|on)\b",
        r"\b(anything|something|what(ever)?( is| was|['’]s)?|is there (a )?) ?(noted|written down|jotted down)\b",
        r"\b(asked|ask|told|tell) (you|me) to (remember|note|keep|write)\b.*\?|\bremind me (what|of|about)\b",
        r"\bwhat i (asked|told) you to (remember|note|keep|write)\b",
        r"\bdo you remember\b|\bwhat do you remember\b",
        r"^(?!(put|add|write|enter|save|store|keep|record|note)\b).*\b(my|your|the) notes\b",
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
