"""Voices as data about people: sealed, used only with their consent, every grant and use written down.

What is kept lies under the home folder, in `voices/<tenant>/`: `key`, unless the settings bring one; `keys/`, the
public keys that statements of consent are checked with; and `consents.jsonl`, the log. Needs the extra `audio`.
"""

from memory.voices.asking import Ask, Asked, nobody
from memory.voices.consents import Consents, Grant
from memory.voices.keeping import Voices, voices_at, voices_folder
from memory.voices.sealing import MEDIA_TYPE, Voice

__all__ = [
    "MEDIA_TYPE",
    "Ask",
    "Asked",
    "Consents",
    "Grant",
    "Voice",
    "Voices",
    "nobody",
    "voices_at",
    "voices_folder",
]
