"""A voice is kept so that only this machine's key opens it, and nothing of it shows."""

from __future__ import annotations

import base64
import os
import threading
from pathlib import Path

import numpy as np
import pytest

from memory.voices.sealing import HEAD, Voice, given_key, kept_key, sealed, unsealed
from runtime.errors import SealBroken, SettingsError

KEY = bytes(range(32))


@pytest.fixture
def voice() -> Voice:
    vector = np.random.default_rng(1).standard_normal(512).astype(np.float32)
    return Voice(vector / np.linalg.norm(vector), "ab" * 32, "talk.wav", "some/model")


def test_what_is_sealed_opens_with_its_key(voice: Voice) -> None:
    found = unsealed(sealed(voice, KEY), KEY, "voice-1")

    assert np.array_equal(found.vector, voice.vector)
    assert found.vector.dtype == np.float32
    assert (found.recording, found.title, found.checkpoint) == ("ab" * 32, "talk.wav", "some/model")


def test_nothing_of_the_voice_stands_in_the_file(voice: Voice) -> None:
    data = sealed(voice, KEY)

    assert data.startswith(HEAD)
    assert voice.vector.tobytes()[:16] not in data
    assert b"talk.wav" not in data
    assert sealed(voice, KEY) != data


def test_a_voice_does_not_show_its_numbers(voice: Voice) -> None:
    assert "vector" not in repr(voice)
    assert str(float(voice.vector[0]))[:6] not in f"{voice} {voice!r}"


def test_another_key_does_not_open_it_and_the_error_shows_nothing(voice: Voice) -> None:
    with pytest.raises(SealBroken, match="voice-1") as error:
        unsealed(sealed(voice, KEY), bytes(32), "voice-1")

    assert error.value.__cause__ is None


@pytest.mark.parametrize("place", [0, 20, -1])
def test_a_changed_byte_is_noticed(voice: Voice, place: int) -> None:
    data = bytearray(sealed(voice, KEY))
    data[place] ^= 1

    with pytest.raises(SealBroken):
        unsealed(bytes(data), KEY, "voice-1")


@pytest.mark.parametrize("data", [b"", HEAD, b"RIFF" * 20, os.urandom(200)])
def test_what_is_no_sealed_voice_does_not_open(data: bytes) -> None:
    with pytest.raises(SealBroken):
        unsealed(data, KEY, "voice-1")


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    key = kept_key(tmp_path / "voices" / "key")

    assert len(key) == 32
    assert (tmp_path / "voices" / "key").stat().st_mode & 0o777 == 0o600
    assert kept_key(tmp_path / "voices" / "key") == key


def test_threads_that_need_a_key_at_once_get_the_same(tmp_path: Path) -> None:
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(kept_key(tmp_path / "key"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_key_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    kept_key(tmp_path / "key")
    (tmp_path / "key").chmod(0o644)

    with pytest.raises(SettingsError, match="chmod 600"):
        kept_key(tmp_path / "key")


def test_a_file_that_is_no_key_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"short")
    (tmp_path / "key").chmod(0o600)

    with pytest.raises(SettingsError, match="not a key of 32 bytes"):
        kept_key(tmp_path / "key")


def test_a_key_may_come_from_the_settings() -> None:
    assert given_key(base64.b64encode(KEY).decode()) == KEY


@pytest.mark.parametrize("text", ["x", "not base64!", base64.b64encode(b"short").decode()])
def test_a_wrong_key_in_the_settings_is_not_repeated(text: str) -> None:
    with pytest.raises(SettingsError, match="openssl rand") as error:
        given_key(text)

    assert text == "x" or text not in str(error.value)
