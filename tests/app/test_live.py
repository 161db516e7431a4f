import io
import re

import pytest
from rich.console import Console

from app import live
from app.bar import Bar
from app.live import Live, told
from runtime.records import Event


def printed(event):
    return "\n".join(line.plain for line in told(event))


def terminal():
    """The display, and what is written to its terminal."""
    screen = io.StringIO()
    return Live(Console(file=screen, width=80, force_terminal=True, color_system=None)), screen


def on_one_line(shown):
    """What the last line says, without spinner and bar."""
    with shown.console.capture() as captured:
        shown.console.print(shown.bar)
    return re.sub("[━╸╺ ]+", " ", captured.get()[2:]).strip()


def test_a_plan_is_shown_line_by_line():
    assert printed(Event("plan", "manager", text="1. documents: look\n2. language: sum up")) == (
        "manager plans\n  1. documents: look\n  2. language: sum up"
    )


def test_a_tool_is_shown_with_its_arguments_its_time_and_what_it_found():
    event = Event("tool-end", "documents", tool="read_file", arguments={"file": "a-1"}, text="Text. [^1]", seconds=0.25)

    assert printed(event) == "  read_file(file='a-1')  0.25 s\n    Text."


def test_what_went_wrong_is_shown_where_it_did():
    assert "✗ No artifact" in printed(Event("tool-end", "documents", tool="read_file", error="No artifact 'x-1'."))
    assert printed(Event("check", tool="length", error="Too long.")) == "✗ length: Too long."
    assert printed(Event("code", "language", error="It broke.\nBadly.")) == "language It broke. Badly."


def test_a_specialists_own_plan_is_not_shown_twice():
    assert printed(Event("plan", "documents", "manager", text="1. look")) == ""


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (Event("tool-start", "documents", tool="read_file"), "documents: read_file"),
        (Event("progress", text="loading x"), "loading x"),
        (Event("progress", text="indexing a.pdf", fraction=0.5), "indexing a.pdf 50%"),
        (Event("progress", text="denoising", step=12, total=50, seconds_left=40.3), "denoising 12/50 about 40 s left"),
        (Event("progress", text="token", step=17), "token 17"),
    ],
)
def test_a_terminal_shows_what_is_going_on_in_one_line(event, says):
    shown, screen = terminal()

    with shown:
        shown(event)

    assert says in re.sub("[━╸╺ ]+", " ", screen.getvalue())


@pytest.mark.parametrize("width", [1, 10, 30, 59, 60, 200])
def test_the_line_is_one_line_on_any_terminal(width):
    bar = Bar("")
    bar.show("indexing the-handbook-of-a-company.pdf", Event("progress", step=3, total=1000, seconds_left=9000.0))
    console = Console(file=io.StringIO(), width=width, force_terminal=True)

    console.print(bar)

    assert console.file.getvalue().count("\n") == 1


@pytest.mark.parametrize(("width", "drawn"), [(59, False), (60, True)])
def test_a_narrow_terminal_keeps_its_room_for_the_words(width, drawn):
    bar, console = Bar(""), Console(file=io.StringIO(), width=width, force_terminal=True)
    bar.show("token", Event("progress", step=3, total=4))

    console.print(bar)

    assert ("━" in console.file.getvalue()) == drawn


def test_the_line_is_gone_at_the_end():
    shown, screen = terminal()

    with shown:
        shown(Event("progress", text="denoising", step=12, total=50))

    assert screen.getvalue().endswith("\x1b[2K")


def test_after_the_last_step_the_line_says_what_it_was_part_of():
    shown, _ = terminal()

    shown(Event("tool-start", "studio", tool="make_picture"))
    shown(Event("progress", text="denoising", step=1, total=2))
    assert on_one_line(shown) == "denoising 1/2"
    shown(Event("progress", text="denoising", step=2, total=2))
    assert on_one_line(shown) == "studio: make_picture"


def test_a_log_gets_a_line_of_progress_only_after_ten_silent_seconds(monkeypatch):
    clock, out = [1000.0], io.StringIO()
    monkeypatch.setattr(live.time, "monotonic", lambda: clock[0])
    with Live(Console(file=out, width=80)) as shown:
        for second in range(26):
            clock[0] = 1000.0 + second
            shown(Event("progress", text="denoising", step=second, total=50, seconds_left=50.0 - second))
            if second == 5:
                shown(Event("check", tool="length"))

    assert out.getvalue().splitlines() == [
        "✓ length",
        "denoising 15 of 50, about 35 s left",
        "denoising 25 of 50, about 25 s left",
    ]


def test_a_terminal_that_cannot_draw_gets_lines_as_a_log_does(monkeypatch):
    monkeypatch.setattr(live, "SILENT_S", 0.0)
    out = io.StringIO()

    with Live(Console(file=out, width=80, force_terminal=True, _environ={"TERM": "dumb"})) as shown:
        shown(Event("progress", text="loading x"))

    assert out.getvalue() == "loading x\n"


def test_without_steps_only_progress_is_shown(monkeypatch):
    monkeypatch.setattr(live, "SILENT_S", 0.0)
    out = io.StringIO()

    with Live(Console(file=out, width=80), steps=False) as shown:
        shown(Event("tool-end", "you", tool="read_file", text="Text."))
        shown(Event("progress", text="token", step=17, total=128))

    assert out.getvalue() == "token 17 of 128\n"


def test_text_from_a_document_cannot_drive_the_display():
    out = io.StringIO()

    Live(Console(file=out, width=80))(Event("agent-start", "documents", arguments={"task": "[bold]x[/bold] \x1b[31m"}))

    assert "[bold]x[/bold]" in out.getvalue()
    assert "\x1b" not in out.getvalue()


def test_text_from_a_document_cannot_drive_the_bar():
    shown, _ = terminal()

    shown(Event("progress", text="indexing [bold]x[/bold] \x1b[31m\nand more", fraction=0.5))

    assert on_one_line(shown) == "indexing [bold]x[/bold] [31m and more 50%"
