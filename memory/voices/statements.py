"""A statement of consent: a few lines that a speaker signs. What is read is what is signed.

    Atelier voice consent, version 1
    Speaker: Ada Lovelace
    Purpose: reading my own articles aloud
    Recording: sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    Date: 2026-01-15
    Until: 2027-01-15
    Key: ada
    Signature: cnoEp8… (64 bytes in base64)

UTF-8; every line ends with one line feed. The signature is Ed25519 (RFC 8032) over all bytes before its line, so that
any tool can make it: `openssl pkeyutl -sign -rawin -inkey ada.pem -in lines.txt | base64 -w0`.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from runtime.errors import BadStatement, need

TITLE = "Atelier voice consent, version 1"
NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
"""Of a key."""
DAY = r"\d{4}-\d{2}-\d{2}"
FORM = re.compile(
    rf"({TITLE}\nSpeaker: ([^\n]{{1,200}})\nPurpose: ([^\n]{{1,500}})\nRecording: sha256 ([0-9a-f]{{64}})\n"
    rf"Date: ({DAY})\nUntil: ({DAY})\nKey: ({NAME.pattern})\n)Signature: ([A-Za-z0-9+/]{{86}}==)\n?"
)
LONGEST = 4_000
"""Bytes."""
MAKE_ONE = "Make one with: atelier consent sign talk.wav --speaker NAME --purpose WHAT --until DATE --key NAME=FILE"


@dataclass(frozen=True, slots=True)
class Statement:
    speaker: str
    """Who consents, to their own voice being used."""
    purpose: str
    recording: str
    """sha256, in hex, of the very file that the voice is taken from."""
    begins: date
    until: date
    """The last day on which it holds."""
    key: str
    """The name under which the speaker's public key is registered."""

    @property
    def lines(self) -> str:
        """What is signed."""
        return (
            f"{TITLE}\nSpeaker: {self.speaker}\nPurpose: {self.purpose}\nRecording: sha256 {self.recording}\n"
            f"Date: {self.begins}\nUntil: {self.until}\nKey: {self.key}\n"
        )

    def day_problem(self, today: date) -> str:
        """Why it does not hold on this day; empty where it does. The day may have begun elsewhere already."""
        if self.begins > today + timedelta(days=1):
            return f"it is dated {self.begins}, which is yet to come"
        return f"it held until {self.until}" if self.until < today else ""


@dataclass(frozen=True, slots=True)
class Signed:
    statement: Statement
    signature: bytes

    @property
    def text(self) -> str:
        return f"{self.statement.lines}Signature: {base64.b64encode(self.signature).decode()}\n"


def parsed(data: bytes) -> Signed:
    """
    Raises:
        BadStatement: it has not the form of one.
    """
    text = data[:LONGEST].decode("utf-8", "replace")
    match = FORM.fullmatch(text)
    if match is None or len(data) > LONGEST:
        raise BadStatement(f"This is not a statement of consent, or not as it was signed. {MAKE_ONE}")
    _, speaker, purpose, recording, begins, ends, key, signature = match.groups()
    return Signed(checked(speaker, purpose, recording, begins, ends, key), base64.b64decode(signature))


def checked(speaker: str, purpose: str, recording: str, begins: str, ends: str, key: str) -> Statement:
    """
    Raises:
        BadStatement: a name has characters that cannot be shown, a date is none, or the end lies before the beginning.
    """
    for what, said in (("speaker", speaker), ("purpose", purpose)):
        if not said.strip() or not said.isprintable():
            raise BadStatement(f"The {what} {said!r} is empty or cannot be shown. Write it in one line of plain words.")
    try:
        first, last = date.fromisoformat(begins), date.fromisoformat(ends)
    except ValueError as error:
        raise BadStatement(f"{begins!r} to {ends!r} are no dates. Write them like 2026-01-31.") from error
    if last < first:
        raise BadStatement(f"The statement would end on {ends}, before it begins on {begins}. Give a later end.")
    return Statement(speaker, purpose, recording, first, last, key)


def signed(statement: Statement, private: Any) -> Signed:
    """`private` is an Ed25519 key of `cryptography`."""
    done = Signed(statement, bytes(private.sign(statement.lines.encode())))
    return parsed(done.text.encode())  # what could not be read again is not handed out


def verify(one: Signed, public: Any) -> None:
    """
    Raises:
        BadStatement: it was not signed by the owner of this key, or was changed since.
    """
    try:
        public.verify(one.signature, one.statement.lines.encode())
    except need("cryptography.exceptions", "audio").InvalidSignature as error:
        raise BadStatement(
            f"The signature is not that of the key {one.statement.key!r}: another key signed, or a line was changed. "
            "Have it signed anew."
        ) from error
