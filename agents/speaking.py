"""What our own smolagents models share: they answer messages, and know nothing of tool calls or reply formats."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from smolagents import ChatMessage, MessageRole, Model, TokenUsage


class Speaker(Model):
    """A `Model` that says one text. A CodeAgent asks for no more."""

    @abstractmethod
    def say(self, messages: list[ChatMessage], stops: list[str] | None) -> tuple[str, TokenUsage]:
        """The text that answers `messages`, up to the first of `stops`, and what it cost.

        `stops` holds `<end_plan>` where a plan is wanted, and is None where the steps are used up and the closing
        answer is wanted as plain text; else Python is.
        """

    def generate(
        self,
        messages: list[ChatMessage],
        stop_sequences: list[str] | None = None,
        response_format: dict[str, str] | None = None,
        tools_to_call_from: list[Any] | None = None,
        **_: Any,
    ) -> ChatMessage:
        text, usage = self.say(messages, stop_sequences)
        return ChatMessage(role=MessageRole.ASSISTANT, content=text, token_usage=usage)
