"""`atelier consent`: from a speaker's key to a statement that is taken, listed, used, and withdrawn."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli import app
from memory.voices import Asked, Consents, nobody, voices_folder
from runtime.errors import BadArgument, BadStatement, FileMissing, NoConsent

SIGN = ("--speaker", "Ada Lovelace", "--purpose", "evening news", "--until", "2999-01-01")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ATELIER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    (tmp_path / "talk.wav").write_bytes(b"RIFF and more")
    return tmp_path / "talk.wav"


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """A private key and its public half, as openssl makes them."""
    private, public = tmp_path / "ada.pem", tmp_path / "ada.pub"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", private], check=True, capture_output=True)
    subprocess.run(["openssl", "pkey", "-in", private, "-pubout", "-out", public], check=True)
    return private, public


def typed(*words: Any) -> str:
    """What a command prints."""
    done = CliRunner().invoke(app, ["consent", *map(str, words)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_statement_goes_from_the_speaker_to_the_log_and_back(
    home: Path, talk: Path, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    private, public = pair
    assert typed("keys", "list") == "No key is registered.\n"
    assert typed("list") == "No consent was given yet.\n"
    assert typed("log") == "Nothing was written yet.\n"
    mark = typed("keys", "add", "ada", public)
    (tmp_path / "consent.txt").write_text(typed("sign", talk, *SIGN, "--key", f"ada={private}"))
    added = typed("add", tmp_path / "consent.txt")

    assert mark.startswith("ada: SHA256:")
    assert typed("keys", "list") == mark
    assert "Ada Lovelace, for “evening news”" in added
    assert added.endswith("holds\n")
    assert typed("list") == added
    grant = json.loads(typed("list", "--json"))[0]
    consents = Consents(voices_folder(home, "local"))
    assert consents.permit(Asked("talk.wav", grant["recording"], "Hello"), nobody).id == grant["id"]

    withdrawn = typed("withdraw", grant["id"])

    assert withdrawn.endswith("does not hold: it was withdrawn\n")
    with pytest.raises(NoConsent):
        consents.permit(Asked("talk.wav", grant["recording"], "Hello"), nobody)
    events = [entry["event"] for entry in json.loads(typed("log", "--json"))]
    assert events == ["key-added", "granted", "withdrawn", "refused"]
    assert "2. 20" in typed("log")
    assert "Speaker: Ada Lovelace" in typed("log")


def test_a_removed_key_takes_its_statements_with_it(
    home: Path, talk: Path, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    private, public = pair
    typed("keys", "add", "ada", public)
    (tmp_path / "consent.txt").write_text(typed("sign", talk, *SIGN, "--key", f"ada={private}"))
    typed("add", tmp_path / "consent.txt")

    assert "hold no longer" in typed("keys", "remove", "ada")
    assert "does not hold: No public key 'ada'" in typed("list")


def test_a_statement_that_nobody_registered_a_key_for_is_not_taken(
    home: Path, talk: Path, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    (tmp_path / "consent.txt").write_text(typed("sign", talk, *SIGN, "--key", f"ada={pair[0]}"))

    with pytest.raises(BadStatement, match="atelier consent keys add ada FILE"):
        typed("add", tmp_path / "consent.txt")


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("add", "none.txt"), FileMissing),
        (("keys", "add", "ada", "none.pub"), FileMissing),
        (("sign", "none.wav", *SIGN, "--key", "ada=ada.pem"), FileMissing),
        (("sign", "TALK", *SIGN, "--key", "ada.pem"), BadArgument),
        (("sign", "TALK", *SIGN, "--key", "ada=none.pem"), FileMissing),
        (("sign", "TALK", *SIGN, "--key", "ada=TALK"), BadStatement),
        (("sign", "TALK", *SIGN[:-1], "soon", "--key", "ada=ada.pem"), BadStatement),
        (("sign", "TALK", *SIGN[:-1], "1999-01-01", "--key", "ada=ada.pem"), BadStatement),
        (("sign", "TALK", "--speaker", "", *SIGN[2:], "--key", "ada=ada.pem"), BadStatement),
        (("withdraw", "x"), BadStatement),
        (("keys", "remove", "x"), BadStatement),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    words: tuple[str, ...], error: type[Exception], home: Path, talk: Path
) -> None:
    with pytest.raises(error):
        typed(*(word.replace("TALK", str(talk)) for word in words))


def test_nothing_is_written_by_looking(home: Path) -> None:
    typed("keys", "list")
    typed("list")
    typed("log")

    assert not home.exists()
