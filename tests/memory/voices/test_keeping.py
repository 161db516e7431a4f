"""What tools are handed does its work and gives nothing away."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import pytest

from memory.voices import Asked, Voice, Voices, voices_at, voices_folder
from runtime.errors import NoConsent, SealBroken, VoiceError

ASKED = Asked("talk.wav", "0" * 64, "Hello")
VOICE = Voice(np.ones(4, np.float32), "0" * 64, "talk.wav", "some/model")


def test_nothing_is_written_before_it_is_needed(tmp_path: Path) -> None:
    voices_at(tmp_path / "voices")

    assert list(tmp_path.iterdir()) == []


def test_a_voice_is_opened_again_by_the_same_home_and_by_no_other(tmp_path: Path) -> None:
    data = voices_at(tmp_path / "one").seal(VOICE)

    assert voices_at(tmp_path / "one").open(data, "voice-1").title == "talk.wav"
    with pytest.raises(SealBroken):
        voices_at(tmp_path / "two").open(data, "voice-1")


def test_with_a_key_in_the_settings_none_is_kept(tmp_path: Path) -> None:
    key = base64.b64encode(bytes(32)).decode()

    voices_at(tmp_path / "voices", key).seal(VOICE)

    assert not (tmp_path / "voices").exists()


def test_agents_code_finds_neither_key_nor_person_in_it(tmp_path: Path) -> None:
    key = base64.b64encode(bytes(range(32))).decode()

    voices = voices_at(tmp_path / "voices", key, lambda asked: "Ada")

    reachable = [getattr(voices, name) for name in Voices.__slots__]
    shown = " ".join(f"{one!r} {[name for name in dir(one) if not name.startswith('__')]}" for one in reachable)
    assert key not in shown
    assert "keywords" not in shown
    with pytest.raises(AttributeError):
        voices.permit = lambda asked: None  # type: ignore[misc]


def test_a_bench_without_a_home_refuses() -> None:
    with pytest.raises(NoConsent, match="the voice in talk"):
        Voices().permit(ASKED)
    with pytest.raises(VoiceError):
        Voices().seal(VOICE)


def test_each_tenant_has_a_folder_of_its_own(tmp_path: Path) -> None:
    assert voices_folder(tmp_path, "acme") == tmp_path / "voices" / "acme"
    assert voices_folder(tmp_path, "Acme") != voices_folder(tmp_path, "ACME")
    assert voices_folder(tmp_path, "../other").parent == tmp_path / "voices"
