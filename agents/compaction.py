"""What an agent sees of its own past, kept within a number of tokens; what is left out can be read again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from smolagents.memory import ActionStep, PlanningStep
from smolagents.utils import AgentError

from memory.artifacts import Artifacts
from runtime.records import Provenance

MADE_BY = "observation"
"""What made an artifact that only holds what was left out of a prompt."""
PRINTED = "printed.log"
"""A name by whose ending it is read line by line, as it is."""
PAST = 8
"""All steps together may take so many times what one observation may."""
OLD = 240
"""Bytes that are left of each text of a step beyond that."""
ROOM = 160
"""Bytes that the line about what was left out may take."""
LAST = "Last output from code snippet:\n"
"""What smolagents writes before the value of the last line, which it cuts by itself."""

PIECE = 19_000
"""Characters in one artifact: what `read_file` returns at once."""

Keep = Callable[[str], str]
"""Puts a text by; returns what to call to read it."""


def keeper(artifacts: Artifacts, agent: str) -> Keep:
    """Puts texts by as artifacts of the session, as many as it takes."""
    provenance = Provenance(MADE_BY, parameters={"agent": agent}, original=PRINTED)

    def keep(text: str) -> str:
        pieces = [text[start : start + PIECE] for start in range(0, len(text), PIECE)]
        texts = (piece.encode("utf-8", "replace") for piece in pieces)
        names = [artifacts.save_bytes(text, MADE_BY, "text/plain", provenance).name for text in texts]
        last = f" to read_file({names[-1]!r})" if len(names) > 1 else ""
        return f"read_file({names[0]!r}){last}"

    return keep


@dataclass(frozen=True, slots=True)
class PutBy:
    call: str
    """What to call to read it."""
    characters: int
    step: Any
    """Held so that no other step gets its id."""


class Compactor:
    """Cuts what a step observed to `tokens`, and thins the oldest steps where all together are too long.

    Tokens are counted as four bytes of UTF-8 each: whose they will be is not known here.
    """

    def __init__(self, tokens: int, keep: Keep) -> None:
        self._tokens, self._keep = tokens, keep
        self._put_by: dict[tuple[int, str], PutBy] = {}

    def __call__(self, step: ActionStep, earlier: Sequence[Any]) -> None:
        """`step` is the newest, not yet among the `earlier` ones. Changes them in place, as smolagents allows."""
        if not self._tokens or step.is_final_answer:  # no prompt comes after a final answer
            return
        self._cut(step, 4 * self._tokens)
        left = PAST * self._tokens - weight(step)
        for old in reversed(earlier):
            if isinstance(old, ActionStep | PlanningStep):
                left -= weight(old)
                if left < 0:
                    self._thin(old)

    def _cut(self, step: ActionStep, most: int) -> None:
        seen, error = step.observations, step.error
        if seen:
            step.observations = self._shortened(step, "observations", seen, most)
        if error is not None:
            reworded(error, self._shortened(step, "error", str(error), most))

    def _thin(self, step: ActionStep | PlanningStep) -> None:
        if isinstance(step, PlanningStep):
            step.plan = clipped(step.plan)
            return
        self._cut(step, OLD)
        if isinstance(step.model_output, str):
            step.model_output = clipped(step.model_output)
        for call in step.tool_calls or ():
            call.arguments = clipped(str(call.arguments))

    def _shortened(self, step: ActionStep, what: str, text: str, most: int) -> str:
        if size(text) <= most + ROOM:
            return text
        put = self._put_by.get((id(step), what))
        if put is None:
            whole = whole_observation(step) if what == "observations" else text
            put = self._put_by[id(step), what] = PutBy(self._keep(whole), len(whole), step)
        return cut(text, most, put.call, put.characters)


def cut(text: str, most: int, call: str, characters: int) -> str:
    """The head and the tail of a text, `most` bytes together, and between them where to read all of it.

    >>> print(cut("abcdefghij" * 3, 9, "read_file('observation-1')", 30))
    abcdef
    … 21 characters left out; read all with read_file('observation-1')
    hij
    """
    head, tail = within(text, most * 2 // 3), within(text, most // 3, end=True)
    left_out = characters - len(head) - len(tail)
    return f"{head}\n… {left_out} characters left out; read all with {call}\n{tail}"


def whole_observation(step: ActionStep) -> str:
    """What was printed and the last value, the latter as long as it is."""
    printed, last, _ = (step.observations or "").rpartition(LAST)
    value = str(step.action_output)
    return f"{printed}{last}{value}" if last and value != "None" else step.observations or ""


def reworded(error: AgentError, text: str) -> None:
    error.message, error.args = text, (text,)


def within(text: str, most: int, end: bool = False) -> str:
    """The start, or the end, of `text` in at most `most` bytes of UTF-8, no character cut in two.

    >>> within("aé", 2), within("éa", 2, end=True)
    ('a', 'a')
    """
    data = text.encode("utf-8", "replace")
    return (data[-most:] if end else data[:most]).decode("utf-8", "ignore") if most else ""


def clipped(text: str) -> str:
    return text if size(text) <= OLD + len("…".encode()) else f"{within(text, OLD)}…"


def size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def weight(step: ActionStep | PlanningStep) -> int:
    """Tokens that a step takes in the prompt."""
    if isinstance(step, PlanningStep):
        return size(step.plan) // 4
    texts = [str(step.model_output or ""), step.observations or "", str(step.error or "")]
    return sum(map(size, [*texts, *(str(call.arguments) for call in step.tool_calls or ())])) // 4
