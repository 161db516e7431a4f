"""How an agent hands over what it came to: the value itself for whoever called it, words for smolagents."""

from __future__ import annotations

from typing import Any

import smolagents


class HandOver(smolagents.Tool):  # type: ignore[no-untyped-call]
    """Stands in for smolagents' own `final_answer`, which would import torch to look at a value that is no text."""

    name = "final_answer"
    description = "Hands over the result and ends the task."
    inputs = {"answer": {"type": "any", "description": "What a tool returned, a list of those, or words."}}
    output_type = "string"
    labels = ()

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.handed: Any = None

    def forward(self, answer: Any) -> str:
        self.handed = answer
        return told(answer)


def told(answer: Any) -> str:
    """A result in words: its summary, or that of each part.

    >>> told([{"summary": "One."}, {"summary": "Two."}]), told({"a": 1}), told(5)
    ('One.\\n\\nTwo.', "{'a': 1}", '5')
    """
    parts = answer if isinstance(answer, list) else [answer]
    return "\n\n".join(str(part.get("summary", part)) if isinstance(part, dict) else str(part) for part in parts)
