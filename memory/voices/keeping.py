"""What tools may do with people's voices: seal one, open one, ask for a consent, write down its use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from memory.voices.asking import Ask, Asked, nobody
from memory.voices.consents import Consents, Grant
from memory.voices.sealing import Voice, given_key, kept_key, sealed, unsealed
from runtime.errors import NoConsent, VoiceError
from runtime.settings import folder_name


def keep_nothing(*_: Any) -> Any:
    raise VoiceError("There is no place here where voices are kept. Run the tool through the service.")


def refuse(asked: Asked) -> Grant:
    raise NoConsent(asked.title)


@dataclass(frozen=True, slots=True)
class Voices:
    """Functions, not things: agents' code can reach the bench, and so these, but not the key that they close over."""

    seal: Callable[[Voice], bytes] = keep_nothing
    open: Callable[[bytes, str], Voice] = keep_nothing
    """Takes the sealed bytes, and the name to call them in an error."""
    permit: Callable[[Asked], Grant] = refuse
    used: Callable[[Grant, Asked, bytes], None] = keep_nothing


def voices_at(folder: Path, key: str = "", ask: Ask = nobody) -> Voices:
    """Over the folder of `voices_folder`. `key` is the one in the settings, empty where the folder keeps one.

    Nothing is written, and no key made, before it is needed.
    """

    def found() -> bytes:
        return given_key(key) if key else kept_key(folder / "key")

    consents = Consents(folder)
    return Voices(
        lambda voice: sealed(voice, found()),
        lambda data, name: unsealed(data, found(), name),
        lambda asked: consents.permit(asked, ask),
        consents.used,
    )


def voices_folder(home: Path, tenant: str) -> Path:
    return home / "voices" / folder_name(tenant)
