"""A language model on this machine as a smolagents model.

smolagents has one too, which passes no attention mask, stops only where a stop string ends a token, and shares one
streamer between threads; hence ours, over the pool's runner for text-generation.
"""

from __future__ import annotations

from typing import Any

from smolagents import ChatMessage, TokenUsage
from smolagents.models import get_clean_message_list, tool_role_conversions

from agents.speaking import Speaker
from runtime.errors import BrainError


class LocalModel(Speaker):
    def __init__(self, runner: Any, name: str, max_new_tokens: int = 1024) -> None:
        """`runner` is a `runtime.runners.generation.TextGenerator` whose tokenizer has a chat template.

        Raises:
            BrainError: it has none: it is not a chat model.
        """
        super().__init__(model_id=name)
        if not getattr(runner.tokenizer, "chat_template", None):
            raise BrainError(f"{name!r} has no chat template, so it cannot follow a conversation. Choose a chat model.")
        self._runner, self._max_new_tokens = runner, max_new_tokens

    def say(self, messages: list[ChatMessage], stops: list[str] | None) -> tuple[str, TokenUsage]:
        """Greedy, at most `max_new_tokens`, ended by a stop string (left out), the deadline or a cancel."""
        chat = get_clean_message_list(
            list(messages), role_conversions=tool_role_conversions, flatten_messages_as_text=True
        )
        try:
            text, read, written = self._runner.chat(chat, stops or [], self._max_new_tokens)
        except ValueError as error:  # a chat template that knows no such role, or wants them in turns
            raise BrainError(f"{self.model_id!r} cannot follow the conversation. {error}") from error
        return text, TokenUsage(read, written)
