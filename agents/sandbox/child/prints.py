"""What is printed, sent in pieces as it comes, up to a limit: what was printed before an end by force is not lost."""

from __future__ import annotations

from .frames import send

PIECE = 1 << 16
"""Characters that are sent at once."""


class Prints:
    """Stands in for standard output and standard error."""

    encoding, errors = "utf-8", "replace"

    def __init__(self, most: int) -> None:
        self._room, self._waiting, self._length, self._dropped = most, list[str](), 0, 0

    def write(self, text: str) -> int:
        kept = text[: self._room]
        self._dropped += len(text) - len(kept)
        self._room -= len(kept)
        self._waiting.append(kept)
        self._length += len(kept)
        if self._length >= PIECE:
            self.send()
        return len(text)

    def send(self) -> None:
        """What is waiting, in pieces that fit a message."""
        whole = "".join(self._waiting)
        self._waiting, self._length = [], 0
        for start in range(0, len(whole), PIECE):
            send({"op": "print", "text": whole[start : start + PIECE]})

    def close_step(self) -> None:
        if self._dropped:
            self._waiting.append(f"\n… {self._dropped} more characters were not kept")
        self.send()

    def flush(self) -> None:
        """Nothing: the parent is told at calls and at the end of the step."""

    def isatty(self) -> bool:
        return False
