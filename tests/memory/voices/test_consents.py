"""A voice is used only as its speaker consented, and whatever was granted or done stands in the log."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from memory.voices import Asked, Consents, nobody
from memory.voices.statements import Signed
from runtime.errors import BadStatement, LogChanged, NoConsent

Make = Callable[..., Signed]
RECORDING = hashlib.sha256(b"talk").hexdigest()
ASKED = Asked("talk.wav", RECORDING, "Good evening.")


def events(consents: Consents) -> list[str]:
    return [entry.event for entry in consents.log.entries()]


def given(one: Signed) -> bytes:
    return one.text.encode()


def test_a_statement_that_holds_permits_what_it_is_for(consents: Consents, statement: Make) -> None:
    grant = consents.grant(given(statement()))

    permit = consents.permit(ASKED, nobody)

    assert permit == grant
    assert (permit.speaker, permit.purpose, permit.problem) == ("Ada Lovelace", "reading my articles aloud", "")


def test_without_one_it_is_refused_with_how_to_give_one_and_written_down(consents: Consents) -> None:
    with pytest.raises(NoConsent, match="atelier consent sign"):
        consents.permit(ASKED, nobody)

    assert events(consents) == ["key-added", "refused"]


def test_a_forged_signature_is_refused(consents: Consents, statement: Make, mallory: Any) -> None:
    with pytest.raises(BadStatement, match="not that of the key"):
        consents.grant(given(statement(by=mallory)))

    assert consents.grants() == ()
    with pytest.raises(NoConsent):
        consents.permit(ASKED, nobody)


def test_a_statement_for_another_recording_permits_nothing_here(consents: Consents, statement: Make) -> None:
    consents.grant(given(statement(recording=hashlib.sha256(b"other").hexdigest())))

    with pytest.raises(NoConsent):
        consents.permit(ASKED, nobody)


@pytest.mark.parametrize(
    ("dates", "why"),
    [
        ({"until": date(2026, 2, 28)}, "it held until 2026-02-28"),
        ({"begins": date(2026, 4, 1)}, "yet to come"),
    ],
)
def test_a_statement_out_of_its_time_is_refused(
    dates: dict[str, date], why: str, consents: Consents, statement: Make
) -> None:
    with pytest.raises(BadStatement, match=why):
        consents.grant(given(statement(**dates)))


def test_a_statement_that_has_run_out_since_permits_nothing(
    consents: Consents, statement: Make, tmp_path: Path
) -> None:
    consents.grant(given(statement()))
    later = Consents(tmp_path / "voices", today=lambda: date(2027, 2, 1))

    with pytest.raises(NoConsent, match="by Ada Lovelace: it held until 2027-01-15"):
        later.permit(ASKED, nobody)


def test_a_key_that_nobody_registered_signs_nothing(consents: Consents, statement: Make) -> None:
    with pytest.raises(BadStatement, match="No public key 'eve'"):
        consents.grant(given(statement(key="eve")))


def test_what_a_removed_key_signed_holds_no_longer(consents: Consents, statement: Make) -> None:
    consents.grant(given(statement()))
    consents.remove_key("ada")

    assert "No public key 'ada'" in consents.grants()[0].problem
    with pytest.raises(NoConsent):
        consents.permit(ASKED, nobody)


def test_another_key_under_the_same_name_does_not_revive_it(
    consents: Consents, statement: Make, mallory_pub: Path
) -> None:
    consents.grant(given(statement()))
    consents.remove_key("ada")
    consents.add_key("ada", mallory_pub)

    with pytest.raises(NoConsent):
        consents.permit(ASKED, nobody)


def test_a_withdrawn_consent_permits_nothing_and_its_line_stays(consents: Consents, statement: Make) -> None:
    grant = consents.grant(given(statement()))

    withdrawn = consents.withdraw(grant.id)

    assert withdrawn.problem == "it was withdrawn"
    assert events(consents) == ["key-added", "granted", "withdrawn"]
    with pytest.raises(NoConsent, match="it was withdrawn"):
        consents.permit(ASKED, nobody)


def test_a_statement_may_be_given_anew_after_it_was_withdrawn(consents: Consents, statement: Make) -> None:
    consents.withdraw(consents.grant(given(statement())).id)

    again = consents.grant(given(statement()))

    assert consents.permit(ASKED, nobody) == again


def test_an_unknown_consent_is_not_withdrawn(consents: Consents, statement: Make) -> None:
    grant = consents.grant(given(statement()))

    with pytest.raises(BadStatement, match=grant.id):
        consents.withdraw("0")


def test_the_same_statement_is_one_consent(consents: Consents, statement: Make) -> None:
    one = given(statement())

    assert consents.grant(one) == consents.grant(one)
    assert events(consents).count("granted") == 1


def test_a_person_may_consent_at_the_terminal_once(consents: Consents) -> None:
    grant = consents.permit(ASKED, lambda asked: "Ada Lovelace")

    assert (grant.speaker, grant.purpose) == ("Ada Lovelace", "this one text")
    assert consents.grants() == ()
    with pytest.raises(NoConsent):
        consents.permit(ASKED, nobody)


@pytest.mark.parametrize("answer", ["", "  "])
def test_no_name_is_no_consent(answer: str, consents: Consents) -> None:
    with pytest.raises(NoConsent):
        consents.permit(ASKED, lambda asked: answer)


def test_every_use_is_written_down_without_the_text(consents: Consents, statement: Make, tmp_path: Path) -> None:
    grant = consents.grant(given(statement()))
    consents.used(grant, ASKED, b"RIFF")

    facts = consents.log.entries()[-1].facts
    assert facts["grant"] == grant.id
    assert facts["made_sha256"] == hashlib.sha256(b"RIFF").hexdigest()
    assert facts["text_sha256"] == hashlib.sha256(b"Good evening.").hexdigest()
    assert "Good evening" not in (tmp_path / "voices" / "consents.jsonl").read_text()


def test_a_changed_log_permits_nothing(consents: Consents, statement: Make, tmp_path: Path) -> None:
    consents.grant(given(statement()))
    log = tmp_path / "voices" / "consents.jsonl"
    log.write_text(log.read_text().replace("Ada Lovelace", "Ada Lovelacy"))

    with pytest.raises(LogChanged):
        consents.permit(ASKED, nobody)


def test_a_grant_that_was_written_into_the_log_by_hand_is_checked_all_the_same(
    consents: Consents, statement: Make, mallory: Any
) -> None:
    consents.log.add("granted", statement=statement(by=mallory).text)

    with pytest.raises(NoConsent, match="signature is not that of the key"):
        consents.permit(ASKED, nobody)
