"""The tour shows every tool at work on stand-ins, through the real loading code, and writes a page of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from agents.specialists import SPECIALISTS
from app.tour.guide import line, toured, wanted
from app.tour.page import page
from app.tour.route import ROUTE
from app.tour.stops import Exhibit, Seen, Stop
from runtime.errors import BadArgument
from runtime.settings import Settings

NOT_SHOWN = {
    "compare_pictures": "it takes two pictures, and a stop gives one",
    "clone_voice": "a person must consent to it at the terminal",
    "compare_voices": "it takes two recordings; describe_voice shows the same model",
    "forget_voice": "there is no voice of anybody's to forget",
    "recall": "its memory is filled in the background",
}


def test_every_tool_is_on_the_route_or_there_is_a_reason() -> None:
    tools = {tool.name for remit in SPECIALISTS for tool in remit.tools}

    assert tools - {stop.tool for stop in ROUTE} <= NOT_SHOWN.keys()
    assert {stop.tool for stop in ROUTE} <= tools


def test_a_part_of_the_tour_runs_and_leaves_nothing_behind(fresh_home: Path) -> None:
    from huggingface_hub import constants

    before, real = set(fresh_home.iterdir()), constants.HF_HUB_CACHE
    shown = [
        stop for stop in ROUTE if stop.tool in ("check_grammar", "forecast", "edit_sound", "translate", "read_file")
    ]

    seen = list(toured(shown, Settings(home=fresh_home, threads=1)))

    assert [each.error for each in seen] == [""] * len(shown)
    assert any("1 of 2 sentences" in each.result["summary"] for each in seen)
    assert set(fresh_home.iterdir()) == before
    assert constants.HF_HUB_CACHE == real


def test_a_tool_that_fails_is_told_and_the_tour_goes_on(fresh_home: Path) -> None:
    bad, good = Stop("text", "detect_language", {"text": "123"}), Stop("text", "detect_language", {"text": "guten Tag"})

    first, second = toured([bad, good], Settings(home=fresh_home, threads=1))

    assert "no letters to judge a language by" in first.error
    assert second.error == ""
    assert line(1, 2, first).startswith("✗ 1 of 2  detect_language, 0.")


def test_rooms_do_not_see_what_is_in_each_other(fresh_home: Path) -> None:
    letter = {"file": next(stop for stop in ROUTE if stop.tool == "read_file").files["file"]}
    stops = [Stop("a", "read_file", files=letter), Stop("a", "list_artifacts"), Stop("b", "list_artifacts", room="b")]

    _, same, other = toured(stops, Settings(home=fresh_home, threads=1))

    assert "letter-1" in same.result["summary"]
    assert "letter-1" not in other.result["summary"]


def test_only_the_parts_that_were_asked_for_are_shown() -> None:
    assert {stop.part for stop in wanted(ROUTE, "audio, documents")} == {"audio", "documents"}
    assert wanted(ROUTE, "") == list(ROUTE)
    with pytest.raises(BadArgument, match=r"no part 'pictures'\. Parts: text, documents, audio, vision"):
        wanted(ROUTE, "pictures")


def test_the_page_holds_its_sounds_and_takes_every_text_as_text() -> None:
    evil = "<script>alert(1)</script>"
    stop = Stop("audio", "edit_sound", {"text": evil}, models={"org/model": lambda folder: None}, look=evil)
    result = {"summary": evil, "rows": [{"label": evil, "score": 0.5}], "models": [{"checkpoint": "org/model"}]}
    sound, text = Exhibit("a.wav", "audio/wav", b"RIFF"), Exhibit("b.txt", "text/plain", evil.encode())

    html = page([Seen(stop, result, (sound,), (text,), 0.1, 0.2)])

    assert "<script" not in html
    assert 'src="data:audio/wav;base64,UklGRg=="' in html
    assert "org/model (a tiny stand-in)" in html
    assert "tiny stand-ins of the real architectures" in html
    assert re.findall(r'(?:src|href)="(?!data:)', html) == []


def test_the_command_writes_the_page(cli_environment: dict[str, str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app.cli", "tour", "--only", "documents", "--html", "tour.html", "--quiet"]

    done = subprocess.run(command, env=cli_environment, cwd=tmp_path, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 failed" in done.stdout
    assert "answer_from_documents" in (tmp_path / "tour.html").read_text()
