"""Keys of a speaker and of somebody else, and a statement that the speaker signed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from memory.voices import Consents
from memory.voices.statements import Signed, Statement, signed

TODAY = date(2026, 3, 1)
RECORDING = hashlib.sha256(b"talk").hexdigest()


def public_file(key: Any, path: Path) -> Path:
    pem = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    path.write_bytes(pem)
    return path


@pytest.fixture
def ada() -> Any:
    """The speaker's private key."""
    return Ed25519PrivateKey.generate()


@pytest.fixture
def mallory() -> Any:
    return Ed25519PrivateKey.generate()


@pytest.fixture
def ada_pub(ada: Any, tmp_path: Path) -> Path:
    return public_file(ada, tmp_path / "ada.pub")


@pytest.fixture
def mallory_pub(mallory: Any, tmp_path: Path) -> Path:
    return public_file(mallory, tmp_path / "mallory.pub")


@pytest.fixture
def consents(tmp_path: Path, ada_pub: Path) -> Consents:
    """Where Ada's key is registered, on TODAY."""
    made = Consents(tmp_path / "voices", today=lambda: TODAY)
    made.add_key("ada", ada_pub)
    return made


@pytest.fixture
def statement(ada: Any) -> Callable[..., Signed]:
    """A statement of Ada's, but for what is given; signed by her, or by `by`."""

    def made(by: Any = None, **given: Any) -> Signed:
        usual = {
            "speaker": "Ada Lovelace",
            "purpose": "reading my articles aloud",
            "recording": RECORDING,
            "key": "ada",
        }
        dates = {"begins": date(2026, 1, 15), "until": date(2027, 1, 15)}
        return signed(Statement(**usual | dates | given), by or ada)

    return made
