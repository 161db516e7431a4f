"""What models really took is remembered between processes, and never worth a failed run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from runtime.catalog import Checkpoint
from runtime.devices import Device, Placement
from runtime.measured import Measured

LINE = Checkpoint("t", "org/m", "light", 1.0, "mit", "-", revision="abc")
AT = Placement(Device("cpu", "fp32", 8.0, ""))
CARD = Placement(Device("cuda:0", "bf16", 8.0, ""))


def test_sizes_and_seconds_outlive_the_process(tmp_path: Path) -> None:
    first = Measured(tmp_path / "m.sqlite")
    first.keep_size(LINE, AT, {"cpu": 0.25})
    first.keep_seconds(LINE, AT, "load", 3.0)

    later = Measured(tmp_path / "m.sqlite")

    assert later.size(LINE, AT) == {"cpu": 0.25}
    assert later.seconds(LINE, AT, "load") == 3.0


def test_what_was_never_measured_is_unknown(tmp_path: Path) -> None:
    measured = Measured(tmp_path / "m.sqlite")
    measured.keep_size(LINE, AT, {"cpu": 0.25})

    assert measured.size(replace(LINE, revision="def"), AT) is None
    assert measured.size(LINE, CARD) is None
    assert measured.seconds(LINE, AT, "input") is None


def test_seconds_are_a_mean_that_forgets(tmp_path: Path) -> None:
    measured = Measured(tmp_path / "m.sqlite")
    for _ in range(1000):
        measured.keep_seconds(LINE, AT, "input", 1.0)
    for _ in range(200):
        measured.keep_seconds(LINE, AT, "input", 3.0)

    assert measured.seconds(LINE, AT, "input") == pytest.approx(3.0, abs=0.05)


def test_ten_thousand_calls_write_seldom(tmp_path: Path) -> None:
    measured = Measured(tmp_path / "m.sqlite")
    written: list[str] = []
    measured._write = lambda statement, rows: written.append(statement)  # type: ignore[method-assign]

    for _ in range(10_000):
        measured.keep_seconds(LINE, AT, "input", 0.01)

    assert len(written) == 14


@pytest.mark.parametrize("spoil", ["garbage", "folder"])
def test_a_file_that_cannot_be_used_stops_nothing(tmp_path: Path, spoil: str) -> None:
    path = tmp_path / "m.sqlite"
    path.write_bytes(b"no database" * 100) if spoil == "garbage" else path.mkdir()

    measured = Measured(path)
    measured.keep_size(LINE, AT, {"cpu": 0.25})

    assert measured.size(LINE, AT) == {"cpu": 0.25}
