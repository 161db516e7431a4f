"""A person sees the call itself, and only a plain yes is one."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest

from agents.sandbox.guard import Approval, no_one
from app.approving import announced, approver, at_terminal

ASKED = Approval("audio", "forget_voice", {"voice": "voice-1"}, ("transcribe", "notes"))


def answered(line: str, asked: Approval = ASKED) -> tuple[bool, str]:
    shown = StringIO()
    return at_terminal(asked, StringIO(line), shown), shown.getvalue()


def test_a_yes_is_a_yes_and_the_call_is_shown() -> None:
    said, shown = answered("yes\n")

    assert said
    assert "forget_voice(voice='voice-1')" in shown
    assert "(transcribe, notes)" in shown


@pytest.mark.parametrize("line", ["", "\n", "no\n", "y\n", "ok\n", "yes please\n"])
def test_anything_else_is_a_no(line: str) -> None:
    assert not answered(line)[0]


def test_an_argument_cannot_paint_over_the_question() -> None:
    shown = answered("", Approval("a", "mail", {"to": "x\x1b[2J\u202e" + "y" * 9999}, ()))[1]

    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert len(shown) < 1000


def test_without_a_terminal_nobody_approves() -> None:
    assert approver() is no_one
    assert not no_one(ASKED)


def test_the_question_is_announced_and_its_end_too(heard: list[Any]) -> None:
    assert announced(lambda asked: True, heard.append)(ASKED)

    assert [event.kind for event in heard] == ["question", "answered"]
