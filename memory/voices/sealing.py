"""Seals what tells a voice from others, with a key that is on this machine alone. Source: NIST SP 800-38D, AES-GCM."""

from __future__ import annotations

import base64
import binascii
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runtime.errors import SealBroken, SettingsError, need

MEDIA_TYPE = "application/vnd.atelier.voice"
HEAD = b"atelier voice 1\n"
"""In the clear, and sealed along: what is not of this form does not open."""
KEY_BYTES, NONCE_BYTES = 32, 12


@dataclass(frozen=True, slots=True)
class Voice:
    """A person's: it is never shown, logged, or kept as it is."""

    vector: NDArray[np.float32] = field(repr=False)
    """(D,), unit length."""
    recording: str
    """sha256, in hex, of the recording that it was heard in."""
    title: str
    """What people call that recording."""
    checkpoint: str
    """Whose vector it is: those of two checkpoints do not compare."""


def sealed(voice: Voice, key: bytes) -> bytes:
    about = {"recording": voice.recording, "title": voice.title, "checkpoint": voice.checkpoint}
    plain = json.dumps(about).encode() + b"\n" + voice.vector.astype("<f4").tobytes()
    nonce = os.urandom(NONCE_BYTES)
    return HEAD + nonce + bytes(_cipher(key).encrypt(nonce, plain, HEAD))


def unsealed(data: bytes, key: bytes, name: str) -> Voice:
    """
    Raises:
        SealBroken: it was sealed with another key, or changed. `name` is what the sentence calls it.
    """
    nonce, rest = data[len(HEAD) :][:NONCE_BYTES], data[len(HEAD) + NONCE_BYTES :]
    broken: Any = need("cryptography.exceptions", "audio").InvalidTag
    try:
        plain = bytes(_cipher(key).decrypt(nonce, rest, data[: len(HEAD)]))
    except (broken, ValueError):
        raise SealBroken(name) from None  # what was tried is nobody's business
    about, _, numbers = plain.partition(b"\n")
    return Voice(np.frombuffer(numbers, "<f4").astype(np.float32), **json.loads(about))


def _cipher(key: bytes) -> Any:
    return need("cryptography.hazmat.primitives.ciphers.aead", "audio").AESGCM(key)


def given_key(text: str) -> bytes:
    """The key in a setting.

    Raises:
        SettingsError: it is none. The sentence does not repeat it.
    """
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingsError("voice_key=… is not 32 bytes in base64. Make one with: openssl rand -base64 32")
    return key


def kept_key(path: Path) -> bytes:
    """The key in the file at `path`, made where there is none yet. Only the file's owner may read it.

    Raises:
        SettingsError: others may read it, or it is no key.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(path.parent):
        if not path.exists():
            _make_key(path)
    if path.stat().st_mode & 0o077:
        raise SettingsError(f"{path} may be read by others, and it opens people's voices. Type: chmod 600 {path}")
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise SettingsError(f"{path} is not a key of 32 bytes. Bring the right one back, or delete it with the voices.")
    return key


def _make_key(path: Path) -> None:
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(os.urandom(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process and thread at a time; let go of by closing, and where a process is killed."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
