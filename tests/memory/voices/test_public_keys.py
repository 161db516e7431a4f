"""Only public Ed25519 keys are registered, each under a name of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from memory.voices.public_keys import PublicKeys, fingerprint, private_key
from runtime.errors import BadStatement, FileMissing


@pytest.fixture
def keys(tmp_path: Path) -> PublicKeys:
    return PublicKeys(tmp_path / "keys")


def test_a_key_is_found_by_its_name_again(keys: PublicKeys, ada: Any, ada_pub: Path) -> None:
    mark = keys.add("ada", ada_pub)

    assert keys.names() == ("ada",)
    assert fingerprint(keys.get("ada")) == mark == fingerprint(ada.public_key())


def test_openssh_keys_are_read_and_have_its_fingerprint(keys: PublicKeys, tmp_path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "id")], check=True)
    told = subprocess.run(
        ["ssh-keygen", "-lf", str(tmp_path / "id.pub")], capture_output=True, text=True, check=True
    ).stdout.split()[1]

    assert keys.add("bob", tmp_path / "id.pub") == told
    assert fingerprint(private_key(tmp_path / "id").public_key()) == told


def test_a_private_key_is_not_registered(keys: PublicKeys, ada: Any, tmp_path: Path) -> None:
    pem = ada.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "ada.pem").write_bytes(pem)

    with pytest.raises(BadStatement, match="-pubout"):
        keys.add("ada", tmp_path / "ada.pem")


def test_a_key_of_another_kind_is_refused(keys: PublicKeys, tmp_path: Path) -> None:
    key = rsa.generate_private_key(65537, 1024).public_key()
    pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "rsa.pub").write_bytes(pem)

    with pytest.raises(BadStatement, match="another kind than Ed25519"):
        keys.add("ada", tmp_path / "rsa.pub")


@pytest.mark.parametrize("data", [b"", b"ssh-ed25519 AAAA", b"-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----"])
def test_what_is_no_key_is_refused(data: bytes, keys: PublicKeys, tmp_path: Path) -> None:
    (tmp_path / "no.pub").write_bytes(data)

    with pytest.raises(BadStatement, match="no public key"):
        keys.add("ada", tmp_path / "no.pub")
    assert keys.names() == ()


def test_a_file_that_is_not_there_is_named(keys: PublicKeys, tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        keys.add("ada", tmp_path / "none.pub")


def test_a_name_is_not_taken_over_by_another_key(keys: PublicKeys, ada_pub: Path, mallory_pub: Path) -> None:
    keys.add("ada", ada_pub)
    keys.add("ada", ada_pub)

    with pytest.raises(BadStatement, match="keys remove ada"):
        keys.add("ada", mallory_pub)


@pytest.mark.parametrize("name", ["", "../ada", "Ada", "a b", "-a", "a" * 41])
def test_a_name_is_small_letters_digits_and_hyphens(name: str, keys: PublicKeys, ada_pub: Path) -> None:
    with pytest.raises(BadStatement, match="cannot name a key"):
        keys.add(name, ada_pub)


def test_a_removed_key_is_gone_and_the_known_ones_are_named(keys: PublicKeys, ada_pub: Path, mallory_pub: Path) -> None:
    keys.add("ada", ada_pub)
    keys.add("bob", mallory_pub)
    keys.remove("ada")

    with pytest.raises(BadStatement, match="Keys: bob"):
        keys.get("ada")


def test_a_password_is_asked_for_where_there_is_one(ada: Any, tmp_path: Path) -> None:
    locked = ada.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )
    (tmp_path / "ada.pem").write_bytes(locked)

    assert private_key(tmp_path / "ada.pem", lambda: "secret").public_key() == ada.public_key()
    for password in (None, lambda: "wrong"):
        with pytest.raises(BadStatement, match="password is missing or wrong"):
            private_key(tmp_path / "ada.pem", password)
