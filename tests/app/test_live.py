import io

import pytest
from rich.console import Console

from app.live import Live, doing, told
from runtime.records import Event


def printed(event):
    return "\n".join(line.plain for line in told(event))


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
        (Event("progress", text="indexing a.pdf", fraction=0.5), "indexing a.pdf (50%)"),
        (Event("progress", text="loading x"), "loading x"),
        (Event("tool-start", "documents", tool="read_file"), "documents: read_file"),
        (Event("run-end"), ""),
    ],
)
def test_a_terminal_shows_what_is_going_on(event, says):
    assert doing(event) == says


def test_text_from_a_document_cannot_drive_the_display():
    out = io.StringIO()

    Live(Console(file=out, width=80))(Event("agent-start", "documents", arguments={"task": "[bold]x[/bold] \x1b[31m"}))

    assert "[bold]x[/bold]" in out.getvalue()
    assert "\x1b" not in out.getvalue()
