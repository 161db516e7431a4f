"""Who has consented to what being done with their voice, and what was done: all of it stands in the log."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from memory.voices.asking import Ask, Asked
from memory.voices.audit import AuditLog, Entry
from memory.voices.public_keys import PublicKeys
from memory.voices.statements import Signed, parsed, verify
from runtime.errors import BadStatement, NoConsent, nearest


def this_day() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Grant:
    """A consent that was given."""

    id: str
    """The beginning of its line's hash."""
    speaker: str
    purpose: str
    recording: str
    """sha256 in hex."""
    given: str
    """ISO 8601 date."""
    problem: str = ""
    """Why it does not hold now; empty where it does."""


class Consents:
    """In the folder `voices_folder`. Everything but reading is written down."""

    def __init__(self, folder: Path, today: Callable[[], date] = this_day) -> None:
        self.keys = PublicKeys(folder / "keys")
        self.log = AuditLog(folder / "consents.jsonl")
        self._today = today

    def add_key(self, name: str, file: Path) -> str:
        """Register a speaker's public key; returns its fingerprint."""
        fingerprint = self.keys.add(name, file)
        self.log.add("key-added", key=name, fingerprint=fingerprint)
        return fingerprint

    def remove_key(self, name: str) -> None:
        self.keys.remove(name)
        self.log.add("key-removed", key=name)

    def grant(self, data: bytes) -> Grant:
        """Take a signed statement.

        Raises:
            BadStatement: it is none, it does not hold today, or its signature is not that of a registered key.
            LogChanged: the log cannot be relied on.
        """
        one = parsed(data)
        if problem := self._problem(one):
            raise BadStatement(f"The statement cannot be used: {problem}.")
        known = next((grant for grant, signed in self._signed() if signed == one and not grant.problem), None)
        return known or self._granted(self.log.add("granted", statement=one.text), one, ())

    def grants(self) -> tuple[Grant, ...]:
        """Those by statement, oldest first."""
        return tuple(grant for grant, _ in self._signed())

    def withdraw(self, id: str) -> Grant:
        """
        Raises:
            BadStatement: there is no such consent.
        """
        known = {grant.id: grant for grant in self.grants()}
        if id not in known:
            raise BadStatement(f"No consent {id!r}. {nearest(id, known, 'Consents')}")
        self.log.add("withdrawn", grant=id)
        return next(grant for grant in self.grants() if grant.id == id)

    def permit(self, asked: Asked, ask: Ask) -> Grant:
        """The consent that covers what is asked: a statement that holds today, else what a person answers now.

        Raises:
            NoConsent: there is none.
            LogChanged: the log cannot be relied on.
        """
        known = [grant for grant in self.grants() if grant.recording == asked.recording]
        if holding := [grant for grant in known if not grant.problem]:
            return holding[-1]
        if speaker := " ".join(ask(asked).split()):
            facts = {"speaker": speaker, "recording": asked.recording} | said_facts(asked)
            entry = self.log.add("granted", at_terminal=True, **facts)
            return Grant(entry.hash[:12], speaker, "this one text", asked.recording, entry.at[:10])
        self.log.add("refused", recording=asked.recording, **said_facts(asked))
        raise NoConsent(asked.title, "; ".join(f"by {grant.speaker}: {grant.problem}" for grant in known))

    def used(self, grant: Grant, asked: Asked, sound: bytes) -> None:
        """Write down what was made with a consent, before it is handed out."""
        made = hashlib.sha256(sound).hexdigest()
        self.log.add("used", grant=grant.id, recording=asked.recording, made_sha256=made, **said_facts(asked))

    def _signed(self) -> list[tuple[Grant, Signed]]:
        return list(self._all_signed(self.log.entries()))

    def _all_signed(self, entries: tuple[Entry, ...]) -> Iterator[tuple[Grant, Signed]]:
        withdrawn = tuple(str(entry.facts.get("grant")) for entry in entries if entry.event == "withdrawn")
        for entry in entries:
            if entry.event == "granted" and "statement" in entry.facts:
                one = parsed(str(entry.facts["statement"]).encode())
                yield self._granted(entry, one, withdrawn), one

    def _granted(self, entry: Entry, one: Signed, withdrawn: tuple[str, ...]) -> Grant:
        id, about = entry.hash[:12], one.statement
        problem = "it was withdrawn" if id in withdrawn else self._problem(one)
        return Grant(id, about.speaker, about.purpose, about.recording, str(about.begins), problem)

    def _problem(self, one: Signed) -> str:
        """Why a statement does not hold today. Its signature is checked each time: the key may be gone."""
        try:
            verify(one, self.keys.get(one.statement.key))
        except BadStatement as error:
            return str(error).rstrip(".")
        return one.statement.day_problem(self._today())


def said_facts(asked: Asked) -> dict[str, str | int]:
    """What was to be said, by its digest: the log is no place for people's texts."""
    return {"text_sha256": hashlib.sha256(asked.says.encode()).hexdigest(), "characters": len(asked.says)}
