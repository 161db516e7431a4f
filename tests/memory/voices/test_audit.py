"""The log shows whatever was done to it."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest

from memory.voices.audit import AuditLog
from runtime.errors import LogChanged


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    made = AuditLog(tmp_path / "consents.jsonl")
    for number in range(4):
        made.add("used", recording=f"r{number}", text="„ä“")
    return made


@pytest.fixture
def path(log: AuditLog, tmp_path: Path) -> Path:
    return tmp_path / "consents.jsonl"


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def put(path: Path, rows: list[str]) -> None:
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


def test_what_was_added_is_read_in_its_order(log: AuditLog) -> None:
    entries = log.entries()

    assert [entry.number for entry in entries] == [1, 2, 3, 4]
    assert entries[2].event == "used"
    assert entries[2].facts == {"recording": "r2", "text": "„ä“"}


def test_a_log_that_was_never_written_is_empty_and_stays_unwritten(tmp_path: Path) -> None:
    assert AuditLog(tmp_path / "none" / "log.jsonl").entries() == ()
    assert not (tmp_path / "none").exists()


def test_only_its_owner_may_read_it(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_changed_word_is_noticed(log: AuditLog, path: Path) -> None:
    put(path, [row.replace("r1", "r9") for row in lines(path)])

    with pytest.raises(LogChanged, match="line 2: it was changed"):
        log.entries()


def test_a_line_that_was_taken_out_is_noticed(log: AuditLog, path: Path) -> None:
    rows = lines(path)
    put(path, [rows[0], *rows[2:]])

    with pytest.raises(LogChanged, match="line 2: lines before it"):
        log.entries()


def test_a_line_that_was_moved_or_doubled_is_noticed(log: AuditLog, path: Path) -> None:
    rows = lines(path)
    for other in ([rows[1], rows[0], *rows[2:]], [*rows, rows[-1]]):
        put(path, other)
        with pytest.raises(LogChanged):
            log.entries()


def test_a_line_put_in_with_a_right_hash_of_its_own_is_noticed(log: AuditLog, path: Path, tmp_path: Path) -> None:
    AuditLog(tmp_path / "other.jsonl").add("granted", speaker="Mallory")
    put(path, [*lines(path)[:2], *lines(tmp_path / "other.jsonl"), *lines(path)[2:]])

    with pytest.raises(LogChanged, match="line 3"):
        log.entries()


def test_lines_that_are_missing_at_the_end_are_noticed(log: AuditLog, path: Path) -> None:
    put(path, lines(path)[:2])

    with pytest.raises(LogChanged, match="line 3: lines are missing at the end"):
        log.entries()


def test_a_log_that_is_gone_is_noticed(log: AuditLog, path: Path) -> None:
    path.unlink()

    with pytest.raises(LogChanged, match="missing"):
        log.entries()


@pytest.mark.parametrize("row", ["not json", "[]", "{}", '{"n": 1}'])
def test_what_is_no_line_of_it_is_noticed(row: str, log: AuditLog, path: Path) -> None:
    put(path, [row, *lines(path)])

    with pytest.raises(LogChanged, match="line 1: it is not a line"):
        log.entries()


def test_nothing_is_added_to_a_changed_log(log: AuditLog, path: Path) -> None:
    put(path, lines(path)[1:])
    before = path.read_bytes()

    with pytest.raises(LogChanged):
        log.add("used")
    assert path.read_bytes() == before


def test_a_line_that_was_cut_off_while_it_was_written_is_dropped(log: AuditLog, path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write('{"n": 5, "at": "2026')

    log.add("used", recording="after")

    assert [entry.facts["recording"] for entry in log.entries()] == ["r0", "r1", "r2", "r3", "after"]


def test_a_process_that_ended_before_it_kept_the_last_hash_does_no_harm(log: AuditLog, path: Path) -> None:
    head = path.with_suffix(".head")
    before = head.read_text()
    log.add("used", recording="last")
    head.write_text(before)

    assert len(log.entries()) == 5


def add_some(path: Path) -> None:
    for _ in range(20):
        AuditLog(path).add("used")


def test_processes_write_one_after_the_other(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.map(add_some, [tmp_path / "log.jsonl"] * 2)

    assert len(AuditLog(tmp_path / "log.jsonl").entries()) == 40


def test_every_line_is_plain_json(path: Path) -> None:
    assert set(json.loads(lines(path)[0])) == {"n", "at", "event", "facts", "before", "hash"}
