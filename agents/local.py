"""A language model on this machine as a smolagents model.

smolagents has one too, which passes no attention mask, stops only where a stop string ends a token, and shares one
streamer between threads; hence ours, over the pool's text-generation pipeline.
"""

from __future__ import annotations

from typing import Any

from smolagents import ChatMessage, TokenUsage
from smolagents.models import get_clean_message_list, tool_role_conversions

from agents.speaking import Speaker
from runtime import cancel
from runtime.errors import BrainError


class LocalModel(Speaker):
    def __init__(self, pipeline: Any, name: str, max_new_tokens: int = 1024) -> None:
        """`pipeline` is a transformers text-generation pipeline whose tokenizer has a chat template.

        Raises:
            BrainError: it has none: it is not a chat model.
        """
        super().__init__(model_id=name)
        if not getattr(pipeline.tokenizer, "chat_template", None):
            raise BrainError(f"{name!r} has no chat template, so it cannot follow a conversation. Choose a chat model.")
        self._pipeline, self._max_new_tokens = pipeline, max_new_tokens

    def say(self, messages: list[ChatMessage], stops: list[str] | None) -> tuple[str, TokenUsage]:
        """Greedy, at most `max_new_tokens`, ended by a stop string (left out), the deadline or a cancel."""
        from transformers import StoppingCriteriaList

        tokenizer, model = self._pipeline.tokenizer, self._pipeline.model
        chat = get_clean_message_list(
            list(messages), role_conversions=tool_role_conversions, flatten_messages_as_text=True
        )
        given = tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_dict=True, return_tensors="pt")
        given = given.to(model.device)
        length = given["input_ids"].shape[1]
        until = {"stop_strings": stops, "tokenizer": tokenizer} if stops else {}
        ids = model.generate(
            **given,
            do_sample=False,
            max_new_tokens=self._max_new_tokens,
            stopping_criteria=StoppingCriteriaList([cancel.stop_generating]),
            **until,
        )[0][length:]
        text = cut(tokenizer.decode(ids, skip_special_tokens=True), stops or [])
        return text, TokenUsage(length, len(ids))


def cut(text: str, stops: list[str]) -> str:
    """
    >>> cut("final_answer(1)</code> and so on", ["</code>"])
    'final_answer(1)'
    """
    ends = [text.index(stop) for stop in stops if stop in text]
    return text[: min(ends)] if ends else text
