"""What the tokenizer of a checkpoint makes of texts, step by step. Without torch, where there is a tokenizer.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runtime.errors import CheckpointError
from runtime.places import config_of
from runtime.runners.base import SAFE, longest
from runtime.weights import read_json

FILE, CONFIG = "tokenizer.json", "tokenizer_config.json"
UNTOLD = 10**30


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    """As the vocabulary has it: `##ing`, `Ġthe`."""
    id: int
    start: int
    """In characters of the text …"""
    end: int
    """… and the first that does not belong; both 0 for what is not of the text."""
    special: bool
    """Whether the tokenizer added it: a mark, or padding."""
    seen: bool
    """The attention mask: whether the model looks at it."""


@dataclass(frozen=True, slots=True)
class Tokenized:
    """A text on its way into a model."""

    normalized: str
    """In the letters that the vocabulary is made of."""
    words: tuple[str, ...]
    """What is cut into tokens, one by one."""
    tokens: tuple[Token, ...]
    cut: int
    """Tokens that did not fit and are left out."""


class Reader:
    """The tokenizer of a checkpoint."""

    def __init__(self, tokenizer: Any, limit: int, pad: str = "") -> None:
        """`limit` is the most tokens that fit; `pad` the token that fills up shorter texts, if there is one."""
        self._tokenizer, self.limit = tokenizer, limit
        number = tokenizer.token_to_id(pad)
        self._pad = {} if number is None else {"pad_token": pad, "pad_id": number}
        tokenizer.no_truncation()
        tokenizer.no_padding()

    def __call__(self, texts: Sequence[str]) -> list[Tokenized]:
        """Each of `texts`, cut to the limit and padded to the longest."""
        every = [self._tokenizer.encode(_printable(text)) for text in texts]
        lengths = [len(encoding.ids) for encoding in every]
        if max(lengths, default=0) > self.limit:
            self._tokenizer.enable_truncation(self.limit)
        if self._pad and len(set(lengths)) > 1:
            self._tokenizer.enable_padding(**self._pad)
        shown = self._tokenizer.encode_batch([_printable(text) for text in texts])
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        return [
            Tokenized(*self._before(text), _tokens(encoding), max(0, length - self.limit))
            for text, encoding, length in zip(texts, shown, lengths, strict=True)
        ]

    def _before(self, text: str) -> tuple[str, tuple[str, ...]]:
        """What the text is before it is cut into tokens: normalised, and as words."""
        normalizer, cutter = self._tokenizer.normalizer, self._tokenizer.pre_tokenizer
        normalized = normalizer.normalize_str(_printable(text)) if normalizer else _printable(text)
        words = [word for word, _ in cutter.pre_tokenize_str(normalized)] if cutter else [normalized]
        return normalized, tuple(words)


def _tokens(encoding: Any) -> tuple[Token, ...]:
    columns = encoding.tokens, encoding.ids, encoding.offsets, encoding.special_tokens_mask, encoding.attention_mask
    return tuple(
        Token(text, id, start, end, bool(special), bool(seen))
        for text, id, (start, end), special, seen in zip(*columns, strict=True)
    )


def reader_in(folder: Path, most: int = UNTOLD) -> Reader:
    """The tokenizer of the checkpoint in `folder`, of which at most `most` tokens are used.

    Raises:
        CheckpointError: it has none, or one of the few kinds that cannot say what they do.
    """
    told = read_json(folder / CONFIG) if (folder / CONFIG).is_file() else {}
    limit = longest(config_of(folder), int(min(told.get("model_max_length") or UNTOLD, UNTOLD)))
    tokenizer = _read(folder / FILE) if (folder / FILE).is_file() else _converted(folder)
    return Reader(tokenizer, min(limit, most), _pad(told))


def _read(path: Path) -> Any:
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises nothing narrower
        raise CheckpointError(f"{path} is no tokenizer: {error}. Fetch the checkpoint again.") from error


def _converted(folder: Path) -> Any:
    """From the older files, by transformers."""
    import transformers

    if not any(file.suffix in (".txt", ".model", ".bpe") or file.name == "vocab.json" for file in folder.iterdir()):
        raise CheckpointError(f"There is no tokenizer in {folder}. Choose a checkpoint that reads text.")
    try:
        found = transformers.AutoTokenizer.from_pretrained(folder, **SAFE)
    except (OSError, ValueError, KeyError) as error:
        raise CheckpointError(f"There is no tokenizer in {folder}. Choose a checkpoint that reads text.") from error
    if not found.is_fast:
        raise CheckpointError(f"{type(found).__name__} does not show its steps. Choose one that has a tokenizer.json.")
    return found.backend_tokenizer


def _pad(told: Mapping[str, Any]) -> str:
    pad = told.get("pad_token")
    return str(pad["content"] if isinstance(pad, Mapping) else pad or "")


def _printable(text: str) -> str:
    """`text` without lone surrogates, which tokenizers refuse."""
    return text.encode("utf-8", "replace").decode("utf-8")
