"""The public keys that statements of consent are checked with. A person registers them; a file each."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from memory.voices.statements import NAME
from runtime.errors import BadStatement, FileMissing, nearest, need

LONGEST = 20_000
"""Bytes of a key's file."""


class PublicKeys:
    """Ed25519 keys by name, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(path.stem for path in self._folder.glob("*.pem") if NAME.fullmatch(path.stem)))

    def get(self, name: str) -> Any:
        """An Ed25519 public key of `cryptography`.

        Raises:
            BadStatement: none of that name is registered.
        """
        path = self._folder / f"{name}.pem"
        if not NAME.fullmatch(name) or not path.is_file():
            raise BadStatement(
                f"No public key {name!r} is registered. {nearest(name, self.names(), 'Keys')} "
                f"Register the speaker's with: atelier consent keys add {name} FILE"
            )
        return public_key(path)

    def add(self, name: str, file: Path) -> str:
        """Register the key in `file`; returns its fingerprint.

        Raises:
            BadStatement: the name is none, or taken by another key; or the file holds no public Ed25519 key.
        """
        if not NAME.fullmatch(name):
            raise BadStatement(f"{name!r} cannot name a key. Use small letters, digits and hyphens, such as ada.")
        key = public_key(file)
        if name in self.names() and fingerprint(self.get(name)) != fingerprint(key):
            raise BadStatement(
                f"Another key is registered as {name!r}. Choose another name, or remove that one first with: atelier "
                f"consent keys remove {name}"
            )
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._folder / f".{os.urandom(8).hex()}"
        draft.write_bytes(_as_pem(key))
        draft.replace(self._folder / f"{name}.pem")
        return fingerprint(key)

    def remove(self, name: str) -> None:
        """Statements that it signed hold no longer.

        Raises:
            BadStatement: none of that name is registered.
        """
        self.get(name)
        (self._folder / f"{name}.pem").unlink()


def public_key(file: Path) -> Any:
    """The key in a PEM file, or in one line as OpenSSH has it.

    Raises:
        FileMissing: there is no file.
        BadStatement: it holds no public Ed25519 key.
    """
    data = _read(file)
    if b"PRIVATE" in data:
        raise BadStatement(
            f"{file} is a private key: whoever has it can sign. Leave it with the speaker, and register its public "
            f"half, which this writes: openssl pkey -in {file} -pubout"
        )
    kinds = need("cryptography.hazmat.primitives.serialization", "audio")
    read = kinds.load_ssh_public_key if data.startswith(b"ssh-") else kinds.load_pem_public_key
    return _ed25519(read, data, file, "Ed25519PublicKey")


def private_key(file: Path, password: Callable[[], str] | None = None) -> Any:
    """The key in a PEM file, or in OpenSSH's form. `password` is asked for where it has one.

    Raises:
        FileMissing: there is no file.
        BadStatement: it holds no private Ed25519 key, or its password is missing or wrong.
    """
    data = _read(file)
    kinds = need("cryptography.hazmat.primitives.serialization", "audio")
    read = kinds.load_ssh_private_key if b"OPENSSH" in data else kinds.load_pem_private_key

    def reading(data: bytes) -> Any:
        try:
            return read(data, None)
        except TypeError:  # how cryptography says that there is a password
            if password is None:
                raise
            return read(data, password().encode())

    return _ed25519(reading, data, file, "Ed25519PrivateKey")


def _read(file: Path) -> bytes:
    if not file.is_file():
        raise FileMissing(file)
    with file.open("rb") as opened:
        return opened.read(LONGEST)


def _ed25519(read: Any, data: bytes, file: Path, kind: str) -> Any:
    what = "public" if "Public" in kind else "private"
    try:
        key = read(data)
    except (ValueError, TypeError, need("cryptography.exceptions", "audio").UnsupportedAlgorithm) as error:
        raise BadStatement(
            f"{file} is no {what} key that can be read, or its password is missing or wrong. "
            "Make a pair with: openssl genpkey -algorithm ed25519 -out ada.pem, then: openssl pkey -in ada.pem -pubout"
        ) from error
    if not isinstance(key, getattr(need("cryptography.hazmat.primitives.asymmetric.ed25519", "audio"), kind)):
        raise BadStatement(
            f"{file} is a key of another kind than Ed25519. Make one with: openssl genpkey -algorithm ed25519"
        )
    return key


def _as_pem(key: Any) -> bytes:
    kinds = need("cryptography.hazmat.primitives.serialization", "audio")
    return bytes(key.public_bytes(kinds.Encoding.PEM, kinds.PublicFormat.SubjectPublicKeyInfo))


def fingerprint(key: Any) -> str:
    """As OpenSSH shows it: sha256 of the key in its wire form. Source: RFC 4253, section 6.6, and RFC 8709."""
    kinds = need("cryptography.hazmat.primitives.serialization", "audio")
    wire = key.public_bytes(kinds.Encoding.OpenSSH, kinds.PublicFormat.OpenSSH).split()[1]
    digest = hashlib.sha256(base64.b64decode(wire)).digest()
    return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"
