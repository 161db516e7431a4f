"""`atelier consent …`: who may be spoken for, and what was said in whose voice. Thin, as app/cli.py is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from memory.voices import Consents, Grant

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]

consent = typer.Typer(help="Consents to use a person's voice: statements, keys, and the log of what was done.")
keys = typer.Typer(help="The speakers' public keys, which statements are checked with.")
consent.add_typer(keys, name="keys")


@keys.command("add")
def add_key(
    name: Annotated[str, typer.Argument(help="What statements call it: small letters, digits, hyphens.")],
    file: Annotated[Path, typer.Argument(help="The public key: PEM, or OpenSSH's one line. Ed25519.")],
) -> None:
    """Register a speaker's public key. Make sure that it is theirs: compare the fingerprint with them."""
    print(f"{name}: {_consents().add_key(name, file)}")


@keys.command("list")
def list_keys(json: AsJson = False) -> None:
    """Name and fingerprint of each."""
    from app.output import as_json
    from memory.voices.public_keys import fingerprint

    registered = _consents().keys
    found = {name: fingerprint(registered.get(name)) for name in registered.names()}
    text = "\n".join(f"{name}: {mark}" for name, mark in found.items()) or "No key is registered."
    print(as_json(found) if json else text)


@keys.command("remove")
def remove_key(name: Annotated[str, typer.Argument(help="As it was added.")]) -> None:
    """Remove a key. Statements that it signed hold no longer."""
    _consents().remove_key(name)
    print(f"Removed {name}: statements that it signed hold no longer.")


@consent.command()
def sign(
    recording: Annotated[Path, typer.Argument(help="The file that the voice is in.")],
    speaker: Annotated[str, typer.Option(help="Who speaks there, and consents.")],
    purpose: Annotated[str, typer.Option(help="What the voice may be used for.")],
    until: Annotated[str, typer.Option(help="The last day, such as 2027-01-31.")],
    key: Annotated[str, typer.Option(metavar="NAME=FILE", help="The key's name here, and the private key's file.")],
) -> None:
    """Print a statement, signed with the speaker's own key. For the speaker: anyone else's signature is forged."""
    import hashlib

    from memory.voices import statements
    from memory.voices.consents import this_day
    from runtime.errors import BadArgument, FileMissing

    name, equals, file = key.partition("=")
    if not equals:
        raise BadArgument(f"--key {key!r} is not NAME=FILE. For example: --key ada=ada.pem")
    if not recording.is_file():
        raise FileMissing(recording)
    with recording.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    statement = statements.checked(speaker, purpose, digest, str(this_day()), until, name)
    print(statements.signed(statement, _private(Path(file).expanduser())).text, end="")


@consent.command()
def add(file: Annotated[Path, typer.Argument(help="The signed statement.")]) -> None:
    """Take a signed statement. From then on the voice may be used as it says."""
    from runtime.errors import FileMissing

    if not file.is_file():
        raise FileMissing(file)
    with file.open("rb") as opened:
        print(_grant_text(_consents().grant(opened.read(10_000))))


@consent.command("list")
def list_consents(json: AsJson = False) -> None:
    """Every statement that was taken, and whether it holds today."""
    from dataclasses import asdict

    from app.output import as_json

    grants = _consents().grants()
    text = "\n".join(map(_grant_text, grants)) or "No consent was given yet."
    print(as_json([asdict(grant) for grant in grants]) if json else text)


@consent.command()
def withdraw(id: Annotated[str, typer.Argument(help="As `atelier consent list` shows it.")]) -> None:
    """Withdraw a consent: its voice is not used again. What was made stays where it is."""
    print(_grant_text(_consents().withdraw(id)))


@consent.command()
def log(json: AsJson = False) -> None:
    """Everything that was granted, refused and done, after a look at whether the log is as it was written."""
    from dataclasses import asdict

    from app.output import as_json

    entries = _consents().log.entries()
    rows = [f"{e.number}. {e.at} {e.event} {_facts_text(e.facts)}" for e in entries]
    text = "\n".join(rows) or "Nothing was written yet."
    print(as_json([asdict(entry) for entry in entries]) if json else text)


def _facts_text(facts: Any) -> str:
    return ", ".join(f"{name}={_short(str(value))}" for name, value in facts.items())


def _short(value: str) -> str:
    """Digests by their beginning, a statement by the lines that say who and what for."""
    lines = value.splitlines()
    if len(lines) > 1:
        return f"“{'; '.join(lines[1:3])}”"
    return value[:12] if len(value) == 64 and value.isalnum() else value


def _grant_text(grant: Grant) -> str:
    state = f"does not hold: {grant.problem}" if grant.problem else "holds"
    return f"{grant.id}: {grant.speaker}, for “{grant.purpose}”, recording {grant.recording[:12]}, {state}"


def _private(file: Path) -> Any:
    """The private key, its password asked for where it has one and there is somebody to type it."""
    import sys

    from memory.voices.public_keys import private_key

    def password() -> str:
        return str(typer.prompt(f"Password of {file}", hide_input=True, err=True))

    return private_key(file, password if sys.stdin.isatty() else None)


def _consents() -> Consents:
    from app.cli import settings
    from memory.voices import Consents, voices_folder

    given = settings()
    return Consents(voices_folder(given.home, given.tenant))
