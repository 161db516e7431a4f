"""A statement is read as it was signed, or not at all."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from memory.voices.statements import Signed, checked, parsed, verify
from runtime.errors import BadStatement

Make = Callable[..., Signed]


def test_a_statement_is_read_back_as_it_was_signed(statement: Make, ada: Any) -> None:
    one = statement()

    assert parsed(one.text.encode()) == one
    verify(one, ada.public_key())
    assert one.text.splitlines()[1] == "Speaker: Ada Lovelace"


def test_openssl_signs_it_too(statement: Make, ada: Any, tmp_path: Path) -> None:
    key, lines = tmp_path / "ada.pem", tmp_path / "lines.txt"
    key.write_bytes(
        ada.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    lines.write_text(statement().statement.lines, encoding="utf-8")
    command = f"openssl pkeyutl -sign -rawin -inkey {key} -in {lines} | base64 -w0"

    made = subprocess.run(command, shell=True, capture_output=True, text=True, check=True).stdout

    signed = parsed(f"{lines.read_text()}Signature: {made}\n".encode())

    verify(signed, ada.public_key())
    assert signed.statement == statement().statement


@pytest.mark.parametrize("line", range(1, 7))
def test_a_line_that_was_changed_breaks_the_signature(line: int, statement: Make, ada: Any) -> None:
    lines = statement().text.splitlines()
    lines[line] = lines[line][:-1] + ("1" if lines[line][-1] != "1" else "2")

    with pytest.raises(BadStatement):
        verify(parsed("\n".join(lines).encode()), ada.public_key())


def test_a_signature_of_somebody_else_is_forged(statement: Make, ada: Any, mallory: Any) -> None:
    with pytest.raises(BadStatement, match="not that of the key 'ada'"):
        verify(statement(by=mallory), ada.public_key())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Dear all, I agree. Ada",
        b"\xff\xfe\x00",
        b"x" * 10_000,
    ],
)
def test_what_is_no_statement_is_refused_with_how_to_make_one(data: bytes) -> None:
    with pytest.raises(BadStatement, match="atelier consent sign"):
        parsed(data)


def test_lines_that_come_twice_or_behind_it_are_refused(statement: Make) -> None:
    text = statement().text

    for other in (text + text, text + "Purpose: anything\n", text.replace("Date:", "Purpose: all\nDate:")):
        with pytest.raises(BadStatement):
            parsed(other.encode())


@pytest.mark.parametrize("name", ["", " ", "Ada\u202e", "Ada\x1b[2J"])
def test_a_name_that_cannot_be_shown_is_refused(name: str) -> None:
    with pytest.raises(BadStatement, match="speaker"):
        checked(name, "reading", "0" * 64, "2026-01-01", "2026-02-01", "ada")


@pytest.mark.parametrize(("begins", "ends"), [("2026-02-30", "2027-01-01"), ("soon", "later")])
def test_dates_that_are_none_are_refused(begins: str, ends: str) -> None:
    with pytest.raises(BadStatement, match="no dates"):
        checked("Ada", "reading", "0" * 64, begins, ends, "ada")


def test_a_statement_cannot_end_before_it_begins() -> None:
    with pytest.raises(BadStatement, match="before it begins"):
        checked("Ada", "reading", "0" * 64, "2026-02-01", "2026-01-01", "ada")


def test_it_holds_on_its_days_and_no_other(statement: Make) -> None:
    about = statement().statement

    assert about.day_problem(date(2026, 1, 15)) == about.day_problem(date(2027, 1, 15)) == ""
    assert about.day_problem(date(2026, 1, 14)) == ""  # it may be the 15th already where it was signed
    assert "yet to come" in about.day_problem(date(2026, 1, 13))
    assert "held until 2027-01-15" in about.day_problem(date(2027, 1, 16))
