"""Whisper's signs: which of its tokens are text, which mark a time, and which say a language or a task."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Any

from runtime.runners.base import SAFE
from runtime.runners.transcripts import Wish

ALONE = {"en": -1}
"""The languages of a checkpoint that has no token for any."""


class Signs:
    """Of the checkpoint in `folder`, whose `config` is completed: how it generates, as its model reads it."""

    def __init__(self, folder: Path, config: Any, step_s: float) -> None:
        import transformers

        self._tokenizer: Any = transformers.AutoTokenizer.from_pretrained(folder, **SAFE)
        self._config, self._step_s = complete(config, self._tokenizer.get_vocab()), step_s
        self.begin: int = config.decoder_start_token_id
        self.no_speech: int = config.no_timestamps_token_id - 1
        self._first_mark: int = config.no_timestamps_token_id + 1

    @property
    def languages(self) -> dict[str, int]:
        """The token of each language's code; none where the model knows English alone."""
        if not getattr(self._config, "is_multilingual", True):
            return {}
        return {sign.strip("<|>"): token for sign, token in self._config.lang_to_id.items()}

    def text(self, tokens: list[int]) -> str:
        decoded: str = self._tokenizer.decode(tokens)
        return decoded

    def read(self, tokens: list[int]) -> list[tuple[int, int | float]]:
        """The text and marks after the sign of the beginning: the place of each, and the token or the seconds."""
        begin = tokens.index(self.begin) + 1
        written = [(place, token) for place, token in enumerate(tokens) if place >= begin]
        return [
            (place, token if token < self._first_mark else (token - self._first_mark) * self._step_s)
            for place, token in written
            if token < self._config.eos_token_id or token >= self._first_mark
        ]

    def language(self, wish: Wish) -> str:
        """The code of the language that is wished, empty where it should be found out.

        Raises:
            ValueError: the model does not know it, or cannot do what is wished.
        """
        if wish.timestamps == "word" and not getattr(self._config, "alignment_heads", None):
            raise ValueError("This checkpoint does not say which of its heads follow the sound. Ask for 'segment'.")
        known = self.languages or ALONE
        if wish.task == "translate" and known is ALONE:
            raise ValueError("This checkpoint knows English alone and does not translate. Choose a multilingual one.")
        if wish.language is None:
            return "en" if known is ALONE else ""
        return code_of(wish.language, known)

    def prompt(self, wish: Wish, most: int) -> Any:
        """(P,) tokens, the last of them where it is longer than `most`; None where there is none.

        Raises:
            ValueError: there are signs in it.
        """
        words = (wish.prompt or "").split()[-most:]
        if not words:
            return None
        tokens = self._tokenizer.get_prompt_ids(" ".join(words), return_tensors="pt")
        return tokens if len(tokens) <= most else tokens[[0, *range(len(tokens) - most + 1, len(tokens))]]


def code_of(language: str, known: dict[str, int]) -> str:
    """The code of a language that is called by its code, its English name, or its sign.

    >>> code_of("French", {"en": 1, "fr": 2}), code_of("<|en|>", {"en": 1, "fr": 2})
    ('fr', 'en')

    Raises:
        ValueError: it is not among those `known`.
    """
    from transformers.models.whisper.tokenization_whisper import TO_LANGUAGE_CODE

    name = language.lower().strip("<|> ")
    code: str = TO_LANGUAGE_CODE.get(name, name)
    if code in known:
        return code
    close = get_close_matches(name, [name for name, code in TO_LANGUAGE_CODE.items() if code in known], n=1)
    hint = f"Did you mean {close[0]!r}?" if close else "Give a code such as 'en', or leave it out to have it found."
    raise ValueError(f"language={language!r} is not known to this checkpoint. {hint}")


def complete(config: Any, vocabulary: dict[str, int]) -> Any:
    """`config`, with what those of the first fine-tuned checkpoints lack, and without what they have in its place."""
    from transformers.models.whisper.tokenization_whisper import LANGUAGES

    config.forced_decoder_ids = None
    if getattr(config, "no_timestamps_token_id", None) is None:
        config.no_timestamps_token_id = vocabulary["<|notimestamps|>"]
    if not getattr(config, "lang_to_id", None) and getattr(config, "is_multilingual", True):
        signs = [f"<|{code}|>" for code in LANGUAGES]
        config.lang_to_id = {sign: vocabulary[sign] for sign in signs if sign in vocabulary}
        config.task_to_id = {task: vocabulary[f"<|{task}|>"] for task in ("transcribe", "translate")}
    return config
