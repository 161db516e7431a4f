"""A person at the terminal is asked, and only a name and a plain yes count."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from app.consenting import SHOWN, announced, asker, at_terminal
from app.live import Live
from memory.voices import Asked, nobody
from runtime.records import Event

ASKED = Asked("talk.wav", "0" * 64, "Good evening, everybody.")


def answered(*lines: str, asked: Asked = ASKED) -> tuple[str, str]:
    """What it came to, and what was shown."""
    shown = StringIO()
    return at_terminal(asked, StringIO("".join(f"{line}\n" for line in lines)), shown), shown.getvalue()


def test_a_name_and_a_yes_are_a_consent() -> None:
    name, shown = answered("Ada Lovelace", "yes")

    assert name == "Ada Lovelace"
    assert "talk.wav" in shown
    assert "“Good evening, everybody.”" in shown
    assert "Does Ada Lovelace consent?" in shown


@pytest.mark.parametrize(
    "lines", [(), ("",), ("Ada",), ("Ada", ""), ("Ada", "no"), ("Ada", "y"), ("Ada", "ok"), ("", "yes")]
)
def test_anything_else_is_a_no(lines: tuple[str, ...]) -> None:
    assert answered(*lines)[0] == ""


def test_of_a_long_text_the_beginning_is_shown_and_how_long_it_is() -> None:
    shown = answered("", asked=Asked("talk.wav", "0" * 64, "word " * 1000))[1]

    assert len(shown) < SHOWN + 300
    assert "(5000 characters)" in shown


def test_what_turns_a_terminal_upside_down_is_not_shown() -> None:
    shown = answered("", asked=Asked("talk\x1b[2J.wav", "0" * 64, "a\u202eb"))[1]

    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_without_a_terminal_there_is_nobody() -> None:
    assert asker() is nobody
    assert nobody(ASKED) == ""


def test_the_question_is_announced_and_its_end_too(heard: list[Any]) -> None:
    ask = announced(lambda asked: "Ada", heard.append)

    assert ask(ASKED) == "Ada"
    assert [(event.kind, event.text) for event in heard] == [
        ("question", "consent to use the voice in talk.wav"),
        ("answered", ""),
    ]


def test_the_end_is_announced_though_the_person_leaves(heard: list[Any]) -> None:
    def leave(asked: Asked) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        announced(leave, heard.append)(ASKED)
    assert heard[-1].kind == "answered"


def test_the_bar_makes_room_for_the_question() -> None:
    console = Console(file=StringIO(), force_terminal=True, width=80)

    with Live(console) as live:
        live(Event("question", text="consent"))
        drawn = len(console.file.getvalue())  # type: ignore[attr-defined]
        live._drawing.refresh()  # type: ignore[union-attr]
        assert not live._drawing.is_started  # type: ignore[union-attr]
        live(Event("answered"))
        assert live._drawing.is_started  # type: ignore[union-attr]

    assert drawn > 0
