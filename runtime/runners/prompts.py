"""A prompt or a chat → the tokens that a model goes on from, cut where its window does not hold them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Message = Mapping[str, str]
"""`{"role": "user", "content": …}`; roles are `system`, `user`, `assistant`, and what else the chat template knows."""
Chat = Sequence[Message]


@dataclass(frozen=True, slots=True)
class Prompt:
    given: str | Chat
    ids: list[int]
    room: int
    """Most tokens that may follow."""
    truncated: bool
    """Its beginning was cut off, or the oldest messages of a chat."""

    @property
    def is_chat(self) -> bool:
        return not isinstance(self.given, str)


class Prompter:
    """Reads prompts for a model whose window holds `window` tokens: those read and those written."""

    def __init__(self, tokenizer: Any, window: int) -> None:
        self._tokenizer, self._window = tokenizer, window
        added = [str(token) for token in tokenizer.added_tokens_decoder.values() if token.special]
        self._marks = sorted({*tokenizer.all_special_tokens, *added})

    def prompt(self, given: str | Chat, max_new_tokens: int) -> Prompt:
        """`given` with room for `max_new_tokens` behind it, or half the window where that is less.

        Raises:
            ValueError: it is neither text nor a chat, or a chat for a model that holds none.
        """
        keep = self._window - min(max_new_tokens, self._window // 2)
        ids, whole = self._text(given) if isinstance(given, str) else self._chat(given, keep)
        whole = whole and len(ids) <= keep
        ids = self._last(ids, keep)
        return Prompt(given, ids, min(max_new_tokens, self._window - len(ids)), truncated=not whole)

    def _text(self, text: str) -> tuple[list[int], bool]:
        ids = self._tokenizer(text, verbose=False)["input_ids"]
        return ids or [self._beginning()], True

    def _beginning(self) -> int:
        found = (self._tokenizer.bos_token_id, self._tokenizer.eos_token_id)
        first = next((number for number in found if number is not None), None)
        if first is None:
            raise ValueError("The prompt is empty, and this model cannot begin by itself. Write the first words.")
        return int(first)

    def _chat(self, chat: Chat, keep: int) -> tuple[list[int], bool]:
        """The tokens of `chat`, or of what is left when its oldest messages went to make it fit."""
        check_chat(chat)
        ids, whole = self._rendered(chat), True
        while len(ids) > keep and (chat := without_oldest(chat)):
            ids, whole = self._rendered(chat), False
        return ids, whole

    def _rendered(self, chat: Chat) -> list[int]:
        from jinja2 import TemplateError

        if not self._tokenizer.chat_template:
            raise ValueError("This model has no chat template, so it takes no chats. Give the prompt as one text.")
        messages = [{**message, "content": self._harmless(message["content"])} for message in chat]
        try:
            text = self._tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
        except TemplateError as error:
            raise ValueError(f"This model's chat template refuses the chat: {error}") from error
        ids: list[int] = self._tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
        return ids

    def _harmless(self, text: str) -> str:
        """`text` with a space in each of the tokenizer's marks: a message cannot end itself and speak for another."""
        for mark in self._marks:
            text = text.replace(mark, f"{mark[:1]} {mark[1:]}")
        return text

    def _last(self, ids: list[int], keep: int) -> list[int]:
        """The last `keep`, the mark of a beginning kept where there is one."""
        if len(ids) <= keep:
            return ids
        mark = ids[:1] if ids[0] == self._tokenizer.bos_token_id else []
        return mark + ids[len(ids) - keep + len(mark) :]


def check_chat(chat: Any) -> None:
    """Raise ValueError where `chat` is no list of messages."""
    right = isinstance(chat, list | tuple) and chat and all(_is_message(message) for message in chat)
    if not right:
        raise ValueError('A prompt is a text, or a list of messages such as {"role": "user", "content": "Hello"}.')


def _is_message(message: Any) -> bool:
    return isinstance(message, Mapping) and all(isinstance(message.get(key), str) for key in ("role", "content"))


def without_oldest(chat: Chat) -> Chat:
    """`chat` without its oldest question and what answered it, system messages in front kept; empty if none is left.

    >>> talk = [{"role": role, "content": ""} for role in ("system", "user", "assistant", "user")]
    >>> [message["role"] for message in without_oldest(talk)]
    ['system', 'user']
    >>> without_oldest(talk[:2])
    []
    """
    roles = [message["role"] for message in chat]
    head = next((place for place, role in enumerate(roles) if role != "system"), len(roles))
    later = next((place for place in range(head + 1, len(roles)) if roles[place] == "user"), None)
    return [] if later is None else [*chat[:head], *chat[later:]]
